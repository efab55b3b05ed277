#include "dialects/scanner.hpp"

#include <array>
#include <cctype>

namespace ormgate::dialects {
namespace {

enum CharClass : std::uint8_t {
    blank = 1,
    word_start = 2,
    word_part = 4,
    digit_char = 8,
    self_char = 16,
    operator_char = 32
};

constexpr auto classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (char c : std::string_view(" \t\n\r\f")) table[static_cast<unsigned char>(c)] |= blank;
    for (unsigned c = 'a'; c <= 'z'; ++c) table[c] |= word_start | word_part;
    for (unsigned c = 'A'; c <= 'Z'; ++c) table[c] |= word_start | word_part;
    for (unsigned c = 128; c < 256; ++c) table[c] |= word_start | word_part;
    for (unsigned c = '0'; c <= '9'; ++c) table[c] |= digit_char | word_part;
    table['_'] |= word_start | word_part;
    table['$'] |= word_part;
    for (char c : std::string_view(",()[].;:+-*/%^<>=")) table[static_cast<unsigned char>(c)] |= self_char;
    for (char c : std::string_view("~!@#^&|`?+-*/%<>="))
        table[static_cast<unsigned char>(c)] |= operator_char;
    return table;
}();

bool is(char c, unsigned char_class) {
    return (classes[static_cast<unsigned char>(c)] & char_class) != 0;
}

}  // namespace

std::size_t character_of(std::string_view sql, std::size_t byte) {
    std::size_t count = 1;
    for (std::size_t i = 0; i < byte && i < sql.size(); ++i)
        if ((static_cast<unsigned char>(sql[i]) & 0xC0) != 0x80) ++count;
    return count;
}

Token Scanner::token(TokenKind kind, Offset begin, Offset end) {
    position_ = end;
    Token result;
    result.kind = kind;
    result.begin = begin;
    result.end = end;
    if (kind == TokenKind::symbol) result.symbol = sql_[begin];
    return result;
}

std::size_t continued_string(std::string_view sql, std::size_t after_quote) {
    auto at = [sql](std::size_t offset) { return offset < sql.size() ? sql[offset] : '\0'; };
    std::size_t offset = after_quote;
    bool line_break = false;
    for (; offset < sql.size(); ++offset) {
        const char c = sql[offset];
        if (c == '\n' || c == '\r') {
            line_break = true;
        } else if (line_break && c == '-' && at(offset + 1) == '-') {
            while (offset + 1 < sql.size() && at(offset + 1) != '\n' && at(offset + 1) != '\r') ++offset;
        } else if (!is(c, blank)) {
            break;
        }
    }
    return line_break && at(offset) == '\'' ? offset + 1 : 0;
}

// Stops the scan. The message ends, as PostgreSQL's do, with the text from the token's begin.
Token Scanner::refuse(Offset begin, std::string message, Offset end) {
    failed_ = true;
    position_ = begin;
    std::string_view near = sql_.substr(begin, end - begin);
    message += near.empty() ? " at end of input" : " at or near \"" + std::string(near) + '"';
    error_ = Error(Errc::syntax_error, std::move(message)).at(character_of(sql_, begin));
    return token(TokenKind::error, begin, begin);
}

Token Scanner::refuse_escape(Error error) {
    failed_ = true;
    error_ = std::move(error);
    return token(TokenKind::error, position_, position_);
}

bool Scanner::is_line_comment(Offset offset) const {
    if (at(offset) == '-' && at(offset + 1) == '-') return true;
    return dialect_.hash_comments && at(offset) == '#';
}

bool Scanner::skip_block_comment(Token& failure) {
    const Offset begin = position_;
    std::size_t depth = 0;
    while (position_ < sql_.size()) {
        if (at(position_) == '/' && at(position_ + 1) == '*' && (depth == 0 || dialect_.nested_comments)) {
            ++depth;
            position_ += 2;
        } else if (at(position_) == '*' && at(position_ + 1) == '/') {
            position_ += 2;
            if (--depth == 0) return true;
        } else {
            ++position_;
        }
    }
    if (dialect_.id == DialectId::sqlite) return true;  // SQLite closes it at the end of the text
    failure = refuse(begin, "unterminated /* comment", static_cast<Offset>(sql_.size()));
    return false;
}

