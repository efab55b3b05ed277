#include "server/backend/sqlite/database.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <thread>

#include "server/backend/sqlite/schema_reader.hpp"

namespace ormgate {
namespace {

// Versions are never used twice, in any database: a translation made for one schema must not be taken for
// another's.
std::uint64_t next_schema_version() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

Result<SchemaPtr> read_versioned(sqlite::Connection& connection,
                                 sqlite::Oids& oids,
                                 sqlite::KnownTables& known,
                                 const std::string& database_name) {
    Result<Schema> schema = sqlite::read_schema(connection, oids, known, database_name);
    if (!schema) return fail(schema.error());
    schema->version = next_schema_version();
    schema->index();
    return std::make_shared<const Schema>(std::move(*schema));
}

// Both in one read transaction, so that the number belongs to the content.
Result<std::pair<std::int64_t, SchemaPtr>> read_with_cookie(sqlite::Connection& connection,
                                                            sqlite::Oids& oids,
                                                            sqlite::KnownTables& known,
                                                            const std::string& database_name) {
    const Result<Value> cookie = connection.value_of("PRAGMA schema_version");
    if (!cookie) return fail(cookie.error());
    Result<SchemaPtr> schema = read_versioned(connection, oids, known, database_name);
    if (!schema) return fail(schema.error());
    const auto* number = std::get_if<std::int64_t>(&*cookie);
    return std::pair(number == nullptr ? 0 : *number, std::move(*schema));
}

}  // namespace

SqliteDatabase::SqliteDatabase(std::string name, DatabaseSettings settings, asio::thread_pool& pool)
    : name_(std::move(name)),
      settings_(std::move(settings)),
      pool_(pool),
      syncs_commits_(settings_.sqlite.synchronous == Synchronous::full),
      wal_sync_(settings_.path, pool) {
    // SQLite would sync each commit by itself while it holds the lock; WalSync does it for many, and after
    // the turn.
    if (syncs_commits_) settings_.sqlite.synchronous = Synchronous::normal;
}

Result<std::shared_ptr<SqliteDatabase>> SqliteDatabase::open(std::string name,
                                                             DatabaseSettings settings,
                                                             asio::thread_pool& pool) {
    std::shared_ptr<SqliteDatabase> database(new SqliteDatabase(std::move(name), std::move(settings), pool));
    auto connection = database->connect();
    if (!connection) return fail(connection.error());
    const auto mode = (*connection)->value_of("PRAGMA journal_mode");
    if (!mode) return fail(mode.error());
    if (!database->read_only() && *mode != Value(std::string("wal")))
        return fail(Errc::io_error, "this file system cannot hold a write-ahead log: " + database->path());
    if (auto loaded = database->sequences_.load(**connection); !loaded) return fail(loaded.error());
    database->schema_connection_ = std::move(*connection);
    return database;
}

SqliteDatabase::~SqliteDatabase() {
    // What was handed out beyond the last commit need not be skipped when the file is opened again.
    if (settings_.read_only || !sequences_.has_unsaved()) return;
    if (auto connection = writer(); connection) static_cast<void>(sequences_.save_all(**connection));
}

std::shared_ptr<sqlite::Readers> SqliteDatabase::readers(const asio::any_io_executor& worker) {
    const void* context = &asio::query(worker, asio::execution::context);
    const std::size_t keep =
        settings_.sqlite.readers != 0 ? settings_.sqlite.readers : std::thread::hardware_concurrency();
    const std::lock_guard lock(readers_mutex_);
    auto& readers = readers_[context];
    if (readers == nullptr) readers = std::make_shared<sqlite::Readers>(std::max<std::size_t>(keep, 1));
    return readers;
}

Result<std::unique_ptr<sqlite::Connection>> SqliteDatabase::connect() const {
    return sqlite::Connection::open(settings_.path, settings_.sqlite, settings_.read_only);
}

Result<sqlite::Connection*> SqliteDatabase::writer() {
    if (writer_ != nullptr) return writer_.get();
    auto connection = connect();
    if (!connection) return fail(connection.error());
    writer_ = std::move(*connection);
    return writer_.get();
}

void SqliteDatabase::note_schema_cookie(std::int64_t cookie) {
    const std::lock_guard lock(snapshot_mutex_);
    if (snapshot_.schema != nullptr && snapshot_.cookie != cookie && snapshot_.generation == generation())
        schema_changed();
}

SqliteDatabase::Snapshot SqliteDatabase::snapshot() {
    const std::lock_guard lock(snapshot_mutex_);
    return snapshot_;
}

Result<SqliteDatabase::Snapshot> SqliteDatabase::load_snapshot() {
    const std::lock_guard one_at_a_time(loading_);
    const std::uint64_t generation_now = generation();
    if (Snapshot last = snapshot(); last.schema != nullptr && last.generation == generation_now) return last;

    sqlite::Connection& connection = *schema_connection_;
    if (auto begun = connection.run("BEGIN"); !begun) return fail(begun.error());
    auto content = read_with_cookie(connection, oids_, known_tables_, name_);
    if (auto discovered = sequences_.discover(connection); content && !discovered)
        content = fail(discovered.error());
    static_cast<void>(connection.run("ROLLBACK"));
    if (!content) return fail(content.error());

    const std::lock_guard lock(snapshot_mutex_);
    snapshot_ = {std::move(content->second), generation_now, content->first};
    return snapshot_;
}

Result<SchemaPtr> SqliteDatabase::read_schema_of(sqlite::Connection& connection) {
    return read_versioned(connection, oids_, known_tables_, name_);
}

}  // namespace ormgate
