#pragma once

#include <string_view>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "server/backend/sqlite/interruption.hpp"

namespace ormgate::sqlite {

// The condition of an extended result code. `message` is SQLite's; it stays the text of what has no words of
// PostgreSQL's. The interruption, if any, knows why a statement was stopped.
Error condition_of(int code, std::string_view message, const Interruption* interruption);

// Violation is a broken constraint found in the schema. The result code decides its kind; the names in
// SQLite's message only select among the schema's objects.
struct Violation {
    const TableDef* table = nullptr;
    const ColumnDef* column = nullptr;          // not null
    const ConstraintDef* constraint = nullptr;  // the others, if it is one
    const IndexDef* index = nullptr;            // a unique index that is no constraint
};
Violation find_violation(int code, std::string_view message, const Schema& schema);

// PostgreSQL's words for it. Without a table in the schema: the plain condition.
Error describe(int code, std::string_view message, const Violation& violation);

bool is_constraint_violation(int code);
bool is_foreign_key_violation(int code);

// The table SQLite calls so, in any schema.
const TableDef* table_of_backend(const Schema& schema, std::string_view backend_name);

}  // namespace ormgate::sqlite
