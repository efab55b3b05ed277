#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace ormgate::postgres {

// The packets a client opens with: a length, a code, no tag.

constexpr std::uint32_t protocol_version(std::uint32_t major, std::uint32_t minor) {
    return major << 16 | minor;
}
constexpr std::uint32_t protocol_major(std::uint32_t version) {
    return version >> 16;
}
constexpr std::uint32_t protocol_minor(std::uint32_t version) {
    return version & 0xffff;
}
inline constexpr std::uint32_t oldest_protocol = protocol_version(3, 0);
inline constexpr std::uint32_t newest_protocol = protocol_version(3, 2);

struct SslRequest {
    static constexpr std::uint32_t code = protocol_version(1234, 5679);
    static void fields(auto&, auto& io) { io.constant(code); }
};

struct GssEncRequest {
    static constexpr std::uint32_t code = protocol_version(1234, 5680);
    static void fields(auto&, auto& io) { io.constant(code); }
};

struct CancelRequest {
    static constexpr std::uint32_t code = protocol_version(1234, 5678);
    std::uint32_t process = 0;
    ByteView key;  // 4 bytes in protocol 3.0, up to 256 since 3.2
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.integer(m.process);
        io.rest(m.key);
    }
};

struct StartupParameter {
    std::string_view name, value;
};

struct StartupMessage {
    std::uint32_t version = newest_protocol;
    std::vector<StartupParameter> parameters;
    static void fields(auto& m, auto& io) {
        io.integer(m.version);
        io.sequence(m.parameters, [&](auto& parameter) {
            io.cstring(parameter.name);
            io.cstring(parameter.value);
        });
    }
};

using StartupPacket = std::variant<SslRequest, GssEncRequest, CancelRequest, StartupMessage>;

// `body` begins with the code. A StartupMessage of any version is decoded by the layout of 3.x, and one of
// another major version has no parameters.
Result<StartupPacket> decode_startup(ByteView body);
void encode_startup(const StartupPacket& packet, Bytes& out);

}  // namespace ormgate::postgres
