#include <algorithm>

#include "server/relay/mysql/link.hpp"

namespace ormgate {

using mysql::decode;
namespace status = mysql::status;

// One command of the client. False: it leaves.
asio::awaitable<bool> MysqlLink::serve_command(MysqlWire::Message message) {
    const ByteView payload = message.payload;
    const mysql::Capabilities agreed = client_.capabilities;
    auto command = mysql::decode_command(payload, agreed);
    if (!command) {
        refuse(command.error());
        co_return true;
    }
    if (std::holds_alternative<mysql::Quit>(*command)) co_return false;
    if (std::holds_alternative<mysql::ChangeUser>(*command)) {
        change_user_.assign(payload.begin(), payload.end());
        co_return false;
    }
    if (std::holds_alternative<mysql::Ping>(*command)) {
        answer_ok();
    } else if (std::holds_alternative<mysql::Query>(*command)) {
        co_await query(message);
    } else if (const auto* init = std::get_if<mysql::InitDb>(&*command)) {
        co_await init_db(std::string(init->database));
    } else if (const auto* prepared = std::get_if<mysql::StatementPrepare>(&*command)) {
        co_await prepare(std::string(prepared->sql));
    } else if (std::holds_alternative<mysql::StatementExecute>(*command)) {
        co_await execute(payload);
    } else if (std::holds_alternative<mysql::StatementSendLongData>(*command)) {
        co_await send_long_data(payload);
    } else if (std::holds_alternative<mysql::StatementFetch>(*command)) {
        co_await fetch(payload);
    } else if (const auto* again = std::get_if<mysql::StatementReset>(&*command)) {
        co_await reset(again->statement);
    } else if (const auto* closed = std::get_if<mysql::StatementClose>(&*command)) {
        co_await close(closed->statement);
    } else if (const auto* option = std::get_if<mysql::SetOption>(&*command)) {
        set_option(option->option);
    } else if (const auto* other = std::get_if<mysql::ProcessKill>(&*command)) {
        kill_other(other->connection_id, ConnectionRegistry::Kill::connection);
    } else if (std::holds_alternative<mysql::ResetConnection>(*command)) {
        co_await reset_session();
    } else if (std::holds_alternative<mysql::FieldList>(*command)) {
        co_await pass_on(message, MysqlAnswer::Kind::fields);
    } else if (std::holds_alternative<mysql::Statistics>(*command)) {
        co_await pass_on(message, MysqlAnswer::Kind::text);
    } else {
        co_await pass_on(message, MysqlAnswer::Kind::results);
    }
    co_return true;
}

void MysqlLink::answer_ok() {
    mysql::Ok ok;
    ok.status = in_transaction() ? connection()->status : status_;
    client_.put(ok);
}

asio::awaitable<void> MysqlLink::query(MysqlWire::Message message) {
    const std::string_view sql = as_text(message.payload).substr(1);
    const MysqlTraits traits = classify_mysql(sql, dialect());
    if (traits.kill && connections_.knows(traits.kill->id)) {
        const auto what =
            traits.kill->query ? ConnectionRegistry::Kill::query : ConnectionRegistry::Kill::connection;
        kill_other(traits.kill->id, what);
        co_return;
    }
    if (traits.database && restricted(*traits.database)) {
        refuse(Error(Errc::insufficient_privilege,
                     "Access denied for user '" + start_.user + "' to database '" + *traits.database + "'"));
        co_return;
    }
    if (!co_await acquire(traits)) co_return;
    MysqlAnswer answer(MysqlAnswer::Kind::results, client_.capabilities, connection()->capabilities());
    co_await exchange(message.payload, message.whole, std::move(answer));
    // The text is gone if the client has sent a file since.
    co_await learn(traits, traits.runs_code ? ByteView() : message.payload);
}

// A command about nothing of the session.
asio::awaitable<void> MysqlLink::pass_on(MysqlWire::Message message, MysqlAnswer::Kind kind) {
    const MysqlTraits nothing;
    if (!co_await acquire(nothing)) co_return;
    MysqlAnswer answer(kind, client_.capabilities, connection()->capabilities());
    co_await exchange(message.payload, message.whole, std::move(answer));
    if (answer_->outcome().told_status) connection()->status = status_ = answer_->outcome().status;
}

bool MysqlLink::restricted(std::string_view database) const {
    return !start_.databases.empty() &&
           std::find(start_.databases.begin(), start_.databases.end(), database) == start_.databases.end();
}

asio::awaitable<void> MysqlLink::init_db(std::string database) {
    if (restricted(database)) {
        refuse(Error(Errc::insufficient_privilege,
                     "Access denied for user '" + start_.user + "' to database '" + database + "'"));
        co_return;
    }
    MysqlTraits traits;
    traits.database = database;
    traits.statements = 1;
    if (!co_await acquire(traits)) co_return;
    MysqlAnswer answer(MysqlAnswer::Kind::results, client_.capabilities, connection()->capabilities());
    Bytes payload{std::byte{mysql::InitDb::code}};
    append(payload, database);
    co_await exchange(payload, {}, std::move(answer));
    co_await learn(traits, {});
    if (!answer_->outcome().failed) connection()->database = session_.database = database;
}

void MysqlLink::set_option(std::uint16_t option) {
    if (option > mysql::SetOption::multi_statements_off)
        return refuse(Error(Errc::protocol_violation, "Unknown command"));
    session_.multi_statements = option == mysql::SetOption::multi_statements_on;
    if ((client_.capabilities & mysql::capability::deprecate_eof) != 0) {
        mysql::Ok ok;
        ok.header = mysql::Ok::header_of_end;
        ok.status = status_;
        return client_.put(ok);
    }
    client_.put(mysql::Eof{0, status_});
}

void MysqlLink::kill_other(std::uint64_t id, ConnectionRegistry::Kill what) {
    switch (connections_.kill(id, what, start_.user, start_.admin)) {
        case ConnectionRegistry::Found::yes:
            return answer_ok();
        case ConnectionRegistry::Found::of_another:
            return refuse_with(1095, "You are not owner of thread " + std::to_string(id));
        case ConnectionRegistry::Found::no:
            return refuse_with(1094, "Unknown thread id: " + std::to_string(id));
    }
}

void MysqlLink::refuse_with(std::uint16_t number, const std::string& words) {
    mysql::ErrorPacket packet;
    packet.number = number;
    packet.message = words;
    client_.put(packet);
}

// COM_RESET_CONNECTION: the server says what its defaults are, which a login's need not be.
asio::awaitable<void> MysqlLink::reset_session() {
    if (!lease_) {
        session_.settings.clear();
        session_.user_variables.clear();
        if (!co_await acquire({})) co_return;
    }
    MysqlConnection& mine = *connection();
    const MysqlOutcome done = co_await ask({}, mysql::ResetConnection::code);
    if (done.failed) {
        mine.broken = true;
        refuse(Error(Errc::unsupported, "the server does not know COM_RESET_CONNECTION"));
        co_return;
    }
    const auto row = co_await ask_row(std::string(mysql_base_sql));
    const bool known = row && row->size() == std::size(mysql_base_names);
    if (!known || !co_await reset_connection()) {
        mine.broken = true;
        refuse(Error(Errc::connection_failure, "the session cannot be reset"));
        co_return;
    }
    statements_.clear();
    pins_.clear();
    if (target_.pool.mode() == PoolMode::session) pins_.add(MysqlPin::session_mode);
    session_.settings.clear();
    session_.user_variables.clear();
    insert_id_ = 0;
    insert_id_is_ = InsertId::certain;
    for (std::size_t i = 0; i < std::size(mysql_base_names); ++i) {
        const std::string value = (*row)[i].value_or("");
        const std::string* usual = mine.base.find(mysql_base_names[i]);
        if (usual == nullptr || *usual != value) session_.settings.set(mysql_base_names[i], value);
    }
    status_ = mine.status;
    answer_ok();
}

}  // namespace ormgate
