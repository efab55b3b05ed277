#pragma once

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "server/backend/sqlite/executor.hpp"
#include "server/backend/sqlite/functions/statement_rows.hpp"
#include "server/backend/sqlite/row_reader.hpp"

namespace ormgate {

// SqliteExecution is a statement of a session under way. Once its transaction ends it has ended, too.
class SqliteExecution : public Execution {
public:
    SqliteExecution(SqliteExecutor& executor,
                    dialects::TranslationPtr translation,
                    std::vector<Value> parameters,
                    std::vector<Value> literals);
    ~SqliteExecution() override;

    std::uint64_t affected_rows() const override { return affected_; }

    virtual void end() = 0;
    // The rest of its rows, so that what follows on the connection cannot change them. Blocks.
    virtual void keep_rows(const sqlite::Connection&) {}

protected:
    friend class SqliteExecutor;

    Result<sqlite::Statement> start_step(sqlite::Connection& connection, const dialects::Step& step) const;
    Result<void> check_columns(const sqlite::Statement& statement) const;
    void keep(std::span<const ValueView> row);
    // Pushes rows kept aside; false: the sink is full or `left` is used up.
    bool push_kept(std::uint64_t& left, RowSink& sink);
    asio::awaitable<void> deliver_kept(std::uint64_t& left, RowSink& sink);

    SqliteExecutor* executor_;  // null: the executor is gone
    dialects::TranslationPtr translation_;
    std::vector<Value> parameters_, literals_;
    sqlite::RowReader rows_;
    std::deque<std::vector<Value>> kept_;
    std::uint64_t affected_ = 0;
    bool ended_ = false;
};

// SqliteRead pulls the rows of a statement that changes nothing. It begins on the worker if it has been quick
// before, and moves to the blocking pool when it has used up its budget.
class SqliteRead final : public SqliteExecution {
public:
    // On `shared`, the connection of a transaction, or on a reader of its own.
    SqliteRead(SqliteExecutor& executor,
               dialects::TranslationPtr translation,
               std::vector<Value> parameters,
               std::vector<Value> literals,
               sqlite::Connection* shared,
               std::unique_ptr<sqlite::Connection> reader);
    ~SqliteRead() override;

    asio::awaitable<Result<bool>> fetch(std::uint64_t max_rows, RowSink& sink) override;
    void end() override;
    void keep_rows(const sqlite::Connection& connection) override;

private:
    enum class Pause : std::uint8_t { ended, limit, full, over_budget, must_move, must_wait };

    Result<Pause> run(std::uint64_t& left, RowSink& sink);
    Result<Pause> run_steps(std::uint64_t& left, RowSink& sink);
    Result<Pause> stopped(Error error);
    bool may_run_on_worker();

    sqlite::Connection* connection_;
    std::unique_ptr<sqlite::Connection> reader_;
    sqlite::Statement statement_;
    std::size_t step_ = 0;
    bool moved_ = false, rows_out_ = false;
    std::optional<Error> late_error_;  // met while rows were kept aside; due after them
};

// SqliteWrite changes something: all of it at its first fetch, in a transaction of its own unless one is
// open. Rows beyond what was asked for are kept aside, so that the turn to write is not held for a slow
// client.
class SqliteWrite final : public SqliteExecution {
public:
    using SqliteExecution::SqliteExecution;

    asio::awaitable<Result<bool>> fetch(std::uint64_t max_rows, RowSink& sink) override;
    // All of it once for each row of parameters, in the transaction that is open.
    asio::awaitable<Result<void>> run_each(std::vector<std::vector<Value>> rows, std::size_t& done);
    void end() override { ended_ = true; }

private:
    asio::awaitable<Result<void>> run(std::uint64_t& left, RowSink& sink, bool& full);
    Result<void> run_alone(std::uint64_t& left, RowSink& sink, bool& full);
    Result<void> run_in_transaction(std::uint64_t& left, RowSink& sink, bool& full);
    Result<void> run_steps(sqlite::Connection& connection,
                           SequenceChanges& sequence_changes,
                           std::uint64_t& left,
                           RowSink& sink,
                           bool& full);
    Result<void> run_step(sqlite::Connection& connection,
                          const dialects::Step& step,
                          std::uint64_t& left,
                          RowSink& sink,
                          bool& full);
    Error explain(sqlite::Connection& connection, const dialects::Step& step, Error error);
    bool is_ddl() const { return translation_->access == dialects::Access::ddl; }

    sqlite::StatementRows statement_rows_;
    std::map<std::string, std::size_t> step_begin_;  // what there was of them before the step under way
    bool done_ = false, rows_out_ = false;
};

}  // namespace ormgate
