#pragma once

#include "dialects/ast/query.hpp"

namespace ormgate::dialects {

// Passes over the operands of RIGHT and FULL JOIN, for what SQLite (seen in 3.40) does otherwise than SQL
// says.

// To the left of one, SQLite takes an inner join's ON condition that names no column for a condition of the
// whole query: it hides such conditions.
void keep_constant_conditions_in_place(ast::FromItem& left);

// To the right of RIGHT JOIN, SQLite calls a table-valued function without its arguments: it makes a derived
// table of the function.
void derive_table_of_function(ast::FromItem& right);

}  // namespace ormgate::dialects
