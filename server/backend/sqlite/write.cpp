// SqliteWrite: statements that change rows or the schema.
#include <limits>

#include "dialects/sqlite_storage.hpp"
#include "server/backend/sqlite/blocking.hpp"
#include "server/backend/sqlite/errors.hpp"
#include "server/backend/sqlite/execution.hpp"
#include "server/backend/sqlite/failing_row.hpp"
#include "server/backend/sqlite/foreign_keys.hpp"
#include "server/backend/sqlite/table_watch.hpp"

namespace ormgate {
namespace {

using sqlite::Connection;

// The planner's steps write to these. A file gets them with its first definition, not by being looked at.
Result<void> create_metadata(Connection& connection) {
    for (const std::string_view sql : dialects::create_metadata_tables)
        if (auto made = connection.run(sql); !made) return made;
    return {};
}

// Foreign keys sleep while the schema changes: dropping or rebuilding a table must not cascade into those
// that refer to it.
class ForeignKeysOff {
public:
    ForeignKeysOff(Connection& connection, bool off) : connection_(off ? &connection : nullptr) {
        if (connection_ != nullptr) connection_->enforce_foreign_keys(false);
    }
    ~ForeignKeysOff() {
        if (connection_ != nullptr) connection_->enforce_foreign_keys(true);
    }
    ForeignKeysOff(const ForeignKeysOff&) = delete;
    ForeignKeysOff& operator=(const ForeignKeysOff&) = delete;

private:
    Connection* connection_;
};

// Constraints are checked when a statement has ended, of which a step is only a part.
class ForeignKeysAtTheEnd {
public:
    ForeignKeysAtTheEnd(Connection& connection, bool several_steps, bool deferred_before)
        : connection_(several_steps ? &connection : nullptr), deferred_before_(deferred_before) {
        if (connection_ != nullptr && !deferred_before_)
            static_cast<void>(connection_->run("PRAGMA defer_foreign_keys=ON"));
    }
    ~ForeignKeysAtTheEnd() {
        if (connection_ != nullptr && !deferred_before_ && connection_->in_transaction())
            static_cast<void>(connection_->run("PRAGMA defer_foreign_keys=OFF"));
    }
    ForeignKeysAtTheEnd(const ForeignKeysAtTheEnd&) = delete;
    ForeignKeysAtTheEnd& operator=(const ForeignKeysAtTheEnd&) = delete;

private:
    Connection* connection_;
    bool deferred_before_;
};

// RememberedRows is what the steps of a statement know of each other, from the first to the last of them.
class RememberedRows {
public:
    RememberedRows(Connection& connection,
                   sqlite::StatementRows& rows,
                   const dialects::Translation& translation)
        : connection_(connection), watch_(connection, start(rows, translation)) {
        connection_.set_statement_rows(&rows);
    }
    ~RememberedRows() { connection_.set_statement_rows(nullptr); }
    RememberedRows(const RememberedRows&) = delete;
    RememberedRows& operator=(const RememberedRows&) = delete;

private:
    static sqlite::StatementRows& start(sqlite::StatementRows& rows,
                                        const dialects::Translation& translation) {
        rows = {};
        for (const dialects::Watched& watched : translation.watched)
            rows.watched[watched.table].images = watched.images;
        return rows;
    }