// Skips white space and comments; false: a comment does not end.
bool Scanner::skip_blanks(Token& failure) {
    for (;;) {
        while (position_ < sql_.size() && is(sql_[position_], blank)) ++position_;
        if (position_ >= sql_.size()) return true;
        if (is_line_comment(position_)) {
            while (position_ < sql_.size() && sql_[position_] != '\n' && sql_[position_] != '\r') ++position_;
        } else if (sql_[position_] == '/' && at(position_ + 1) == '*') {
            if (!skip_block_comment(failure)) return false;
        } else {
            return true;
        }
    }
}

Token Scanner::next() {
    Token failure;
    if (failed_) return token(TokenKind::error, position_, position_);
    if (is_mysql(dialect_)) return mysql_token();
    if (!skip_blanks(failure)) return failure;
    const Offset begin = position_;
    if (begin >= sql_.size()) return token(TokenKind::end, begin, begin);

    const char c = sql_[begin];
    if (is(c, word_start)) return word();
    if (is(c, digit_char) || (c == '.' && is(at(begin + 1), digit_char))) return number();
    switch (c) {
        case '\'':
            return quoted(TokenKind::string, begin, begin, dialect_.backslash_escapes);
        case '"':
            if (dialect_.double_quoted_strings) return quoted(TokenKind::string, begin, begin, true);
            return quoted_identifier(TokenKind::quoted_identifier, begin, begin, '"');
        case '`':
            if (!dialect_.backtick_identifiers) break;
            return quoted_identifier(TokenKind::quoted_identifier, begin, begin, '`');
        case '[':
            if (!dialect_.bracket_identifiers) break;
            return quoted_identifier(TokenKind::quoted_identifier, begin, begin, ']');
        case '$':
            if (dialect_.dollar_quotes) return dollar();
            if (dialect_.named_parameters) return parameter();
            break;
        case '?':
            if (dialect_.question_parameters) return parameter();
            break;
        case '@':
            if (dialect_.named_parameters) return parameter();
            break;
        case ':':
            if (at(begin + 1) == ':') return token(TokenKind::colons, begin, begin + 2);
            if (at(begin + 1) == '=') return token(TokenKind::colon_equals, begin, begin + 2);
            if (dialect_.named_parameters) return parameter();
            break;
        case '.':
            if (at(begin + 1) == '.') return token(TokenKind::dots, begin, begin + 2);
            break;
        default:
            break;
    }
    if (is(c, operator_char))
        return dialect_.id == DialectId::postgres ? operator_() : other_dialect_operator();
    // A byte no token begins with is a symbol of its own, so that the grammar refuses it where it stands.
    return token(TokenKind::symbol, begin, begin + 1);
}

Token Scanner::word() {
    const Offset begin = position_;
    const char c = sql_[begin];
    const char after = at(begin + 1);
    if (after == '\'') {
        if ((c == 'e' || c == 'E') && dialect_.escape_strings)
            return quoted(TokenKind::escape_string, begin, begin + 1, true);
        if (c == 'x' || c == 'X') return quoted(TokenKind::hex_string, begin, begin + 1, false);
        if ((c == 'b' || c == 'B') && dialect_.id != DialectId::sqlite)
            return quoted(TokenKind::bit_string, begin, begin + 1, false);
        if ((c == 'n' || c == 'N') && dialect_.id != DialectId::sqlite)
            return quoted(TokenKind::national_string, begin, begin + 1, dialect_.backslash_escapes);
    }
    if ((c == 'u' || c == 'U') && after == '&' && dialect_.unicode_strings &&
        (at(begin + 2) == '\'' || at(begin + 2) == '"'))
        return unicode(begin);
    Offset end = begin + 1;
    while (end < sql_.size() && is(sql_[end], word_part)) ++end;
    return token(TokenKind::word, begin, end);
}

