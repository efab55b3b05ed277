#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/grouping.hpp"
#include "dialects/bind/outer_joins.hpp"
#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

void Binder::from(std::vector<ast::FromItemPtr>& items, Scope& scope) {
    const Clause before = scope.clause;
    for (ast::FromItemPtr& item : items) {
        if (is_lateral(*item)) {
            lateral_item(*item, scope, false);
            item.reset();
            continue;
        }
        from_item(item, scope);
    }
    std::erase(items, nullptr);
    scope.clause = before;
}

bool Binder::is_lateral(const ast::FromItem& item) {
    const auto* subquery = item.as<ast::SubqueryRef>();
    return subquery != nullptr && subquery->lateral;
}

// A LATERAL subquery of one column and one row is a scalar subquery wherever its column is read. `outer`: a
// row that it does not give is null, else there must always be one.
void Binder::lateral_item(ast::FromItem& item, Scope& scope, bool outer) {
    const std::uint32_t position = item.position;
    auto& node = *item.as<ast::SubqueryRef>();
    Range range;
    range.alias = item.alias.name;
    if (range.alias.empty()) fail(Errc::syntax_error, "subquery in FROM must have an alias", position);
    Scope around;
    around.outer = &scope;
    range.columns = query(*node.query, &around);
    const auto* select_node = std::get_if<ast::Select>(&node.query->body);
    const bool always = select_node != nullptr && select_node->group_by.empty() && !select_node->having &&
                        !node.query->limit && !node.query->offset &&
                        std::ranges::any_of(select_node->items, [](const ast::SelectItem& i) {
                            return contains_aggregate(*i.expr);
                        });
    if (range.columns.size() != 1 || !one_row_ || (!outer && !always))
        refuse("LATERAL subquery of several rows or columns", position);
    ExprPtr value = ast::make(ast::Subquery{ast::SubqueryKind::scalar, std::move(node.query)}, position);
    value->type = range.columns[0].type;
    ast::Spelled place;
    place.shared = std::shared_ptr<const ast::Expr>(value.release(), ast::NodeDelete());
    ExprPtr read = ast::make(std::move(place), position);
    read->type = range.columns[0].type;
    range.computed.emplace_back(read.release(), ast::NodeDelete());
    rename_columns(range, item.alias, position);
    add_range(scope, std::move(range));
}

void Binder::from_item(ast::FromItemPtr& item, Scope& scope) {
    if (item->as<ast::TableRef>() != nullptr) return table_item(*item, scope);
    if (item->as<ast::SubqueryRef>() != nullptr) return subquery_item(*item, scope);
    if (item->as<ast::FunctionRef>() != nullptr) return function_item(*item, scope);
    join_item(*item, scope);
}

void Binder::add_range(Scope& scope, Range range) {
    for (const Range& other : scope.ranges)
        if (other.alias == range.alias)
            fail(Errc::duplicate_alias, "table name \"" + range.alias + "\" specified more than once", 0);
    range.merged.assign(range.columns.size(), false);
    scope.ranges.push_back(std::move(range));
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
            Range range;
            range.alias = item.alias.name.empty() ? common->name : item.alias.name;
            range.columns = common->columns;
            range.recursive = common->recursive;
            node.name = {common->sql_name};
            rename_columns(range, item.alias, item.position);
            item.alias = {range.alias, {}};
            return add_range(scope, std::move(range));
        }
    }
    const TableDef& table = *find_table(node.name, item.position, true);
    tables_read.insert(&table);
    Range range = table_range(table, item.alias, item.position);
    if (context.catalog != nullptr && context.catalog->table(table.schema, table.name) == &table) {
        node.name = {table.schema, table.name};
    } else if (table.temporary || table.schema == "pg_temp") {
        node.name = {"temp", table.name};
    } else {
        node.name = {table.backend_name.empty() ? storage_name(table.schema, table.name)
                                                : table.backend_name};
    }
    item.alias = {range.alias, {}};
    add_range(scope, std::move(range));
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
    // common tables of this level stay visible, its FROM does not
    Scope around;
    around.outer = scope.outer;
    around.common_tables = scope.common_tables;
    range.columns = query(*node.query, &around);
    rename_columns(range, item.alias, item.position);
    item.alias.columns.clear();
    add_range(scope, std::move(range));
}

namespace {

// The columns of a set-returning function: its OUT parameters, or one.
std::vector<OutputColumn> columns_of(const FunctionRow& row, Type result, const std::string& single_name) {
    std::vector<OutputColumn> out;
    std::string_view rest = row.outputs;
    while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, blank);
        const std::size_t colon = word.find(':');
        const std::string name(word.substr(0, colon));
        out.push_back({name, name, type_of_pg_name(word.substr(colon + 1))});
        rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    if (out.empty()) out.push_back({single_name, "value", result});
    return out;
}

