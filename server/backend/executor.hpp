#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "dialects/ast/utility.hpp"
#include "dialects/translation.hpp"
#include "server/session/row_sink.hpp"

namespace ormgate {

// Execution is a translated statement under way: its rows are pulled in portions, so that a portal can be
// suspended. Destroying it ends the statement.
class Execution {
public:
    virtual ~Execution() = default;
    // Pushes up to max_rows rows (0: all) into the sink, draining it as needed. True: the statement has
    // ended.
    virtual asio::awaitable<Result<bool>> fetch(std::uint64_t max_rows, RowSink& sink) = 0;
    virtual std::uint64_t affected_rows() const = 0;  // inserted, updated, deleted; once it has ended
};

// Executor is one session's conversation with a backend that runs translated statements. All of its
// coroutines run on the session's worker, one at a time; cancel() may come at any time on that worker.
class Executor {
public:
    virtual ~Executor() = default;

    // The snapshot to translate against, as this session sees it now (inside a transaction: with its own
    // DDL).
    virtual asio::awaitable<Result<SchemaPtr>> schema() = 0;

    // The same if it is known to be current without a wait; else null.
    virtual SchemaPtr known_schema() { return nullptr; }

    // Starts a translated statement. `parameters` and `literals` are the client's, each in the canonical form
    // of the type its bindings name. Outside a transaction the statement is its own. Both must live as long
    // as the Execution.
    virtual asio::awaitable<Result<std::unique_ptr<Execution>>> execute(dialects::TranslationPtr translation,
                                                                        std::vector<Value> parameters,
                                                                        std::vector<Value> literals) = 0;

    // Inside a transaction: a statement that answers no rows, once for each row of parameters. `done` counts
    // those that have been run, also when one fails.
    virtual asio::awaitable<Result<void>> execute_each(dialects::TranslationPtr translation,
                                                       std::vector<std::vector<Value>> rows,
                                                       std::size_t& done) = 0;

    // Transaction control, already checked against the session's state. Savepoints are numbered by their
    // depth, from 1.
    virtual asio::awaitable<Result<void>> begin(ast::TransactionModes modes) = 0;
    virtual asio::awaitable<Result<void>> commit() = 0;
    virtual asio::awaitable<Result<void>> rollback() = 0;
    virtual asio::awaitable<Result<void>> savepoint(std::size_t depth) = 0;
    virtual asio::awaitable<Result<void>> release(std::size_t depth) = 0;
    virtual asio::awaitable<Result<void>> rollback_to(std::size_t depth) = 0;

    // Of the statements that follow, whatever the transaction began as: writes are refused with 25006.
    virtual void set_read_only(bool read_only) = 0;

    // SET CONSTRAINTS inside a transaction; no names: ALL. IMMEDIATE checks what has been deferred so far.
    virtual asio::awaitable<Result<void>> set_constraints(bool deferred, std::vector<ast::Name> names) = 0;

    // Gives up what the session holds outside a transaction, as DISCARD does; a leaving client discards all.
    enum class Discarded : std::uint8_t { all, temporary_objects, sequences };
    virtual asio::awaitable<Result<void>> discard(Discarded what) = 0;

    // EXPLAIN of a translated statement: the backend's own words, one line each.
    virtual asio::awaitable<Result<std::vector<std::string>>> explain(
        dialects::TranslationPtr translation) = 0;

    virtual void cancel() noexcept = 0;  // the statement under way ends with query_canceled
};

}  // namespace ormgate
