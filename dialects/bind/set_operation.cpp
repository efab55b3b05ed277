#include "dialects/bind/binder.hpp"

#include <algorithm>

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// Gives the outputs of a bound query the types that the other operand needs.
void coerce_outputs(Binder& binder, ast::Query& query, const std::vector<Type>& types) {
    if (auto* both = std::get_if<ast::SetOperation>(&query.body)) {
        coerce_outputs(binder, *both->left, types);
        coerce_outputs(binder, *both->right, types);
        return;
    }
    if (auto* rows = std::get_if<ast::Values>(&query.body)) {
        for (auto& row : rows->rows)
            for (std::size_t i = 0; i < row.size(); ++i)
                binder.coerce(row[i], types[i], CastContext::implicit);
        return;
    }
    auto* select = std::get_if<ast::Select>(&query.body);
    if (select == nullptr) return;
    for (std::size_t i = 0; i < select->items.size(); ++i)
        binder.coerce(select->items[i].expr, types[i].without_modifier(), CastContext::implicit);
}

std::string_view word(ast::SetOperator op) {
    return op == ast::SetOperator::union_      ? "UNION"
           : op == ast::SetOperator::intersect ? "INTERSECT"
                                               : "EXCEPT";
}

}  // namespace

std::vector<OutputColumn> Binder::set_operation(ast::SetOperation& operation, Scope& scope) {
    std::vector<OutputColumn> left = query(*operation.left, &scope, true);
    const std::vector<OutputColumn> right = query(*operation.right, &scope, true);
    const auto where = [&](std::size_t place) {
        const auto* items = std::get_if<ast::Select>(&operation.right->body);
        if (items == nullptr || items->items.empty()) return operation.right->position;
        return items->items[std::min(place, items->items.size() - 1)].expr->position;
    };
    if (left.size() != right.size())
        fail(Errc::syntax_error,
             "each " + std::string(word(operation.op)) + " query must have the same number of columns",
             where(0));
    std::vector<Type> types;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto common = common_type({left[i].type, right[i].type});
        if (!common) no_common_type(word(operation.op), left[i].type, right[i].type, where(i));
        if (!operation.all) require_equality(*common, where(i));
        types.push_back(*common);
    }
    coerce_outputs(*this, *operation.left, types);
    coerce_outputs(*this, *operation.right, types);
    for (std::size_t i = 0; i < left.size(); ++i) {
        left[i].type = types[i];
        left[i].table_oid = 0;
        left[i].number = 0;
        left[i].not_null = false;
    }
    return left;
}

}  // namespace ormgate::dialects
