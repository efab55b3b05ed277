#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <mutex>
#include <string>

#include "config/settings.hpp"
#include "server/backend/pool_targets.hpp"
#include "server/backend/sqlite/databases.hpp"
#include "server/frontend/mysql/credentials.hpp"
#include "server/frontend/postgres/credentials.hpp"
#include "server/io/stream.hpp"
#include "server/session/cancel_registry.hpp"
#include "server/session/connection_registry.hpp"
#include "server/session/notifications.hpp"

namespace ormgate {

// ServerSnapshot is what a new connection is served by: the settings in force and what was made of them.
struct ServerSnapshot {
    SettingsPtr settings;
    CredentialsPtr credentials;
    MysqlCredentialsPtr mysql_credentials;
    TlsContextPtr tls;  // null: none

    static Result<std::shared_ptr<const ServerSnapshot>> make(SettingsPtr settings,
                                                              const ServerSnapshot* previous = nullptr);
};
using ServerSnapshotPtr = std::shared_ptr<const ServerSnapshot>;

// ServerState is what all workers of a server share.
class ServerState {
public:
    explicit ServerState(ServerSnapshotPtr first, std::size_t blocking_threads);

    ServerSnapshotPtr snapshot() const { return snapshot_.load(); }
    void replace(ServerSnapshotPtr fresh);

    // Counts a client in, for as long as the ticket lives; 53300 beyond max_clients, 57P03 while draining.
    class Ticket {
    public:
        Ticket() = default;
        explicit Ticket(std::atomic<std::size_t>& count) : count_(&count) {}
        Ticket(Ticket&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
        Ticket& operator=(Ticket&& other) noexcept {
            std::swap(count_, other.count_);
            return *this;
        }
        ~Ticket() {
            if (count_ != nullptr) --*count_;
        }

    private:
        std::atomic<std::size_t>* count_ = nullptr;
    };
    Result<Ticket> admit();
    std::size_t client_count() const { return clients_.load(); }

    void drain() { draining_ = true; }
    bool draining() const { return draining_; }

    // What MySQL clients are told in the greeting, before it is known where they go: the version of the
    // server that was connected to last.
    std::string mysql_version() const;
    void set_mysql_version(const std::string& version);

    CancelRegistry cancels;
    ConnectionRegistry connections;
    NotificationHub notifications;
    asio::thread_pool blocking;  // for what may wait for a disk
    SqliteDatabases sqlite;
    PoolTargets pools;

private:
    mutable std::mutex version_mutex_;
    std::string mysql_version_ = "8.0.36-ormgate";
    std::atomic<ServerSnapshotPtr> snapshot_;
    std::atomic<std::size_t> clients_ = 0;
    std::atomic<bool> draining_ = false;
};

}  // namespace ormgate
