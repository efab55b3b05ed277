#include <algorithm>
#include <map>

#include "dialects/bind/binder.hpp"
#include "dialects/implicit_functions.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// Types of other subscripts than arrays', and slices whose bounds the array decides.
bool refuses_place(Binder& binder, const ast::Assignment& assignment, Type type) {
    const std::uint32_t position = assignment.position;
    if (!type.array &&
        (type.id == TypeId::jsonb || type.id == TypeId::int2vector || type.id == TypeId::oidvector)) {
        binder.refuse("an assignment to an element of " + binder.sql_name(type), position);
        return true;
    }
    const bool refused = std::ranges::any_of(assignment.subscripts, [&](const ExprPtr& subscript) {
        const auto* slice = subscript->as<ast::Slice>();
        return slice != nullptr && (assignment.subscripts.size() > 1 || !slice->lower || !slice->upper);
    });
    if (refused)
        binder.refuse("an assignment to a slice of several dimensions or without its bounds", position);
    return refused;
}

// The array after SET a[i] = value or SET a[l:u] = values.
ExprPtr with_element(
    Binder& binder, ExprPtr array, ast::Assignment& assignment, const ColumnDef& column, Scope& scope) {
    const std::uint32_t position = assignment.position;
    const Type type = column.type;
    if (refuses_place(binder, assignment, type)) return array;
    if (!type.array)
        binder.fail(Errc::datatype_mismatch,
                    "cannot subscript type " + binder.sql_name(type.without_modifier()) +
                        " because it does not support subscripting",
                    position);
    ExprPtr& value = assignment.value;
    if (value->as<ast::Default>() != nullptr)
        binder.fail(Errc::unsupported, "cannot set an array element to DEFAULT", position);
    auto* slice = assignment.subscripts.front()->as<ast::Slice>();
    const Type wanted = slice != nullptr ? type : element_of(type, *binder.context.schema);
    binder.expression(value, scope);
    if (!can_coerce(value->type, wanted, CastContext::assignment))
        binder.fail(Errc::datatype_mismatch,
                    "subscripted assignment to \"" + column.name + "\" requires type " +
                        binder.sql_name(wanted.without_modifier()) + " but expression is of type " +
                        binder.sql_name(value->type.without_modifier()),
                    value->position,
                    "You will need to rewrite or cast the expression.");
    binder.coerce(value, wanted, CastContext::assignment);
    std::vector<ExprPtr> args = exprs(std::move(array), std::move(value));
    const auto add = [&](ExprPtr& subscript) {
        binder.expression(subscript, scope);
        binder.coerce(subscript, TypeId::int32, CastContext::assignment);
        args.push_back(std::move(subscript));
    };
    for (ExprPtr& subscript : assignment.subscripts) {
        if (slice == nullptr) add(subscript->as<ast::Subscript>()->index);
        if (slice != nullptr) add(slice->lower), add(slice->upper);  // the only one
    }
    using enum ImplicitFunction;
    const FunctionRow& row = implicit_function(slice != nullptr ? set_slice : set_element);
    return typed(ast::make(ast::Applied{&row, nullptr, std::move(args)}, position), type);
}

// before: the last assignment to an element of the same array, whose place this one takes.
void assign_element(Binder& binder,
                    ast::Assignment& assignment,
                    ast::Assignment* before,
                    const ColumnDef& column,
                    Scope& scope) {
    ExprPtr array;
    if (before != nullptr) {
        array = std::move(before->value);
    } else {
        const std::string& table = scope.ranges.front().alias;
        array = ast::make(ast::ColumnRef{{table, column.name}}, assignment.position);
        binder.expression(array, scope);
    }
    assignment.value = with_element(binder, std::move(array), assignment, column, scope);
    assignment.subscripts.clear();
}

}  // namespace

