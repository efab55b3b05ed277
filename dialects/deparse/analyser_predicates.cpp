// BETWEEN, IN, LIKE, ANY, CASE: what PostgreSQL reads as operators.
#include "dialects/bind/types.hpp"
#include "dialects/deparse/analyser.hpp"

namespace ormgate::dialects::deparse {

TermPtr Analyser::of(const ast::Between& node) {
    if (node.symmetric) throw NotUnderstood();
    const std::string_view low = node.negated ? "<" : ">=", high = node.negated ? ">" : "<=";
    TermPtr from = operation(low, term(*node.operand), term(*node.low));
    TermPtr to = operation(high, term(*node.operand), term(*node.high));
    return make_term(
        TermKind::logical, TypeId::boolean, node.negated ? "OR" : "AND", std::move(from), std::move(to));
}

TermPtr Analyser::any_all(std::string_view op, TermPtr left, TermPtr array, bool all) {
    if (array->type.id == TypeId::unknown) {
        const Type element = left->type.id == TypeId::unknown ? Type(TypeId::text) : left->type;
        array = coerce(std::move(array), array_of(element.without_modifier(), schema_), true);
    }
    if (!array->type.array) throw NotUnderstood();
    // The operator that an element would take says what both become.
    TermPtr element = make_term(TermKind::column, element_of(array->type, schema_));
    TermPtr resolved = operation(op, std::move(left), std::move(element));
    const Type wanted = resolved->args[1]->type;
    array = coerce(std::move(array), array_of(wanted.without_modifier(), schema_), true);
    TermPtr made = make_term(
        TermKind::any_all, TypeId::boolean, std::string(op), std::move(resolved->args[0]), std::move(array));
    made->all = all;
    return made;
}

TermPtr Analyser::of(const ast::In& node) {
    if (node.query) return compared_query(*node.operand, *node.query, "=", false, node.negated);
    const std::string_view op = node.negated ? "<>" : "=";
    std::vector<TermPtr> constants, others;
    for (const ast::ExprPtr& item : node.list) {
        const bool is_column = item->as<ast::ColumnRef>() != nullptr;
        (is_column ? others : constants).push_back(term(*item));
    }
    std::vector<TermPtr> tests;
    if (constants.size() > 1) {
        std::vector<Type> types = {term(*node.operand)->type};
        for (const TermPtr& each : constants) types.push_back(each->type);
        const std::optional<Type> common = common_type(types);
        if (!common) throw NotUnderstood();
        for (TermPtr& each : constants) each = coerce(std::move(each), common->without_modifier(), true);
        TermPtr array = make_term(TermKind::array, array_of(common->without_modifier(), schema_));
        array->args = std::move(constants);
        tests.push_back(any_all(op, term(*node.operand), std::move(array), node.negated));
    } else {
        for (TermPtr& each : constants) tests.push_back(operation(op, term(*node.operand), std::move(each)));
    }
    for (TermPtr& each : others) tests.push_back(operation(op, term(*node.operand), std::move(each)));
    if (tests.size() == 1) return std::move(tests.front());
    TermPtr made = make_term(TermKind::logical, TypeId::boolean, node.negated ? "AND" : "OR");
    made->args = std::move(tests);
    return made;
}

TermPtr Analyser::of(const ast::Like& node) {
    static constexpr std::string_view operators[3][2] = {{"~~", "!~~"}, {"~~*", "!~~*"}, {"~", "!~"}};
    const std::string_view op = operators[static_cast<std::size_t>(node.kind)][node.negated ? 1 : 0];
    TermPtr pattern = term(*node.pattern);
    const bool similar = node.kind == ast::LikeKind::similar;
    if (similar || node.escape) {
        std::vector<TermPtr> args;
        args.push_back(coerce(std::move(pattern), TypeId::text, true));
        if (node.escape) args.push_back(coerce(term(*node.escape), TypeId::text, true));
        pattern = make_term(TermKind::call, TypeId::text, similar ? "similar_to_escape" : "like_escape");
        pattern->args = std::move(args);
    }
    return operation(op, term(*node.operand), std::move(pattern));
}

TermPtr Analyser::of(const ast::Quantified& node) {
    if (!node.op_schema.empty()) throw NotUnderstood();
    static constexpr std::string_view words[][2] = {
        {"LIKE", "~~"}, {"NOT LIKE", "!~~"}, {"ILIKE", "~~*"}, {"NOT ILIKE", "!~~*"}};
    std::string_view op = node.op;
    for (const auto& [word, symbol] : words)
        if (op == word) op = symbol;
    if (node.query) return compared_query(*node.left, *node.query, op, node.all, false);
    return any_all(op, term(*node.left), term(*node.array), node.all);
}

TermPtr Analyser::of(const ast::Row& node) {
    TermPtr made = make_term(TermKind::row, TypeId::record);
    for (const ast::ExprPtr& element : node.elements) {
        TermPtr each = term(*element);
        if (each->type.id == TypeId::unknown) each = settled(std::move(each));
        made->args.push_back(std::move(each));
    }
    return made;
}

TermPtr Analyser::of(const ast::Case& node) {
    std::vector<TermPtr> results;
    results.push_back(node.otherwise ? term(*node.otherwise) : of(ast::Literal()));
    for (const ast::When& when : node.whens) results.push_back(term(*when.result));
    const Type type = make_common(results);
    TermPtr made = make_term(TermKind::case_, type);
    TermPtr operand;
    if (node.operand) {
        operand = term(*node.operand);
        if (operand->type.id == TypeId::unknown) operand = settled(std::move(operand));
    }
    const Type compared = operand == nullptr ? Type() : operand->type;
    made->args.push_back(std::move(operand));
    for (std::size_t i = 0; i < node.whens.size(); ++i) {
        const ast::Expr& condition = *node.whens[i].condition;
        if (node.operand) {
            TermPtr test = operation("=", make_term(TermKind::column, compared), term(condition));
            made->args.push_back(std::move(test->args[1]));
        } else {
            made->args.push_back(boolean(condition));
        }
        made->args.push_back(std::move(results[i + 1]));
    }
    made->args.push_back(std::move(results.front()));
    return made;
}

}  // namespace ormgate::dialects::deparse
