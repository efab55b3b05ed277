#include <algorithm>

#include "dialects/bind/limits.hpp"
#include "dialects/parser.hpp"
#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {
namespace {

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : "_") + name;
    return out;
}

struct SerialType {
    std::string_view name;
    TypeId type;
};
constexpr SerialType serial_types[] = {
    {"serial", TypeId::int32},
    {"serial4", TypeId::int32},
    {"bigserial", TypeId::int64},
    {"serial8", TypeId::int64},
    {"smallserial", TypeId::int16},
    {"serial2", TypeId::int16},
};

std::int64_t greatest(Type type) {
    return type.id == TypeId::int16 ? INT16_MAX : type.id == TypeId::int32 ? INT32_MAX : INT64_MAX;
}
std::int64_t least(Type type) {
    return type.id == TypeId::int16 ? INT16_MIN : type.id == TypeId::int32 ? INT32_MIN : INT64_MIN;
}

// The only column an expression reads, if it reads one only: its name goes into the constraint's.
void columns_read(const ast::Expr& e, std::vector<std::string>& out) {
    if (const auto* column = e.as<ast::ColumnRef>())
        if (std::ranges::find(out, column->parts.back()) == out.end()) out.push_back(column->parts.back());
    ast::for_each_operand(e, [&](const ast::Expr& operand) { columns_read(operand, out); });
}

}  // namespace

SequenceDef DdlPlanner::sequence_of(const ast::SequenceOptions& options,
                                    SequenceDef sequence,
                                    std::uint32_t position) {
    if (options.type) {
        sequence.type = binder.resolve_type(*options.type);
        if (!is_integer(sequence.type))
            binder.fail(Errc::invalid_parameter_value,
                        "sequence type must be smallint, integer, or bigint",
                        position);
        sequence.maximum = greatest(sequence.type);
    }
    if (options.increment) {
        sequence.increment = *options.increment;
        if (sequence.increment == 0)
            binder.fail(Errc::invalid_parameter_value, "INCREMENT must not be zero", position);
        if (sequence.increment < 0 && !options.minimum && !options.maximum) {
            sequence.maximum = -1;
            sequence.minimum = least(sequence.type);
            if (!options.start) sequence.start = -1;
        }
    }
    if (options.no_minimum) sequence.minimum = sequence.increment < 0 ? least(sequence.type) : 1;
    if (options.no_maximum) sequence.maximum = sequence.increment < 0 ? -1 : greatest(sequence.type);
    if (options.minimum) sequence.minimum = *options.minimum;
    if (options.maximum) sequence.maximum = *options.maximum;
    if (sequence.minimum >= sequence.maximum)
        binder.fail(Errc::invalid_parameter_value,
                    "MINVALUE (" + std::to_string(sequence.minimum) + ") must be less than MAXVALUE (" +
                        std::to_string(sequence.maximum) + ")",
                    position);
    if (options.start) {
        sequence.start = *options.start;
    } else if (sequence.start < sequence.minimum || sequence.start > sequence.maximum) {
        sequence.start = sequence.increment < 0 ? sequence.maximum : sequence.minimum;
    }
    if (sequence.start < sequence.minimum)
        binder.fail(Errc::invalid_parameter_value,
                    "START value (" + std::to_string(sequence.start) + ") cannot be less than MINVALUE (" +
                        std::to_string(sequence.minimum) + ")",
                    position);
    if (options.cache) sequence.cache = *options.cache;
    if (options.cycle) sequence.cycle = *options.cycle;
    return sequence;
}

void DdlPlanner::add_sequence(TableDef& table, ColumnDef& column, const ast::SequenceOptions& options) {
    SequenceDef sequence;
    sequence.type = column.type.without_modifier();
    sequence.maximum = greatest(sequence.type);
    sequence = sequence_of(options, std::move(sequence), 0);
    sequence.schema = table.schema;
    sequence.name = choose_name(table.name, column.name, "seq", table.schema);
    sequence.owner_table = table.name;
    sequence.owner_column = column.name;
    column.sequence = qualified_name(table.schema, sequence.name);
    new_sequences_.push_back(std::move(sequence));
}

