#pragma once

#include <string>

#include "dialects/ast/query.hpp"

namespace ormgate::dialects {

// Equal texts: equal bound expressions. A subquery equals only itself.
std::string fingerprint(const ast::Expr& e);

bool contains_aggregate(const ast::Expr& e);

// Calls visit with each direct operand of a bound expression.
template <class Visit>
void for_each_operand(const ast::Expr& e, Visit visit) {
    const auto one = [&](const ast::ExprPtr& operand) {
        if (operand) visit(*operand);
    };
    const auto all = [&](const std::vector<ast::ExprPtr>& operands) {
        for (const ast::ExprPtr& operand : operands) one(operand);
    };
    if (const auto* node = e.as<ast::Unary>()) one(node->operand);
    if (const auto* node = e.as<ast::Logical>()) all(node->operands);
    if (const auto* node = e.as<ast::Not>()) one(node->operand);
    if (const auto* node = e.as<ast::Is>()) one(node->operand);
    if (const auto* node = e.as<ast::IsDistinct>()) one(node->left), one(node->right);
    if (const auto* node = e.as<ast::In>()) one(node->operand), all(node->list);
    if (const auto* node = e.as<ast::Collate>()) one(node->operand);
    if (const auto* node = e.as<ast::Row>()) all(node->elements);
    if (const auto* node = e.as<ast::Spelled>()) all(node->args);
    if (const auto* node = e.as<ast::Case>()) {
        one(node->operand);
        for (const ast::When& when : node->whens) one(when.condition), one(when.result);
        one(node->otherwise);
    }
    if (const auto* node = e.as<ast::Call>()) {
        for (const ast::Argument& argument : node->args) one(argument.value);
        one(node->filter);
        if (node->over) {
            all(node->over->partition_by);
            for (const ast::SortKey& key : node->over->order_by) one(key.expr);
        }
    }
}

}  // namespace ormgate::dialects
