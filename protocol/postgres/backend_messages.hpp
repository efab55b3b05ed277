#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "protocol/postgres/authentication_messages.hpp"
#include "protocol/postgres/frontend_messages.hpp"

namespace ormgate::postgres {

// What a server sends. CopyData and CopyDone go both ways and are in frontend_messages.hpp.

struct BackendKeyData {
    static constexpr char tag = 'K';
    std::uint32_t process = 0;
    ByteView key;  // 4 bytes in protocol 3.0, up to 256 since 3.2
    static void fields(auto& m, auto& io) {
        io.integer(m.process);
        io.rest(m.key);
    }
};

template <char Tag>
struct BareMessage {
    static constexpr char tag = Tag;
    static void fields(auto&, auto&) {}
};
struct ParseComplete : BareMessage<'1'> {};
struct BindComplete : BareMessage<'2'> {};
struct CloseComplete : BareMessage<'3'> {};
struct EmptyQueryResponse : BareMessage<'I'> {};
struct NoData : BareMessage<'n'> {};
struct PortalSuspended : BareMessage<'s'> {};

struct CommandComplete {
    static constexpr char tag = 'C';
    std::string_view command;  // INSERT 0 1
    static void fields(auto& m, auto& io) { io.cstring(m.command); }
};

template <char Tag>
struct CopyResponse {
    static constexpr char tag = Tag;
    std::uint8_t format = 0;  // of the whole; the columns' say the same
    std::vector<std::uint16_t> column_formats;
    static void fields(auto& m, auto& io) {
        io.integer(m.format);
        io.list(m.column_formats, [&](auto& column) { io.integer(column); });
    }
};
struct CopyInResponse : CopyResponse<'G'> {};
struct CopyOutResponse : CopyResponse<'H'> {};
struct CopyBothResponse : CopyResponse<'W'> {};

struct DataRow {
    static constexpr char tag = 'D';
    std::vector<std::optional<ByteView>> values;
    static void fields(auto& m, auto& io) {
        io.list(m.values, [&](auto& value) { io.nullable(value); });
    }
};

struct ErrorField {
    char code = 0;
    std::string value;
};

template <char Tag>
struct Report {
    static constexpr char tag = Tag;
    std::vector<ErrorField> parts;
    static void fields(auto& m, auto& io) {
        io.sequence(m.parts, [&](auto& field) {
            io.character(field.code);
            io.cstring(field.value);
        });
    }
};
struct ErrorResponse : Report<'E'> {};
struct NoticeResponse : Report<'N'> {};

struct FunctionCallResponse {
    static constexpr char tag = 'V';
    std::optional<ByteView> value;
    static void fields(auto& m, auto& io) { io.nullable(m.value); }
};

struct NegotiateProtocolVersion {
    static constexpr char tag = 'v';
    std::uint32_t version = 0;  // the one to go on with
    std::vector<std::string_view> unknown_options;
    static void fields(auto& m, auto& io) {
        io.integer(m.version);
        io.template list<std::uint32_t>(m.unknown_options, [&](auto& option) { io.cstring(option); });
    }
};

struct NotificationResponse {
    static constexpr char tag = 'A';
    std::uint32_t process = 0;
    std::string_view channel, payload;
    static void fields(auto& m, auto& io) {
        io.integer(m.process);
        io.cstring(m.channel);
        io.cstring(m.payload);
    }
};

struct ParameterDescription {
    static constexpr char tag = 't';
    std::vector<std::uint32_t> types;
    static void fields(auto& m, auto& io) {
        io.list(m.types, [&](auto& oid) { io.integer(oid); });
    }
};

struct ParameterStatus {
    static constexpr char tag = 'S';
    std::string_view name, value;
    static void fields(auto& m, auto& io) {
        io.cstring(m.name);
        io.cstring(m.value);
    }
};

struct ReadyForQuery {
    static constexpr char tag = 'Z';
    char status = 'I';  // I: idle, T: in a transaction, E: in a failed one
    static void fields(auto& m, auto& io) { io.character(m.status); }
};

struct FieldDescription {
    std::string_view name;
    std::uint32_t table = 0;
    std::int16_t column = 0;
    std::uint32_t type = 0;
    std::int16_t size = -1;
    std::int32_t modifier = -1;
    std::uint16_t format = 0;
};

struct RowDescription {
    static constexpr char tag = 'T';
    std::vector<FieldDescription> columns;
    static void fields(auto& m, auto& io) {
        io.list(m.columns, [&](auto& column) {
            io.cstring(column.name);
            io.integer(column.table);
            io.integer(column.column);
            io.integer(column.type);
            io.integer(column.size);
            io.integer(column.modifier);
            io.integer(column.format);
        });
    }
};

using BackendMessage = std::variant<AuthenticationOk,
                                    AuthenticationKerberosV5,
                                    AuthenticationCleartextPassword,
                                    AuthenticationMd5Password,
                                    AuthenticationGss,
                                    AuthenticationGssContinue,
                                    AuthenticationSspi,
                                    AuthenticationSasl,
                                    AuthenticationSaslContinue,
                                    AuthenticationSaslFinal,
                                    BackendKeyData,
                                    BindComplete,
                                    CloseComplete,
                                    CommandComplete,
                                    CopyBothResponse,
                                    CopyData,
                                    CopyDone,
                                    CopyInResponse,
                                    CopyOutResponse,
                                    DataRow,
                                    EmptyQueryResponse,
                                    ErrorResponse,
                                    FunctionCallResponse,
                                    NegotiateProtocolVersion,
                                    NoData,
                                    NoticeResponse,
                                    NotificationResponse,
                                    ParameterDescription,
                                    ParameterStatus,
                                    ParseComplete,
                                    PortalSuspended,
                                    ReadyForQuery,
                                    RowDescription>;

}  // namespace ormgate::postgres
