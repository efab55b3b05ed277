#include <algorithm>

#include "dialects/catalog/rows.hpp"
#include "dialects/catalog/static_rows.hpp"
#include "dialects/deparse/deparse.hpp"

namespace ormgate::dialects::catalog {
namespace {

constexpr std::uint32_t class_catalog = 1259, constraint_catalog = 2606, default_catalog = 2604,
                        type_catalog = 1247, namespace_catalog = 2615;
constexpr std::uint32_t default_collation = 100, c_collation = 950;

std::int64_t column_number(const TableDef& table, std::string_view name) {
    const ColumnDef* column = table.column(name);
    return column == nullptr ? 0 : column->number;
}

std::string column_numbers(const TableDef& table, std::span<const std::string> names) {
    std::vector<std::int64_t> numbers;
    for (const std::string& name : names) numbers.push_back(column_number(table, name));
    return number_array(numbers);
}

const char* kind_letter(ConstraintKind kind) {
    switch (kind) {
        case ConstraintKind::primary_key:
            return "p";
        case ConstraintKind::unique:
            return "u";
        case ConstraintKind::foreign_key:
            return "f";
        case ConstraintKind::check:
            return "c";
        case ConstraintKind::exclusion:
            return "x";
    }
    return "c";
}

const char* action_letter(ForeignKeyAction action) {
    switch (action) {
        case ForeignKeyAction::no_action:
            return "a";
        case ForeignKeyAction::restrict:
            return "r";
        case ForeignKeyAction::cascade:
            return "c";
        case ForeignKeyAction::set_null:
            return "n";
        case ForeignKeyAction::set_default:
            return "d";
    }
    return "a";
}

const IndexDef* index_named(const TableDef& table, std::string_view name) {
    const auto found = std::ranges::find(table.indexes, name, &IndexDef::name);
    return found == table.indexes.end() ? nullptr : &*found;
}

// The unique index of the referenced table that a foreign key relies on.
const IndexDef* referenced_index(const TableDef& table, const ConstraintDef& key) {
    for (const IndexDef& index : table.indexes) {
        const auto named = [&](const IndexKey& part) {
            return std::ranges::find(key.referenced_columns, part.column) != key.referenced_columns.end();
        };
        if (index.unique && index.keys.size() == key.referenced_columns.size() &&
            std::ranges::all_of(index.keys, named))
            return &index;
    }
    return nullptr;
}

void constraint_row(RowBuilder& row,
                    const Schema& schema,
                    const TableDef& table,
                    const ConstraintDef& constraint) {
    row.set("oid", constraint.oid)
        .set("conname", constraint.name)
        .set("connamespace", namespace_oid(schema, table.schema))
        .set("contype", kind_letter(constraint.kind))
        .set("condeferrable", constraint.deferrable)
        .set("condeferred", constraint.initially_deferred)
        .set("convalidated", constraint.validated)
        .set("conrelid", table.oid)
        .set("conislocal", true)
        .set("connoinherit", constraint.kind != ConstraintKind::check || constraint.no_inherit)
        .set("conkey", column_numbers(table, constraint.columns))
        .set("confupdtype", " ")
        .set("confdeltype", " ")
        .set("confmatchtype", " ");
    if (const IndexDef* index = index_named(table, constraint.index)) row.set("conindid", index->oid);
    if (constraint.kind == ConstraintKind::check) row.set("conbin", constraint.expression);
    if (constraint.kind == ConstraintKind::foreign_key) {
        row.set("confupdtype", action_letter(constraint.on_update))
            .set("confdeltype", action_letter(constraint.on_delete))
            .set("confmatchtype", "s");
        if (const TableDef* target =
                schema.table(constraint.referenced_schema, constraint.referenced_table)) {
            row.set("confrelid", target->oid)
                .set("confkey", column_numbers(*target, constraint.referenced_columns));
            if (const IndexDef* index = referenced_index(*target, constraint))
                row.set("conindid", index->oid);
        }
    }
    row.emit();
}

std::int64_t operator_class(const IndexKey& key, const Type& type, std::string_view method) {
    const std::uint32_t access = method == "hash" ? 405 : method == "gin" ? 2742 : 403;
    std::string_view name = type.id == TypeId::varchar ? "text" : info(type.id).name;
    if (type.array) name = "anyarray";
    for (const OperatorClass& row : operator_classes()) {
        if (row.method != access) continue;
        if (key.opclass.empty() ? row.is_default && row.type == name : row.name == key.opclass)
            return row.oid;
    }
    return 0;
}

void index_row(RowBuilder& row, const Schema& schema, const TableDef& table, const IndexDef& index) {
    std::vector<std::int64_t> numbers, options, classes, collations;
    std::string expressions;
    for (const IndexKey& key : index.keys) {
        const ColumnDef* column = table.column(key.column);
        const Type type = column == nullptr ? Type(TypeId::text) : column->type;
        numbers.push_back(column == nullptr ? 0 : column->number);
        options.push_back((key.descending ? 1 : 0) | (key.nulls_first ? 2 : 0));
        classes.push_back(operator_class(key, type, index.method));
        const bool text = info(type.id).category == 'S';
        collations.push_back(!text                                             ? 0
                             : type.id == TypeId::name || key.collation == "C" ? c_collation
                                                                               : default_collation);
        if (column != nullptr) continue;
        if (!expressions.empty()) expressions += ", ";
        expressions += deparse::expression_text(key.expression, &table, std::nullopt, schema);
    }
    for (const std::string& name : index.include) numbers.push_back(column_number(table, name));
    const auto constraint = std::ranges::find(table.constraints, index.name, &ConstraintDef::index);
    const bool deferrable = constraint != table.constraints.end() && constraint->deferrable;
    row.set("indexrelid", index.oid)
        .set("indrelid", table.oid)
        .set("indnatts", numbers.size())
        .set("indnkeyatts", index.keys.size())
        .set("indisunique", index.unique)
        .set("indnullsnotdistinct", index.nulls_not_distinct)
        .set("indisprimary", index.primary)
        .set("indimmediate", !deferrable)
        .set("indisvalid", true)
        .set("indisready", true)
        .set("indislive", true)
        .set("indkey", number_array(numbers))
        .set("indcollation", number_array(collations))
        .set("indclass", number_array(classes))
        .set("indoption", number_array(options));
    if (!expressions.empty()) row.set("indexprs", expressions);
    if (!index.predicate.empty()) row.set("indpred", index.predicate);
    row.emit();
}

void depend(RowBuilder& row,
            std::uint32_t catalog,
            std::uint32_t object,
            std::uint32_t on_catalog,
            std::uint32_t on,
            std::int64_t column,
            const char* kind) {
    row.set("classid", catalog)
        .set("objid", object)
        .set("refclassid", on_catalog)
        .set("refobjid", on)
        .set("refobjsubid", column)
        .set("deptype", kind)
        .emit();
}

void sequence_dependencies(RowBuilder& row, const Schema& schema, const SequenceDef& sequence) {
    const TableDef* table = schema.table(sequence.schema, sequence.owner_table);
    const ColumnDef* column = table == nullptr ? nullptr : table->column(sequence.owner_column);
    if (column == nullptr) return;
    depend(row,
           class_catalog,
           sequence.oid,
           class_catalog,
           table->oid,
           column->number,
           column->identity == Identity::none ? "a" : "i");
    if (column->identity == Identity::none && column->has_default)
        depend(row,
               default_catalog,
               default_oid(table->oid, column->number),
               class_catalog,
               sequence.oid,
               0,
               "n");
}

void description(
    RowBuilder& row, std::uint32_t object, std::uint32_t catalog, std::int64_t sub, const std::string& text) {
    if (!text.empty())
        row.set("objoid", object)
            .set("classoid", catalog)
            .set("objsubid", sub)
            .set("description", text)
            .emit();
}

}  // namespace

void constraint_rows(const Schema& schema, const RowConsumer& consumer) {
    RowBuilder constraints(consumer, "pg_catalog", "pg_constraint"),
        indexes(consumer, "pg_catalog", "pg_index");
    RowBuilder depends(consumer, "pg_catalog", "pg_depend"),
        descriptions(consumer, "pg_catalog", "pg_description");
    for (const TableDef& table : schema.tables) {
        description(descriptions, table.oid, class_catalog, 0, table.comment);
        for (const ColumnDef& column : table.columns) {
            description(descriptions, table.oid, class_catalog, column.number, column.comment);
            if (column.has_default || column.generated != Generated::none)
                depend(depends,
                       default_catalog,
                       default_oid(table.oid, column.number),
                       class_catalog,
                       table.oid,
                       column.number,
                       "a");
        }
        for (const IndexDef& index : table.indexes) {
            index_row(indexes, schema, table, index);
            description(descriptions, index.oid, class_catalog, 0, index.comment);
        }
        for (const ConstraintDef& constraint : table.constraints) {
            constraint_row(constraints, schema, table, constraint);
            description(descriptions, constraint.oid, constraint_catalog, 0, constraint.comment);
            for (const std::string& name : constraint.columns)
                depend(depends,
                       constraint_catalog,
                       constraint.oid,
                       class_catalog,
                       table.oid,
                       column_number(table, name),
                       "a");
            if (const IndexDef* index = index_named(table, constraint.index))
                depend(depends, class_catalog, index->oid, constraint_catalog, constraint.oid, 0, "i");
        }
    }
    for (const SequenceDef& sequence : schema.sequences) {
        sequence_dependencies(depends, schema, sequence);
        description(descriptions, sequence.oid, class_catalog, 0, sequence.comment);
    }
    for (const EnumDef& type : schema.enums)
        description(descriptions, type.oid, type_catalog, 0, type.comment);
    for (const NamespaceDef& space : schema.namespaces)
        description(descriptions, space.oid, namespace_catalog, 0, space.comment);
    description(descriptions, 2200, namespace_catalog, 0, "standard public schema");
}

}  // namespace ormgate::dialects::catalog
