#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

#include "server/io/socket_address.hpp"

namespace ormgate {

std::string Address::text() const {
    if (port == 0) return "unix:" + host;
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

static Address inet_address(const sockaddr_in& in) {
    char host[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &in.sin_addr, host, sizeof host);
    const bool loopback = (ntohl(in.sin_addr.s_addr) >> 24) == 127;
    return {host, ntohs(in.sin_port), loopback};
}

static Address inet6_address(const sockaddr_in6& in) {
    if (IN6_IS_ADDR_V4MAPPED(&in.sin6_addr)) {
        sockaddr_in v4{};
        std::memcpy(&v4.sin_addr, in.sin6_addr.s6_addr + 12, 4);
        v4.sin_port = in.sin6_port;
        return inet_address(v4);
    }
    char host[INET6_ADDRSTRLEN] = {};
    inet_ntop(AF_INET6, &in.sin6_addr, host, sizeof host);
    return {host, ntohs(in.sin6_port), IN6_IS_ADDR_LOOPBACK(&in.sin6_addr) != 0};
}

Address address_of(const sockaddr* address, std::size_t size) {
    if (size >= sizeof(sockaddr_in) && address->sa_family == AF_INET) {
        sockaddr_in in;
        std::memcpy(&in, address, sizeof in);
        return inet_address(in);
    }
    if (size >= sizeof(sockaddr_in6) && address->sa_family == AF_INET6) {
        sockaddr_in6 in;
        std::memcpy(&in, address, sizeof in);
        return inet6_address(in);
    }
    // A client's unix socket has no name; a server's has its path.
    constexpr std::size_t path_at = offsetof(sockaddr_un, sun_path);
    if (address->sa_family != AF_UNIX || size <= path_at) return {"", 0, true};
    const char* path = reinterpret_cast<const char*>(address) + path_at;
    return {std::string(path, strnlen(path, size - path_at)), 0, true};
}

}  // namespace ormgate
