#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/bytes.hpp"
#include "server/io/asio.hpp"

namespace boost::asio::ssl {
class context;
}

namespace ormgate {

using TlsContextPtr = std::shared_ptr<boost::asio::ssl::context>;

// Address says where one end of a connection is.
struct Address {
    std::string host;        // numeric, or the path of a unix socket
    std::uint16_t port = 0;  // 0 for a unix socket
    bool local = false;      // loopback or unix

    std::string text() const;  // 127.0.0.1:6432, [::1]:6432, unix:/run/ormgate.sock
};

class ReadWatch;

// Stream is the only thing a frontend knows about the network. One read and one write may be under way at a
// time. An error ends the connection, so it is thrown (boost::system::system_error; end of stream is
// asio::error::eof).
class Stream {
public:
    virtual ~Stream() = default;

    // At least one byte; `into` must stay alive until then.
    virtual asio::awaitable<std::size_t> read_some(std::span<std::byte> into) = 0;
    // All of it. Completes without a turn of the event loop if the kernel takes it at once.
    virtual asio::awaitable<void> write(ByteView bytes) = 0;
    // All parts in one system call if possible; the span itself must stay alive, too.
    virtual asio::awaitable<void> write_all(std::span<const ByteView> parts) = 0;
    // A watch that is on, for who reads by native_handle() itself; it ends with the next read_some() or
    // wait_readable(). nullptr where bytes are not to be had that way.
    virtual ReadWatch* watch_reads() { return nullptr; }
    // Until read_some() would return something: an idle client waits here and holds no buffer.
    virtual asio::awaitable<void> wait_readable() = 0;

    // The server's side of a TLS handshake; `already_read` is what was read of the client's first flight.
    virtual asio::awaitable<void> start_tls(TlsContextPtr context, ByteView already_read) = 0;
    virtual bool is_tls() const = 0;
    // Data of the channel binding tls-server-end-point (RFC 5929); empty without TLS.
    virtual Bytes tls_server_end_point() const = 0;
    // What ALPN agreed on; empty if nothing.
    virtual std::string tls_protocol() const = 0;

    // Both make pending operations throw asio::error::operation_aborted. Whoever wants a connection to end
    // closes it; a cancelled operation may be begun again.
    virtual void cancel() noexcept = 0;
    virtual void close() noexcept = 0;

    // Closes with the good-bye that TLS has, if it can be said in a moment. Does not throw.
    virtual asio::awaitable<void> finish() = 0;

    // Whether the peer has gone: it has closed its end or reset the connection. Bytes it has sent before and
    // nobody has read do not count. Asks the kernel and does not wait.
    virtual bool peer_gone() const noexcept = 0;

    virtual const Address& peer() const = 0;
    virtual const Address& local() const = 0;
    virtual int native_handle() const = 0;  // -1 if there is none
};

}  // namespace ormgate
