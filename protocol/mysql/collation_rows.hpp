#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/mysql/collations.hpp"

namespace ormgate::mysql {

// What is known of collations one by one; what MariaDB computes by rule is not here.
struct CollationRow {
    enum Servers : std::uint8_t { both, mysql, mariadb };
    std::uint16_t id;
    std::string_view name;
    Servers servers;
    bool has_nopad;
};
extern const std::span<const CollationRow> collation_rows;
extern const std::span<const Charset> charset_table;

}  // namespace ormgate::mysql
