#include "server/backend/postgres/connector.hpp"

#include <libpq-fe.h>

#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "server/backend/postgres/connection.hpp"

namespace ormgate {

static constexpr std::array<const char*, 6> tls_words = {
    "disable", "allow", "prefer", "require", "verify-ca", "verify-full"};
static constexpr std::array<const char*, 6> session_words = {
    "any", "read-write", "read-only", "primary", "standby", "prefer-standby"};

LibpqParameters libpq_parameters(const DatabaseSettings& target, const std::vector<ResolvedHost>& hosts) {
    std::string names, addresses;
    bool resolved = false;
    for (const ResolvedHost& host : hosts) {
        if (&host != &hosts.front()) {
            names += ',';
            addresses += ',';
        }
        names += host.name;
        addresses += host.address;
        resolved = resolved || !host.address.empty();
    }
    LibpqParameters parameters = {
        {"user", target.user},
        {"password", target.password},
        {"dbname", target.database},
        {"sslmode", tls_words[static_cast<std::size_t>(target.tls.mode)]},
        {"target_session_attrs", session_words[static_cast<std::size_t>(target.target_session_attrs)]},
        {"gssencmode", "disable"},  // the relay drives the socket itself, and knows TLS
        {"keepalives", "1"},
        {"keepalives_idle", "60"},
    };
    if (!names.empty()) parameters.emplace_back("host", names);
    if (resolved) parameters.emplace_back("hostaddr", addresses);
    if (target.port != 0) parameters.emplace_back("port", std::to_string(target.port));
    if (!target.tls.ca.empty()) parameters.emplace_back("sslrootcert", target.tls.ca);
    if (!target.tls.certificate.empty()) parameters.emplace_back("sslcert", target.tls.certificate);
    if (!target.tls.key.empty()) parameters.emplace_back("sslkey", target.tls.key);
    return parameters;
}

// "… failed: FATAL:  3D000: database "x" does not exist\nLOCATION:  …": severity, code and words of the last
// report.
Error libpq_error(std::string_view message) {
    while (message.ends_with('\n')) message.remove_suffix(1);
    const auto code_at = [&](std::size_t i) {
        if (i + 10 > message.size() || message.substr(i, 3) != ":  " || message.substr(i + 8, 2) != ": ")
            return false;
        for (char c : message.substr(i + 3, 5))
            if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) return false;
        return true;
    };
    for (std::size_t i = message.find(":  "); i != std::string_view::npos; i = message.find(":  ", i + 1)) {
        if (!code_at(i)) continue;
        const std::string_view code = message.substr(i + 3, 5);
        std::string_view words = message.substr(i + 10);
        words = words.substr(0, words.find('\n'));
        Error error(errc_of_sqlstate(code), std::string(words));
        error.native_sqlstate = code;
        return error;
    }
    return Error(Errc::connection_failure,
                 message.empty() ? std::string("cannot connect to the server") : std::string(message));
}

static std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        parts.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return parts;
}

// libpq would look names up while everybody on this event loop waits.
static asio::awaitable<std::vector<ResolvedHost>> resolve(std::vector<std::string> names) {
    std::vector<ResolvedHost> hosts;
    asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
    for (const std::string& name : names) {
        boost::system::error_code not_numeric;
        asio::ip::make_address(name, not_numeric);
        if (!not_numeric || name.starts_with('/') || name.starts_with('@')) {
            hosts.push_back({name, not_numeric ? std::string() : name});
            continue;
        }
        const auto found = co_await resolver.async_resolve(name, "", asio::use_awaitable);
        std::string last;
        for (const auto& entry : found) {
            std::string address = entry.endpoint().address().to_string();
            if (address == last) continue;
            last = address;
            hosts.push_back({name, std::move(address)});
        }
    }
    co_return hosts;
}

// A PGconn that is being connected; finished unless it is taken.
struct Connecting {
    explicit Connecting(PGconn* pg) : connection(pg) {}
    ~Connecting() {
        if (connection != nullptr) PQfinish(connection);
    }
    Connecting(const Connecting&) = delete;
    Connecting& operator=(const Connecting&) = delete;
    PGconn* connection;
};

// The socket may change between steps (another host, another try without TLS), so it is taken anew each time.
static asio::awaitable<void> wait_for(int socket, bool readable) {
    using Descriptor = asio::posix::stream_descriptor;
    struct Borrowed {
        Descriptor descriptor;
        ~Borrowed() { descriptor.release(); }
    } borrowed{Descriptor(co_await asio::this_coro::executor, socket)};
    co_await borrowed.descriptor.async_wait(readable ? Descriptor::wait_read : Descriptor::wait_write,
                                            asio::use_awaitable);
}

static asio::awaitable<Result<std::unique_ptr<PooledConnection>>> log_in(const DatabaseSettings& target) {
    std::vector<ResolvedHost> hosts;
    try {
        hosts = co_await resolve(split(target.unix_path.empty() ? target.host : target.unix_path));
    } catch (const boost::system::system_error& problem) {
        co_return fail(
            Errc::connection_failure,
            "could not translate host name \"" + target.host + "\" to address: " + problem.code().message());
    }
    const LibpqParameters parameters = libpq_parameters(target, hosts);
    std::vector<const char*> keywords, values;
    for (const auto& [keyword, value] : parameters) {
        keywords.push_back(keyword);
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);

    Connecting attempt(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (attempt.connection == nullptr) co_return fail(Errc::out_of_memory, "out of memory");
    PQsetErrorVerbosity(attempt.connection, PQERRORS_VERBOSE);  // for the SQLSTATE
    PQsetNoticeProcessor(attempt.connection, [](void*, const char*) {}, nullptr);
    if (PQstatus(attempt.connection) == CONNECTION_BAD)
        co_return fail(libpq_error(PQerrorMessage(attempt.connection)));

    for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;) {
        if (next == PGRES_POLLING_FAILED) co_return fail(libpq_error(PQerrorMessage(attempt.connection)));
        co_await wait_for(PQsocket(attempt.connection), next == PGRES_POLLING_READING);
        next = PQconnectPoll(attempt.connection);
    }
    PQsetnonblocking(attempt.connection, 1);
    auto connection =
        std::make_unique<PostgresConnection>(attempt.connection, co_await asio::this_coro::executor);
    attempt.connection = nullptr;
    co_return connection;
}

asio::awaitable<Result<std::unique_ptr<PooledConnection>>> PostgresConnector::connect(Deadline deadline) {
    auto opened = co_await with_deadline(log_in(target_), deadline);
    if (!opened) {
        // with_deadline's own error has no words of a server's.
        if (opened.error().code == Errc::query_canceled)
            co_return fail(Errc::connection_failure,
                           "connecting to " + target_.host + target_.unix_path + " timed out");
        co_return fail(opened.error());
    }
    co_return std::move(*opened);
}

}  // namespace ormgate
