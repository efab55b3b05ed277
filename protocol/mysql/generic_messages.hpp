#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// "Generic Response Packets": what a server ends an answer with.

struct Ok {
    static constexpr std::uint8_t header_of_ok = 0x00;
    static constexpr std::uint8_t header_of_end = 0xfe;  // instead of an EOF packet, with deprecate_eof
    std::uint8_t header = header_of_ok;
    std::uint64_t affected_rows = 0, last_insert_id = 0;
    std::uint16_t status = 0, warnings = 0;
    std::string_view info;
    ByteView session_state;  // a SessionState, with status::session_state_changed
    static void fields(auto& m, auto& io) {
        io.integer(m.header);
        io.require(m.header == header_of_ok || m.header == header_of_end);
        io.lenenc(m.affected_rows);
        io.lenenc(m.last_insert_id);
        io.integer(m.status);
        io.integer(m.warnings);
        // The manual calls the information a string up to the end; servers have always sent its length.
        const bool changed =
            io.has(capability::session_track) && (m.status & status::session_state_changed) != 0;
        io.last_string(m.info, changed);
        if (changed) io.lenenc_string(m.session_state);
    }
};

struct Eof {
    static constexpr std::uint8_t header = 0xfe;
    std::uint16_t warnings = 0, status = 0;
    static void fields(auto& m, auto& io) {
        io.constant(header);
        io.integer(m.warnings);
        io.integer(m.status);
    }
};

struct ErrorPacket {
    static constexpr std::uint8_t header = 0xff;
    std::uint16_t number = 0;
    std::array<char, 5> sqlstate = {'H', 'Y', '0', '0', '0'};
    std::string_view message;
    static void fields(auto& m, auto& io) {
        io.constant(header);
        io.integer(m.number);
        io.sqlstate(m.sqlstate);
        io.rest(m.message);
    }
};

// What changed in the session, for clients that follow it (session_track).
struct SessionChange {
    enum Kind : std::uint8_t {
        system_variable = 0,
        schema = 1,
        state = 2,  // "1": something a new connection would not have
        gtids = 3,
        transaction_characteristics = 4,  // the statements that begin the like
        transaction_state = 5,            // eight letters
    };
    std::uint8_t kind = 0;
    std::string_view name;  // of a system variable
    std::string_view value;
    static void fields(auto& m, auto& io) {
        io.integer(m.kind);
        io.nested([&](auto& data) {
            if (m.kind == system_variable) data.lenenc_string(m.name);
            if (m.kind == gtids) data.constant(0);  // the only encoding there is
            if (m.kind > transaction_state) return data.rest(m.value);
            // MariaDB leaves out the length of what is one character anyway.
            if constexpr (std::remove_reference_t<decltype(data)>::reads)
                if (m.kind == state && data.left() == 1) return data.rest(m.value);
            data.lenenc_string(m.value);
        });
    }
};

struct SessionState {
    std::vector<SessionChange> changes;
    static void fields(auto& m, auto& io) {
        io.until_end(m.changes, [&](auto& change) { SessionChange::fields(change, io); });
    }
};

// The message borrows from the error.
ErrorPacket error_packet(const Error& error);
// The way back: the condition of the number, or if that is unknown of the SQLSTATE's class.
Error error_of(const ErrorPacket& packet);

}  // namespace ormgate::mysql
