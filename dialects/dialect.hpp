#pragma once

#include <cstdint>
#include <string_view>

namespace ormgate::dialects {

enum class DialectId : std::uint8_t { postgres, mysql, mariadb, sqlite };

// Dialect is what the lexer, parser and generator need to know of a dialect: data only, one .cpp each.
struct Dialect {
    DialectId id;
    std::string_view name;
    char identifier_quote;  // what the generator writes; the lexer knows the others a dialect reads
    bool folds_to_lower;    // unquoted identifiers; the others keep their spelling and compare without case
    bool double_quoted_strings;  // "x" is a string (MySQL without ANSI_QUOTES)
    bool backslash_escapes;      // in plain '…'
    bool escape_strings;         // E'…'
    bool dollar_quotes;          // $tag$…$tag$
    bool nested_comments;
    bool hash_comments;                // # to the end of the line
    bool executable_comments;          // /*! … */
    bool pipes_concatenate;            // ||
    bool dollar_parameters;            // $1
    bool question_parameters;          // ?
    bool named_parameters;             // :name, @name
    bool backtick_identifiers;         // `x`
    bool bracket_identifiers;          // [x]
    bool string_continuation;          // 'a' 'b' on two lines are one string
    bool unicode_strings;              // U&'…', U&"…", N'…'
    bool hex_integers;                 // 0x1F
    std::uint16_t identifier_bytes;    // longer unquoted or quoted names are cut; 0: never
    bool high_not_precedence = false;  // NOT binds as tightly as ! (MySQL's HIGH_NOT_PRECEDENCE)
    std::uint32_t version = 0;         // MySQL: executable comments for later versions are skipped
    std::uint8_t modes = 0;            // SqlMode bits; part of a template's key
};

// What of MySQL's sql_mode changes how a text is read.
namespace sql_mode {
inline constexpr std::uint8_t ansi_quotes = 1, no_backslash_escapes = 2, pipes_as_concat = 4,
                              high_not_precedence = 8, all = 15;
}

const Dialect& dialect(DialectId id);
// A MySQL dialect under an sql_mode.
const Dialect& dialect(DialectId id, std::uint8_t modes);
inline bool is_mysql(const Dialect& dialect) {
    return dialect.id == DialectId::mysql || dialect.id == DialectId::mariadb;
}

extern const Dialect postgres_dialect, sqlite_dialect;
extern const Dialect &mysql_dialect, &mariadb_dialect;  // under the sql_mode that is empty

}  // namespace ormgate::dialects
