#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/limits.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

void Binder::from(std::vector<ast::FromItemPtr>& items, Scope& scope) {
    const Clause before = scope.clause;
    for (ast::FromItemPtr& item : items) from_item(item, scope);
    scope.clause = before;
}

void Binder::from_item(ast::FromItemPtr& item, Scope& scope) {
    if (item->as<ast::TableRef>() != nullptr) return table_item(*item, scope);
    if (item->as<ast::SubqueryRef>() != nullptr) return subquery_item(*item, scope);
    if (item->as<ast::FunctionRef>() != nullptr) return function_item(*item, scope);
    join_item(*item, scope);
}

// Answers the range's number.
std::uint32_t Binder::add_range(Scope& scope, Range range) {
    check_count(*this, scope.ranges.size() + 1, most_ranges, "tables of a FROM clause");
    for (const Range& other : scope.ranges)
        if (other.alias == range.alias)
            fail(Errc::duplicate_alias, "table name \"" + range.alias + "\" specified more than once", 0);
    range.merged.assign(range.columns.size(), false);
    range.number = ++ranges_;
    scope.ranges.push_back(std::move(range));
    return ranges_;
}

Range Binder::table_range(const TableDef& table, const ast::Alias& alias, std::uint32_t position) {
    Range range;
    range.alias = alias.name.empty() ? table.name : alias.name;
    range.renamed = !alias.name.empty() && alias.name != table.name;
    range.table = &table;
    const ConstraintDef* key = table.primary_key();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ColumnDef& column = table.columns[i];
        OutputColumn out{column.name, column.name, column.type, table.oid, column.number, column.not_null};
        if (out.number == 0) out.number = static_cast<std::int16_t>(i + 1);
        if (key != nullptr && std::ranges::find(key->columns, column.name) != key->columns.end())
            out.not_null = true;
        range.columns.push_back(std::move(out));
    }
    rename_columns(range, alias, position);
    return range;
}

void Binder::rename_columns(Range& range, const ast::Alias& alias, std::uint32_t position) {
    if (alias.columns.size() > range.columns.size())
        fail(Errc::invalid_column_reference,
             "table \"" + range.alias + "\" has " + std::to_string(range.columns.size()) +
                 " columns available but " + std::to_string(alias.columns.size()) + " columns specified",
             position);
    for (std::size_t i = 0; i < alias.columns.size(); ++i) range.columns[i].name = alias.columns[i];
}

void Binder::table_item(ast::FromItem& item, Scope& scope) {
    auto& node = *item.as<ast::TableRef>();
    if (!node.sample_method.empty()) refuse("TABLESAMPLE", item.position);
    if (node.name.size() == 1) {
        if (const CommonTableRange* common = find_common_table(node.name.back(), &scope)) {
            if (common->pending)
                fail(
                    Errc::undefined_table, "relation \"" + common->name + "\" does not exist", item.position);
            if (common->without_rows)
                fail(Errc::unsupported,
                     "WITH query \"" + common->name + "\" does not have a RETURNING clause",
                     item.position);
            if (common->kept) kept_read.insert(*common->kept);
            Range range;
            range.alias = item.alias.name.empty() ? common->name : item.alias.name;
            range.columns = common->columns;
            range.recursive = common->recursive;
            node.name = {common->sql_name};
            rename_columns(range, item.alias, item.position);
            item.alias = {range.alias, {}};
            item.range = add_range(scope, std::move(range));
            return;
        }
    }
    const TableDef& table = *find_table(node.name, item.position, true);
    tables_read.insert(&table);
    const bool is_stored =
        context.catalog == nullptr || context.catalog->table(table.schema, table.name) != &table;
    Range range = table_range(table, item.alias, item.position);
    node.table = &table;
    node.of_catalog = !is_stored;
    node.before_statement = changed_before.contains(&table);
    if (node.before_statement) watched[&table] = true;
    item.alias = {range.alias, {}};
    const bool own_view = table.kind != TableKind::table && is_stored;
    if (own_view && !changed_before.empty())
        refuse("a view beside a data-modifying statement", item.position);
    item.range = add_range(scope, std::move(range));
}

void Binder::subquery_item(ast::FromItem& item, Scope& scope) {
    auto& node = *item.as<ast::SubqueryRef>();
    Range range;
    range.alias = item.alias.name;
    if (range.alias.empty())
        fail(Errc::syntax_error,
             "subquery in FROM must have an alias",
             item.position,
             "For example, FROM (SELECT ...) [AS] foo.");
    // common tables of this level stay visible, its FROM only if it is LATERAL
    Scope around;
    around.outer = node.lateral ? &scope : scope.outer;
    if (!node.lateral) around.common_tables = scope.common_tables;
    range.columns = query(*node.query, &around);
    rename_columns(range, item.alias, item.position);
    item.alias.columns.clear();
    item.range = add_range(scope, std::move(range));
}

