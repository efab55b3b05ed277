#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {

void Generator::with(const ast::With& with) {
    if (with.tables.empty()) return;
    text(with.recursive ? "WITH RECURSIVE " : "WITH ");
    for (std::size_t i = 0; i < with.tables.size(); ++i) {
        const ast::CommonTable& table = with.tables[i];
        if (i > 0) text(", ");
        name(table.name);
        if (!table.columns.empty()) {
            text("(");
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                if (c > 0) text(", ");
                name(table.columns[c]);
            }
            text(")");
        }
        text(" AS ");
        if (table.materialized) text(*table.materialized ? "MATERIALIZED " : "NOT MATERIALIZED ");
        text("(");
        if (const auto* inner = table.statement->as<ast::QueryPtr>()) query(**inner);
        text(")");
    }
    text(" ");
}

void Generator::query(const ast::Query& query) {
    with(query.with);
    body(query);
    if (!query.order_by.empty()) {
        text(" ORDER BY ");
        sort_keys(query.order_by);
    }
    limit(query);
}

void Generator::limit(const ast::Query& query) {
    if (!query.limit && !query.offset) return;
    const auto bound = [&](const ast::Expr& e, std::string_view function) {
        if (e.as<ast::Literal>() != nullptr) return expression(e);
        text(function);
        text("(");
        expression(e);
        text(")");
    };
    text(" LIMIT ");
    if (query.limit) {
        bound(*query.limit, "pg_limit");
    } else {
        text("-1");
    }
    if (!query.offset) return;
    text(" OFFSET ");
    bound(*query.offset, "pg_offset");
}

void Generator::body(const ast::Query& query) {
    if (const auto* node = std::get_if<ast::Select>(&query.body)) return select(*node);
    if (const auto* node = std::get_if<ast::Values>(&query.body)) {
        const bool plain = query.order_by.empty() && !query.limit && !query.offset;
        if (plain) return values(*node);
        text("SELECT * FROM (");
        values(*node);
        return text(")");
    }
    const auto& node = std::get<ast::SetOperation>(query.body);
    set_operand(*node.left, true);
    switch (node.op) {
        case ast::SetOperator::union_:
            text(node.all ? " UNION ALL " : " UNION ");
            break;
        case ast::SetOperator::intersect:
            text(" INTERSECT ");
            break;
        case ast::SetOperator::except:
            text(" EXCEPT ");
            break;
    }
    set_operand(*node.right, false);
}

// SQLite's operands stand without parentheses and group from the left.
void Generator::set_operand(const ast::Query& operand, bool left) {
    const bool compound = std::get_if<ast::SetOperation>(&operand.body) != nullptr;
    const bool plain =
        operand.order_by.empty() && !operand.limit && !operand.offset && operand.with.tables.empty();
    if (plain && (!compound || left)) return body(operand);
    text("SELECT * FROM (");
    query(operand);
    text(")");
}

void Generator::values(const ast::Values& values) {
    text("VALUES ");
    for (std::size_t i = 0; i < values.rows.size(); ++i) {
        text(i > 0 ? ", (" : "(");
        list(values.rows[i]);
        text(")");
    }
}

void Generator::select(const ast::Select& select) {
    text(select.distinct ? "SELECT DISTINCT " : "SELECT ");
    if (select.items.empty()) text("NULL");
    for (std::size_t i = 0; i < select.items.size(); ++i) {
        if (i > 0) text(", ");
        expression(*select.items[i].expr);
        if (select.items[i].alias.empty()) continue;
        const auto* column = select.items[i].expr->as<ast::ColumnRef>();
        if (column != nullptr && column->parts.back() == select.items[i].alias) continue;
        text(" AS ");
        name(select.items[i].alias);
    }
    from(select.from);
    if (select.where) {
        text(" WHERE ");
        expression(*select.where);
    }
    if (!select.group_by.empty()) {
        text(" GROUP BY ");
        list(select.group_by);
    }
    if (select.having) {
        text(" HAVING ");
        expression(*select.having);
    }
    for (std::size_t i = 0; i < select.windows.size(); ++i) {
        text(i == 0 ? " WINDOW " : ", ");
        name(select.windows[i].name);
        text(" AS (");
        window(select.windows[i]);
        text(")");
    }
}

void Generator::from(const std::vector<ast::FromItemPtr>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        text(i == 0 ? " FROM " : ", ");
        // a comma binds as tightly as JOIN to SQLite
        const auto* join_node = items[i]->as<ast::Join>();
        const bool outer =
            join_node != nullptr && items.size() > 1 &&
            (join_node->kind == ast::JoinKind::right || join_node->kind == ast::JoinKind::full);
        if (outer) text("(");
        from_item(*items[i]);
        if (outer) text(")");
    }
}

void Generator::table(const ast::Name& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text(".");
        name(parts[i]);
    }
}

void Generator::alias(const ast::FromItem& item) {
    if (item.alias.name.empty()) return;
    text(" AS ");
    name(item.alias.name);
}

void Generator::from_item(const ast::FromItem& item) {
    if (const auto* node = item.as<ast::Join>()) return join(*node);
    if (const auto* node = item.as<ast::TableRef>()) {
        table(node->name);
        if (node->name.back() == item.alias.name && node->name.size() == 1) return;
    } else if (const auto* derived = item.as<ast::SubqueryRef>()) {
        text("(");
        query(*derived->query);
        text(")");
    } else {
        expression(*item.as<ast::FunctionRef>()->calls.front());
    }
    alias(item);
}

void Generator::join(const ast::Join& join) {
    from_item(*join.left);
    switch (join.kind) {
        case ast::JoinKind::inner:
        case ast::JoinKind::cross:
            text(" JOIN ");
            break;
        case ast::JoinKind::left:
            text(" LEFT JOIN ");
            break;
        case ast::JoinKind::right:
            text(" RIGHT JOIN ");
            break;
        case ast::JoinKind::full:
            text(" FULL JOIN ");
            break;
    }
    const bool nested = join.right->as<ast::Join>() != nullptr;
    if (nested) text("(");
    from_item(*join.right);
    if (nested) text(")");
    if (!join.on) return;
    text(" ON ");
    expression(*join.on);
}

}  // namespace ormgate::dialects
