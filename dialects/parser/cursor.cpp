#include "dialects/parser/cursor.hpp"

#include <algorithm>
#include <charconv>

#include "dialects/lifter.hpp"

namespace ormgate::dialects {
namespace {

// A word that a dot and a name follow at once is a name itself in MySQL, reserved or not.
bool qualifies(std::string_view sql, const Token& token) {
    if (token.kind != TokenKind::word || token.end + 1 >= sql.size() || sql[token.end] != '.') return false;
    const char c = sql[token.end + 1];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '`' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

Cursor::Cursor(std::string_view sql, const Dialect& dialect) : sql_(sql), dialect_(dialect) {
    Scanner scanner(sql, dialect);
    Lifter lifter(sql);
    tokens_.reserve(sql.size() / 4 + 4);
    for (;;) {
        Token token = scanner.next();
        token.slot = lifter.slot(token);
        if (token.kind == TokenKind::word)
            token.keyword = find_keyword(sql.substr(token.begin, token.end - token.begin));
        if (is_mysql(dialect) && qualifies(sql, token)) token.keyword = no_keyword;
        tokens_.push_back(token);
        if (token.kind == TokenKind::end) return;
        if (token.kind != TokenKind::error) continue;
        scan_error_ = std::move(scanner.error());
        return;
    }
}

const Token& Cursor::take() {
    const Token& token = tokens_[position_];
    if (position_ + 1 < tokens_.size()) ++position_;
    return token;
}

bool Cursor::accept(Keyword word, Keyword second) {
    if (!at(word, second)) return false;
    take();
    take();
    return true;
}

void Cursor::refuse(std::size_t ahead) {
    const Token& token = peek(ahead);
    if (token.kind == TokenKind::error) throw Refusal{scan_error_};
    if (is_mysql(dialect_))
        refuse(Errc::syntax_error, mysql_syntax_error(sql_, token.begin, dialect_), token.begin);
    std::string message = "syntax error at ";
    message +=
        token.kind == TokenKind::end ? "end of input" : "or near \"" + std::string(source(token)) + '"';
    refuse(Errc::syntax_error, std::move(message), token.begin);
}

void Cursor::refuse(Error error, std::size_t byte) {
    throw Refusal{std::move(error).at(character_of(sql_, byte))};
}

void Cursor::refuse(Errc code, std::string message, std::size_t byte) {
    refuse(Error(code, std::move(message)), byte);
}

void Cursor::refuse_unsupported(std::string what, std::size_t byte) {
    refuse(Errc::unsupported, std::move(what) + " is not supported", byte);
}

void Cursor::refuse_depth() {
    refuse(Error(Errc::statement_too_complex, "stack depth limit exceeded")
               .with_hint("The statement's expressions or queries are nested too deeply."),
           begin());
}

Cursor::Descent::Descent(Cursor& cursor) : cursor_(cursor), saved_peak_(cursor.peak_) {
    if (++cursor_.depth_ > deepest) {
        --cursor_.depth_;
        cursor_.refuse_depth();
    }
    cursor_.peak_ = 0;
}

Cursor::Descent::~Descent() {
    --cursor_.depth_;
    cursor_.height_ = cursor_.peak_ + 1;
    cursor_.peak_ = std::max(saved_peak_, cursor_.height_);
}

void Cursor::grow(std::size_t& height) {
    if (++height > highest) refuse_depth();
}

bool Cursor::is_column_id(const Token& token) const {
    if (token.kind == TokenKind::quoted_identifier || token.kind == TokenKind::unicode_identifier)
        return true;
    if (token.kind != TokenKind::word) return sqlite() && token.kind == TokenKind::string;
    const KeywordCategory known = category_of(token);
    if (sqlite()) return known != KeywordCategory::reserved;
    return known == KeywordCategory::none || known == KeywordCategory::unreserved ||
           known == KeywordCategory::col_name;
}

bool Cursor::is_function_name(const Token& token) const {
    if (token.kind != TokenKind::word) return is_column_id(token) && !token.is_string();
    const KeywordCategory known = category_of(token);
    return known != KeywordCategory::col_name && known != KeywordCategory::reserved;
}

bool Cursor::is_label(const Token& token) const {
    return token.kind == TokenKind::word || is_column_id(token);
}

bool Cursor::is_bare_label(const Token& token) const {
    if (token.kind != TokenKind::word || sqlite() || is_mysql(dialect_))
        return is_column_id(token) && !token.is_literal();
    return token.keyword == no_keyword || category_of(token) == KeywordCategory::none ||
           info(token.keyword).bare_label;
}

std::string Cursor::text(const Token& token) {
    auto decoded = decode(token, sql_, dialect_);
    if (!decoded) throw Refusal{std::move(decoded).error()};
    return std::move(*decoded);
}

std::string Cursor::source_since(std::uint32_t begin) const {
    return std::string(sql_.substr(begin, end() > begin ? end() - begin : 0));
}

std::string Cursor::column_id() {
    if (!is_column_id(peek())) refuse();
    return text(take());
}
std::string Cursor::function_name() {
    if (!is_function_name(peek())) refuse();
    return text(take());
}
std::string Cursor::label() {
    if (!is_label(peek())) refuse();
    return text(take());
}

std::string Cursor::non_reserved_word() {
    if (!is_label(peek()) || category_of(peek()) == KeywordCategory::reserved) refuse();
    return text(take());
}

ast::Name Cursor::qualified_name() {
    const std::uint32_t begin = this->begin();
    ast::Name name{column_id()};
    while (accept('.')) name.push_back(label());
    if (name.size() > 3)
        refuse(Errc::syntax_error,
               "improper qualified name (too many dotted names): " + source_since(begin),
               begin);
    return name;
}

std::vector<std::string> Cursor::name_list() {
    std::vector<std::string> names;
    do names.push_back(column_id());
    while (accept(','));
    return names;
}

std::vector<std::string> Cursor::column_list() {
    expect('(');
    auto names = name_list();
    expect(')');
    return names;
}

std::vector<ast::Name> Cursor::qualified_name_list() {
    std::vector<ast::Name> names;
    do names.push_back(qualified_name());
    while (accept(','));
    return names;
}

void Cursor::pin(const Token& token) {
    if (token.slot >= 0) pinned.push_back(static_cast<std::uint16_t>(token.slot));
}

std::string Cursor::string_constant() {
    if (!at_string()) refuse();
    pin(peek());
    return text(take());
}

std::int64_t Cursor::integer_constant() {
    std::int32_t value = 0;
    std::string_view digits = source(peek());
    if (!at(TokenKind::integer) ||
        std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
        refuse();
    pin(take());
    return value;
}

std::int64_t Cursor::signed_integer_constant() {
    const std::uint32_t begin = this->begin();
    const bool negative = accept('-');
    if (!negative) accept('+');
    if (!at(TokenKind::integer)) refuse();
    std::string digits = (negative ? "-" : "") + std::string(source(peek()));
    std::int64_t value = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
        refuse(Errc::numeric_value_out_of_range,
               "value \"" + digits + "\" is out of range for type bigint",
               begin);
    pin(take());
    return value;
}

}  // namespace ormgate::dialects
