#include "server/backend/mysql/connector.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <iterator>
#include <vector>

#include "server/backend/mysql/library.hpp"

namespace ormgate {
namespace {

struct Close {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
};
using MysqlPtr = std::unique_ptr<MYSQL, Close>;

// One place to try: a name, and the address it resolves to; empty for a unix socket.
struct Place {
    std::string name, address;
};

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        parts.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return parts;
}

// Connector/C would look names up while everybody on this event loop waits.
asio::awaitable<std::vector<Place>> places_of(const DatabaseSettings& target) {
    std::vector<Place> places;
    if (!target.unix_path.empty()) places.push_back({});
    asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
    for (const std::string& name : split(target.host)) {
        const auto found = co_await resolver.async_resolve(name, "", asio::use_awaitable);
        for (const auto& entry : found) {
            std::string address = entry.endpoint().address().to_string();
            if (places.empty() || places.back().address != address)
                places.push_back({name, std::move(address)});
        }
    }
    co_return places;
}

// Waits for what a call of Connector/C wants before it goes on; says what has happened.
asio::awaitable<int> wait_for(MYSQL* connection, int wanted) {
    using Descriptor = asio::posix::stream_descriptor;
    struct Borrowed {
        Descriptor descriptor;
        ~Borrowed() { descriptor.release(); }
    } borrowed{Descriptor(co_await asio::this_coro::executor, mysql_get_socket(connection))};
    const bool reads = (wanted & MYSQL_WAIT_READ) != 0;
    co_await borrowed.descriptor.async_wait(reads ? Descriptor::wait_read : Descriptor::wait_write,
                                            asio::use_awaitable);
    co_return reads ? MYSQL_WAIT_READ : MYSQL_WAIT_WRITE;
}

asio::awaitable<Result<void>> real_connect(MYSQL* connection,
                                           const DatabaseSettings& target,
                                           const Place& place) {
    constexpr unsigned usual_port = 3306;
    MYSQL* done = nullptr;
    const char* database = target.database.empty() ? nullptr : target.database.c_str();
    int wanted = mysql_real_connect_start(&done,
                                          connection,
                                          place.address.empty() ? nullptr : place.address.c_str(),
                                          target.user.c_str(),
                                          target.password.c_str(),
                                          database,
                                          target.port == 0 ? usual_port : target.port,
                                          place.address.empty() ? target.unix_path.c_str() : nullptr,
                                          0);
    while (wanted != 0) {
        const int happened = co_await wait_for(connection, wanted);
        wanted = mysql_real_connect_cont(&done, connection, happened);
    }
    if (done == nullptr) co_return fail(mysql_library_error(connection));
    co_return Result<void>();
}

// The first row, if there is one; NULL is an empty text.
asio::awaitable<Result<std::vector<std::string>>> query(MYSQL* connection, std::string_view sql) {
    int failed = 0;
    int wanted = mysql_real_query_start(&failed, connection, sql.data(), sql.size());
    while (wanted != 0) {
        const int happened = co_await wait_for(connection, wanted);
        wanted = mysql_real_query_cont(&failed, connection, happened);
    }
    std::vector<std::string> row;
    if (failed != 0) co_return fail(mysql_library_error(connection));
    if (mysql_field_count(connection) == 0) co_return row;
    MYSQL_RES* rows = nullptr;
    wanted = mysql_store_result_start(&rows, connection);
    while (wanted != 0) {
        const int happened = co_await wait_for(connection, wanted);
        wanted = mysql_store_result_cont(&rows, connection, happened);
    }
    if (rows == nullptr) co_return fail(mysql_library_error(connection));
    if (const MYSQL_ROW cells = mysql_fetch_row(rows))
        for (unsigned i = 0; i < mysql_num_fields(rows); ++i)
            row.emplace_back(cells[i] == nullptr ? "" : cells[i]);
    mysql_free_result(rows);
    co_return row;
}

// With verify-full the server must be who it was looked up as, not only known to the authority.
Result<void> check_identity(const MYSQL* connection, const DatabaseSettings& target, const Place& place) {
    const SSL* tls = tls_of(connection);
    if (tls == nullptr) {
        if (target.tls.mode < BackendTls::require) return {};
        return fail(Errc::connection_failure, "the server does not support TLS, which tls.mode asks for");
    }
    if (target.tls.mode != BackendTls::verify_full || place.name.empty()) return {};
    X509* certificate = SSL_get1_peer_certificate(tls);
    const bool genuine =
        certificate != nullptr &&
        (X509_check_host(certificate, place.name.c_str(), place.name.size(), 0, nullptr) == 1 ||
         X509_check_ip_asc(certificate, place.name.c_str(), 0) == 1);
    X509_free(certificate);
    if (genuine) return {};
    return fail(Errc::connection_failure, "the server's certificate is not for \"" + place.name + "\"");
}

using Opened = Result<std::unique_ptr<PooledConnection>>;

asio::awaitable<Opened> log_in(MysqlAccountPtr account, Place place, bool tls) {
    MysqlPtr connection(new_mysql(*account, tls));
    if (!connection) co_return fail(Errc::out_of_memory, "out of memory");
    mysql_options(connection.get(), MYSQL_OPT_NONBLOCK, nullptr);
    const DatabaseSettings& target = account->target;
    const Result<void> connected = co_await real_connect(connection.get(), target, place);
    if (!connected) co_return fail(connected.error());
    const Result<void> known = check_identity(connection.get(), target, place);
    if (!known) co_return fail(known.error());

    const auto tracking = co_await query(connection.get(), mysql_track_sql);
    const auto values = co_await query(connection.get(), mysql_base_sql);
    if (!values) co_return fail(values.error());
    SettingsVector base;
    for (std::size_t i = 0; i < std::size(mysql_base_names) && i < values->size(); ++i)
        base.set(mysql_base_names[i], (*values)[i]);
    // The statement is to be ended where it runs, whichever of several hosts that is.
    auto here = std::make_shared<MysqlAccount>(*account);
    if (!place.name.empty()) here->target.host = place.name;
    auto opened = std::make_unique<MysqlConnection>(
        connection.get(), std::move(here), std::move(base), co_await asio::this_coro::executor);
    opened->tracks = tracking.has_value() && (opened->capabilities() & CLIENT_SESSION_TRACKING) != 0;
    connection.release();
    co_return opened;
}

asio::awaitable<Opened> try_all(MysqlAccountPtr account) {
    std::vector<Place> places;
    try {
        places = co_await places_of(account->target);
    } catch (const boost::system::system_error& problem) {
        co_return fail(Errc::connection_failure,
                       "cannot look up \"" + account->target.host + "\": " + problem.code().message());
    }
    const BackendTls mode = account->target.tls.mode;
    Opened opened = fail(Errc::connection_failure, "there is no host to connect to");
    for (const Place& place : places) {
        const bool tls_first = mode > BackendTls::allow;
        opened = co_await log_in(account, place, tls_first);
        if (!opened && mode == BackendTls::allow) opened = co_await log_in(account, place, true);
        if (opened || opened.error().code != Errc::connection_failure) break;
    }
    co_return opened;
}

}  // namespace

