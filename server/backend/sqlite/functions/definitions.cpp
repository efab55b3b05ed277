#include "server/backend/sqlite/functions/definitions.hpp"

#include <algorithm>
#include <string_view>

#include "dialects/deparse/deparse.hpp"
#include "server/backend/sqlite/functions/quoting.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"

namespace ormgate::sqlite {
namespace {

using dialects::deparse::expression_text;
using dialects::deparse::index_expression_text;

std::string column_list(const std::vector<std::string>& columns) {
    std::string out = "(";
    for (const std::string& column : columns) {
        if (out.size() > 1) out += ", ";
        out += quoted_identifier(column);
    }
    return out + ")";
}

std::string_view action_words(ForeignKeyAction action) {
    switch (action) {
        case ForeignKeyAction::restrict:
            return "RESTRICT";
        case ForeignKeyAction::cascade:
            return "CASCADE";
        case ForeignKeyAction::set_null:
            return "SET NULL";
        case ForeignKeyAction::set_default:
            return "SET DEFAULT";
        default:
            return "NO ACTION";
    }
}

std::string foreign_key(const ConstraintDef& constraint, const FunctionContext& context) {
    std::string table = quoted_identifier(constraint.referenced_table);
    Relation relation{constraint.referenced_schema, constraint.referenced_table};
    if (!constraint.referenced_schema.empty() && !is_visible(relation, context))
        table = quoted_identifier(constraint.referenced_schema) + "." + table;
    std::string out = "FOREIGN KEY " + column_list(constraint.columns) + " REFERENCES " + table +
                      column_list(constraint.referenced_columns);
    if (constraint.on_update != ForeignKeyAction::no_action)
        out.append(" ON UPDATE ").append(action_words(constraint.on_update));
    if (constraint.on_delete != ForeignKeyAction::no_action)
        out.append(" ON DELETE ").append(action_words(constraint.on_delete));
    return out;
}

bool nulls_not_distinct(const TableDef& table, const ConstraintDef& constraint) {
    const auto index = std::ranges::find(table.indexes, constraint.index, &IndexDef::name);
    return index != table.indexes.end() && index->nulls_not_distinct;
}

}  // namespace

std::string constraint_definition(const TableDef& table,
                                  const ConstraintDef& constraint,
                                  bool pretty,
                                  const FunctionContext& context) {
    std::string out;
    switch (constraint.kind) {
        case ConstraintKind::primary_key:
            out = "PRIMARY KEY " + column_list(constraint.columns);
            break;
        case ConstraintKind::unique:
            out = std::string("UNIQUE ") +
                  (nulls_not_distinct(table, constraint) ? "NULLS NOT DISTINCT " : "") +
                  column_list(constraint.columns);
            break;
        case ConstraintKind::foreign_key:
            out = foreign_key(constraint, context);
            break;
        case ConstraintKind::check:
            out = "CHECK (" +
                  expression_text(constraint.expression, &table, TypeId::boolean, *context.schema, pretty) +
                  ")";
            if (constraint.no_inherit) out += " NO INHERIT";
            break;
        case ConstraintKind::exclusion:
            out = "EXCLUDE " + constraint.expression;
            break;
    }
    if (constraint.deferrable) out += " DEFERRABLE";
    if (constraint.initially_deferred) out += " INITIALLY DEFERRED";
    if (!constraint.validated) out += " NOT VALID";
    return out;
}

std::string index_key(const TableDef& table,
                      const IndexKey& key,
                      bool pretty,
                      const FunctionContext& context) {
    if (!key.column.empty()) return quoted_identifier(key.column);
    return index_expression_text(key.expression, table, *context.schema, pretty);
}

std::string index_definition(const TableDef& table,
                             const IndexDef& index,
                             bool pretty,
                             const FunctionContext& context) {
    std::string relation = quoted_identifier(table.name);
    Relation known{table.schema, table.name};
    if (!pretty || !is_visible(known, context)) relation = quoted_identifier(table.schema) + "." + relation;
    std::string out = std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
                      quoted_identifier(index.name) + " ON " + relation + " USING " + index.method + " (";
    for (std::size_t i = 0; i < index.keys.size(); ++i) {
        const IndexKey& key = index.keys[i];
        if (i > 0) out += ", ";
        out += index_key(table, key, pretty, context);
        if (!key.collation.empty()) out += " COLLATE " + quoted_identifier(key.collation);
        if (!key.opclass.empty()) out += " " + key.opclass;
        if (key.descending)
            out += key.nulls_first ? " DESC" : " DESC NULLS LAST";
        else if (key.nulls_first)
            out += " NULLS FIRST";
    }
    out += ")";
    if (!index.include.empty()) out += " INCLUDE " + column_list(index.include);
    if (index.nulls_not_distinct) out += " NULLS NOT DISTINCT";
    if (!index.predicate.empty())
        out += " WHERE " + expression_text(index.predicate, &table, TypeId::boolean, *context.schema, pretty);
    return out;
}

}  // namespace ormgate::sqlite
