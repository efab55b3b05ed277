#include <array>
#include <optional>
#include <string>
#include <utility>

#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/command_messages.hpp"

namespace ormgate::mysql {
namespace {

struct CommandRow {
    std::uint8_t code;
    std::string_view name;
};
// Every command there is ("enum_server_command"; the last two are MariaDB's).
// clang-format off: one row a line
constexpr CommandRow command_rows[] = {
    {0x00, "COM_SLEEP"},
    {0x01, "COM_QUIT"},
    {0x02, "COM_INIT_DB"},
    {0x03, "COM_QUERY"},
    {0x04, "COM_FIELD_LIST"},
    {0x05, "COM_CREATE_DB"},
    {0x06, "COM_DROP_DB"},
    {0x07, "COM_REFRESH"},
    {0x08, "COM_SHUTDOWN"},
    {0x09, "COM_STATISTICS"},
    {0x0a, "COM_PROCESS_INFO"},
    {0x0b, "COM_CONNECT"},
    {0x0c, "COM_PROCESS_KILL"},
    {0x0d, "COM_DEBUG"},
    {0x0e, "COM_PING"},
    {0x0f, "COM_TIME"},
    {0x10, "COM_DELAYED_INSERT"},
    {0x11, "COM_CHANGE_USER"},
    {0x12, "COM_BINLOG_DUMP"},
    {0x13, "COM_TABLE_DUMP"},
    {0x14, "COM_CONNECT_OUT"},
    {0x15, "COM_REGISTER_SLAVE"},
    {0x16, "COM_STMT_PREPARE"},
    {0x17, "COM_STMT_EXECUTE"},
    {0x18, "COM_STMT_SEND_LONG_DATA"},
    {0x19, "COM_STMT_CLOSE"},
    {0x1a, "COM_STMT_RESET"},
    {0x1b, "COM_SET_OPTION"},
    {0x1c, "COM_STMT_FETCH"},
    {0x1d, "COM_DAEMON"},
    {0x1e, "COM_BINLOG_DUMP_GTID"},
    {0x1f, "COM_RESET_CONNECTION"},
    {0x20, "COM_CLONE"},
    {0x21, "COM_SUBSCRIBE_GROUP_REPLICATION_STREAM"},
    {0xfa, "COM_STMT_BULK_EXECUTE"},
    {0xfe, "COM_MULTI"},
};
// clang-format on

template <class M>
void try_decode(std::uint8_t code,
                ByteView payload,
                Capabilities agreed,
                std::optional<Result<CommandMessage>>& out) {
    if (out || M::code != code) return;
    Result<M> message = decode<M>(payload, agreed);
    if (!message) {
        out.emplace(fail(std::move(message.error())));
        return;
    }
    out.emplace(std::in_place, std::move(*message));
}

template <class... M>
std::optional<Result<CommandMessage>> decode_one_of(std::type_identity<std::variant<M...>>,
                                                    ByteView payload,
                                                    Capabilities agreed) {
    std::optional<Result<CommandMessage>> out;
    (try_decode<M>(std::to_integer<std::uint8_t>(payload[0]), payload, agreed, out), ...);
    return out;
}

}  // namespace

std::string_view command_name(std::uint8_t code) {
    for (const CommandRow& row : command_rows)
        if (row.code == code) return row.name;
    return {};
}

Result<CommandMessage> decode_command(ByteView payload, Capabilities agreed) {
    if (payload.empty()) return fail(malformed());
    auto message = decode_one_of(std::type_identity<CommandMessage>{}, payload, agreed);
    if (message) return std::move(*message);
    const std::string_view name = command_name(std::to_integer<std::uint8_t>(payload[0]));
    if (name.empty()) return fail(Errc::protocol_violation, "Unknown command");
    return fail(Errc::unsupported, std::string(name) + " is not supported");
}

void encode(const CommandMessage& message, Capabilities agreed, Bytes& out) {
    std::visit([&](const auto& m) { encode(m, agreed, out); }, message);
}

}  // namespace ormgate::mysql
