#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/backend/executor.hpp"
#include "server/session/portal.hpp"
#include "server/session/prepared_statement.hpp"
#include "server/session/session_variables.hpp"
#include "server/session/transaction_stack.hpp"

namespace ormgate {

// What running a statement came to: CommandComplete's tag, or suspended with rows left.
struct Completion {
    std::string tag;
    bool suspended = false;
};

// Notice is a message beside the result: NOTICE, WARNING.
struct Notice {
    std::string severity;
    Error message;
};

// SessionHost is what a session needs of the daemon around it. Notifications and LISTEN take effect when the
// transaction commits: the host is told how it ended.
class SessionHost {
public:
    virtual ~SessionHost() = default;
    virtual asio::awaitable<Result<void>> create_database(std::string name) = 0;
    virtual asio::awaitable<Result<void>> drop_database(std::string name, bool if_exists, bool force) = 0;
    virtual Result<void> listen(std::string channel) = 0;
    virtual void unlisten(std::string channel) = 0;  // empty: all
    virtual Result<void> notify(std::string channel, std::string payload) = 0;
    virtual void transaction_ended(bool committed) = 0;  // also of a statement on its own
};

// Session is one logical conversation with a database whose SQL is not the client's: it runs what concerns
// only the conversation (transactions, settings, cursors, prepared statements) itself and hands the rest,
// translated, to its Executor.
class Session {
public:
    Session(Executor& executor,
            dialects::Translator& translator,
            SessionHost& host,
            SessionVariables& variables);
    ~Session();

    TransactionState transaction() const { return transaction_.state(); }
    SessionVariables& variables() { return variables_; }
    std::vector<Notice> take_notices();

    // A text is cut into statements first and each is prepared as its turn comes, since it may depend on what
    // those before it did. The statement borrows from the text the template was cut from.
    asio::awaitable<Result<PreparedPtr>> prepare(dialects::Template cut, std::vector<Type> declared);
    // The one statement of a Parse message; it owns its text. 42601 if there are several.
    asio::awaitable<Result<PreparedPtr>> prepare_text(std::string text, std::vector<Type> declared);
    // Plans again what a changed schema has made stale.
    asio::awaitable<Result<void>> refresh(PreparedStatement& statement);
    // Whether refresh() would change nothing, found out without waiting; false: it has to be called.
    bool is_fresh(const PreparedStatement& statement);

    Result<void> store(std::string name,
                       PreparedPtr statement);  // 42P05 if the name is taken; "" may be replaced
    Result<PreparedPtr> find_statement(std::string_view name) const;
    void close_statement(std::string_view name);

    const std::vector<Type>& parameters(const PreparedStatement& statement) const;
    // nullopt: the statement returns no rows.
    Result<std::optional<std::vector<Column>>> columns(const PreparedStatement& statement) const;

    Result<PortalPtr> open(PreparedPtr statement, std::vector<Value> parameters);
    Result<void> store_portal(std::string name, PortalPtr portal);
    PortalPtr find_portal(std::string_view name) const;
    void close_portal(std::string_view name);
    // FETCH from a BINARY cursor, which says the format where the client cannot.
    bool fetches_binary(const ast::Statement& statement) const;

    // Runs a portal for up to max_rows rows (0: all). An error has already been taken note of by the
    // transaction.
    asio::awaitable<Result<Completion>> run(Portal& portal, std::uint64_t max_rows, RowSink& sink);

    // current_setting() and set_config(), called by SQL while a statement runs; a null value: the default.
    Result<std::optional<std::string>> current_setting(std::string_view name, bool missing_ok) const;
    Result<std::string> set_config(std::string_view name, std::optional<std::string_view> value, bool local);

    // The rows of pg_prepared_statements and pg_cursors: a JSON array of arrays.
    std::string prepared_statement_rows() const;
    std::string cursor_rows() const;

    // The implicit transaction of a multi-statement string or of the messages up to Sync.
    void begin_implicit();
    asio::awaitable<Result<void>> end_implicit(bool success);
    bool in_implicit_block() const { return transaction_.implicit(); }
    asio::awaitable<void> fail();  // an error outside run(): what it means for the transaction

    asio::awaitable<void> leave();  // the client is gone: roll back, give everything up
    void cancel() noexcept { executor_.cancel(); }

