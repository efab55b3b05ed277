#include "server/io/tcp_options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>

namespace ormgate {

static int seconds(Duration duration) {
    return static_cast<int>(
        std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::seconds>(duration).count()));
}

// A kernel that does not know an option leaves the connection as usable as before.
static void set(int socket, int level, int option, int value) {
    ::setsockopt(socket, level, option, &value, sizeof value);
}

void set_tcp_options(const Stream& stream, const TcpSettings& settings) {
    const int socket = stream.native_handle();
    if (socket < 0 || stream.local().port == 0) return;
    set(socket, SOL_SOCKET, SO_KEEPALIVE, settings.keepalive ? 1 : 0);
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, seconds(settings.keepalive_idle));
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, seconds(settings.keepalive_interval));
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, static_cast<int>(settings.keepalive_count));
    set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(settings.user_timeout.count()));
}

}  // namespace ormgate
