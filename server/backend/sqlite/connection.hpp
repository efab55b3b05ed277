#pragma once

#include <sqlite3.h>

#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/settings.hpp"
#include "core/error.hpp"
#include "core/value.hpp"
#include "server/backend/sqlite/functions/context.hpp"
#include "server/backend/sqlite/functions/statement_rows.hpp"
#include "server/backend/sqlite/interruption.hpp"

namespace ormgate::sqlite {

class Connection;

// CachedStatement is one prepared statement of a connection, with what it cost last time.
struct CachedStatement {
    std::string sql;
    sqlite3_stmt* handle = nullptr;
    bool in_use = false;
    bool slow = true;        // until it has been seen to fit a worker's budget
    bool may_block = false;  // it calls a function that waits
};

// Statement is a prepared statement on loan; it goes back reset, its bindings forgotten.
class Statement {
public:
    Statement() = default;
    Statement(Connection& connection, CachedStatement& entry) : connection_(&connection), entry_(&entry) {}
    Statement(Statement&& other) noexcept { swap(other); }
    Statement& operator=(Statement&& other) noexcept {
        Statement taken(std::move(other));
        swap(taken);
        return *this;
    }
    ~Statement() { give_back(); }

    explicit operator bool() const { return entry_ != nullptr; }
    const FunctionContext& context() const;  // of its connection
    sqlite3_stmt* get() const { return entry_->handle; }
    bool is_slow() const { return entry_->slow; }
    void set_slow(bool slow) { entry_->slow = slow || entry_->may_block; }
    bool writes() const { return sqlite3_stmt_readonly(entry_->handle) == 0; }

    // The n-th placeholder, from 1. The value must live until the statement is given back.
    Result<void> bind(int n, const Value& value);
    Result<bool> step();  // true: a row
    Result<void> reset();
    int columns() const { return sqlite3_column_count(entry_->handle); }
    ValueView column(int i) const;  // until the next step
    std::int64_t integer(int i) const { return sqlite3_column_int64(entry_->handle, i); }
    std::string text(int i) const;       // empty if NULL
    std::string_view view(int i) const;  // text(), until the next step

private:
    void swap(Statement& other) noexcept {
        std::swap(connection_, other.connection_);
        std::swap(entry_, other.entry_);
    }
    void give_back() noexcept;

    Connection* connection_ = nullptr;
    CachedStatement* entry_ = nullptr;
};

// Connection is one SQLite connection with its statement cache. It may be used on any thread, by one at a
// time.
class Connection {
public:
    static Result<std::unique_ptr<Connection>> open(const std::string& path,
                                                    const SqliteSettings& settings,
                                                    bool read_only);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    sqlite3* handle() const { return handle_; }
    FunctionContext& context() { return context_; }

    Result<Statement> prepare(std::string_view sql);
    Result<void> run(std::string_view sql);  // to its end, rows ignored; also several statements
    // The first column of the first row; nothing if there is no row.
    Result<Value> value_of(std::string_view sql);

    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    // Unlike the pragma this also works inside a transaction.
    void enforce_foreign_keys(bool enforce);
    void drop_cached_statements();
    // After an undone change of sqlite_schema: what is in the file counts, not what was read of it before.
    void forget_schema();

    // The statement under way on this connection; null between statements.
    void set_interruption(Interruption* interruption) { interruption_ = interruption; }
    Interruption* interruption() const { return interruption_; }

    // What went wrong in the last call on this connection, without names from the schema (errors.hpp fills
    // those in).
    Error error(int code);
    // The extended result code behind the last error(); 0 if one of our functions raised it.
    int failed_code() const { return failed_code_; }
    // Sleeps a little while another process has the lock; false: long enough, or stopped, or on a worker.
    bool wait_for_other_process(int attempt);

    // ormgate_look() copies its arguments here; null: nowhere.
    void look_at_rows(std::vector<Value>* row) { looked_at_ = row; }

    // What the steps of the statement under way know of each other; null: it is of one step.
    void set_statement_rows(StatementRows* rows) { statement_rows_ = rows; }

    // Whose settings the context holds, and as of when.
    bool is_filled_for(std::uint64_t owner, std::uint64_t version) {
        const bool same = owner_ == owner && owner_version_ == version;
        owner_ = owner;
        owner_version_ = version;
        return same;
    }

private:
    friend class Statement;
    explicit Connection(const SqliteSettings& settings) : settings_(settings) {}

    Result<void> configure(bool read_only);
    Result<void> run_once(const std::string& sql);
    void switch_off(int optimizations);  // all others are on
    void watch_functions();
    void give_back(CachedStatement& entry) noexcept;
    void forget_oldest();

    sqlite3* handle_ = nullptr;
    SqliteSettings settings_;
    FunctionContext context_;
    Interruption* interruption_ = nullptr;
    int failed_code_ = 0;
    bool preparing_waits_ = false;  // the statement being prepared calls a function that waits
    std::vector<Value>* looked_at_ = nullptr;
    StatementRows* statement_rows_ = nullptr;
    std::uint64_t owner_ = 0, owner_version_ = 0;
    std::chrono::steady_clock::time_point busy_since_;
    std::list<CachedStatement> statements_;  // most recently used first
    std::unordered_map<std::string_view, std::list<CachedStatement>::iterator> by_sql_;
    std::list<CachedStatement> uncached_;  // the same SQL twice at once, and long ones
};

}  // namespace ormgate::sqlite
