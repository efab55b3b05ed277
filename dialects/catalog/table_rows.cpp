#include <set>

#include "dialects/bind/binder.hpp"
#include "dialects/catalog/relations.hpp"
#include "dialects/catalog/rows.hpp"
#include "dialects/catalog/static_rows.hpp"
#include "dialects/deparse/deparse.hpp"
#include "dialects/parser.hpp"

namespace ormgate::dialects::catalog {
namespace {

constexpr std::uint32_t default_collation = 100, c_collation = 950;
constexpr std::uint32_t heap_method = 2, btree_method = 403;

std::uint32_t collation_of(const Type& type) {
    if (type.id == TypeId::name) return c_collation;
    return info(type.id).category == 'S' ? default_collation : 0;
}

const TypeFunctions* storage_of(const Type& type) {
    for (const TypeFunctions& row : type_functions())
        if (row.type == info(type.id).name) return &row;
    return nullptr;
}

// The catalogs' own texts are under C.
std::uint32_t collation_in_catalog(const Type& type) {
    const bool collatable = info(type.id).category == 'S' || type.id == TypeId::pg_node_tree;
    return collatable ? c_collation : 0;
}

void attribute(RowBuilder& row, std::uint32_t relation, const ColumnDef& column, bool system = false) {
    const TypeFunctions* storage = column.type.array ? nullptr : storage_of(column.type);
    const bool has_default = column.has_default || column.generated != Generated::none;
    row.set("attrelid", relation)
        .set("attname", column.name)
        .set("atttypid", column.type.oid())
        .set("attstattarget", -1)
        .set("attlen", column.type.length())
        .set("attnum", column.number)
        .set("attndims", column.type.array ? 1 : 0)
        .set("attcacheoff", -1)
        .set("atttypmod", column.type.modifier)
        .set("attbyval", storage != nullptr && storage->by_value)
        .set("attalign", std::string(1, storage == nullptr ? 'i' : storage->align))
        .set("attstorage", std::string(1, storage == nullptr ? 'x' : storage->storage))
        .set("attnotnull", column.not_null)
        .set("atthasdef", has_default)
        .set("attidentity",
             column.identity == Identity::always       ? "a"
             : column.identity == Identity::by_default ? "d"
                                                       : "")
        .set("attgenerated", column.generated == Generated::none ? "" : "s")
        .set("attislocal", true)
        .set("attcollation", system ? collation_in_catalog(column.type) : collation_of(column.type))
        .emit();
}

// Every table has these, too. Their types are no types of the Schema's.
void system_columns(RowBuilder& row, std::uint32_t relation) {
    struct SystemColumn {
        std::string_view name;
        std::uint32_t type;
        int length;
        char align;
    };
    static constexpr SystemColumn columns[] = {{"ctid", 27, 6, 's'},
                                               {"xmin", 28, 4, 'i'},
                                               {"cmin", 29, 4, 'i'},
                                               {"xmax", 28, 4, 'i'},
                                               {"cmax", 29, 4, 'i'},
                                               {"tableoid", 26, 4, 'i'}};
    std::int16_t number = 0;
    for (const SystemColumn& column : columns) {
        row.set("attrelid", relation)
            .set("attname", column.name)
            .set("atttypid", column.type)
            .set("attlen", column.length)
            .set("attnum", --number);
        row.set("attcacheoff", -1)
            .set("atttypmod", -1)
            .set("attbyval", column.length == 4)
            .set("attalign", std::string(1, column.align))
            .set("attstorage", "p");
        row.set("attnotnull", true).set("attislocal", true).emit();
    }
}

void default_row(RowBuilder& row, const Schema& schema, const TableDef& table, const ColumnDef& column) {
    const bool generated = column.generated != Generated::none;
    if (!column.has_default && !generated) return;
    row.set("oid", default_oid(table.oid, column.number))
        .set("adrelid", table.oid)
        .set("adnum", column.number)
        .set("adbin",
             generated ? deparse::generation_text(table, column, schema)
                       : deparse::default_text(column, schema))
        .emit();
}

struct ClassRows {
    RowBuilder relation, column, column_default;
};

void relation_row(RowBuilder& row, std::uint32_t oid, std::string_view name, std::uint32_t space, char kind) {
    row.set("oid", oid)
        .set("relname", name)
        .set("relnamespace", space)
        .set("relowner", 10)
        .set("relpersistence", space == temporary_oid ? "t" : "p")
        .set("relkind", std::string(1, kind))
        .set("relreplident", "d")
        .set("relispopulated", true)
        .set("reltuples", -1.0);
}

// What PostgreSQL calls an index's column that is an expression: after its outermost call, or expr.
std::string expression_name(std::string_view expression) {
    const Result<ast::ExprPtr> parsed = parse_expression(expression, postgres_dialect);
    return parsed ? output_name(**parsed) : "expr";
}

ColumnDef key_column(const Schema& schema, const TableDef& table, const IndexKey& key) {
    ColumnDef out;
    if (const ColumnDef* column = table.column(key.column)) {
        out = *column;
    } else {
        out.name = expression_name(key.expression);
        if (out.name == "?column?") out.name = "expr";
        out.type = deparse::expression_type(key.expression, table, schema).value_or(TypeId::text);
    }
    out.not_null = out.has_default = false;
    out.generated = Generated::none;
    out.identity = Identity::none;
    return out;
}

void index_rows(ClassRows& rows,
                const Schema& schema,
                const TableDef& table,
                const IndexDef& index,
                std::uint32_t space) {
    relation_row(rows.relation, index.oid, index.name, space, 'i');
    const std::size_t columns = index.keys.size() + index.include.size();
    rows.relation.set("relam", index.method == "hash" ? 405 : btree_method)
        .set("relnatts", columns)
        .set("relreplident", "n")
        .emit();
    std::int16_t number = 0;
    std::set<std::string> names;
    const auto emit = [&](ColumnDef column) {
        column.number = ++number;
        const std::string wanted = column.name;
        for (int i = 1; !names.insert(column.name).second; ++i) column.name = wanted + std::to_string(i);
        attribute(rows.column, index.oid, column);
    };
    for (const IndexKey& key : index.keys) emit(key_column(schema, table, key));
    for (const std::string& name : index.include) {
        IndexKey key;
        key.column = name;
        emit(key_column(schema, table, key));
    }
}

using Referenced = std::set<std::pair<std::string_view, std::string_view>>;

// The tables that foreign keys lead to: PostgreSQL keeps a key by triggers on both of its tables.
Referenced referenced_tables(const Schema& schema) {
    Referenced out;
    for (const TableDef& table : schema.tables)
        for (const ConstraintDef& constraint : table.constraints)
            if (constraint.kind == ConstraintKind::foreign_key)
                out.insert({constraint.referenced_schema, constraint.referenced_table});
    return out;
}

void table_relation(
    ClassRows& rows, const Schema& schema, const TableDef& table, const Referenced& referenced, bool system) {
    const std::uint32_t space = namespace_oid(schema, table.schema);
    const bool view = table.kind == TableKind::view;
    std::size_t checks = 0, foreign_keys = 0;
    for (const ConstraintDef& constraint : table.constraints) {
        checks += constraint.kind == ConstraintKind::check ? 1 : 0;
        foreign_keys += constraint.kind == ConstraintKind::foreign_key ? 1 : 0;
    }
    relation_row(rows.relation,
                 table.oid,
                 table.name,
                 space,
                 view                                         ? 'v'
                 : table.kind == TableKind::materialized_view ? 'm'
                                                              : 'r');
    if (!system) rows.relation.set("reltype", row_type_oid(table.oid));
    rows.relation.set("relam", view ? 0 : heap_method)
        .set("relnatts", table.columns.size())
        .set("relchecks", checks)
        .set("relhasindex", !table.indexes.empty())
        .set("relhasrules", view)
        .set("relhastriggers", foreign_keys > 0 || referenced.contains({table.schema, table.name}))
        .set("relreplident", view || system ? "n" : "d")
        .emit();
    for (const ColumnDef& column : table.columns) {
        attribute(rows.column, table.oid, column, system && table.schema == "pg_catalog");
        default_row(rows.column_default, schema, table, column);
    }
    if (!view) system_columns(rows.column, table.oid);
    for (const IndexDef& index : table.indexes) index_rows(rows, schema, table, index, space);
}

}  // namespace

void system_table_rows(const RowConsumer& consumer) {
    ClassRows rows{{consumer, "pg_catalog", "pg_class"},
                   {consumer, "pg_catalog", "pg_attribute"},
                   {consumer, "pg_catalog", "pg_attrdef"}};
    const Schema& catalog = postgres_catalog();
    for (const TableDef& table : catalog.tables) table_relation(rows, catalog, table, {}, true);
}

void table_rows(const Schema& schema, const RowConsumer& consumer) {
    ClassRows rows{{consumer, "pg_catalog", "pg_class"},
                   {consumer, "pg_catalog", "pg_attribute"},
                   {consumer, "pg_catalog", "pg_attrdef"}};
    const Referenced referenced = referenced_tables(schema);
    for (const TableDef& table : schema.tables) table_relation(rows, schema, table, referenced, false);
    for (const SequenceDef& sequence : schema.sequences) {
        relation_row(rows.relation, sequence.oid, sequence.name, namespace_oid(schema, sequence.schema), 'S');
        rows.relation.set("relnatts", 3).set("reltuples", 1.0).set("relreplident", "n").emit();
    }
}

}  // namespace ormgate::dialects::catalog
