#include "dialects/sqlite/write_planner.hpp"

#include <algorithm>

#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/sqlite/generator.hpp"
#include "dialects/sqlite_functions.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

constexpr const char* kept_alias = "kept rows";  // no client's, with its space

const ast::Name* target_of(const ast::Statement& statement) {
    if (const auto* insert = statement.as<ast::Insert>()) return &insert->table;
    if (const auto* update = statement.as<ast::Update>())
        return &update->targets.front()->as<ast::TableRef>()->name;
    if (const auto* deletion = statement.as<ast::Delete>())
        return &deletion->targets.front()->as<ast::TableRef>()->name;
    return nullptr;
}

std::uint32_t target_position(const ast::Statement& statement) {
    if (const auto* insert = statement.as<ast::Insert>()) return insert->table_position;
    if (const auto* update = statement.as<ast::Update>()) return update->targets.front()->position;
    return statement.as<ast::Delete>()->targets.front()->position;
}

bool has_returning(const ast::Statement& statement) {
    if (const auto* insert = statement.as<ast::Insert>()) return !insert->returning.empty();
    if (const auto* update = statement.as<ast::Update>()) return !update->returning.empty();
    if (const auto* deletion = statement.as<ast::Delete>()) return !deletion->returning.empty();
    return statement.as<ast::QueryPtr>() != nullptr;
}

std::vector<Column> kept_columns(const std::vector<OutputColumn>& columns) {
    std::vector<Column> out;
    for (const OutputColumn& column : columns) out.push_back({column.name, column.type, 0, 0});
    return out;
}

ast::FromItemPtr target_item(const ast::FromItem& target) {
    ast::FromItemPtr item(new ast::FromItem);
    ast::TableRef table;
    table.name = target.as<ast::TableRef>()->name;
    item->node = std::move(table);
    item->alias = target.alias;
    return item;
}

ExprPtr rowid_is(ExprPtr rowid, ExprPtr kept) {
    return spelled("$1 = $2", exprs(std::move(rowid), std::move(kept)), TypeId::boolean, 0);
}

// Columns of other tables than `own` become those of the kept rows, which get an item for each.
void keep_columns(ast::Expr& e,
                  const std::string& own,
                  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t>& places,
                  ast::Select& keeping,
                  std::vector<OutputColumn>& kept) {
    if (auto* column = e.as<ast::ColumnRef>(); column != nullptr && column->parts.size() == 2) {
        if (column->parts[0] == own || column->parts[0] == kept_alias) return;
        const auto [place, is_new] = places.try_emplace({column->range, column->column}, kept.size());
        if (is_new) {
            keeping.items.push_back({clone(e), {}});
            kept.push_back({column->parts[1], {}, e.type});
        }
        *column = ast::ColumnRef{{kept_alias, "c" + std::to_string(place->second + 1)}};
        return;
    }
    ast::for_each_child(e, [&](ExprPtr& operand) { keep_columns(*operand, own, places, keeping, kept); });
}

}  // namespace

bool changes_rows(const ast::With& with) {
    return std::ranges::any_of(with.tables, [](const ast::CommonTable& table) {
        return table.statement && table.statement->as<ast::QueryPtr>() == nullptr;
    });
}

ast::With* with_of(ast::Statement& statement) {
    if (auto* query = statement.as<ast::QueryPtr>()) return &(*query)->with;
    if (auto* insert = statement.as<ast::Insert>()) return &insert->with;
    if (auto* update = statement.as<ast::Update>()) return &update->with;
    if (auto* deletion = statement.as<ast::Delete>()) return &deletion->with;
    if (auto* merge = statement.as<ast::Merge>()) return &merge->with;
    return nullptr;
}

ast::FromItemPtr kept_item(std::uint16_t number, const std::string& alias) {
    ast::FunctionRef call;
    call.calls.push_back(spelled("pg_kept(" + std::to_string(number) + ")", {}, TypeId::record, 0));
    ast::FromItemPtr item(new ast::FromItem);
    item->node = std::move(call);
    item->alias.name = alias;
    return item;
}

ExprPtr kept_column(const std::string& alias, std::size_t index, Type type) {
    ExprPtr e = ast::make(ast::ColumnRef{{alias, "c" + std::to_string(index + 1)}});
    e->type = type;
    return e;
}

