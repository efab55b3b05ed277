#include <algorithm>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// How many columns an aggregate's arguments read, and how many of them are its own query's.
struct ColumnsRead {
    int all = 0, own = 0;
};
void count_columns(const ast::Expr& e, const Scope& scope, ColumnsRead& out) {
    if (const auto* column = e.as<ast::ColumnRef>(); column != nullptr && column->parts.size() == 2) {
        ++out.all;
        out.own += std::ranges::any_of(scope.ranges,
                                       [&](const Range& range) { return range.number == column->range; });
    }
    ast::for_each_operand(e, [&](const ast::Expr& operand) { count_columns(operand, scope, out); });
}

void put_arguments(ast::Call& call, std::vector<ExprPtr> args) {
    call.args.clear();
    for (ExprPtr& arg : args) call.args.push_back({{}, std::move(arg), false});
}

}  // namespace

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
    node.row = &row;
    put_arguments(node, std::move(resolved.args));
    if (node.filter) {
        const Clause before = scope.clause;
        scope.clause = Clause::filter;
        boolean(node.filter, scope, "FILTER");
        scope.clause = before;
    }
    for (ast::SortKey& key : node.order_by) {
        expression(key.expr, scope);
        settle(key.expr);
    }
    if (node.over) {
        window(*node.over, scope, position);
        scope.has_windows = true;
    }
    e->type = resolved.result;
}

void Binder::ordered_set(ExprPtr& e, Resolved resolved, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    if (node.within_group.size() != 1) refuse("WITHIN GROUP with several keys", e->position);
    node.row = resolved.row;
    node.within_group.front().expr = std::move(resolved.args.back());
    resolved.args.pop_back();
    put_arguments(node, std::move(resolved.args));
    if (node.filter) boolean(node.filter, scope, "FILTER");
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
    node.row = resolved.row;
    put_arguments(node, std::move(resolved.args));
    window(*node.over, scope, position);
    scope.has_windows = true;
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
    }
    for (ast::SortKey& key : over.order_by) {
        expression(key.expr, scope);
        sort_key(key);
    }
    if (over.frame) {
        for (ast::FrameBound* bound : {&over.frame->start, over.frame->end ? &*over.frame->end : nullptr}) {
            if (bound == nullptr || !bound->offset) continue;
            expression(bound->offset, scope);
            if (bound->offset->type.id == TypeId::unknown)
                coerce(bound->offset, TypeId::int64, CastContext::implicit);
        }
    }
    scope.in_window = before;
}

void Binder::set_returning(ExprPtr& e, Resolved resolved, Scope& scope) {
    const std::uint32_t position = e->position;
    if (scope.clause != Clause::select || !scope.sets_allowed || scope.in_aggregate)
        fail(Errc::unsupported,
             "set-returning functions are not allowed in " + std::string(clause_name(scope.clause)),
             position);
    if (returns_record(*resolved.row))
        fail(Errc::unsupported,
             "function returning record called in context that cannot accept type record",
             position);
    scope.has_sets = true;
    Type type = resolved.result;
    if (resolved.row->result == "record") {
        RowFields fields;
        for (const OutputColumn& column : set_columns(resolved, {}))
            fields.push_back({column.name, column.type});
        type = row_type(std::move(fields));
    }
    e = typed(ast::make(ast::Applied{resolved.row, nullptr, std::move(resolved.args)}, position), type);
}

}  // namespace ormgate::dialects