bool reads_columns(const ast::Expr& e) {
    if (e.as<ast::ColumnRef>() != nullptr) return true;
    if (const auto* node = e.as<ast::Spelled>())
        return std::ranges::any_of(node->args, [](const ExprPtr& arg) { return reads_columns(*arg); });
    return e.as<ast::Literal>() == nullptr && e.as<ast::Parameter>() == nullptr;
}

}  // namespace

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

void Binder::function_item(ast::FromItem& item, Scope& scope) {
    auto& node = *item.as<ast::FunctionRef>();
    const std::uint32_t position = item.position;
    if (auto* several = node.calls[0]->as<ast::Call>(); several != nullptr && node.calls.size() == 1 &&
                                                        several->function.back() == "unnest" &&
                                                        several->args.size() > 1)
        return unnest_item(item, *several, scope);
    if (node.calls.size() != 1) {
        refuse("ROWS FROM with several functions", position);
        return;
    }
    if (!node.column_types.empty()) refuse("a function with a column definition list", position);
    ExprPtr& target = node.calls[0];
    const std::string name = output_name(*target);
    Range range;
    range.alias = item.alias.name.empty() ? name : item.alias.name;
    range.function = true;
    scope.clause = Clause::function_in_from;
    auto* call_node = target->as<ast::Call>();
    const bool plain = call_node != nullptr && call_node->syntax == ast::CallSyntax::plain &&
                       call_node->function.back() != "coalesce";
    Resolved resolved;
    if (plain && !functions_named(call_node->function.back()).empty())
        resolved = resolve_call(*call_node, scope, target->position);
    const std::string single = item.alias.name.empty() ? name : item.alias.name;
    if (resolved.row != nullptr && resolved.row->kind == FunctionKind::set) {
        range.columns = columns_of(*resolved.row, resolved.result, single);
        target = set_call(std::move(resolved), position);
        if (node.with_ordinality) range.columns.push_back({"ordinality", "ordinality", TypeId::int64});
    } else {
        if (resolved.row != nullptr) {
            if (resolved.row->kind != FunctionKind::scalar)
                fail(Errc::grouping_error,
                     "aggregate functions are not allowed in functions in FROM",
                     position);
            target = spell(resolved.row->sqlite, std::move(resolved.args), resolved.result, position);
        } else {
            expression(target, scope);
        }
        if (reads_columns(*target)) refuse("a function of FROM that reads other columns of FROM", position);
        range.columns.push_back({single, "value", target->type});
        ast::Select select;
        select.items.push_back({std::move(target), "value"});
        if (node.with_ordinality) {
            select.items.push_back({integer_constant(1), "ordinality"});
            range.columns.push_back({"ordinality", "ordinality", TypeId::int64});
        }
        ast::QueryPtr only(new ast::Query);
        only->body = std::move(select);
        item.node = ast::SubqueryRef{false, std::move(only)};
    }
    rename_columns(range, item.alias, position);
    item.alias = {range.alias, {}};
    add_range(scope, std::move(range));
}

void Binder::join_item(ast::FromItem& item, Scope& scope) {
    auto& node = *item.as<ast::Join>();
    const std::uint32_t position = item.position;
    if (!item.alias.name.empty()) refuse("an alias of a join", position);
    const std::size_t left_begin = scope.ranges.size();
    const std::size_t merged_before = scope.merged.size();
    from_item(node.left, scope);
    const std::size_t left_end = scope.ranges.size();
    if (is_lateral(*node.right)) {
        const auto* condition = node.on ? node.on->as<ast::Literal>() : nullptr;
        const bool plain = !node.on || (condition != nullptr && condition->text == "true");
        const bool known = node.kind == ast::JoinKind::left || node.kind == ast::JoinKind::inner ||
                           node.kind == ast::JoinKind::cross;
        if (!plain || !known || !node.using_columns.empty() || node.natural)
            refuse("this join of a LATERAL subquery", position);
        lateral_item(*node.right, scope, node.kind == ast::JoinKind::left);
        ast::FromItemPtr left = std::move(node.left);
        ast::FromItem moved = std::move(*left);
        item = std::move(moved);
        return;
    }
    from_item(node.right, scope);
    if (node.kind == ast::JoinKind::right || node.kind == ast::JoinKind::full)
        keep_constant_conditions_in_place(*node.left);
    if (node.kind == ast::JoinKind::right) derive_table_of_function(*node.right);
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
