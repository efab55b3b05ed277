#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <variant>

#include "protocol/mysql/codec.hpp"

namespace ormgate::test {

// Capabilities that messages of the corpus are written with, by name.
struct CapabilitySet {
    std::string_view name;
    mysql::Capabilities capabilities;
};
// clang-format off: one row a line
inline constexpr std::array capability_sets = {
    CapabilitySet{"none", 0},
    CapabilitySet{"classic", 0x000ea20d},
    CapabilitySet{"mysql", 0x19bfa28d},              // as libmysqlclient 9.7 asks for
    CapabilitySet{"mariadb", 0x0000001d00bfa28c},    // as libmariadb 3.3 asks for
    CapabilitySet{"metadata", 0x0b8ea20d},
};
// clang-format on

template <class Answer>
std::optional<Bytes> written_again(const Result<Answer>& message, mysql::Capabilities agreed) {
    if (!message) return std::nullopt;
    Bytes out;
    if constexpr (requires { mysql::encode(*message, agreed, out); }) {
        mysql::encode(*message, agreed, out);
    } else {
        std::visit([&](const auto& m) { mysql::encode(m, agreed, out); }, *message);
    }
    return out;
}

// A kind of message: what is read is written again; nullopt if it cannot be read.
struct MysqlKind {
    std::string_view name;
    bool open;  // may end earlier or later than it does
    std::optional<Bytes> (*again)(ByteView payload, mysql::Capabilities agreed);
};
// clang-format off: one row a line
inline constexpr std::array mysql_kinds = {
    MysqlKind{"greeting", false, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode_greeting(p), c); }},
    MysqlKind{"login", false, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode_login(p), c); }},
    MysqlKind{"login_answer", true, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode_login_answer(p, c), c); }},
    MysqlKind{"command", true, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode_command(p, c), c); }},
    MysqlKind{"query_answer", true, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode_query_answer(p, c), c); }},
    MysqlKind{"prepare_answer", false, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode_prepare_answer(p, c), c); }},
    MysqlKind{"column", false, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode<mysql::ColumnDefinition>(p, c), c); }},
    MysqlKind{"field_list_column", false, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode<mysql::FieldListColumn>(p, c), c); }},
    MysqlKind{"end_of_rows", true, [](ByteView p, mysql::Capabilities c) -> std::optional<Bytes> {
        const auto end = mysql::decode_end_of_rows(p, c);
        if (!end) return std::nullopt;
        Bytes out;
        mysql::encode_end_of_rows(*end, c, out);
        return out;
    }},
    MysqlKind{"session_state", true, [](ByteView p, mysql::Capabilities c) { return written_again(mysql::decode<mysql::SessionState>(p, c), c); }},
};
// clang-format on

}  // namespace ormgate::test
