#include "dialects/dialect.hpp"

namespace ormgate::dialects {

const Dialect sqlite_dialect = {
    .id = DialectId::sqlite,
    .name = "sqlite",
    .identifier_quote = '"',
    .folds_to_lower = false,
    .double_quoted_strings = false,
    .backslash_escapes = false,
    .escape_strings = false,
    .dollar_quotes = false,
    .nested_comments = false,
    .hash_comments = false,
    .executable_comments = false,
    .pipes_concatenate = true,
    .dollar_parameters = false,
    .question_parameters = true,
    .named_parameters = true,
    .backtick_identifiers = true,
    .bracket_identifiers = true,
    .string_continuation = false,
    .unicode_strings = false,
    .hex_integers = true,
    .identifier_bytes = 0,
};

}  // namespace ormgate::dialects
