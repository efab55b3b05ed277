#include <algorithm>
#include <charconv>

#include "dialects/bind/binder.hpp"

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
    const auto* whole = std::get_if<ast::Select>(&query.body);
    one_row_ = whole != nullptr && yields_one_row(*whole, scope);
    if (const auto* values_node = std::get_if<ast::Values>(&query.body))
        one_row_ = values_node->rows.size() == 1;
    if (const auto* most = query.limit ? query.limit->as<ast::Literal>() : nullptr;
        most != nullptr && !one_row_ && outer != nullptr) {
        pin(*most);
        one_row_ = most->text == "1" || most->text == "0";
    }
    if (auto* select_node = std::get_if<ast::Select>(&query.body); select_node != nullptr && !keep_unknown)
        for (std::size_t i = 0; i < columns.size() && i < select_node->items.size(); ++i) {
            ExprPtr& item = select_node->items[i].expr;
            settle(item);
            columns[i].type = item->type;
            // a row leaves as its text
            if (outer == nullptr && item->type.id == TypeId::record && !item->type.array) {
                item = output_text(std::move(item));
                item->type = columns[i].type = TypeId::record;
            }
        }
    if (ast::Select* select = leaf_select(query); select != nullptr) {
        make_sql_names_unique(columns);
        for (std::size_t i = 0; i < columns.size() && i < select->items.size(); ++i)
            select->items[i].alias = columns[i].sql_name;
    }
    return columns;
}

namespace {

void equalities(const ast::Expr& condition, std::vector<const ast::Spelled*>& out) {
    if (const auto* both = condition.as<ast::Logical>(); both != nullptr && both->op == ast::LogicalOp::and_)
        for (const ExprPtr& operand : both->operands) equalities(*operand, out);
    if (const auto* node = condition.as<ast::Spelled>();
        node != nullptr && node->spelling.starts_with("$1 = $2"))
        out.push_back(node);
}

bool reads_range(const ast::Expr& e, const std::string& alias) {
    if (const auto* column = e.as<ast::ColumnRef>())
        return column->parts.size() == 2 && column->parts[0] == alias;
    if (const auto* node = e.as<ast::Spelled>())
        return std::ranges::any_of(node->args, [&](const ExprPtr& arg) { return reads_range(*arg, alias); });
    return e.as<ast::Literal>() == nullptr && e.as<ast::Parameter>() == nullptr;
}

}  // namespace

// True of aggregates without groups, of no FROM, and of a table whose unique key is compared with values.
bool Binder::yields_one_row(const ast::Select& select, const Scope& scope) const {
    if (scope.has_sets || !select.group_by.empty()) return false;
    if (scope.has_aggregates || select.from.empty()) return true;
    if (scope.ranges.size() != 1 || scope.ranges[0].table == nullptr || !select.where) return false;
    const Range& range = scope.ranges[0];
    std::vector<const ast::Spelled*> found;
    equalities(*select.where, found);
    std::set<std::string> fixed;
    for (const ast::Spelled* equality : found)
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            const auto* column = equality->args[side]->as<ast::ColumnRef>();
            if (column != nullptr && column->parts.size() == 2 && column->parts[0] == range.alias &&
                !reads_range(*equality->args[1 - side], range.alias))
                fixed.insert(column->parts[1]);
        }
    return std::ranges::any_of(range.table->constraints, [&](const ConstraintDef& constraint) {
        const bool key =
            constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
        return key && std::ranges::all_of(constraint.columns,
                                          [&](const std::string& name) { return fixed.contains(name); });
    });
}

std::vector<OutputColumn> Binder::body(ast::Query& query, Scope& scope) {
    if (auto* select_node = std::get_if<ast::Select>(&query.body)) {
        std::vector<OutputColumn> columns = select(query, *select_node, scope);
        limit(query, scope);
        locking(query);
        if (query.with_ties) with_ties(query, columns);
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
        columns = set_operation(query, std::get<ast::SetOperation>(query.body), scope);
    }
    order_by(query, columns, scope);
    limit(query, scope);
    locking(query);
    if (query.with_ties) with_ties(query, columns);
    return columns;
}

std::vector<OutputColumn> Binder::values(ast::Values& values, Scope& scope) {
    const Clause before = scope.clause;
    scope.clause = Clause::values;
    const std::size_t width = values.rows.front().size();
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

void Binder::sort_key(ast::SortKey& key, Scope& scope) {
    if (!key.using_operator.empty()) {
        if (key.using_operator != "<" && key.using_operator != ">")
            refuse("ORDER BY … USING " + key.using_operator, 0);
        key.descending = key.using_operator == ">";
        key.using_operator.clear();
    }
    expression(key.expr, scope);
    settle(key.expr);
    const Type type = key.expr->type;
    const std::uint32_t position = key.expr->position;
    if (type.id == TypeId::json)
        fail(Errc::undefined_function,
             "could not identify an ordering operator for type " + sql_name(type.without_modifier()),
             position,
             "Use an explicit ordering operator or modify the query.");
    if (!key.nulls_first) key.nulls_first = key.descending;
    if (!has_order(type)) refuse("ORDER BY of " + sql_name(type), position);
    key.expr = ordered(std::move(key.expr));
}

// A compound's ORDER BY can name its columns but not compute with them: one more SELECT around it can.
void Binder::wrap_compound(ast::Query& query, const std::vector<OutputColumn>& outputs) {
    ast::QueryPtr inner(new ast::Query);
    inner->body = std::move(query.body);
    ast::Select outer;
    for (const OutputColumn& column : outputs) {
        ExprPtr e = ast::make(ast::ColumnRef{{"compound", column.sql_name}});
        e->type = column.type;
        outer.items.push_back({std::move(e), column.sql_name});
    }
    ast::FromItem item;
    item.node = ast::SubqueryRef{false, std::move(inner)};
    item.alias.name = "compound";
    outer.from.push_back(ast::FromItemPtr(new ast::FromItem(std::move(item))));
    query.body = std::move(outer);
}

// ORDER BY of a set operation or of VALUES: output columns by name or number only.
void Binder::order_by(ast::Query& query, const std::vector<OutputColumn>& outputs, Scope& scope) {
    (void)scope;
    bool wrapped = false;
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
        const Type type = outputs[place].type;
        if (!has_order(type)) refuse("ORDER BY of " + sql_name(type) + " behind a set operation", position);
        // "1 COLLATE decimal" makes SQLite lose the names of an operand's grouping (seen in 3.40).
        if (type.id == TypeId::enumeration || !collation_of(type).empty()) {
            if (!wrapped) wrap_compound(query, outputs);
            wrapped = true;
            key.expr = ast::make(ast::ColumnRef{{"compound", outputs[place].sql_name}}, position);
            key.expr->type = type;
            key.expr = ordered(std::move(key.expr));
        } else {
            key.expr = spelled(std::to_string(place + 1), {}, type, position);
        }
        if (!key.nulls_first) key.nulls_first = key.descending;
    }
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
