#include "dialects/implicit_functions.hpp"

namespace ormgate::dialects {
namespace {

using enum FunctionKind;
using enum Volatility;

// In the order of ImplicitFunction.
// clang-format off: one row a line
constexpr FunctionRow rows[] = {
    {"set_element", "anyarray anyelement ...int4", "anyarray", scalar, false, immutable, "pg_array_set($1, $t2, $2, $3rest)"},
    {"set_slice", "anyarray anyarray int4 int4", "anyarray", scalar, false, immutable, "pg_array_set_slice($1, $2, $3, $4)"},
};
// clang-format on

}  // namespace

const FunctionRow& implicit_function(ImplicitFunction function) {
    return rows[static_cast<std::size_t>(function)];
}

}  // namespace ormgate::dialects
