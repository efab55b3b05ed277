#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/parser.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

const TableDef& Binder::writable_table(const ast::Name& name, std::uint32_t position, std::string_view verb) {
    const TableDef& table = *find_table(name, position, true);
    if (context.catalog != nullptr && context.catalog->table(table.schema, table.name) == &table)
        fail(Errc::insufficient_privilege,
             "permission denied: \"" + table.name + "\" is a system catalog",
             position);
    if (table.kind != TableKind::table)
        refuse(std::string(verb) + " of the view \"" + table.name + "\"", position);
    return table;
}

// A default is PostgreSQL's text in the Schema; its literals are not the statement's.
ExprPtr Binder::default_of(const TableDef& table, const ColumnDef& column, std::uint32_t position) {
    if (!column.sequence.empty()) {
        std::string name = column.sequence;
        if (name.find('.') == std::string::npos) name = "public." + name;
        ExprPtr next = spelled("pg_nextval_of($1)", exprs(text_constant(name)), TypeId::int64, position);
        writes = true;
        next->type = column.type;
        return next;
    }
    if (column.default_expression.empty()) {
        ExprPtr null = ast::make(ast::Literal{ast::LiteralKind::null, {}, -1}, position);
        null->type = column.type;
        return null;
    }
    auto parsed = parse_expression(column.default_expression, dialect(DialectId::postgres));
    if (!parsed) {
        refuse(
            "the default of column \"" + table.name + "." + column.name + "\": " + column.default_expression,
            position);
        return spelled("NULL", {}, column.type, position);
    }
    const bool before = embedded_;
    embedded_ = true;
    try {
        Scope scope;
        scope.clause = Clause::default_value;
        expression(*parsed, scope);
        assign(*parsed, column, 0);
    } catch (BindFailure& failure) {
        failure.error.position = character(position);
        embedded_ = before;
        throw;
    }
    embedded_ = before;
    return std::move(*parsed);
}

namespace {

// Whether the value may be null, for columns where SQLite would make up a value instead.
bool may_be_null(const ast::Expr& e) {
    if (const auto* literal = without_conversions(e).as<ast::Literal>())
        return literal->kind == ast::LiteralKind::null;
    const auto* node = e.as<ast::Spelled>();
    return node == nullptr || !node->spelling.starts_with("pg_nextval_of(");
}

ExprPtr guarded(ExprPtr e, const TableDef& table, const ColumnDef& column) {
    if (!is_rowid_alias(table, column) || !may_be_null(*e)) return e;
    const std::uint32_t position = e->position;
    return spelled(
        "pg_not_null($1, $2, $3, $4)",
        exprs(
            std::move(e), text_constant(table.schema), text_constant(table.name), text_constant(column.name)),
        column.type,
        position);
}

bool assigned_by_backend(const ColumnDef& column) {
    return (column.identity != Identity::none && column.sequence.empty()) ||
           (column.has_default && column.default_expression.empty() && column.sequence.empty());
}

}  // namespace

