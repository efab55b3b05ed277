#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/schema.hpp"

namespace ormgate::dialects {

// How ormgate lays PostgreSQL's objects out in an SQLite file: declared types, names, and the metadata table
// that holds what SQLite's DDL cannot say. The DDL planner writes by these rules, the schema reader of the
// SQLite backend reads.

// ---- declared types: the declared type alone tells the client's type, and its affinity keeps the canonical
// value as it is.

// E.g. VARCHAR(30), NUMERIC_TEXT(10,2), TIMESTAMPTZ, "ENUM_TEXT public.mood", "ARRAY_TEXT i~nteger".
// enum_name is the enumeration's qualified name. Quoted where SQLite's grammar needs it.
std::string declared_type(Type type, std::string_view enum_name = {});
// What stands behind the declared type: COLLATE decimal, COLLATE interval, COLLATE RTRIM, or nothing.
std::string_view declared_collation(Type type);

struct DeclaredType {
    Type type;
    std::string enum_name;  // qualified; the reader fills Type::user_oid
};
// Reads a declared type of ormgate's or of another program (Django's, SQLAlchemy's, Rails' own SQLite
// tables). What is unknown is read by SQLite's affinity rules: int8, text, bytea (none), float8, numeric.
DeclaredType type_of_declaration(std::string_view declared);

// Type of a format_type() spelling: "character varying(20)", "timestamp with time zone", "integer[]". Nothing
// if unknown.
std::optional<Type> type_of_sql_name(std::string_view name);

// ---- names

// The SQLite table of a PostgreSQL relation or sequence: `name` in public, else `schema.name`.
std::string storage_name(std::string_view schema, std::string_view name);

// ---- metadata

inline constexpr std::string_view catalog_table = "ormgate_catalog";
inline constexpr std::string_view sequence_table = "ormgate_sequences";
// Creates both tables if they do not exist: the first steps of every definition.
inline constexpr std::string_view create_metadata_tables[] = {
    "CREATE TABLE IF NOT EXISTS main.ormgate_catalog (kind TEXT NOT NULL, name TEXT NOT NULL, sub TEXT NOT "
    "NULL, "
    "key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, name, sub, key)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS main.ormgate_sequences (name TEXT PRIMARY KEY, last_value INTEGER NOT NULL, "
    "is_called INTEGER NOT NULL) WITHOUT ROWID",
};

// One row of ormgate_catalog. `name` is schema-qualified: public.t. Lists are JSON arrays of strings.
//   kind        sub         keys
//   table       ''          kind (table, view, materialized_view: always there, so a table without it is
//   foreign), comment,
//                           definition (a view's SELECT)
//   column      column      position, type (format_type, or enum:public.mood, with [] behind for an array;
//   only where the
//                           declaration does not tell it: INTEGER primary keys, views), not_null (1),
//                           default, has_default (1), identity (always, by_default), sequence, generated
//                           (stored), generated_expression, collation, comment
//   constraint  constraint  kind (p, u, f, c), columns, expression, references [schema, table, columns…],
//                           actions [on update, on delete] as in pg_constraint, timing (deferrable,
//                           deferred), index, not_valid (1), no_inherit (1), comment, position
//   index       index       method, unique (1), primary (1), nulls_not_distinct (1), key1, key2 … [column,
//   expression,
//                           opclass, collation, desc or '', first or ''], include, predicate, backend_name,
//                           comment, position
//   sequence    ''          type, start, increment, minimum, maximum, cache, cycle (1), owner [table,
//   column], comment enum        ''          labels, comment schema      ''          (name is the bare name)
//   name, comment
// A column, constraint or index that another program added or dropped wins over these rows: PRAGMA table_info
// decides what exists, and the columns' NOT NULL. The DEFAULT clause of a table of ormgate's own (it has a
// `table` row) means nothing: defaults are these rows'. Keys starting with oid are the schema reader's own.
struct MetadataRow {
    std::string kind, name, sub, key, value;
    friend bool operator==(const MetadataRow&, const MetadataRow&) = default;
};

// The schema names the enumerations of columns.
std::vector<MetadataRow> metadata_of(const TableDef& table, const Schema& schema);
std::vector<MetadataRow> metadata_of(const SequenceDef& sequence);
std::vector<MetadataRow> metadata_of(const EnumDef& enumeration);

// The way back. `rows` are all rows whose kind is table, column, constraint or index and whose name is this
// relation's, in any order. Enumerations are looked up in the schema's enums by name. Fills what the rows say
// and keeps the rest.
void apply_metadata(TableDef& table, const std::vector<MetadataRow>& rows, const Schema& schema);
void apply_metadata(SequenceDef& sequence, const std::vector<MetadataRow>& rows);
void apply_metadata(EnumDef& enumeration, const std::vector<MetadataRow>& rows);

// A JSON array of strings, as lists are kept.
std::string string_list(const std::vector<std::string>& items);
std::vector<std::string> read_string_list(std::string_view json);

}  // namespace ormgate::dialects
