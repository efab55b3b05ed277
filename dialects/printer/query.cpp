#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void Writer::query(const Query& query) {
    with(query.with);
    std::visit([this](const auto& body) { write(body); }, query.body);
    if (!query.order_by.empty()) {
        out += " ORDER BY ";
        sort_keys(query.order_by);
    }
    if (query.limit && !query.with_ties) {
        out += " LIMIT ";
        expression(*query.limit);
    }
    if (query.offset) {
        out += " OFFSET ";
        expression(*query.offset);
    }
    if (query.with_ties) {
        out += " FETCH FIRST ";
        const bool bare = query.limit->as<Literal>() != nullptr || query.limit->as<Parameter>() != nullptr;
        if (!bare) out += '(';
        expression(*query.limit);
        if (!bare) out += ')';
        out += " ROWS WITH TIES";
    }
    for (const Locking& lock : query.locking) locking(lock);
}

void Writer::with(const With& with) {
    if (with.tables.empty()) return;
    out += with.recursive ? "WITH RECURSIVE " : "WITH ";
    list(with.tables, [this](const CommonTable& table) {
        identifier(table.name);
        if (!table.columns.empty()) columns(table.columns);
        out += " AS ";
        if (table.materialized) out += *table.materialized ? "MATERIALIZED " : "NOT MATERIALIZED ";
        out += '(';
        statement(*table.statement);
        out += ')';
        if (!table.search.empty()) out += ' ' + table.search;
        if (!table.cycle.empty()) out += ' ' + table.cycle;
    });
    out += ' ';
}

void Writer::locking(const Locking& lock) {
    static constexpr std::string_view strengths[] = {
        " FOR UPDATE", " FOR NO KEY UPDATE", " FOR SHARE", " FOR KEY SHARE"};
    out += strengths[static_cast<std::size_t>(lock.strength)];
    if (!lock.of.empty()) {
        out += " OF ";
        qualified_names(lock.of);
    }
    if (lock.wait == LockWait::nowait) out += " NOWAIT";
    if (lock.wait == LockWait::skip_locked) out += " SKIP LOCKED";
}

void Writer::select_items(const std::vector<SelectItem>& items) {
    list(items, [this](const SelectItem& item) {
        expression(*item.expr);
        if (item.alias.empty()) return;
        out += " AS ";
        identifier(item.alias);
    });
}

void Writer::write(const Select& node) {
    out += "SELECT";
    if (node.distinct) out += " DISTINCT";
    if (!node.distinct_on.empty()) {
        out += " ON (";
        expressions(node.distinct_on);
        out += ')';
    }
    if (!node.items.empty()) {
        out += ' ';
        select_items(node.items);
    }
    if (!node.into.empty()) {
        out += node.into_temporary ? " INTO TEMPORARY " : " INTO ";
        name(node.into);
    }
    if (!node.from.empty()) {
        out += " FROM ";
        from_list(node.from);
    }
    if (node.where) {
        out += " WHERE ";
        expression(*node.where);
    }
    if (!node.group_by.empty()) {
        out += node.group_distinct ? " GROUP BY DISTINCT " : " GROUP BY ";
        expressions(node.group_by);
    }
    if (node.having) {
        out += " HAVING ";
        expression(*node.having);
    }
    if (node.windows.empty()) return;
    out += " WINDOW ";
    list(node.windows, [this](const Window& each) {
        identifier(each.name);
        out += " AS ";
        window(each);
    });
}

void Writer::write(const Values& node) {
    out += "VALUES ";
    list(node.rows, [this](const std::vector<ExprPtr>& row) {
        out += '(';
        expressions(row);
        out += ')';
    });
}

void Writer::write(const TableCommand& node) {
    out += "TABLE ";
    name(node.name);
}

