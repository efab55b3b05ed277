#pragma once

#include <string>
#include <string_view>

#include "dialects/ast/query.hpp"

namespace ormgate::dialects {

// Equal texts: equal bound expressions. A subquery equals only itself.
std::string fingerprint(const ast::Expr& e);

bool contains_aggregate(const ast::Expr& e);

// What grouping() is spelled until the grouping sets are known.
inline constexpr std::string_view grouping_spelling = "grouping";

// Calls visit with the pointer to each direct operand of a bound expression, const or not as that is.
template <class E, class Visit>
void for_each_child(E& e, Visit visit) {
    const auto one = [&](auto& operand) {
        if (operand) visit(operand);
    };
    const auto all = [&](auto& operands) {
        for (auto& operand : operands) one(operand);
    };
    if (auto* node = e.template as<ast::Unary>()) one(node->operand);
    if (auto* node = e.template as<ast::Logical>()) all(node->operands);
    if (auto* node = e.template as<ast::Not>()) one(node->operand);
    if (auto* node = e.template as<ast::Is>()) one(node->operand);
    if (auto* node = e.template as<ast::IsDistinct>()) one(node->left), one(node->right);
    if (auto* node = e.template as<ast::In>()) one(node->operand), all(node->list);
    if (auto* node = e.template as<ast::Collate>()) one(node->operand);
    if (auto* node = e.template as<ast::Row>()) all(node->elements);
    if (auto* node = e.template as<ast::Spelled>()) all(node->args);
    if (auto* node = e.template as<ast::Case>()) {
        one(node->operand);
        for (auto& when : node->whens) one(when.condition), one(when.result);
        one(node->otherwise);
    }
    if (auto* node = e.template as<ast::Call>()) {
        for (auto& argument : node->args) one(argument.value);
        one(node->filter);
        if (node->over) {
            all(node->over->partition_by);
            for (auto& key : node->over->order_by) one(key.expr);
        }
    }
}

// Calls visit with each direct operand of a bound expression.
template <class Visit>
void for_each_operand(const ast::Expr& e, Visit visit) {
    for_each_child(e, [&](const ast::ExprPtr& operand) { visit(*operand); });
}

}  // namespace ormgate::dialects
