#include <algorithm>
#include <charconv>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/limits.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// Names that are the same to SQLite, which ignores case, get a number.
void make_sql_names_unique(std::vector<OutputColumn>& columns) {
    const auto lower = [](std::string text) {
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return text;
    };
    std::set<std::string> used;
    for (OutputColumn& column : columns) {
        std::string name = column.name.empty() ? "?column?" : column.name;
        const std::string base = name;
        for (int n = 2; !used.insert(lower(name)).second; ++n) name = base + ":" + std::to_string(n);
        column.sql_name = std::move(name);
    }
}

ast::Select* leaf_select(ast::Query& query) {
    ast::Query* inner = &query;
    while (auto* both = std::get_if<ast::SetOperation>(&inner->body)) inner = both->left.get();
    return std::get_if<ast::Select>(&inner->body);
}

}  // namespace

std::vector<OutputColumn> Binder::query(ast::Query& query, Scope* outer, bool keep_unknown) {
    Scope scope;
    scope.outer = outer;
    with(query.with, scope);
    std::vector<OutputColumn> columns = body(query, scope);
    if (auto* select_node = std::get_if<ast::Select>(&query.body); select_node != nullptr && !keep_unknown)
        for (std::size_t i = 0; i < columns.size() && i < select_node->items.size(); ++i) {
            settle(select_node->items[i].expr);
            columns[i].type = select_node->items[i].expr->type;
            // rows leave as their text
            if (outer == nullptr && columns[i].type.id == TypeId::record && !columns[i].type.array)
                columns[i].type = TypeId::record;
        }
    query.one_row = yields_one_row(query, scope, outer != nullptr);
    if (ast::Select* select = leaf_select(query); select != nullptr) {
        make_sql_names_unique(columns);
        for (std::size_t i = 0; i < columns.size() && i < select->items.size(); ++i)
            select->items[i].alias = columns[i].sql_name;
    }
    return columns;
}

namespace {

void equalities(const ast::Expr& condition, std::vector<const ast::Applied*>& out) {
    if (const auto* both = condition.as<ast::Logical>(); both != nullptr && both->op == ast::LogicalOp::and_)
        for (const ExprPtr& operand : both->operands) equalities(*operand, out);
    if (const auto* node = condition.as<ast::Applied>(); node != nullptr && node->op != nullptr)
        if (node->op->op == "=" && node->args.size() == 2) out.push_back(node);
}

bool reads_range(const ast::Expr& e, std::uint32_t number) {
    if (const auto* column = e.as<ast::ColumnRef>()) return column->range == number;
    const bool simple = e.as<ast::Literal>() != nullptr || e.as<ast::Parameter>() != nullptr;
    if (!simple && e.as<ast::Applied>() == nullptr && e.as<ast::Conversion>() == nullptr) return true;
    bool found = false;
    ast::for_each_operand(e,
                          [&](const ast::Expr& operand) { found = found || reads_range(operand, number); });
    return found;
}

// A table whose unique key is compared with values.
bool finds_by_key(const ast::Select& select, const Range& range) {
    if (range.table == nullptr || !select.where) return false;
    std::vector<const ast::Applied*> found;
    equalities(*select.where, found);
    std::vector<std::string_view> fixed;
    for (const ast::Applied* equality : found)
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            const auto* column = equality->args[side]->as<ast::ColumnRef>();
            if (column != nullptr && column->range == range.number &&
                !reads_range(*equality->args[1 - side], range.number))
                fixed.push_back(range.table->columns[column->column].name);
        }
    return std::ranges::any_of(range.table->constraints, [&](const ConstraintDef& constraint) {
        const bool key =
            constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
        return key && std::ranges::all_of(constraint.columns, [&](const std::string& name) {
                   return std::ranges::find(fixed, name) != fixed.end();
               });
    });
}

}  // namespace

// True of aggregates without groups, of no FROM, of a unique key, and of LIMIT 1.
bool Binder::yields_one_row(const ast::Query& query, const Scope& scope, bool inside) {
    if (const auto* rows = std::get_if<ast::Values>(&query.body); rows != nullptr && rows->rows.size() == 1)
        return true;
    if (const auto* node = std::get_if<ast::Select>(&query.body);
        node != nullptr && !scope.has_sets && node->group_by.empty()) {
        if (scope.has_aggregates || node->from.empty()) return true;
        if (scope.ranges.size() == 1 && finds_by_key(*node, scope.ranges[0])) return true;
    }
    if (!inside || !query.limit || query.with_ties) return false;
    const auto* most = without_conversions(*query.limit).as<ast::Literal>();
    if (most == nullptr) return false;
    pin(*most);
    return most->text == "1" || most->text == "0";
}

