#include "server/backend/mysql/connection.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include "server/backend/mysql/connector.hpp"
#include "server/backend/mysql/library.hpp"

namespace ormgate {

// Connector/C asks for all that it knows and the server offers, so both sides' words are known from the
// server's; MariaDB leaves out the bit of long_password to say that it has capabilities of its own.
static std::uint64_t agreed(MYSQL* connection) {
    constexpr std::uint64_t long_password = 1;
    unsigned long server = 0;
    unsigned long own = 0;
    mariadb_get_infov(connection, MARIADB_CONNECTION_SERVER_CAPABILITIES, &server);
    if ((server & long_password) == 0)
        mariadb_get_infov(connection, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &own);
    const std::uint64_t offered = (std::uint64_t{own} << 32) | server;
    return (connection->client_flag | MARIADB_CLIENT_SUPPORTED_FLAGS) & offered;
}

MysqlConnection::MysqlConnection(st_mysql* connection,
                                 MysqlAccountPtr account,
                                 SettingsVector login,
                                 const asio::any_io_executor& executor)
    : base(std::move(login)),
      database(account->target.database),
      connection_(connection),
      account_(std::move(account)),
      server_version_(mysql_get_server_info(connection)),
      capabilities_(agreed(connection)),
      thread_(static_cast<std::uint32_t>(mysql_thread_id(connection))),
      mariadb_(server_version_.find("MariaDB") != std::string::npos),
      socket_(mysql_get_socket(connection), tls_of(connection), executor) {
    status = static_cast<std::uint16_t>(connection->server_status);
}

MysqlConnection::~MysqlConnection() {
    // Connector/C waits for what it cannot send of its good-bye.
    if (broken) socket_.shut_down();
    socket_.detach();
    mysql_close(connection_);
}

// A server says nothing unasked but that it ends the connection.
bool MysqlConnection::alive() {
    if (broken) return false;
    std::array<std::byte, 64> said;
    try {
        return socket_.read_now(said) == 0;
    } catch (const boost::system::system_error&) {
        return false;
    }
}

static void kill_on_own_connection(const MysqlAccount& account, std::uint32_t thread, bool tls) {
    MYSQL* connection = new_mysql(account, tls);
    if (connection == nullptr) return;
    constexpr unsigned seconds = 5;
    mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &seconds);
    const DatabaseSettings& target = account.target;
    const my_bool verify = target.tls.mode == BackendTls::verify_full;
    if (tls && verify) mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    const char* socket = target.unix_path.empty() ? nullptr : target.unix_path.c_str();
    const std::string host = target.host.substr(0, target.host.find(','));
    const std::string sql = "KILL QUERY " + std::to_string(thread);
    if (mysql_real_connect(connection,
                           socket != nullptr ? nullptr : host.c_str(),
                           target.user.c_str(),
                           target.password.c_str(),
                           nullptr,
                           target.port == 0 ? 3306 : target.port,
                           socket,
                           0) != nullptr)
        mysql_real_query(
            connection, sql.data(), sql.size());  // a failure only means that the statement goes on
    mysql_close(connection);
}

asio::awaitable<void> MysqlConnection::kill_query() {
    // These threads wait for servers, have nothing else to do and end with the process.
    static asio::thread_pool threads(2);
    struct Count {
        int& n;
        explicit Count(int& counter) : n(counter) { ++n; }
        ~Count() { --n; }
    } count(kills_);
    const bool tls = tls_of(connection_) != nullptr;
    const auto ask =
        [](MysqlAccountPtr account, std::uint32_t thread, bool under_tls) -> asio::awaitable<void> {
        kill_on_own_connection(*account, thread, under_tls);
        co_return;
    };
    co_await asio::co_spawn(threads, ask(account_, thread_, tls), asio::use_awaitable);
}

}  // namespace ormgate
