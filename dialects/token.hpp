#pragma once

#include <cstdint>

#include "dialects/keywords.hpp"

namespace ormgate::dialects {

enum class TokenKind : std::uint8_t {
    end,
    error,               // what the lexer cannot read; its Error stands beside the tokens
    word,                // an unquoted identifier or a keyword
    quoted_identifier,   // "x", and `x` and [x] where a dialect has them
    unicode_identifier,  // U&"x"
    integer,
    decimal,
    string,          // '…'
    escape_string,   // E'…', and MySQL's '…' with backslashes
    unicode_string,  // U&'…'
    dollar_string,
    national_string,  // N'…'
    bit_string,
    hex_string,
    parameter,        // $1, ?1
    named_parameter,  // :name, @name
    user_variable,    // MySQL's @name, @'name'
    system_variable,  // the @@ before MySQL's system variables
    symbol,           // one of , ( ) [ ] . ; : + - * / % ^ < > =
    operator_,        // any other operator
    colons,           // ::
    colon_equals,
    dots,   // ..
    arrow,  // =>
    less_equals,
    greater_equals,
    not_equals,
};

// Token is a stretch of the source. It owns nothing, so that reading a statement allocates nothing a token.
struct Token {
    TokenKind kind = TokenKind::end;
    char symbol = 0;                   // of kind symbol
    Keyword keyword = no_keyword;      // of kind word, if the caller asked for keywords
    std::uint32_t begin = 0, end = 0;  // bytes of the source
    std::uint32_t uescape = 0;         // where the quoted character after UESCAPE stands; 0: none
    std::int32_t slot = -1;            // its place among the lifted literals

    bool is(char c) const { return kind == TokenKind::symbol && symbol == c; }
    bool is(Keyword word) const { return kind == TokenKind::word && keyword == word; }
    bool is_string() const { return kind >= TokenKind::string && kind <= TokenKind::national_string; }
    bool is_literal() const { return kind >= TokenKind::integer && kind <= TokenKind::hex_string; }
};

}  // namespace ormgate::dialects
