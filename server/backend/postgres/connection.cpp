#include "server/backend/postgres/connection.hpp"

#include <libpq-fe.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>

#include "protocol/postgres/codec.hpp"

namespace ormgate {

// Everything that PostgreSQL 14 to 18 report.
static constexpr std::string_view reported[] = {
    "application_name",
    "client_encoding",
    "DateStyle",
    "default_transaction_read_only",
    "in_hot_standby",
    "integer_datetimes",
    "IntervalStyle",
    "is_superuser",
    "scram_iterations",
    "search_path",
    "server_encoding",
    "server_version",
    "session_authorization",
    "standard_conforming_strings",
    "TimeZone",
};
// Those among them that every supported server reports and that a client sets.
static constexpr std::string_view settable[] = {
    "application_name",
    "client_encoding",
    "datestyle",
    "default_transaction_read_only",
    "intervalstyle",
    "standard_conforming_strings",
    "timezone",
};

bool is_reported_setting(std::string_view name) {
    return std::ranges::find(settable, name) != std::end(settable);
}

std::span<const std::string_view> reported_setting_names() {
    return reported;
}

std::string server_statement_name(const StatementDigest& digest) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string name = "ormgate_";
    for (std::uint64_t part : digest)
        for (int shift = 60; shift >= 0; shift -= 4) name += digits[(part >> shift) & 15];
    return name;
}

PostgresConnection::PostgresConnection(pg_conn* connection, const asio::any_io_executor& executor)
    : connection_(connection),
      tls_(static_cast<ssl_st*>(PQsslStruct(connection, "OpenSSL"))),
      descriptor_(PQsocket(connection)) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    family_ = address.ss_family;
    for (std::string_view name : reported)
        if (const char* value = PQparameterStatus(connection_, name.data())) parameters.set(name, value);
    base = parameters;
    const std::string* conforming = base.find("standard_conforming_strings");
    backslash_escapes = conforming != nullptr && *conforming == "off";
    attach(executor);
}

PostgresConnection::~PostgresConnection() {
    if (socket_) detach();
    PQfinish(connection_);
}

void PostgresConnection::attach(const asio::any_io_executor& executor) {
    socket_.emplace(executor, Socket::protocol_type(family_, 0), descriptor_);
}

void PostgresConnection::detach() {
    watch_.stop();
    boost::system::error_code ignored;
    socket_->release(ignored);  // the descriptor is libpq's
    socket_.reset();
}

int PostgresConnection::process() const {
    return PQbackendPID(connection_);
}

void PostgresConnection::cancel_io() noexcept {
    boost::system::error_code ignored;
    if (socket_) socket_->cancel(ignored);
}

static boost::system::error_code last_error() {
    return {errno, boost::system::system_category()};
}

[[noreturn]] static void throw_error(boost::system::error_code code) {
    throw boost::system::system_error(code, "backend");
}

// > 0: bytes; 0: would have to wait for what `wants` says.
std::size_t PostgresConnection::read_tls(std::span<std::byte> into, int& wants) {
    ERR_clear_error();
    const int n = SSL_read(tls_, into.data(), static_cast<int>(std::min<std::size_t>(into.size(), 1 << 20)));
    if (n > 0) return static_cast<std::size_t>(n);
    wants = SSL_get_error(tls_, n);
    if (wants == SSL_ERROR_WANT_READ || wants == SSL_ERROR_WANT_WRITE) return 0;
    throw_error(wants == SSL_ERROR_SYSCALL && errno != 0 ? last_error()
                                                         : asio::error::make_error_code(asio::error::eof));
}

std::size_t PostgresConnection::read_now(std::span<std::byte> into) {
    const ssize_t n = ::recv(descriptor_, into.data(), into.size(), MSG_DONTWAIT);
    if (n > 0) {
        if (static_cast<std::size_t>(n) < into.size()) watch_.emptied();
        return static_cast<std::size_t>(n);
    }
    if (n == 0) throw_error(asio::error::make_error_code(asio::error::eof));
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) throw_error(last_error());
    if (errno != EINTR) watch_.emptied();
    return 0;
}

