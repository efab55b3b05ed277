#include "dialects/dialect.hpp"

namespace ormgate::dialects {

namespace {

constexpr Dialect mysql_like(DialectId id, std::string_view name) {
    return {
        .id = id,
        .name = name,
        .identifier_quote = '`',
        .folds_to_lower = false,
        .double_quoted_strings = true,
        .backslash_escapes = true,
        .escape_strings = false,
        .dollar_quotes = false,
        .nested_comments = false,
        .hash_comments = true,
        .executable_comments = true,
        .pipes_concatenate = false,
        .dollar_parameters = false,
        .question_parameters = true,
        .named_parameters = false,
        .backtick_identifiers = true,
        .bracket_identifiers = false,
        .string_continuation = false,
        .unicode_strings = false,
        .hex_integers = true,
        .identifier_bytes = 0,
    };
}

}  // namespace

const Dialect mysql_dialect = mysql_like(DialectId::mysql, "mysql");
const Dialect mariadb_dialect = mysql_like(DialectId::mariadb, "mariadb");

}  // namespace ormgate::dialects
