#include <algorithm>
#include <utility>

#include "dialects/mysql_precedence.hpp"
#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;
using namespace mysql;

Parser::Infix MysqlParser::infix() const {
    const Token& token = peek(negation_);
    if (token.kind == TokenKind::word) return word_infix(token);
    if (negation_ != 0) return {Rule::none};
    switch (token.kind) {
        case TokenKind::less_equals:
        case TokenKind::greater_equals:
        case TokenKind::not_equals:
            return {Rule::binary, comparison_level};
        case TokenKind::operator_: {
            const std::string_view op = source(token);
            if (op == "<=>") return {Rule::equal, comparison_level};
            if (op == "&&") return {Rule::logical, and_level};
            if (op == "||" && dialect().pipes_concatenate) return {Rule::binary, concatenation_level};
            if (op == "||") return {Rule::logical, or_level};
            if (op == "|") return {Rule::binary, bit_or_level};
            if (op == "&") return {Rule::binary, bit_and_level};
            if (op == "<<" || op == ">>") return {Rule::binary, shift_level};
            if (op == "^") return {Rule::binary, bit_xor_level};
            return {Rule::none};
        }
        case TokenKind::symbol:
            break;
        default:
            return {Rule::none};
    }
    switch (token.symbol) {
        case '<':
        case '>':
        case '=':
            return {Rule::binary, comparison_level};
        case '+':
        case '-':
            return {Rule::binary, additive_level};
        case '*':
        case '/':
        case '%':
            return {Rule::binary, multiplicative_level};
        case '^':
            return {Rule::binary, bit_xor_level};
        case '|':
            return {Rule::binary, bit_or_level};
        case '&':
            return {Rule::binary, bit_and_level};
        default:
            return {Rule::none};
    }
}

// MariaDB's predicates chain, MySQL's do not.
Parser::Infix MysqlParser::word_infix(const Token& token) const {
    const bool chains = mariadb();
    switch (token.keyword) {
        case "between"_kw:
            return {Rule::between, predicate_level, chains};
        case "in"_kw:
            return {Rule::in, predicate_level, chains};
        case "like"_kw:
            return {Rule::like, predicate_level, chains};
        case "regexp"_kw:
        case "rlike"_kw:
            return {Rule::word_operator, predicate_level, chains};
        default:
            break;
    }
    if (negation_ != 0) return {Rule::none};
    switch (token.keyword) {
        case "or"_kw:
            return {Rule::logical, or_level};
        case "xor"_kw:
            return {Rule::logical, xor_level};
        case "and"_kw:
            return {Rule::logical, and_level};
        case "is"_kw: {
            const Token& tested = peek(peek(1).is("not"_kw) ? 2 : 1);
            if (tested.is("null"_kw)) return {Rule::is, comparison_level};
            return {Rule::is, truth_level, chains};
        }
        case "div"_kw:
        case "mod"_kw:
            return {Rule::word_operator, multiplicative_level};
        case "sounds"_kw:
            if (!peek(1).is("like"_kw)) return {Rule::none};
            return {Rule::word_operator, predicate_level, chains};
        case "member"_kw:
            if (mariadb() || (!peek(1).is("of"_kw) && !peek(1).is('('))) return {Rule::none};
            return {Rule::word_operator, predicate_level, chains};
        case "collate"_kw:
            return {Rule::collate, collate_level};
        default:
            return {Rule::none};
    }
}

ExprPtr MysqlParser::operand() {
    const std::uint32_t begin = this->begin();
    const Token token = peek();
    Descent descent(*this);
    if (token.is("not"_kw)) {
        if (minimum_ > not_level && !dialect().high_not_precedence) refuse();
        take();
        return node(Not{operand_at(dialect().high_not_precedence ? not_sign_level : not_level)}, begin);
    }
    if (token.kind == TokenKind::operator_ && source(token) == "!") {
        take();
        return node(Not{operand_at(not_sign_level)}, begin);
    }
    if (token.is('-') || token.is('+')) {
        take();
        return node(Unary{std::string(1, token.symbol), {}, operand_at(sign_level)}, begin);
    }
    if (token.kind == TokenKind::operator_ && source(token) == "~") {
        take();
        return node(Unary{"~", {}, operand_at(sign_level)}, begin);
    }
    if (token.is("binary"_kw)) {
        take();
        return node(Unary{"BINARY", {}, operand_at(not_sign_level)}, begin);
    }
    if (at_interval()) {  // INTERVAL 1 DAY + d
        Binary sum{"+", {}, interval(), {}};
        expect('+');
        sum.right = operand_at(sign_level);
        ExprPtr result = node(std::move(sum), begin);
        result->parenthesised = true;  // binds as tightly as what stands in parentheses
        return result;
    }
    return primary();
}

ExprPtr MysqlParser::combine(ExprPtr left, Infix found, bool negated) {
    switch (found.rule) {
        case Rule::logical:
            return combine_logical(std::move(left), found.level);
        case Rule::binary:
            return combine_operator(std::move(left), found.level);
        case Rule::equal:
            take();
            return make(IsDistinct{true, std::move(left), operand_at(found.level + 1)});
        case Rule::word_operator:
            return combine_word(std::move(left), found.level, negated);
        case Rule::is:
            return combine_test(std::move(left), found.level);
        case Rule::between:
            return combine_range(std::move(left), negated);
        case Rule::like:
            return combine_pattern(std::move(left), negated);
        case Rule::collate:
            take();
            return make(
                Collate{std::move(left), {mariadb() && at("binary"_kw) ? column_id() : label_or_string()}});
        default:
            return Parser::combine(std::move(left), found, negated);
    }
}

