#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/schema.hpp"

namespace ormgate::dialects::deparse {

// The text of a table's expression (a default, a check, a key or predicate of an index) as pg_get_expr()
// prints it: operators and casts with the types PostgreSQL gives them. `table` may be null where there are no
// columns to name; `wanted` is the type of the column that a default is for. What is not understood is
// answered as it stands.
std::string expression_text(std::string_view expression,
                            const TableDef* table,
                            std::optional<Type> wanted,
                            const Schema& schema,
                            bool pretty = false);

// A column's default, and how a generated column is made.
std::string default_text(const ColumnDef& column, const Schema& schema);
std::string generation_text(const TableDef& table, const ColumnDef& column, const Schema& schema);

// The type of a table's expression; nothing: it is not understood.
std::optional<Type> expression_type(std::string_view expression, const TableDef& table, const Schema& schema);

// A view's query as pg_get_viewdef() prints it, its semicolon with it. `wrap_column`: lists break their lines
// there; 0: behind each item, below 0: nowhere.
std::string view_text(const TableDef& view, const Schema& schema, bool pretty = false, int wrap_column = 0);

// An index's expression as it stands in CREATE INDEX: in parentheses unless it is a function's call.
std::string index_expression_text(std::string_view expression,
                                  const TableDef& table,
                                  const Schema& schema,
                                  bool pretty = false);

}  // namespace ormgate::dialects::deparse
