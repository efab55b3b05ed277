#include "dialects/dialect.hpp"

namespace ormgate::dialects {

const Dialect postgres_dialect = {
    .id = DialectId::postgres,
    .name = "postgres",
    .identifier_quote = '"',
    .folds_to_lower = true,
    .double_quoted_strings = false,
    .backslash_escapes = false,
    .escape_strings = true,
    .dollar_quotes = true,
    .nested_comments = true,
    .hash_comments = false,
    .executable_comments = false,
    .pipes_concatenate = true,
    .dollar_parameters = true,
    .question_parameters = false,
    .named_parameters = false,
    .backtick_identifiers = false,
    .bracket_identifiers = false,
    .string_continuation = true,
    .unicode_strings = true,
    .hex_integers = false,
    .identifier_bytes = 63,
};

}  // namespace ormgate::dialects