ReadWatch* PostgresConnection::watch_reads() {
    if (tls_ != nullptr) return nullptr;
    watch_.start(*socket_);
    return &watch_;
}

asio::awaitable<std::size_t> PostgresConnection::read_some_tls(std::span<std::byte> into) {
    for (;;) {
        int wants = 0;
        if (const std::size_t n = read_tls(into, wants)) co_return n;
        const auto event = wants == SSL_ERROR_WANT_WRITE ? Socket::wait_write : Socket::wait_read;
        co_await socket_->async_wait(event, asio::use_awaitable);
    }
}

std::size_t PostgresConnection::write_now(ByteView bytes) {
    if (tls_ != nullptr) {
        ERR_clear_error();
        SSL_set_mode(tls_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        const int n =
            SSL_write(tls_, bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
        if (n > 0) return static_cast<std::size_t>(n);
        const int wants = SSL_get_error(tls_, n);
        if (wants == SSL_ERROR_WANT_READ || wants == SSL_ERROR_WANT_WRITE) return 0;
        throw_error(asio::error::make_error_code(asio::error::connection_reset));
    }
    const ssize_t n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return 0;
    throw_error(last_error());
}

asio::awaitable<void> PostgresConnection::write(ByteView bytes) {
    for (;;) {
        bytes = bytes.subspan(write_now(bytes));
        if (bytes.empty()) co_return;
        co_await socket_->async_wait(Socket::wait_write, asio::use_awaitable);
    }
}

// Handles what a server says unasked while nobody uses the connection. A server that goes says so first, in a
// notice that alone looks harmless: the end comes behind it.
bool PostgresConnection::alive() {
    if (broken) return false;
    std::array<std::byte, 4096> said;
    try {
        for (;;) {
            int wants = 0;
            const std::size_t size = tls_ != nullptr ? read_tls(said, wants) : read_now(said);
            if (size == 0) return true;
            if (!said_unasked(ByteView(said.data(), size))) return false;
        }
    } catch (const boost::system::system_error&) {
        return false;
    }
}

// False if it is anything else, or not whole.
bool PostgresConnection::said_unasked(ByteView rest) {
    while (!rest.empty()) {
        if (rest.size() < 5) return false;
        const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(rest[i]); };
        const std::size_t length = byte(1) << 24 | byte(2) << 16 | byte(3) << 8 | byte(4);
        const char tag = static_cast<char>(byte(0));
        if (length < 4 || length > rest.size() - 1 || (tag != 'S' && tag != 'N' && tag != 'A')) return false;
        if (tag == 'S') {
            const auto report = postgres::decode<postgres::ParameterStatus>(rest.subspan(5, length - 4));
            if (!report) return false;
            // A reload of the server's configuration: where nothing is set, the base has moved.
            parameter_changed(report->name, report->value);
            if (settings.find(report->name) == nullptr) base.set(report->name, report->value);
        }
        rest = rest.subspan(1 + length);
    }
    return true;
}

void PostgresConnection::parameter_changed(std::string_view name, std::string_view value) {
    parameters.set(name, value);
    if (name == "standard_conforming_strings") backslash_escapes = value == "off";
}

asio::awaitable<void> PostgresConnection::cancel() {
    // libpq's cancel blocks; these threads have nothing else to do and end with the process.
    static asio::thread_pool threads(2);
    struct Free {
        void operator()(PGcancel* handle) const { PQfreeCancel(handle); }
    };
    std::shared_ptr<PGcancel> handle(PQgetCancel(connection_), Free());
    if (!handle) co_return;
    struct Count {
        int& n;
        explicit Count(int& counter) : n(counter) { ++n; }
        ~Count() { --n; }
    } count(cancels_);
    const auto ask = [](std::shared_ptr<PGcancel> target) -> asio::awaitable<void> {
        char error[256];
        PQcancel(target.get(), error, sizeof error);  // a failure only means that the statement goes on
        co_return;
    };
    co_await asio::co_spawn(threads, ask(handle), asio::use_awaitable);
}

}  // namespace ormgate
