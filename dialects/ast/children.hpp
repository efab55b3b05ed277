#pragma once

#include <type_traits>
#include <variant>

#include "dialects/ast/expression.hpp"

namespace ormgate::ast {

// Calls visit with the pointer to each direct operand of an expression, const or not as that is. Subqueries
// are not entered.
template <class E, class Visit>
void for_each_child(E& e, Visit visit) {
    const auto one = [&](auto& operand) {
        if (operand) visit(operand);
    };
    const auto all = [&](auto& operands) {
        for (auto& operand : operands) one(operand);
    };
    const auto keys = [&](auto& sort_keys) {
        for (auto& key : sort_keys) one(key.expr);
    };
    std::visit(
        [&](auto& node) {
            using Node = std::remove_cvref_t<decltype(node)>;
            if constexpr (requires { node.args.front().get(); }) all(node.args);
            if constexpr (requires { node.operands; }) all(node.operands);
            if constexpr (requires { node.elements; }) all(node.elements);
            if constexpr (requires { node.operand; }) one(node.operand);
            if constexpr (requires { node.left; }) one(node.left);
            if constexpr (requires { node.right; }) one(node.right);
            if constexpr (requires { node.base; }) one(node.base);
            if constexpr (std::is_same_v<Node, Between>) one(node.low), one(node.high);
            if constexpr (std::is_same_v<Node, In>) all(node.list);
            if constexpr (std::is_same_v<Node, Like>) one(node.pattern), one(node.escape);
            if constexpr (std::is_same_v<Node, Subscript>) one(node.index);
            if constexpr (std::is_same_v<Node, Slice>) one(node.lower), one(node.upper);
            if constexpr (std::is_same_v<Node, AtTimeZone>) one(node.zone);
            if constexpr (std::is_same_v<Node, Quantified>) one(node.array), one(node.test);
            if constexpr (std::is_same_v<Node, Case>) {
                for (auto& when : node.whens) one(when.condition), one(when.result);
                one(node.otherwise);
            }
            if constexpr (std::is_same_v<Node, Call>) {
                for (auto& argument : node.args) one(argument.value);
                keys(node.order_by);
                keys(node.within_group);
                one(node.filter);
                if (node.over) {
                    all(node.over->partition_by);
                    keys(node.over->order_by);
                }
            }
        },
        e.node);
}

// Calls visit with each direct operand.
template <class Visit>
void for_each_operand(const Expr& e, Visit visit) {
    for_each_child(e, [&](const ExprPtr& operand) { visit(*operand); });
}

}  // namespace ormgate::ast
