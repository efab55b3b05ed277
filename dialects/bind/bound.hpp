#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dialects/ast/children.hpp"
#include "dialects/ast/query.hpp"

// What stages build and ask of bound trees.
namespace ormgate::dialects {

template <class... E>
std::vector<ast::ExprPtr> exprs(E... items) {
    std::vector<ast::ExprPtr> out;
    out.reserve(sizeof...(items));
    (out.push_back(std::move(items)), ...);
    return out;
}
ast::ExprPtr text_constant(std::string text);  // not a lifted literal
ast::ExprPtr integer_constant(std::int64_t value);
ast::ExprPtr null_constant(Type type, std::uint32_t position);
ast::ExprPtr typed(ast::ExprPtr e, Type type);

bool is_null_literal(const ast::Expr& e);
bool is_number_literal(const ast::Expr& e);
// A number as written takes the type it is used as, instead of a cast around it.
bool number_becomes(Type from, Type to);
const ast::Expr& without_conversions(const ast::Expr& e);
bool is_aggregate(const ast::Expr& e);
bool contains_aggregate(const ast::Expr& e);

// A copy; a subquery cannot have one.
ast::ExprPtr clone(const ast::Expr& e);
// Equal texts: equal expressions. A subquery equals only itself.
std::string fingerprint(const ast::Expr& e);

}  // namespace ormgate::dialects
