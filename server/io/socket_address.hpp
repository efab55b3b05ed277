#pragma once

#include <sys/socket.h>

#include "server/io/stream.hpp"

namespace ormgate {

// What getpeername() and getsockname() filled in.
Address address_of(const sockaddr* address, std::size_t size);

}  // namespace ormgate
