#include "server/backend/sqlite/connection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include "server/backend/sqlite/catalog.hpp"
#include "server/backend/sqlite/errors.hpp"
#include "server/backend/sqlite/functions/call.hpp"
#include "server/backend/sqlite/functions/register.hpp"

namespace ormgate::sqlite {
namespace {

std::string_view pragma_word(Synchronous synchronous) {
    switch (synchronous) {
        case Synchronous::off:
            return "OFF";
        case Synchronous::normal:
            return "NORMAL";
        case Synchronous::full:
            return "FULL";
        case Synchronous::extra:
            return "EXTRA";
    }
    return "FULL";
}

bool is_progress_due(Interruption* interruption) {
    return interruption != nullptr && interruption->check();
}

}  // namespace

Result<void> Statement::bind(int n, const Value& value) {
    sqlite3_stmt* statement = entry_->handle;
    struct Bind {
        sqlite3_stmt* statement;
        int n;
        int operator()(std::monostate) const { return sqlite3_bind_null(statement, n); }
        int operator()(std::int64_t v) const { return sqlite3_bind_int64(statement, n, v); }
        int operator()(double v) const {
            // SQLite would make NULL of a NaN; its text is what the functions and the columns of float types
            // hold.
            if (std::isnan(v)) return sqlite3_bind_text(statement, n, "NaN", 3, SQLITE_STATIC);
            return sqlite3_bind_double(statement, n, v);
        }
        int operator()(const std::string& v) const {
            return sqlite3_bind_text64(statement, n, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        int operator()(const Bytes& v) const {
            if (v.empty()) return sqlite3_bind_zeroblob(statement, n, 0);
            return sqlite3_bind_blob64(statement, n, v.data(), v.size(), SQLITE_STATIC);
        }
    };
    const int code = std::visit(Bind{statement, n}, value);
    if (code != SQLITE_OK) return fail(connection_->error(code));
    return {};
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(entry_->handle);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return fail(connection_->error(code));
}

Result<void> Statement::reset() {
    const int code = sqlite3_reset(entry_->handle);
    if (code != SQLITE_OK) return fail(connection_->error(code));
    return {};
}

ValueView Statement::column(int i) const {
    sqlite3_stmt* statement = entry_->handle;
    switch (sqlite3_column_type(statement, i)) {
        case SQLITE_INTEGER:
            return sqlite3_column_int64(statement, i);
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, i);
        case SQLITE_TEXT: {
            const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
            return std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
        }
        case SQLITE_BLOB: {
            const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement, i));
            return ByteView(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
        }
        default:
            return std::monostate{};
    }
}

std::string_view Statement::view(int i) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(entry_->handle, i));
    return data == nullptr
               ? std::string_view()
               : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(entry_->handle, i)));
}

std::string Statement::text(int i) const {
    return std::string(view(i));
}

const FunctionContext& Statement::context() const {
    return connection_->context();
}

void Statement::give_back() noexcept {
    if (entry_ == nullptr) return;
    connection_->give_back(*entry_);
    entry_ = nullptr;
}

// Its Bloom filters hash a text's bytes (seen in 3.40) where the collation would find 1.5 equal to 1.50.
static constexpr int bloom_filters = 0x80000;
// It compares each constant of a statement with all before, and nothing can interrupt it while it prepares:
// in a text longer than this, where that would take seconds and then hours, constants are computed where they
// stand.
static constexpr int factored_constants = 0x8;
static constexpr std::size_t factored_size = 32 * 1024;
// The statement of a longer text is not kept: it is many times its text's size, and they are counted, not
// weighed.
static constexpr std::size_t longest_kept = 64 * 1024;

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path,
                                                     const SqliteSettings& settings,
                                                     bool read_only) {
    // Statistics of memory would take a lock of the whole process at each allocation.
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);
    std::unique_ptr<Connection> connection(new Connection(settings));
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(path.c_str(), &connection->handle_, flags, nullptr);
    if (code != SQLITE_OK) return fail(connection->error(code));
    if (auto configured = connection->configure(read_only); !configured) return fail(configured.error());
    return connection;
}

Connection::~Connection() {
    drop_cached_statements();
    for (CachedStatement& entry : uncached_) sqlite3_finalize(entry.handle);
    for (CachedStatement& entry : statements_) sqlite3_finalize(entry.handle);
    sqlite3_close_v2(handle_);
}

Result<void> Connection::configure(bool read_only) {
    const auto busy = [](void* self, int attempt) {
        return static_cast<Connection*>(self)->wait_for_other_process(attempt) ? 1 : 0;
    };
    const auto progress = [](void* self) {
        return is_progress_due(static_cast<Connection*>(self)->interruption_) ? 1 : 0;
    };
    sqlite3_busy_handler(handle_, busy, this);
    sqlite3_progress_handler(handle_, Interruption::period, progress, this);
    // "x" that names nothing is an error, never a string.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    // Our functions stand in checks, defaults, generated columns and indexes.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0, nullptr);
    switch_off(bloom_filters);
    enforce_foreign_keys(true);
    watch_functions();
    if (!register_functions(handle_, context_) ||
        !register_statement_functions(handle_, context_, statement_rows_))
        return fail(Errc::out_of_memory, "out of memory");

    const std::string kibibytes = std::to_string(settings_.cache_size / 1024);
    std::string pragmas = "PRAGMA synchronous=" + std::string(pragma_word(settings_.synchronous)) +
                          ";PRAGMA cache_size=-" + kibibytes +
                          ";PRAGMA mmap_size=" + std::to_string(settings_.mmap_size);
    if (!read_only) pragmas = "PRAGMA journal_mode=WAL;" + pragmas;
    if (auto done = run_once(pragmas); !done) return done;
    return attach_catalog(*this);
}