std::vector<OutputColumn> WritePlanner::plan(ast::Statement& statement) {
    ast::With& with = *with_of(statement);
    if (changes_rows(with) || statement.as<ast::Merge>() != nullptr) common_tables(with);
    std::vector<OutputColumn> columns;
    main_ = true;
    if (auto* merged = statement.as<ast::Merge>()) {
        merge(*merged);
    } else {
        columns = rows(statement, {});
    }
    drop_unread();
    for (const auto& [table, images] : binder_.watched)
        out_.watched.push_back({storage_of(*table).back(), images});
    return columns;
}

void WritePlanner::common_tables(ast::With& with) {
    ast::With taken = std::move(with);
    with = {};
    for (ast::CommonTable& table : taken.tables) {
        for (const CommonTableRange& other : scope_.common_tables)
            if (other.name == table.name)
                binder_.fail(Errc::duplicate_alias,
                             "WITH query name \"" + table.name + "\" specified more than once",
                             table.position);
        common_table(table, taken.recursive);
    }
}

void WritePlanner::common_table(ast::CommonTable& table, bool recursive) {
    CommonTableRange range;
    range.name = range.sql_name = table.name;
    if (binder_.find_table({table.name}, table.position, false) != nullptr) range.sql_name += " with";
    ast::Statement& inner = *table.statement;
    if (inner.as<ast::Merge>() != nullptr)
        binder_.fail(Errc::unsupported, "MERGE not supported in WITH query", table.position);
    range.without_rows = !has_returning(inner);
    Kept keep;
    if (!range.without_rows) keep = range.kept = next_kept();
    const std::vector<std::string> names = table.columns;
    if (auto* query = inner.as<ast::QueryPtr>()) {
        queries_.insert(*keep);
        if (recursive && std::get_if<ast::SetOperation>(&(*query)->body) != nullptr) {
            // it stays a common table, of a query of its own
            ast::QueryPtr whole(new ast::Query);
            ast::Select all;
            all.items.push_back({ast::make(ast::Star{}), {}});
            all.from.push_back(ast::FromItemPtr(new ast::FromItem));
            ast::TableRef own_name;
            own_name.name = {table.name};
            all.from.front()->node = std::move(own_name);
            all.from.front()->position = table.position;
            whole->body = std::move(all);
            whole->with.recursive = true;
            const std::uint32_t position = table.position;
            ast::CommonTable own = std::move(table);
            table.position = position;
            whole->with.tables.push_back(std::move(own));
            ast::Statement statement;
            statement.node = std::move(whole);
            range.columns = rows(statement, keep);
        } else {
            if (!table.search.empty() || !table.cycle.empty())
                binder_.refuse("SEARCH and CYCLE", table.position);
            range.columns = rows(inner, keep);
        }
    } else {
        range.columns = rows(inner, keep);
    }
    if (names.size() > range.columns.size())
        binder_.fail(Errc::invalid_column_reference,
                     "WITH query \"" + range.name + "\" has " + std::to_string(range.columns.size()) +
                         " columns available but " + std::to_string(names.size()) + " columns specified",
                     table.position);
    for (std::size_t i = 0; i < range.columns.size(); ++i) {
        if (i < names.size()) range.columns[i].name = names[i];
        range.columns[i].sql_name = "c" + std::to_string(i + 1);
    }
    scope_.common_tables.push_back(std::move(range));
}

