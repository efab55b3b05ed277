#include <algorithm>
#include <optional>

#include "dialects/catalog/relations.hpp"
#include "dialects/catalog/rows.hpp"
#include "dialects/deparse/deparse.hpp"

namespace ormgate::dialects::catalog {
namespace {

constexpr std::string_view information = "information_schema";

const char* yes_or_no(bool flag) {
    return flag ? "YES" : "NO";
}

struct NumericFacts {
    std::int64_t precision = 0, radix = 0;
    std::optional<std::int64_t> scale;
};
std::optional<NumericFacts> numeric_facts(const Type& type) {
    switch (type.id) {
        case TypeId::int16:
            return NumericFacts{16, 2, 0};
        case TypeId::int32:
            return NumericFacts{32, 2, 0};
        case TypeId::int64:
            return NumericFacts{64, 2, 0};
        case TypeId::float32:
            return NumericFacts{24, 2, std::nullopt};
        case TypeId::float64:
            return NumericFacts{53, 2, std::nullopt};
        case TypeId::numeric:
            if (type.modifier < 0) return NumericFacts{0, 10, std::nullopt};
            return NumericFacts{
                (type.modifier - 4) >> 16 & 0xffff, 10, (((type.modifier - 4) & 0x7ff) ^ 1024) - 1024};
        default:
            return std::nullopt;
    }
}

bool is_time(const Type& type) {
    return type.id == TypeId::time || type.id == TypeId::timetz || type.id == TypeId::timestamp ||
           type.id == TypeId::timestamptz || type.id == TypeId::interval;
}

std::string udt_name(const Schema& schema, const Type& type) {
    if (const EnumDef* found = schema.enum_by_oid(type.user_oid))
        return (type.array ? "_" : "") + found->name;
    return (type.array ? "_" : "") + std::string(info(type.id).name);
}

void type_columns(RowBuilder& row, const Type& type) {
    if (type.array || type.id == TypeId::enumeration) return;
    if ((type.id == TypeId::varchar || type.id == TypeId::bpchar) && type.modifier >= 4)
        row.set("character_maximum_length", type.modifier - 4)
            .set("character_octet_length", (type.modifier - 4) * 4);
    else if (info(type.id).category == 'S' && type.id != TypeId::name)
        row.set("character_octet_length", 1 << 30);
    if (const std::optional<NumericFacts> facts = numeric_facts(type)) {
        if (facts->precision != 0) row.set("numeric_precision", facts->precision);
        row.set("numeric_precision_radix", facts->radix);
        if (facts->scale) row.set("numeric_scale", *facts->scale);
    }
    if (type.id == TypeId::date) row.set("datetime_precision", 0);
    if (is_time(type)) row.set("datetime_precision", type.modifier < 0 ? 6 : type.modifier & 0xffff);
}

void null_numbers(RowBuilder& row) {
    for (const char* name : {"character_maximum_length",
                             "character_octet_length",
                             "numeric_precision",
                             "numeric_precision_radix",
                             "numeric_scale",
                             "datetime_precision",
                             "interval_precision",
                             "maximum_cardinality"})
        row.set(name, Value());
}

void column_rows(const Schema& schema, const TableDef& table, RowBuilder& row) {
    for (const ColumnDef& column : table.columns) {
        null_numbers(row);
        const bool user_type = column.type.id == TypeId::enumeration;
        row.set("table_catalog", schema.database)
            .set("table_schema", shown_namespace(table.schema))
            .set("table_name", table.name)
            .set("column_name", column.name)
            .set("ordinal_position", column.number)
            .set("is_nullable", yes_or_no(!column.not_null))
            .set("data_type",
                 column.type.array ? "ARRAY"
                 : user_type       ? std::string("USER-DEFINED")
                                   : column.type.without_modifier().sql_name())
            .set("udt_catalog", schema.database)
            .set("udt_schema",
                 user_type ? schema.enum_by_oid(column.type.user_oid)->schema : std::string("pg_catalog"))
            .set("udt_name", udt_name(schema, column.type))
            .set("dtd_identifier", std::to_string(column.number))
            .set("is_self_referencing", "NO")
            .set("is_identity", yes_or_no(column.identity != Identity::none))
            .set("identity_cycle", "NO")
            .set("is_generated", column.generated == Generated::none ? "NEVER" : "ALWAYS")
            .set("is_updatable", yes_or_no(table.kind == TableKind::table));
        if (column.has_default) row.set("column_default", deparse::default_text(column, schema));
        if (column.generated != Generated::none)
            row.set("generation_expression", deparse::generation_text(table, column, schema));
        type_columns(row, column.type);
        if (column.identity != Identity::none) {
            row.set("identity_generation", column.identity == Identity::always ? "ALWAYS" : "BY DEFAULT");
            for (const SequenceDef& sequence : schema.sequences) {
                if (sequence.owner_table != table.name || sequence.owner_column != column.name ||
                    sequence.schema != table.schema)
                    continue;
                row.set("identity_start", std::to_string(sequence.start))
                    .set("identity_increment", std::to_string(sequence.increment))
                    .set("identity_maximum", std::to_string(sequence.maximum))
                    .set("identity_minimum", std::to_string(sequence.minimum))
                    .set("identity_cycle", yes_or_no(sequence.cycle));
            }
        }
        row.emit();
    }
}

const char* type_words(ConstraintKind kind) {
    switch (kind) {
        case ConstraintKind::primary_key:
            return "PRIMARY KEY";
        case ConstraintKind::unique:
            return "UNIQUE";
        case ConstraintKind::foreign_key:
            return "FOREIGN KEY";
        default:
            return "CHECK";
    }
}

const char* rule(ForeignKeyAction action) {
    switch (action) {
        case ForeignKeyAction::restrict:
            return "RESTRICT";
        case ForeignKeyAction::cascade:
            return "CASCADE";
        case ForeignKeyAction::set_null:
            return "SET NULL";
        case ForeignKeyAction::set_default:
            return "SET DEFAULT";
        case ForeignKeyAction::no_action:
            break;
    }
    return "NO ACTION";
}

// The unique constraint a foreign key refers to, and where each of its columns stands in it.
const ConstraintDef* target_of(const TableDef* target, const ConstraintDef& key) {
    if (target == nullptr) return nullptr;
    for (const ConstraintDef& constraint : target->constraints) {
        if (constraint.kind != ConstraintKind::primary_key && constraint.kind != ConstraintKind::unique)
            continue;
        if (std::ranges::is_permutation(constraint.columns, key.referenced_columns)) return &constraint;
    }
    return nullptr;
}

class ConstraintRows {
public:
    ConstraintRows(const Schema& schema, const RowConsumer& consumer)
        : schema_(schema),
          constraints_(consumer, information, "table_constraints"),
          keys_(consumer, information, "key_column_usage"),
          references_(consumer, information, "referential_constraints"),
          columns_(consumer, information, "constraint_column_usage"),
          tables_(consumer, information, "constraint_table_usage"),
          checks_(consumer, information, "check_constraints") {}