void Connection::switch_off(int optimizations) {
    sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, handle_, optimizations);
}

void Connection::watch_functions() {
    // Statements that may wait in a function are told when they are prepared; a view may hide the call.
    const auto authorize =
        [](void* self, int action, const char*, const char* name, const char*, const char*) {
            const bool waits = action == SQLITE_FUNCTION && name != nullptr &&
                               std::string_view(name).starts_with("pg_sleep");
            if (waits) static_cast<Connection*>(self)->preparing_waits_ = true;
            return SQLITE_OK;
        };
    sqlite3_set_authorizer(handle_, authorize, this);
    const auto look = [](sqlite3_context* call, int count, sqlite3_value** values) {
        auto* row = static_cast<Connection*>(sqlite3_user_data(call))->looked_at_;
        if (row == nullptr) return;
        row->clear();
        for (int i = 0; i < count; ++i) row->push_back(copy(view_of(values[i])));
    };
    sqlite3_create_function_v2(
        handle_, "ormgate_look", -1, SQLITE_UTF8, this, look, nullptr, nullptr, nullptr);
}

Result<void> Connection::run_once(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return fail(error(code));
    return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
    const auto found = by_sql_.find(sql);
    if (found != by_sql_.end() && !found->second->in_use) {
        statements_.splice(statements_.begin(), statements_, found->second);
        statements_.front().in_use = true;
        return Statement(*this, statements_.front());
    }
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max() - 1))
        return fail(Errc::program_limit_exceeded, "statement is too long");
    preparing_waits_ = false;
    sqlite3_stmt* handle = nullptr;
    const char* tail = nullptr;
    const bool is_long = sql.size() > factored_size;
    if (is_long) switch_off(bloom_filters | factored_constants);
    const int code = sqlite3_prepare_v3(
        handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &handle, &tail);
    if (is_long) switch_off(bloom_filters);
    if (code != SQLITE_OK) return fail(error(code));
    if (handle == nullptr) return fail(Errc::internal, "an empty statement was sent to SQLite");
    if (tail != sql.data() + sql.size() &&
        sql.find_first_not_of("; \t\r\n", static_cast<std::size_t>(tail - sql.data())) !=
            std::string_view::npos) {
        sqlite3_finalize(handle);
        return fail(Errc::internal, "several statements were sent to SQLite as one");
    }
    auto& home = found != by_sql_.end() || sql.size() > longest_kept ? uncached_ : statements_;
    home.push_front({std::string(sql), handle, true, true, preparing_waits_});
    if (&home == &statements_) {
        by_sql_.emplace(std::string_view(home.front().sql), home.begin());
        forget_oldest();
    }
    return Statement(*this, home.front());
}

void Connection::give_back(CachedStatement& entry) noexcept {
    sqlite3_reset(entry.handle);
    sqlite3_clear_bindings(entry.handle);
    entry.in_use = false;
    const auto same = [&](const CachedStatement& other) { return &other == &entry; };
    const auto spare = std::ranges::find_if(uncached_, same);
    if (spare == uncached_.end()) return;
    sqlite3_finalize(spare->handle);
    uncached_.erase(spare);
}

void Connection::forget_oldest() {
    auto oldest = statements_.end();
    while (statements_.size() > settings_.statement_cache && oldest != statements_.begin()) {
        --oldest;
        if (oldest->in_use) continue;
        sqlite3_finalize(oldest->handle);
        by_sql_.erase(std::string_view(oldest->sql));
        oldest = statements_.erase(oldest);
    }
}

void Connection::drop_cached_statements() {
    for (auto entry = statements_.begin(); entry != statements_.end();) {
        if (entry->in_use) {
            ++entry;
            continue;
        }
        sqlite3_finalize(entry->handle);
        by_sql_.erase(std::string_view(entry->sql));
        entry = statements_.erase(entry);
    }
}

Result<void> Connection::run(std::string_view sql) {
    // Several statements, or a trigger: not for the cache.
    if (sql.find(';') != std::string_view::npos) return run_once(std::string(sql));
    Result<Statement> statement = prepare(sql);
    if (!statement) return fail(statement.error());
    for (;;) {
        Result<bool> row = statement->step();
        if (!row) return fail(row.error());
        if (!*row) return {};
    }
}

Result<Value> Connection::value_of(std::string_view sql) {
    Result<Statement> statement = prepare(sql);
    if (!statement) return fail(statement.error());
    Result<bool> row = statement->step();
    if (!row) return fail(row.error());
    return *row ? copy(statement->column(0)) : Value{};
}

void Connection::enforce_foreign_keys(bool enforce) {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, enforce ? 1 : 0, nullptr);
}

void Connection::forget_schema() {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0, nullptr);
    static_cast<void>(run_once("PRAGMA writable_schema=RESET"));
}

bool Connection::wait_for_other_process(int attempt) {
    using std::chrono::milliseconds;
    // A worker must not sleep: the statement is run again where it may.
    if (interruption_ != nullptr && interruption_->on_worker()) return false;
    const auto now = std::chrono::steady_clock::now();
    if (attempt == 0) busy_since_ = now;
    if (now - busy_since_ >= settings_.busy_timeout) return false;
    if (interruption_ != nullptr && interruption_->check_waiting()) return false;
    std::this_thread::sleep_for(milliseconds(std::min(1 + attempt, 20)));
    return true;
}

Error Connection::error(int code) {
    if (context_.error) {
        Error raised = std::move(*context_.error);
        context_.error.reset();
        failed_code_ = 0;
        return raised;
    }
    failed_code_ = code;
    return condition_of(
        code, handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_), interruption_);
}

}  // namespace ormgate::sqlite
