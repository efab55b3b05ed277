#include "dialects/mysql_precedence.hpp"
#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;
using namespace mysql;

namespace {

int binary_level(std::string_view op) {
    struct Row {
        std::string_view op;
        Level level;
    };
    static constexpr Row rows[] = {
        {"|", bit_or_level},
        {"&", bit_and_level},
        {"<<", shift_level},
        {">>", shift_level},
        {"+", additive_level},
        {"-", additive_level},
        {"*", multiplicative_level},
        {"/", multiplicative_level},
        {"%", multiplicative_level},
        {"DIV", multiplicative_level},
        {"^", bit_xor_level},
        {"REGEXP", predicate_level},
        {"SOUNDS LIKE", predicate_level},
        {"MEMBER OF", predicate_level},
        {"->", primary_level},
        {"->>", primary_level},
        {"||", primary_level},
    };
    for (const Row& row : rows)
        if (row.op == op) return row.level;
    return comparison_level;
}

bool is_interval(const Expr& expr) {
    const Call* call = expr.as<Call>();
    return call != nullptr && call->syntax == CallSyntax::interval_call;
}

int level_of(const Expr& expr) {
    if (const auto* node = expr.as<Logical>())
        return node->op == LogicalOp::or_ ? or_level : node->op == LogicalOp::xor_ ? xor_level : and_level;
    if (expr.as<Not>() != nullptr) return not_level;
    if (const auto* node = expr.as<Is>()) return node->kind == IsKind::null ? comparison_level : truth_level;
    if (const auto* node = expr.as<IsDistinct>()) return node->negated ? comparison_level : not_level;
    if (expr.as<Between>() != nullptr || expr.as<In>() != nullptr || expr.as<Like>() != nullptr)
        return predicate_level;
    if (const auto* node = expr.as<Binary>()) return binary_level(node->op);
    if (expr.as<Quantified>() != nullptr) return comparison_level;
    if (const auto* node = expr.as<Unary>()) return node->op == "BINARY" ? not_sign_level : sign_level;
    if (expr.as<Collate>() != nullptr) return collate_level;
    if (const auto* node = expr.as<Variable>()) return node->assigned ? assignment_level : primary_level;
    return primary_level;
}

}  // namespace

void MysqlWriter::operand(const Expr& expr, int minimum) {
    const bool parentheses = level_of(expr) < minimum;
    if (parentheses) out += '(';
    std::visit([this](const auto& node) { write(node); }, expr.node);
    if (parentheses) out += ')';
}

void MysqlWriter::write(const Literal& node) {
    literals.push_back(&node);
    if (!node.character_set.empty()) out += '_' + node.character_set + ' ';
    switch (node.kind) {
        case LiteralKind::null:
            out += "NULL";
            break;
        case LiteralKind::boolean:
            out += upper(node.text);
            break;
        case LiteralKind::integer:
        case LiteralKind::decimal:
            out += node.text;
            break;
        case LiteralKind::string:
            string(node.text);
            break;
        case LiteralKind::bit_string:
            out += "b'" + node.text + '\'';
            break;
        case LiteralKind::hex_string:
            out += node.text.size() % 2 == 0 ? "x'" + node.text + '\'' : "0x" + node.text;
            break;
        case LiteralKind::national:
            out += 'N';
            string(node.text);
            break;
    }
}

void MysqlWriter::write(const Parameter&) {
    out += '?';
}

void MysqlWriter::write(const Unary& node) {
    out += node.op;
    if (node.op == "BINARY") out += ' ';
    const std::size_t at = out.size();
    operand(*node.operand, node.op == "BINARY" ? not_sign_level : sign_level);
    if (out[at] == '-' || out[at] == '+') out.insert(at, " ");
}

void MysqlWriter::write(const Binary& node) {
    if (node.op == "||") {
        out += "concat(";
        expression(*node.left);
        out += ", ";
        expression(*node.right);
        out += ')';
        return;
    }
    if (node.op == "+" && is_interval(*node.left)) {  // the same sum, written the usual way
        operand(*node.right, additive_level);
        out += " + ";
        operand(*node.left, primary_level);
        return;
    }
    const int level = binary_level(node.op);
    operand(*node.left, level == predicate_level ? bit_or_level : level);
    out += ' ' + node.op + ' ';
    if (node.op == "MEMBER OF") {
        out += '(';
        operand(*node.right, sign_level);
        out += ')';
        return;
    }
    operand(*node.right, level == primary_level ? level : level + 1);
}

