// Arrays are JSON text: what makes them and looks into them are functions.
#include <algorithm>

#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

void SqliteLowering::array_literal(ExprPtr& e) {
    auto& node = *e->as<ast::ArrayLiteral>();
    const Type type = e->type;
    const Type element = node.elements.empty() ? element_of(type, schema_) : node.elements.front()->type;
    std::string text = "pg_array_of('" + pg_name(element) + "'";
    for (std::size_t i = 0; i < node.elements.size(); ++i) text += ", $" + std::to_string(i + 1);
    e = spelled(text + ")", std::move(node.elements), type, e->position);
}

// a[1][2] is one look into the array.
void SqliteLowering::subscript(ExprPtr& e) {
    const Type type = e->type;
    const std::uint32_t position = e->position;
    std::vector<ExprPtr> args;
    ExprPtr base = std::move(e);
    while (auto* node = base->as<ast::Subscript>()) {
        args.push_back(std::move(node->index));
        base = ExprPtr(std::move(node->base));
    }
    args.push_back(std::move(base));
    std::ranges::reverse(args);
    for (ExprPtr& arg : args) expression(arg);
    const Type array = args.front()->type;
    std::string text = "pg_array_get($1, '" + pg_name(array) + "'";
    // the system's vectors count from zero
    for (std::size_t i = 1; i < args.size(); ++i)
        text += ", $" + std::to_string(i + 1) + (array.array ? "" : " + 1");
    e = spelled(text + ")", std::move(args), type, position);
}

void SqliteLowering::slice(ExprPtr& e) {
    const Type type = e->type;
    const std::uint32_t position = e->position;
    std::vector<std::pair<ExprPtr, ExprPtr>> bounds;
    ExprPtr base = std::move(e);
    while (auto* node = base->as<ast::Slice>()) {
        bounds.emplace_back(std::move(node->lower), std::move(node->upper));
        base = ExprPtr(std::move(node->base));
    }
    std::ranges::reverse(bounds);
    expression(base);
    std::vector<ExprPtr> args = exprs(std::move(base));
    std::string text = "pg_array_slice($1, '" + pg_name(type) + "'";
    for (auto& [lower, upper] : bounds) {
        for (ExprPtr* bound : {&lower, &upper}) {
            if (!*bound) {
                text += ", NULL";
                continue;
            }
            expression(*bound);
            args.push_back(std::move(*bound));
            text += ", $" + std::to_string(args.size());
        }
    }
    e = spelled(text + ")", std::move(args), type, position);
}

}  // namespace ormgate::dialects
