#include <algorithm>
#include <array>
#include <utility>

#include "dialects/lexer.hpp"
#include "dialects/mysql_precedence.hpp"
#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

namespace {

// The character sets whose names, after an underscore, introduce a literal.
constexpr std::string_view character_sets[] = {
    "armscii8", "ascii",   "big5",   "binary",   "cp1250",  "cp1251",  "cp1256",  "cp1257", "cp850",
    "cp852",    "cp866",   "cp932",  "dec8",     "eucjpms", "euckr",   "gb18030", "gb2312", "gbk",
    "geostd8",  "greek",   "hebrew", "hp8",      "keybcs2", "koi8r",   "koi8u",   "latin1", "latin2",
    "latin5",   "latin7",  "macce",  "macroman", "sjis",    "swe7",    "tis620",  "ucs2",   "ujis",
    "utf16",    "utf16le", "utf32",  "utf8",     "utf8mb3", "utf8mb4",
};

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return result;
}

}  // namespace

bool MysqlParser::at_word(std::string_view word, std::size_t ahead) const {
    return peek(ahead).kind == TokenKind::word && lower(source(peek(ahead))) == word;
}

std::string MysqlParser::lower_word() {
    if (!at(TokenKind::word)) refuse();
    return lower(source(take()));
}

std::string MysqlParser::label_or_string() {
    if (at_string()) return string_constant();
    if (at("binary"_kw) || at("default"_kw)) return text(take());
    return column_id();
}

ExprPtr MysqlParser::primary() {
    const Token& token = peek();
    if (token.is_literal() || at_introducer()) return literal();
    switch (token.kind) {
        case TokenKind::parameter:
            return parameter();
        case TokenKind::user_variable:
        case TokenKind::system_variable:
            return variable();
        case TokenKind::quoted_identifier:
            return name_or_call();
        case TokenKind::word:
            return word_primary();
        default:
            break;
    }
    if (token.is('{')) return braces();
    if (!token.is('(')) refuse();
    return parenthesised();
}

bool MysqlParser::at_introducer() const {
    const Token& next = peek(1);
    if (!at(TokenKind::word) || source(peek()).front() != '_') return false;
    if (!next.is_literal() || next.kind == TokenKind::integer || next.kind == TokenKind::decimal ||
        next.kind == TokenKind::national_string)
        return false;
    return std::ranges::find(character_sets, lower(source(peek()).substr(1))) != std::end(character_sets);
}

// 'a' 'b' is one string, under the introducer of the first.
ExprPtr MysqlParser::literal() {
    const std::uint32_t begin = this->begin();
    Literal value;
    if (at_introducer()) value.character_set = lower(source(take()).substr(1));
    const Token first = take();
    value.kind = literal_kind(first.kind);
    value.text = text(first);
    value.slot = first.slot;
    if (first.is_string()) {
        while (at(TokenKind::string)) {
            if (value.slot >= 0) pin(first);
            value.slot = -1;
            pin(peek());
            value.text += text(take());
        }
    }
    return node(std::move(value), begin);
}

// column -> '$.path': the path belongs to the column.
ExprPtr MysqlParser::indirection(ExprPtr base, std::uint32_t begin) {
    if (!at(TokenKind::operator_) || base->as<ColumnRef>() == nullptr) return base;
    const std::string op(source(peek()));
    if (op != "->" && op != "->>") return base;
    take();
    if (!at(TokenKind::string)) refuse();
    Binary path{op, {}, std::move(base), literal()};
    return node(std::move(path), begin);
}

ExprPtr MysqlParser::word_primary() {
    const std::uint32_t begin = this->begin();
    const Token& next = peek(1);
    if (at_any("date"_kw, "time"_kw, "timestamp"_kw) && next.kind == TokenKind::string)
        return typed_literal();
    if (at_call_form()) return formed_call();
    switch (peek().keyword) {
        case "true"_kw:
        case "false"_kw:
            return node(Literal{LiteralKind::boolean, take().is("true"_kw) ? "true" : "false", -1}, begin);
        case "null"_kw:
            take();
            return node(Literal{LiteralKind::null, "", -1}, begin);
        case "default"_kw: {
            take();
            if (!at('(')) return node(Default{}, begin);
            take();
            Call call;
            call.function = {"default"};
            const std::uint32_t column = this->begin();
            call.args.push_back({"", node(ColumnRef{qualified_name()}, column), false});
            expect(')');
            return node(std::move(call), begin);
        }
        case "case"_kw:
            return case_expression();
        case "exists"_kw:
            return exists();
        case "row"_kw:
            if (next.is('(')) return row_constructor();
            break;
        case "match"_kw:
            return match_against();
        case "next"_kw:
        case "previous"_kw: {
            if (!mariadb() || !next.is("value"_kw) || !peek(2).is("for"_kw)) break;
            Call call;
            call.function = {take().is("next"_kw) ? "nextval" : "lastval"};
            take();
            take();
            const std::uint32_t sequence = this->begin();
            call.args.push_back({"", node(ColumnRef{table_name()}, sequence), false});
            return node(std::move(call), begin);
        }
        default:
            break;
    }
    return name_or_call();
}

// DATE '2024-01-01', TIME '…', TIMESTAMP '…'
ExprPtr MysqlParser::typed_literal() {
    const std::uint32_t begin = this->begin();
    TypeName type;
    type.position = begin;
    type.name = {lower_word()};
    return literal_of_type(std::move(type), begin);
}

