#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

namespace {

// As in the parser: precedence from low to high.
enum Level : int {
    or_level = 1,
    and_level,
    not_level,
    is_level,
    comparison_level,
    matching_level,
    operator_level,
    additive_level,
    multiplicative_level,
    power_level,
    zone_level,
    collate_level,
    sign_level,
    cast_level,
    primary_level,
};

int operator_level_of(const std::string& op, const Name& schema) {
    if (!schema.empty()) return operator_level;
    if (op == "OVERLAPS") return is_level;
    if (op == "<" || op == ">" || op == "=" || op == "<=" || op == ">=" || op == "<>")
        return comparison_level;
    if (op == "+" || op == "-") return additive_level;
    if (op == "*" || op == "/" || op == "%") return multiplicative_level;
    if (op == "^") return power_level;
    if (op.ends_with("LIKE")) return matching_level;
    return operator_level;
}

bool is_sign(const Unary& unary) {
    return unary.op_schema.empty() && (unary.op == "-" || unary.op == "+");
}

int level_of(const Expr& expr) {
    if (const auto* node = expr.as<Logical>()) return node->op == LogicalOp::or_ ? or_level : and_level;
    if (expr.as<Not>() != nullptr) return not_level;
    if (expr.as<Is>() != nullptr || expr.as<IsDistinct>() != nullptr) return is_level;
    if (expr.as<Between>() != nullptr || expr.as<In>() != nullptr || expr.as<Like>() != nullptr)
        return matching_level;
    if (const auto* node = expr.as<Binary>()) return operator_level_of(node->op, node->op_schema);
    if (const auto* node = expr.as<Quantified>()) return operator_level_of(node->op, node->op_schema);
    if (const auto* node = expr.as<Unary>()) return is_sign(*node) ? sign_level : operator_level;
    if (expr.as<AtTimeZone>() != nullptr) return zone_level;
    if (expr.as<Collate>() != nullptr) return collate_level;
    if (const auto* node = expr.as<Cast>())
        return node->syntax == CastSyntax::colons ? cast_level : primary_level;
    return primary_level;
}

// Whether an expression may stand where PostgreSQL's grammar has a b_expr.
bool fits_restricted(const Expr& expr) {
    if (const auto* node = expr.as<Binary>())
        return node->op != "OVERLAPS" && fits_restricted(*node->left) && fits_restricted(*node->right);
    if (const auto* node = expr.as<Unary>()) return fits_restricted(*node->operand);
    if (const auto* node = expr.as<Cast>())
        return node->syntax != CastSyntax::colons || fits_restricted(*node->operand);
    return level_of(expr) == primary_level && expr.as<Default>() == nullptr;
}

}  // namespace

void Writer::operand(const Expr& expr, int minimum) {
    const bool parentheses = level_of(expr) < minimum;
    if (parentheses) out += '(';
    std::visit([this](const auto& node) { write(node); }, expr.node);
    if (parentheses) out += ')';
}

void Writer::restricted(const Expr& expr) {
    operand(expr, fits_restricted(expr) ? 0 : primary_level + 1);
}

void Writer::expressions(const std::vector<ExprPtr>& all) {
    list(all, [this](const ExprPtr& expr) { expression(*expr); });
}

void Writer::write(const Literal& node) {
    literals.push_back(&node);
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
            out += quote_literal(node.text);
            break;
        case LiteralKind::bit_string:
            out += 'B' + quote_literal(node.text);
            break;
        case LiteralKind::hex_string:
            out += 'X' + quote_literal(node.text);
            break;
        case LiteralKind::national:
            out += 'N' + quote_literal(node.text);
            break;
    }
}

void Writer::write(const Parameter& node) {
    out += '$' + std::to_string(node.number);
}
void Writer::write(const ColumnRef& node) {
    name(node.parts);
}

void Writer::write(const Star& node) {
    for (const std::string& part : node.qualifier) {
        identifier(part);
        out += '.';
    }
    out += '*';
}