Token Scanner::number() {
    const Offset begin = position_;
    Offset end = begin;
    auto digits = [&] {
        while (is(at(end), digit_char)) ++end;
    };
    if (dialect_.hex_integers && at(end) == '0' && (at(end + 1) == 'x' || at(end + 1) == 'X')) {
        end += 2;
        while (std::isxdigit(static_cast<unsigned char>(at(end)))) ++end;
        return token(TokenKind::integer, begin, end);
    }
    TokenKind kind = TokenKind::integer;
    digits();
    if (at(end) == '.' && !(at(end + 1) == '.' && end > begin)) {
        kind = TokenKind::decimal;
        ++end;
        digits();
    }
    if (at(end) == 'e' || at(end) == 'E') {
        const Offset sign = end + 1;
        const Offset first = sign + (at(sign) == '+' || at(sign) == '-' ? 1 : 0);
        if (!is(at(first), digit_char)) {
            return refuse(begin, "trailing junk after numeric literal", first > sign ? first : end + 1);
        }
        kind = TokenKind::decimal;
        end = first;
        digits();
    }
    if (end < sql_.size() && is(sql_[end], word_start))
        return refuse(begin, "trailing junk after numeric literal", end + 1);
    return token(kind, begin, end);
}

// ? and ?1, :name, @name, $name of the dialects that have them.
Token Scanner::parameter() {
    const Offset begin = position_;
    Offset end = begin + 1;
    if (sql_[begin] == '?') {
        while (is(at(end), digit_char)) ++end;
        return token(TokenKind::parameter, begin, end);
    }
    while (end < sql_.size() && is(sql_[end], word_part) && sql_[end] != '$') ++end;
    if (end == begin + 1) return token(TokenKind::symbol, begin, end);
    return token(TokenKind::named_parameter, begin, end);
}

Token Scanner::quoted(TokenKind kind, Offset begin, Offset quote, bool backslashes) {
    const char closing = sql_[quote];
    Offset offset = quote + 1;
    bool decodes = false;
    for (;;) {
        while (offset < sql_.size() && sql_[offset] != closing && !(backslashes && sql_[offset] == '\\'))
            ++offset;
        if (offset >= sql_.size()) {
            const char* what = kind == TokenKind::bit_string   ? "unterminated bit string literal"
                               : kind == TokenKind::hex_string ? "unterminated hexadecimal string literal"
                                                               : "unterminated quoted string";
            if (is_mysql(dialect_)) return refuse_mysql(begin);
            return refuse(begin, what, static_cast<Offset>(sql_.size()));
        }
        if (backslashes && sql_[offset] == '\\') {
            decodes = true;
            offset += 2;
            if (offset > sql_.size()) offset = static_cast<Offset>(sql_.size());
        } else if (at(offset + 1) == closing && kind != TokenKind::bit_string &&
                   kind != TokenKind::hex_string) {
            offset += 2;
        } else if (std::size_t again =
                       dialect_.string_continuation ? continued_string(sql_, offset + 1) : 0) {
            offset = static_cast<Offset>(again);
        } else {
            break;
        }
    }
    Token result = token(kind, begin, offset + 1);
    if (decodes) {
        auto text = decode(result, sql_, dialect_);
        if (!text) return refuse_escape(std::move(text).error());
    }
    return result;
}

Token Scanner::quoted_identifier(TokenKind kind, Offset begin, Offset quote, char closing) {
    Offset offset = quote + 1;
    while (offset < sql_.size() && (sql_[offset] != closing || (at(offset + 1) == closing && closing != ']')))
        offset += sql_[offset] == closing ? 2 : 1;
    if (offset >= sql_.size())
        return is_mysql(dialect_)
                   ? refuse_mysql(begin)
                   : refuse(begin, "unterminated quoted identifier", static_cast<Offset>(sql_.size()));
    if (offset == quote + 1 && dialect_.id == DialectId::postgres)
        return refuse(begin, "zero-length delimited identifier", offset + 1);
    return token(kind, begin, offset + 1);
}

Token Scanner::unicode(Offset begin) {
    Token result = at(begin + 2) == '\''
                       ? quoted(TokenKind::unicode_string, begin, begin + 2, false)
                       : quoted_identifier(TokenKind::unicode_identifier, begin, begin + 2, '"');
    if (result.kind == TokenKind::error) return result;
    Token failure;
    if (!read_uescape(result, failure)) return failure;
    auto text = decode(result, sql_, dialect_);
    if (!text) return refuse_escape(std::move(text).error());
    if (text->empty() && result.kind == TokenKind::unicode_identifier)
        return refuse(begin, "zero-length delimited identifier", result.end);
    return result;
}