// {d '2024-01-01'}, {t '…'}, {ts '…'} of ODBC; {other expression} is the expression.
ExprPtr MysqlParser::braces() {
    const std::uint32_t begin = this->begin();
    take();
    const bool temporal = at_word("d") || at_word("t") || at_word("ts");
    if (temporal && peek(1).kind == TokenKind::string) {
        TypeName type;
        type.position = this->begin();
        const std::string word = lower_word();
        type.name = {word == "d" ? "date" : word == "t" ? "time" : "timestamp"};
        ExprPtr value = literal_of_type(std::move(type), begin);
        expect('}');
        return value;
    }
    column_id();
    ExprPtr value = expression();
    expect('}');
    value->parenthesised = true;
    return value;
}

// @name, @name := value, @@name, @@global.name
ExprPtr MysqlParser::variable() {
    const Token token = take();
    Variable variable;
    if (token.kind == TokenKind::user_variable) {
        variable.name = text(token);
        if (accept(TokenKind::colon_equals)) variable.assigned = expression();
        return node(std::move(variable), token.begin);
    }
    variable.system = true;
    const bool qualified = peek(1).is('.');
    if (qualified && (at_word("global") || at_word("session") || at_word("local"))) {
        variable.scope = lower_word();
        if (variable.scope == "local") variable.scope = "session";
        take();
    }
    if (!is_column_id(peek()) && !peek(1).is('.')) refuse();
    variable.name = lower(text(take()));
    if (accept('.')) variable.name += '.' + lower(label());
    return node(std::move(variable), token.begin);
}

ExprPtr MysqlParser::match_against() {
    const std::uint32_t begin = this->begin();
    take();
    MatchAgainst match;
    const bool parentheses = accept('(');
    do {
        const std::uint32_t column = this->begin();
        match.columns.push_back(node(ColumnRef{qualified_name()}, column));
    } while (accept(','));
    if (parentheses) expect(')');
    expect("against"_kw, '(');
    match.query = operand_at(mysql::bit_or_level);  // IN begins the mode
    if (accept("in"_kw)) {
        if (accept("boolean"_kw)) {
            expect("mode"_kw);
            match.mode = "in boolean mode";
        } else {
            expect("natural"_kw, "language"_kw, "mode"_kw);
            match.mode = "in natural language mode";
        }
    }
    if (match.mode != "in boolean mode" && accept("with"_kw)) {
        expect("query"_kw, "expansion"_kw);
        match.mode = "with query expansion";
    }
    if (match.mode == "in natural language mode") match.mode.clear();  // the default
    expect(')');
    return node(std::move(match), begin);
}

ExprPtr MysqlParser::row_constructor() {
    const std::uint32_t begin = this->begin();
    take();
    expect('(');
    Row row{true, expression_list()};
    if (row.elements.size() < 2) refuse();
    expect(')');
    return node(std::move(row), begin);
}

// Keywords that may be names of columns but of no function.
bool MysqlParser::is_callable(const Token& token) {
    static constexpr Keyword others[] = {
        "any"_kw,      "backup"_kw,    "begin"_kw,      "binlog"_kw,     "bit"_kw,        "bool"_kw,
        "boolean"_kw,  "byte"_kw,      "cache"_kw,      "checkpoint"_kw, "checksum"_kw,   "close"_kw,
        "comment"_kw,  "commit"_kw,    "compressed"_kw, "datetime"_kw,   "deallocate"_kw, "do"_kw,
        "end"_kw,      "enum"_kw,      "examined"_kw,   "exclude"_kw,    "execute"_kw,    "fixed"_kw,
        "flush"_kw,    "following"_kw, "function"_kw,   "get"_kw,        "global"_kw,     "handler"_kw,
        "help"_kw,     "host"_kw,      "ignored"_kw,    "install"_kw,    "json"_kw,       "language"_kw,
        "local"_kw,    "names"_kw,     "national"_kw,   "nchar"_kw,      "no"_kw,         "nvarchar"_kw,
        "open"_kw,     "option"_kw,    "options"_kw,    "others"_kw,     "owner"_kw,      "parser"_kw,
        "period"_kw,   "preceding"_kw, "prepare"_kw,    "remove"_kw,     "repair"_kw,     "replica"_kw,
        "replicas"_kw, "reset"_kw,     "restore"_kw,    "role"_kw,       "rollback"_kw,   "savepoint"_kw,
        "security"_kw, "serial"_kw,    "server"_kw,     "session"_kw,    "shutdown"_kw,   "signed"_kw,
        "slave"_kw,    "some"_kw,      "soname"_kw,     "sounds"_kw,     "start"_kw,      "stop"_kw,
        "stored"_kw,   "text"_kw,      "ties"_kw,       "unbounded"_kw,  "unicode"_kw,    "uninstall"_kw,
        "upgrade"_kw,  "window"_kw,    "wrapper"_kw,    "xa"_kw,
    };
    return token.kind != TokenKind::word || std::ranges::find(others, token.keyword) == std::end(others);
}

ExprPtr MysqlParser::name_or_call() {
    const Token first = peek();
    const std::uint32_t begin = first.begin;
    if (!is_column_id(first)) refuse();
    take();
    ColumnRef column{{text(first)}};
    while (at('.')) {
        if (column.parts.size() == 3) refuse();
        take();
        if (at('*')) {
            take();
            return node(Star{std::move(column.parts)}, begin);
        }
        column.parts.push_back(label());
    }
    if (at('(') && column.parts.size() < 3) {
        if (column.parts.size() == 1 && !is_callable(first)) refuse();
        Call call = plain_call(std::move(column.parts));
        static constexpr std::string_view more_aggregates[] = {"stddev_pop", "stddev_samp", "var_samp"};
        const std::string name = lower(call.function.back());
        if (std::ranges::find(more_aggregates, name) != std::end(more_aggregates) ||
            (mariadb() && name == "median"))
            over_clause(call);
        return node(std::move(call), begin);
    }
    return indirection(node(std::move(column), begin), begin);
}

}  // namespace ormgate::dialects