void Writer::operator_symbol(const std::string& op, const Name& schema) {
    if (schema.empty()) {
        out += op;
        return;
    }
    out += "OPERATOR(";
    name(schema);
    out += '.' + op + ')';
}

void Writer::write(const Unary& node) {
    operator_symbol(node.op, node.op_schema);
    if (!is_sign(node)) {
        out += ' ';
        operand(*node.operand, additive_level);
        return;
    }
    const std::size_t at = out.size();
    operand(*node.operand, sign_level);
    if (out[at] == '-' || out[at] == '+') out.insert(at, " ");
}

void Writer::write(const Binary& node) {
    const int level = operator_level_of(node.op, node.op_schema);
    const bool associates = level != comparison_level && level != is_level;
    operand(*node.left, associates ? level : level + 1);
    out += ' ';
    operator_symbol(node.op, node.op_schema);
    out += ' ';
    operand(*node.right, level + 1);
}

void Writer::write(const Logical& node) {
    const int level = node.op == LogicalOp::or_ ? or_level : and_level;
    list(
        node.operands,
        [&](const ExprPtr& each) { operand(*each, level + 1); },
        node.op == LogicalOp::or_ ? " OR " : " AND ");
}

void Writer::write(const Not& node) {
    out += "NOT ";
    operand(*node.operand, not_level);
}

void Writer::write(const Is& node) {
    static constexpr std::string_view words[] = {
        "NULL", "TRUE", "FALSE", "UNKNOWN", "JSON", "DOCUMENT", "NORMALIZED"};
    operand(*node.operand, comparison_level);
    out += node.negated ? " IS NOT " : " IS ";
    if (!node.form.empty()) out += upper(node.form) + ' ';
    out += words[static_cast<std::size_t>(node.kind)];
}

void Writer::write(const IsDistinct& node) {
    operand(*node.left, comparison_level);
    out += node.negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ";
    operand(*node.right, comparison_level);
}

void Writer::write(const Between& node) {
    operand(*node.operand, operator_level);
    out += node.negated ? " NOT BETWEEN " : " BETWEEN ";
    if (node.symmetric) out += "SYMMETRIC ";
    restricted(*node.low);
    out += " AND ";
    operand(*node.high, operator_level);
}

void Writer::write(const In& node) {
    operand(*node.operand, operator_level);
    out += node.negated ? " NOT IN (" : " IN (";
    if (node.query)
        query(*node.query);
    else
        expressions(node.list);
    out += ')';
}

void Writer::write(const Like& node) {
    operand(*node.operand, operator_level);
    if (node.negated) out += " NOT";
    out += node.kind == LikeKind::like ? " LIKE " : node.kind == LikeKind::ilike ? " ILIKE " : " SIMILAR TO ";
    operand(*node.pattern, operator_level);
    if (!node.escape) return;
    out += " ESCAPE ";
    operand(*node.escape, operator_level);
}

void Writer::write(const Case& node) {
    out += "CASE";
    if (node.operand) {
        out += ' ';
        expression(*node.operand);
    }
    for (const When& when : node.whens) {
        out += " WHEN ";
        expression(*when.condition);
        out += " THEN ";
        expression(*when.result);
    }
    if (node.otherwise) {
        out += " ELSE ";
        expression(*node.otherwise);
    }
    out += " END";
}

void Writer::write(const Cast& node) {
    if (node.syntax == CastSyntax::colons) {
        operand(*node.operand, cast_level);
        out += "::";
        type(node.type);
    } else if (node.syntax == CastSyntax::literal_prefix && node.type.name == Name{"interval"}) {
        // The fields stand behind the string, a lone precision before it.
        const bool fields = !node.type.interval_fields.empty();
        std::string precision;
        if (!node.type.modifiers.empty()) precision = '(' + std::to_string(node.type.modifiers.front()) + ')';
        out += "interval" + (fields ? std::string() : precision) + ' ';
        expression(*node.operand);
        if (fields) out += ' ' + node.type.interval_fields + precision;
    } else if (node.syntax == CastSyntax::literal_prefix) {
        type(node.type);
        out += ' ';
        expression(*node.operand);
    } else {
        out += "CAST(";
        expression(*node.operand);
        out += " AS ";
        type(node.type);
        out += ')';
    }
}