    void add(const TableDef& table) {
        for (const ConstraintDef& constraint : table.constraints) {
            if (constraint.kind == ConstraintKind::exclusion) continue;
            constraint_row(table,
                           constraint.name,
                           type_words(constraint.kind),
                           constraint.deferrable,
                           constraint.initially_deferred);
            if (constraint.kind == ConstraintKind::check) {
                const std::string condition =
                    deparse::expression_text(constraint.expression, &table, TypeId::boolean, schema_);
                check(table, constraint.name, "(" + condition + ")");
                for (const std::string& name : constraint.columns) usage(table, name, table, constraint.name);
                continue;
            }
            key_columns(table, constraint);
        }
        // NOT NULL shows as a check, as the standard wants it.
        for (const ColumnDef& column : table.columns) {
            if (!column.not_null || table.kind != TableKind::table) continue;
            const std::string name =
                "2200_" + std::to_string(table.oid) + "_" + std::to_string(column.number) + "_not_null";
            constraint_row(table, name, "CHECK", false, false);
            check(table, name, column.name + " IS NOT NULL");
        }
    }

private:
    void constraint_row(
        const TableDef& table, std::string_view name, std::string_view type, bool deferrable, bool deferred) {
        constraints_.set("constraint_catalog", schema_.database)
            .set("constraint_schema", shown_namespace(table.schema))
            .set("constraint_name", name)
            .set("table_catalog", schema_.database)
            .set("table_schema", shown_namespace(table.schema))
            .set("table_name", table.name)
            .set("constraint_type", type)
            .set("is_deferrable", yes_or_no(deferrable))
            .set("initially_deferred", yes_or_no(deferred))
            .set("enforced", "YES")
            .emit();
    }
    void check(const TableDef& table, std::string_view name, std::string_view clause) {
        checks_.set("constraint_catalog", schema_.database)
            .set("constraint_schema", shown_namespace(table.schema))
            .set("constraint_name", name)
            .set("check_clause", clause)
            .emit();
    }
    void usage(const TableDef& table, std::string_view column, const TableDef& owner, std::string_view name) {
        columns_.set("table_catalog", schema_.database)
            .set("table_schema", shown_namespace(table.schema))
            .set("table_name", table.name)
            .set("column_name", column)
            .set("constraint_catalog", schema_.database)
            .set("constraint_schema", owner.schema)
            .set("constraint_name", name)
            .emit();
    }
    void key_columns(const TableDef& table, const ConstraintDef& constraint) {
        const bool foreign = constraint.kind == ConstraintKind::foreign_key;
        const TableDef* target =
            foreign ? schema_.table(constraint.referenced_schema, constraint.referenced_table) : nullptr;
        const ConstraintDef* unique = target_of(target, constraint);
        for (std::size_t i = 0; i < constraint.columns.size(); ++i) {
            keys_.set("constraint_catalog", schema_.database)
                .set("constraint_schema", shown_namespace(table.schema))
                .set("constraint_name", constraint.name)
                .set("table_catalog", schema_.database)
                .set("table_schema", shown_namespace(table.schema))
                .set("table_name", table.name)
                .set("column_name", constraint.columns[i])
                .set("ordinal_position", i + 1)
                .set("position_in_unique_constraint", Value());
            if (unique != nullptr && i < constraint.referenced_columns.size()) {
                const auto place = std::ranges::find(unique->columns, constraint.referenced_columns[i]) -
                                   unique->columns.begin();
                keys_.set("position_in_unique_constraint", place + 1);
            }
            keys_.emit();
            if (!foreign) usage(table, constraint.columns[i], table, constraint.name);
        }
        const TableDef& used = target == nullptr ? table : *target;
        tables_.set("table_catalog", schema_.database)
            .set("table_schema", used.schema)
            .set("table_name", used.name)
            .set("constraint_catalog", schema_.database)
            .set("constraint_schema", shown_namespace(table.schema))
            .set("constraint_name", constraint.name)
            .emit();
        if (target == nullptr) return;
        for (const std::string& name : constraint.referenced_columns)
            usage(*target, name, table, constraint.name);
        references_.set("constraint_catalog", schema_.database)
            .set("constraint_schema", shown_namespace(table.schema))
            .set("constraint_name", constraint.name)
            .set("unique_constraint_catalog", schema_.database)
            .set("match_option", "NONE")
            .set("update_rule", rule(constraint.on_update))
            .set("delete_rule", rule(constraint.on_delete));
        if (unique != nullptr)
            references_.set("unique_constraint_schema", target->schema)
                .set("unique_constraint_name", unique->name);
        references_.emit();
    }

