#include "server/relay/mysql/link.hpp"

namespace ormgate {

using mysql::decode;
namespace status = mysql::status;

// Of a COM_STMT_EXECUTE: the code, the statement's number, flags, iterations.
static constexpr std::size_t execute_head = 10;
static constexpr std::size_t bytes_of_a_type = 2;

MysqlLink::Prepared* MysqlLink::find(std::uint32_t id, std::string_view command) {
    const auto found = statements_.find(id);
    if (found != statements_.end()) return &found->second;
    refuse(Error(
        Errc::undefined_prepared_statement,
        "Unknown prepared statement handler (" + std::to_string(id) + ") given to " + std::string(command)));
    return nullptr;
}

asio::awaitable<void> MysqlLink::drop_on_server(std::optional<std::uint32_t> id) {
    if (!id) co_return;
    Bytes payload;
    mysql::StatementClose close;
    close.statement = *id;
    mysql::encode(close, client_.capabilities, payload);
    co_await send(payload, {});
}

asio::awaitable<void> MysqlLink::prepare(std::string sql) {
    if (statements_.size() >= start_.max_prepared_statements) {
        refuse_with(1461,
                    "Can't create more than max_prepared_statements statements (current value: " +
                        std::to_string(start_.max_prepared_statements) + ")");
        co_return;
    }
    const MysqlTraits nothing;
    if (!co_await acquire(nothing)) co_return;
    Prepared prepared;
    prepared.traits = classify_mysql(sql, dialect());
    prepared.key = statement_key(sql);
    prepared.session = session_;
    MysqlPrepared::Entry entry;
    const std::uint32_t id = next_statement_;
    MysqlAnswer answer(MysqlAnswer::Kind::prepared, client_.capabilities, connection()->capabilities());
    answer.rename_to(id);
    answer.remember_columns(&entry);
    Bytes payload{std::byte{mysql::StatementPrepare::code}};
    append(payload, sql);
    co_await exchange(payload, {}, std::move(answer));
    const MysqlOutcome& outcome = answer_->outcome();
    if (outcome.failed) {
        uncertain_ = (status_ & status::autocommit) == 0;
        co_return;
    }
    entry.id = outcome.statement;
    prepared.sql = std::move(sql);
    prepared.parameters = outcome.parameters;
    const auto evicted = connection()->prepared.add(prepared.key, std::move(entry));
    statements_.emplace(id, std::move(prepared));
    ++next_statement_;
    co_await drop_on_server(evicted);
}

// The statement as the leased connection has it; prepared there, under the session of then, if it has not.
asio::awaitable<Result<MysqlPrepared::Entry*>> MysqlLink::ensure(Prepared& prepared) {
    MysqlConnection& mine = *connection();
    if (MysqlPrepared::Entry* entry = mine.prepared.use(prepared.key)) co_return entry;
    const bool elsewhere = prepared.key != statement_key(prepared.sql);
    if (elsewhere) {
        const Result<void> back = co_await align(prepared.session);
        if (!back) co_return fail(back.error());
    }
    MysqlPrepared::Entry entry;
    MysqlAnswer follow(MysqlAnswer::Kind::prepared, client_.capabilities, mine.capabilities());
    follow.remember_columns(&entry);
    Bytes answer;
    const MysqlOutcome done =
        co_await ask(prepared.sql, mysql::StatementPrepare::code, &answer, std::move(follow));
    if (elsewhere) {
        const Result<void> here = co_await align(session_);
        if (!here) co_return fail(here.error());
    }
    if (done.failed) co_return fail(error_of_answer(answer));
    entry.id = done.statement;
    const auto evicted = mine.prepared.add(prepared.key, std::move(entry));
    co_await drop_on_server(evicted);
    co_return mine.prepared.use(prepared.key);
}

// The command with the server's number, and with the parameters' types, which another connection has not
// heard.
Bytes MysqlLink::execution(const Prepared& prepared, std::uint32_t id, ByteView payload) {
    Bytes out(payload.begin(), payload.begin() + 1);
    mysql::Writer(out).integer(id);
    const std::size_t bitmap = (prepared.parameters + std::size_t{7}) / 8;
    const std::size_t types = prepared.parameters * bytes_of_a_type;
    const std::size_t flag_at = execute_head + bitmap;
    if (prepared.parameters == 0 || payload.size() <= flag_at || payload[flag_at] != std::byte{0} ||
        prepared.types.size() != types) {
        append(out, payload.subspan(5));
        return out;
    }
    append(out, payload.subspan(5, flag_at - 5));
    out.push_back(std::byte{1});
    append(out, ByteView(prepared.types));
    append(out, payload.subspan(flag_at + 1));
    return out;
}

// What an execution says of its parameters' types holds for those that follow.
void MysqlLink::remember_types(Prepared& prepared, ByteView payload) {
    const std::size_t flag_at = execute_head + (prepared.parameters + std::size_t{7}) / 8;
    const std::size_t size = prepared.parameters * bytes_of_a_type;
    if (prepared.parameters == 0 || payload.size() < flag_at + 1 + size || payload[flag_at] != std::byte{1})
        return;
    const ByteView types = payload.subspan(flag_at + 1, size);
    prepared.types.assign(types.begin(), types.end());
}

asio::awaitable<void> MysqlLink::execute(ByteView payload) {
    const auto command = decode<mysql::StatementExecute>(payload, client_.capabilities);
    Prepared* prepared = find(command->statement, "mysqld_stmt_execute");
    if (prepared == nullptr) co_return;
    if (std::exchange(prepared->long_data_lost, false)) {
        refuse(
            Error(Errc::connection_failure, "the parameters sent in pieces are lost with their connection"));
        co_return;
    }
    if (!co_await acquire(prepared->traits)) co_return;
    const auto entry = co_await ensure(*prepared);
    if (!entry) {
        refuse(entry.error());
        co_return;
    }
    remember_types(*prepared, payload);
    MysqlAnswer answer(MysqlAnswer::Kind::results, client_.capabilities, connection()->capabilities());
    answer.remember_columns(*entry);
    const Bytes renamed = execution(*prepared, (*entry)->id, payload);
    co_await exchange(renamed, {}, std::move(answer));
    co_await learn(prepared->traits, payload);
    prepared->long_data = false;
    prepared->cursor = (answer_->outcome().status & status::cursor_exists) != 0 && !answer_->outcome().failed;
    pin_statements();
}

asio::awaitable<void> MysqlLink::send_long_data(ByteView payload) {
    const auto command = decode<mysql::StatementSendLongData>(payload, client_.capabilities);
    const auto found = statements_.find(command->statement);
    if (found == statements_.end()) co_return;  // there is no answer to say it in
    Prepared& prepared = found->second;
    const std::size_t said = client_.out().size();
    const bool acquired = co_await acquire({});
    client_.out().resize(said);
    Result<MysqlPrepared::Entry*> entry = fail(Errc::connection_failure, "there is no connection");
    if (acquired) entry = co_await ensure(prepared);
    if (!entry) {
        prepared.long_data_lost = true;
        co_return;
    }
    Bytes renamed(payload.begin(), payload.begin() + 1);
    mysql::Writer(renamed).integer((*entry)->id);
    append(renamed, payload.subspan(5));
    co_await send(renamed, {});
    prepared.long_data = true;
    pins_.add(MysqlPin::long_data);
}

// What of the statements holds the connection.
void MysqlLink::pin_statements() {
    pins_.remove(MysqlPin::cursor);
    pins_.remove(MysqlPin::long_data);
    for (const auto& [id, prepared] : statements_) {
        if (prepared.cursor) pins_.add(MysqlPin::cursor);
        if (prepared.long_data) pins_.add(MysqlPin::long_data);
    }
}

asio::awaitable<void> MysqlLink::fetch(ByteView payload) {
    const auto command = decode<mysql::StatementFetch>(payload, client_.capabilities);
    Prepared* prepared = find(command->statement, "mysqld_stmt_fetch");
    if (prepared == nullptr) co_return;
    MysqlPrepared::Entry* entry =
        lease_ && prepared->cursor ? connection()->prepared.use(prepared->key) : nullptr;
    if (entry == nullptr) {
        refuse_with(1421, "The statement (" + std::to_string(command->statement) + ") has no open cursor.");
        co_return;
    }
    mysql::StatementFetch renamed = *command;
    renamed.statement = entry->id;
    Bytes bytes;
    mysql::encode(renamed, client_.capabilities, bytes);
    MysqlAnswer answer(MysqlAnswer::Kind::rows, client_.capabilities, connection()->capabilities());
    co_await exchange(bytes, {}, std::move(answer));
    const MysqlOutcome& outcome = answer_->outcome();
    if (outcome.told_status) connection()->status = status_ = outcome.status;
    prepared->cursor = !outcome.failed && (outcome.status & status::last_row_sent) == 0;
    pin_statements();
}

asio::awaitable<void> MysqlLink::reset(std::uint32_t id) {
    Prepared* prepared = find(id, "mysqld_stmt_reset");
    if (prepared == nullptr) co_return;
    prepared->long_data_lost = false;
    const bool there = lease_ && (prepared->cursor || prepared->long_data);
    MysqlPrepared::Entry* entry = there ? connection()->prepared.use(prepared->key) : nullptr;
    if (entry == nullptr) {
        answer_ok();
        co_return;
    }
    mysql::StatementReset renamed;
    renamed.statement = entry->id;
    Bytes bytes;
    mysql::encode(renamed, client_.capabilities, bytes);
    MysqlAnswer answer(MysqlAnswer::Kind::results, client_.capabilities, connection()->capabilities());
    co_await exchange(bytes, {}, std::move(answer));
    prepared->cursor = prepared->long_data = false;
    pin_statements();
}

// The connection keeps the statement for whoever prepares the same, unless something of it is under way.
asio::awaitable<void> MysqlLink::close(std::uint32_t id) {
    const auto found = statements_.find(id);
    if (found == statements_.end()) co_return;
    const Prepared prepared = std::move(found->second);
    statements_.erase(found);
    if (lease_ && (prepared.cursor || prepared.long_data))
        co_await drop_on_server(connection()->prepared.remove(prepared.key));
    pin_statements();
}

}  // namespace ormgate
