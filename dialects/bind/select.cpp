#include <algorithm>
#include <charconv>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/limits.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

void Binder::expand_star(const ast::Star& star,
                         std::uint32_t position,
                         Scope& scope,
                         std::vector<ast::SelectItem>& out) {
    const auto add = [&](const Range& range, std::size_t i) {
        out.push_back({range_column(range, i, position), range.columns[i].name});
    };
    if (!star.qualifier.empty()) {
        const Range& range = range_named(star.qualifier, scope, position);
        for (std::size_t i = 0; i < range.columns.size(); ++i) add(range, i);
        return;
    }
    if (scope.ranges.empty())
        fail(Errc::syntax_error, "SELECT * with no tables specified is not valid", position);
    for (const MergedColumn& merged : scope.merged)
        out.push_back({merged_column(scope, merged, position), merged.name});
    for (const Range& range : scope.ranges) {
        if (range.qualified_only) continue;
        for (std::size_t i = 0; i < range.columns.size(); ++i)
            if (!range.merged[i]) add(range, i);
    }
}

namespace {

const Range* range_numbered(std::uint32_t number, const Scope& scope) {
    for (const Scope* level = &scope; level != nullptr; level = level->outer)
        for (const Range& range : level->ranges)
            if (range.number == number) return &range;
    return nullptr;
}

}  // namespace

// Binds the items of SELECT and RETURNING; stars become columns.
std::vector<OutputColumn> Binder::select_items(std::vector<ast::SelectItem>& items, Scope& scope) {
    std::vector<ast::SelectItem> expanded;
    std::vector<OutputColumn> columns;
    for (ast::SelectItem& item : items) {
        if (const auto* star = item.expr->as<ast::Star>()) {
            expand_star(*star, item.expr->position, scope, expanded);
            continue;
        }
        if (const auto* fields = item.expr->as<ast::Field>(); fields != nullptr && fields->name == "*") {
            if (const auto* whole = fields->base->as<ast::ColumnRef>();
                whole != nullptr && find_range(whole->parts, scope).first != nullptr) {
                expand_star({whole->parts}, item.expr->position, scope, expanded);
                continue;
            }
            expand_row(std::move(item.expr->as<ast::Field>()->base), scope, expanded);
            continue;
        }
        if (item.alias.empty()) item.alias = output_name(*item.expr);
        expression(item.expr, scope);
        expanded.push_back(std::move(item));
    }
    items = std::move(expanded);
    check_width(*this, items.size());
    for (const ast::SelectItem& item : items) {
        OutputColumn column{item.alias, item.alias, item.expr->type};
        if (const auto* reference = item.expr->as<ast::ColumnRef>()) {
            if (const Range* range = range_numbered(reference->range, scope)) {
                const OutputColumn& source = range->columns[reference->column];
                column.table_oid = source.table_oid;
                column.number = source.number;
                column.not_null = source.not_null && !range->nullable;
            }
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

namespace {

// The place of an output column that a bare name or a number in ORDER BY, GROUP BY or DISTINCT ON means.
std::optional<std::size_t> output_place(Binder& binder,
                                        const ast::Expr& e,
                                        const std::vector<ast::SelectItem>& items,
                                        std::string_view clause,
                                        bool by_name) {
    if (const auto* number = e.as<ast::Literal>();
        number != nullptr && number->kind == ast::LiteralKind::integer) {
        binder.pin(*number);
        std::size_t place = 0;
        std::from_chars(number->text.data(), number->text.data() + number->text.size(), place);
        if (place < 1 || place > items.size())
            binder.fail(Errc::invalid_column_reference,
                        std::string(clause) + " position " + number->text + " is not in select list",
                        e.position);
        return place - 1;
    }
    const auto* column = e.as<ast::ColumnRef>();
    if (!by_name || column == nullptr || column->parts.size() != 1) return std::nullopt;
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].alias != column->parts[0]) continue;
        if (found && fingerprint(*items[*found].expr) != fingerprint(*items[i].expr))
            binder.fail(Errc::ambiguous_column,
                        std::string(clause) + " \"" + column->parts[0] + "\" is ambiguous",
                        e.position);
        if (!found) found = i;
    }
    return found;
}

ExprPtr output_ref(std::size_t place, const ast::SelectItem& item, std::uint32_t position) {
    return typed(ast::make(ast::OutputRef{place}, position), item.expr->type);
}

bool not_null_column(const ast::Expr& e, const Scope& scope) {
    const auto* column = e.as<ast::ColumnRef>();
    if (column == nullptr) return false;
    for (const Range& range : scope.ranges)
        if (range.number == column->range) return !range.nullable && range.columns[column->column].not_null;
    return false;
}

// What a key stands for.
const ast::Expr& key_source(const ast::Expr& key, const ast::Select& select) {
    const auto* place = key.as<ast::OutputRef>();
    return place == nullptr ? key : *select.items[place->place].expr;
}

}  // namespace

