#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/grouping.hpp"
#include "dialects/sqlite_functions.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// The third part of a key's specification, see sorting_aggregates.
std::string comparison(Type type) {
    if (type.id == TypeId::numeric && !type.array) return "n";
    if (type.id == TypeId::interval && !type.array) return "i";
    if (type.id == TypeId::jsonb && !type.array) return "j";
    if (collation_of(type).empty()) return "b";
    return "(" + pg_name(type) + ")";
}

// How many columns an aggregate's arguments read, and how many of them are its own query's.
struct ColumnsRead {
    int all = 0, own = 0;
};
void count_columns(const ast::Expr& e, const Scope& scope, ColumnsRead& out) {
    if (const auto* column = e.as<ast::ColumnRef>(); column != nullptr && column->parts.size() == 2) {
        ++out.all;
        out.own += std::ranges::any_of(scope.ranges,
                                       [&](const Range& range) { return range.alias == column->parts[0]; });
    }
    for_each_operand(e, [&](const ast::Expr& operand) { count_columns(operand, scope, out); });
}

bool sorts_itself(std::string_view name) {
    return std::ranges::find(sorting_aggregates, name) != std::end(sorting_aggregates);
}

}  // namespace

void Binder::sort_specification(std::vector<ast::SortKey>& keys,
                                std::string& specification,
                                std::vector<ExprPtr>& out) {
    for (ast::SortKey& key : keys) {
        const Type type = key.expr->type;
        specification += key.descending ? 'd' : 'a';
        specification += key.nulls_first.value_or(key.descending) ? 'f' : 'l';
        specification +=
            comparison(type.array && type.id == TypeId::enumeration ? Type(TypeId::int32, true) : type);
        out.push_back(type.id == TypeId::enumeration ? ordered(std::move(key.expr)) : std::move(key.expr));
    }
}

// Turns a spelling like `min($1 COLLATE decimal)` into a call that FILTER and OVER can follow.
ExprPtr Binder::lower_aggregate(const FunctionRow& row,
                                std::vector<ExprPtr> args,
                                ast::Call& original,
                                Scope& scope,
                                std::uint32_t position) {
    ast::Call out;
    std::string name(row.sqlite.substr(0, row.sqlite.find('(')));
    out.function = {name};
    out.star = original.star;
    if (original.filter) {
        const Clause before = scope.clause;
        scope.clause = Clause::filter;
        boolean(original.filter, scope, "FILTER");
        scope.clause = before;
        out.filter = std::move(original.filter);
    }
    ExprPtr filled = spell(row.sqlite, std::move(args), TypeId::any, position);
    auto& parts = *filled->as<ast::Spelled>();
    std::string inside = parts.spelling;
    if (const std::size_t open = inside.find('('); open != std::string::npos && inside.back() == ')')
        inside = inside.substr(open + 1, inside.size() - open - 2);
    else
        inside.clear();
    for (ast::SortKey& key : original.order_by) {
        expression(key.expr, scope);
        settle(key.expr);
    }
    if (sorts_itself(name)) {
        std::string specification = original.distinct ? "D" : "";
        std::vector<ExprPtr> keys;
        sort_specification(original.order_by, specification, keys);
        inside += ", '" + specification + "'";
        for (ExprPtr& key : keys) {
            parts.args.push_back(std::move(key));
            inside += ", $" + std::to_string(parts.args.size());
        }
    } else if (original.distinct) {
        if (parts.args.size() == 1 && inside == "$1") {
            out.distinct = true;
            if (!compares_natively(parts.args[0]->type))
                refuse("DISTINCT inside " + std::string(row.name) + "()", position);
            parts.args[0] = collated(std::move(parts.args[0]));
        } else if (parts.args.size() == 1) {
            // min and max: DISTINCT changes nothing
            if (name != "min" && name != "max")
                refuse("DISTINCT inside " + std::string(row.name) + "()", position);
        } else {
            refuse("DISTINCT inside " + std::string(row.name) + "()", position);
        }
    }
    if (!inside.empty()) {
        ExprPtr list = spelled(std::move(inside), std::move(parts.args), TypeId::any, position);
        out.args.push_back({{}, std::move(list), false});
    }
    return ast::make(std::move(out), position);
}

