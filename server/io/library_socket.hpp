#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <optional>
#include <span>

#include "core/bytes.hpp"
#include "server/io/asio.hpp"

struct ssl_st;

namespace ormgate {

// LibrarySocket drives the socket of a connection that a client library has opened and still owns, under the
// TLS the library agreed on.
class LibrarySocket {
public:
    // `tls` is null without TLS. The library must not touch the socket before detach().
    LibrarySocket(int descriptor, ssl_st* tls, const asio::any_io_executor& executor);
    ~LibrarySocket();
    LibrarySocket(const LibrarySocket&) = delete;
    LibrarySocket& operator=(const LibrarySocket&) = delete;

    // One read and one write at a time; failures are thrown (boost::system::system_error).
    asio::awaitable<std::size_t> read_some(std::span<std::byte> into) {
        if (tls_ != nullptr) return read_some_tls(into);
        return socket_->async_read_some(asio::buffer(into.data(), into.size()), asio::use_awaitable);
    }
    asio::awaitable<void> write(ByteView bytes);
    // Without waiting; 0: nothing can be had or sent at once.
    std::size_t read_now(std::span<std::byte> into);
    std::size_t write_now(ByteView bytes);
    void cancel() noexcept;  // pending reads and writes end with operation_aborted
    void shut_down() noexcept;

    // Takes the descriptor off its event loop, and puts it on another one (both on the thread of that loop).
    void detach();
    void attach(const asio::any_io_executor& executor);

private:
    using Socket = asio::generic::stream_protocol::socket;
    std::size_t read_tls(std::span<std::byte> into, int& wants);
    asio::awaitable<std::size_t> read_some_tls(std::span<std::byte> into);

    ssl_st* tls_;
    int descriptor_;
    int family_;
    std::optional<Socket> socket_;
};

}  // namespace ormgate