void Writer::write(const Subquery& node) {
    if (node.kind == SubqueryKind::exists) out += "EXISTS ";
    if (node.kind == SubqueryKind::array) out += "ARRAY";
    out += '(';
    query(*node.query);
    out += ')';
}

void Writer::write(const Quantified& node) {
    const int level = operator_level_of(node.op, node.op_schema);
    operand(*node.left, level == comparison_level || level == matching_level ? level + 1 : level);
    out += ' ';
    operator_symbol(node.op, node.op_schema);
    out += node.all ? " ALL (" : " ANY (";
    if (node.query) {
        query(*node.query);
    } else {
        const bool scalar = node.array->as<Subquery>() != nullptr;  // else it would read as a set of rows
        if (scalar) out += '(';
        expression(*node.array);
        if (scalar) out += ')';
    }
    out += ')';
}

void Writer::write(const ArrayLiteral& node) {
    out += "ARRAY[";
    expressions(node.elements);
    out += ']';
}

void Writer::write(const Row& node) {
    if (node.explicit_keyword || node.elements.size() < 2) out += "ROW";
    out += '(';
    expressions(node.elements);
    out += ')';
}

// What may stand before [ or . without parentheses.
void Writer::base(const Expr& expr) {
    const bool plain = expr.as<ColumnRef>() != nullptr || expr.as<Parameter>() != nullptr ||
                       expr.as<Subscript>() != nullptr || expr.as<Slice>() != nullptr ||
                       expr.as<Field>() != nullptr ||
                       (expr.as<Subquery>() != nullptr && expr.as<Subquery>()->kind == SubqueryKind::scalar);
    operand(expr, plain ? 0 : primary_level + 1);
}

void Writer::write(const Subscript& node) {
    if (node.base) base(*node.base);
    out += '[';
    expression(*node.index);
    out += ']';
}

void Writer::write(const Slice& node) {
    if (node.base) base(*node.base);
    out += '[';
    if (node.lower) expression(*node.lower);
    out += ':';
    if (node.upper) expression(*node.upper);
    out += ']';
}

void Writer::write(const Field& node) {
    if (node.base->as<ColumnRef>() != nullptr) {
        out += '(';
        expression(*node.base);
        out += ')';
    } else {
        base(*node.base);
    }
    out += '.';
    if (node.name == "*")
        out += '*';
    else
        identifier(node.name);
}

void Writer::write(const Collate& node) {
    operand(*node.operand, collate_level);
    out += " COLLATE ";
    name(node.collation);
}

void Writer::write(const AtTimeZone& node) {
    operand(*node.operand, zone_level);
    out += " AT TIME ZONE ";
    operand(*node.zone, zone_level + 1);
}

void Writer::write(const Default&) {
    out += "DEFAULT";
}

void Writer::write(const GroupingSets& node) {
    if (node.kind == GroupingSets::Kind::rollup) out += "ROLLUP ";
    if (node.kind == GroupingSets::Kind::cube) out += "CUBE ";
    if (node.kind == GroupingSets::Kind::sets) out += "GROUPING SETS ";
    out += '(';
    expressions(node.elements);
    out += ')';
}

// MySQL's own: PostgreSQL has no spelling for them, they are printed for messages only.
void Writer::write(const Variable& node) {
    out += (node.system ? "@@" : "@") + node.name;
}
// What the binder has spelled for a target.
void Writer::write(const Spelled& node) {
    out += node.spelling + "(";
    expressions(node.args);
    out += ')';
}
void Writer::write(const MatchAgainst& node) {
    out += "MATCH (";
    expressions(node.columns);
    out += ") AGAINST (";
    expression(*node.query);
    out += ')';
}

}  // namespace ormgate::dialects
