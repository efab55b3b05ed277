#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// "Connection Phase Packets". Each of the first three says itself which capabilities it is written with.

// Random bytes, none of them zero, that a password is proved with.
using Challenge = std::array<char, 20>;

struct Handshake {
    static constexpr std::uint8_t protocol_version = 10;
    std::string_view server_version;
    std::uint32_t connection_id = 0;
    Challenge challenge{};
    Capabilities capabilities = 0;
    std::uint8_t collation = 0;
    std::uint16_t status = 0;
    std::string_view plugin;
    static void fields(auto& m, auto& io) {
        io.constant(protocol_version);
        io.cstring(m.server_version);
        io.integer(m.connection_id);
        io.fixed(std::span(m.challenge).first(8));
        io.filler(1);
        io.bits16(m.capabilities, 0);
        io.integer(m.collation);
        io.integer(m.status);
        io.bits16(m.capabilities, 16);
        io.agree(m.capabilities);
        std::uint8_t length = io.has(capability::plugin_auth) ? 21 : 0;  // with the zero byte behind it
        io.integer(length);
        io.filler(6);
        if (io.has(capability::long_password)) {
            io.filler(4);
        } else {
            io.bits32(m.capabilities, 32);
        }
        io.fixed(std::span(m.challenge).subspan(8));
        io.filler(length > 21 ? length - 20u : 1);
        if (io.has(capability::plugin_auth)) io.cstring(m.plugin);
    }
};

// How both packets begin that a client may answer the handshake with.
struct ClientHead {
    Capabilities capabilities = 0;
    std::uint32_t max_packet = 0;
    std::uint8_t collation = 0;
    static void fields(auto& m, auto& io) {
        io.bits32(m.capabilities, 0);
        io.integer(m.max_packet);
        io.integer(m.collation);
        io.filler(19);
        io.agree(m.capabilities);
        if (io.has(capability::long_password)) return io.filler(4);
        io.bits32(m.capabilities, 32);
    }
};

struct SslRequest {
    static constexpr std::size_t size = 32;
    ClientHead head;
    static void fields(auto& m, auto& io) {
        ClientHead::fields(m.head, io);
        io.require(io.has(capability::ssl));
    }
};

struct Attribute {
    std::string_view name, value;
};

void attribute_fields(auto& attributes, auto& io) {
    io.nested([&](auto& inside) {
        inside.until_end(attributes, [&](auto& attribute) {
            inside.lenenc_string(attribute.name);
            inside.lenenc_string(attribute.value);
        });
    });
}

// Protocol::HandshakeResponse41; that of servers before 4.1 is refused.
struct HandshakeResponse {
    ClientHead head;
    std::string_view user;
    ByteView proof;  // of the plugin below, or of the one the handshake named
    std::string_view database, plugin;
    std::vector<Attribute> attributes;
    std::uint8_t zstd_level = 0;
    static void fields(auto& m, auto& io) {
        ClientHead::fields(m.head, io);
        io.require(io.has(capability::protocol_41));
        io.cstring(m.user);
        if (io.has(capability::plugin_auth_lenenc)) {
            io.lenenc_string(m.proof);
        } else if (io.has(capability::secure_connection)) {
            io.short_string(m.proof);
        } else {
            io.cstring(m.proof);
        }
        if (io.has(capability::connect_with_db)) io.cstring(m.database);
        if (io.has(capability::plugin_auth)) io.cstring(m.plugin);
        if (io.has(capability::connect_attrs)) attribute_fields(m.attributes, io);
        if (io.has(capability::zstd)) io.integer(m.zstd_level);
    }
};

struct AuthSwitchRequest {
    static constexpr std::uint8_t header = 0xfe;
    std::string_view plugin;
    ByteView data;  // usually a Challenge and a zero byte
    static void fields(auto& m, auto& io) {
        io.constant(header);
        io.cstring(m.plugin);
        io.rest(m.data);
    }
};

// The server's part of a plugin's exchange. The client's has no header at all.
struct AuthMoreData {
    static constexpr std::uint8_t header = 0x01;
    ByteView data;
    static void fields(auto& m, auto& io) {
        io.constant(header);
        io.rest(m.data);
    }
};

}  // namespace ormgate::mysql
