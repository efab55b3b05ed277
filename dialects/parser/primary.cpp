#include <algorithm>
#include <charconv>
#include <utility>

#include "dialects/lexer.hpp"
#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

ExprPtr Parser::primary() {
    const Token& token = peek();
    if (token.is_literal()) return literal();
    switch (token.kind) {
        case TokenKind::parameter:
        case TokenKind::named_parameter:
            return parameter();
        case TokenKind::quoted_identifier:
        case TokenKind::unicode_identifier:
            return name_or_call();
        case TokenKind::word:
            return keyword_primary();
        default:
            break;
    }
    if (!token.is('(')) refuse();
    return parenthesised();
}

ExprPtr Parser::literal() {
    const Token token = take();
    Literal value;
    value.kind = literal_kind(token.kind);
    value.text = text(token);
    value.slot = token.slot;
    if (dialect().hex_integers && token.kind == TokenKind::integer && value.text.size() > 2 &&
        (value.text[1] | 32) == 'x') {
        std::uint64_t number = 0;
        const char* last = value.text.data() + value.text.size();
        const auto read = std::from_chars(value.text.data() + 2, last, number, 16);
        if (read.ec != std::errc() || read.ptr != last)
            refuse(Errc::syntax_error, "hex literal too big: " + value.text, token.begin);
        value.text = std::to_string(static_cast<std::int64_t>(number));
    }
    return node(std::move(value), token.begin);
}

ExprPtr Parser::parameter() {
    const Token token = take();
    if (token.kind == TokenKind::named_parameter) return named_parameter(token);
    std::string_view digits = source(token).substr(1);
    std::uint32_t number = 0;
    bool valid = true;
    if (digits.empty())
        number = ++questions_;
    else
        valid = std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc();
    if (!valid || number > 65535 || number == 0)
        refuse(Errc::undefined_parameter, "there is no parameter " + std::string(source(token)), token.begin);
    if (sqlite()) questions_ = std::max(questions_, number);
    return indirection(node(Parameter{static_cast<std::uint16_t>(number)}, token.begin), token.begin);
}

// SQLite's :name takes the next number where it first stands.
ExprPtr Parser::named_parameter(const Token& token) {
    const std::string_view name = source(token);
    auto known =
        std::ranges::find(named_parameters_, name, &std::pair<std::string_view, std::uint16_t>::first);
    if (known == named_parameters_.end()) {
        if (++questions_ > 32766) refuse(Errc::undefined_parameter, "too many SQL variables", token.begin);
        named_parameters_.emplace_back(name, static_cast<std::uint16_t>(questions_));
        known = std::prev(named_parameters_.end());
    }
    return node(Parameter{known->second, std::string(name)}, token.begin);
}

ExprPtr Parser::keyword_primary() {
    const Token& token = peek();
    const std::uint32_t begin = token.begin;
    if (at_type_literal()) return type_literal();
    if (at_special_call()) return special_call();
    switch (token.keyword) {
        case "true"_kw:
        case "false"_kw:
            if (sqlite() && peek(1).is('.')) break;
            return node(Literal{LiteralKind::boolean, take().is("true"_kw) ? "true" : "false", -1}, begin);
        case "null"_kw:
            take();
            return node(Literal{LiteralKind::null, "", -1}, begin);
        case "case"_kw:
            return case_expression();
        case "cast"_kw:
            return cast_call();
        case "array"_kw:
            if (!sqlite()) return array();
            break;
        case "row"_kw:
            if (peek(1).is('(') && !sqlite()) return overlaps(row(), begin);
            break;
        case "exists"_kw:
            if (peek(1).is('(')) return exists();
            break;
        case "grouping"_kw:
            if (peek(1).is('(') && !sqlite()) return grouping_call();
            break;
        case "unique"_kw:
            if (!sqlite()) refuse_unsupported("UNIQUE predicate", begin);
            break;
        case "raise"_kw:
            if (sqlite() && peek(1).is('(')) return raise_call();
            break;
        default:
            break;
    }
    return name_or_call();
}

ExprPtr Parser::parenthesised() {
    const std::uint32_t begin = this->begin();
    Parenthesised inside = query_or_expressions();
    if (inside.query)
        return indirection(node(Subquery{SubqueryKind::scalar, std::move(inside.query)}, begin), begin);
    if (inside.elements.size() > 1)
        return overlaps(node(Row{false, std::move(inside.elements)}, begin), begin);
    ExprPtr expr = std::move(inside.elements.front());
    expr->parenthesised = true;
    return indirection(std::move(expr), begin);
}

bool Parser::at_query_word(std::size_t ahead) const {
    const Token& token = peek(ahead);
    return token.is("select"_kw) || token.is("values"_kw) || token.is("with"_kw) ||
           (token.is("table"_kw) && !sqlite());
}

