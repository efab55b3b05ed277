#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/handshake_messages.hpp"
#include "protocol/mysql/parameters.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// "Command Phase": what a client sends, each in a message that begins with its code and has number 0.

template <std::uint8_t Code>
struct BareCommand {
    static constexpr std::uint8_t code = Code;
    static void fields(auto&, auto& io) { io.constant(Code); }
};
struct Quit : BareCommand<0x01> {};
struct Statistics : BareCommand<0x09> {};
struct Debug : BareCommand<0x0d> {};
struct Ping : BareCommand<0x0e> {};
struct ResetConnection : BareCommand<0x1f> {};

struct InitDb {
    static constexpr std::uint8_t code = 0x02;
    std::string_view database;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.rest(m.database);
    }
};

struct Query {
    static constexpr std::uint8_t code = 0x03;
    std::vector<Parameter> attributes;
    std::string_view sql;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        if (io.has(capability::query_attributes)) query_attribute_fields(m.attributes, io);
        io.rest(m.sql);
    }
};

struct FieldList {
    static constexpr std::uint8_t code = 0x04;
    std::string_view table, wildcard;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.cstring(m.table);
        io.rest(m.wildcard);
    }
};

struct ProcessKill {
    static constexpr std::uint8_t code = 0x0c;
    std::uint32_t connection_id = 0;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.integer(m.connection_id);
    }
};

struct ChangeUser {
    static constexpr std::uint8_t code = 0x11;
    std::string_view user;
    ByteView proof;
    std::string_view database;
    std::uint16_t collation = 0;
    std::string_view plugin;
    std::vector<Attribute> attributes;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.cstring(m.user);
        io.short_string(m.proof);
        io.cstring(m.database);
        io.integer(m.collation);
        if (io.has(capability::plugin_auth)) io.cstring(m.plugin);
        if (io.has(capability::connect_attrs)) attribute_fields(m.attributes, io);
    }
};

struct StatementPrepare {
    static constexpr std::uint8_t code = 0x16;
    std::string_view sql;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.rest(m.sql);
    }
};

struct StatementExecute {
    static constexpr std::uint8_t code = 0x17;
    static constexpr std::uint8_t cursor_read_only = 0x01, cursor_for_update = 0x02, cursor_scrollable = 0x04;
    static constexpr std::uint8_t parameter_count_available = 0x08;
    std::uint32_t statement = 0;
    std::uint8_t flags = 0;
    std::uint32_t iterations = 1;
    ByteView parameters;  // for decode_parameters(), once the statement is known
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.integer(m.statement);
        io.integer(m.flags);
        io.integer(m.iterations);
        io.rest(m.parameters);
    }
};

struct StatementSendLongData {
    static constexpr std::uint8_t code = 0x18;
    std::uint32_t statement = 0;
    std::uint16_t parameter = 0;
    ByteView data;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.integer(m.statement);
        io.integer(m.parameter);
        io.rest(m.data);
    }
};

template <std::uint8_t Code>
struct StatementCommand {
    static constexpr std::uint8_t code = Code;
    std::uint32_t statement = 0;
    static void fields(auto& m, auto& io) {
        io.constant(Code);
        io.integer(m.statement);
    }
};
struct StatementClose : StatementCommand<0x19> {};
struct StatementReset : StatementCommand<0x1a> {};

struct SetOption {
    static constexpr std::uint8_t code = 0x1b;
    static constexpr std::uint16_t multi_statements_on = 0, multi_statements_off = 1;
    std::uint16_t option = 0;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.integer(m.option);
    }
};

struct StatementFetch {
    static constexpr std::uint8_t code = 0x1c;
    std::uint32_t statement = 0, rows = 0;
    static void fields(auto& m, auto& io) {
        io.constant(code);
        io.integer(m.statement);
        io.integer(m.rows);
    }
};

using CommandMessage = std::variant<ChangeUser,
                                    Debug,
                                    FieldList,
                                    InitDb,
                                    Ping,
                                    ProcessKill,
                                    Query,
                                    Quit,
                                    ResetConnection,
                                    SetOption,
                                    StatementClose,
                                    StatementExecute,
                                    StatementFetch,
                                    StatementPrepare,
                                    StatementReset,
                                    StatementSendLongData,
                                    Statistics>;

// A command that exists but is not served is refused by its name (0A000). An unknown one is an error as well,
// after which the connection goes on.
Result<CommandMessage> decode_command(ByteView payload, Capabilities agreed);
void encode(const CommandMessage& message, Capabilities agreed, Bytes& out);
// COM_QUERY and so on; empty if there is no such command.
std::string_view command_name(std::uint8_t code);

}  // namespace ormgate::mysql
