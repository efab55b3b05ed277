#include <algorithm>
#include <climits>
#include <utility>

#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

namespace {

// Precedence of operators from low to high, as PostgreSQL's grammar has it.
enum Level : int {
    or_level = 1,
    and_level,
    not_level,
    is_level,
    comparison_level,
    matching_level,  // BETWEEN, IN, LIKE, ILIKE, SIMILAR
    operator_level,  // any other operator
    additive_level,
    multiplicative_level,
    power_level,
    zone_level,
    collate_level,
    sign_level,
    cast_level,
};

// SQLite's own: IS, IN, LIKE and = are one level, and above < and >.
enum SqliteLevel : int {
    sqlite_equal_level = 4,
    sqlite_order_level,
    sqlite_bits_level,
    sqlite_additive_level,
    sqlite_multiplicative_level,
    sqlite_concatenation_level,
    sqlite_collate_level,
    sqlite_sign_level,
};

// Postfix tests and lists end with a token of their own.
bool ends_with_operand(const Expr& expr) {
    return !std::holds_alternative<Is>(expr.node) && !std::holds_alternative<In>(expr.node) &&
           !std::holds_alternative<Quantified>(expr.node);
}

}  // namespace

ExprPtr Parser::finish(ExprPtr expr, std::uint32_t begin) {
    expr->position = begin;
    expr->end = end();
    if (expr->operator_position == 0) expr->operator_position = begin;
    return expr;
}

ExprPtr Parser::expression() {
    const bool outer = std::exchange(restricted_, false);
    ExprPtr result = operand_at(0);
    restricted_ = outer;
    return result;
}

ExprPtr Parser::restricted_expression() {
    const bool outer = std::exchange(restricted_, !sqlite());
    ExprPtr result = operand_at(sqlite() ? static_cast<int>(sqlite_order_level) : 0);
    restricted_ = outer;
    return result;
}

std::vector<ExprPtr> Parser::expression_list() {
    std::vector<ExprPtr> list;
    do list.push_back(expression());
    while (accept(','));
    return list;
}

ExprPtr Parser::operand_at(int minimum) {
    const std::uint32_t begin = this->begin();
    minimum_ = minimum;
    ExprPtr left = operand();
    return climb(std::move(left), begin, minimum);
}

// Precedence climbing: takes operators of at least `minimum`. Two operators of a level that does not
// associate may not follow each other.
ExprPtr Parser::climb(ExprPtr left, std::uint32_t begin, int minimum) {
    int closed_level = 0;   // of a non-associative operator whose right operand has just ended
    int loosest = INT_MAX;  // MySQL: what has been combined is an operand of looser operators only
    for (;;) {
        const bool negated = at("not"_kw) && !restricted_;
        negation_ = negated ? 1 : 0;
        const Infix found = infix();
        negation_ = 0;
        if (found.rule == Rule::none || found.level < minimum || at_operator_as_label()) return left;
        if (found.level == closed_level) refuse();
        if (found.level > loosest) return left;
        const std::uint32_t operator_position = this->begin();
        std::size_t height = height_;
        const Logical* list = left->as<Logical>();
        if (negated && found.rule != Rule::not_null) take();
        left = combine(std::move(left), found, negated);
        if (left->as<Logical>() == list && list != nullptr) {
            height = std::max(height, height_ + 1);  // one operand more makes a list no higher
        } else {
            height = std::max(height, height_);
            grow(height);
        }
        height_ = height;
        note_height(height);
        if (left->operator_position == 0) left->operator_position = operator_position;
        left = finish(std::move(left), begin);
        if (is_mysql(dialect())) loosest = found.associates ? found.level : found.level - 1;
        closed_level = !found.associates && ends_with_operand(*left) ? found.level : 0;
    }
}

