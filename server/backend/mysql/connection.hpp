#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "server/backend/mysql/prepared.hpp"
#include "server/backend/pooled_connection.hpp"
#include "server/io/library_socket.hpp"
#include "server/session/settings_vector.hpp"

struct st_mysql;

namespace ormgate {

// Where connections are opened to, and as whom.
struct MysqlAccount {
    DatabaseSettings target;
    bool found_rows =
        false;  // affected rows count those found, not those changed: fixed for a connection's life
};
using MysqlAccountPtr = std::shared_ptr<const MysqlAccount>;

// What every session of the pool begins with, after a login and after a reset: the server then tells with
// each OK which variables, database and other state of the session have changed.
inline constexpr std::string_view mysql_track_sql =
    "SET SESSION session_track_system_variables='*', SESSION session_track_schema=1, "
    "SESSION session_track_state_change=1";
// The variables whose value after a login is not the global one: the client's character set decides.
inline constexpr std::string_view mysql_base_names[] = {"character_set_client",
                                                        "character_set_connection",
                                                        "character_set_results",
                                                        "collation_connection",
                                                        "sql_mode"};
inline constexpr std::string_view mysql_base_sql =
    "SELECT @@character_set_client, @@character_set_connection, @@character_set_results, "
    "@@collation_connection, "
    "@@sql_mode";

// MysqlConnection is a connection that Connector/C opened and that speaks raw packets since. Its user keeps
// the protocol; the connection keeps what is known of the server's session from one lease to the next.
class MysqlConnection final : public PooledConnection {
public:
    static constexpr std::size_t most_prepared = 200;

    // Takes a connection whose login is complete; `base` are the values of mysql_base_names.
    MysqlConnection(st_mysql* connection,
                    MysqlAccountPtr account,
                    SettingsVector base,
                    const asio::any_io_executor& executor);
    ~MysqlConnection() override;

    LibrarySocket& socket() { return socket_; }

    // Ends the statement that runs on this connection, by KILL QUERY on a connection of its own and on
    // another thread. Until then the connection must not run anything else: killing() tells.
    asio::awaitable<void> kill_query();
    bool killing() const { return kills_ > 0; }

    bool reusable() const override { return !broken && !in_transaction() && kills_ == 0; }
    bool alive() override;
    void detach() override { socket_.detach(); }
    void attach(const asio::any_io_executor& executor) override { socket_.attach(executor); }

    bool in_transaction() const { return (status & 1) != 0; }
    const std::string& server_version() const { return server_version_; }
    bool is_mariadb() const { return mariadb_; }
    // What both sides agreed on: it decides how the server's answers are laid out. MariaDB's own capabilities
    // are in the upper half.
    std::uint64_t capabilities() const { return capabilities_; }
    std::uint32_t thread() const { return thread_; }

    std::uint16_t status = 0;      // of the last answer
    bool broken = false;           // its state is not certain: close it
    bool tracks = false;           // the server tells about changes of its session
    bool multi_statements = true;  // as COM_SET_OPTION left it
    SettingsVector base;           // as of the login
    SettingsVector settings;       // session variables set away from the server's defaults
    SettingsVector user_variables;
    std::string database;
    MysqlPrepared prepared{most_prepared};
    std::uint64_t last_user = 0;        // the client that had it last
    std::uint64_t insert_id_owner = 0;  // whose LAST_INSERT_ID() it has, 0: nobody's
    std::uint64_t statements = 0;       // of clients, counted

private:
    st_mysql* connection_;
    MysqlAccountPtr account_;
    std::string server_version_;
    std::uint64_t capabilities_;
    std::uint32_t thread_;
    bool mariadb_;
    LibrarySocket socket_;
    int kills_ = 0;
};

}  // namespace ormgate
