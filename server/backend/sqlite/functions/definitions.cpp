#include "server/backend/sqlite/functions/definitions.hpp"

#include <string_view>

#include "server/backend/sqlite/functions/quoting.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"

namespace ormgate::sqlite {
namespace {

std::string column_list(const std::vector<std::string>& columns) {
    std::string out = "(";
    for (const std::string& column : columns) {
        if (out.size() > 1) out += ", ";
        out += quoted_identifier(column);
    }
    return out + ")";
}

// True of "(a > 0)", not of "(a) > (b)".
bool is_parenthesised(std::string_view expression) {
    if (!expression.starts_with('(') || !expression.ends_with(')')) return false;
    int depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        char c = expression[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
            continue;
        }
        if (c == '\'' || c == '"') quote = c;
        if (c == '(') ++depth;
        if (c == ')' && --depth == 0) return i + 1 == expression.size();
    }
    return false;
}

bool is_single_call(std::string_view expression) {
    std::size_t open = expression.find('(');
    std::string_view name = expression.substr(0, open);
    bool plain_name = !name.empty() && name.find_first_of(" '<>=+-*/|") == name.npos;
    return open != expression.npos && plain_name && is_parenthesised(expression.substr(open));
}

// As pg_get_expr() would have written it: an operation in parentheses, a call without.
std::string parenthesised(const std::string& expression) {
    return is_parenthesised(expression) || is_single_call(expression) ? expression : "(" + expression + ")";
}

std::string bare(const std::string& expression) {
    return is_parenthesised(expression) ? expression.substr(1, expression.size() - 2) : expression;
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

bool nulls_not_distinct(const ConstraintDef& constraint, const FunctionContext& context) {
    if (context.schema == nullptr) return false;
    for (const TableDef& table : context.schema->tables)
        for (const IndexDef& index : table.indexes)
            if (index.name == constraint.index && table.constraint(constraint.name) == &constraint)
                return index.nulls_not_distinct;
    return false;
}

}  // namespace

std::string constraint_definition(const ConstraintDef& constraint,
                                  bool pretty,
                                  const FunctionContext& context) {
    std::string out;
    switch (constraint.kind) {
        case ConstraintKind::primary_key:
            out = "PRIMARY KEY " + column_list(constraint.columns);
            break;
        case ConstraintKind::unique:
            out = std::string("UNIQUE ") +
                  (nulls_not_distinct(constraint, context) ? "NULLS NOT DISTINCT " : "") +
                  column_list(constraint.columns);
            break;
        case ConstraintKind::foreign_key:
            out = foreign_key(constraint, context);
            break;
        case ConstraintKind::check: {
            std::string expression = parenthesised(constraint.expression);
            out = "CHECK (" + (pretty ? bare(expression) : expression) + ")";
            if (constraint.no_inherit) out += " NO INHERIT";
            break;
        }
        case ConstraintKind::exclusion:
            out = "EXCLUDE " + constraint.expression;
            break;
    }
    if (constraint.deferrable) out += " DEFERRABLE";
    if (constraint.initially_deferred) out += " INITIALLY DEFERRED";
    if (!constraint.validated) out += " NOT VALID";
    return out;
}

std::string index_key(const IndexKey& key) {
    if (!key.column.empty()) return quoted_identifier(key.column);
    return is_single_call(key.expression) || is_parenthesised(key.expression) ? key.expression
                                                                              : "(" + key.expression + ")";
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
        out += index_key(key);
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
        out += " WHERE " + (pretty ? bare(index.predicate) : parenthesised(index.predicate));
    return out;
}

}  // namespace ormgate::sqlite