// PostgreSQL does not run a query in WITH that nothing reads.
void WritePlanner::drop_unread() {
    for (std::size_t i = out_.steps.size(); i-- > 0;) {
        const Kept kept = out_.steps[i].keeps;
        if (!kept || !queries_.contains(*kept)) continue;
        const bool read = std::ranges::any_of(reads_, [&](const auto& step) { return step.contains(*kept); });
        if (read) continue;
        out_.steps.erase(out_.steps.begin() + static_cast<std::ptrdiff_t>(i));
        reads_.erase(reads_.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

std::vector<OutputColumn> WritePlanner::rows(ast::Statement& statement, Kept keep) {
    binder_.kept_read.clear();
    binder_.returns_other_tables = false;
    const ast::Name* name = target_of(statement);
    const TableDef* target =
        name == nullptr ? nullptr : binder_.find_table(*name, target_position(statement), true);
    std::vector<OutputColumn> columns;
    if (auto* query = statement.as<ast::QueryPtr>()) {
        columns = binder_.query(**query, outer());
    } else if (auto* insert = statement.as<ast::Insert>()) {
        columns = binder_.insert(*insert, outer());
    } else if (auto* update = statement.as<ast::Update>()) {
        columns = this->update(*update, keep);
    } else if (auto* deletion = statement.as<ast::Delete>()) {
        columns = delete_(*deletion, keep);
    }
    if (keep && columns.size() > most_kept_columns)
        binder_.refuse("WITH of more than " + std::to_string(most_kept_columns) + " columns", 0);
    if (!binder_.returns_other_tables) {
        ast::With& with = *with_of(statement);
        ast::With kept = kept_tables();
        with.tables.insert(with.tables.begin(),
                           std::make_move_iterator(kept.tables.begin()),
                           std::make_move_iterator(kept.tables.end()));
        add(statement, main_, keep, columns);
    }
    if (target != nullptr) binder_.note_change(*target);
    return columns;
}

ast::With WritePlanner::kept_tables() {
    ast::With with;
    for (const CommonTableRange& range : scope_.common_tables) {
        if (!range.kept || !binder_.kept_read.contains(*range.kept)) continue;
        ast::Select all;
        for (std::size_t i = 0; i < range.columns.size(); ++i)
            all.items.push_back({spelled("c" + std::to_string(i + 1), {}, range.columns[i].type, 0), {}});
        all.from.push_back(kept_item(*range.kept, ""));
        ast::QueryPtr query(new ast::Query);
        query->body = std::move(all);
        ast::CommonTable table;
        table.name = range.sql_name;
        for (const OutputColumn& column : range.columns) table.columns.push_back(column.sql_name);
        table.materialized = true;
        table.statement.reset(new ast::Statement);
        table.statement->node = std::move(query);
        with.tables.push_back(std::move(table));
    }
    return with;
}

void WritePlanner::add(ast::Statement& statement,
                       bool result,
                       Kept keep,
                       const std::vector<OutputColumn>& columns) {
    reads_.push_back(binder_.kept_read);
    // what the binder has refused may not be bound throughout
    if (binder_.refusals.empty())
        SqliteLowering(*binder_.context.schema, binder_).statement(statement, outer() == nullptr);
    if (!binder_.refusals.empty()) {
        out_.steps.emplace_back();  // nothing is printed of what has been refused
        return;
    }
    Generator generator(Generator::Literals::bound, text_);
    if (const auto* query = statement.as<ast::QueryPtr>()) generator.query(**query);
    if (const auto* insert = statement.as<ast::Insert>()) generator.insert(*insert);
    if (const auto* update = statement.as<ast::Update>()) generator.update(*update);
    if (const auto* deletion = statement.as<ast::Delete>()) generator.delete_(*deletion);
    Step step = std::move(generator).step();
    step.result = result;
    step.keeps = keep;
    if (keep) step.kept = kept_columns(columns);
    out_.steps.push_back(std::move(step));
}

void WritePlanner::add_query(ast::Query query,
                             bool result,
                             Kept keep,
                             const std::vector<OutputColumn>& columns) {
    ast::Statement statement;
    statement.node = ast::QueryPtr(new ast::Query(std::move(query)));
    add(statement, result, keep, columns);
}

// RETURNING of the joined tables' columns: the join's rows are kept first, then the table is updated from
// them, then both are read.
std::vector<OutputColumn> WritePlanner::update(ast::Update& update, Kept keep) {
    std::vector<OutputColumn> columns = binder_.update(update, outer());
    if (!binder_.returns_other_tables) return columns;
    const ast::FromItem& target = *update.targets.front();
    Range range;
    range.alias = target.alias.name;
    for (const TableDef& table : binder_.context.schema->tables)
        if (storage_of(table) == target.as<ast::TableRef>()->name) range.table = &table;
    const std::uint16_t joined = next_kept();
    ast::Select keeping;
    std::vector<OutputColumn> kept{{"rowid", {}, TypeId::int64}};
    keeping.items.push_back({rowid_of(*range.table, range.alias, binder_), {}});
    std::size_t new_rowid = 0;
    ast::Update plain;
    for (ast::Assignment& assignment : update.set) {
        if (!assignment.columns.empty()) {
            binder_.refuse("a multiple-column assignment beside RETURNING of another table's columns",
                           assignment.position);
            continue;
        }
        const std::string& column = assignment.target.back();
        if (is_rowid_alias(*range.table, *range.table->column(column))) new_rowid = kept.size();
        const Type type = assignment.value->type;
        ast::Assignment from_kept;
        from_kept.target = {column};
        from_kept.value = kept_column(kept_alias, kept.size(), type);
        plain.set.push_back(std::move(from_kept));
        kept.push_back({column, {}, type});
        keeping.items.push_back({std::move(assignment.value), {}});
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> places;
    for (ast::SelectItem& item : update.returning)
        keep_columns(*item.expr, range.alias, places, keeping, kept);
    keeping.from.push_back(target_item(target));
    for (ast::FromItemPtr& item : update.from) keeping.from.push_back(std::move(item));
    keeping.where = std::move(update.where);
    keeping.group_by.push_back(rowid_of(*range.table, range.alias, binder_));
    ast::Query first;
    first.with = std::move(update.with);
    ast::With tables = kept_tables();
    for (ast::CommonTable& table : tables.tables) first.with.tables.push_back(std::move(table));
    first.body = std::move(keeping);
    add_query(std::move(first), false, joined, kept);

    plain.targets.push_back(target_item(target));
    plain.from.push_back(kept_item(joined, kept_alias));
    plain.where =
        rowid_is(rowid_of(*range.table, range.alias, binder_), kept_column(kept_alias, 0, TypeId::int64));
    ast::Statement second;
    second.node = std::move(plain);
    add(second, main_, {}, {});

    ast::Select read;
    read.items = std::move(update.returning);
    read.from.push_back(kept_item(joined, kept_alias));
    read.from.push_back(target_item(target));
    read.where = rowid_is(rowid_of(*range.table, range.alias, binder_),
                          kept_column(kept_alias, new_rowid, TypeId::int64));
    ast::Query third;
    third.with = kept_tables();
    third.body = std::move(read);
    add_query(std::move(third), main_, keep, columns);
    return columns;
}

// Here all that RETURNING says is kept before the rows go.
std::vector<OutputColumn> WritePlanner::delete_(ast::Delete& statement, Kept keep) {
    std::vector<OutputColumn> columns = binder_.delete_(statement, outer());
    // without a condition SQLite would empty the table at once, and no row of it be noted
    if (!main_ && !statement.where) statement.where = spelled("TRUE", {}, TypeId::boolean, 0);
    if (!binder_.returns_other_tables) return columns;
    const ast::FromItem& target = *statement.targets.front();
    Range range;
    range.alias = target.alias.name;
    for (const TableDef& table : binder_.context.schema->tables)
        if (storage_of(table) == target.as<ast::TableRef>()->name) range.table = &table;
    const std::uint16_t joined = next_kept();
    ast::Select keeping, read;
    std::vector<OutputColumn> kept{{"rowid", {}, TypeId::int64}};
    keeping.items.push_back({rowid_of(*range.table, range.alias, binder_), {}});
    for (std::size_t i = 0; i < statement.returning.size(); ++i) {
        read.items.push_back({kept_column(kept_alias, i + 1, columns[i].type), statement.returning[i].alias});
        kept.push_back({columns[i].name, {}, columns[i].type});
        keeping.items.push_back({std::move(statement.returning[i].expr), {}});
    }
    keeping.from.push_back(target_item(target));
    for (ast::FromItemPtr& item : statement.using_) keeping.from.push_back(std::move(item));
    keeping.where = std::move(statement.where);
    keeping.group_by.push_back(rowid_of(*range.table, range.alias, binder_));
    ast::Query first;
    first.with = std::move(statement.with);
    ast::With tables = kept_tables();
    for (ast::CommonTable& table : tables.tables) first.with.tables.push_back(std::move(table));
    first.body = std::move(keeping);
    add_query(std::move(first), false, joined, kept);

    ast::Delete plain;
    plain.targets.push_back(target_item(target));
    plain.where = spelled("$1 IN (SELECT c1 FROM pg_kept(" + std::to_string(joined) + "))",
                          exprs(rowid_of(*range.table, range.alias, binder_)),
                          TypeId::boolean,
                          0);
    ast::Statement second;
    second.node = std::move(plain);
    add(second, main_, {}, {});

    read.from.push_back(kept_item(joined, kept_alias));
    ast::Query third;
    third.body = std::move(read);
    add_query(std::move(third), main_, keep, columns);
    return columns;
}

}  // namespace ormgate::dialects
