#include "dialects/catalog/relations.hpp"
#include "dialects/catalog/rows.hpp"
#include "dialects/catalog/static_rows.hpp"

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

void attribute(RowBuilder& row, std::uint32_t relation, const ColumnDef& column) {
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
        .set("attcollation", collation_of(column.type))
        .emit();
}

void default_row(RowBuilder& row, std::uint32_t relation, const ColumnDef& column) {
    const bool generated = column.generated != Generated::none;
    if (!column.has_default && !generated) return;
    row.set("oid", default_oid(relation, column.number))
        .set("adrelid", relation)
        .set("adnum", column.number)
        .set("adbin", generated ? column.generated_expression : column.default_expression)
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
        .set("relpersistence", "p")
        .set("relkind", std::string(1, kind))
        .set("relreplident", "d")
        .set("relispopulated", true)
        .set("reltuples", -1.0);
}

void index_rows(ClassRows& rows, const TableDef& table, const IndexDef& index, std::uint32_t space) {
    relation_row(rows.relation, index.oid, index.name, space, 'i');
    const std::size_t columns = index.keys.size() + index.include.size();
    rows.relation.set("relam", index.method == "hash" ? 405 : btree_method)
        .set("relnatts", columns)
        .set("relreplident", "n")
        .emit();
    std::int16_t number = 0;
    const auto key_column = [&](std::string_view name) {
        ColumnDef key;
        if (const ColumnDef* column = table.column(name))
            key = *column;
        else
            key.name = "expr";
        key.number = ++number;
        key.not_null = key.has_default = false;
        key.generated = Generated::none;
        key.identity = Identity::none;
        attribute(rows.column, index.oid, key);
    };
    for (const IndexKey& key : index.keys) key_column(key.column);
    for (const std::string& name : index.include) key_column(name);
}

void table_relation(ClassRows& rows, const Schema& schema, const TableDef& table, bool system) {
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
    rows.relation.set("relam", view ? 0 : heap_method)
        .set("relnatts", table.columns.size())
        .set("relchecks", checks)
        .set("relhasindex", !table.indexes.empty())
        .set("relhasrules", view)
        .set("relhastriggers", foreign_keys > 0)
        .set("relreplident", view || system ? "n" : "d")
        .set("relpersistence", table.temporary ? "t" : "p")
        .emit();
    for (const ColumnDef& column : table.columns) {
        attribute(rows.column, table.oid, column);
        default_row(rows.column_default, table.oid, column);
    }
    for (const IndexDef& index : table.indexes) index_rows(rows, table, index, space);
}

}  // namespace

void table_rows(const Schema& schema, const RowConsumer& consumer) {
    ClassRows rows{{consumer, "pg_catalog", "pg_class"},
                   {consumer, "pg_catalog", "pg_attribute"},
                   {consumer, "pg_catalog", "pg_attrdef"}};
    for (const TableDef& table : postgres_catalog().tables) table_relation(rows, schema, table, true);
    for (const TableDef& table : schema.tables) table_relation(rows, schema, table, false);
    for (const SequenceDef& sequence : schema.sequences) {
        relation_row(rows.relation, sequence.oid, sequence.name, namespace_oid(schema, sequence.schema), 'S');
        rows.relation.set("relnatts", 3).set("reltuples", 1.0).set("relreplident", "n").emit();
    }
}

}  // namespace ormgate::dialects::catalog
