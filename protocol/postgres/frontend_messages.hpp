#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.hpp"

namespace ormgate::postgres {

// What a client sends after its startup packet; chapter 55.7 of PostgreSQL's manual, in its order.
// A decoded message borrows from the body it was decoded from.

// The tag 'p' has four layouts, and only the state of the authentication tells which.
struct AuthenticationResponse {
    static constexpr char tag = 'p';
    ByteView data;
    static void fields(auto& m, auto& io) { io.rest(m.data); }
};

struct PasswordMessage {
    static constexpr char tag = 'p';
    std::string_view password;
    static void fields(auto& m, auto& io) { io.cstring(m.password); }
};

struct SaslInitialResponse {
    static constexpr char tag = 'p';
    std::string_view mechanism;
    std::optional<ByteView> data;
    static void fields(auto& m, auto& io) {
        io.cstring(m.mechanism);
        io.nullable(m.data);
    }
};

struct SaslResponse {
    static constexpr char tag = 'p';
    ByteView data;
    static void fields(auto& m, auto& io) { io.rest(m.data); }
};

struct Bind {
    static constexpr char tag = 'B';
    std::string_view portal, statement;
    std::vector<std::uint16_t> formats;
    std::vector<std::optional<ByteView>> values;
    std::vector<std::uint16_t> result_formats;
    static void fields(auto& m, auto& io) {
        io.cstring(m.portal);
        io.cstring(m.statement);
        io.list(m.formats, [&](auto& format) { io.integer(format); });
        io.list(m.values, [&](auto& value) { io.nullable(value); });
        io.list(m.result_formats, [&](auto& format) { io.integer(format); });
    }
};

struct Close {
    static constexpr char tag = 'C';
    char kind = 'S';  // S: statement, P: portal
    std::string_view name;
    static void fields(auto& m, auto& io) {
        io.character(m.kind);
        io.cstring(m.name);
    }
};

struct CopyData {
    static constexpr char tag = 'd';
    ByteView data;
    static void fields(auto& m, auto& io) { io.rest(m.data); }
};

struct CopyDone {
    static constexpr char tag = 'c';
    static void fields(auto&, auto&) {}
};

struct CopyFail {
    static constexpr char tag = 'f';
    std::string_view message;
    static void fields(auto& m, auto& io) { io.cstring(m.message); }
};

struct Describe {
    static constexpr char tag = 'D';
    char kind = 'S';  // S: statement, P: portal
    std::string_view name;
    static void fields(auto& m, auto& io) {
        io.character(m.kind);
        io.cstring(m.name);
    }
};

struct Execute {
    static constexpr char tag = 'E';
    std::string_view portal;
    std::int32_t max_rows = 0;  // 0 or less: all
    static void fields(auto& m, auto& io) {
        io.cstring(m.portal);
        io.integer(m.max_rows);
    }
};

struct Flush {
    static constexpr char tag = 'H';
    static void fields(auto&, auto&) {}
};

struct FunctionCall {
    static constexpr char tag = 'F';
    std::uint32_t function = 0;
    std::vector<std::uint16_t> formats;
    std::vector<std::optional<ByteView>> arguments;
    std::uint16_t result_format = 0;
    static void fields(auto& m, auto& io) {
        io.integer(m.function);
        io.list(m.formats, [&](auto& format) { io.integer(format); });
        io.list(m.arguments, [&](auto& argument) { io.nullable(argument); });
        io.integer(m.result_format);
    }
};

struct Parse {
    static constexpr char tag = 'P';
    std::string_view name, sql;
    std::vector<std::uint32_t> types;  // OIDs; 0: to be inferred
    static void fields(auto& m, auto& io) {
        io.cstring(m.name);
        io.cstring(m.sql);
        io.list(m.types, [&](auto& oid) { io.integer(oid); });
    }
};

struct Query {
    static constexpr char tag = 'Q';
    std::string_view sql;
    static void fields(auto& m, auto& io) { io.cstring(m.sql); }
};

struct Sync {
    static constexpr char tag = 'S';
    static void fields(auto&, auto&) {}
};

struct Terminate {
    static constexpr char tag = 'X';
    static void fields(auto&, auto&) {}
};

using FrontendMessage = std::variant<AuthenticationResponse,
                                     Bind,
                                     Close,
                                     CopyData,
                                     CopyDone,
                                     CopyFail,
                                     Describe,
                                     Execute,
                                     Flush,
                                     FunctionCall,
                                     Parse,
                                     Query,
                                     Sync,
                                     Terminate>;

}  // namespace ormgate::postgres