void Binder::insert_source(ast::Insert& insert,
                           const TableDef& table,
                           Scope& scope,
                           const std::vector<const ColumnDef*>& targets) {
    const std::uint32_t position = insert.table_position;
    std::vector<const ColumnDef*> columns;  // as they will be printed
    const auto refuse_value = [&](const ColumnDef& column, std::uint32_t where) {
        const bool generated = column.generated != Generated::none;
        Error error(Errc::generated_always,
                    "cannot insert a non-DEFAULT value into column \"" + column.name + "\"");
        error.detail =
            generated ? "Column \"" + column.name + "\" is a generated column."
                      : "Column \"" + column.name + "\" is an identity column defined as GENERATED ALWAYS.";
        if (!generated) error.hint = "Use OVERRIDING SYSTEM VALUE to override.";
        (void)where;
        throw BindFailure{std::move(error)};
    };
    const auto value_of = [&](ExprPtr e, const ColumnDef& column) -> ExprPtr {
        const std::uint32_t where = e->position;
        const bool user_value_ignored =
            insert.overriding == ast::Overriding::user_value && column.identity != Identity::none;
        if (e->as<ast::Default>() != nullptr || user_value_ignored)
            return guarded(default_of(table, column, where), table, column);
        if (column.generated != Generated::none ||
            (column.identity == Identity::always && insert.overriding != ast::Overriding::system_value))
            refuse_value(column, where);
        assign(e, column, where);
        return guarded(std::move(e), table, column);
    };
    std::vector<const ColumnDef*> missing;
    for (const ColumnDef& column : table.columns)
        if (std::ranges::find(targets, &column) == targets.end() && column.generated == Generated::none &&
            !assigned_by_backend(column))
            missing.push_back(&column);
    const auto too_many = [&](std::size_t given, std::uint32_t where) {
        if (given > targets.size())
            fail(Errc::syntax_error, "INSERT has more expressions than target columns", where);
    };
    auto* rows = insert.source ? std::get_if<ast::Values>(&insert.source->body) : nullptr;
    const bool plain_values = rows != nullptr && insert.source->order_by.empty() && !insert.source->limit;
    if (plain_values) {
        scope.clause = Clause::values;
        std::vector<bool> kept(targets.size(), true);
        for (std::size_t i = 0; i < targets.size(); ++i) {
            // a column that is DEFAULT throughout and that only SQLite can fill is left out
            const bool all_default = std::ranges::all_of(rows->rows, [&](const auto& row) {
                return i < row.size() && row[i]->template as<ast::Default>() != nullptr;
            });
            if (all_default && (assigned_by_backend(*targets[i]) || targets[i]->generated != Generated::none))
                kept[i] = false;
        }
        const std::size_t width = rows->rows.front().size();
        for (auto& row : rows->rows) {
            if (row.size() != width)
                fail(Errc::syntax_error, "VALUES lists must all be the same length", position);
            too_many(row.size(), row.size() > targets.size() ? row[targets.size()]->position : position);
            if (row.size() < targets.size())
                fail(Errc::syntax_error,
                     "INSERT has more target columns than expressions",
                     insert.column_positions.size() > row.size() ? insert.column_positions[row.size()]
                                                                 : position);
            std::vector<ExprPtr> out;
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (!kept[i]) continue;
                if (row[i]->as<ast::Default>() == nullptr) expression(row[i], scope);
                out.push_back(value_of(std::move(row[i]), *targets[i]));
            }
            for (const ColumnDef* column : missing)
                out.push_back(guarded(default_of(table, *column, position), table, *column));
            row = std::move(out);
        }
        for (std::size_t i = 0; i < targets.size(); ++i)
            if (kept[i]) columns.push_back(targets[i]);
    } else {
        std::vector<OutputColumn> outputs = query(*insert.source, &scope, true);
        too_many(outputs.size(), position);
        if (outputs.size() < targets.size())
            fail(Errc::syntax_error, "INSERT has more target columns than expressions", position);
        auto* inner = std::get_if<ast::Select>(&insert.source->body);
        ast::Select outer;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            if (inner != nullptr && outputs[i].type.id == TypeId::unknown) {
                coerce(inner->items[i].expr, targets[i]->type, CastContext::assignment);
                outputs[i].type = inner->items[i].expr->type;
            }
            const std::uint32_t where = inner == nullptr ? position : inner->items[i].expr->position;
            ExprPtr e = ast::make(ast::ColumnRef{{"source", outputs[i].sql_name}}, where);
            e->type = outputs[i].type;
            outer.items.push_back({value_of(std::move(e), *targets[i]), {}});
            columns.push_back(targets[i]);
        }
        for (const ColumnDef* column : missing)
            outer.items.push_back({guarded(default_of(table, *column, position), table, *column), {}});
        ast::FromItem item;
        item.node = ast::SubqueryRef{false, std::move(insert.source)};
        item.alias.name = "source";
        outer.from.push_back(ast::FromItemPtr(new ast::FromItem(std::move(item))));
        insert.source.reset(new ast::Query);
        insert.source->body = std::move(outer);
    }
    columns.insert(columns.end(), missing.begin(), missing.end());
    insert.columns.clear();
    for (const ColumnDef* column : columns) insert.columns.push_back(column->name);
}

std::vector<OutputColumn> Binder::insert(ast::Insert& insert, Scope* outer) {
    writes = true;
    Scope scope;
    scope.outer = outer;
    with(insert.with, scope);
    const std::uint32_t position = insert.table_position;
    const TableDef& table = writable_table(insert.table, position, "INSERT");
    std::vector<const ColumnDef*> targets;
    for (std::size_t i = 0; i < insert.columns.size(); ++i) {
        const std::uint32_t where =
            i < insert.column_positions.size() ? insert.column_positions[i] : position;
        const ColumnDef* column = table.column(insert.columns[i]);
        if (column == nullptr)
            fail(Errc::undefined_column,
                 "column \"" + insert.columns[i] + "\" of relation \"" + table.name + "\" does not exist",
                 where);
        if (std::ranges::find(targets, column) != targets.end())
            fail(Errc::duplicate_column, "column \"" + column->name + "\" specified more than once", where);
        targets.push_back(column);
    }
    if (insert.default_values) {
        ast::Values none;
        none.rows.emplace_back();
        insert.source.reset(new ast::Query);
        insert.source->body = std::move(none);
        insert.default_values = false;
    } else if (targets.empty()) {
        std::size_t width = table.columns.size();
        if (const auto* rows = std::get_if<ast::Values>(&insert.source->body))
            width = rows->rows.front().size();
        for (const ColumnDef& column : table.columns)
            if (targets.size() < width) targets.push_back(&column);
        if (std::get_if<ast::Values>(&insert.source->body) == nullptr) {
            // a query gives as many leading columns as it has
            const std::size_t wide = output_width(*insert.source, scope);
            if (wide != 0 && wide < targets.size()) targets.resize(wide);
        }
    }
    insert_source(insert, table, scope, targets);
    insert.table = storage_of(table);
    Scope result;
    result.outer = &scope;
    ast::Alias alias{insert.alias.empty() ? table.name : insert.alias, {}};
    add_range(result, table_range(table, alias, position));
    insert.alias = alias.name;
    const auto before = changed_before;
    note_change(table);
    if (insert.on_conflict) on_conflict(insert, table, result);
    std::vector<OutputColumn> columns = returning(insert.returning, result);
    changed_before = before;
    return columns;
}

