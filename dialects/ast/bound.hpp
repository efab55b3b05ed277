#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/type.hpp"
#include "dialects/ast/pointers.hpp"

namespace ormgate::dialects {

struct FunctionRow;
struct OperatorRow;
struct CastRow;
enum class CastContext : std::uint8_t;

}  // namespace ormgate::dialects

// What the binder makes of syntax once it knows what is meant. Nothing of a target is in these nodes; the
// type of each stands in its Expr.
namespace ormgate::ast {

enum class CallSyntax : std::uint8_t;

// A function or an operator by its row of the tables. The arguments have the types that it takes.
struct Applied {
    const dialects::FunctionRow* function = nullptr;  // or
    const dialects::OperatorRow* op = nullptr;
    std::vector<ExprPtr> args;
    CallSyntax syntax{};  // how a function was written
};

// A change of type or of length, written by the client or implied.
struct Conversion {
    ExprPtr operand;
    Type to;                                 // with the length asked for
    const dialects::CastRow* row = nullptr;  // null: through text, element by element, or of the length only
    dialects::CastContext context{};
};

// The functions that take any types that go together, and have no row.
enum class SpecialFunction : std::uint8_t { coalesce, nullif, greatest, least };
struct Special {
    SpecialFunction function = SpecialFunction::coalesce;
    std::vector<ExprPtr> args;
    const dialects::OperatorRow* equal = nullptr;  // that NULLIF compares with
};

// The element of an array, or the row of a subquery, that the test of ANY or ALL looks at.
struct Element {};

// An output column, by its place from 0: in ORDER BY and GROUP BY.
struct OutputRef {
    std::size_t place = 0;
};

// GROUPING(…) of keys of the query's grouping sets.
struct Grouping {
    std::vector<ExprPtr> args;
};

}  // namespace ormgate::ast
