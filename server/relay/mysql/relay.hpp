#pragma once

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "server/backend/mysql/connection.hpp"
#include "server/backend/pool.hpp"
#include "server/frontend/client.hpp"
#include "server/frontend/mysql/wire.hpp"
#include "server/relay/relay.hpp"
#include "server/session/connection_registry.hpp"

namespace ormgate {

// MysqlTarget is one database entry under one user, as a worker's relays see it: the pool, and what logins
// have learned.
class MysqlTarget {
public:
    MysqlTarget(Pool& connections, const DatabaseSettings& database)
        : pool(connections), settings(database) {}

    Pool& pool;
    const DatabaseSettings& settings;

    // A collation's number in a handshake, and what is to be set for it.
    struct Collation {
        std::string character_set, name;
    };
    std::unordered_map<std::uint32_t, Collation> collations;
    std::set<std::string, std::less<>> databases;  // that somebody has used
    std::string server_version, sql_mode;
    std::uint16_t status = 0;  // of a fresh session
    SettingsVector base;       // what it begins with, where that is not the server's default
};

// What the login has found out about a client.
struct MysqlStart {
    std::string user;
    std::string database;  // the server's name of it; empty: none
    std::uint32_t collation = 0;
    std::vector<std::string> databases;  // the only ones it may use; empty: all
    bool admin = false;
    bool multi_statements = false;
    std::size_t max_prepared_statements = 10000;
    std::uint32_t connection_id = 0;
};

class MysqlLink;

// MysqlRelay serves a logged-in MySQL client from connections to a MySQL or MariaDB server, without decoding
// rows. Everything given outlives it.
class MysqlRelay final : public Client {
public:
    MysqlRelay(MysqlWire& client,
               RelayWorker& worker,
               ConnectionRegistry& connections,
               MysqlTarget& target,
               MysqlStart start,
               const asio::any_io_executor& executor);
    ~MysqlRelay() override;

    // Sees to it that the client's database and character set exist. An error is the answer to its login.
    asio::awaitable<Result<void>> begin();
    // What the OK that ends the login says of the session.
    std::uint16_t status() const;
    // Serves until the client leaves or wants to be another user, whose COM_CHANGE_USER is returned; empty:
    // it has left. The pool then has its connection back. Does not throw for what goes wrong with either
    // side.
    asio::awaitable<Bytes> serve();
    void drain() override;
    void stop() override;
    void kill(ConnectionRegistry::Kill what);

private:
    std::unique_ptr<MysqlLink> link_;
};

}  // namespace ormgate
