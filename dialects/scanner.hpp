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
    // Where the last of MySQL's executable comments began and ended whose text is among the tokens.
    std::uint32_t comment_begin() const { return comment_begin_; }
    std::uint32_t comment_end() const { return comment_end_; }
    bool in_comment() const { return executing_; }

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
    // scanner_mysql.cpp
    Token mysql_token();
    Token mysql_symbol(Offset begin, char c);
    Token mysql_variable(Offset begin);
    Token mysql_word();
    Token mysql_quoted_number(Offset begin, bool hex);
    Token mysql_number();
    Token refuse_mysql(Offset begin);
    bool skip_mysql_blanks(Token& failure);
    bool executes(Offset digits, Offset& after) const;

    std::string_view sql_;
    const Dialect& dialect_;
    Offset position_ = 0;
    Error error_;
    bool failed_ = false;
    Offset comment_begin_ = 0, comment_end_ = 0;
    bool executing_ = false;                            // inside /*! … */
    bool after_name_ = false, after_name_dot_ = false;  // of MySQL's tokens, without blanks between
};

// The character (from 1) that stands at a byte of a text.
std::size_t character_of(std::string_view sql, std::size_t byte);

// Where a string goes on that closed just before an offset: after white space with a line break and another
// quote. 0: it does not.
std::size_t continued_string(std::string_view sql, std::size_t after_quote);

bool is_utf8(std::string_view text);

// MySQL's message for a syntax error at a byte of a text.
std::string mysql_syntax_error(std::string_view sql, std::size_t byte, const Dialect& dialect);

// What a token of a string, identifier or number stands for: quotes and escapes undone, words folded as the
// dialect folds them, identifiers cut to PostgreSQL's 63 bytes.
Result<std::string> decode(const Token& token, std::string_view sql, const Dialect& dialect);

}  // namespace ormgate::dialects
