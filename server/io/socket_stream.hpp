#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>

#include "server/io/read_watch.hpp"
#include "server/io/stream.hpp"

namespace ormgate {

// SocketStream is a connected TCP or unix socket, under TLS after start_tls().
class SocketStream final : public Stream {
public:
    using Socket = asio::generic::stream_protocol::socket;

    // Takes a connected socket and sets what a request-response protocol wants: no Nagle.
    explicit SocketStream(Socket socket);
    ~SocketStream() override;

    asio::awaitable<std::size_t> read_some(std::span<std::byte> into) override;
    asio::awaitable<void> write(ByteView bytes) override;
    asio::awaitable<void> write_all(std::span<const ByteView> parts) override;
    asio::awaitable<void> wait_readable() override;
    ReadWatch* watch_reads() override;
    asio::awaitable<void> start_tls(TlsContextPtr context, ByteView already_read) override;
    bool is_tls() const override { return tls_ != nullptr; }
    Bytes tls_server_end_point() const override;
    std::string tls_protocol() const override;
    void cancel() noexcept override;
    void close() noexcept override;
    asio::awaitable<void> finish() override;
    bool peer_gone() const noexcept override;
    const Address& peer() const override { return peer_; }
    const Address& local() const override { return local_; }
    int native_handle() const override;

private:
    using Tls = asio::ssl::stream<WatchedSocket&>;

    std::size_t send_now(std::span<const ByteView> parts);

    mutable WatchedSocket socket_;
    ReadWatch watch_;
    TlsContextPtr context_;
    std::unique_ptr<Tls> tls_;
    Address peer_, local_;
};

}  // namespace ormgate