bool Parser::at_query_in_parentheses(std::size_t ahead) const {
    if (!peek(ahead).is('(')) return false;
    while (peek(ahead).is('(')) ++ahead;
    return at_query_word(ahead);
}

bool Parser::at_query_tail() const {
    return at_any(
        "union"_kw, "intersect"_kw, "except"_kw, "order"_kw, "limit"_kw, "offset"_kw, "fetch"_kw, "for"_kw);
}

// After '(' another '(' may open a query in its own parentheses, the operand of an expression, or both: what
// follows the inner one decides.
Parser::Parenthesised Parser::query_or_expressions(bool single) {
    Descent descent(*this);
    const bool outer = std::exchange(restricted_, false);
    Parenthesised result;
    expect('(');
    const std::uint32_t begin = this->begin();
    if (at_query_word(0)) {
        result.query = query();
    } else if (at_query_in_parentheses()) {
        Parenthesised inner = query_or_expressions();
        if (inner.query && (at(')') || at_query_tail())) {
            inner.query->parenthesised = true;
            result.query = at(')') ? std::move(inner.query) : query_rest(std::move(inner.query), {}, begin);
        } else {
            ExprPtr left;
            if (inner.query) {
                left = node(Subquery{SubqueryKind::scalar, std::move(inner.query)}, begin);
            } else if (inner.elements.size() > 1) {
                left = node(Row{false, std::move(inner.elements)}, begin);
            } else {
                left = std::move(inner.elements.front());
                left->parenthesised = true;
            }
            left = overlaps(indirection(std::move(left), begin), begin);
            result.elements.push_back(climb(std::move(left), begin, 0));
        }
    } else {
        result.elements.push_back(expression());
    }
    while (!single && !result.query && accept(',')) result.elements.push_back(expression());
    expect(')');
    restricted_ = outer;
    return result;
}

// (start, end) OVERLAPS (start, end)
ExprPtr Parser::overlaps(ExprPtr left, std::uint32_t begin) {
    if (!at("overlaps"_kw) || left->as<Row>() == nullptr) return left;
    take();
    const std::uint32_t right_begin = this->begin();
    ExprPtr right;
    if (at("row"_kw)) {
        right = row();
    } else {
        if (!at('(')) refuse();
        Parenthesised inside = query_or_expressions();
        if (inside.elements.size() < 2) refuse();
        right = node(Row{false, std::move(inside.elements)}, right_begin);
    }
    return node(Binary{"OVERLAPS", {}, std::move(left), std::move(right)}, begin);
}

ExprPtr Parser::case_expression() {
    const std::uint32_t begin = this->begin();
    take();
    Case result;
    if (!at("when"_kw)) result.operand = expression();
    if (!at("when"_kw)) refuse();
    while (accept("when"_kw)) {
        When when;
        when.condition = expression();
        expect("then"_kw);
        when.result = expression();
        result.whens.push_back(std::move(when));
    }
    if (accept("else"_kw)) result.otherwise = expression();
    expect("end"_kw);
    return node(std::move(result), begin);
}

ExprPtr Parser::cast_call() {
    const std::uint32_t begin = this->begin();
    take();
    expect('(');
    Cast cast;
    cast.operand = expression();
    expect("as"_kw);
    cast.type = sqlite() ? sqlite_type() : type_name();
    expect(')');
    return node(std::move(cast), begin);
}

ExprPtr Parser::exists() {
    const std::uint32_t begin = this->begin();
    take();
    return node(Subquery{SubqueryKind::exists, parenthesised_query()}, begin);
}

ExprPtr Parser::array() {
    const std::uint32_t begin = this->begin();
    take();
    if (at('(')) return node(Subquery{SubqueryKind::array, parenthesised_query()}, begin);
    if (!at('[')) refuse();
    ExprPtr literal = array_literal();
    return finish(std::move(literal), begin);
}

ExprPtr Parser::array_literal() {
    Descent descent(*this);
    const std::uint32_t begin = this->begin();
    ArrayLiteral array;
    expect('[');
    if (at('[')) {
        do array.elements.push_back(array_literal());
        while (accept(','));
    } else if (!at(']')) {
        array.elements = expression_list();
    }
    expect(']');
    return node(std::move(array), begin);
}

ExprPtr Parser::row() {
    const std::uint32_t begin = this->begin();
    take();
    Row row{true, {}};
    expect('(');
    if (!at(')')) row.elements = expression_list();
    expect(')');
    return node(std::move(row), begin);
}