void DdlPlanner::add_column(TableDef& table, const ast::ColumnDefinition& definition) {
    const std::uint32_t position = definition.position;
    if (table.columns.size() >= most_columns)
        binder.fail(Errc::too_many_columns,
                    "tables can have at most " + std::to_string(most_columns) + " columns",
                    0);
    for (const ColumnDef& other : table.columns) {
        if (other.name == definition.name)
            binder.fail(
                Errc::duplicate_column, "column \"" + definition.name + "\" specified more than once", 0);
        const auto same = [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
        };
        if (std::ranges::equal(other.name, definition.name, same))
            binder.refuse("two columns whose names differ in case only: \"" + definition.name + "\"",
                          position);
    }
    if (!definition.type)
        binder.fail(Errc::syntax_error, "column \"" + definition.name + "\" needs a type", position);
    ColumnDef column;
    column.name = definition.name;
    column.type = binder.resolve_type(*definition.type);
    if (column.type.id >= TypeId::record || column.type.id == TypeId::unknown)
        binder.fail(Errc::invalid_table_definition,
                    "column \"" + column.name + "\" has pseudo-type " + column.type.sql_name(),
                    position);
    column.number = static_cast<std::int16_t>(table.columns.size() + 1);
    column.not_null = definition.not_null.value_or(false);
    column.collation = definition.collation;
    if (!definition.collation.empty() && definition.collation != "C" && definition.collation != "POSIX" &&
        definition.collation != "default" && definition.collation != "ucs_basic")
        binder.refuse("COLLATE \"" + definition.collation + "\"", position);
    for (const ast::TableConstraint& constraint : definition.constraints)
        if (constraint.kind == ConstraintKind::primary_key) column.not_null = true;
    for (const SerialType& serial : serial_types) {
        if (serial.name != definition.type->name.back() || definition.type->name.size() != 1) continue;
        column.type = serial.type;
        column.not_null = true;
        column.has_default = true;
        add_sequence(table, column, {});
        column.default_expression = nextval_text(new_sequences_.back().schema, new_sequences_.back().name);
    }
    if (definition.identity != Identity::none) {
        if (!is_integer(column.type))
            binder.fail(Errc::invalid_parameter_value,
                        "identity column type must be smallint, integer, or bigint",
                        position);
        column.identity = definition.identity;
        column.not_null = true;
        add_sequence(table, column, definition.identity_options);
    }
    if (definition.default_value) take_default(column, definition.default_text);
    if (definition.generated != Generated::none) {
        column.generated = definition.generated;
        column.generated_expression = definition.generation_text;
    }
    table.columns.push_back(std::move(column));
}

void DdlPlanner::make_key_index(TableDef& table, const ConstraintDef& constraint, bool nulls_not_distinct) {
    if (nulls_not_distinct) binder.refuse("NULLS NOT DISTINCT", 0);
    IndexDef index;
    index.name = constraint.name;
    index.unique = true;
    index.primary = constraint.kind == ConstraintKind::primary_key;
    for (const std::string& column : constraint.columns) {
        IndexKey key;
        key.column = column;
        index.keys.push_back(std::move(key));
    }
    table.indexes.push_back(std::move(index));
}

void DdlPlanner::foreign_key(TableDef& table,
                             const ast::TableConstraint& constraint,
                             ConstraintDef& out_constraint) {
    const ast::ForeignKeyReference& reference = constraint.references;
    const std::uint32_t position = 0;  // PostgreSQL points nowhere here
    if (reference.match == "full" && constraint.columns.size() > 1) binder.refuse("MATCH FULL", position);
    if (reference.match == "partial") binder.refuse("MATCH PARTIAL", position);
    if (!reference.on_delete_columns.empty()) binder.refuse("ON DELETE SET … of some columns", position);
    const bool own = self_ != nullptr && reference.table.back() == self_->name &&
                     (reference.table.size() == 1 || reference.table[0] == self_->schema);
    const TableDef& target = own ? *self_ : table_named(reference.table, position);
    if (target.kind != TableKind::table)
        binder.fail(
            Errc::wrong_object_type, "referenced relation \"" + target.name + "\" is not a table", position);
    out_constraint.referenced_schema = target.schema;
    out_constraint.referenced_table = target.name;
    out_constraint.referenced_columns = reference.columns;
    out_constraint.on_update = reference.on_update;
    out_constraint.on_delete = reference.on_delete;
    const ConstraintDef* key = target.primary_key();
    if (reference.columns.empty()) {
        if (key == nullptr)
            binder.fail(Errc::undefined_object,
                        "there is no primary key for referenced table \"" + target.name + "\"",
                        position);
        out_constraint.referenced_columns = key->columns;
    }
    if (out_constraint.columns.size() != out_constraint.referenced_columns.size())
        binder.fail(Errc::invalid_foreign_key,
                    "number of referencing and referenced columns for foreign key disagree",
                    position);
    std::vector<std::string> wanted = out_constraint.referenced_columns;
    std::ranges::sort(wanted);
    bool unique = false;
    const auto matches = [&](std::vector<std::string> columns) {
        std::ranges::sort(columns);
        unique = unique || columns == wanted;
    };
    for (const ConstraintDef& candidate : target.constraints)
        if (candidate.kind == ConstraintKind::primary_key || candidate.kind == ConstraintKind::unique)
            matches(candidate.columns);
    for (const IndexDef& index : target.indexes) {
        if (!index.unique || !index.predicate.empty()) continue;
        std::vector<std::string> columns;
        for (const IndexKey& part : index.keys) columns.push_back(part.column);
        matches(std::move(columns));
    }
    for (std::size_t i = 0; i < out_constraint.columns.size(); ++i) {
        const ColumnDef* from = table.column(out_constraint.columns[i]);
        const ColumnDef* to = target.column(out_constraint.referenced_columns[i]);
        if (from == nullptr || to == nullptr)
            binder.fail(
                Errc::undefined_column,
                "column \"" +
                    (from == nullptr ? out_constraint.columns[i] : out_constraint.referenced_columns[i]) +
                    "\" referenced in foreign key constraint does not exist",
                position);
        if (category(from->type) != category(to->type) ||
            (from->type.id != to->type.id && category(from->type) == 'U')) {
            Error error(Errc::datatype_mismatch,
                        "foreign key constraint \"" + out_constraint.name + "\" cannot be implemented");
            error.detail = "Key columns \"" + from->name + "\" and \"" + to->name +
                           "\" are of incompatible types: " + binder.sql_name(from->type) + " and " +
                           binder.sql_name(to->type) + ".";
            throw BindFailure{std::move(error)};
        }
    }
    if (!unique)
        binder.fail(
            Errc::invalid_foreign_key,
            "there is no unique constraint matching given keys for referenced table \"" + target.name + "\"",
            position);
}

