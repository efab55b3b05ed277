#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "server/io/asio.hpp"
#include "server/io/stream.hpp"

namespace ormgate {

// ListenAddress is where to listen: host and port, or the path of a unix socket.
struct ListenAddress {
    std::string host;        // a name, a numeric address, or * for all
    std::uint16_t port = 0;  // 0: any free one
    std::string unix_path;   // if not empty, the others do not count
    int backlog = 4096;
};

// Listener accepts connections on one socket. Every worker has its own for a TCP address (SO_REUSEPORT: the
// kernel spreads the clients); a unix socket has one, which hands its clients round the workers.
class Listener {
public:
    // `target` is the index of the worker whose io_context the stream belongs to. Called on the listener's
    // thread: hand the stream over with asio::post unless the target is that very worker.
    using Accepted = std::function<void(std::size_t target, std::unique_ptr<Stream>)>;

    // The first worker's listener finds out whether another daemon has the port; the others share it.
    enum class Sharing : std::uint8_t { first, another };

    // Binds at once. All addresses a name resolves to get a Listener; with port 0 the first one's free port
    // serves all, and so should the next worker's listeners: ask local().port and pass it on.
    static Result<std::vector<std::unique_ptr<Listener>>> open(asio::io_context& io,
                                                               const ListenAddress& where,
                                                               Sharing sharing = Sharing::first);
    ~Listener();

    // Accepts until close(). The listener, `targets` and what they point to outlive the loop.
    asio::awaitable<void> run(std::span<asio::io_context* const> targets, Accepted accepted);
    void close() noexcept;
    const Address& local() const { return local_; }

private:
    using Protocol = asio::generic::stream_protocol;
    using Acceptor = asio::basic_socket_acceptor<Protocol>;

    Listener(asio::io_context& io, Protocol protocol, int descriptor);

    Acceptor acceptor_;
    Address local_;
    std::string unix_path_;  // to remove
};

}  // namespace ormgate