void Binder::aggregate(ExprPtr& e, Resolved resolved, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    const std::uint32_t position = e->position;
    const FunctionRow& row = *resolved.row;
    if (node.over == nullptr) {
        const bool allowed = scope.clause == Clause::select || scope.clause == Clause::having ||
                             scope.clause == Clause::order_by || scope.in_window;
        if (!allowed)
            fail(Errc::grouping_error,
                 "aggregate functions are not allowed in " + std::string(clause_name(scope.clause)),
                 position);
        if (!scope.has_aggregates) scope.aggregate_position = position;
        scope.has_aggregates = true;
        ColumnsRead read;
        for (const ExprPtr& arg : resolved.args) count_columns(*arg, scope, read);
        if (read.all > 0 && read.own == 0) refuse("an aggregate of an outer query's columns", position);
    }
    if (row.kind == FunctionKind::ordered_set) return ordered_set(e, std::move(resolved), scope);
    if (row.sqlite.starts_with('!')) {
        refuse(std::string(row.sqlite.substr(1)), position);
        e = spelled("NULL", {}, resolved.result, position);
        return;
    }
    std::unique_ptr<ast::Window> over = std::move(node.over);
    ExprPtr out = lower_aggregate(row, std::move(resolved.args), node, scope, position);
    if (over) {
        if (!node.order_by.empty()) refuse("ORDER BY inside an aggregate with OVER", position);
        window(*over, scope, position);
        scope.has_windows = true;
        out->as<ast::Call>()->over = std::move(over);
    }
    e = std::move(out);
    e->type = resolved.result;
}

void Binder::ordered_set(ExprPtr& e, Resolved resolved, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    const std::uint32_t position = e->position;
    if (node.over) refuse("an ordered-set aggregate with OVER", position);
    if (node.within_group.size() != 1) refuse("WITHIN GROUP with several keys", position);
    const ast::SortKey& key = node.within_group.front();
    ExprPtr value = std::move(resolved.args.back());
    resolved.args.pop_back();
    std::string specification;
    specification += key.descending ? 'd' : 'a';
    specification += key.nulls_first.value_or(key.descending) ? 'f' : 'l';
    specification += comparison(value->type);
    ast::Call out;
    out.function = {std::string(resolved.row->sqlite)};
    if (node.filter) {
        boolean(node.filter, scope, "FILTER");
        out.filter = std::move(node.filter);
    }
    for (ExprPtr& arg : resolved.args) out.args.push_back({{}, std::move(arg), false});
    out.args.push_back({{}, std::move(value), false});
    out.args.push_back({{}, text_constant(specification), false});
    e = ast::make(std::move(out), position);
    e->type = resolved.result;
}

void Binder::window_function(ExprPtr& e, Resolved resolved, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    const std::uint32_t position = e->position;
    if (node.over == nullptr)
        fail(Errc::wrong_object_type,
             "window function " + node.function.back() + " requires an OVER clause",
             position);
    if (node.ignore_nulls || node.from_last) refuse("IGNORE NULLS and FROM LAST", position);
    ast::Call out;
    out.function = {std::string(resolved.row->sqlite)};
    for (ExprPtr& arg : resolved.args) out.args.push_back({{}, std::move(arg), false});
    out.over = std::move(node.over);
    window(*out.over, scope, position);
    scope.has_windows = true;
    e = ast::make(std::move(out), position);
    e->type = resolved.result;
}

void Binder::window(ast::Window& over, Scope& scope, std::uint32_t position) {
    const bool allowed =
        scope.clause == Clause::select || scope.clause == Clause::order_by || scope.clause == Clause::none;
    if (!allowed)
        fail(Errc::windowing_error,
             "window functions are not allowed in " + std::string(clause_name(scope.clause)),
             position);
    const std::string& name = over.by_name_only ? over.name : over.base;
    if (!name.empty()) {
        const bool known =
            scope.windows != nullptr &&
            std::ranges::any_of(*scope.windows, [&](const ast::Window& w) { return w.name == name; });
        if (!known) fail(Errc::undefined_object, "window \"" + name + "\" does not exist", position);
    }
    const bool before = scope.in_window;
    scope.in_window = true;
    for (ExprPtr& key : over.partition_by) {
        expression(key, scope);
        settle(key);
        require_equality(key->type, key->position);
        key = collated(std::move(key));
    }
    for (ast::SortKey& key : over.order_by) sort_key(key, scope);
    if (over.frame) {
        for (ast::FrameBound* bound : {&over.frame->start, over.frame->end ? &*over.frame->end : nullptr}) {
            if (bound == nullptr || !bound->offset) continue;
            expression(bound->offset, scope);
            if (over.frame->unit == ast::FrameUnit::range && !over.order_by.empty() &&
                info(over.order_by.front().expr->type.id).category != 'N')
                refuse("RANGE with an offset over dates and times", bound->offset->position);
            if (bound->offset->type.id == TypeId::unknown)
                coerce(bound->offset, TypeId::int64, CastContext::implicit);
        }
    }
    scope.in_window = before;
}

// Subscripts of the system's vectors start at zero.
ExprPtr Binder::set_call(Resolved resolved, std::uint32_t position) {
    if (resolved.row->name != "generate_subscripts" || resolved.args[0]->type.array)
        return spell(resolved.row->sqlite, std::move(resolved.args), resolved.result, position);
    if (resolved.args.size() > 2) refuse("generate_subscripts() of a vector in reverse", position);
    return spelled("pg_generate_series_int4(0, pg_array_length($1, $2) - 1)",
                   std::move(resolved.args),
                   TypeId::int32,
                   position);
}