void Binder::assignments(std::vector<ast::Assignment>& set, const TableDef& table, Scope& scope) {
    // (a, b) = (x, y) is a = x, b = y
    std::vector<ast::Assignment> single;
    for (ast::Assignment& assignment : set) {
        auto* fields = assignment.value->as<ast::Row>();
        if (assignment.columns.empty() || fields == nullptr) {
            single.push_back(std::move(assignment));
            continue;
        }
        if (fields->elements.size() != assignment.columns.size())
            fail(
                Errc::syntax_error, "number of columns does not match number of values", assignment.position);
        for (std::size_t i = 0; i < assignment.columns.size(); ++i) {
            ast::Assignment one;
            one.target = {assignment.columns[i]};
            one.value = std::move(fields->elements[i]);
            one.position = assignment.position;
            single.push_back(std::move(one));
        }
    }
    set = std::move(single);
    std::vector<std::string> seen;
    const auto column_named = [&](const std::string& name, std::uint32_t position) -> const ColumnDef& {
        const ColumnDef* column = table.column(name);
        if (column == nullptr)
            fail(Errc::undefined_column,
                 "column \"" + name + "\" of relation \"" + table.name + "\" does not exist",
                 position);
        if (std::ranges::find(seen, name) != seen.end())
            fail(Errc::syntax_error, "multiple assignments to same column \"" + name + "\"", 0);
        seen.push_back(name);
        return *column;
    };
    scope.clause = Clause::update;
    std::map<std::string, ast::Assignment*, std::less<>> elements;  // the last to an element of a column
    for (ast::Assignment& assignment : set) {
        const std::uint32_t position = assignment.position;
        if (!assignment.columns.empty()) {
            auto* inner = assignment.value->as<ast::Subquery>();
            if (inner == nullptr || inner->kind != ast::SubqueryKind::scalar)
                fail(Errc::unsupported,
                     "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
                     position);
            const std::vector<OutputColumn> columns = query(*inner->query, &scope);
            if (columns.size() != assignment.columns.size())
                fail(Errc::syntax_error, "number of columns does not match number of values", position);
            for (std::size_t i = 0; i < columns.size(); ++i) {
                const ColumnDef& column = column_named(assignment.columns[i], position);
                if (!same_type(column.type, columns[i].type) ||
                    (column.type.modifier >= 0 && column.type.modifier != columns[i].type.modifier))
                    refuse("a multiple-column assignment from a subquery of other types", position);
            }
            continue;
        }
        const bool of_element = !assignment.subscripts.empty();
        const auto before = of_element ? elements.find(assignment.target.back()) : elements.end();
        const ColumnDef& column = before != elements.end() ? *table.column(assignment.target.back())
                                                           : column_named(assignment.target.back(), position);
        assignment.target = {column.name};
        if (assignment.value->as<ast::Default>() != nullptr && !of_element) {
            if (column.generated != Generated::none) refuse("SET a generated column to DEFAULT", position);
            assignment.value = default_of(table, column, position);
            continue;
        }
        if (column.generated != Generated::none || column.identity == Identity::always) {
            Error error(Errc::generated_always,
                        "column \"" + column.name + "\" can only be updated to DEFAULT");
            error.detail =
                column.generated != Generated::none
                    ? "Column \"" + column.name + "\" is a generated column."
                    : "Column \"" + column.name + "\" is an identity column defined as GENERATED ALWAYS.";
            throw BindFailure{std::move(error)};
        }
        if (of_element) {
            ast::Assignment* last = before != elements.end() ? before->second : nullptr;
            assign_element(*this, assignment, last, column, scope);
            elements[column.name] = &assignment;
            continue;
        }
        expression(assignment.value, scope);
        assign(assignment.value, column, assignment.value->position);
    }
    // each to an element of an array contains those before
    std::erase_if(set, [](const ast::Assignment& assignment) { return assignment.value == nullptr; });
}

namespace {

bool reads_other_tables(const ast::Expr& e, const std::string& own) {
    if (const auto* column = e.as<ast::ColumnRef>())
        return column->parts.size() == 2 && column->parts[0] != own;
    bool found = false;
    ast::for_each_operand(
        e, [&](const ast::Expr& operand) { found = found || reads_other_tables(operand, own); });
    return found;
}

}  // namespace

std::vector<OutputColumn> Binder::returning(std::vector<ast::SelectItem>& items, Scope& scope) {
    if (items.empty()) return {};
    scope.clause = Clause::returning;
    std::vector<OutputColumn> columns = select_items(items, scope);
    for (std::size_t i = 0; i < items.size(); ++i) {
        settle(items[i].expr);
        columns[i].type = items[i].expr->type;
        if (reads_other_tables(*items[i].expr, scope.ranges.front().alias)) returns_other_tables = true;
    }
    return columns;
}

namespace {

// Adds the tables that foreign keys' actions change with this one.
void add_followers(const Schema& schema, const TableDef& table, std::set<const TableDef*>& changed) {
    if (!changed.insert(&table).second) return;
    for (const TableDef& other : schema.tables)
        for (const ConstraintDef& constraint : other.constraints)
            if (constraint.kind == ConstraintKind::foreign_key && constraint.referenced_table == table.name &&
                constraint.referenced_schema == table.schema &&
                constraint.on_update != ForeignKeyAction::no_action &&
                constraint.on_update != ForeignKeyAction::restrict)
                add_followers(schema, other, changed);
}

// SQLite computes a row's values as it comes to it, when the rows before are changed already; those of
// UPDATE … FROM it computes before it changes any.
void read_first(const Binder& binder, ast::Update& update, const TableDef& table) {
    if (!update.from.empty()) return;
    std::set<const TableDef*> changed;
    add_followers(*binder.context.schema, table, changed);
    const bool reads_what_changes = std::ranges::any_of(binder.tables_read, [&](const TableDef* read) {
        return changed.contains(read) || read->kind != TableKind::table;
    });
    if (!reads_what_changes) return;
    ast::Select one;
    one.items.push_back({integer_constant(1), {}});
    ast::QueryPtr query(new ast::Query);
    query->body = std::move(one);
    ast::FromItem item;
    item.node = ast::SubqueryRef{false, std::move(query)};
    item.alias.name = "read first";
    update.from.push_back(ast::FromItemPtr(new ast::FromItem(std::move(item))));
}

}  // namespace