ExprPtr Parser::operand() {
    const std::uint32_t begin = this->begin();
    const Token token = peek();
    if (token.is("not"_kw) && !restricted_) {
        Descent descent(*this);
        take();
        return node(Not{operand_at(not_level)}, begin);
    }
    if (token.is('-') || token.is('+')) {
        Descent descent(*this);
        take();
        const int level = sqlite() ? static_cast<int>(sqlite_sign_level) : static_cast<int>(cast_level);
        return node(Unary{std::string(1, token.symbol), {}, operand_at(level)}, begin);
    }
    if (token.kind == TokenKind::operator_ || token.is("operator"_kw)) {
        if (token.is("operator"_kw) && !peek(1).is('(')) return primary();
        Descent descent(*this);
        Unary unary;
        unary.op = operator_symbol(unary.op_schema);
        const int level = sqlite() ? static_cast<int>(sqlite_sign_level) : static_cast<int>(additive_level);
        unary.operand = operand_at(level);
        return node(std::move(unary), begin);
    }
    if (token.is("default"_kw) && !restricted_ && !sqlite()) {
        take();
        return node(Default{}, begin);
    }
    Descent descent(*this);
    height_ = 0;  // of what stands before, until something below is parsed
    return primary();
}

Parser::Infix Parser::infix() const {
    if (sqlite()) return sqlite_infix();
    const Token& token = peek();
    switch (token.kind) {
        case TokenKind::colons:
            return {Rule::cast, cast_level};
        case TokenKind::less_equals:
        case TokenKind::greater_equals:
        case TokenKind::not_equals:
            return {Rule::binary, comparison_level, false};
        case TokenKind::operator_:
            return {Rule::binary, operator_level};
        case TokenKind::word:
            return infix_word();
        case TokenKind::symbol:
            break;
        default:
            return {Rule::none};
    }
    switch (token.symbol) {
        case '<':
        case '>':
        case '=':
            return {Rule::binary, comparison_level, false};
        case '+':
        case '-':
            return {Rule::binary, additive_level};
        case '*':
        case '/':
        case '%':
            return {Rule::binary, multiplicative_level};
        case '^':
            return {Rule::binary, power_level};
        default:
            return {Rule::none};
    }
}

Parser::Infix Parser::infix_word() const {
    const Keyword word = peek(negation_).keyword;
    if (word == "operator"_kw && negation_ == 0) {
        return peek(1).is('(') ? Infix{Rule::binary, operator_level} : Infix{Rule::none};
    }
    if (word == "is"_kw && negation_ == 0) {
        const std::size_t tested = peek(1).is("not"_kw) ? 2 : 1;
        const bool allowed = !restricted_ || peek(tested).is("distinct"_kw) || peek(tested).is("document"_kw);
        return allowed ? Infix{Rule::is, is_level, false} : Infix{Rule::none};
    }
    if (restricted_) return {Rule::none};
    switch (word) {
        case "between"_kw:
            return {Rule::between, matching_level, false};
        case "in"_kw:
            return {Rule::in, matching_level, false};
        case "like"_kw:
        case "ilike"_kw:
            return {Rule::like, matching_level, false};
        case "similar"_kw:
            if (!peek(negation_ + 1).is("to"_kw)) return {Rule::none};
            return {Rule::like, matching_level, false};
        default:
            break;
    }
    if (negation_ != 0) return {Rule::none};
    switch (word) {
        case "or"_kw:
            return {Rule::logical, or_level};
        case "and"_kw:
            return {Rule::logical, and_level};
        case "isnull"_kw:
            return {Rule::is_null, is_level, false};
        case "notnull"_kw:
            return {Rule::not_null, is_level, false};
        case "at"_kw:
            return {Rule::at_time_zone, zone_level};
        case "collate"_kw:
            return {Rule::collate, collate_level};
        default:
            return {Rule::none};
    }
}

