#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ormgate::mysql {

// Whose numbers and names are meant where MySQL's and MariaDB's differ.
enum class Flavor : std::uint8_t { mysql, mariadb };

// Collation is what a number in a handshake or a column's definition stands for.
struct Collation {
    std::uint16_t id = 0;
    std::string name;
    std::string_view charset;
    bool is_default = false;  // of its character set
};
// All there are, by number.
std::span<const Collation> collations(Flavor flavor);
// nullptr if there is none. A name may be written in any case, and begin with utf8_ for utf8mb3_.
const Collation* collation_of(std::uint16_t id, Flavor flavor);
const Collation* collation_named(std::string_view name, Flavor flavor);

struct Charset {
    std::string_view name, description;
    std::string_view mysql_default, mariadb_default;  // collations; empty: MariaDB has no such set
    std::uint8_t max_bytes = 1;                       // of a character
    std::string_view default_collation(Flavor flavor) const {
        return flavor == Flavor::mysql ? mysql_default : mariadb_default;
    }
};
std::span<const Charset> charsets();
// nullptr if there is none; utf8 is utf8mb3.
const Charset* charset_named(std::string_view name, Flavor flavor);

}  // namespace ormgate::mysql
