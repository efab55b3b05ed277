#pragma once

#include "config/settings.hpp"
#include "server/io/stream.hpp"

namespace ormgate {

// Has the kernel find out whether a silent client is still there. Nothing happens to a unix socket.
void set_tcp_options(const Stream& stream, const TcpSettings& settings);

}  // namespace ormgate
