// The transactions of SqliteExecutor.
#include "server/backend/sqlite/blocking.hpp"
#include "server/backend/sqlite/errors.hpp"
#include "server/backend/sqlite/execution.hpp"
#include "server/backend/sqlite/executor.hpp"
#include "server/backend/sqlite/foreign_keys.hpp"

namespace ormgate {

using sqlite::Connection;
using sqlite::on_pool;

namespace {

std::string savepoint_name(std::size_t depth) {
    return "s" + std::to_string(depth);
}

}  // namespace

asio::awaitable<Result<void>> SqliteExecutor::begin(ast::TransactionModes modes) {
    transaction_.emplace();
    transaction_->modes = modes;
    transaction_->started = sqlite::now();
    co_return Result<void>();
}

// BEGIN and the savepoints there are already.
Result<void> SqliteExecutor::send_begin(Connection& connection, std::string_view begin) {
    if (auto done = connection.run(begin); !done) return done;
    if (transaction_->constraints.defers_more())
        if (auto done = connection.run("PRAGMA defer_foreign_keys=ON"); !done) return done;
    for (std::size_t depth = 1; depth <= transaction_->depth; ++depth)
        if (auto done = connection.run("SAVEPOINT " + savepoint_name(depth)); !done) return done;
    return {};
}

asio::awaitable<Result<void>> SqliteExecutor::begin_snapshot() {
    if (own_ == nullptr) {
        auto reader = co_await take_reader();
        if (!reader) co_return fail(reader.error());
        transaction_->snapshot = std::move(*reader);
    }
    Connection& connection = own_ != nullptr ? *own_ : *transaction_->snapshot;
    auto take = [&]() -> Result<void> {
        enter(connection);
        auto begun = send_begin(connection, "BEGIN");
        // SQLite takes a snapshot with the first read, not with BEGIN.
        if (begun)
            if (auto first = connection.value_of("PRAGMA schema_version"); !first)
                begun = fail(first.error());
        if (!begun && connection.in_transaction()) static_cast<void>(connection.run("ROLLBACK"));
        leave(connection);
        return begun;
    };
    auto taken = co_await on_pool(database_->pool(), take);
    if (taken) transaction_->connection = &connection;
    co_return taken;
}

asio::awaitable<Result<sqlite::Turn>> SqliteExecutor::take_turn() {
    sqlite::WriterQueue::Wait wait;
    waiting_for_turn_ = &wait;
    auto turn = co_await database_->writers().acquire(wait, interruption_.deadline(), lock_deadline());
    waiting_for_turn_ = nullptr;
    co_return turn;
}

asio::awaitable<Result<void>> SqliteExecutor::begin_write() {
    if (transaction_->turn) co_return Result<void>();
    if (holds_snapshot() && transaction_->connection == nullptr)
        if (auto begun = co_await begin_snapshot(); !begun) co_return begun;
    auto turn = co_await take_turn();
    if (!turn) co_return fail(turn.error());
    transaction_->turn = std::move(*turn);
    // The connection of a snapshot becomes a writer with its first write, if nobody else has written since.
    if (transaction_->connection != nullptr) co_return Result<void>();

    auto start = [this]() -> Result<void> {
        auto connection = write_connection();
        if (!connection) return fail(connection.error());
        enter(**connection);
        keep_rows_of_open_reads(**connection);
        auto begun = send_begin(**connection, "BEGIN IMMEDIATE");
        if (!begun && (*connection)->in_transaction()) static_cast<void>((*connection)->run("ROLLBACK"));
        leave(**connection);
        if (begun) transaction_->connection = *connection;
        return begun;
    };
    auto started = co_await on_pool(database_->pool(), start);
    if (!started) transaction_->turn = {};
    co_return started;
}

// The turn is still ours. On a thread that may block: a checkpoint waits for the disk.
Result<void> SqliteExecutor::commit_on(Connection& connection) {
    auto done = database_->sequences().save(connection);
    if (done) done = connection.run("COMMIT");
    if (done) {
        database_->sequences().saved();
        if (auto* sync = database_->wal_sync()) commit_ticket_ = sync->committed();
        return done;
    }
    Error error = std::move(done.error());
    if (sqlite::is_foreign_key_violation(connection.failed_code())) {
        const SchemaPtr schema = connection.context().schema;
        if (schema != nullptr) error = sqlite::explain_at_commit(connection, *schema, std::move(error));
    }
    if (connection.in_transaction()) static_cast<void>(connection.run("ROLLBACK"));
    return fail(std::move(error));
}

asio::awaitable<Result<void>> SqliteExecutor::save_sequences() {
    auto turn = co_await take_turn();
    if (!turn) co_return fail(turn.error());
    auto save = [this]() -> Result<void> {
        auto connection = write_connection();
        if (!connection) return fail(connection.error());
        keep_rows_of_open_reads(**connection);
        auto begun = (*connection)->run("BEGIN IMMEDIATE");
        return begun ? commit_on(**connection) : begun;
    };
    auto saved = co_await on_pool(database_->pool(), save);
    *turn = {};
    if (saved) services_.sequences_are_saved();
    if (saved) saved = co_await make_durable();
    co_return saved;
}

asio::awaitable<Result<void>> SqliteExecutor::make_durable() {
    const std::uint64_t ticket = std::exchange(commit_ticket_, 0);
    if (ticket == 0) co_return Result<void>();
    co_return co_await database_->wal_sync()->durable(ticket);
}

asio::awaitable<Result<void>> SqliteExecutor::commit() {
    if (!transaction_) co_return Result<void>();
    const Activity activity(*this);
    end_executions();
    if (transaction_->lost) {
        after_rollback();
        end_transaction();
        co_return fail(Errc::serialization_failure,
                       "the transaction was rolled back with a canceled statement");
    }
    Connection* connection = transaction_->connection;
    Result<void> done;
    if (connection != nullptr && transaction_->turn) {
        auto work = [&] {
            enter(*connection);
            auto committed = commit_on(*connection);
            leave(*connection);
            return committed;
        };
        done = co_await on_pool(database_->pool(), work);
    } else if (connection != nullptr) {
        done = connection->run("COMMIT");
    }
    const bool saved = transaction_->turn && done;
    if (saved) services_.sequences_are_saved();
    if (done && services_.has_set_sequences()) done = co_await save_sequences();
    if (done) after_commit(transaction_->changed_schema);
    if (!done) after_rollback();
    end_transaction();
    if (done && commit_ticket_ != 0) done = co_await make_durable();
    co_return done;
}

asio::awaitable<Result<void>> SqliteExecutor::rollback() {
    if (!transaction_) co_return Result<void>();
    const Activity activity(*this);
    end_executions();
    Connection* connection = transaction_->connection;
    Result<void> done;
    if (connection != nullptr && connection->in_transaction()) {
        auto work = [this, connection] {
            auto undone = connection->run("ROLLBACK");
            if (transaction_->changed_schema) connection->forget_schema();
            return undone;
        };
        if (transaction_->turn)
            done = co_await on_pool(database_->pool(), work);
        else
            done = work();
    }
    after_rollback();
    end_transaction();
    co_return done;
}

void SqliteExecutor::after_commit(bool changed_schema) {
    if (!changed_schema) return;
    schema_.reset();
    database_->schema_changed();
}

void SqliteExecutor::after_rollback() {
    if (transaction_) restore_sequences(std::exchange(transaction_->sequence_changes, {}));
}

sqlite::Sequences& SqliteExecutor::temporary_sequences() {
    if (!temporary_sequences_) temporary_sequences_.emplace("temp");
    return *temporary_sequences_;
}

// The rows as they are before SQL changes them.
Result<void> SqliteExecutor::save_counters(Connection& connection) {
    auto saved = database_->sequences().save(connection);
    return saved ? temporary_sequences().save(connection) : saved;
}

// Takes over what SQL has changed, and notes what was there before.
Result<void> SqliteExecutor::note_sequences(Connection& connection, SequenceChanges& changes) {
    auto shared = database_->sequences().adopt(connection);
    if (!shared) return fail(std::move(shared.error()));
    changes.shared.insert(changes.shared.end(), shared->begin(), shared->end());
    auto temporary = temporary_sequences().adopt(connection);
    if (!temporary) return fail(std::move(temporary.error()));
    changes.temporary.insert(changes.temporary.end(), temporary->begin(), temporary->end());
    return {};
}

void SqliteExecutor::restore_sequences(SequenceChanges changes) {
    if (!changes.shared.empty()) database_->sequences().restore(std::move(changes.shared));
    if (!changes.temporary.empty()) temporary_sequences().restore(std::move(changes.temporary));
}

void SqliteExecutor::end_transaction() {
    if (services_.uses_advisory_locks()) database_->advisory_locks().end_transaction(this);
    std::unique_ptr<Connection> reader = std::move(transaction_->snapshot);
    Connection* connection = transaction_->connection;
    // A connection that would not end its transaction is no use to anyone.
    if (connection != nullptr && connection->in_transaction()) {
        if (connection == own_.get())
            own_.reset(), temporary_sequences_.reset();
        else if (reader == nullptr)
            static_cast<void>(database_->take_writer());
    }
    if (reader != nullptr) readers_->give_back(std::move(reader));
    transaction_.reset();
}

asio::awaitable<Result<void>> SqliteExecutor::savepoint(std::size_t depth) {
    transaction_->depth = depth;
    if (transaction_->connection == nullptr || transaction_->lost) co_return Result<void>();
    co_return transaction_->connection->run("SAVEPOINT " + savepoint_name(depth));
}

asio::awaitable<Result<void>> SqliteExecutor::release(std::size_t depth) {
    transaction_->depth = depth - 1;
    if (transaction_->connection == nullptr || transaction_->lost) co_return Result<void>();
    co_return transaction_->connection->run("RELEASE " + savepoint_name(depth));
}

asio::awaitable<Result<void>> SqliteExecutor::rollback_to(std::size_t depth) {
    const Activity activity(*this);
    if (transaction_->lost)
        co_return fail(Errc::serialization_failure,
                       "the transaction was rolled back with a canceled statement");
    transaction_->depth = depth;
    Connection* connection = transaction_->connection;
    if (connection == nullptr) co_return Result<void>();
    auto work = [&]() -> Result<void> {
        enter(*connection);
        keep_rows_of_open_reads(*connection);
        auto done = connection->run("ROLLBACK TO " + savepoint_name(depth));
        if (transaction_->changed_schema) connection->forget_schema();
        const SequenceChanges& changed = transaction_->sequence_changes;
        if (done && !(changed.shared.empty() && changed.temporary.empty()))
            done = note_sequences(*connection, transaction_->sequence_changes);
        leave(*connection);
        return done;
    };
    transaction_->schema.reset();
    if (transaction_->turn) co_return co_await on_pool(database_->pool(), work);
    co_return work();
}

asio::awaitable<Result<void>> SqliteExecutor::set_constraints(bool deferred, std::vector<ast::Name> names) {
    if (!transaction_) co_return Result<void>();
    auto snapshot = co_await schema();
    if (!snapshot) co_return fail(snapshot.error());
    const Activity activity(*this);
    sqlite::ConstraintModes& modes = transaction_->constraints;
    if (auto known = modes.set(deferred, names, **snapshot); !known) co_return known;
    Connection* connection = transaction_->connection;
    if (connection == nullptr || !transaction_->turn || transaction_->lost) co_return Result<void>();
    auto work = [&]() -> Result<void> {
        enter(*connection);
        Result<void> done;
        if (modes.defers_more()) done = connection->run("PRAGMA defer_foreign_keys=ON");
        if (done && !deferred) done = sqlite::check_immediate(*connection, **snapshot, modes);
        leave(*connection);
        return done;
    };
    co_return co_await on_pool(database_->pool(), work);
}

}  // namespace ormgate
