#include <algorithm>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

std::vector<ast::FunctionRef::Output> outputs_of(const std::vector<OutputColumn>& columns) {
    std::vector<ast::FunctionRef::Output> out;
    for (const OutputColumn& column : columns) out.push_back({column.name, column.type});
    return out;
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
    if (out.empty()) out.push_back({single_name, single_name, resolved.result});
    return out;
}

// unnest(a, b, …) is one call of several arrays.
void Binder::unnest_item(ast::FromItem& item, ast::Call& call, Scope& scope) {
    auto& node = *item.as<ast::FunctionRef>();
    const std::uint32_t position = item.position;
    Range range;
    range.alias = item.alias.name.empty() ? "unnest" : item.alias.name;
    range.function = true;
    std::vector<ExprPtr> arrays;
    for (ast::Argument& argument : call.args) {
        expression(argument.value, scope);
        const Type type = argument.value->type;
        if (!type.array && type.id != TypeId::int2vector && type.id != TypeId::oidvector)
            fail(
                Errc::undefined_function, "function unnest(" + sql_name(type) + ") does not exist", position);
        range.columns.push_back({"unnest", "unnest", element_of(type, *context.schema)});
        arrays.push_back(std::move(argument.value));
    }
    node.outputs.push_back(outputs_of(range.columns));
    if (node.with_ordinality) range.columns.push_back({"ordinality", "ordinality", TypeId::int64});
    const FunctionRow* row = functions_named("unnest").front();
    node.calls[0] = typed(ast::make(ast::Applied{row, nullptr, std::move(arrays)}, position), TypeId::record);
    rename_columns(range, item.alias, position);
    item.alias = {range.alias, {}};
    item.range = add_range(scope, std::move(range));
}

// Binds a call in FROM; answers the columns of its rows.
std::vector<OutputColumn> Binder::function_call(ExprPtr& call,
                                                const std::vector<ast::FunctionRef::Column>& definitions,
                                                const std::string& single_name,
                                                Scope& scope) {
    const std::uint32_t position = call->position;
    auto* call_node = call->as<ast::Call>();
    const bool plain = call_node != nullptr && call_node->syntax == ast::CallSyntax::plain &&
                       !functions_named(call_node->function.back()).empty();
    Resolved resolved;
    if (plain) resolved = resolve_call(*call_node, scope, position);
    const FunctionRow* row = resolved.row;
    if (row != nullptr && returns_record(*row) && definitions.empty())
        fail(Errc::syntax_error,
             "a column definition list is required for functions returning \"record\"",
             position);
    if (!definitions.empty() && (row == nullptr || !returns_record(*row)))
        fail(Errc::syntax_error,
             "a column definition list is only allowed for functions returning \"record\"",
             position);
    if (row == nullptr) {
        expression(call, scope);
        return {{single_name, single_name, call->type}};
    }
    if (row->kind != FunctionKind::set && row->kind != FunctionKind::scalar)
        fail(Errc::grouping_error, "aggregate functions are not allowed in functions in FROM", position);
    std::vector<OutputColumn> columns;
    if (row->kind == FunctionKind::scalar)
        columns = {{single_name, single_name, resolved.result}};
    else if (!returns_record(*row))
        columns = set_columns(resolved, single_name);
    call = typed(ast::make(ast::Applied{row, nullptr, std::move(resolved.args)}, position), resolved.result);
    for (const ast::FunctionRef::Column& definition : definitions)
        columns.push_back({definition.name, definition.name, resolve_type(definition.type)});
    return columns;
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
    node.side_by_side = node.calls.size() > 1 || (node.rows_from && !node.call_column_types.empty());
    if (node.side_by_side && !node.column_types.empty())
        fail(Errc::syntax_error,
             "ROWS FROM() with multiple functions cannot have a column definition list",
             position);
    for (std::size_t i = 0; i < node.calls.size(); ++i) {
        static const std::vector<ast::FunctionRef::Column> none;
        const auto& own = i < node.call_column_types.size() ? node.call_column_types[i] : none;
        const std::string single = node.side_by_side ? output_name(*node.calls[i]) : range.alias;
        const std::vector<OutputColumn> columns =
            function_call(node.calls[i], node.side_by_side ? own : node.column_types, single, scope);
        node.outputs.push_back(outputs_of(columns));
        range.columns.insert(range.columns.end(), columns.begin(), columns.end());
    }
    if (node.with_ordinality) range.columns.push_back({"ordinality", "ordinality", TypeId::int64});
    rename_columns(range, item.alias, position);
    item.alias = {range.alias, {}};
    item.range = add_range(scope, std::move(range));
}

}  // namespace ormgate::dialects
