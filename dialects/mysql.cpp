#include <array>

#include "dialects/dialect.hpp"

namespace ormgate::dialects {

namespace {

constexpr Dialect mysql_like(DialectId id, std::string_view name, std::uint32_t version, std::uint8_t modes) {
    return {
        .id = id,
        .name = name,
        .identifier_quote = '`',
        .folds_to_lower = false,
        .double_quoted_strings = (modes & sql_mode::ansi_quotes) == 0,
        .backslash_escapes = (modes & sql_mode::no_backslash_escapes) == 0,
        .escape_strings = false,
        .dollar_quotes = false,
        .nested_comments = false,
        .hash_comments = true,
        .executable_comments = true,
        .pipes_concatenate = (modes & sql_mode::pipes_as_concat) != 0,
        .dollar_parameters = false,
        .question_parameters = true,
        .named_parameters = false,
        .backtick_identifiers = true,
        .bracket_identifiers = false,
        .string_continuation = false,
        .unicode_strings = false,
        .hex_integers = false,
        .identifier_bytes = 0,
        .high_not_precedence = (modes & sql_mode::high_not_precedence) != 0,
        .version = version,
        .modes = modes,
    };
}

constexpr std::size_t mode_count = sql_mode::all + 1;
using Variants = std::array<Dialect, mode_count>;

constexpr Variants variants(DialectId id, std::string_view name, std::uint32_t version) {
    Variants result{};
    for (std::size_t modes = 0; modes < mode_count; ++modes)
        result[modes] = mysql_like(id, name, version, static_cast<std::uint8_t>(modes));
    return result;
}

constexpr Variants mysql_variants = variants(DialectId::mysql, "mysql", 80036);
constexpr Variants mariadb_variants = variants(DialectId::mariadb, "mariadb", 101100);

}  // namespace

const Dialect& mysql_dialect = mysql_variants[0];
const Dialect& mariadb_dialect = mariadb_variants[0];

const Dialect& dialect(DialectId id, std::uint8_t modes) {
    const std::size_t index = modes & sql_mode::all;
    if (id == DialectId::mysql) return mysql_variants[index];
    if (id == DialectId::mariadb) return mariadb_variants[index];
    return dialect(id);
}

}  // namespace ormgate::dialects
