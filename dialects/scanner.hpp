#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "dialects/token.hpp"

namespace ormgate::dialects {

// Scanner cuts a text into the tokens of a dialect, by PostgreSQL's lexical rules where the dialect has none
// of its own.
class Scanner {
public:
    Scanner(std::string_view sql, const Dialect& dialect) : sql_(sql), dialect_(dialect) {}

    // The next token; of kind end or error again and again once the text is used up. Keywords are not looked
    // up.
    Token next();
    // What was wrong, after a token of kind error. Positions are characters of the text, from 1.
    Error& error() { return error_; }

private:
    using Offset = std::uint32_t;

    char at(std::size_t offset) const { return offset < sql_.size() ? sql_[offset] : '\0'; }
    Token token(TokenKind kind, Offset begin, Offset end);
    Token refuse(Offset begin, std::string message, Offset end);
    Token refuse_escape(Error error);
    bool skip_blanks(Token& failure);
    bool skip_block_comment(Token& failure);
    bool is_line_comment(Offset at) const;
    Token word();
    Token number();
    Token parameter();
    Token quoted(TokenKind kind, Offset begin, Offset quote, bool backslashes);
    Token quoted_identifier(TokenKind kind, Offset begin, Offset quote, char closing);
    Token unicode(Offset begin);
    Token dollar();
    Token operator_();
    Token other_dialect_operator();
    bool read_uescape(Token& token, Token& failure);

    std::string_view sql_;
    const Dialect& dialect_;
    Offset position_ = 0;
    Error error_;
    bool failed_ = false;
};

// The character (from 1) that stands at a byte of a text.
std::size_t character_of(std::string_view sql, std::size_t byte);

// Where a string goes on that closed just before an offset: after white space with a line break and another
// quote. 0: it does not.
std::size_t continued_string(std::string_view sql, std::size_t after_quote);

bool is_utf8(std::string_view text);

// What a token of a string, identifier or number stands for: quotes and escapes undone, words folded as the
// dialect folds them, identifiers cut to PostgreSQL's 63 bytes.
Result<std::string> decode(const Token& token, std::string_view sql, const Dialect& dialect);

}  // namespace ormgate::dialects