std::vector<OutputColumn> Binder::body(ast::Query& query, Scope& scope) {
    if (auto* select_node = std::get_if<ast::Select>(&query.body)) {
        std::vector<OutputColumn> columns = select(query, *select_node, scope);
        limit(query, scope);
        locking(query);
        check_with_ties(query);
        return columns;
    }
    if (auto* table = std::get_if<ast::TableCommand>(&query.body)) {
        ast::Select all;
        all.items.push_back({ast::make(ast::Star{}, query.position), {}});
        ast::FromItem item;
        ast::TableRef reference;
        reference.name = table->name;
        item.node = std::move(reference);
        item.position = query.position;
        all.from.push_back(ast::FromItemPtr(new ast::FromItem(std::move(item))));
        query.body = std::move(all);
        return body(query, scope);
    }
    std::vector<OutputColumn> columns;
    if (auto* rows = std::get_if<ast::Values>(&query.body)) {
        columns = values(*rows, scope);
    } else {
        columns = set_operation(std::get<ast::SetOperation>(query.body), scope);
    }
    order_outputs(query, columns);
    limit(query, scope);
    locking(query);
    check_with_ties(query);
    return columns;
}

std::vector<OutputColumn> Binder::values(ast::Values& values, Scope& scope) {
    const Clause before = scope.clause;
    scope.clause = Clause::values;
    const std::size_t width = values.rows.front().size();
    check_width(*this, width);
    for (auto& row : values.rows) {
        if (row.size() != width)
            fail(Errc::syntax_error,
                 "VALUES lists must all be the same length",
                 row.empty() ? 0 : row.front()->position);
        for (ExprPtr& value : row) expression(value, scope);
    }
    std::vector<OutputColumn> columns;
    for (std::size_t i = 0; i < width; ++i) {
        std::vector<ExprPtr*> operands;
        for (auto& row : values.rows) operands.push_back(&row[i]);
        coerce_to_common(operands, "VALUES");
        const std::string name = "column" + std::to_string(i + 1);
        Type type = values.rows.front()[i]->type;
        for (auto& row : values.rows)
            if (row[i]->type.modifier != type.modifier) type.modifier = -1;
        columns.push_back({name, name, type});
    }
    scope.clause = before;
    return columns;
}

// Of a key that is bound.
void Binder::sort_key(ast::SortKey& key) {
    if (!key.using_operator.empty()) {
        if (key.using_operator != "<" && key.using_operator != ">")
            refuse("ORDER BY … USING " + key.using_operator, 0);
        key.descending = key.using_operator == ">";
        key.using_operator.clear();
    }
    settle(key.expr);
    if (key.expr->type.id == TypeId::json)
        fail(
            Errc::undefined_function,
            "could not identify an ordering operator for type " + sql_name(key.expr->type.without_modifier()),
            key.expr->position,
            "Use an explicit ordering operator or modify the query.");
    if (!key.nulls_first) key.nulls_first = key.descending;
}

// ORDER BY of a set operation or of VALUES: output columns by name or number only.
void Binder::order_outputs(ast::Query& query, const std::vector<OutputColumn>& outputs) {
    for (ast::SortKey& key : query.order_by) {
        const std::uint32_t position = key.expr->position;
        std::size_t place = outputs.size();
        if (const auto* number = key.expr->as<ast::Literal>();
            number != nullptr && number->kind == ast::LiteralKind::integer) {
            pin(*number);
            std::from_chars(number->text.data(), number->text.data() + number->text.size(), place);
            if (place < 1 || place > outputs.size())
                fail(Errc::invalid_column_reference,
                     "ORDER BY position " + number->text + " is not in select list",
                     position);
            --place;
        } else if (const auto* column_node = key.expr->as<ast::ColumnRef>();
                   column_node != nullptr && column_node->parts.size() == 1) {
            const auto found = std::ranges::find(outputs, column_node->parts[0], &OutputColumn::name);
            if (found == outputs.end())
                fail(Errc::undefined_column,
                     "column \"" + column_node->parts[0] + "\" does not exist",
                     position);
            place = static_cast<std::size_t>(found - outputs.begin());
        } else {
            fail(Errc::unsupported,
                 "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
                 position,
                 "Add the expression/function to every SELECT, or move the UNION into a FROM clause.");
        }
        key.expr = typed(ast::make(ast::OutputRef{place}, position), outputs[place].type);
        if (!key.nulls_first) key.nulls_first = key.descending;
    }
}

void Binder::check_with_ties(const ast::Query& query) {
    if (query.with_ties && query.limit && query.order_by.empty())
        fail(Errc::syntax_error, "WITH TIES cannot be specified without ORDER BY clause", query.position);
}

void Binder::limit(ast::Query& query, Scope& scope) {
    const Clause before = scope.clause;
    scope.clause = Clause::limit;
    Scope constants;
    constants.outer = scope.outer;
    constants.clause = Clause::limit;
    const auto bind = [&](ExprPtr& e, const char* what) {
        if (!e) return;
        expression(e, constants);
        if (is_null_literal(*e)) {
            e.reset();
            return;
        }
        if (!can_coerce(e->type, TypeId::int64, CastContext::assignment))
            fail(Errc::datatype_mismatch,
                 "argument of " + std::string(what) + " must be type bigint, not type " + sql_name(e->type),
                 e->position);
        coerce(e, TypeId::int64, CastContext::assignment);
    };
    bind(query.limit, "LIMIT");
    bind(query.offset, "OFFSET");
    scope.clause = before;
}

void Binder::locking(ast::Query& query) {
    if (query.locking.empty()) return;
    writes = true;
    query.locking.clear();
}

}  // namespace ormgate::dialects
