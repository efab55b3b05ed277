#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/sqlite_functions.hpp"
#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// A function whose rows are what a column definition list says.
bool returns_record(const FunctionRow& row) {
    return row.kind == FunctionKind::set && row.result == "record" && row.outputs.empty();
}

void number_columns(std::vector<OutputColumn>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].sql_name = std::to_string(i + 1);
}

std::string json_text(std::string_view text) {
    std::string out = string_list({std::string(text)});
    return out.substr(1, out.size() - 2);
}

}  // namespace

// The columns of a set-returning function: its OUT parameters, or one.
std::vector<OutputColumn> Binder::set_columns(const Resolved& resolved,
                                              const std::string& single_name) const {
    std::vector<OutputColumn> out;
    std::string_view rest = resolved.row->outputs;
    while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, blank);
        const std::size_t colon = word.find(':');
        const std::string name(word.substr(0, colon));
        Type type = type_of_pg_name(word.substr(colon + 1));
        if (type.id == TypeId::anyelement) type = element_of(resolved.args[0]->type, *context.schema);
        out.push_back({name, name, type});
        rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    if (out.empty()) out.push_back({single_name, "value", resolved.result});
    return out;
}

// The rows of a subquery or function as pg_rows() gives them back: `rows` yields the blob.
ExprPtr Binder::collected_rows(ExprPtr rows, std::size_t width, std::uint32_t position) {
    if (width > most_collected_columns)
        refuse("more than " + std::to_string(most_collected_columns) + " columns of LATERAL or ROWS FROM",
               position);
    return spelled(
        "pg_rows($1, " + std::to_string(width) + ")", exprs(std::move(rows)), TypeId::record, position);
}

// The blob of a function's rows.
ExprPtr Binder::collect(FunctionRows function, std::uint32_t position) {
    std::string text = "(SELECT pg_collect(";
    for (std::size_t i = 0; i < function.columns.size(); ++i)
        text += (i > 0 ? ", " : "") + quoted_in_spelling(function.columns[i].sql_name);
    return spelled(text + ") FROM $1)", exprs(std::move(function.source)), TypeId::bytea, position);
}

// unnest(a, b, …) numbers the places of the longest array and reads each array there.
void Binder::unnest_item(ast::FromItem& item, ast::Call& call, Scope& scope) {
    auto& node = *item.as<ast::FunctionRef>();
    const std::uint32_t position = item.position;
    Range range;
    range.alias = item.alias.name.empty() ? "unnest" : item.alias.name;
    range.function = true;
    std::vector<ExprPtr> lengths;
    std::string text = "pg_generate_series_int4(1, max(";
    for (ast::Argument& argument : call.args) {
        expression(argument.value, scope);
        ExprPtr array = std::move(argument.value);
        const Type type = array->type;
        if (!type.array && type.id != TypeId::int2vector && type.id != TypeId::oidvector)
            fail(
                Errc::undefined_function, "function unnest(" + sql_name(type) + ") does not exist", position);
        lengths.push_back(clone(*array));
        text += (lengths.size() > 1 ? ", " : "") +
                ("coalesce(pg_cardinality($" + std::to_string(lengths.size()) + "), 0)");
        ExprPtr place = ast::make(ast::ColumnRef{{range.alias, "value"}}, position);
        place->type = TypeId::int32;
        const Type element = element_of(type, *context.schema);
        ExprPtr value = spelled("pg_array_get($1, '" + pg_name(type) + "', $2)",
                                exprs(std::move(array), std::move(place)),
                                element,
                                position);
        range.columns.push_back({"unnest", "value", element});
        range.computed.emplace_back(value.release(), ast::NodeDelete());
    }
    if (node.with_ordinality) range.columns.push_back({"ordinality", "value", TypeId::int64});
    node.calls[0] = spelled(text + "))", std::move(lengths), TypeId::int32, position);
    rename_columns(range, item.alias, position);
    item.alias = {range.alias, {}};
    add_range(scope, std::move(range));
}

// json_to_record(…) AS t(a int, b text): the columns are handed to the function as JSON.
Binder::FunctionRows Binder::record_rows(Resolved resolved,
                                         const std::vector<ast::FunctionRef::Column>& definitions,
                                         std::uint32_t position) {
    if (definitions.empty())
        fail(Errc::syntax_error,
             "a column definition list is required for functions returning \"record\"",
             position);
    FunctionRows out;
    std::string list = "[";
    for (const ast::FunctionRef::Column& definition : definitions) {
        const Type type = resolve_type(definition.type);
        list += (list.size() > 1 ? ", [" : "[") + json_text(definition.name) + ", \"" + pg_name(type) +
                "\", " + std::to_string(type.modifier) + "]";
        out.columns.push_back({definition.name, definition.name, type});
    }
    number_columns(out.columns);
    resolved.args.push_back(text_constant(list + "]"));
    ExprPtr rows = spell(resolved.row->sqlite, std::move(resolved.args), TypeId::bytea, position);
    out.source = collected_rows(std::move(rows), out.columns.size(), position);
    return out;
}

