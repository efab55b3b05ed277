#include "dialects/deparse/deparse.hpp"

#include "dialects/bind/binder.hpp"
#include "dialects/deparse/analyser.hpp"
#include "dialects/deparse/term_printer.hpp"
#include "dialects/parser.hpp"

namespace ormgate::dialects::deparse {
namespace {

// Null: it is not understood.
TermPtr analysed(std::string_view expression,
                 const TableDef* table,
                 std::optional<Type> wanted,
                 const Schema& schema) {
    const Result<ast::ExprPtr> parsed = parse_expression(expression, postgres_dialect);
    if (!parsed) return nullptr;
    Analyser analyser(schema, table);
    try {
        TermPtr term = analyser.term(**parsed);
        const Type plain = term->type.id == TypeId::unknown ? Type(TypeId::text) : term->type;
        return analyser.coerce(std::move(term), wanted.value_or(plain), true);
    } catch (const NotUnderstood&) {
        return nullptr;
    } catch (const BindFailure&) {
        return nullptr;
    }
}

std::string printed(const Term& term, const Schema& schema, bool pretty) {
    TermPrinter printer(schema, pretty);
    printer.print(term, false);
    return std::move(printer.out);
}

}  // namespace

std::string expression_text(std::string_view expression,
                            const TableDef* table,
                            std::optional<Type> wanted,
                            const Schema& schema,
                            bool pretty) {
    const TermPtr term = analysed(expression, table, wanted, schema);
    return term == nullptr ? std::string(expression) : printed(*term, schema, pretty);
}

std::string default_text(const ColumnDef& column, const Schema& schema) {
    return expression_text(column.default_expression, nullptr, column.type, schema);
}

std::string generation_text(const TableDef& table, const ColumnDef& column, const Schema& schema) {
    return expression_text(column.generated_expression, &table, column.type, schema);
}

std::optional<Type> expression_type(std::string_view expression,
                                    const TableDef& table,
                                    const Schema& schema) {
    const TermPtr term = analysed(expression, &table, std::nullopt, schema);
    return term == nullptr ? std::nullopt : std::optional(term->type);
}

std::string view_text(const TableDef& view, const Schema& schema, bool pretty, int wrap_column) {
    const Result<ast::StatementPtr> parsed = parse_statement(view.definition, postgres_dialect);
    const auto* query = parsed ? (*parsed)->as<ast::QueryPtr>() : nullptr;
    const std::string as_written = view.definition + ";";
    if (query == nullptr) return as_written;
    Analyser analyser(schema, nullptr);
    try {
        const QueryTermPtr term = analyser.query(**query);
        // Where tables have got columns since, stars would show them, too.
        if (term->outputs.size() != view.columns.size()) return as_written;
        name_ranges(*term, {"old", "new"});  // what rules call a row before and after a change
        std::vector<std::string> names;
        for (const ColumnDef& column : view.columns) names.push_back(column.name);
        TermPrinter printer(schema, pretty, wrap_column);
        printer.print(*term, names, true);
        return std::move(printer.out) + ";";
    } catch (const NotUnderstood&) {
        return as_written;
    } catch (const BindFailure&) {
        return as_written;
    }
}

std::string index_expression_text(std::string_view expression,
                                  const TableDef& table,
                                  const Schema& schema,
                                  bool pretty) {
    const TermPtr term = analysed(expression, &table, std::nullopt, schema);
    if (term == nullptr) return "(" + std::string(expression) + ")";
    const bool is_call = term->kind == TermKind::call || term->kind == TermKind::grammar_call ||
                         term->kind == TermKind::special_call || term->kind == TermKind::keyword;
    const std::string text = printed(*term, schema, pretty);
    return is_call ? text : "(" + text + ")";
}

}  // namespace ormgate::dialects::deparse
