// MERGE: the source's rows are kept with the action that is due for each and the target's row that it
// matches; then each action is a statement over those rows that are due for it.
#include <algorithm>

#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/sqlite/generator.hpp"
#include "dialects/sqlite/write_planner.hpp"
#include "dialects/sqlite_functions.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

constexpr const char *action_column = "merge action", *rowid_column = "merge rowid";  // no client's names

ExprPtr due_for(const std::string& source, std::size_t action) {
    ast::Binary equal;
    equal.op = "=";
    equal.left = ast::make(ast::ColumnRef{{source, action_column}});
    equal.right = integer_constant(static_cast<std::int64_t>(action));
    return ast::make(std::move(equal));
}

ast::FromItemPtr table_item(const ast::Name& name, const std::string& alias, std::uint32_t position) {
    ast::FromItemPtr item(new ast::FromItem);
    ast::TableRef table;
    table.name = name;
    item->node = std::move(table);
    item->alias.name = alias;
    item->position = position;
    return item;
}

bool changes_row(const ast::MergeAction& action) {
    return action.verb == ast::MergeAction::Verb::update || action.verb == ast::MergeAction::Verb::delete_;
}

}  // namespace

void WritePlanner::merge(ast::Merge& merge) {
    binder_.writes = true;
    const std::uint32_t position = merge.target->position;
    const ast::Name& name = merge.target->as<ast::TableRef>()->name;
    const TableDef& table = binder_.writable_table(name, position, "MERGE");
    if (binder_.changed_before.contains(&table))
        binder_.refuse("MERGE into a table that its WITH changes", position);
    scope_.common_tables.push_back(matches(merge, table));
    const std::uint16_t kept = *scope_.common_tables.back().kept;

    std::string twice;
    for (std::size_t i = 0; i < merge.actions.size(); ++i)
        if (changes_row(merge.actions[i])) twice += (twice.empty() ? "" : ", ") + std::to_string(i + 1);
    if (!twice.empty()) {
        out_.steps.push_back(
            {"SELECT pg_fail('21000', 'MERGE command cannot affect row a second time', '', '', '', '', "
             "'Ensure "
             "that not more than one source row matches any one target row.') FROM pg_kept(" +
                 std::to_string(kept) + ") WHERE c1 IN (" + twice + ") GROUP BY c2 HAVING count(*) > 1",
             {},
             false});
        reads_.push_back({kept});
    }
    // what is deleted makes room for what is inserted
    using Verb = ast::MergeAction::Verb;
    for (const Verb verb : {Verb::delete_, Verb::update, Verb::insert})
        for (std::size_t i = 0; i < merge.actions.size(); ++i) {
            ast::MergeAction& action = merge.actions[i];
            if (action.verb != verb) continue;
            binder_.kept_read.clear();
            if (verb == Verb::delete_) merge_delete(table, kept, i + 1);
            if (verb == Verb::update) merge_update(merge, action, i + 1);
            if (verb == Verb::insert) merge_insert(merge, table, action, i + 1);
            binder_.note_change(table);
        }
}

// The step that joins, and what the others know its rows as: the source, with two columns more.
CommonTableRange WritePlanner::matches(ast::Merge& merge, const TableDef& table) {
    binder_.kept_read.clear();
    const std::uint32_t position = merge.target->position;
    Scope both;
    both.outer = &scope_;
    std::vector<ast::FromItemPtr> source;
    source.push_back(std::move(merge.source));
    binder_.from(source, both);
    if (both.ranges.size() != 1 || source.size() != 1) {
        binder_.refuse("MERGE from a join", position);
        binder_.fail(Errc::unsupported, "not supported on SQLite: MERGE from a join", position);
    }
    const Range from = both.ranges.front();
    Range target = binder_.table_range(table, merge.target->alias, position);
    const std::string target_alias = target.alias;
    binder_.add_range(both, target);
    both.clause = Clause::join;
    binder_.boolean(merge.on, both, "MERGE ON");

    std::vector<OutputColumn> kept{{action_column, "c1", TypeId::int32}, {rowid_column, "c2", TypeId::int64}};
    ast::Select keeping;
    std::vector<ExprPtr> parts = exprs(rowid_of(table, target_alias, binder_));
    std::string spelling = "CASE";
    bool inserts = false;
    for (std::size_t i = 0; i < merge.actions.size(); ++i) {
        ast::MergeAction& action = merge.actions[i];
        const bool matched = action.match == ast::MergeAction::Match::matched;
        inserts = inserts || !matched;
        spelling += matched ? " WHEN $1 IS NOT NULL" : " WHEN $1 IS NULL";
        if (action.condition) {
            Scope unmatched;  // there is no row of the target to look at
            unmatched.outer = &scope_;
            unmatched.ranges.push_back(from);
            Scope& scope = matched ? both : unmatched;
            scope.clause = Clause::where;
            binder_.boolean(action.condition, scope, "WHEN");
            parts.push_back(std::move(action.condition));
            spelling += " AND ($" + std::to_string(parts.size()) + ")";
        }
        spelling += " THEN " + std::to_string(i + 1);
    }
    keeping.items.push_back({spelled(spelling + " ELSE 0 END", std::move(parts), TypeId::int32, 0), {}});
    keeping.items.push_back({rowid_of(table, target_alias, binder_), {}});
    for (std::size_t i = 0; i < from.columns.size(); ++i) {
        keeping.items.push_back({binder_.range_column(from, i, position), {}});
        kept.push_back({from.columns[i].name, "c" + std::to_string(i + 3), from.columns[i].type});
    }
    if (kept.size() > most_kept_columns) binder_.refuse("MERGE from so many columns", position);
    ast::Join join;
    join.kind = inserts ? ast::JoinKind::left : ast::JoinKind::inner;
    join.left = std::move(source.front());
    join.right = table_item(storage_of(table), target_alias, position);
    join.on = std::move(merge.on);
    keeping.from.push_back(ast::FromItemPtr(new ast::FromItem));
    keeping.from.front()->node = std::move(join);
    CommonTableRange range;
    range.name = range.sql_name = from.alias;
    if (binder_.find_table({from.alias}, position, false) != nullptr) range.sql_name += " with";
    range.kept = next_kept();
    range.columns = kept;
    ast::Query query;
    query.with = std::move(merge.with);
    ast::With tables = kept_tables();
    for (ast::CommonTable& common : tables.tables) query.with.tables.push_back(std::move(common));
    query.body = std::move(keeping);
    add_query(std::move(query), false, range.kept, kept);
    return range;
}

