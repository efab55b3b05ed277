// Comparisons of rows, IN, BETWEEN, LIKE, CASE, subqueries, ANY and ALL.
#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/operators_postgres.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

// Rows compare natively once their fields have equal types and collations stand on the left ones.
void SqliteLowering::compare_rows(ExprPtr& e) {
    auto& node = *e->as<ast::Binary>();
    auto* a = node.left->as<ast::Row>();
    auto* b = node.right->as<ast::Row>();
    if (a == nullptr || b == nullptr) return;
    const bool equality = node.op == "=" || node.op == "<>";
    for (std::size_t i = 0; i < a->elements.size(); ++i) {
        ExprPtr &x = a->elements[i], &y = b->elements[i];
        if (!compares_natively(x->type)) refuse("a row comparison of " + sql_name(x->type), e->position);
        if (!equality && y->type.id == TypeId::enumeration) y = ordered(std::move(y));
        x = equality ? collated(std::move(x)) : ordered(std::move(x));
    }
    e = spelled("$1 " + node.op + " $2",
                exprs(std::move(node.left), std::move(node.right)),
                TypeId::boolean,
                e->position);
}

void SqliteLowering::between(ExprPtr& e) {
    auto& node = *e->as<ast::Between>();
    const std::uint32_t position = e->position;
    const Type type = node.operand->type;
    if (!has_order(type)) refuse("BETWEEN of " + sql_name(type), position);
    if (type.id == TypeId::enumeration)
        for (ExprPtr* bound : {&node.operand, &node.low, &node.high}) *bound = ordered(std::move(*bound));
    const std::string_view collation = collation_of(node.operand->type);
    std::string operand = "$1";
    if (!collation.empty()) operand += " COLLATE " + std::string(collation);
    std::string text = operand + " BETWEEN $2 AND $3";
    if (node.symmetric) text = operand + " BETWEEN min($2, $3) AND max($2, $3)";
    if (node.symmetric && !collation.empty()) refuse("BETWEEN SYMMETRIC of " + sql_name(type), position);
    if (node.negated) text = "NOT (" + text + ")";
    e = spelled(std::move(text),
                exprs(std::move(node.operand), std::move(node.low), std::move(node.high)),
                TypeId::boolean,
                position);
}

void SqliteLowering::in(ExprPtr& e) {
    auto& node = *e->as<ast::In>();
    const auto compared = [&](ExprPtr& operand) {
        if (!compares_natively(operand->type)) refuse("IN of " + sql_name(operand->type), e->position);
        operand = collated(std::move(operand));
    };
    auto* fields = node.operand->as<ast::Row>();
    if (node.query && fields != nullptr) {
        for (ExprPtr& field : fields->elements) compared(field);
        return;
    }
    compared(node.operand);
}

void SqliteLowering::like(ExprPtr& e) {
    auto& node = *e->as<ast::Like>();
    const bool bytes = node.operand->type.id == TypeId::bytea;
    if (bytes && node.escape) refuse("LIKE … ESCAPE of bytea", e->position);
    const std::string_view name = bytes                               ? "pg_like_bytea"
                                  : node.kind == ast::LikeKind::like  ? "pg_like"
                                  : node.kind == ast::LikeKind::ilike ? "pg_ilike"
                                                                      : "pg_similar";
    std::vector<ExprPtr> args = exprs(std::move(node.operand), std::move(node.pattern));
    if (node.escape) args.push_back(std::move(node.escape));
    std::string text =
        (node.negated ? "NOT " : "") + std::string(name) + (args.size() == 3 ? "($1, $2, $3)" : "($1, $2)");
    e = spelled(std::move(text), std::move(args), TypeId::boolean, e->position);
}

void SqliteLowering::case_(ExprPtr& e) {
    auto& node = *e->as<ast::Case>();
    if (!node.operand) return;
    if (!compares_natively(node.operand->type))
        refuse("CASE over a value of " + sql_name(node.operand->type), e->position);
    node.operand = collated(std::move(node.operand));
}

void SqliteLowering::subquery(ExprPtr& e) {
    auto& node = *e->as<ast::Subquery>();
    const std::uint32_t position = e->position;
    const Type type = e->type;
    const bool one_row = node.query->one_row;
    if (node.kind == ast::SubqueryKind::exists) return query(*node.query);
    const Output output = outputs_of(*node.query).at(0);
    query(*node.query);
    if (node.kind == ast::SubqueryKind::array) {
        // an element per row, in the subquery's order
        ExprPtr inner = ast::make(ast::Subquery{ast::SubqueryKind::scalar, std::move(node.query)}, position);
        e = spelled("coalesce((SELECT pg_array_agg(" + quoted_in_spelling(output.name) + ", '" +
                        pg_name(output.type) + "', '') FROM $1), '[]')",
                    exprs(std::move(inner)),
                    type,
                    position);
        return;
    }
    if (one_row) return;
    // more than one row is an error, not the first of them
    ExprPtr rows = std::move(e);
    e = spelled("(SELECT pg_single_row(" + quoted_in_spelling(output.name) + ") FROM $1)",
                exprs(std::move(rows)),
                type,
                position);
}

namespace {

// The type of an operand before its operator has asked for another.
Type given(const ast::Expr& e) {
    const auto* node = e.as<ast::Conversion>();
    return node != nullptr && node->context == CastContext::implicit ? node->operand->type : e.type;
}

// Whether a value compares with an element as IN compares them.
bool compares_as_in(Type left, Type element) {
    const auto texts = [](Type type) { return is_string(type) || type.id == TypeId::single_char; };
    return same_type(left, element) || (is_integer(left) && is_integer(element)) ||
           (texts(left) && texts(element) && left.id != TypeId::bpchar && element.id != TypeId::bpchar);
}

}  // namespace

void SqliteLowering::quantified(ExprPtr& e) {
    auto& node = *e->as<ast::Quantified>();
    const std::uint32_t position = e->position;
    auto& test = *node.test->as<ast::Applied>();
    const Type left = given(*test.args[0]), element = given(*test.args[1]);
    std::string source;
    ExprPtr values;
    if (node.query) {
        source = "(SELECT " + quoted_in_spelling(outputs_of(*node.query).at(0).name) + " AS value FROM $2)";
        query(*node.query);
        values = ast::make(ast::Subquery{ast::SubqueryKind::scalar, std::move(node.query)}, position);
    } else {
        expression(node.array);
        source = "pg_elements($2, '" + pg_name(node.array->type) + "')";
        values = std::move(node.array);
    }
    const std::string_view op = test.op->op;
    if (compares_as_in(left, element) && compares_natively(element) &&
        ((op == "=" && !node.all) || (op == "<>" && node.all))) {
        expression(test.args[0]);
        e = spelled(std::string("$1 ") + (node.all ? "NOT IN" : "IN") + " (SELECT value FROM " + source + ")",
                    exprs(collated(std::move(test.args[0])), std::move(values)),
                    TypeId::boolean,
                    position);
        return;
    }
    // true of ANY if one is, false if all are, null otherwise; ALL the other way round
    expression(node.test);
    const std::string decided = node.all ? "min(c) = 0 THEN 0" : "max(c) = 1 THEN 1";
    const std::string otherwise = node.all ? "1" : "0";
    e = spelled("(SELECT CASE WHEN " + decided + " WHEN count(*) > count(c) THEN NULL ELSE " + otherwise +
                    " END FROM (SELECT $1 AS c FROM " + source + "))",
                exprs(std::move(node.test), std::move(values)),
                TypeId::boolean,
                position);
}

}  // namespace ormgate::dialects
