#include "server/io/socket_stream.hpp"

#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/socket_base.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <vector>

#include "server/io/deadline.hpp"
#include "server/io/socket_address.hpp"
#include "server/io/tls.hpp"

namespace ormgate {

static Address end_of(const SocketStream::Socket& socket, bool remote) {
    boost::system::error_code ignored;  // a peer may be gone already: the first read will say so
    const auto end = remote ? socket.remote_endpoint(ignored) : socket.local_endpoint(ignored);
    if (ignored) return {};
    return address_of(end.data(), end.size());
}

SocketStream::SocketStream(Socket socket)
    : socket_(std::move(socket)), peer_(end_of(socket_, true)), local_(end_of(socket_, false)) {
    if (local_.port == 0) return;
    const int on = 1;
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

SocketStream::~SocketStream() {
    close();
}

asio::awaitable<std::size_t> SocketStream::read_some(std::span<std::byte> into) {
    watch_.stop();
    const auto buffer = asio::buffer(into.data(), into.size());
    if (tls_) return tls_->async_read_some(buffer, asio::use_awaitable);
    return socket_.async_read_some(buffer, asio::use_awaitable);
}

asio::awaitable<void> SocketStream::write(ByteView bytes) {
    if (tls_) {
        co_await asio::async_write(*tls_, asio::buffer(bytes.data(), bytes.size()), asio::use_awaitable);
        co_return;
    }
    // An asynchronous write that succeeds at once still costs a turn of the event loop, hence an epoll_wait.
    const std::size_t sent = send_now(std::span(&bytes, 1));
    if (sent == bytes.size()) co_return;
    const ByteView rest = bytes.subspan(sent);
    co_await asio::async_write(socket_, asio::buffer(rest.data(), rest.size()), asio::use_awaitable);
}

asio::awaitable<void> SocketStream::write_all(std::span<const ByteView> parts) {
    std::size_t sent = tls_ ? 0 : send_now(parts);
    std::vector<asio::const_buffer> rest;
    for (ByteView part : parts) {
        const std::size_t done = std::min(sent, part.size());
        sent -= done;
        if (done < part.size()) rest.emplace_back(part.data() + done, part.size() - done);
    }
    if (rest.empty()) co_return;
    if (tls_) {
        co_await asio::async_write(*tls_, rest, asio::use_awaitable);
        co_return;
    }
    co_await asio::async_write(socket_, rest, asio::use_awaitable);
}

// Sends what the kernel takes without waiting. An error is left for the asynchronous write to meet again and
// report.
std::size_t SocketStream::send_now(std::span<const ByteView> parts) {
    iovec vectors[16];
    const std::size_t count = std::min(parts.size(), std::size(vectors));
    for (std::size_t i = 0; i < count; ++i)
        vectors[i] = {const_cast<std::byte*>(parts[i].data()), parts[i].size()};
    msghdr message{};
    message.msg_iov = vectors;
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

asio::awaitable<void> SocketStream::wait_readable() {
    watch_.stop();
    // Bytes that OpenSSL holds already will not make the socket readable.
    const bool buffered = tls_ && (SSL_has_pending(tls_->native_handle()) == 1 ||
                                   BIO_pending(SSL_get_rbio(tls_->native_handle())) > 0);
    if (buffered) co_return;
    co_await socket_.async_wait(asio::socket_base::wait_read, asio::use_awaitable);
}

ReadWatch* SocketStream::watch_reads() {
    if (tls_ || !socket_.is_open()) return nullptr;
    watch_.start(socket_);
    return &watch_;
}

asio::awaitable<void> SocketStream::start_tls(TlsContextPtr context, ByteView already_read) {
    watch_.stop();
    context_ = std::move(context);
    auto tls = std::make_unique<Tls>(socket_, *context_);
    const auto first_flight = asio::buffer(already_read.data(), already_read.size());
    // The session stays in the clear, for its last words, unless the handshake succeeds.
    co_await tls->async_handshake(Tls::server, first_flight, asio::use_awaitable);
    tls_ = std::move(tls);
}

Bytes SocketStream::tls_server_end_point() const {
    return tls_ ? ormgate::tls_server_end_point(tls_->native_handle()) : Bytes();
}

std::string SocketStream::tls_protocol() const {
    if (!tls_) return {};
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(tls_->native_handle(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

void SocketStream::cancel() noexcept {
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void SocketStream::close() noexcept {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

asio::awaitable<void> SocketStream::finish() {
    // The client's own good-bye, which OpenSSL waits for, comes when the program ends its connection: perhaps
    // never.
    constexpr auto a_moment = std::chrono::milliseconds(100);
    if (tls_ && socket_.is_open()) {
        auto good_bye = tls_->async_shutdown(asio::as_tuple(asio::use_awaitable));
        try {
            (void)co_await with_deadline(std::move(good_bye), std::chrono::steady_clock::now() + a_moment);
        } catch (const boost::system::system_error&) {
        }
    }
    close();
}

bool SocketStream::peer_gone() const noexcept {
    if (!socket_.is_open()) return true;
    // A peek would see bytes that wait to be read, not the end behind them.
    pollfd state{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

int SocketStream::native_handle() const {
    return socket_.is_open() ? socket_.native_handle() : -1;
}

}  // namespace ormgate
