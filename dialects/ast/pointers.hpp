#pragma once

#include <memory>
#include <string>
#include <vector>

namespace ormgate::ast {

struct Expr;
struct Query;
struct FromItem;
struct Statement;

// Nodes own each other in cycles of types; this deleter lets a pointer's holder be complete before its target
// is.
struct NodeDelete {
    void operator()(Expr* node) const;
    void operator()(Query* node) const;
    void operator()(FromItem* node) const;
    void operator()(Statement* node) const;
};
using ExprPtr = std::unique_ptr<Expr, NodeDelete>;
using QueryPtr = std::unique_ptr<Query, NodeDelete>;
using FromItemPtr = std::unique_ptr<FromItem, NodeDelete>;
using StatementPtr = std::unique_ptr<Statement, NodeDelete>;

using Name = std::vector<std::string>;  // schema-qualified, outermost part first; empty = absent

}  // namespace ormgate::ast