// UESCAPE '!' belongs to the token before it.
bool Scanner::read_uescape(Token& token, Token& failure) {
    const Offset after = position_;
    if (!skip_blanks(failure)) return false;
    Offset end = position_;
    while (end < sql_.size() && is(sql_[end], word_part)) ++end;
    std::string_view text = sql_.substr(position_, end - position_);
    if (text.empty() || is(text[0], digit_char) || find_keyword(text) != find_keyword("uescape")) {
        position_ = after;
        return true;
    }
    position_ = end;
    if (!skip_blanks(failure)) return false;
    const Offset quote = position_;
    if (at(quote) != '\'') {
        Token found = next();
        failure = refuse(quote, "UESCAPE must be followed by a simple string literal", found.end);
        return false;
    }
    const char c = at(quote + 1);
    const bool simple = at(quote + 2) == '\'' && at(quote + 3) != '\'';
    if (!simple || c == '+' || c == '\'' || c == '"' || is(c, blank) ||
        std::isxdigit(static_cast<unsigned char>(c))) {
        Token found = next();
        failure = refuse(quote, "invalid Unicode escape character", found.end);
        return false;
    }
    token.uescape = quote + 1;
    token.end = position_ = quote + 3;
    return true;
}

Token Scanner::dollar() {
    const Offset begin = position_;
    Offset end = begin + 1;
    if (is(at(end), digit_char)) {
        while (is(at(end), digit_char)) ++end;
        if (end < sql_.size() && is(sql_[end], word_start))
            return refuse(begin, "trailing junk after parameter", end + 1);
        return token(TokenKind::parameter, begin, end);
    }
    if (at(end) != '$' && !is(at(end), word_start)) return token(TokenKind::symbol, begin, begin + 1);
    while (end < sql_.size() && is(sql_[end], word_part) && sql_[end] != '$') ++end;
    if (at(end) != '$') return token(TokenKind::symbol, begin, begin + 1);
    std::string_view tag = sql_.substr(begin, end + 1 - begin);
    const std::size_t close = sql_.find(tag, end + 1);
    if (close == std::string_view::npos)
        return refuse(begin, "unterminated dollar-quoted string", static_cast<Offset>(sql_.size()));
    return token(TokenKind::dollar_string, begin, static_cast<Offset>(close + tag.size()));
}

// The longest run of operator characters, cut where a comment starts; it may end in + or - only if it has one
// of
// ~!@#^&|`?% (section 4.1.3 of PostgreSQL's manual).
Token Scanner::operator_() {
    const Offset begin = position_;
    Offset end = begin;
    while (end < sql_.size() && is(sql_[end], operator_char)) {
        if (end > begin && (is_line_comment(end) || (sql_[end] == '/' && at(end + 1) == '*'))) break;
        ++end;
    }
    std::string_view text = sql_.substr(begin, end - begin);
    if (text.size() > 1 && text.find_first_of("~!@#^&|`?%") == std::string_view::npos) {
        while (end - begin > 1 && (sql_[end - 1] == '+' || sql_[end - 1] == '-')) --end;
        text = sql_.substr(begin, end - begin);
    }
    if (text.size() == 1 && is(text[0], self_char)) return token(TokenKind::symbol, begin, end);
    if (text == "=>") return token(TokenKind::arrow, begin, end);
    if (text == ">=") return token(TokenKind::greater_equals, begin, end);
    if (text == "<=") return token(TokenKind::less_equals, begin, end);
    if (text == "<>" || text == "!=") return token(TokenKind::not_equals, begin, end);
    if (text.size() > 63) return refuse(begin, "operator too long", end);
    return token(TokenKind::operator_, begin, end);
}

// SQLite and MySQL have a fixed list of operators.
Token Scanner::other_dialect_operator() {
    static constexpr std::string_view longer[] = {
        "->>", "<=>", "<=", ">=", "<>", "!=", "==", "||", "<<", ">>", "->", "&&"};
    const Offset begin = position_;
    std::string_view rest = sql_.substr(begin, 3);
    for (std::string_view candidate : longer) {
        if (!rest.starts_with(candidate)) continue;
        const auto end = static_cast<Offset>(begin + candidate.size());
        if (candidate == "<=") return token(TokenKind::less_equals, begin, end);
        if (candidate == ">=") return token(TokenKind::greater_equals, begin, end);
        if (candidate == "<>" || candidate == "!=") return token(TokenKind::not_equals, begin, end);
        return token(TokenKind::operator_, begin, end);
    }
    return token(is(sql_[begin], self_char) ? TokenKind::symbol : TokenKind::operator_, begin, begin + 1);
}

}  // namespace ormgate::dialects