void DdlPlanner::add_constraint(TableDef& table,
                                const ast::TableConstraint& constraint,
                                std::vector<std::string>* used) {
    (void)used;
    const std::uint32_t position = 0;
    if (constraint.kind == ConstraintKind::exclusion) return binder.refuse("EXCLUDE", position);
    ConstraintDef made;
    made.kind = constraint.kind;
    made.columns = constraint.columns;
    made.deferrable = constraint.deferrable;
    made.initially_deferred = constraint.initially_deferred;
    made.validated = !constraint.not_valid;
    made.no_inherit = constraint.no_inherit;
    made.name = constraint.name;
    const auto unnamed = [&](const std::string& columns, std::string_view label) {
        if (made.name.empty()) made.name = choose_name(table.name, columns, label, table.schema);
    };
    const bool key =
        constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
    if (!made.name.empty() && !key && (table.constraint(made.name) != nullptr))
        binder.fail(Errc::duplicate_object,
                    "constraint \"" + made.name + "\" for relation \"" + table.name + "\" already exists",
                    position);
    if (constraint.kind != ConstraintKind::check && constraint.using_index.empty()) {
        for (const std::string& name : made.columns)
            if (table.column(name) == nullptr)
                binder.fail(
                    Errc::undefined_column,
                    constraint.kind == ConstraintKind::foreign_key
                        ? "column \"" + name + "\" referenced in foreign key constraint does not exist"
                        : "column \"" + name + "\" named in key does not exist",
                    position);
    }
    switch (constraint.kind) {
        case ConstraintKind::primary_key:
        case ConstraintKind::unique: {
            const bool primary = constraint.kind == ConstraintKind::primary_key;
            if (primary && table.primary_key() != nullptr)
                binder.fail(Errc::invalid_table_definition,
                            "multiple primary keys for table \"" + table.name + "\" are not allowed",
                            position);
            if (!constraint.using_index.empty())
                return binder.refuse("ADD CONSTRAINT … USING INDEX", position);
            if (constraint.deferrable) binder.refuse("a deferrable key", position);
            unnamed(primary ? "" : joined(made.columns), primary ? "pkey" : "key");
            if (relation_exists(table.schema, made.name))
                binder.fail(Errc::duplicate_table, "relation \"" + made.name + "\" already exists", position);
            for (ColumnDef& column : table.columns)
                if (primary && std::ranges::find(made.columns, column.name) != made.columns.end())
                    column.not_null = true;
            made.index = made.name;
            table.constraints.push_back(made);
            make_key_index(table, made, constraint.nulls_not_distinct);
            table.indexes.back().include = constraint.include;
            return;
        }
        case ConstraintKind::foreign_key:
            unnamed(joined(made.columns), "fkey");
            foreign_key(table, constraint, made);
            break;
        default: {
            made.expression = settled(table, constraint.check_text, Clause::check, TypeId::boolean);
            auto parsed = parse_expression(made.expression, dialect(DialectId::postgres));
            if (!parsed) throw BindFailure{parsed.error()};
            Binder inner(made.expression, context_);
            inner.table_expression(*parsed, table, Clause::check, TypeId::boolean);
            std::vector<std::string> read;
            columns_read(**parsed, read);
            made.columns = read;
            unnamed(read.size() == 1 ? read.front() : std::string(), "check");
            if (table.constraint(made.name) != nullptr)
                binder.fail(
                    Errc::duplicate_object,
                    "constraint \"" + made.name + "\" for relation \"" + table.name + "\" already exists",
                    position);
        }
    }
    table.constraints.push_back(std::move(made));
}

}  // namespace ormgate::dialects
