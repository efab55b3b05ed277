#include <algorithm>
#include <charconv>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/grouping.hpp"

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
    for (const ast::SelectItem& item : items) {
        OutputColumn column{item.alias, item.alias, item.expr->type};
        if (const auto* reference = item.expr->as<ast::ColumnRef>();
            reference != nullptr && reference->parts.size() == 2) {
            for (Scope* level = &scope; level != nullptr && column.number == 0; level = level->outer)
                for (const Range& range : level->ranges) {
                    if (range.alias != reference->parts[0]) continue;
                    for (const OutputColumn& source : range.columns) {
                        if (source.sql_name != reference->parts[1]) continue;
                        column.table_oid = source.table_oid;
                        column.number = source.number;
                        column.not_null = source.not_null && !range.nullable;
                    }
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

ExprPtr ordinal(std::size_t place, Type type, std::uint32_t position) {
    return spelled(std::to_string(place + 1), {}, type, position);
}

bool not_null_column(const ast::Expr& e, const Scope& scope) {
    const auto* column = e.as<ast::ColumnRef>();
    if (column == nullptr || column->parts.size() != 2) return false;
    for (const Range& range : scope.ranges) {
        if (range.alias != column->parts[0] || range.nullable) continue;
        for (const OutputColumn& out : range.columns)
            if (out.sql_name == column->parts[1]) return out.not_null;
    }
    return false;
}

}  // namespace

std::vector<OutputColumn> Binder::select(ast::Query& query, ast::Select& select, Scope& scope) {
    if (!select.into.empty()) refuse("SELECT INTO", query.position);
    from(select.from, scope);
    if (select.where) {
        scope.clause = Clause::where;
        boolean(select.where, scope, "WHERE");
    }
    std::vector<SetCall> set_calls;
    scope.windows = &select.windows;
    scope.clause = Clause::select;
    for (ast::Window& window_node : select.windows) window(window_node, scope, 0);
    scope.set_calls = &set_calls;
    std::vector<OutputColumn> columns = select_items(select.items, scope);
    scope.set_calls = nullptr;
    place_sets(set_calls, select.from, query.position);
    std::set<std::string> grouped;
    GroupingKeys keys;
    bind_grouping(select, scope, grouped, keys);
    if (select.having) {
        scope.clause = Clause::having;
        boolean(select.having, scope, "HAVING");
    }
    for (ExprPtr& key : select.distinct_on) {
        scope.clause = Clause::order_by;
        if (const auto place = output_place(*this, *key, select.items, "SELECT DISTINCT ON", true)) {
            key = clone(*select.items[*place].expr);
        } else {
            expression(key, scope);
        }
        settle(key);
        key = collated(std::move(key));
    }
    for (ast::SortKey& key : query.order_by) {
        scope.clause = Clause::order_by;
        const std::uint32_t position = key.expr->position;
        const auto place = output_place(*this, *key.expr, select.items, "ORDER BY", true);
        const bool explicit_nulls = key.nulls_first.has_value();
        if (place) {
            ExprPtr& source = select.items[*place].expr;
            settle(source);
            columns[*place].type = source->type;
            const bool sure = not_null_column(*source, scope);
            const bool copies = !select.distinct_on.empty() || source->type.id == TypeId::enumeration;
            key.expr = copies ? clone(*source) : ordinal(*place, source->type, position);
            sort_key(key, scope);
            if (sure && !explicit_nulls) key.nulls_first.reset();
            continue;
        }
        sort_key(key, scope);
        if (not_null_column(*key.expr, scope) && !explicit_nulls) key.nulls_first.reset();
        if (select.distinct && select.distinct_on.empty()) {
            const std::string text = fingerprint(*key.expr);
            const bool listed = std::ranges::any_of(select.items, [&](const ast::SelectItem& item) {
                return fingerprint(*item.expr) == text || fingerprint(*collated(clone(*item.expr))) == text;
            });
            if (!listed)
                fail(Errc::invalid_column_reference,
                     "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
                     position);
        }
    }
    if (scope.has_aggregates && std::ranges::any_of(scope.ranges, &Range::recursive))
        fail(Errc::invalid_recursion,
             "aggregate functions are not allowed in a recursive query's recursive term",
             scope.aggregate_position);
    if (scope.has_aggregates || !select.group_by.empty() || select.having)
        check_grouping(query, select, scope, grouped, !keys.sets.empty());
    if (!keys.sets.empty()) group_by_sets(query, select, keys);
    if (scope.has_grouping && keys.sets.empty()) refuse("grouping() without grouping sets", query.position);
    if (scope.has_sets && (scope.has_aggregates || !select.group_by.empty() || scope.has_windows))
        refuse("a set-returning function beside aggregates or windows", query.position);
    if (select.distinct && select.distinct_on.empty())
        for (ast::SelectItem& item : select.items) {
            settle(item.expr);
            require_equality(item.expr->type, item.expr->position);
            item.expr = collated(std::move(item.expr));
        }
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].type = select.items[i].expr->type;
    if (!select.distinct_on.empty()) distinct_on(query, select, columns);
    return columns;
}

// DISTINCT ON keeps the first row of each group: rows are numbered inside, the first ones chosen outside.
void Binder::distinct_on(ast::Query& query, ast::Select& select, std::vector<OutputColumn>& columns) {
    for (std::size_t i = 0; i < query.order_by.size() && i < select.distinct_on.size(); ++i) {
        const std::string text = fingerprint(*query.order_by[i].expr);
        const bool listed = std::ranges::any_of(select.distinct_on,
                                                [&](const ExprPtr& e) { return fingerprint(*e) == text; });
        if (!listed)
            fail(Errc::invalid_column_reference,
                 "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
                 select.distinct_on[i]->position);
    }
    ast::Call number;
    number.function = {"row_number"};
    number.over = std::make_unique<ast::Window>();
    number.over->partition_by = std::move(select.distinct_on);
    select.distinct_on.clear();
    select.distinct = false;
    ast::Select outer;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        settle(select.items[i].expr);
        columns[i].type = select.items[i].expr->type;
        const std::string name = "column " + std::to_string(i + 1);
        select.items[i].alias = name;
        ExprPtr e = ast::make(ast::ColumnRef{{"ranked", name}});
        e->type = columns[i].type;
        outer.items.push_back({std::move(e), columns[i].sql_name});
    }
    for (std::size_t i = 0; i < query.order_by.size(); ++i) {
        ast::SortKey& key = query.order_by[i];
        const std::string name = "key " + std::to_string(i + 1);
        const Type type = key.expr->type;
        ast::SortKey inner;
        inner.expr = clone(*key.expr);
        inner.descending = key.descending;
        inner.nulls_first = key.nulls_first;
        number.over->order_by.push_back(std::move(inner));
        select.items.push_back({std::move(key.expr), name});
        key.expr = ast::make(ast::ColumnRef{{"ranked", name}});
        key.expr->type = type;
        key.expr = collated(std::move(key.expr));
    }
    select.items.push_back({ast::make(std::move(number)), "rank"});
    outer.where = spelled("\"ranked\".\"rank\" = 1", {}, TypeId::boolean, query.position);
    ast::QueryPtr inner(new ast::Query);
    inner->body = std::move(select);
    ast::FromItem item;
    item.node = ast::SubqueryRef{false, std::move(inner)};
    item.alias.name = "ranked";
    outer.from.push_back(ast::FromItemPtr(new ast::FromItem(std::move(item))));
    query.body = std::move(outer);
}

