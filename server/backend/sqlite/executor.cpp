#include "server/backend/sqlite/executor.hpp"

#include <algorithm>
#include <atomic>
#include <map>

#include "server/backend/sqlite/blocking.hpp"
#include "server/backend/sqlite/catalog.hpp"
#include "server/backend/sqlite/execution.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"

namespace ormgate {
namespace {

using sqlite::Connection;
using sqlite::on_pool;

std::uint64_t next_id() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

// SQLite's plan of each step, indented as it nests.
Result<std::vector<std::string>> explain_on(Connection& connection,
                                            const dialects::Translation& translation) {
    std::vector<std::string> lines;
    for (const dialects::Step& step : translation.steps) {
        Result<sqlite::Statement> plan = connection.prepare("EXPLAIN QUERY PLAN " + step.sql);
        if (!plan) return fail(plan.error());
        std::map<std::int64_t, std::size_t> depths;
        for (;;) {
            const Result<bool> row = plan->step();
            if (!row) return fail(row.error());
            if (!*row) break;
            const auto parent = depths.find(plan->integer(1));
            const std::size_t depth = parent == depths.end() ? 0 : parent->second + 1;
            depths[plan->integer(0)] = depth;
            lines.push_back(std::string(depth * 2, ' ') + plan->text(3));
        }
    }
    return lines;
}

// SELECT … FOR UPDATE takes its turn as a writer, but only reads.
bool only_reads(const dialects::Translation& translation) {
    if (translation.access == dialects::Access::read) return true;
    return translation.access == dialects::Access::write && translation.steps.size() == 1 &&
           translation.tag == "SELECT";
}

}  // namespace

SqliteExecutor::SqliteExecutor(std::shared_ptr<SqliteDatabase> database, const asio::any_io_executor& worker)
    : id_(next_id()), database_(std::move(database)), readers_(database_->readers(worker)), services_(*this) {
    database_->enter();
}

SqliteExecutor::~SqliteExecutor() {
    for (SqliteExecution* execution : executions_) {
        execution->end();
        execution->executor_ = nullptr;
    }
    executions_.clear();
    if (transaction_) {
        Connection* connection = transaction_->connection;
        if (connection != nullptr && connection->in_transaction())
            static_cast<void>(connection->run("ROLLBACK"));
        after_rollback();
        end_transaction();
    }
    if (services_.uses_advisory_locks()) database_->advisory_locks().unlock_everything(this);
    database_->leave();
}

SqliteExecutor::Activity::Activity(SqliteExecutor& executor) : executor_(executor) {
    const auto timeout = executor.environment_.statement_timeout;
    executor.interruption_.reset(timeout.count() == 0 ? Clock::time_point::max() : Clock::now() + timeout);
    executor.interruption_.unlimit();
    executor.active_ = true;
}

SqliteExecutor::Activity::~Activity() {
    executor_.active_ = false;
}

void SqliteExecutor::cancel() noexcept {
    if (!active_) return;
    interruption_.cancel();
    if (waiting_for_turn_ != nullptr) waiting_for_turn_->give_up();
    if (waiting_for_lock_ != nullptr) waiting_for_lock_->give_up();
}

SqliteExecutor::Clock::time_point SqliteExecutor::lock_deadline() const {
    const auto timeout = environment_.lock_timeout;
    return timeout.count() == 0 ? Clock::time_point::max() : Clock::now() + timeout;
}

bool SqliteExecutor::read_only() const {
    return read_only_ || (transaction_ && transaction_->modes.read_only.value_or(false));
}

SchemaPtr SqliteExecutor::seen_schema() const {
    return transaction_ && transaction_->schema != nullptr ? transaction_->schema : schema_;
}

std::string SqliteExecutor::name_of(std::uint32_t oid, TypeId type) const {
    sqlite::FunctionContext context;
    context.schema = seen_schema();
    context.search_path = environment_.search_path;
    context.session_user = environment_.session_user;
    return sqlite::reg_name(oid, type, context);
}

Type SqliteExecutor::element_of(Type array) const {
    Type element = array.element();
    const SchemaPtr schema = seen_schema();
    const EnumDef* found = schema == nullptr ? nullptr : schema->enum_by_oid(array.user_oid);
    if (found != nullptr) element.user_oid = found->oid;
    return element;
}

bool SqliteExecutor::holds_snapshot() const {
    if (!transaction_) return false;
    const auto level = transaction_->modes.isolation.value_or(ast::IsolationLevel::read_committed);
    return level == ast::IsolationLevel::repeatable_read || level == ast::IsolationLevel::serializable;
}

Result<void> SqliteExecutor::check_writable(const dialects::Translation& translation) const {
    if (translation.access == dialects::Access::read) return {};
    if (!read_only() && !database_->read_only()) return {};
    const std::string what = only_reads(translation) ? "SELECT FOR UPDATE" : translation.tag;
    return fail(Errc::read_only_transaction, "cannot execute " + what + " in a read-only transaction");
}

void SqliteExecutor::enter(Connection& connection) {
    connection.set_interruption(&interruption_);
    services_.set_connection(&connection);
    sqlite::FunctionContext& context = connection.context();
    context.error.reset();
    context.statement_time = sqlite::now();
    context.transaction_time = transaction_ ? transaction_->started : context.statement_time;
    context.text.now = context.transaction_time;
    context.schema = seen_schema();
    context.services = &services_;
    context.cancelled = &interruption_.cancelled();
    if (connection.is_filled_for(id_, environment_.version)) return;
    const Timestamp now = context.text.now;
    context.text = environment_.text;
    context.text.now = now;
    context.time_zone = environment_.time_zone;
    context.user = environment_.user;
    context.session_user = environment_.session_user;
    context.database = database_->name();
    context.server_version = environment_.server_version;
    context.client_address = environment_.client_address;
    context.client_port = environment_.client_port;
    context.server_address = environment_.server_address;
    context.server_port = environment_.server_port;
    context.server_start_time = environment_.server_start_time;
    context.settings_load_time = environment_.settings_load_time;
    context.search_path = environment_.search_path;
    context.backend_pid = environment_.backend_pid;
}

Result<void> SqliteExecutor::refresh_catalog(Connection& connection) const {
    if (connection.context().schema == nullptr)
        return fail(Errc::internal, "the catalog was asked for before the schema");
    const auto facts =
        environment_.catalog_facts ? environment_.catalog_facts() : dialects::catalog::CatalogFacts();
    auto shown = sqlite::refresh_catalog(connection, *connection.context().schema, facts);
    if (!shown || !environment_.view_rows) return shown;
    return sqlite::show_session_rows(connection, environment_.view_rows);
}

bool SqliteExecutor::shows_catalog(Connection& connection) const {
    const auto facts =
        environment_.catalog_facts ? environment_.catalog_facts() : dialects::catalog::CatalogFacts();
    return connection.context().schema != nullptr &&
           sqlite::catalog_is_current(connection, *connection.context().schema, facts) &&
           (!environment_.view_rows || sqlite::session_rows_are_shown(connection, environment_.view_rows));
}

void SqliteExecutor::leave(Connection& connection) {
    connection.set_interruption(nullptr);
    connection.context().services = nullptr;
    connection.context().cancelled = nullptr;
}

asio::awaitable<Result<std::unique_ptr<Connection>>> SqliteExecutor::take_reader() {
    if (auto reader = readers_->take()) co_return std::move(reader);
    auto connect = [this] { return database_->connect(); };
    co_return co_await on_pool(database_->pool(), connect);
}

asio::awaitable<Result<void>> SqliteExecutor::check_for_foreign_schema_change() {
    if (!readers_->schema_check_due(Clock::now())) co_return Result<void>();
    auto reader = co_await take_reader();
    if (!reader) co_return fail(reader.error());
    auto read = [&] { return (*reader)->value_of("PRAGMA schema_version"); };
    interruption_.limit(1);  // another process's recovery is not waited for here
    (*reader)->set_interruption(&interruption_);
    Result<Value> cookie = read();
    interruption_.unlimit();
    if (!cookie) cookie = co_await on_pool(database_->pool(), read);
    (*reader)->set_interruption(nullptr);
    readers_->give_back(std::move(*reader));
    if (!cookie) co_return fail(cookie.error());
    if (const auto* number = std::get_if<std::int64_t>(&*cookie)) database_->note_schema_cookie(*number);
    co_return Result<void>();
}

SchemaPtr SqliteExecutor::known_schema() {
    if (transaction_ && transaction_->changed_schema) return transaction_->schema;
    if (schema_generation_ != database_->generation() || readers_->is_schema_check_due(Clock::now()))
        return nullptr;
    return schema_;
}

asio::awaitable<Result<SchemaPtr>> SqliteExecutor::schema() {
    const Activity activity(*this);
    if (transaction_ && transaction_->changed_schema) {
        if (transaction_->schema == nullptr) {
            auto read = [this] { return database_->read_schema_of(*transaction_->connection); };
            auto own = co_await on_pool(database_->pool(), read);
            if (!own) co_return fail(own.error());
            transaction_->schema = std::move(*own);
        }
        co_return transaction_->schema;
    }
    if (auto checked = co_await check_for_foreign_schema_change(); !checked) co_return fail(checked.error());
    const std::uint64_t generation = database_->generation();
    if (schema_ != nullptr && schema_generation_ == generation) co_return schema_;
    if (own_ != nullptr) {  // sees its temporary tables, too
        auto read = [this] { return database_->read_schema_of(*own_); };
        auto own = co_await on_pool(database_->pool(), read);
        if (!own) co_return fail(own.error());
        schema_ = std::move(*own);
        schema_generation_ = generation;
        co_return schema_;
    }
    SqliteDatabase::Snapshot snapshot = database_->snapshot();
    if (snapshot.schema == nullptr || snapshot.generation != generation) {
        auto load = [this] { return database_->load_snapshot(); };
        auto loaded = co_await on_pool(database_->pool(), load);
        if (!loaded) co_return fail(loaded.error());
        snapshot = std::move(*loaded);
    }
    schema_ = std::move(snapshot.schema);
    schema_generation_ = snapshot.generation;
    co_return schema_;
}

asio::awaitable<Result<std::unique_ptr<Execution>>> SqliteExecutor::execute(
    dialects::TranslationPtr translation, std::vector<Value> parameters, std::vector<Value> literals) {
    const Activity activity(*this);
    if (transaction_ && transaction_->lost)
        co_return fail(Errc::serialization_failure,
                       "the transaction was rolled back with a canceled statement");
    if (auto allowed = check_writable(*translation); !allowed) co_return fail(allowed.error());
    services_.forget_transaction_id();
    if (!only_reads(*translation))
        co_return std::make_unique<SqliteWrite>(
            *this, std::move(translation), std::move(parameters), std::move(literals));

    if (transaction_ && translation->access == dialects::Access::write)
        if (auto begun = co_await begin_write(); !begun) co_return fail(begun.error());
    if (holds_snapshot() && transaction_->connection == nullptr)
        if (auto begun = co_await begin_snapshot(); !begun) co_return fail(begun.error());
    Connection* shared = transaction_ ? transaction_->connection : nullptr;
    if (shared == nullptr) shared = own_.get();
    std::unique_ptr<Connection> reader;
    if (shared == nullptr) reader = readers_->take();
    if (shared == nullptr && reader == nullptr) {
        auto taken = co_await take_reader();
        if (!taken) co_return fail(taken.error());
        reader = std::move(*taken);
    }
    co_return std::make_unique<SqliteRead>(
        *this, std::move(translation), std::move(parameters), std::move(literals), shared, std::move(reader));
}

asio::awaitable<Result<void>> SqliteExecutor::execute_each(dialects::TranslationPtr translation,
                                                           std::vector<std::vector<Value>> rows,
                                                           std::size_t& done) {
    const Activity activity(*this);
    if (!transaction_) co_return fail(Errc::internal, "a batch of rows needs a transaction");
    if (transaction_->lost)
        co_return fail(Errc::serialization_failure,
                       "the transaction was rolled back with a canceled statement");
    if (auto allowed = check_writable(*translation); !allowed) co_return allowed;
    SqliteWrite write(*this, std::move(translation), {}, {});
    co_return co_await write.run_each(std::move(rows), done);
}

asio::awaitable<Result<void>> SqliteExecutor::wait_for_advisory_lock() {
    sqlite::AdvisoryLocks::Wait wait;
    waiting_for_lock_ = &wait;
    const auto request = *services_.wanted();
    auto done = co_await database_->advisory_locks().lock(
        this, request, wait, interruption_.deadline(), lock_deadline());
    waiting_for_lock_ = nullptr;
    if (!done) services_.forget_wanted();
    if (done) services_.grant_wanted();
    co_return done;
}

asio::awaitable<Result<void>> SqliteExecutor::discard(Discarded what) {
    if (what != Discarded::temporary_objects) services_.forget_sequences();
    if (what == Discarded::all && services_.uses_advisory_locks())
        database_->advisory_locks().unlock_session(this);
    if (what == Discarded::sequences || own_ == nullptr) co_return Result<void>();
    const bool in_use = transaction_ && transaction_->connection == own_.get();
    if (in_use)
        co_return fail(Errc::unsupported, "discarding temporary tables in the transaction that uses them");
    end_executions();
    own_.reset();
    temporary_sequences_.reset();
    schema_.reset();
    co_return Result<void>();
}

asio::awaitable<Result<std::vector<std::string>>> SqliteExecutor::explain(
    dialects::TranslationPtr translation) {
    const Activity activity(*this);
    Connection* connection = transaction_ ? transaction_->connection : nullptr;
    if (connection == nullptr) connection = own_.get();
    std::unique_ptr<Connection> reader;
    if (connection == nullptr) {
        auto taken = co_await take_reader();
        if (!taken) co_return fail(taken.error());
        reader = std::move(*taken);
        connection = reader.get();
    }
    enter(*connection);
    auto lines = explain_on(*connection, *translation);
    leave(*connection);
    if (reader != nullptr) readers_->give_back(std::move(reader));
    co_return lines;
}

Result<Connection*> SqliteExecutor::write_connection() {
    if (own_ != nullptr) return own_.get();
    return database_->writer();
}

void SqliteExecutor::pin(Connection& connection) {
    schema_.reset();
    if (own_ != nullptr) return;
    if (transaction_ && transaction_->snapshot.get() == &connection) {
        own_ = std::move(transaction_->snapshot);
        return;
    }
    own_ = database_->take_writer();
}

void SqliteExecutor::end_executions() {
    for (SqliteExecution* execution : executions_) execution->end();
}

void SqliteExecutor::keep_rows_of_open_reads(const Connection& connection) {
    for (SqliteExecution* execution : executions_) execution->keep_rows(connection);
}

}  // namespace ormgate
