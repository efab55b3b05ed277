// MySQL's lexical rules, after the states of its sql_lex.cc.
#include <array>

#include "dialects/scanner.hpp"

namespace ormgate::dialects {
namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
// Names may begin with a digit but not consist of digits only.
bool is_name_char(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string mysql_syntax_error(std::string_view sql, std::size_t byte, const Dialect& dialect) {
    constexpr std::size_t longest_near = 80;
    std::size_t line = 1;
    for (std::size_t i = 0; i < byte && i < sql.size(); ++i) line += sql[i] == '\n' ? 1 : 0;
    std::string_view near = byte < sql.size() ? sql.substr(byte) : std::string_view();
    std::size_t size = 0, characters = 0;
    for (; size < near.size(); ++size)
        if ((static_cast<unsigned char>(near[size]) & 0xC0) != 0x80 && ++characters > longest_near) break;
    std::string message = "You have an error in your SQL syntax; check the manual that corresponds to your ";
    message += dialect.id == DialectId::mariadb ? "MariaDB" : "MySQL";
    message += " server version for the right syntax to use near '";
    message += near.substr(0, size);
    return message + "' at line " + std::to_string(line);
}

Token Scanner::refuse_mysql(Offset begin) {
    failed_ = true;
    position_ = begin;
    error_ =
        Error(Errc::syntax_error, mysql_syntax_error(sql_, begin, dialect_)).at(character_of(sql_, begin));
    return token(TokenKind::error, begin, begin);
}

// Whether the text of /*! … */ is executed: always without a version, else if the server is as new as it
// says. MariaDB skips what is meant for MySQL 5.7 and later, unless it is written as /*M! … */.
bool Scanner::executes(Offset digits, Offset& after) const {
    const bool own = sql_[digits - 2] == 'M';
    std::size_t count = 0;
    while (count < 6 && is_digit(at(digits + count))) ++count;
    if (count < 5) {
        after = digits;
        return true;
    }
    std::uint32_t version = 0;
    for (std::size_t i = 0; i < count; ++i)
        version = version * 10 + static_cast<std::uint32_t>(sql_[digits + i] - '0');
    after = digits + static_cast<Offset>(count);
    const bool other_server =
        dialect_.id == DialectId::mariadb && !own && version >= 50700 && version <= 99999;
    return version <= dialect_.version && !other_server;
}

// Skips white space and comments; false: a comment does not end.
bool Scanner::skip_mysql_blanks(Token& failure) {
    for (;;) {
        while (position_ < sql_.size() && is_space(sql_[position_])) ++position_;
        const Offset begin = position_;
        const char c = at(begin);
        const char after_dashes = at(begin + 2);
        const bool dashes = c == '-' && at(begin + 1) == '-' &&
                            (begin + 2 >= sql_.size() || is_space(after_dashes) ||
                             static_cast<unsigned char>(after_dashes) < ' ');
        if (c == '#' || dashes) {
            while (position_ < sql_.size() && sql_[position_] != '\n') ++position_;
        } else if (c == '*' && at(begin + 1) == '/' && executing_) {
            executing_ = false;
            position_ += 2;
            comment_end_ = position_;
        } else if (c == '/' && at(begin + 1) == '*') {
            const bool own =
                dialect_.id == DialectId::mariadb && at(begin + 2) == 'M' && at(begin + 3) == '!';
            Offset after = begin + 2;
            if ((at(begin + 2) == '!' || own) && !executing_ && executes(begin + (own ? 4 : 3), after)) {
                executing_ = true;
                comment_begin_ = begin;
                position_ = after;
                continue;
            }
            const std::size_t close = sql_.find("*/", after);
            if (close == std::string_view::npos) {
                failure = refuse_mysql(begin);
                return false;
            }
            position_ = static_cast<Offset>(close + 2);
        } else {
            return true;
        }
    }
}

Token Scanner::mysql_token() {
    Token failure;
    const Offset before = position_;
    if (!skip_mysql_blanks(failure)) return failure;
    const Offset begin = position_;
    if (begin >= sql_.size()) return executing_ ? refuse_mysql(begin) : token(TokenKind::end, begin, begin);
    const char c = sql_[begin];
    // After a name and a dot there is a name, whatever it begins with: t.1a, t.5
    const bool after_dot = begin == before && after_name_dot_;
    after_name_dot_ = false;
    Token result;
    if (is_digit(c) && !after_dot) {
        result = mysql_number();
    } else if (is_name_char(c)) {
        result = mysql_word();
    } else {
        result = mysql_symbol(begin, c);
    }
    const bool name = result.kind == TokenKind::word || result.kind == TokenKind::quoted_identifier;
    if (result.is('.') && begin == before && after_name_) after_name_dot_ = is_name_char(at(result.end));
    after_name_ = name;
    return result;
}

Token Scanner::mysql_symbol(Offset begin, char c) {
    switch (c) {
        case '\'':
            return quoted(TokenKind::string, begin, begin, dialect_.backslash_escapes);
        case '"':
            if (!dialect_.double_quoted_strings)
                return quoted_identifier(TokenKind::quoted_identifier, begin, begin, '"');
            return quoted(TokenKind::string, begin, begin, dialect_.backslash_escapes);
        case '`':
            return quoted_identifier(TokenKind::quoted_identifier, begin, begin, '`');
        case '.':
            if (is_digit(at(begin + 1)) && !(after_name_ && begin > 0 && is_name_char(sql_[begin - 1])) &&
                !(after_name_ && begin > 0 && sql_[begin - 1] == '`'))
                return mysql_number();
            return token(TokenKind::symbol, begin, begin + 1);
        case '@':
            return mysql_variable(begin);
        case '?':
            return token(TokenKind::parameter, begin, begin + 1);
        case ':':
            if (at(begin + 1) == '=') return token(TokenKind::colon_equals, begin, begin + 2);
            return token(TokenKind::symbol, begin, begin + 1);
        case '!':
        case '~':
        case '^':
        case '&':
        case '|':
        case '<':
        case '>':
        case '-': {
            Token result = other_dialect_operator();
            const std::string_view text = sql_.substr(begin, result.end - begin);
            const bool arrow = text == "->" || text == "->>";
            if (arrow && dialect_.id == DialectId::mariadb) return token(TokenKind::symbol, begin, begin + 1);
            return result;
        }
        default:
            return token(TokenKind::symbol, begin, begin + 1);
    }
}

// @name, @'name', @"name", @`name`; @@ stands before a system variable's name.
Token Scanner::mysql_variable(Offset begin) {
    const char next = at(begin + 1);
    if (next == '@') return token(TokenKind::system_variable, begin, begin + 2);
    if (next == '\'' || next == '"' || next == '`') {
        const Token name = next == '`'
                               ? quoted_identifier(TokenKind::quoted_identifier, begin + 1, begin + 1, '`')
                               : quoted(TokenKind::string, begin + 1, begin + 1, dialect_.backslash_escapes);
        return name.kind == TokenKind::error ? name : token(TokenKind::user_variable, begin, name.end);
    }
    Offset end = begin + 1;
    while (end < sql_.size() && (is_name_char(sql_[end]) || sql_[end] == '.')) ++end;
    if (end == begin + 1) return token(TokenKind::symbol, begin, end);
    return token(TokenKind::user_variable, begin, end);
}

Token Scanner::mysql_word() {
    const Offset begin = position_;
    const char c = sql_[begin];
    if (at(begin + 1) == '\'') {
        if (c == 'n' || c == 'N')
            return quoted(TokenKind::national_string, begin, begin + 1, dialect_.backslash_escapes);
        const bool hex = c == 'x' || c == 'X';
        if (hex || c == 'b' || c == 'B') return mysql_quoted_number(begin, hex);
    }
    Offset end = begin;
    while (end < sql_.size() && is_name_char(sql_[end])) ++end;
    return token(TokenKind::word, begin, end);
}

// X'4D' has pairs of digits, B'01' any number of them.
Token Scanner::mysql_quoted_number(Offset begin, bool hex) {
    Offset end = begin + 2;
    while (hex ? is_hex_digit(at(end)) : at(end) == '0' || at(end) == '1') ++end;
    if (at(end) != '\'' || (hex && (end - begin) % 2 != 0)) return refuse_mysql(begin);
    return token(hex ? TokenKind::hex_string : TokenKind::bit_string, begin, end + 1);
}

Token Scanner::mysql_number() {
    const Offset begin = position_;
    Offset end = begin;
    auto digits = [&] {
        while (is_digit(at(end))) ++end;
    };
    if (at(begin) == '0' && (at(begin + 1) == 'x' || at(begin + 1) == 'b')) {
        const bool hex = at(begin + 1) == 'x';
        end = begin + 2;
        while (hex ? is_hex_digit(at(end)) : at(end) == '0' || at(end) == '1') ++end;
        if (end > begin + 2 && !is_name_char(at(end)))
            return token(hex ? TokenKind::hex_string : TokenKind::bit_string, begin, end);
        end = begin;
    }
    digits();
    auto exponent = [&](Offset letter) {
        Offset first = letter + 1;
        if (at(first) == '+' || at(first) == '-') ++first;
        if ((at(letter) | 32) != 'e' || !is_digit(at(first))) return false;
        end = first;
        digits();
        return true;
    };
    if (at(end) == '.') {
        ++end;
        digits();
        exponent(end);
        return token(TokenKind::decimal, begin, end);
    }
    if (exponent(end)) return token(TokenKind::decimal, begin, end);
    if (is_name_char(at(end))) return mysql_word();
    return token(TokenKind::integer, begin, end);
}

}  // namespace ormgate::dialects