ExprPtr MysqlParser::combine_logical(ExprPtr left, int level) {
    take();
    const LogicalOp op = level == or_level    ? LogicalOp::or_
                         : level == xor_level ? LogicalOp::xor_
                                              : LogicalOp::and_;
    ExprPtr right = operand_at(level + 1);
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

ExprPtr MysqlParser::combine_operator(ExprPtr left, int level) {
    Binary binary;
    const Token op = take();
    binary.op = op.kind == TokenKind::not_equals ? "<>" : std::string(source(op));
    const bool comparison = level == comparison_level;
    if (comparison && at_any("any"_kw, "some"_kw, "all"_kw)) {
        if (peek(1).is('(') && !at_query_in_parentheses(1)) refuse(2);
        return quantified(std::move(left), std::move(binary.op), {});
    }
    binary.left = std::move(left);
    const bool sum = binary.op == "+" || binary.op == "-";
    binary.right = sum && at_interval() ? interval() : operand_at(level + 1);
    return make(std::move(binary));
}

ExprPtr MysqlParser::combine_word(ExprPtr left, int level, bool negated) {
    const Token word = take();
    Binary binary;
    binary.left = std::move(left);
    if (level == multiplicative_level) {
        binary.op = word.is("div"_kw) ? "DIV" : "%";
        binary.right = operand_at(level + 1);
        return make(std::move(binary));
    }
    if (word.is("member"_kw)) {
        accept("of"_kw);
        expect('(');
        binary.op = "MEMBER OF";
        binary.right = operand_at(sign_level);
        expect(')');
        return make(std::move(binary));
    }
    if (word.is("sounds"_kw)) take();
    binary.op = word.is("sounds"_kw) ? "SOUNDS LIKE" : "REGEXP";
    binary.right = operand_at(bit_or_level);
    ExprPtr result = make(std::move(binary));
    if (!negated) return result;
    const std::uint32_t begin = result->as<Binary>()->left->position;
    result = finish(std::move(result), begin);
    return make(Not{std::move(result)});
}

ExprPtr MysqlParser::combine_test(ExprPtr left, int level) {
    take();
    Is is{IsKind::null, accept("not"_kw), std::move(left), {}};
    if (level == comparison_level) {
        take();
    } else if (accept("true"_kw)) {
        is.kind = IsKind::true_;
    } else if (accept("false"_kw)) {
        is.kind = IsKind::false_;
    } else if (accept("unknown"_kw)) {
        is.kind = IsKind::unknown;
    } else {
        refuse();
    }
    return make(std::move(is));
}

ExprPtr MysqlParser::combine_range(ExprPtr left, bool negated) {
    take();
    Between between;
    between.negated = negated;
    between.operand = std::move(left);
    between.low = operand_at(mariadb() ? predicate_level : bit_or_level);
    const std::size_t low_height = height_;
    expect("and"_kw);
    between.high = operand_at(predicate_level);
    height_ = std::max(height_, low_height);
    return make(std::move(between));
}

ExprPtr MysqlParser::combine_pattern(ExprPtr left, bool negated) {
    take();
    Like like;
    like.negated = negated;
    like.operand = std::move(left);
    like.pattern = operand_at(concatenation_level);
    std::size_t height = height_;
    if (accept("escape"_kw)) like.escape = operand_at(sign_level);
    height_ = std::max(height, height_);
    return make(std::move(like));
}

// INTERVAL n DAY, not the function INTERVAL(n, a, b).
bool MysqlParser::at_interval() const {
    if (!at("interval"_kw)) return false;
    if (!peek(1).is('(')) return true;
    std::size_t depth = 0;
    for (std::size_t ahead = 1;; ++ahead) {
        const Token& token = peek(ahead);
        if (token.kind == TokenKind::end || token.kind == TokenKind::error) return true;
        if (token.is('(')) ++depth;
        if (token.is(',') && depth == 1) return false;
        if (token.is(')') && --depth == 0) return true;
    }
}

// The amount and the unit, as a call of its own.
ExprPtr MysqlParser::interval() {
    const std::uint32_t begin = this->begin();
    take();
    Call call;
    call.function = {"interval"};
    call.syntax = CallSyntax::interval_call;
    call.args.push_back({"", expression(), false});
    call.args.push_back({"", interval_unit(), false});
    return node(std::move(call), begin);
}

ExprPtr MysqlParser::interval_unit() {
    static constexpr Keyword units[] = {
        "microsecond"_kw,
        "second"_kw,
        "minute"_kw,
        "hour"_kw,
        "day"_kw,
        "week"_kw,
        "month"_kw,
        "quarter"_kw,
        "year"_kw,
        "day_hour"_kw,
        "day_minute"_kw,
        "day_second"_kw,
        "day_microsecond"_kw,
        "hour_minute"_kw,
        "hour_second"_kw,
        "hour_microsecond"_kw,
        "minute_second"_kw,
        "minute_microsecond"_kw,
        "second_microsecond"_kw,
        "year_month"_kw,
    };
    const std::uint32_t begin = this->begin();
    for (Keyword unit : units)
        if (at(unit)) return node(Literal{LiteralKind::string, lower_word(), -1}, begin);
    static constexpr Keyword old_units[] = {
        "sql_tsi_second"_kw,
        "sql_tsi_minute"_kw,
        "sql_tsi_hour"_kw,
        "sql_tsi_day"_kw,
        "sql_tsi_week"_kw,
        "sql_tsi_month"_kw,
        "sql_tsi_quarter"_kw,
        "sql_tsi_year"_kw,
    };
    for (Keyword unit : old_units)
        if (at(unit)) return node(Literal{LiteralKind::string, lower_word().substr(8), -1}, begin);
    refuse();
}

}  // namespace ormgate::dialects