Parser::Infix Parser::sqlite_infix() const {
    const Token& token = peek(negation_);
    if (token.kind == TokenKind::less_equals || token.kind == TokenKind::greater_equals || token.is('<') ||
        token.is('>'))
        return {Rule::binary, sqlite_order_level};
    if (token.kind == TokenKind::not_equals || token.is('=')) return {Rule::binary, sqlite_equal_level};
    if (token.is('+') || token.is('-')) return {Rule::binary, sqlite_additive_level};
    if (token.is('*') || token.is('/') || token.is('%')) return {Rule::binary, sqlite_multiplicative_level};
    if (token.kind == TokenKind::operator_) {
        const std::string_view op = source(token);
        if (op == "==") return {Rule::binary, sqlite_equal_level};
        if (op == "||" || op == "->" || op == "->>") return {Rule::binary, sqlite_concatenation_level};
        if (op == "&" || op == "|" || op == "<<" || op == ">>") return {Rule::binary, sqlite_bits_level};
        return {Rule::none};
    }
    if (token.kind != TokenKind::word) return {Rule::none};
    switch (token.keyword) {
        case "between"_kw:
            return {Rule::between, sqlite_equal_level};
        case "in"_kw:
            return {Rule::in, sqlite_equal_level};
        case "like"_kw:
        case "glob"_kw:
        case "regexp"_kw:
        case "match"_kw:
            return {Rule::like, sqlite_equal_level};
        case "null"_kw:
            return negation_ != 0 ? Infix{Rule::not_null, sqlite_equal_level} : Infix{Rule::none};
        default:
            break;
    }
    if (negation_ != 0) return {Rule::none};
    switch (token.keyword) {
        case "or"_kw:
            return {Rule::logical, or_level};
        case "and"_kw:
            return {Rule::logical, and_level};
        case "is"_kw:
            return {Rule::is, sqlite_equal_level};
        case "isnull"_kw:
            return {Rule::is_null, sqlite_equal_level};
        case "notnull"_kw:
            return {Rule::not_null, sqlite_equal_level};
        case "collate"_kw:
            return {Rule::collate, sqlite_collate_level};
        default:
            return {Rule::none};
    }
}

ExprPtr Parser::combine(ExprPtr left, Infix found, bool negated) {
    const std::uint32_t begin = this->begin();
    switch (found.rule) {
        case Rule::logical: {
            const LogicalOp op = take().is("or"_kw) ? LogicalOp::or_ : LogicalOp::and_;
            ExprPtr right = operand_at(found.level + 1);
            if (Logical* logical = left->as<Logical>(); logical != nullptr && logical->op == op) {
                logical->operands.push_back(std::move(right));
                left->parenthesised = false;
                return left;
            }
            Logical logical{op, {}};
            logical.operands.push_back(std::move(left));
            logical.operands.push_back(std::move(right));
            return make(std::move(logical));
        }
        case Rule::is:
            return combine_is(std::move(left), found.level);
        case Rule::is_null:
            take();
            return make(Is{IsKind::null, false, std::move(left), {}});
        case Rule::not_null:
            if (negated) take();
            take();
            return make(Is{IsKind::null, true, std::move(left), {}});
        case Rule::binary:
            return combine_binary(std::move(left), found.level);
        case Rule::between:
            return combine_between(std::move(left), negated);
        case Rule::in:
            return combine_in(std::move(left), negated);
        case Rule::like:
            return combine_like(std::move(left), negated);
        case Rule::at_time_zone:
            return combine_at_time_zone(std::move(left));
        case Rule::collate:
            take();
            return make(Collate{std::move(left), collation_name()});
        case Rule::cast:
            take();
            return make(Cast{CastSyntax::colons, std::move(left), type_name()});
        case Rule::word_operator:
        case Rule::equal:
        case Rule::none:
            break;
    }
    refuse(Errc::internal, "operator without a rule", begin);
}

bool Parser::at_quantifier() const {
    return !sqlite() && !restricted_ && at_any("any"_kw, "some"_kw, "all"_kw);
}

ExprPtr Parser::combine_binary(ExprPtr left, int level) {
    Binary binary;
    binary.op = operator_symbol(binary.op_schema);
    if (at_quantifier())
        return quantified(std::move(left), std::move(binary.op), std::move(binary.op_schema));
    binary.left = std::move(left);
    binary.right = operand_at(level + 1);
    return make(std::move(binary));
}

ExprPtr Parser::quantified(ExprPtr left, std::string op, Name schema) {
    Quantified result;
    result.op = std::move(op);
    result.op_schema = std::move(schema);
    result.all = take().is("all"_kw);
    result.left = std::move(left);
    if (!at('(')) refuse();
    Parenthesised inside = query_or_expressions(true);
    result.query = std::move(inside.query);
    if (!result.query) result.array = std::move(inside.elements.front());
    return make(std::move(result));
}

std::string Parser::operator_symbol(Name& schema) {
    const Token token = take();
    if (token.kind == TokenKind::not_equals) return "<>";
    if (!token.is("operator"_kw)) return source(token) == "==" ? "=" : std::string(source(token));
    expect('(');
    while (is_column_id(peek())) {
        schema.push_back(column_id());
        expect('.');
    }
    const Token op = peek();
    const bool symbol = op.kind == TokenKind::symbol &&
                        std::string_view("+-*/%^<>=").find(op.symbol) != std::string_view::npos;
    const bool named = op.kind == TokenKind::operator_ || op.kind == TokenKind::not_equals ||
                       op.kind == TokenKind::less_equals || op.kind == TokenKind::greater_equals;
    if (!symbol && !named) refuse();
    take();
    expect(')');
    return op.kind == TokenKind::not_equals ? "<>" : std::string(source(op));
}