// GROUP BY: a name means a column of FROM first, then an output column. Answers the fingerprint of what is
// grouped by. `copies`: an output column is repeated instead of named by its number.
std::string Binder::group_key(ExprPtr& key, ast::Select& select, Scope& scope, bool copies) {
    const std::uint32_t position = key->position;
    scope.clause = Clause::group_by;
    std::optional<std::size_t> place = output_place(*this, *key, select.items, "GROUP BY", false);
    if (const auto* column_node = key->as<ast::ColumnRef>();
        column_node != nullptr && column_node->parts.size() == 1) {
        const std::string name = column_node->parts[0];
        if (column_in(key, scope, name)) {
            require_equality(key->type, position);
            std::string print = fingerprint(*key);
            if (!copies) key = collated(std::move(key));
            return print;
        }
        place = output_place(*this, *key, select.items, "GROUP BY", true);
    }
    if (place) {
        settle(select.items[*place].expr);
        const ast::Expr& source = *select.items[*place].expr;
        if (contains_aggregate(source))
            fail(Errc::grouping_error, "aggregate functions are not allowed in GROUP BY", source.position);
        require_equality(source.type, source.position);
        key = copies ? clone(source) : collated(ordinal(*place, source.type, position));
        return fingerprint(source);
    }
    expression(key, scope);
    settle(key);
    require_equality(key->type, position);
    std::string print = fingerprint(*key);
    if (!copies) key = collated(std::move(key));
    return print;
}

void Binder::bind_grouping(ast::Select& select,
                           Scope& scope,
                           std::set<std::string>& grouped,
                           GroupingKeys& keys) {
    if (select.with_rollup) refuse("WITH ROLLUP", 0);
    const bool sets = select.group_distinct || std::ranges::any_of(select.group_by, [](const ExprPtr& key) {
                          return key->as<ast::GroupingSets>() != nullptr;
                      });
    if (!sets) {
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
        for (ExprPtr& key : select.group_by) grouped.insert(group_key(key, select, scope, false));
        return;
    }
    keys.sets = {{}};
    for (ExprPtr& item : select.group_by) {
        const auto with = grouping_sets(item, select, scope, keys);
        std::vector<std::set<std::size_t>> product;
        for (const auto& a : keys.sets)
            for (const auto& b : with) {
                product.push_back(a);
                product.back().insert(b.begin(), b.end());
            }
        keys.sets = std::move(product);
    }
    grouped.insert(keys.prints.begin(), keys.prints.end());
}

}  // namespace ormgate::dialects
