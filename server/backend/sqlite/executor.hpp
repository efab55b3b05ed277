#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/object_names.hpp"
#include "server/backend/executor.hpp"
#include "server/backend/sqlite/clock.hpp"
#include "server/backend/sqlite/database.hpp"
#include "server/backend/sqlite/environment.hpp"
#include "server/backend/sqlite/foreign_keys.hpp"
#include "server/backend/sqlite/services.hpp"

namespace ormgate {

class SqliteExecution;

// What is to be restored of sequences if what changed them by SQL is undone.
struct SequenceChanges {
    std::vector<sqlite::Sequences::Undo> shared, temporary;
};

// SqliteTransaction is a session's open transaction.
struct SqliteTransaction {
    ast::TransactionModes modes;
    Timestamp started;
    std::int64_t id = 0;                           // for txid_current(), once asked for
    std::size_t depth = 0;                         // savepoints the client has open
    sqlite::Connection* connection = nullptr;      // once one has BEGIN: all statements run on it
    std::unique_ptr<sqlite::Connection> snapshot;  // it, if it is a reader of ours
    sqlite::Turn turn;                             // once it writes
    bool lost = false;                             // SQLite has rolled it back: only rollback() is left
    sqlite::ConstraintModes constraints;
    bool changed_schema = false;
    SchemaPtr schema;  // with its own changes; null: to be read
    SequenceChanges sequence_changes;
};

// SqliteExecutor runs one session's statements on an SQLite file with PostgreSQL's transactions. A
// transaction costs nothing until its first write: until then each read has a snapshot of its own on a reader
// connection (READ COMMITTED) or all share one (REPEATABLE READ and SERIALIZABLE); the first write waits for
// its turn.
class SqliteExecutor final : public Executor, public ObjectNames {
public:
    SqliteExecutor(std::shared_ptr<SqliteDatabase> database, const asio::any_io_executor& worker);
    ~SqliteExecutor() override;
    SqliteExecutor(const SqliteExecutor&) = delete;
    SqliteExecutor& operator=(const SqliteExecutor&) = delete;

    SqliteEnvironment& environment() { return environment_; }

    asio::awaitable<Result<SchemaPtr>> schema() override;
    SchemaPtr known_schema() override;
    asio::awaitable<Result<std::unique_ptr<Execution>>> execute(dialects::TranslationPtr translation,
                                                                std::vector<Value> parameters,
                                                                std::vector<Value> literals) override;
    asio::awaitable<Result<void>> execute_each(dialects::TranslationPtr translation,
                                               std::vector<std::vector<Value>> rows,
                                               std::size_t& done) override;
    asio::awaitable<Result<void>> begin(ast::TransactionModes modes) override;
    asio::awaitable<Result<void>> commit() override;
    asio::awaitable<Result<void>> rollback() override;
    asio::awaitable<Result<void>> savepoint(std::size_t depth) override;
    asio::awaitable<Result<void>> release(std::size_t depth) override;
    asio::awaitable<Result<void>> rollback_to(std::size_t depth) override;
    void set_read_only(bool read_only) override { read_only_ = read_only; }
    asio::awaitable<Result<void>> set_constraints(bool deferred, std::vector<ast::Name> names) override;
    asio::awaitable<Result<void>> discard(Discarded what) override;
    asio::awaitable<Result<std::vector<std::string>>> explain(dialects::TranslationPtr translation) override;
    void cancel() noexcept override;

    // By the schema as last seen and the search path as it is now.
    std::string name_of(std::uint32_t oid, TypeId type) const override;
    Type element_of(Type array) const override;

private:
    friend class SqliteExecution;
    friend class SqliteRead;
    friend class SqliteWrite;
    friend class sqlite::Services;

    using Clock = std::chrono::steady_clock;

    // Activity is one call of the session's under way: what cancel() may hit.
    class Activity {
    public:
        explicit Activity(SqliteExecutor& executor);
        ~Activity();
        Activity(const Activity&) = delete;
        Activity& operator=(const Activity&) = delete;

    private:
        SqliteExecutor& executor_;
    };

    bool read_only() const;
    SchemaPtr seen_schema() const;
    bool holds_snapshot() const;  // REPEATABLE READ, SERIALIZABLE
    Result<void> check_writable(const dialects::Translation& translation) const;
    // A connection ready for the session's statements: its functions know the session, its brake is the
    // session's.
    void enter(sqlite::Connection& connection);
    static void leave(sqlite::Connection& connection);
    // pg_catalog and information_schema of a connection that has been entered, as this session sees the
    // database.
    Result<void> refresh_catalog(sqlite::Connection& connection) const;
    bool shows_catalog(sqlite::Connection& connection) const;
    Clock::time_point lock_deadline() const;

    asio::awaitable<Result<std::unique_ptr<sqlite::Connection>>> take_reader();
    asio::awaitable<Result<void>> begin_snapshot();
    asio::awaitable<Result<sqlite::Turn>> take_turn();
    asio::awaitable<Result<void>> begin_write();
    asio::awaitable<Result<void>> wait_for_advisory_lock();
    asio::awaitable<Result<void>> save_sequences();
    asio::awaitable<Result<void>> check_for_foreign_schema_change();

    Result<sqlite::Connection*> write_connection();  // of an autocommit write; blocks
    Result<void> send_begin(sqlite::Connection& connection, std::string_view begin);
    Result<void> commit_on(sqlite::Connection& connection);  // blocks
    asio::awaitable<Result<void>> make_durable();  // what has been committed, once the turn is given up
    void after_commit(bool changed_schema);
    void after_rollback();
    void pin(sqlite::Connection& connection);  // it holds temporary objects of ours now
    void end_executions();
    void end_transaction();
    void keep_rows_of_open_reads(const sqlite::Connection& connection);

    const std::uint64_t id_;  // never used twice, as an address may be
    std::shared_ptr<SqliteDatabase> database_;
    std::shared_ptr<sqlite::Readers> readers_;
    SqliteEnvironment environment_;
    sqlite::Services services_;
    sqlite::Interruption interruption_;
    bool active_ = false, read_only_ = false;
    std::uint64_t commit_ticket_ = 0;  // of WalSync, not yet presented
    sqlite::WriterQueue::Wait* waiting_for_turn_ = nullptr;
    sqlite::AdvisoryLocks::Wait* waiting_for_lock_ = nullptr;
    sqlite::Sequences& temporary_sequences();
    Result<void> save_counters(sqlite::Connection& connection);
    Result<void> note_sequences(sqlite::Connection& connection, SequenceChanges& changes);
    void restore_sequences(SequenceChanges changes);

    std::unique_ptr<sqlite::Connection> own_;  // holds temporary objects
    std::optional<sqlite::Sequences> temporary_sequences_;
    std::optional<SqliteTransaction> transaction_;
    SchemaPtr schema_;
    std::uint64_t schema_generation_ = 0;
    std::vector<SqliteExecution*> executions_;
};

}  // namespace ormgate
