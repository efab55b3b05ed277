#include <algorithm>

#include "dialects/parser.hpp"
#include "dialects/scanner.hpp"
#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {
namespace {

std::string column_list(const std::vector<std::string>& columns) {
    std::string sql = "(";
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql += (i > 0 ? ", " : "") + sqlite_identifier(columns[i]);
    return sql + ")";
}

std::string_view action_words(ForeignKeyAction action) {
    switch (action) {
        case ForeignKeyAction::no_action:
            return "NO ACTION";
        case ForeignKeyAction::restrict:
            return "RESTRICT";
        case ForeignKeyAction::cascade:
            return "CASCADE";
        case ForeignKeyAction::set_null:
            return "SET NULL";
        case ForeignKeyAction::set_default:
            return "SET DEFAULT";
    }
    return {};
}

}  // namespace

// A text in which such literals stand as what they say. `begin` is where it begins in the text that was
// bound.
std::string with_settled(std::string text, std::size_t begin, std::vector<Generator::Settled> literals) {
    std::ranges::sort(literals, std::ranges::greater(), &Generator::Settled::position);
    for (const Generator::Settled& literal : literals) {
        if (literal.position < begin) continue;
        const std::size_t at = literal.position - begin;
        const Token token = Scanner(std::string_view(text).substr(at), dialect(DialectId::postgres)).next();
        if (token.is_string())
            text.replace(at + token.begin, token.end - token.begin, quote_text(literal.text));
    }
    return text;
}

// An expression of the table's definition, kept as PostgreSQL's text, in SQLite's words.
std::string DdlPlanner::table_expression_sql(const TableDef& table,
                                             const std::string& text,
                                             Clause clause,
                                             std::optional<Type> wanted) {
    auto parsed = parse_expression(text, dialect(DialectId::postgres));
    if (!parsed) throw BindFailure{parsed.error()};
    Binder inner(text, context_);
    inner.table_expression(*parsed, table, clause, wanted);
    if (inner.refusals.empty()) SqliteLowering(*context_.schema, inner).expression(*parsed);
    for (const Binder::Refusal& refusal : inner.refusals) binder.refuse(refusal.construct, 0);
    if (!inner.refusals.empty()) return "NULL";
    Generator generator(Generator::Literals::inlined, text_);
    generator.bare_expression(**parsed);
    return std::move(generator).sql();
}

// A definition means for good what it meant when it was made: 'now' that moment, '1/2/2024' the day of that
// session's DateStyle, '12:00' of a timestamptz noon where it was.
std::string DdlPlanner::settled(const TableDef& table,
                                std::string text,
                                Clause clause,
                                std::optional<Type> wanted) {
    if (text.find('\'') == std::string::npos && text.find('$') == std::string::npos) return text;
    auto parsed = parse_expression(text, dialect(DialectId::postgres));
    if (!parsed) throw BindFailure{parsed.error()};
    Binder inner(text, context_);
    inner.table_expression(*parsed, table, clause, wanted);
    if (inner.refusals.empty()) SqliteLowering(*context_.schema, inner).expression(*parsed);
    if (!inner.refusals.empty()) return text;
    Generator generator(Generator::Literals::inlined, text_);
    generator.bare_expression(**parsed);
    return with_settled(std::move(text), 0, generator.settled());
}

std::string DdlPlanner::column_sql(const TableDef& table, const ColumnDef& column, bool physical) {
    const bool alias = is_rowid_alias(table, column);
    std::string sql = sqlite_identifier(column.name) + " " +
                      (alias ? "INTEGER" : declared_type(column.type, enum_name(column.type)));
    if (const std::string_view collation = declared_collation(column.type); !collation.empty())
        sql += " " + std::string(collation);
    if (column.generated != Generated::none)
        sql += " GENERATED ALWAYS AS (" +
               table_expression_sql(table, column.generated_expression, Clause::generated, column.type) +
               ") " + (column.generated == Generated::stored ? "STORED" : "VIRTUAL");
    if (physical) return sql;
    if (column.not_null && !alias) sql += " NOT NULL";
    if (alias) sql += " PRIMARY KEY";
    return sql;
}

std::string DdlPlanner::constraint_sql(const TableDef& table, const ConstraintDef& constraint) {
    std::string sql = "CONSTRAINT " + sqlite_identifier(constraint.name);
    if (constraint.kind == ConstraintKind::check)
        return sql + " CHECK (" +
               table_expression_sql(table, constraint.expression, Clause::check, TypeId::boolean) + ")";
    sql += " FOREIGN KEY " + column_list(constraint.columns) + " REFERENCES " +
           sqlite_identifier(storage_name(constraint.referenced_schema, constraint.referenced_table)) + " " +
           column_list(constraint.referenced_columns);
    if (constraint.on_update != ForeignKeyAction::no_action)
        sql += " ON UPDATE " + std::string(action_words(constraint.on_update));
    if (constraint.on_delete != ForeignKeyAction::no_action)
        sql += " ON DELETE " + std::string(action_words(constraint.on_delete));
    // a deferrable key that starts immediate is deferred by SET CONSTRAINTS, which the executor does for the
    // transaction
    if (constraint.deferrable && constraint.initially_deferred) sql += " DEFERRABLE INITIALLY DEFERRED";
    return sql;
}

std::string DdlPlanner::table_sql(const TableDef& table, std::string_view name) {
    std::string sql = "CREATE TABLE " + sqlite_identifier(name) + " (";
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        sql += (i > 0 ? ", " : "") + column_sql(table, table.columns[i], false);
    for (const ConstraintDef& constraint : table.constraints)
        if (constraint.kind == ConstraintKind::check || constraint.kind == ConstraintKind::foreign_key)
            sql += ", " + constraint_sql(table, constraint);
    return sql + ")";
}

std::string DdlPlanner::index_sql(const TableDef& table, const IndexDef& index) {
    const ConstraintDef* key = table.primary_key();
    if (index.primary && key != nullptr && key->columns.size() == 1) {
        const ColumnDef* column = table.column(key->columns[0]);
        if (column != nullptr && is_rowid_alias(table, *column)) return {};
    }
    const std::string name = storage_name(table.schema, index.name);
    std::string sql = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (temporary_) sql += "temp.";
    sql += sqlite_identifier(name) + " ON " +
           sqlite_identifier(storage_name(temporary_ ? "public" : table.schema, table.name)) + " (";
    for (std::size_t i = 0; i < index.keys.size(); ++i) {
        const IndexKey& part = index.keys[i];
        if (i > 0) sql += ", ";
        sql += part.column.empty() ? table_expression_sql(table, part.expression, Clause::index, std::nullopt)
                                   : sqlite_identifier(part.column);
        if (part.descending) sql += " DESC";
    }
    sql += ")";
    if (!index.predicate.empty())
        sql += " WHERE " + table_expression_sql(table, index.predicate, Clause::index, TypeId::boolean);
    return sql;
}

}  // namespace ormgate::dialects