void Binder::join_item(ast::FromItem& item, Scope& scope) {
    auto& node = *item.as<ast::Join>();
    const std::uint32_t position = item.position;
    if (!item.alias.name.empty()) refuse("an alias of a join", position);
    const std::size_t left_begin = scope.ranges.size();
    const std::size_t merged_before = scope.merged.size();
    from_item(node.left, scope);
    const std::size_t left_end = scope.ranges.size();
    from_item(node.right, scope);
    const std::size_t right_end = scope.ranges.size();
    const bool left_nullable = node.kind == ast::JoinKind::right || node.kind == ast::JoinKind::full;
    const bool right_nullable = node.kind == ast::JoinKind::left || node.kind == ast::JoinKind::full;
    for (std::size_t i = left_begin; i < right_end; ++i)
        if (i < left_end ? left_nullable : right_nullable) scope.ranges[i].nullable = true;
    scope.outer_joins |= left_nullable || right_nullable;
    // The columns a USING or NATURAL join matches, by name, on each side.
    using Place = std::pair<std::size_t, std::size_t>;
    const auto find = [&](std::string_view name,
                          std::size_t begin,
                          std::size_t end,
                          const char* side) -> std::vector<Place> {
        for (std::size_t m = merged_before; m < scope.merged.size(); ++m)
            if (scope.merged[m].name == name && scope.merged[m].first_range >= begin &&
                scope.merged[m].first_range < end)
                return scope.merged[m].sources;
        std::vector<Place> places;
        for (std::size_t r = begin; r < end; ++r)
            for (std::size_t c = 0; c < scope.ranges[r].columns.size(); ++c)
                if (scope.ranges[r].columns[c].name == name && !scope.ranges[r].merged[c])
                    places.push_back({r, c});
        if (places.size() > 1)
            fail(Errc::ambiguous_column,
                 "common column name \"" + std::string(name) + "\" appears more than once in " + side +
                     " table",
                 position);
        return places;
    };
    if (node.natural) {
        for (std::size_t r = left_begin; r < left_end; ++r)
            for (std::size_t c = 0; c < scope.ranges[r].columns.size(); ++c) {
                const std::string& name = scope.ranges[r].columns[c].name;
                const bool listed = std::ranges::find(node.using_columns, name) != node.using_columns.end();
                if (!listed && !find(name, left_end, right_end, "right").empty())
                    node.using_columns.push_back(name);
            }
        node.natural = false;
        if (node.using_columns.empty())
            node.kind = node.kind == ast::JoinKind::inner ? ast::JoinKind::cross : node.kind;
    }
    ast::Logical all;
    for (const std::string& name : node.using_columns) {
        const std::vector<Place> left = find(name, left_begin, left_end, "left");
        const std::vector<Place> right = find(name, left_end, right_end, "right");
        for (const auto& [places, side] : {std::pair(&left, "left"), std::pair(&right, "right")})
            if (places->empty())
                fail(Errc::undefined_column,
                     "column \"" + name + "\" specified in USING clause does not exist in " + side + " table",
                     0);
        const auto value = [&](const std::vector<Place>& places) {
            MergedColumn whole{
                name, scope.ranges[places[0].first].columns[places[0].second].type, places, places[0].first};
            return merged_column(scope, whole, position);
        };
        ExprPtr left_value = value(left), right_value = value(right);
        const auto common = common_type({left_value->type, right_value->type});
        all.operands.push_back(apply_operator("=", std::move(left_value), std::move(right_value), position));
        MergedColumn merged;
        merged.name = name;
        merged.first_range = left_begin;
        merged.type = common.value_or(scope.ranges[left[0].first].columns[left[0].second].type);
        if (node.kind == ast::JoinKind::right) {
            merged.sources = right;
        } else {
            merged.sources = left;
            if (node.kind == ast::JoinKind::full) {
                if (left.size() > 1 || right.size() > 1) refuse("nested FULL JOIN … USING", position);
                merged.sources.push_back(right[0]);
            }
        }
        for (const std::vector<Place>* places : {&left, &right})
            for (const auto& [r, c] : *places) scope.ranges[r].merged[c] = true;
        std::erase_if(scope.merged,
                      [&](const MergedColumn& m) { return m.name == name && m.first_range >= left_begin; });
        scope.merged.push_back(std::move(merged));
    }
    node.using_columns.clear();
    if (!node.using_alias.empty()) refuse("USING … AS alias", position);
    if (!all.operands.empty()) {
        node.on = ast::make(std::move(all), position);
        node.on->type = TypeId::boolean;
    } else if (node.on) {
        const Clause before = scope.clause;
        scope.clause = Clause::join;
        boolean(node.on, scope, "JOIN/ON");
        scope.clause = before;
    }
}

}  // namespace ormgate::dialects
