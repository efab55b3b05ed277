#pragma once

#include <span>

#include "server/backend/sqlite/functions/function.hpp"

namespace ormgate::sqlite {

// The families of functions, each a table in the source of its name.
std::span<const ScalarFunction> array_element_functions();
std::span<const ScalarFunction> array_functions();
std::span<const ScalarFunction> cast_functions();
std::span<const ScalarFunction> catalog_functions();
std::span<const ScalarFunction> datetime_arithmetic_functions();
std::span<const ScalarFunction> datetime_format_functions();
std::span<const ScalarFunction> datetime_functions();
std::span<const ScalarFunction> encoding_functions();
std::span<const ScalarFunction> float_functions();
std::span<const ScalarFunction> integer_functions();
std::span<const ScalarFunction> json_build_functions();
std::span<const ScalarFunction> json_change_functions();
std::span<const ScalarFunction> json_functions();
std::span<const ScalarFunction> json_record_functions();
std::span<const ScalarFunction> jsonpath_functions();
std::span<const ScalarFunction> like_functions();
std::span<const ScalarFunction> network_functions();
std::span<const ScalarFunction> number_format_functions();
std::span<const ScalarFunction> numeric_functions();
std::span<const ScalarFunction> quoting_functions();
std::span<const ScalarFunction> random_functions();
std::span<const ScalarFunction> regex_functions();
std::span<const ScalarFunction> row_list_functions();
std::span<const ScalarFunction> sequence_functions();
std::span<const ScalarFunction> session_functions();
std::span<const ScalarFunction> string_case_functions();
std::span<const ScalarFunction> string_functions();
std::span<const ScalarFunction> unicode_functions();
std::span<const ScalarFunction> visibility_functions();

std::span<const AggregateFunction> collecting_aggregates();
std::span<const AggregateFunction> numeric_aggregates();
std::span<const AggregateFunction> ordered_set_aggregates();
std::span<const AggregateFunction> regression_aggregates();
std::span<const AggregateFunction> row_list_aggregates();

bool register_collations(sqlite3* database);
bool register_table_functions(sqlite3* database, FunctionContext& context);

}  // namespace ormgate::sqlite