ExprPtr Parser::combine_is(ExprPtr left, int level) {
    take();
    const bool negated = accept("not"_kw);
    if (accept("distinct"_kw)) {
        expect("from"_kw);
        return make(IsDistinct{negated, std::move(left), operand_at(level + 1)});
    }
    Is is{IsKind::null, negated, std::move(left), {}};
    if (accept("null"_kw)) return make(std::move(is));
    if (accept("true"_kw)) {
        is.kind = IsKind::true_;
    } else if (accept("false"_kw)) {
        is.kind = IsKind::false_;
    } else if (sqlite()) {
        return make(IsDistinct{!negated, std::move(is.operand), operand_at(level + 1)});
    } else if (accept("unknown"_kw)) {
        is.kind = IsKind::unknown;
    } else if (accept("document"_kw)) {
        is.kind = IsKind::document;
    } else if (at_any("nfc"_kw, "nfd"_kw, "nfkc"_kw, "nfkd"_kw, "normalized"_kw)) {
        is.kind = IsKind::normalized;
        if (!at("normalized"_kw)) is.form = text(take());
        expect("normalized"_kw);
    } else {
        refuse();
    }
    return make(std::move(is));
}

ExprPtr Parser::combine_between(ExprPtr left, bool negated) {
    take();
    Between between;
    between.negated = negated;
    between.operand = std::move(left);
    if (!sqlite()) {
        between.symmetric = accept("symmetric"_kw);
        if (!between.symmetric) accept("asymmetric"_kw);
    }
    between.low = restricted_expression();
    const std::size_t low_height = height_;
    expect("and"_kw);
    between.high =
        operand_at(sqlite() ? static_cast<int>(sqlite_order_level) : static_cast<int>(operator_level));
    height_ = std::max(height_, low_height);
    return make(std::move(between));
}

ExprPtr Parser::combine_in(ExprPtr left, bool negated) {
    take();
    In in;
    in.negated = negated;
    in.operand = std::move(left);
    if (sqlite() && !at('(')) {  // a IN t: the rows of the table
        in.query = QueryPtr(new Query);
        in.query->position = begin();
        in.query->body = TableCommand{qualified_name()};
        if (at('(')) refuse_unsupported("IN with a table-valued function", begin());
        return make(std::move(in));
    }
    if (!at('(')) refuse();
    if (sqlite() && peek(1).is(')')) {
        take();
        take();
        return make(std::move(in));
    }
    Parenthesised inside = query_or_expressions();
    in.query = std::move(inside.query);
    in.list = std::move(inside.elements);
    return make(std::move(in));
}

ExprPtr Parser::combine_like(ExprPtr left, bool negated) {
    const Token word = take();
    const int operand_level =
        sqlite() ? static_cast<int>(sqlite_order_level) : static_cast<int>(operator_level);
    if (sqlite() && !word.is("like"_kw)) {
        Binary binary{text(word), {}, std::move(left), operand_at(operand_level)};
        for (char& c : binary.op) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        if (!negated) return make(std::move(binary));
        return make(Not{make(std::move(binary), begin())});
    }
    Like like;
    like.negated = negated;
    like.kind = word.is("like"_kw)    ? LikeKind::like
                : word.is("ilike"_kw) ? LikeKind::ilike
                                      : LikeKind::similar;
    if (like.kind == LikeKind::similar)
        expect("to"_kw);
    else if (at_quantifier()) {
        std::string op = like.kind == LikeKind::like ? "LIKE" : "ILIKE";
        return quantified(std::move(left), negated ? "NOT " + op : op, {});
    }
    like.operand = std::move(left);
    like.pattern = operand_at(operand_level);
    if (accept("escape"_kw)) like.escape = operand_at(operand_level);
    return make(std::move(like));
}

ExprPtr Parser::combine_at_time_zone(ExprPtr left) {
    take();
    expect("time"_kw, "zone"_kw);
    return make(AtTimeZone{std::move(left), operand_at(zone_level + 1)});
}

}  // namespace ormgate::dialects
