#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {
namespace {

using enum FunctionKind;
using enum Volatility;

// clang-format off: one row a line
constexpr FunctionRow rows[] = {
    {"array_append", "anycompatiblearray anycompatible", "anycompatiblearray", scalar, false, immutable, "pg_array_append($1, $2, $t2)"},
    {"array_cat", "anycompatiblearray anycompatiblearray", "anycompatiblearray", scalar, false, immutable, "pg_array_cat($1, $2)"},
    {"array_dims", "anyarray", "text", scalar, true, immutable, "pg_array_dims"},
    {"array_fill", "anyelement _int4", "anyarray", scalar, false, immutable, "pg_array_fill($*, $t1)"},
    {"array_fill", "anyelement _int4 _int4", "anyarray", scalar, false, immutable, "pg_array_fill($*, $t1)"},
    {"array_length", "anyarray int4", "int4", scalar, true, immutable, "pg_array_length"},
    {"array_lower", "anyarray int4", "int4", scalar, true, immutable, "pg_array_lower"},
    {"array_ndims", "anyarray", "int4", scalar, true, immutable, "pg_array_ndims"},
    {"array_position", "anycompatiblearray anycompatible", "int4", scalar, false, immutable, "pg_array_position($*, $t2)"},
    {"array_position", "anycompatiblearray anycompatible int4", "int4", scalar, false, immutable, "pg_array_position($*, $t2)"},
    {"array_positions", "anycompatiblearray anycompatible", "_int4", scalar, false, immutable, "pg_array_positions($1, $2, $t2)"},
    {"array_prepend", "anycompatible anycompatiblearray", "anycompatiblearray", scalar, false, immutable, "pg_array_prepend($1, $2, $t1)"},
    {"array_remove", "anycompatiblearray anycompatible", "anycompatiblearray", scalar, false, immutable, "pg_array_remove($1, $2, $t2)"},
    {"array_replace", "anycompatiblearray anycompatible anycompatible", "anycompatiblearray", scalar, false, immutable, "pg_array_replace($1, $2, $3, $t2)"},
    {"array_to_string", "anyarray text", "text", scalar, true, stable, "pg_array_to_string($*, $t1)"},
    {"array_to_string", "anyarray text text", "text", scalar, false, stable, "pg_array_to_string($*, $t1)"},
    {"array_upper", "anyarray int4", "int4", scalar, true, immutable, "pg_array_upper"},
    {"cardinality", "anyarray", "int4", scalar, true, immutable, "pg_cardinality"},
    {"enum_first", "anyenum", "anyenum", scalar, false, stable, "pg_array_get($l1, '_text', 1)"},
    {"enum_last", "anyenum", "anyenum", scalar, false, stable, "pg_array_get($l1, '_text', pg_cardinality($l1))"},
    {"enum_range", "anyenum", "anyarray", scalar, false, stable, "$l1"},
    {"enum_range", "anyenum anyenum", "anyarray", scalar, false, stable, "pg_array_slice($l1, '_text', pg_enum_rank($1, $l1), pg_enum_rank($2, $l1))"},
    {"trim_array", "anyarray int4", "anyarray", scalar, true, immutable, "pg_trim_array"},
};
// clang-format on

}  // namespace

std::span<const FunctionRow> array_functions() {
    return rows;
}

}  // namespace ormgate::dialects
