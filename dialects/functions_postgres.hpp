#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/type.hpp"
#include "dialects/spellings.hpp"

namespace ormgate::dialects {

enum class FunctionKind : std::uint8_t { scalar, aggregate, window, ordered_set, set };
enum class Volatility : std::uint8_t { immutable, stable, volatile_ };

// FunctionRow is one overload of a PostgreSQL function and its spelling on the targets. Adding a function =
// adding a row.
//
// arguments: pg_type names (int4, _text for text[]), blanks between; the last may be ...type for VARIADIC.
// spelling:  for each target, in one of three forms
//   name           a function of SQLite, or one ormgate registers (pg_…), called with the arguments in their
//   order text with $    a template: $1 … the arguments; $* all of them; $t1 the name of argument 1's type as
//   a string
//                  ('int4', '_text', an enumeration is 'text'); $1text its text as PostgreSQL's output
//                  function prints it; $1string its text as a cast makes it; $*text all of them so; $*typed
//                  each followed by its type's name; $l1 the labels of argument 1's enumeration as a JSON
//                  array; $c1 the collation of argument 1
//   !reason        refused, with that reason
// Aggregates with an order of their own (array_agg, string_agg, json_agg, …) get two things more behind their
// arguments: a specification and the sort keys, see sqlite_functions.hpp. Set-returning functions are
// table-valued: their columns are `outputs` (or else one column `value`), then `ordinality`, from 1.
struct FunctionRow {
    std::string_view name, arguments, result;
    FunctionKind kind = FunctionKind::scalar;
    bool strict = true;
    Volatility volatility = Volatility::immutable;
    Spellings spelling;
    int defaults = 0;               // of the last arguments, how many may be left out
    std::string_view outputs = {};  // name:type of each OUT parameter
    std::string_view names = {};    // of the arguments, for name => value
    std::string_view schema = "pg_catalog";
};

// KeywordRow is a function that SQL writes without parentheses.
struct KeywordRow {
    std::string_view name;
    TypeId type;
    Spellings spelling;
};
const KeywordRow* keyword_function(std::string_view name);  // null: there is none

// By family; postgres_tables/ has a file each. All overloads of a name stand in the same or several families.
std::span<const FunctionRow> aggregate_functions();
std::span<const FunctionRow> array_functions();
std::span<const FunctionRow> datetime_functions();
std::span<const FunctionRow> json_functions();
std::span<const FunctionRow> math_functions();
std::span<const FunctionRow> session_functions();
std::span<const FunctionRow> set_returning_functions();
std::span<const FunctionRow> string_functions();

// Every overload of a name, in no order; empty: there is no such function.
std::span<const FunctionRow* const> functions_named(std::string_view name);

}  // namespace ormgate::dialects
