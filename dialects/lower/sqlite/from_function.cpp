// Functions in FROM: set-returning ones are table-valued, the rows of others are collected.
#include <algorithm>

#include "core/object_names.hpp"
#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

std::string json_text(std::string_view text) {
    std::string out = string_list({std::string(text)});
    return out.substr(1, out.size() - 2);
}

}  // namespace

// unnest(a, b, …) numbers the places of the longest array and reads each array there.
void SqliteLowering::unnest_several(ast::FromItem& item) {
    auto& node = *item.as<ast::FunctionRef>();
    const std::uint32_t position = item.position;
    std::vector<ExprPtr> arrays = std::move(node.calls[0]->as<ast::Applied>()->args), lengths;
    Source& source = sources_[item.range];
    std::string text = "pg_generate_series_int4(1, max(";
    for (ExprPtr& array : arrays) {
        expression(array);
        const Type type = array->type;
        lengths.push_back(clone(*array));
        text += (lengths.size() > 1 ? ", " : "") +
                ("coalesce(pg_cardinality($" + std::to_string(lengths.size()) + "), 0)");
        ExprPtr place = column_of(item.alias.name, "value", TypeId::int32);
        ExprPtr value = spelled("pg_array_get($1, '" + pg_name(type) + "', $2)",
                                exprs(std::move(array), std::move(place)),
                                element_of(type, schema_),
                                position);
        source.names.emplace_back("value");
        source.computed.emplace_back(value.release(), ast::NodeDelete());
    }
    source.names.emplace_back("value");  // its ordinality
    node.calls[0] = spelled(text + "))", std::move(lengths), TypeId::int32, position);
}

// json_to_record(…) AS t(a int, b text): the columns are handed to the function as JSON.
SqliteLowering::Rows SqliteLowering::record_rows(ast::Applied& call,
                                                 const Outputs& outputs,
                                                 std::uint32_t position) {
    std::string list = "[";
    for (const auto& [name, type] : outputs)
        list += (list.size() > 1 ? ", [" : "[") + json_text(name) + ", \"" + pg_name(type) + "\", " +
                std::to_string(type.modifier) + "]";
    call.args.push_back(text_constant(list + "]"));
    ExprPtr rows = spell(call.function->spelling.sqlite, std::move(call.args), TypeId::bytea, position);
    return {collected_rows(std::move(rows), outputs.size(), position), numbers(outputs.size())};
}

SqliteLowering::Rows SqliteLowering::function_rows(ExprPtr call, const Outputs& outputs) {
    const std::uint32_t position = call->position;
    auto* applied_node = call->as<ast::Applied>();
    if (applied_node != nullptr && applied_node->function != nullptr &&
        applied_node->function->kind == FunctionKind::set) {
        const FunctionRow& row = *applied_node->function;
        children(*call);
        if (returns_record(row)) return record_rows(*applied_node, outputs, position);
        Rows out;
        for (const auto& output : outputs) out.names.push_back(row.outputs.empty() ? "value" : output.name);
        out.source = set_call(std::move(call));
        return out;
    }
    expression(call);
    ExprPtr row = spelled("(SELECT pg_collect(value) FROM (SELECT $1 AS value))",
                          exprs(std::move(call)),
                          TypeId::bytea,
                          position);
    return {collected_rows(std::move(row), 1, position), {"1"}};
}

// ROWS FROM (f(), g()): side by side, nulls where one has ended.
SqliteLowering::Rows SqliteLowering::rows_from(ast::FunctionRef& node, std::uint32_t position) {
    std::string text = "pg_zip(";
    std::vector<ExprPtr> lists;
    std::size_t width = 0;
    for (std::size_t i = 0; i < node.calls.size(); ++i) {
        Rows one = function_rows(std::move(node.calls[i]), node.outputs[i]);
        text += (i > 0 ? ", $" : "$") + std::to_string(i + 1) + ", " + std::to_string(one.names.size());
        width += one.names.size();
        lists.push_back(collect(std::move(one), position));
    }
    node.calls.resize(1);
    ExprPtr rows = spelled(text + ")", std::move(lists), TypeId::bytea, position);
    return {collected_rows(std::move(rows), width, position), numbers(width)};
}

void SqliteLowering::function(ast::FromItem& item) {
    auto& node = *item.as<ast::FunctionRef>();
    if (node.outputs.empty()) return;  // made by a pass
    const auto* only = node.calls[0]->as<ast::Applied>();
    if (only != nullptr && only->function != nullptr && only->function->name == "unnest" &&
        only->args.size() > 1)
        return unnest_several(item);
    Rows rows = node.side_by_side ? rows_from(node, item.position)
                                  : function_rows(std::move(node.calls[0]), node.outputs[0]);
    node.calls[0] = std::move(rows.source);
    rows.names.emplace_back("ordinality");
    sources_[item.range].names = std::move(rows.names);
}

// Subscripts of the system's vectors start at zero.
ExprPtr SqliteLowering::set_call(ExprPtr e) {
    auto& node = *e->as<ast::Applied>();
    if (node.function->name != "generate_subscripts" || node.args[0]->type.array)
        return spell(node.function->spelling.sqlite, std::move(node.args), e->type, e->position);
    if (node.args.size() > 2) refuse("generate_subscripts() of a vector in reverse", e->position);
    return spelled("pg_generate_series_int4(0, pg_array_length($1, $2) - 1)",
                   std::move(node.args),
                   TypeId::int32,
                   e->position);
}