std::vector<OutputColumn> Binder::update(ast::Update& update, Scope* outer) {
    writes = true;
    Scope scope;
    scope.outer = outer;
    with(update.with, scope);
    ast::FromItem& target = *update.targets.front();
    auto* reference = target.as<ast::TableRef>();
    const std::uint32_t position = target.position;
    if (!update.current_of.empty()) refuse("WHERE CURRENT OF", position);
    const TableDef& table = writable_table(reference->name, position, "UPDATE");
    Range range = table_range(table, target.alias, position);
    reference->name = storage_of(table);
    target.alias = {range.alias, {}};
    add_range(scope, std::move(range));
    from(update.from, scope);
    assignments(update.set, table, scope);
    read_first(*this, update, table);
    if (update.where) {
        scope.clause = Clause::where;
        boolean(update.where, scope, "WHERE");
    }
    skip_touched(update.where, scope.ranges.front());
    const auto before = changed_before;
    note_change(table);
    std::vector<OutputColumn> columns = returning(update.returning, scope);
    changed_before = before;
    return columns;
}

void Binder::note_change(const TableDef& table) {
    if (!changed_before.insert(&table).second) return;
    const auto acts = [](ForeignKeyAction action) {
        return action != ForeignKeyAction::no_action && action != ForeignKeyAction::restrict;
    };
    for (const TableDef& other : context.schema->tables)
        for (const ConstraintDef& constraint : other.constraints)
            if (constraint.kind == ConstraintKind::foreign_key && constraint.referenced_table == table.name &&
                constraint.referenced_schema == table.schema &&
                (acts(constraint.on_update) || acts(constraint.on_delete)))
                note_change(other);
}

// A row that an earlier step has changed or made is none of this one's.
void Binder::skip_touched(ExprPtr& where, const Range& range) {
    if (!changed_before.contains(range.table)) return;
    watched.try_emplace(range.table, false);
    ExprPtr fresh = spelled(
        "NOT pg_touched($1, $2)",
        exprs(text_constant(storage_of(*range.table).back()), rowid_of(*range.table, range.alias, *this)),
        TypeId::boolean,
        0);
    where = where ? spelled("$1 AND ($2)", exprs(std::move(fresh), std::move(where)), TypeId::boolean, 0)
                  : std::move(fresh);
}

std::vector<OutputColumn> Binder::delete_(ast::Delete& statement, Scope* outer) {
    writes = true;
    Scope scope;
    scope.outer = outer;
    with(statement.with, scope);
    ast::FromItem& target = *statement.targets.front();
    auto* reference = target.as<ast::TableRef>();
    const std::uint32_t position = target.position;
    if (!statement.current_of.empty()) refuse("WHERE CURRENT OF", position);
    const TableDef& table = writable_table(reference->name, position, "DELETE");
    Range range = table_range(table, target.alias, position);
    reference->name = storage_of(table);
    target.alias = {range.alias, {}};
    add_range(scope, std::move(range));
    from(statement.using_, scope);
    if (statement.where) {
        scope.clause = Clause::where;
        boolean(statement.where, scope, "WHERE");
    }
    skip_touched(statement.where, scope.ranges.front());
    const auto before = changed_before;
    note_change(table);
    std::vector<OutputColumn> columns = returning(statement.returning, scope);
    changed_before = before;
    return columns;
}

void Binder::table_expression(ExprPtr& e, const TableDef& table, Clause clause, std::optional<Type> wanted) {
    Scope scope;
    add_range(scope, table_range(table, {}, e->position));
    scope.clause = clause;
    if (clause == Clause::check) return boolean(e, scope, "CHECK");
    expression(e, scope);
    if (!wanted) return settle(e);
    if (!can_coerce(e->type, *wanted, CastContext::assignment))
        fail(Errc::datatype_mismatch,
             "column is of type " + sql_name(wanted->without_modifier()) + " but " +
                 (clause == Clause::default_value ? "default expression" : "expression") + " is of type " +
                 sql_name(e->type),
             e->position,
             "You will need to rewrite or cast the expression.");
    coerce(e, *wanted, CastContext::assignment);
}

}  // namespace ormgate::dialects
