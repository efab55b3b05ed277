#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/schema.hpp"
#include "core/type.hpp"
#include "dialects/casts_postgres.hpp"
#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {

// PostgreSQL's rules about types that need no syntax tree: what converts to what, and which candidate a call
// means.

// Signature is a FunctionRow's types, read once.
struct Signature {
    std::vector<Type> arguments;  // of a variadic function: the last is the element's type
    Type result;
    bool variadic = false;
};
const Signature& signature(const FunctionRow& row);
// The arguments' types of a row for so many arguments; nothing: it does not take so many.
std::optional<std::vector<Type>> arguments_for(const FunctionRow& row, std::size_t count);
// A function whose rows are what a column definition list says.
bool returns_record(const FunctionRow& row);

// Type of a pg_type name: int4, _text, anyenum.
Type type_of_pg_name(std::string_view name);
std::string sql_name(Type type, const Schema& schema);  // of messages: enumerations by their name

bool same_type(Type a, Type b);  // but for the modifier
char category(Type type);
bool preferred(Type type);
bool is_polymorphic(Type type);
bool is_string(Type type);
bool is_integer(Type type);
bool can_coerce(Type from, Type to, CastContext context);

// An array of the one holds what an array of the other does: nothing is done to its elements.
bool relabels_elements(Type from, Type to);
// What a value of a type is once it has been converted.
Type converted_type(Type from, Type to, CastContext context);

// Type of an array's elements and back. The schema knows the OIDs of enumerations.
Type element_of(Type array, const Schema& schema);
Type array_of(Type element, const Schema& schema);

// The type that UNION, CASE, COALESCE, IN … give their operands; nothing if they do not go together.
std::optional<Type> common_type(const std::vector<Type>& types);

// Which of several argument lists of equal length fits the inputs best (PostgreSQL's func_select_candidate).
struct Selection {
    std::optional<std::size_t> chosen;
    bool ambiguous = false;
};
Selection select_candidate(const std::vector<std::vector<Type>>& candidates, const std::vector<Type>& inputs);

}  // namespace ormgate::dialects