namespace {

template <class Calls>
bool reads_set(const ast::Expr& e, const Calls& calls) {
    const auto* node = e.as<ast::Spelled>();
    if (node != nullptr && node->shared)
        return std::ranges::any_of(calls, [&](const auto& call) {
            return std::ranges::find(call.places, node->shared) != call.places.end();
        });
    bool found = false;
    ast::for_each_operand(e, [&](const ast::Expr& operand) { found = found || reads_set(operand, calls); });
    return found;
}

ast::FromItemPtr function_source(ExprPtr source, const std::string& alias) {
    ast::FromItemPtr item(new ast::FromItem);
    ast::FunctionRef function;
    function.calls.push_back(std::move(source));
    item->node = std::move(function);
    item->alias.name = alias;
    return item;
}

}  // namespace

// In a select list: the call moves into FROM.
void SqliteLowering::set_returning(ExprPtr& e) {
    auto& node = *e->as<ast::Applied>();
    const FunctionRow& row = *node.function;
    const Type type = e->type;
    const std::uint32_t position = e->position, end = e->end;
    for (const ExprPtr& arg : node.args)
        if (reads_set(*arg, *set_calls_)) refuse("a set-returning function of another's rows", position);
    const bool several = row.result == "record";
    SetCall call;
    if (several) call.print = fingerprint(*e);
    const auto same = std::ranges::find(*set_calls_, call.print, &SetCall::print);
    if (several && same != set_calls_->end() && row.volatility != Volatility::volatile_) {
        e = row_of_set(*same, type, position);
        return;
    }
    if (row.name == "unnest" || row.name == "generate_subscripts" || row.name == "_pg_expandarray")
        call.array = fingerprint(*node.args[0]);
    Notes::RowFields fields{{"value", type}};
    if (several) fields = notes_.fields_of(type);
    call.source = set_call(std::move(e));
    for (const auto& [name, field_type] : fields) {
        call.columns.push_back(name);
        ExprPtr place = typed(ast::make(ast::ColumnRef{}, position), field_type);
        call.places.emplace_back(place.release(), ast::NodeDelete());
    }
    if (several)
        e = row_of_set(call, type, position);
    else
        e = typed(ast::make(ast::Spelled{{}, {}, call.places.front()}, position), type);
    e->end = end;
    set_calls_->push_back(std::move(call));
}

// The row of a call with several columns, as a value.
ExprPtr SqliteLowering::row_of_set(const SetCall& call, Type type, std::uint32_t position) {
    ast::Row whole;
    whole.names = call.columns;
    for (const auto& place : call.places)
        whole.elements.push_back(typed(ast::make(ast::Spelled{{}, {}, place}, position), place->type));
    ExprPtr e = typed(ast::make(std::move(whole), position), type);
    row_value(e);
    return e;
}

// Sets beside each other run in step: those of one array are joined by their places, others become the
// columns of one list of rows.
void SqliteLowering::place_sets(std::vector<SetCall>& calls, ast::Select& select, std::uint32_t position) {
    if (calls.empty()) return;
    const auto put = [](SetCall& call, const std::string& alias) {
        for (std::size_t i = 0; i < call.places.size(); ++i)
            *call.places[i]->as<ast::ColumnRef>() = ast::ColumnRef{{alias, call.columns[i]}};
    };
    const bool one_array = std::ranges::all_of(
        calls, [&](const SetCall& call) { return !call.array.empty() && call.array == calls.front().array; });
    const std::string first = alias_of("set ");
    if (calls.size() > 1 && !one_array) {
        std::string text = "pg_zip(";
        std::vector<ExprPtr> lists;
        std::size_t width = 0;
        for (SetCall& call : calls) {
            // Where it has ended its row is null, which is not a row of nulls.
            if (call.columns.size() > 1)
                refuse("a row of a set-returning function beside another set", position);
            lists.push_back(collect({std::move(call.source), call.columns}, position));
            text += (lists.size() > 1 ? ", $" : "$") + std::to_string(lists.size()) + ", " +
                    std::to_string(call.columns.size());
            for (std::string& column : call.columns) column = std::to_string(++width);
            put(call, first);
        }
        ExprPtr zipped = spelled(text + ")", std::move(lists), TypeId::bytea, position);
        select.from.push_back(function_source(collected_rows(std::move(zipped), width, position), first));
        return;
    }
    put(calls.front(), first);
    ast::FromItemPtr item = function_source(std::move(calls.front().source), first);
    for (std::size_t i = 1; i < calls.size(); ++i) {
        const std::string alias = alias_of("set ");
        put(calls[i], alias);
        ast::Join join;
        join.left = std::move(item);
        join.right = function_source(std::move(calls[i].source), alias);
        join.on = spelled("$1 = $2",
                          exprs(column_of(first, "ordinality", TypeId::int64),
                                column_of(alias, "ordinality", TypeId::int64)),
                          TypeId::boolean,
                          position);
        item = ast::FromItemPtr(new ast::FromItem);
        item->node = std::move(join);
    }
    select.from.push_back(std::move(item));
}

}  // namespace ormgate::dialects