void WritePlanner::merge_delete(const TableDef& table, std::uint16_t kept, std::size_t action) {
    Range range;
    range.table = &table;
    range.alias = table.name;
    ast::Delete deletion;
    deletion.targets.push_back(table_item(storage_of(table), range.alias, 0));
    deletion.where = spelled("$1 IN (SELECT c2 FROM pg_kept(" + std::to_string(kept) +
                                 ") WHERE c1 = " + std::to_string(action) + ")",
                             exprs(rowid_of(*range.table, range.alias, binder_)),
                             TypeId::boolean,
                             0);
    binder_.kept_read.insert(kept);
    ast::Statement statement;
    statement.node = std::move(deletion);
    add(statement, true, {}, {});
}

void WritePlanner::merge_update(ast::Merge& merge, ast::MergeAction& action, std::size_t number) {
    const std::string& source = scope_.common_tables.back().name;
    ast::Update update;
    update.targets.push_back(table_item(
        merge.target->as<ast::TableRef>()->name, merge.target->alias.name, merge.target->position));
    update.set = std::move(action.set);
    update.from.push_back(table_item({source}, source, 0));
    update.where = due_for(source, number);
    binder_.update(update, &scope_);
    Range range;
    range.alias = update.targets.front()->alias.name;
    range.table = binder_.find_table(merge.target->as<ast::TableRef>()->name, 0, true);
    ExprPtr rowid = ast::make(ast::ColumnRef{{source, "c2"}});
    rowid->type = TypeId::int64;
    update.where = spelled(
        "$1 AND $2 = $3",
        exprs(std::move(update.where), rowid_of(*range.table, range.alias, binder_), std::move(rowid)),
        TypeId::boolean,
        0);
    update.with = kept_tables();
    ast::Statement statement;
    statement.node = std::move(update);
    add(statement, true, {}, {});
}

void WritePlanner::merge_insert(ast::Merge& merge,
                                const TableDef& table,
                                ast::MergeAction& action,
                                std::size_t number) {
    const std::uint32_t position = merge.target->position;
    const std::string& source = scope_.common_tables.back().name;
    if (action.columns.empty() && !action.default_values)
        for (const ColumnDef& column : table.columns)
            if (action.columns.size() < action.values.size()) action.columns.push_back(column.name);
    if (action.values.size() != action.columns.size())
        binder_.fail(Errc::syntax_error,
                     action.values.size() > action.columns.size()
                         ? "INSERT has more expressions than target columns"
                         : "INSERT has more target columns than expressions",
                     position);
    ast::Insert insert;
    insert.table = merge.target->as<ast::TableRef>()->name;
    insert.table_position = position;
    insert.overriding = action.overriding;
    ast::Select select;
    for (std::size_t i = 0; i < action.values.size(); ++i) {
        if (action.values[i]->as<ast::Default>() != nullptr) continue;  // as if it were not named
        insert.columns.push_back(action.columns[i]);
        insert.column_positions.push_back(position);
        select.items.push_back({std::move(action.values[i]), {}});
    }
    if (insert.columns.empty()) return binder_.refuse("MERGE that inserts nothing but defaults", position);
    select.from.push_back(table_item({source}, source, 0));
    select.where = due_for(source, number);
    insert.source.reset(new ast::Query);
    insert.source->body = std::move(select);
    binder_.insert(insert, &scope_);
    insert.with = kept_tables();
    ast::Statement statement;
    statement.node = std::move(insert);
    add(statement, true, {}, {});
}

}  // namespace ormgate::dialects