    Connection& connection_;
    sqlite::TableWatch watch_;
};

}  // namespace

Result<void> SqliteWrite::run_step(
    Connection& connection, const dialects::Step& step, std::uint64_t& left, RowSink& sink, bool& full) {
    executor_->services_.record_numbers();
    step_begin_ = statement_rows_.mark();
    auto statement = start_step(connection, step);
    if (!statement) return fail(statement.error());
    sqlite::RowReader kept_rows(step.kept);
    auto* kept = step.keeps ? &statement_rows_.kept[*step.keeps] : nullptr;
    const bool sends_rows =
        step.result && kept == nullptr && translation_->returns_rows && statement->columns() > 0;
    if (sends_rows)
        if (auto fits = check_columns(*statement); !fits) return fits;
    for (int attempt = 0;;) {
        const Result<bool> row = statement->step();
        if (!row) {
            // A snapshot on its way to its first write: SQLite itself does not wait for other processes
            // there.
            const bool waits =
                connection.failed_code() == SQLITE_BUSY && connection.wait_for_other_process(attempt++);
            if (!waits) return fail(row.error());
            static_cast<void>(statement->reset());
            continue;
        }
        if (!*row) break;
        if (kept != nullptr) {
            const auto values = kept_rows.read(*statement);
            if (!values) return fail(values.error());
            std::vector<Value>& copies = kept->emplace_back();
            for (const ValueView& value : *values) copies.push_back(copy(value));
        }
        if (!sends_rows) continue;
        const auto values = rows_.read(*statement);
        if (!values) return fail(values.error());
        if (full || left == 0) {
            keep(*values);
            continue;
        }
        --left;
        rows_out_ = true;
        full = !sink.row(*values);
    }
    if (step.result && statement->writes())
        affected_ += static_cast<std::uint64_t>(sqlite3_changes64(connection.handle()));
    return {};
}

Error SqliteWrite::explain(Connection& connection, const dialects::Step& step, Error error) {
    const int code = connection.failed_code();
    const SchemaPtr schema = connection.context().schema;
    if (!sqlite::is_constraint_violation(code) || schema == nullptr || !connection.in_transaction())
        return error;
    auto again = [&]() -> Result<void> {
        executor_->services_.replay_numbers();
        statement_rows_.back_to(step_begin_);
        auto statement = start_step(connection, step);
        if (!statement) return fail(statement.error());
        for (;;) {
            const Result<bool> row = statement->step();
            if (!row) return fail(row.error());
            if (!*row) return {};
        }
    };
    if (!sqlite::is_foreign_key_violation(code)) {
        const sqlite::Violation violation = sqlite::find_violation(code, error.message, *schema);
        Error described = sqlite::describe(code, error.message, violation);
        if (!is_ddl()) described.detail = sqlite::detail_of(connection, violation, again);
        return described;
    }
    const sqlite::ConstraintModes modes =
        executor_->transaction_ ? executor_->transaction_->constraints : sqlite::ConstraintModes{};
    return sqlite::explain_foreign_key(connection, *schema, modes, std::move(error), again);
}

// All steps, inside a transaction. What SQL has changed of sequences is noted for the case that it is undone.
Result<void> SqliteWrite::run_steps(Connection& connection,
                                    SequenceChanges& sequence_changes,
                                    std::uint64_t& left,
                                    RowSink& sink,
                                    bool& full) {
    const ForeignKeysOff guard(connection, is_ddl());
    const bool several_steps = !is_ddl() && translation_->steps.size() > 1;
    const sqlite::ConstraintModes modes =
        executor_->transaction_ ? executor_->transaction_->constraints : sqlite::ConstraintModes{};
    const ForeignKeysAtTheEnd at_the_end(connection, several_steps, modes.defers_more());
    const bool changes_sequences = translation_->changes_sequences;
    if (is_ddl() || changes_sequences)
        if (auto made = create_metadata(connection); !made) return made;
    if (changes_sequences)
        if (auto saved = executor_->save_counters(connection); !saved) return saved;
    const RememberedRows remembered(connection, statement_rows_, *translation_);
    for (const dialects::Step& step : translation_->steps) {
        auto done = run_step(connection, step, left, sink, full);
        if (done) continue;
        Error explained = explain(connection, step, std::move(done.error()));
        executor_->services_.record_numbers();  // anew: no later statement gets the old ones
        return fail(std::move(explained));
    }
    if (changes_sequences)
        if (auto noted = executor_->note_sequences(connection, sequence_changes); !noted) return noted;
    const SchemaPtr schema = connection.context().schema;
    if (schema == nullptr || (!several_steps && !modes.changed())) return {};
    return sqlite::check_immediate(connection, *schema, modes);
}

Result<void> SqliteWrite::run_alone(std::uint64_t& left, RowSink& sink, bool& full) {
    auto connection = executor_->write_connection();
    if (!connection) return fail(connection.error());
    Connection& writer = **connection;
    executor_->enter(writer);
    executor_->keep_rows_of_open_reads(writer);
    SequenceChanges sequence_changes;
    Result<void> done = writer.run("BEGIN IMMEDIATE");
    if (done) done = run_steps(writer, sequence_changes, left, sink, full);
    if (done) done = executor_->commit_on(writer);
    if (!done && writer.in_transaction()) static_cast<void>(writer.run("ROLLBACK"));
    if (!done && is_ddl()) writer.forget_schema();
    if (!done) executor_->restore_sequences(std::move(sequence_changes));
    SqliteExecutor::leave(writer);
    if (done && translation_->creates_temporary) executor_->pin(writer);
    // A connection that does not let go of its transaction would have every later writer fail.
    if (writer.in_transaction() && executor_->own_.get() != &writer)
        static_cast<void>(executor_->database_->take_writer());
    return done;
}

Result<void> SqliteWrite::run_in_transaction(std::uint64_t& left, RowSink& sink, bool& full) {
    SqliteTransaction& transaction = *executor_->transaction_;
    Connection& connection = *transaction.connection;
    executor_->enter(connection);
    executor_->keep_rows_of_open_reads(connection);
    // SQLite undoes a single statement that fails by itself.
    const bool guarded = is_ddl() || translation_->steps.size() > 1 || transaction.constraints.changed();
    Result<void> done;
    if (guarded) done = connection.run("SAVEPOINT ormgate_statement");
    if (done) done = run_steps(connection, transaction.sequence_changes, left, sink, full);
    if (done && guarded) done = connection.run("RELEASE ormgate_statement");
    if (!done && !connection.in_transaction()) transaction.lost = true;
    // A stale snapshot has written nothing and never will: the next writer need not wait for its rollback.
    const bool stale =
        !done && done.error().code == Errc::serialization_failure && transaction.snapshot != nullptr;
    if (!done && guarded && !transaction.lost) {
        static_cast<void>(connection.run("ROLLBACK TO ormgate_statement"));
        static_cast<void>(connection.run("RELEASE ormgate_statement"));
    }
    if (!done && is_ddl()) connection.forget_schema();
    SqliteExecutor::leave(connection);
    if (stale) transaction.turn = {};
    if (done && translation_->creates_temporary) executor_->pin(connection);
    if (!is_ddl() || !done) return done;
    transaction.changed_schema = true;
    transaction.schema.reset();
    return done;
}

asio::awaitable<Result<void>> SqliteWrite::run(std::uint64_t& left, RowSink& sink, bool& full) {
    asio::thread_pool& pool = executor_->database_->pool();
    if (executor_->transaction_) {
        if (auto begun = co_await executor_->begin_write(); !begun) co_return begun;
        auto work = [&] { return run_in_transaction(left, sink, full); };
        co_return co_await sqlite::on_pool(pool, work);
    }
    auto turn = co_await executor_->take_turn();
    if (!turn) co_return fail(turn.error());
    auto work = [&] { return run_alone(left, sink, full); };
    auto done = co_await sqlite::on_pool(pool, work);
    if (done) executor_->services_.sequences_are_saved();
    if (done) executor_->after_commit(is_ddl());
    *turn = {};
    if (done) done = co_await executor_->make_durable();
    co_return done;
}

asio::awaitable<Result<void>> SqliteWrite::run_each(std::vector<std::vector<Value>> rows, std::size_t& done) {
    class NoRows : public RowSink {
    public:
        bool row(std::span<const ValueView>) override { return true; }
        asio::awaitable<void> drain() override { co_return; }
    };
    if (auto begun = co_await executor_->begin_write(); !begun) co_return begun;
    auto work = [&]() -> Result<void> {
        NoRows sink;
        for (std::vector<Value>& row : rows) {
            parameters_ = std::move(row);
            std::uint64_t left = std::numeric_limits<std::uint64_t>::max();
            bool full = false;
            if (auto ran = run_in_transaction(left, sink, full); !ran) return ran;
            ++done;
        }
        return {};
    };
    co_return co_await sqlite::on_pool(executor_->database_->pool(), work);
}

asio::awaitable<Result<bool>> SqliteWrite::fetch(std::uint64_t max_rows, RowSink& sink) {
    std::uint64_t left = max_rows == 0 ? std::numeric_limits<std::uint64_t>::max() : max_rows;
    if (!done_ && !ended_ && !translation_->steps.empty()) {
        const SqliteExecutor::Activity activity(*executor_);
        done_ = true;
        bool full = false;
        for (;;) {
            auto done = co_await run(left, sink, full);
            if (done) break;
            const bool must_wait = executor_->services_.wanted().has_value() && !rows_out_;
            if (must_wait) done = co_await executor_->wait_for_advisory_lock();
            if (!must_wait) executor_->services_.forget_wanted();
            if (done) continue;
            ended_ = true;
            kept_.clear();
            co_return fail(done.error());
        }
        if (full) co_await sink.drain();
    }
    co_await deliver_kept(left, sink);
    co_return kept_.empty() && left > 0;
}

}  // namespace ormgate
