#include "server/io/library_socket.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>

namespace ormgate {

static boost::system::error_code last_error() {
    return {errno, boost::system::system_category()};
}

[[noreturn]] static void throw_error(boost::system::error_code code) {
    throw boost::system::system_error(code, "backend");
}

LibrarySocket::LibrarySocket(int descriptor, ssl_st* tls, const asio::any_io_executor& executor)
    : tls_(tls), descriptor_(descriptor) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    family_ = address.ss_family;
    ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
    if (tls_ != nullptr)
        SSL_set_mode(tls_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    attach(executor);
}

LibrarySocket::~LibrarySocket() {
    if (socket_) detach();
}

void LibrarySocket::attach(const asio::any_io_executor& executor) {
    socket_.emplace(executor, Socket::protocol_type(family_, 0), descriptor_);
}

void LibrarySocket::detach() {
    boost::system::error_code ignored;
    socket_->release(ignored);  // the descriptor is the library's
    socket_.reset();
}

void LibrarySocket::cancel() noexcept {
    boost::system::error_code ignored;
    if (socket_) socket_->cancel(ignored);
}

void LibrarySocket::shut_down() noexcept {
    ::shutdown(descriptor_, SHUT_RDWR);
}

// > 0: bytes; 0: would have to wait for what `wants` says.
std::size_t LibrarySocket::read_tls(std::span<std::byte> into, int& wants) {
    ERR_clear_error();
    const int n = SSL_read(tls_, into.data(), static_cast<int>(std::min<std::size_t>(into.size(), 1 << 20)));
    if (n > 0) return static_cast<std::size_t>(n);
    wants = SSL_get_error(tls_, n);
    if (wants == SSL_ERROR_WANT_READ || wants == SSL_ERROR_WANT_WRITE) return 0;
    throw_error(wants == SSL_ERROR_SYSCALL && errno != 0 ? last_error()
                                                         : asio::error::make_error_code(asio::error::eof));
}

asio::awaitable<std::size_t> LibrarySocket::read_some_tls(std::span<std::byte> into) {
    for (;;) {
        int wants = 0;
        if (const std::size_t n = read_tls(into, wants)) co_return n;
        const auto event = wants == SSL_ERROR_WANT_WRITE ? Socket::wait_write : Socket::wait_read;
        co_await socket_->async_wait(event, asio::use_awaitable);
    }
}

std::size_t LibrarySocket::read_now(std::span<std::byte> into) {
    if (tls_ != nullptr) {
        int wants = 0;
        return read_tls(into, wants);
    }
    const ssize_t n = ::recv(descriptor_, into.data(), into.size(), MSG_DONTWAIT);
    if (n > 0) return static_cast<std::size_t>(n);
    if (n == 0) throw_error(asio::error::make_error_code(asio::error::eof));
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return 0;
    throw_error(last_error());
}

std::size_t LibrarySocket::write_now(ByteView bytes) {
    if (tls_ != nullptr) {
        ERR_clear_error();
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

asio::awaitable<void> LibrarySocket::write(ByteView bytes) {
    for (;;) {
        bytes = bytes.subspan(write_now(bytes));
        if (bytes.empty()) co_return;
        co_await socket_->async_wait(Socket::wait_write, asio::use_awaitable);
    }
}

}  // namespace ormgate