namespace {

bool reads_set(const ast::Expr& e, const std::vector<SetCall>& calls) {
    const auto* node = e.as<ast::Spelled>();
    if (node != nullptr && node->shared)
        return std::ranges::any_of(calls, [&](const SetCall& call) {
            return std::ranges::find(call.places, node->shared) != call.places.end();
        });
    bool found = false;
    for_each_operand(e, [&](const ast::Expr& operand) { found = found || reads_set(operand, calls); });
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

void Binder::set_returning(ExprPtr& e, Resolved resolved, Scope& scope) {
    const std::uint32_t position = e->position;
    const std::string name(resolved.row->name);
    if (scope.clause != Clause::select || scope.set_calls == nullptr || scope.in_aggregate)
        fail(Errc::unsupported,
             "set-returning functions are not allowed in " + std::string(clause_name(scope.clause)),
             position);
    if (resolved.row->result == "record" && resolved.row->outputs.empty())
        fail(Errc::unsupported,
             "function returning record called in context that cannot accept type record",
             position);
    for (const ExprPtr& arg : resolved.args)
        if (reads_set(*arg, *scope.set_calls)) refuse("a set-returning function of another's rows", position);
    scope.has_sets = true;
    SetCall call;
    if (name == "unnest" || name == "generate_subscripts" || name == "_pg_expandarray")
        call.array = fingerprint(*resolved.args[0]);
    call.columns = set_columns(resolved, name);
    const bool several = resolved.row->result == "record";
    call.source = set_call(std::move(resolved), position);
    std::vector<ExprPtr> values;
    std::string text = "pg_row_json(0";
    for (const OutputColumn& column : call.columns) {
        ExprPtr place = ast::make(ast::ColumnRef{}, position);
        place->type = column.type;
        call.places.emplace_back(place.release(), ast::NodeDelete());
        values.push_back(text_constant(column.name));
        values.push_back(ast::make(ast::Spelled{{}, {}, call.places.back()}, position));
        values.back()->type = column.type;
        text += ", $" + std::to_string(values.size() - 1) + ", $" + std::to_string(values.size()) + ", '" +
                pg_name(column.type) + "'";
    }
    e = several ? spelled(text + ")", std::move(values), row_type(call.columns), position)
                : std::move(values.back());
    scope.set_calls->push_back(std::move(call));
}

// Sets beside each other run in step: those of one array are joined by their places, others become the
// columns of one list of rows.
void Binder::place_sets(std::vector<SetCall>& calls,
                        std::vector<ast::FromItemPtr>& from,
                        std::uint32_t position) {
    if (calls.empty()) return;
    const auto put = [](SetCall& call, const std::string& alias) {
        for (std::size_t i = 0; i < call.places.size(); ++i)
            *call.places[i]->as<ast::ColumnRef>() = ast::ColumnRef{{alias, call.columns[i].sql_name}};
    };
    const bool one_array = std::ranges::all_of(
        calls, [&](const SetCall& call) { return !call.array.empty() && call.array == calls.front().array; });
    const std::string first = "set " + std::to_string(++counter_);
    if (calls.size() > 1 && !one_array) {
        std::string text = "pg_zip(";
        std::vector<ExprPtr> lists;
        std::size_t width = 0;
        for (SetCall& call : calls) {
            // Where it has ended its row is null, which is not a row of nulls.
            if (call.columns.size() > 1)
                refuse("a row of a set-returning function beside another set", position);
            FunctionRows rows;
            rows.source = std::move(call.source);
            rows.columns = call.columns;
            lists.push_back(collect(std::move(rows), position));
            text += (lists.size() > 1 ? ", $" : "$") + std::to_string(lists.size()) + ", " +
                    std::to_string(call.columns.size());
            for (OutputColumn& column : call.columns) column.sql_name = std::to_string(++width);
            put(call, first);
        }
        ExprPtr zipped = spelled(text + ")", std::move(lists), TypeId::bytea, position);
        from.push_back(function_source(collected_rows(std::move(zipped), width, position), first));
        return;
    }
    put(calls.front(), first);
    ast::FromItemPtr item = function_source(std::move(calls.front().source), first);
    for (std::size_t i = 1; i < calls.size(); ++i) {
        const std::string alias = "set " + std::to_string(++counter_);
        put(calls[i], alias);
        ast::Join join;
        join.left = std::move(item);
        join.right = function_source(std::move(calls[i].source), alias);
        join.on = spelled("$1 = $2",
                          exprs(ast::make(ast::ColumnRef{{first, "ordinality"}}),
                                ast::make(ast::ColumnRef{{alias, "ordinality"}})),
                          TypeId::boolean,
                          position);
        item = ast::FromItemPtr(new ast::FromItem);
        item->node = std::move(join);
    }
    from.push_back(std::move(item));
}

}  // namespace ormgate::dialects