ExprPtr Parser::grouping_call() {
    const std::uint32_t begin = this->begin();
    take();
    Call call;
    call.function = {"grouping"};
    expect('(');
    for (ExprPtr& argument : expression_list()) call.args.push_back({"", std::move(argument), false});
    expect(')');
    return node(std::move(call), begin);
}

// A column, a function's call or a literal of a named type: all begin with a name.
ExprPtr Parser::name_or_call() {
    const Token first = peek();
    const std::uint32_t begin = first.begin;
    if (!is_column_id(first) && !is_function_name(first)) refuse();
    take();
    ColumnRef column;
    column.parts.push_back(text(first));
    const bool column_name = is_column_id(first);
    column.maybe_string =
        sqlite() && first.kind == TokenKind::quoted_identifier && source(first).front() == '"';
    while (column_name && at('.')) {
        take();
        column.maybe_string = false;
        if (accept('*')) return node(Star{std::move(column.parts)}, begin);
        column.parts.push_back(label());
    }
    const bool callable = column.parts.size() > 1 || is_function_name(first) || sqlite();
    if (callable && at('(')) return call(std::move(column.parts), begin);
    if (callable && at_string() && !sqlite()) {
        TypeName type;
        type.position = begin;
        type.name = std::move(column.parts);
        return literal_of_type(std::move(type), begin);
    }
    if (!column_name) refuse();
    return indirection(node(std::move(column), begin), begin);
}

ExprPtr Parser::literal_of_type(TypeName type, std::uint32_t begin) {
    if (!at_string()) refuse();
    Cast cast{CastSyntax::literal_prefix, literal(), std::move(type)};
    return node(std::move(cast), begin);
}

// The keywords that name types begin a literal if a string, or their modifiers and then a string, follow.
bool Parser::at_type_literal() const {
    if (sqlite()) return false;
    const Token& next = peek(1);
    const bool string = next.is_string() && next.kind != TokenKind::national_string;
    const bool open = next.is('(');
    switch (peek().keyword) {
        case "int"_kw:
        case "integer"_kw:
        case "smallint"_kw:
        case "bigint"_kw:
        case "real"_kw:
        case "boolean"_kw:
            return string;
        case "float"_kw:
        case "decimal"_kw:
        case "dec"_kw:
        case "numeric"_kw:
        case "varchar"_kw:
        case "interval"_kw:
            return string || open;
        case "double"_kw:
            return next.is("precision"_kw);
        case "bit"_kw:
        case "char"_kw:
        case "character"_kw:
        case "nchar"_kw:
            return string || open || next.is("varying"_kw);
        case "national"_kw:
            return next.is("character"_kw) || next.is("char"_kw);
        case "time"_kw:
        case "timestamp"_kw:
            return string || open || (next.is("with"_kw) && peek(2).is("time"_kw)) ||
                   (next.is("without"_kw) && peek(2).is("time"_kw));
        default:
            return false;
    }
}

ExprPtr Parser::type_literal() {
    const std::uint32_t begin = this->begin();
    TypeName type;
    type.position = begin;
    if (!accept("interval"_kw)) {
        const bool modified = peek(1).is('(') || (peek(2).is('(') && !peek(1).is_string());
        keyword_type(type);
        // Without a length, a literal's is its own; a cast's would be 1.
        if (!modified && (type.name.front() == "bpchar" || type.name.front() == "bit"))
            type.modifiers.clear();
        return literal_of_type(std::move(type), begin);
    }
    type.name = {"interval"};
    const bool has_precision = at('(');
    if (has_precision) integer_modifier(type);
    ExprPtr value = literal_of_type(std::move(type), begin);
    if (!has_precision) interval_fields(std::get<Cast>(value->node).type);
    return finish(std::move(value), begin);
}

ExprPtr Parser::indirection(ExprPtr base, std::uint32_t begin) {
    std::size_t height = height_;
    while (at('[') || at('.')) {
        if (sqlite()) break;
        grow(height);
        if (at('[')) {
            base = subscript(std::move(base), begin);
            continue;
        }
        take();
        std::string name = accept('*') ? "*" : label();
        const bool last = name == "*";
        base = node(Field{std::move(base), std::move(name)}, begin);
        if (last) break;
    }
    height_ = std::max(height, height_);
    note_height(height_);
    return base;
}

ExprPtr Parser::subscript(ExprPtr base, std::uint32_t begin) {
    expect('[');
    ExprPtr lower;
    if (!at(':')) lower = expression();
    if (lower && accept(']')) return node(Subscript{std::move(base), std::move(lower)}, begin);
    expect(':');
    ExprPtr upper;
    if (!at(']')) upper = expression();
    expect(']');
    return node(Slice{std::move(base), std::move(lower), std::move(upper)}, begin);
}

}  // namespace ormgate::dialects
