#include "server/io/listener.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>

#include "server/io/socket_address.hpp"
#include "server/io/socket_stream.hpp"
#include "server/log.hpp"

namespace ormgate {

namespace {

// Descriptor closes a socket that never became a Listener's.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

struct AddressList {
    addrinfo* first = nullptr;
    ~AddressList() {
        if (first) ::freeaddrinfo(first);
    }
};

std::unexpected<Error> could_not(const std::string& what) {
    return fail(Errc::io_error, "could not " + what + ": " + std::generic_category().message(errno));
}

void set_port(sockaddr* address, std::uint16_t port) {
    if (address->sa_family == AF_INET) reinterpret_cast<sockaddr_in*>(address)->sin_port = htons(port);
    if (address->sa_family == AF_INET6) reinterpret_cast<sockaddr_in6*>(address)->sin6_port = htons(port);
}

Address local_of(int socket) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size) != 0) return {};
    return address_of(reinterpret_cast<const sockaddr*>(&name), size);
}

Result<Descriptor> listen_on(const sockaddr* address, socklen_t size, int backlog, const std::string& name) {
    Descriptor socket(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) return could_not("create a socket for " + name);
    const int on = 1;
    if (address->sa_family != AF_UNIX) {
        ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
            return could_not("share the port of " + name);
    }
    // Without this, [::] would take 0.0.0.0's port as well and a second listener on it would fail.
    if (address->sa_family == AF_INET6) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (::bind(socket.get(), address, size) != 0) return could_not("bind " + name);
    if (::listen(socket.get(), backlog) != 0) return could_not("listen on " + name);
    return socket;
}

// SO_REUSEPORT lets a second daemon of the same user share the port silently; only our own workers may.
bool taken_by_another(const sockaddr* address, socklen_t size) {
    Descriptor probe(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->sa_family == AF_INET6) ::setsockopt(probe.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    return ::bind(probe.get(), address, size) != 0 && errno == EADDRINUSE;
}

// A socket file nobody listens on is left over from a crash and may go; any other file is not ours.
Result<void> clear_path(const sockaddr_un& address) {
    struct stat file{};
    if (::lstat(address.sun_path, &file) != 0) return {};
    const std::string path = address.sun_path;
    if (!S_ISSOCK(file.st_mode))
        return fail(Errc::io_error, "could not bind unix:" + path + ": the file exists and is no socket");
    Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const bool alive =
        ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (alive || errno != ECONNREFUSED)
        return fail(Errc::io_error, "could not bind unix:" + path + ": it is in use");
    if (::unlink(address.sun_path) != 0) return could_not("remove the stale socket " + path);
    return {};
}

Result<Descriptor> listen_unix(const ListenAddress& where) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (where.unix_path.size() >= sizeof address.sun_path)
        return fail(Errc::io_error, "the path of unix:" + where.unix_path + " is too long for a socket");
    std::memcpy(address.sun_path, where.unix_path.data(), where.unix_path.size());
    if (auto clear = clear_path(address); !clear) return fail(std::move(clear.error()));
    auto socket = listen_on(reinterpret_cast<const sockaddr*>(&address),
                            sizeof address,
                            where.backlog,
                            "unix:" + where.unix_path);
    // Who may connect is decided by the login, and by the directory's permissions.
    if (socket) ::chmod(address.sun_path, 0777);
    return socket;
}

bool wants_pause(const boost::system::error_code& error) {
    switch (error.value()) {
        case ECONNABORTED:
        case EINTR:
        case EPROTO:
            return false;  // about one client that is gone already
        default:
            return true;  // EMFILE, ENFILE, ENOBUFS, ENOMEM: trying again at once would spin
    }
}

}  // namespace

Listener::Listener(asio::io_context& io, Protocol protocol, int descriptor)
    : acceptor_(io, protocol, descriptor), local_(local_of(descriptor)) {}

Listener::~Listener() {
    close();
}

Result<std::vector<std::unique_ptr<Listener>>> Listener::open(asio::io_context& io,
                                                              const ListenAddress& where,
                                                              Sharing sharing) {
    std::vector<std::unique_ptr<Listener>> listeners;
    if (!where.unix_path.empty()) {
        auto socket = listen_unix(where);
        if (!socket) return fail(std::move(socket.error()));
        listeners.emplace_back(new Listener(io, Protocol(AF_UNIX, 0), socket->release()));
        listeners.back()->unix_path_ = where.unix_path;
        return listeners;
    }
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    AddressList found;
    const bool any = where.host.empty() || where.host == "*";
    if (int why = ::getaddrinfo(any ? nullptr : where.host.c_str(), "0", &hints, &found.first); why != 0)
        return fail(Errc::io_error, "could not resolve \"" + where.host + "\": " + ::gai_strerror(why));
    std::uint16_t port = where.port;
    for (const addrinfo* at = found.first; at; at = at->ai_next) {
        set_port(at->ai_addr, port);
        const std::string name = address_of(at->ai_addr, at->ai_addrlen).text();
        if (port != 0 && sharing == Sharing::first && taken_by_another(at->ai_addr, at->ai_addrlen)) {
            errno = EADDRINUSE;
            return could_not("bind " + name);
        }
        auto socket = listen_on(at->ai_addr, at->ai_addrlen, where.backlog, name);
        // A machine without IPv6 still resolves * and localhost to it.
        if (!socket && errno == EAFNOSUPPORT && at->ai_family == AF_INET6) continue;
        if (!socket) return fail(std::move(socket.error()));
        listeners.emplace_back(new Listener(io, Protocol(at->ai_family, IPPROTO_TCP), socket->release()));
        port = listeners.back()->local().port;
    }
    if (listeners.empty()) return fail(Errc::io_error, "\"" + where.host + "\" has no address to listen on");
    return listeners;
}

asio::awaitable<void> Listener::run(std::span<asio::io_context* const> targets, Accepted accepted) {
    asio::steady_timer pause(acceptor_.get_executor());
    for (std::size_t next = 0; acceptor_.is_open(); next = (next + 1) % targets.size()) {
        SocketStream::Socket client(*targets[next]);
        boost::system::error_code error;
        co_await acceptor_.async_accept(client, asio::redirect_error(asio::use_awaitable, error));
        if (!acceptor_.is_open()) co_return;
        if (!error) {
            accepted(next, std::make_unique<SocketStream>(std::move(client)));
            continue;
        }
        if (!wants_pause(error)) continue;
        log_warning("accept_failed", {{"listener", local_.text()}, {"error", error.message()}});
        pause.expires_after(std::chrono::milliseconds(200));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
}

void Listener::close() noexcept {
    if (!acceptor_.is_open()) return;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
}

}  // namespace ormgate