void MysqlWriter::write(const Logical& node) {
    static constexpr std::string_view words[] = {" AND ", " OR ", " XOR "};
    const int level = node.op == LogicalOp::or_    ? or_level
                      : node.op == LogicalOp::xor_ ? xor_level
                                                   : and_level;
    list(
        node.operands,
        [&](const ExprPtr& each) { operand(*each, level + 1); },
        words[static_cast<std::size_t>(node.op)]);
}

void MysqlWriter::write(const Not& node) {
    out += "NOT ";
    operand(*node.operand, not_level);
}

void MysqlWriter::write(const Is& node) {
    static constexpr std::string_view words[] = {"NULL", "TRUE", "FALSE", "UNKNOWN"};
    operand(*node.operand, comparison_level);
    out += node.negated ? " IS NOT " : " IS ";
    out += words[static_cast<std::size_t>(node.kind)];
}

void MysqlWriter::write(const IsDistinct& node) {
    if (!node.negated) out += "NOT ";
    operand(*node.left, comparison_level);
    out += " <=> ";
    operand(*node.right, predicate_level);
}

void MysqlWriter::write(const Between& node) {
    operand(*node.operand, bit_or_level);
    out += node.negated ? " NOT BETWEEN " : " BETWEEN ";
    operand(*node.low, bit_or_level);
    out += " AND ";
    operand(*node.high, bit_or_level);
}

void MysqlWriter::write(const In& node) {
    operand(*node.operand, bit_or_level);
    out += node.negated ? " NOT IN (" : " IN (";
    if (node.query)
        query(*node.query);
    else
        expressions(node.list);
    out += ')';
}

void MysqlWriter::write(const Like& node) {
    operand(*node.operand, bit_or_level);
    out += node.negated ? " NOT LIKE " : " LIKE ";
    operand(*node.pattern, sign_level);
    if (!node.escape) return;
    out += " ESCAPE ";
    operand(*node.escape, sign_level);
}

void MysqlWriter::write(const Cast& node) {
    if (node.syntax == CastSyntax::literal_prefix) {
        out += upper(node.type.name.front()) + ' ';
        expression(*node.operand);
        return;
    }
    const bool convert = node.syntax == CastSyntax::convert;
    out += convert ? "CONVERT(" : "CAST(";
    expression(*node.operand);
    out += convert ? ", " : " AS ";
    type(node.type);
    out += ')';
}

void MysqlWriter::write(const Quantified& node) {
    operand(*node.left, comparison_level);
    out += ' ' + node.op + (node.all ? " ALL (" : " ANY (");
    if (node.query)
        query(*node.query);
    else
        expression(*node.array);
    out += ')';
}

void MysqlWriter::write(const Row& node) {
    out += node.explicit_keyword ? "ROW(" : "(";
    expressions(node.elements);
    out += ')';
}

void MysqlWriter::write(const Collate& node) {
    operand(*node.operand, collate_level);
    out += " COLLATE ";
    identifier(node.collation.back());
}

void MysqlWriter::write(const AtTimeZone& node) {
    expression(*node.operand);
    out += " AT TIME ZONE ";
    expression(*node.zone);
}

void MysqlWriter::write(const Variable& node) {
    if (node.system) {
        out += "@@";
        if (!node.scope.empty()) out += node.scope + '.';
        const std::size_t dot = node.name.find('.');
        if (dot != std::string::npos) {
            identifier(node.name.substr(0, dot));
            out += '.';
        }
        identifier(dot == std::string::npos ? std::string_view(node.name)
                                            : std::string_view(node.name).substr(dot + 1));
        return;
    }
    const bool word =
        node.name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.") ==
            std::string::npos &&
        !node.name.empty();
    out += '@';
    if (word) {
        out += node.name;
    } else {
        out += '`';
        for (char c : node.name) out += c == '`' ? std::string("``") : std::string(1, c);
        out += '`';
    }
    if (!node.assigned) return;
    out += " := ";
    expression(*node.assigned);
}

void MysqlWriter::write(const MatchAgainst& node) {
    out += "MATCH (";
    expressions(node.columns);
    out += ") AGAINST (";
    operand(*node.query, bit_or_level);
    if (!node.mode.empty()) out += ' ' + upper(node.mode);
    out += ')';
}

}  // namespace ormgate::dialects
