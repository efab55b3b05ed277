#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "core/bytes.hpp"
#include "server/backend/pool.hpp"
#include "server/backend/pool_targets.hpp"
#include "server/backend/postgres/connection.hpp"
#include "server/frontend/client.hpp"
#include "server/io/buffer_pool.hpp"
#include "server/io/stream.hpp"
#include "server/io/watchdog.hpp"
#include "server/relay/statements.hpp"
#include "server/session/cancel_registry.hpp"
#include "server/session/settings_vector.hpp"

namespace ormgate {

// What the relays of one worker share. It outlives them.
class RelayWorker {
public:
    RelayWorker(std::size_t number, BufferPool& lent, Watchdog& dog, CancelRegistry& registry)
        : buffers(lent), watchdog(dog), cancels(registry), next_id_((std::uint64_t{number} << 48) + 1) {}

    // Of clients and of unnamed statements. Connections remember them and go from worker to worker, so that
    // no two workers may give the same.
    std::uint64_t next_id() { return next_id_++; }

    // Growing memory for what goes to a server, lent for a unit; never more than a little is kept.
    Bytes take_bytes();
    void give_bytes(Bytes bytes);

    BufferPool& buffers;
    Watchdog& watchdog;
    CancelRegistry& cancels;
    StatementStore statements;

private:
    std::uint64_t next_id_;
    std::vector<Bytes> spare_;
};

// RelayTarget is one database entry under one user, as a worker's relays see it: the pool, and what logins
// have learned.
class RelayTarget {
public:
    RelayTarget(Pool& connections, PoolTargets& others, const DatabaseSettings& database)
        : pool(connections),
          all(others),
          settings(database),
          query_timeout(database.query_timeout),
          idle_in_transaction_timeout(database.idle_in_transaction_timeout) {}

    Pool& pool;
    PoolTargets& all;
    const DatabaseSettings& settings;
    Duration query_timeout, idle_in_transaction_timeout;  // 0: none

    // What the server made of a startup parameter: the value in its own words, or nullopt if it knows no such
    // setting.
    std::unordered_map<std::string, std::optional<std::string>> accepted;
    std::optional<SettingsVector> base;  // what a login of the pool's own was told
};

// RelaySession is what the members of a session share: at most one leased connection, and what pins it. The
// state of the transaction is the connection's.
class RelaySession {
public:
    PostgresConnection* connection() const { return static_cast<PostgresConnection*>(lease.get()); }
    bool pinned() const { return !pins.empty(); }

    Lease lease;
    PinSet pins;
};

// What the login has found out about a client.
struct RelayStart {
    std::vector<SettingsVector::Entry> settings;  // of the startup packet, in the order they apply
    Bytes unsent;                                 // what the client is to be sent first: AuthenticationOk
    Bytes already_read;                           // what it sent after its login
    std::size_t key_size = 4;                     // of its cancel key: 4 in protocol 3.0, up to 256 since 3.2
    std::size_t max_message = std::size_t{256} << 20;
    std::size_t max_prepared_statements = 10000;
};

class Link;

// PostgresRelay serves a logged-in PostgreSQL client from connections to a PostgreSQL server, without
// decoding rows. Everything given outlives it.
class PostgresRelay final : public Client {
public:
    PostgresRelay(Stream& client,
                  RelaySession& session,
                  RelayWorker& worker,
                  RelayTarget& target,
                  RelayStart start,
                  const asio::any_io_executor& executor);
    ~PostgresRelay() override;

    // Finishes the login (ParameterStatus, BackendKeyData, ReadyForQuery), then serves until the client
    // leaves. The session is then without an open transaction, pins or a lease. Does not throw for what goes
    // wrong with either side.
    asio::awaitable<void> serve();
    void drain() override;
    void stop() override;

private:
    std::unique_ptr<Link> link_;
};

}  // namespace ormgate
