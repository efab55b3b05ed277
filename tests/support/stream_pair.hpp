#pragma once

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <system_error>

#include "server/io/socket_stream.hpp"

namespace ormgate::test {

// Both ends of a unix socket.
struct StreamPair {
    std::unique_ptr<SocketStream> server, client;
};

inline StreamPair stream_pair(asio::io_context& io) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category());
    const asio::generic::stream_protocol unix_stream(AF_UNIX, 0);
    return {std::make_unique<SocketStream>(SocketStream::Socket(io, unix_stream, ends[0])),
            std::make_unique<SocketStream>(SocketStream::Socket(io, unix_stream, ends[1]))};
}

}  // namespace ormgate::test
