#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/type.hpp"
#include "core/value.hpp"
#include "server/backend/sqlite/functions/context.hpp"

namespace ormgate::sqlite {

// The type of a pg_type name as translations spell it: int4, _text.
Result<Type> type_of_name(std::string_view name);

// The type's own order, without nulls: numbers by value, numeric exactly, NaN above all, interval and timetz
// as SQL orders them, char(n) without its padding, texts bytewise. -1, 0, 1.
int compare_values(const ValueView& a, const ValueView& b, Type type);

// What PostgreSQL's output function prints.
std::string printed_value(const ValueView& value, Type type, const FunctionContext& context);

// The canonical value of one type as another: numbers into each other by their own rules, the rest by way of
// text.
Result<Value> cast_value(const ValueView& value, Type from, Type to, const FunctionContext& context);

// An Error of a condition that has no row in the table of errors.
Error error_with_state(const char* sqlstate, std::string message);

}  // namespace ormgate::sqlite
