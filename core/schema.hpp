#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/type.hpp"

namespace ormgate {

// What a database holds, as a snapshot the backend took: plain data, shared read-only by the binder (names to
// types), the DDL planner (what to rebuild) and the catalog (rows of pg_catalog and information_schema).
// Expressions (defaults, checks, predicates) are PostgreSQL SQL text, as pg_get_expr prints them.

enum class Identity : std::uint8_t { none, by_default, always };
enum class Generated : std::uint8_t { none, stored, virtual_ };

struct ColumnDef {
    std::string name;
    Type type;
    std::int16_t number = 0;  // attnum, from 1; gaps where columns were dropped are not kept
    bool not_null = false;
    bool has_default = false;
    std::string default_expression;
    Identity identity = Identity::none;
    std::string sequence;  // the sequence that feeds it (identity or serial), qualified if not in public
    Generated generated = Generated::none;
    std::string generated_expression;
    std::string collation;
    std::string comment;
    std::string storage_type;  // as the backend declares it, where that says more than `type`
};

enum class ConstraintKind : std::uint8_t { primary_key, unique, foreign_key, check, exclusion };
enum class ForeignKeyAction : std::uint8_t { no_action, restrict, cascade, set_null, set_default };

struct ConstraintDef {
    std::uint32_t oid = 0;
    ConstraintKind kind = ConstraintKind::check;
    std::string name;
    std::vector<std::string> columns;
    std::string referenced_schema, referenced_table;  // foreign keys
    std::vector<std::string> referenced_columns;
    ForeignKeyAction on_update = ForeignKeyAction::no_action, on_delete = ForeignKeyAction::no_action;
    bool deferrable = false, initially_deferred = false;
    bool validated = true, no_inherit = false;
    std::string expression;  // checks
    std::string index;       // primary keys and unique constraints: the index behind it
    std::string comment;
};

struct IndexKey {
    std::string column;  // empty: an expression
    std::string expression;
    std::string opclass, collation;
    bool descending = false, nulls_first = false;
};

struct IndexDef {
    std::uint32_t oid = 0;
    std::string name;
    std::string method = "btree";
    bool unique = false, primary = false, nulls_not_distinct = false;
    std::vector<IndexKey> keys;
    std::vector<std::string> include;
    std::string predicate;
    std::string comment;
    std::string backend_name;  // what the backend calls it, if not `name` (sqlite_autoindex_…)
};

enum class TableKind : std::uint8_t { table, view, materialized_view };

struct TableDef {
    std::uint32_t oid = 0;
    std::string schema = "public";
    std::string name;
    TableKind kind = TableKind::table;
    bool temporary = false;
    std::vector<ColumnDef> columns;
    std::vector<ConstraintDef> constraints;
    std::vector<IndexDef> indexes;
    std::string definition;  // views: the SELECT as the client wrote it
    std::string comment;
    std::string backend_name;  // what the backend calls it, if not `name`

    const ColumnDef* column(std::string_view column_name) const;
    const ConstraintDef* constraint(std::string_view constraint_name) const;
    const ConstraintDef* primary_key() const;
};

struct SequenceDef {
    std::uint32_t oid = 0;
    std::string schema = "public";
    std::string name;
    Type type = TypeId::int64;
    std::int64_t start = 1, increment = 1, minimum = 1, maximum = INT64_MAX, cache = 1;
    bool cycle = false;
    std::string owner_table, owner_column;  // OWNED BY
    std::string comment;
};

struct EnumDef {
    std::uint32_t oid = 0, array_oid = 0;
    std::string schema = "public";
    std::string name;
    std::vector<std::string> labels;
    std::string comment;
};

struct NamespaceDef {
    std::uint32_t oid = 0;
    std::string name;
    std::string comment;
};

// Schema is the whole snapshot. Its maps are built once by index(); lookups are exact (names are folded by
// the binder).
class Schema {
public:
    std::string database;
    std::uint64_t version = 0;  // differs whenever the content may differ; part of the translator's cache key
    std::vector<NamespaceDef> namespaces;
    std::vector<TableDef> tables;
    std::vector<SequenceDef> sequences;
    std::vector<EnumDef> enums;

    void index();
    const TableDef* table(std::string_view schema_name, std::string_view name) const;
    const TableDef* table_by_oid(std::uint32_t oid) const;
    const SequenceDef* sequence(std::string_view schema_name, std::string_view name) const;
    const EnumDef* enumeration(std::string_view schema_name, std::string_view name) const;
    const EnumDef* enum_by_oid(std::uint32_t oid) const;  // of the type or of its array
    bool has_namespace(std::string_view name) const;

private:
    std::unordered_map<std::string, std::size_t> tables_by_name_, sequences_by_name_, enums_by_name_;
    std::unordered_map<std::uint32_t, std::size_t> tables_by_oid_, enums_by_oid_;
};

using SchemaPtr = std::shared_ptr<const Schema>;

}  // namespace ormgate