std::vector<OutputColumn> Binder::select(ast::Query& query, ast::Select& select, Scope& scope) {
    if (!select.into.empty()) refuse("SELECT INTO", query.position);
    from(select.from, scope);
    if (select.where) {
        scope.clause = Clause::where;
        boolean(select.where, scope, "WHERE");
    }
    scope.windows = &select.windows;
    scope.clause = Clause::select;
    check_count(*this, select.windows.size(), most_windows, "windows");
    for (ast::Window& window_node : select.windows) window(window_node, scope, 0);
    scope.sets_allowed = true;
    std::vector<OutputColumn> columns = select_items(select.items, scope);
    scope.sets_allowed = false;
    const std::vector<std::string> grouped = bind_grouping(select, scope);
    if (select.having) {
        scope.clause = Clause::having;
        boolean(select.having, scope, "HAVING");
    }
    order_select(query, select, columns, scope);
    if (scope.has_aggregates && std::ranges::any_of(scope.ranges, &Range::recursive))
        fail(Errc::invalid_recursion,
             "aggregate functions are not allowed in a recursive query's recursive term",
             scope.aggregate_position);
    if (scope.has_aggregates || !select.group_by.empty() || select.having)
        check_grouping(query, select, scope, grouped);
    if (scope.has_grouping && select.grouping_sets.empty())
        refuse("grouping() without grouping sets", query.position);
    if (select.distinct && select.distinct_on.empty())
        for (ast::SelectItem& item : select.items) {
            settle(item.expr);
            require_equality(item.expr->type, item.expr->position);
        }
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].type = select.items[i].expr->type;
    if (!select.distinct_on.empty()) {
        check_distinct_on(query, select);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            settle(select.items[i].expr);
            columns[i].type = select.items[i].expr->type;
        }
    }
    select.has_aggregates = scope.has_aggregates;
    select.has_windows = scope.has_windows;
    return columns;
}

void Binder::order_select(ast::Query& query,
                          ast::Select& select,
                          std::vector<OutputColumn>& columns,
                          Scope& scope) {
    scope.clause = Clause::order_by;
    check_width(*this, select.distinct_on.size());
    check_width(*this, query.order_by.size());
    for (ExprPtr& key : select.distinct_on) {
        if (const auto place = output_place(*this, *key, select.items, "SELECT DISTINCT ON", true)) {
            settle(select.items[*place].expr);
            key = output_ref(*place, select.items[*place], key->position);
        } else {
            expression(key, scope);
        }
        settle(key);
    }
    for (ast::SortKey& key : query.order_by) {
        const std::uint32_t position = key.expr->position;
        const auto place = output_place(*this, *key.expr, select.items, "ORDER BY", true);
        const bool explicit_nulls = key.nulls_first.has_value();
        if (place) {
            ExprPtr& source = select.items[*place].expr;
            settle(source);
            columns[*place].type = source->type;
            key.expr = output_ref(*place, select.items[*place], position);
        } else {
            expression(key.expr, scope);
        }
        sort_key(key);
        if (not_null_column(key_source(*key.expr, select), scope) && !explicit_nulls) key.nulls_first.reset();
        if (place || !select.distinct || !select.distinct_on.empty()) continue;
        const std::string text = fingerprint(*key.expr);
        const bool listed = std::ranges::any_of(
            select.items, [&](const ast::SelectItem& item) { return fingerprint(*item.expr) == text; });
        if (!listed)
            fail(Errc::invalid_column_reference,
                 "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
                 position);
    }
}

void Binder::check_distinct_on(const ast::Query& query, const ast::Select& select) {
    for (std::size_t i = 0; i < query.order_by.size() && i < select.distinct_on.size(); ++i) {
        const std::string text = fingerprint(key_source(*query.order_by[i].expr, select));
        const bool listed = std::ranges::any_of(select.distinct_on, [&](const ExprPtr& key) {
            return fingerprint(key_source(*key, select)) == text;
        });
        if (!listed)
            fail(Errc::invalid_column_reference,
                 "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
                 select.distinct_on[i]->position);
    }
}

// GROUP BY: a name means a column of FROM first, then an output column. Answers the fingerprint of what is
// grouped by.
std::string Binder::group_key(ExprPtr& key, ast::Select& select, Scope& scope) {
    const std::uint32_t position = key->position;
    scope.clause = Clause::group_by;
    std::optional<std::size_t> place = output_place(*this, *key, select.items, "GROUP BY", false);
    if (const auto* column_node = key->as<ast::ColumnRef>();
        column_node != nullptr && column_node->parts.size() == 1) {
        const std::string name = column_node->parts[0];
        if (column_in(key, scope, name)) {
            require_equality(key->type, position);
            return fingerprint(*key);
        }
        place = output_place(*this, *key, select.items, "GROUP BY", true);
    }
    if (place) {
        settle(select.items[*place].expr);
        const ast::Expr& source = *select.items[*place].expr;
        if (contains_aggregate(source))
            fail(Errc::grouping_error, "aggregate functions are not allowed in GROUP BY", source.position);
        require_equality(source.type, source.position);
        key = output_ref(*place, select.items[*place], position);
        return fingerprint(source);
    }
    expression(key, scope);
    settle(key);
    require_equality(key->type, position);
    return fingerprint(*key);
}

std::vector<std::string> Binder::bind_grouping(ast::Select& select, Scope& scope) {
    if (select.with_rollup) refuse("WITH ROLLUP", 0);
    const bool sets = select.group_distinct || std::ranges::any_of(select.group_by, [](const ExprPtr& key) {
                          return key->as<ast::GroupingSets>() != nullptr;
                      });
    std::vector<std::string> grouped;
    if (sets) {
        bind_grouping_sets(select, scope, grouped);
        return grouped;
    }
    std::vector<ExprPtr> items = std::move(select.group_by);
    select.group_by.clear();
    for (ExprPtr& item : items) {
        // (a, b) is a and b
        auto* several = item->as<ast::Row>();
        if (several == nullptr || several->explicit_keyword) {
            select.group_by.push_back(std::move(item));
            continue;
        }
        for (ExprPtr& element : several->elements) select.group_by.push_back(std::move(element));
    }
    check_width(*this, select.group_by.size());
    for (ExprPtr& key : select.group_by) grouped.push_back(group_key(key, select, scope));
    return grouped;
}

}  // namespace ormgate::dialects
