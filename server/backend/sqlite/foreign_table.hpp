#pragma once

#include "core/schema.hpp"
#include "server/backend/sqlite/connection.hpp"

namespace ormgate::sqlite {

// What SQLite itself knows of a table: enough for one that another program has made, and the measure of what
// still exists of one of ormgate's. `space` is SQLite's name of the database it is in: main or temp.

Result<void> read_columns(Connection& connection, const std::string& space, TableDef& table);
// Keys, foreign keys and indexes, under PostgreSQL's default names where they have none of their own.
Result<void> read_constraints(Connection& connection, const std::string& space, TableDef& table);
// Names, checks and deferrability, which only the text of CREATE TABLE tells. Text that cannot be parsed adds
// nothing.
void read_definition(std::string_view sql, TableDef& table);
// Expressions and conditions of indexes, from the text of CREATE INDEX.
void read_index_definition(std::string_view sql, TableDef& table, IndexDef& index);

// The column that is another name of the rowid, if there is one.
const ColumnDef* rowid_column(const TableDef& table);

// table_column_suffix, cut as PostgreSQL cuts it to 63 bytes and made different from the names in use.
std::string default_name(std::string_view table,
                         std::string_view columns,
                         std::string_view suffix,
                         const TableDef& in_use);

}  // namespace ormgate::sqlite
