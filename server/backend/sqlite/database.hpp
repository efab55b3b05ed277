#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "config/settings.hpp"
#include "core/schema.hpp"
#include "server/backend/sqlite/advisory_locks.hpp"
#include "server/backend/sqlite/connection.hpp"
#include "server/backend/sqlite/known_tables.hpp"
#include "server/backend/sqlite/oids.hpp"
#include "server/backend/sqlite/readers.hpp"
#include "server/backend/sqlite/sequences.hpp"
#include "server/backend/sqlite/wal_sync.hpp"
#include "server/backend/sqlite/writer_queue.hpp"
#include "server/io/asio.hpp"

namespace ormgate {

// SqliteDatabase is one SQLite file, shared by all sessions of all workers: its writer queue, its readers,
// its schema snapshot, its sequences and advisory locks.
class SqliteDatabase {
public:
    // Blocks. Makes the file if there is none.
    static Result<std::shared_ptr<SqliteDatabase>> open(std::string name,
                                                        DatabaseSettings settings,
                                                        asio::thread_pool& pool);
    ~SqliteDatabase();

    const std::string& name() const { return name_; }
    const std::string& path() const { return settings_.path; }
    bool read_only() const { return settings_.read_only; }
    asio::thread_pool& pool() { return pool_; }
    sqlite::WriterQueue& writers() { return writers_; }
    sqlite::Sequences& sequences() { return sequences_; }
    sqlite::AdvisoryLocks& advisory_locks() { return advisory_locks_; }
    sqlite::Oids& oids() { return oids_; }
    // What has to follow a commit; null: nothing.
    sqlite::WalSync* wal_sync() { return syncs_commits_ ? &wal_sync_ : nullptr; }

    // The idle connections of the worker an executor belongs to. They live until the database is closed.
    std::shared_ptr<sqlite::Readers> readers(const asio::any_io_executor& worker);
    // Blocks.
    Result<std::unique_ptr<sqlite::Connection>> connect() const;
    // The connection writes run on; only for who has the turn. Blocks the first time.
    Result<sqlite::Connection*> writer();
    // The writer becomes the caller's own, as it holds temporary tables of the caller's.
    std::unique_ptr<sqlite::Connection> take_writer() { return std::move(writer_); }

    // Counts committed schema changes, our own and other processes'.
    std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
    void schema_changed() { generation_.fetch_add(1, std::memory_order_acq_rel); }
    // What a connection's PRAGMA schema_version says now.
    void note_schema_cookie(std::int64_t cookie);
    struct Snapshot {
        SchemaPtr schema;
        std::uint64_t generation = 0;
        std::int64_t cookie = 0;
    };
    Snapshot snapshot();               // the last one read; its schema may be null
    Result<Snapshot> load_snapshot();  // blocks
    // A schema as a transaction that has changed it sees it. Blocks.
    Result<SchemaPtr> read_schema_of(sqlite::Connection& connection);

    std::int64_t next_transaction_id() { return ++last_transaction_id_; }

    // Sessions connected, for DROP DATABASE.
    std::size_t sessions() const { return sessions_.load(); }
    void enter() { ++sessions_; }
    void leave() { --sessions_; }

private:
    SqliteDatabase(std::string name, DatabaseSettings settings, asio::thread_pool& pool);

    std::string name_;
    DatabaseSettings settings_;
    asio::thread_pool& pool_;
    const bool syncs_commits_;
    sqlite::WalSync wal_sync_;
    sqlite::WriterQueue writers_;
    sqlite::Sequences sequences_{"main"};
    sqlite::AdvisoryLocks advisory_locks_;
    sqlite::Oids oids_;
    sqlite::KnownTables known_tables_;
    std::unique_ptr<sqlite::Connection> writer_;

    std::mutex readers_mutex_;
    std::map<const void*, std::shared_ptr<sqlite::Readers>> readers_;

    std::atomic<std::uint64_t> generation_ = 1;
    std::mutex snapshot_mutex_;
    Snapshot snapshot_;
    std::mutex loading_;  // one loads, the others wait for it
    std::unique_ptr<sqlite::Connection> schema_connection_;

    std::atomic<std::size_t> sessions_ = 0;
    std::atomic<std::int64_t> last_transaction_id_ = 1000;
};

}  // namespace ormgate
