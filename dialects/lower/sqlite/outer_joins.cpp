#include "dialects/lower/sqlite/outer_joins.hpp"

#include <utility>
#include <vector>

#include "dialects/bind/bound.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {
namespace {

using ast::ExprPtr;

bool is_column(const ast::Expr& e) {
    if (e.as<ast::ColumnRef>() != nullptr) return true;
    const auto* collate = e.as<ast::Collate>();
    return collate != nullptr && is_column(*collate->operand);
}

// A comparison of a column is no constant, and an index may serve it.
bool compares_column(const ast::Expr& e) {
    const auto* binary = e.as<ast::Binary>();
    return binary != nullptr && (is_column(*binary->left) || is_column(*binary->right));
}

void guard(ExprPtr& condition) {
    if (auto* all = condition->as<ast::Logical>(); all != nullptr && all->op == ast::LogicalOp::and_) {
        for (ExprPtr& operand : all->operands) guard(operand);
        return;
    }
    if (compares_column(*condition)) return;
    const std::uint32_t position = condition->position;
    condition = spelled("pg_condition($1)", exprs(std::move(condition)), TypeId::boolean, position);
}

}  // namespace

void keep_constant_conditions_in_place(ast::FromItem& item) {
    auto* join = item.as<ast::Join>();
    if (join == nullptr) return;
    if (join->kind == ast::JoinKind::inner && join->on) guard(join->on);
    keep_constant_conditions_in_place(*join->left);
    keep_constant_conditions_in_place(*join->right);
}

void derive_table_of_function(ast::FromItem& item) {
    if (item.as<ast::FunctionRef>() == nullptr) return;
    ast::FromItemPtr function(new ast::FromItem);
    function->node = std::move(item.node);
    ast::Select select;
    select.items.push_back({spelled("*", {}, TypeId::unknown, item.position), ""});
    select.from.push_back(std::move(function));
    ast::QueryPtr query(new ast::Query);
    query->body = std::move(select);
    item.node = ast::SubqueryRef{false, std::move(query)};
}

}  // namespace ormgate::dialects
