#include "dialects/printer/sqlite/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

namespace {

// From low to high, as SQLite's grammar (parse.y) has them.
enum Level : int {
    or_level = 1,
    and_level,
    not_level,
    equal_level,  // = IS IN LIKE GLOB BETWEEN …
    order_level,  // < <= > >=
    bits_level,
    additive_level,
    multiplicative_level,
    concatenation_level,
    collate_level,
    sign_level,
    primary_level,
};

int binary_level(std::string_view op) {
    struct Row {
        std::string_view op;
        Level level;
    };
    static constexpr Row rows[] = {
        {"<", order_level},
        {"<=", order_level},
        {">", order_level},
        {">=", order_level},
        {"&", bits_level},
        {"|", bits_level},
        {"<<", bits_level},
        {">>", bits_level},
        {"+", additive_level},
        {"-", additive_level},
        {"*", multiplicative_level},
        {"/", multiplicative_level},
        {"%", multiplicative_level},
        {"||", concatenation_level},
        {"->", concatenation_level},
        {"->>", concatenation_level},
    };
    for (const Row& row : rows)
        if (row.op == op) return row.level;
    return equal_level;
}

int level_of(const Expr& expr) {
    if (const auto* node = expr.as<Logical>()) return node->op == LogicalOp::or_ ? or_level : and_level;
    if (expr.as<Not>() != nullptr) return not_level;
    if (const auto* node = expr.as<Binary>()) return binary_level(node->op);
    if (expr.as<Is>() != nullptr || expr.as<IsDistinct>() != nullptr || expr.as<Between>() != nullptr ||
        expr.as<In>() != nullptr || expr.as<Like>() != nullptr)
        return equal_level;
    if (expr.as<Collate>() != nullptr) return collate_level;
    if (expr.as<Unary>() != nullptr) return sign_level;
    return primary_level;
}

}  // namespace

void SqliteWriter::operand(const Expr& expr, int minimum) {
    const bool parentheses = level_of(expr) < minimum;
    if (parentheses) out += '(';
    std::visit([this](const auto& node) { write(node); }, expr.node);
    if (parentheses) out += ')';
}

// The value of DEFAULT: a literal, a signed number, or an expression in parentheses.
void SqliteWriter::restricted(const Expr& expr) {
    const auto* call = expr.as<Call>();
    const auto* sign = expr.as<Unary>();
    const bool word = call != nullptr && call->syntax == CallSyntax::keyword;
    const bool number = sign != nullptr && sign->operand->as<Literal>() != nullptr;
    const bool plain = expr.as<Literal>() != nullptr || expr.as<ColumnRef>() != nullptr || word || number;
    if (!plain) out += '(';
    expression(expr);
    if (!plain) out += ')';
}

void SqliteWriter::write(const Parameter& node) {
    if (node.name.empty())
        out += '?' + std::to_string(node.number);
    else
        out += node.name;
}

void SqliteWriter::write(const Unary& node) {
    out += node.op;
    const std::size_t at = out.size();
    operand(*node.operand, sign_level);
    if (out[at] == '-' || out[at] == '+') out.insert(at, " ");
}

void SqliteWriter::write(const Binary& node) {
    const int level = binary_level(node.op);
    operand(*node.left, level);
    out += ' ' + node.op + ' ';
    operand(*node.right, level + 1);
}

void SqliteWriter::write(const Logical& node) {
    const bool either = node.op == LogicalOp::or_;
    list(
        node.operands,
        [&](const ExprPtr& each) { operand(*each, (either ? or_level : and_level) + 1); },
        either ? " OR " : " AND ");
}

void SqliteWriter::write(const Not& node) {
    out += "NOT ";
    operand(*node.operand, not_level);
}

void SqliteWriter::write(const Is& node) {
    operand(*node.operand, equal_level);
    out += node.negated ? " IS NOT " : " IS ";
    out += node.kind == IsKind::null ? "NULL" : node.kind == IsKind::true_ ? "TRUE" : "FALSE";
}

void SqliteWriter::write(const IsDistinct& node) {
    operand(*node.left, equal_level);
    out += node.negated ? " IS " : " IS NOT ";
    operand(*node.right, order_level);
}

void SqliteWriter::write(const Between& node) {
    operand(*node.operand, equal_level);
    out += node.negated ? " NOT BETWEEN " : " BETWEEN ";
    operand(*node.low, order_level);
    out += " AND ";
    operand(*node.high, order_level);
}

void SqliteWriter::write(const In& node) {
    operand(*node.operand, equal_level);
    out += node.negated ? " NOT IN " : " IN ";
    if (node.query) {
        if (const auto* table = std::get_if<TableCommand>(&node.query->body)) {
            name(table->name);
            return;
        }
    }
    out += '(';
    if (node.query)
        query(*node.query);
    else
        expressions(node.list);
    out += ')';
}

void SqliteWriter::write(const Like& node) {
    operand(*node.operand, equal_level);
    out += node.negated ? " NOT LIKE " : " LIKE ";
    operand(*node.pattern, order_level);
    if (!node.escape) return;
    out += " ESCAPE ";
    operand(*node.escape, order_level);
}

void SqliteWriter::write(const Row& node) {
    out += '(';
    expressions(node.elements);
    out += ')';
}

void SqliteWriter::write(const Collate& node) {
    operand(*node.operand, collate_level);
    out += " COLLATE ";
    identifier(node.collation.back());
}

void SqliteWriter::write(const Call& node) {
    if (node.syntax == CallSyntax::keyword) {
        out += upper(node.function.front());
    } else if (node.function == Name{"raise"}) {
        out += "RAISE(" + upper(node.args.front().value->as<Literal>()->text);
        if (node.args.size() > 1) {
            out += ", ";
            expression(*node.args[1].value);
        }
        out += ')';
    } else {
        function_name(node.function);
        arguments(node);
    }
    if (node.filter) {
        out += " FILTER (WHERE ";
        expression(*node.filter);
        out += ')';
    }
    if (!node.over) return;
    out += " OVER ";
    if (node.over->by_name_only)
        identifier(node.over->name);
    else
        window(*node.over);
}

}  // namespace ormgate::dialects