// An operand needs parentheses if it has clauses of its own, or an operator that binds less tightly.
void Writer::set_operand(const Query& operand, const SetOperation& parent, bool right) {
    bool parentheses = !operand.with.tables.empty() || !operand.order_by.empty() || operand.limit ||
                       operand.offset || !operand.locking.empty();
    if (const auto* inner = std::get_if<SetOperation>(&operand.body)) {
        const bool tighter = inner->op == SetOperator::intersect;
        const bool parent_tighter = parent.op == SetOperator::intersect;
        parentheses = parentheses || (right ? parent_tighter || !tighter : parent_tighter && !tighter);
    }
    if (parentheses) out += '(';
    query(operand);
    if (parentheses) out += ')';
}

void Writer::write(const SetOperation& node) {
    static constexpr std::string_view words[] = {" UNION ", " INTERSECT ", " EXCEPT "};
    set_operand(*node.left, node, false);
    out += words[static_cast<std::size_t>(node.op)];
    if (node.all) out += "ALL ";
    set_operand(*node.right, node, true);
}

void Writer::from_list(const std::vector<FromItemPtr>& items) {
    list(items, [this](const FromItemPtr& item) { from_item(*item, false); });
}

void Writer::from_item(const FromItem& item, bool join_operand) {
    const bool join = item.as<Join>() != nullptr;
    const bool parentheses = join && (join_operand || !item.alias.name.empty());
    if (parentheses) out += '(';
    std::visit([this](const auto& node) { write(node); }, item.node);
    if (parentheses) out += ')';
    alias(item);
    const auto* table = item.as<TableRef>();
    if (table == nullptr || table->sample_method.empty()) return;
    out += " TABLESAMPLE " + table->sample_method + " (";
    expressions(table->sample_args);
    out += ')';
    if (!table->sample_seed) return;
    out += " REPEATABLE (";
    expression(*table->sample_seed);
    out += ')';
}

void Writer::alias(const FromItem& item) {
    const auto* function = item.as<FunctionRef>();
    const bool typed = function != nullptr && !function->column_types.empty();
    if (item.alias.name.empty() && !typed) return;
    out += " AS ";
    if (!item.alias.name.empty()) identifier(item.alias.name);
    if (!item.alias.columns.empty()) columns(item.alias.columns);
    if (typed) column_definitions(function->column_types);
}

void Writer::column_definitions(const std::vector<FunctionRef::Column>& all) {
    out += '(';
    list(all, [this](const FunctionRef::Column& each) {
        identifier(each.name);
        out += ' ';
        type(each.type);
        if (each.collation.empty()) return;
        out += " COLLATE ";
        name(each.collation);
    });
    out += ')';
}

void Writer::write(const TableRef& node) {
    if (node.only) out += "ONLY ";
    name(node.name);
}

void Writer::write(const SubqueryRef& node) {
    out += node.lateral ? "LATERAL (" : "(";
    query(*node.query);
    out += ')';
}

void Writer::write(const FunctionRef& node) {
    if (node.lateral) out += "LATERAL ";
    if (node.rows_from) {
        out += "ROWS FROM (";
        for (std::size_t i = 0; i < node.calls.size(); ++i) {
            if (i > 0) out += ", ";
            expression(*node.calls[i]);
            if (i >= node.call_column_types.size() || node.call_column_types[i].empty()) continue;
            out += " AS ";
            column_definitions(node.call_column_types[i]);
        }
        out += ')';
    } else {
        expression(*node.calls.front());
    }
    if (node.with_ordinality) out += " WITH ORDINALITY";
}

void Writer::write(const Join& node) {
    static constexpr std::string_view kinds[] = {
        "JOIN ", "LEFT JOIN ", "RIGHT JOIN ", "FULL JOIN ", "CROSS JOIN "};
    from_item(*node.left, false);
    out += node.natural ? " NATURAL " : " ";
    out += kinds[static_cast<std::size_t>(node.kind)];
    from_item(*node.right, true);
    if (node.on) {
        out += " ON ";
        expression(*node.on);
    }
    if (node.using_columns.empty()) return;
    out += " USING";
    columns(node.using_columns);
    if (node.using_alias.empty()) return;
    out += " AS ";
    identifier(node.using_alias);
}

}  // namespace ormgate::dialects