MYSQL* new_mysql(const MysqlAccount& account, bool tls) {
    // Connector/C's own initialisation is not safe between threads.
    static const int initialised = mysql_library_init(0, nullptr, nullptr);
    MYSQL* connection = initialised == 0 ? mysql_init(nullptr) : nullptr;
    if (connection == nullptr) return nullptr;
    const my_bool on = 1;
    unsigned local_files = 1;  // whether a client may send files is asked where it asks for it
    unsigned long flags = CLIENT_MULTI_STATEMENTS | CLIENT_MULTI_RESULTS;
    if (account.found_rows) flags |= CLIENT_FOUND_ROWS;
    connection->options.client_flag |= flags;
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &local_files);
    mysql_options4(connection, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "ormgate");
    if (!tls) return connection;
    const BackendTlsSettings& settings = account.target.tls;
    mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &on);
    const auto file = [&](mysql_option option, const std::string& path) {
        if (!path.empty()) mysql_options(connection, option, path.c_str());
    };
    file(MYSQL_OPT_SSL_CERT, settings.certificate);
    file(MYSQL_OPT_SSL_KEY, settings.key);
    // Given an authority Connector/C refuses servers that it does not know.
    if (settings.mode >= BackendTls::verify_ca) file(MYSQL_OPT_SSL_CA, settings.ca);
    return connection;
}

Error mysql_library_error(MYSQL* connection) {
    const unsigned number = mysql_errno(connection);
    constexpr unsigned first_of_library = 2000, last_of_library = 2999;
    std::string words = mysql_error(connection);
    if (words.empty()) words = "cannot connect to the server";
    if (number >= first_of_library && number <= last_of_library)
        return Error(Errc::connection_failure, std::move(words));
    for (const ErrorInfo& row : error_table)
        if (row.mysql_errno == number) return Error(row.code, std::move(words));
    return Error(Errc::connection_failure, "the server answered " + std::to_string(number) + ": " + words);
}

asio::awaitable<Opened> MysqlConnector::connect(Deadline deadline) {
    auto opened = co_await with_deadline(try_all(account_), deadline);
    if (!opened) {
        if (opened.error().code == Errc::query_canceled)
            co_return fail(
                Errc::connection_failure,
                "connecting to " + account_->target.host + account_->target.unix_path + " timed out");
        co_return fail(opened.error());
    }
    co_return std::move(*opened);
}

}  // namespace ormgate