    const Schema& schema_;
    RowBuilder constraints_, keys_, references_, columns_, tables_, checks_;
};

void table_row(std::string_view database, const TableDef& table, RowBuilder& row) {
    const bool view = table.kind == TableKind::view;
    row.set("table_catalog", database)
        .set("table_schema", shown_namespace(table.schema))
        .set("table_name", table.name)
        .set("table_type",
             view              ? "VIEW"
             : table.temporary ? "LOCAL TEMPORARY"
                               : "BASE TABLE")
        .set("is_insertable_into", yes_or_no(!view))
        .set("is_typed", "NO")
        .emit();
}

bool belongs_to_identity(const Schema& schema, const SequenceDef& sequence) {
    const TableDef* table = schema.table(sequence.schema, sequence.owner_table);
    const ColumnDef* column = table == nullptr ? nullptr : table->column(sequence.owner_column);
    return column != nullptr && column->identity != Identity::none;
}

void sequence_rows(const Schema& schema, const RowConsumer& consumer) {
    RowBuilder row(consumer, information, "sequences");
    for (const SequenceDef& sequence : schema.sequences) {
        if (belongs_to_identity(schema, sequence)) continue;
        const std::optional<NumericFacts> facts = numeric_facts(sequence.type);
        row.set("sequence_catalog", schema.database)
            .set("sequence_schema", sequence.schema)
            .set("sequence_name", sequence.name)
            .set("data_type", sequence.type.sql_name())
            .set("numeric_precision", facts ? facts->precision : 64)
            .set("numeric_precision_radix", 2)
            .set("numeric_scale", 0)
            .set("start_value", std::to_string(sequence.start))
            .set("minimum_value", std::to_string(sequence.minimum))
            .set("maximum_value", std::to_string(sequence.maximum))
            .set("increment", std::to_string(sequence.increment))
            .set("cycle_option", yes_or_no(sequence.cycle))
            .emit();
    }
}

}  // namespace

void information_schema_system_rows(std::string_view database, const RowConsumer& consumer) {
    RowBuilder tables(consumer, information, "tables"), columns(consumer, information, "columns");
    Schema system;  // built-in types only
    system.database = database;
    for (const TableDef& table : postgres_catalog().tables) {
        table_row(database, table, tables);
        column_rows(system, table, columns);
    }
}

void information_schema_rows(const Schema& schema, const CatalogFacts& facts, const RowConsumer& consumer) {
    RowBuilder tables(consumer, information, "tables"), columns(consumer, information, "columns"),
        views(consumer, information, "views");
    ConstraintRows constraints(schema, consumer);
    for (const TableDef& table : schema.tables) {
        table_row(schema.database, table, tables);
        column_rows(schema, table, columns);
        constraints.add(table);
        if (table.kind == TableKind::view)
            views.set("table_catalog", schema.database)
                .set("table_schema", shown_namespace(table.schema))
                .set("table_name", table.name)
                .set("view_definition", deparse::view_text(table, schema))
                .set("check_option", "NONE")
                .set("is_updatable", "NO")
                .set("is_insertable_into", "NO")
                .set("is_trigger_updatable", "NO")
                .set("is_trigger_deletable", "NO")
                .set("is_trigger_insertable_into", "NO")
                .emit();
    }
    sequence_rows(schema, consumer);
    RowBuilder schemata(consumer, information, "schemata");
    const auto space = [&](std::string_view name) {
        schemata.set("catalog_name", schema.database)
            .set("schema_name", name)
            .set("schema_owner", facts.owner)
            .emit();
    };
    for (const char* name : {"public", "pg_toast", "pg_catalog", "information_schema"}) space(name);
    for (const NamespaceDef& other : schema.namespaces)
        if (other.name != "public" && other.name != "pg_catalog" && other.name != "information_schema")
            space(other.name);
    RowBuilder(consumer, information, "information_schema_catalog_name")
        .set("catalog_name", schema.database)
        .emit();
}

}  // namespace ormgate::dialects::catalog