// A call in FROM: what SQLite selects from, and the columns it has.
Binder::FunctionRows Binder::function_rows(ExprPtr target,
                                           const std::vector<ast::FunctionRef::Column>& definitions,
                                           const std::string& single_name,
                                           Scope& scope) {
    const std::uint32_t position = target->position;
    auto* call_node = target->as<ast::Call>();
    const bool plain = call_node != nullptr && call_node->syntax == ast::CallSyntax::plain &&
                       !functions_named(call_node->function.back()).empty();
    Resolved resolved;
    if (plain) resolved = resolve_call(*call_node, scope, position);
    if (resolved.row != nullptr && returns_record(*resolved.row))
        return record_rows(std::move(resolved), definitions, position);
    if (!definitions.empty())
        fail(Errc::syntax_error,
             "a column definition list is only allowed for functions returning \"record\"",
             position);
    FunctionRows out;
    if (resolved.row != nullptr && resolved.row->kind == FunctionKind::set) {
        out.columns = set_columns(resolved, single_name);
        out.source = set_call(std::move(resolved), position);
        return out;
    }
    if (resolved.row != nullptr && resolved.row->kind != FunctionKind::scalar)
        fail(Errc::grouping_error, "aggregate functions are not allowed in functions in FROM", position);
    if (resolved.row != nullptr) {
        target = spell(resolved.row->sqlite, std::move(resolved.args), resolved.result, position);
    } else {
        expression(target, scope);
    }
    out.columns.push_back({single_name, "1", target->type});
    ExprPtr row = spelled("(SELECT pg_collect(value) FROM (SELECT $1 AS value))",
                          exprs(std::move(target)),
                          TypeId::bytea,
                          position);
    out.source = collected_rows(std::move(row), 1, position);
    return out;
}

// ROWS FROM (f(), g()): side by side, nulls where one has ended.
Binder::FunctionRows Binder::rows_from(ast::FunctionRef& node, Scope& scope, std::uint32_t position) {
    FunctionRows out;
    std::string text = "pg_zip(";
    std::vector<ExprPtr> lists;
    for (std::size_t i = 0; i < node.calls.size(); ++i) {
        const std::string name = output_name(*node.calls[i]);
        static const std::vector<ast::FunctionRef::Column> none;
        const auto& definitions = i < node.call_column_types.size() ? node.call_column_types[i] : none;
        FunctionRows one = function_rows(std::move(node.calls[i]), definitions, name, scope);
        out.columns.insert(out.columns.end(), one.columns.begin(), one.columns.end());
        text += (i > 0 ? ", $" : "$") + std::to_string(i + 1) + ", " + std::to_string(one.columns.size());
        lists.push_back(collect(std::move(one), position));
    }
    node.calls.resize(1);
    number_columns(out.columns);
    ExprPtr rows = spelled(text + ")", std::move(lists), TypeId::bytea, position);
    out.source = collected_rows(std::move(rows), out.columns.size(), position);
    return out;
}

void Binder::function_item(ast::FromItem& item, Scope& scope) {
    auto& node = *item.as<ast::FunctionRef>();
    const std::uint32_t position = item.position;
    if (auto* several = node.calls[0]->as<ast::Call>(); several != nullptr && node.calls.size() == 1 &&
                                                        several->function.back() == "unnest" &&
                                                        several->args.size() > 1)
        return unnest_item(item, *several, scope);
    const std::string name = output_name(*node.calls[0]);
    Range range;
    range.alias = item.alias.name.empty() ? name : item.alias.name;
    range.function = true;
    scope.clause = Clause::function_in_from;
    FunctionRows rows;
    if (node.calls.size() > 1 || (node.rows_from && !node.call_column_types.empty())) {
        if (!node.column_types.empty())
            fail(Errc::syntax_error,
                 "ROWS FROM() with multiple functions cannot have a column definition list",
                 position);
        rows = rows_from(node, scope, position);
    } else {
        rows = function_rows(std::move(node.calls[0]), node.column_types, range.alias, scope);
    }
    range.columns = std::move(rows.columns);
    node.calls[0] = std::move(rows.source);
    if (node.with_ordinality) range.columns.push_back({"ordinality", "ordinality", TypeId::int64});
    rename_columns(range, item.alias, position);
    item.alias = {range.alias, {}};
    add_range(scope, std::move(range));
}

}  // namespace ormgate::dialects