    // A table by its name as the client wrote it; 42P01.
    asio::awaitable<Result<const TableDef*>> table(ast::Name name);
    std::optional<Type> type_of_oid(
        std::uint32_t oid) const;  // built in, or an enumeration of the last schema seen
    std::size_t statement_count() const { return statements_.size(); }

    // For COPY: a statement made from the client's, and its running inside the session's transaction.
    asio::awaitable<Result<dialects::TranslationPtr>> translate(ast::Statement& statement,
                                                                std::string_view source,
                                                                std::span<const Type> parameters = {});
    asio::awaitable<Result<std::unique_ptr<Execution>>> execute(dialects::TranslationPtr translation,
                                                                std::vector<Value> parameters,
                                                                std::vector<Value> literals);
    asio::awaitable<Result<void>> execute_each(dialects::TranslationPtr translation,
                                               std::vector<std::vector<Value>> rows,
                                               std::size_t& done);
    Result<void> check_not_failed(const ast::Statement& statement) const;
    Result<void> check_not_failed(const dialects::Template& cut) const;

private:
    struct Commands;  // one overload a statement the session runs itself (session_commands*.cpp)
    friend struct Commands;

    asio::awaitable<Result<Completion>> run_translated(Portal& portal, std::uint64_t max_rows, RowSink& sink);
    asio::awaitable<Result<void>> start(Portal& portal);
    asio::awaitable<Result<Completion>> run_fetch(const ast::Fetch& fetch, RowSink& sink);  // fetch.cpp
    using Scanned = asio::awaitable<Result<std::uint64_t>>;
    Scanned scan(Portal& cursor, const ast::Fetch& fetch, RowSink& sink);
    Scanned scan_forward(Portal& cursor, std::optional<std::uint64_t> count, RowSink& sink);
    Scanned scan_backward(Portal& cursor, std::optional<std::uint64_t> count, RowSink& sink);
    Scanned fetch_absolute(Portal& cursor, std::int64_t number, RowSink& sink);
    Scanned fetch_relative(Portal& cursor, std::int64_t offset, RowSink& sink);
    Scanned fetch_current(Portal& cursor, bool move, RowSink& sink);
    static Result<void> rewind(Portal& cursor);
    asio::awaitable<Result<Completion>> run_execute(const ast::Execute& execute,
                                                    Portal& portal,
                                                    std::uint64_t max_rows,
                                                    RowSink& sink);
    asio::awaitable<Result<std::vector<Value>>> evaluate(const PreparedStatement& prepared, Portal& portal);
    asio::awaitable<Result<Completion>> run_command(Portal& portal, std::uint64_t max_rows, RowSink& sink);
    asio::awaitable<Result<void>> push_kept(Portal& portal,
                                            std::uint64_t max_rows,
                                            RowSink& sink,
                                            std::uint64_t& sent);
    asio::awaitable<Result<dialects::TranslateContext>> context(std::span<const Type> declared);
    Result<std::vector<Value>> literal_values(const dialects::Translation& translation,
                                              const PreparedStatement& statement) const;

    asio::awaitable<Result<void>> enter_transaction();
    asio::awaitable<Result<void>> commit();
    asio::awaitable<Result<void>> rollback();
    asio::awaitable<Result<void>> hold_cursors();
    void note_temporary_table(const Portal& portal);  // temporary_tables.cpp
    asio::awaitable<Result<void>> end_temporary_tables();
    void drop_portals_of_transaction(bool committed);
    void drop_portals_above(std::size_t depth);
    void warn(Errc code, std::string message);
    void stamp();

    Executor& executor_;
    dialects::Translator& translator_;
    SessionHost& host_;
    SessionVariables& variables_;
    TransactionStack transaction_;
    bool executor_in_transaction_ = false;
    std::map<std::string, PreparedPtr, std::less<>> statements_;
    std::map<std::string, PortalPtr, std::less<>> portals_;
    SchemaPtr schema_;  // as last seen; keeps what table() answered alive
    std::vector<Notice> notices_;
    struct OnCommit {
        std::string table;  // in pg_temp
        bool drop;          // else its rows go
    };
    std::vector<OnCommit> on_commit_;
};

}  // namespace ormgate