// How many columns a query will have, where its text tells.
std::size_t Binder::output_width(const ast::Query& query, Scope& scope) {
    (void)scope;
    const ast::Query* inner = &query;
    while (const auto* both = std::get_if<ast::SetOperation>(&inner->body)) inner = both->left.get();
    if (const auto* rows = std::get_if<ast::Values>(&inner->body)) return rows->rows.front().size();
    const auto* select_node = std::get_if<ast::Select>(&inner->body);
    if (select_node == nullptr) return 0;
    for (const ast::SelectItem& item : select_node->items)
        if (item.expr->as<ast::Star>() != nullptr || item.expr->as<ast::Field>() != nullptr) return 0;
    return select_node->items.size();
}

void Binder::on_conflict(ast::Insert& insert, const TableDef& table, Scope& scope) {
    ast::OnConflict& conflict = *insert.on_conflict;
    const std::uint32_t position = insert.table_position;
    ast::ConflictTarget& target = conflict.target;
    if (!target.constraint.empty()) {
        const ConstraintDef* constraint = table.constraint(target.constraint);
        if (constraint == nullptr)
            fail(Errc::undefined_object,
                 "constraint \"" + target.constraint + "\" for table \"" + table.name + "\" does not exist",
                 0);
        if (constraint->kind != ConstraintKind::primary_key && constraint->kind != ConstraintKind::unique)
            fail(Errc::wrong_object_type,
                 "constraint in ON CONFLICT clause has no associated index",
                 position);
        for (const std::string& column_name : constraint->columns) {
            ast::ConflictTarget::Key key;
            key.expr = ast::make(ast::ColumnRef{{column_name}}, position);
            target.keys.push_back(std::move(key));
        }
        target.constraint.clear();
    }
    scope.clause = Clause::conflict;
    std::vector<std::string> names;
    bool plain = true;
    for (ast::ConflictTarget::Key& key : target.keys) {
        expression(key.expr, scope);
        if (const auto* reference = key.expr->as<ast::ColumnRef>()) {
            names.push_back(reference->parts.back());
        } else {
            plain = false;
        }
    }
    if (target.where) boolean(target.where, scope, "WHERE");
    const auto same_columns = [&](std::vector<std::string> columns) {
        std::ranges::sort(columns);
        std::vector<std::string> wanted = names;
        std::ranges::sort(wanted);
        wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        return columns == wanted;
    };
    if (!target.keys.empty() && plain) {
        bool found = std::ranges::any_of(table.constraints, [&](const ConstraintDef& c) {
            return (c.kind == ConstraintKind::primary_key || c.kind == ConstraintKind::unique) &&
                   same_columns(c.columns);
        });
        for (const IndexDef& index : table.indexes) {
            if (!index.unique || (!index.predicate.empty() && !target.where)) continue;
            std::vector<std::string> columns;
            for (const IndexKey& key : index.keys) columns.push_back(key.column);
            found = found || same_columns(columns);
        }
        if (!found)
            throw BindFailure{
                Error(Errc::invalid_column_reference,
                      "there is no unique or exclusion constraint matching the ON CONFLICT specification")};
    }
    if (conflict.do_nothing) return;
    Range excluded = table_range(table, {"excluded", {}}, position);
    excluded.qualified_only = true;
    add_range(scope, std::move(excluded));
    assignments(conflict.set, table, scope);
    scope.clause = Clause::where;
    if (conflict.where) boolean(conflict.where, scope, "WHERE");
    scope.ranges.pop_back();
    const auto* rows = std::get_if<ast::Values>(&insert.source->body);
    if (rows != nullptr && rows->rows.size() == 1) return;  // which meets one row at most
    watched.try_emplace(&table, false);
    ExprPtr once = spelled(
        "pg_once($1, $2)",
        exprs(text_constant(storage_of(table).back()), rowid_of(table, scope.ranges.front().alias, *this)),
        TypeId::boolean,
        position);
    conflict.where =
        conflict.where
            ? spelled(
                  "$1 AND ($2)", exprs(std::move(once), std::move(conflict.where)), TypeId::boolean, position)
            : std::move(once);
}

}  // namespace ormgate::dialects
