#pragma once

#include <cstdint>

#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {

// What statements do by a function without calling one: rows that clients cannot name. $3rest in a spelling
// is argument 3 and all behind it.
enum class ImplicitFunction : std::uint8_t {
    set_element,  // SET a[i][j] = v: the array after it, of (array, v, i, j …)
    set_slice,    // SET a[l:u] = v: of (array, v, l, u)
};
const FunctionRow& implicit_function(ImplicitFunction function);

}  // namespace ormgate::dialects
