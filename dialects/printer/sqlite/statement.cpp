#include "dialects/printer/sqlite/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void SqliteWriter::limit(const ExprPtr& limit, const ExprPtr& offset) {
    if (!limit && !offset) return;
    out += " LIMIT ";
    if (limit)
        expression(*limit);
    else
        out += "-1";  // OFFSET cannot stand by itself
    if (!offset) return;
    out += " OFFSET ";
    expression(*offset);
}

void SqliteWriter::order_and_limit(const std::vector<SortKey>& keys,
                                   const ExprPtr& limit,
                                   const ExprPtr& offset) {
    if (!keys.empty()) {
        out += " ORDER BY ";
        sort_keys(keys);
    }
    this->limit(limit, offset);
}

void SqliteWriter::query(const Query& query) {
    with(query.with);
    std::visit([this](const auto& body) { write(body); }, query.body);
    order_and_limit(query.order_by, query.limit, query.offset);
}

// SQLite has no parentheses around an operand, and its set operators are all of one level.
void SqliteWriter::set_operand(const Query& operand, const SetOperation&, bool right) {
    const bool clauses =
        !operand.with.tables.empty() || !operand.order_by.empty() || operand.limit || operand.offset;
    const bool nested = clauses || (right && std::holds_alternative<SetOperation>(operand.body));
    if (nested) out += "SELECT * FROM (";
    query(operand);
    if (nested) out += ')';
}

void SqliteWriter::alias(const FromItem& item) {
    Writer::alias(item);
    const auto* table = item.as<TableRef>();
    if (table == nullptr) return;
    for (const std::string& hint : table->index_hints) out += ' ' + hint;
}

void SqliteWriter::write(const Insert& node) {
    static constexpr std::string_view verbs[] = {
        "INSERT", "REPLACE", "INSERT OR IGNORE", "INSERT OR ABORT", "INSERT OR FAIL", "INSERT OR ROLLBACK"};
    with(node.with);
    out += verbs[static_cast<std::size_t>(node.verb)];
    out += " INTO ";
    name(node.table);
    if (!node.alias.empty()) {
        out += " AS ";
        identifier(node.alias);
    }
    if (!node.columns.empty()) columns(node.columns);
    if (node.default_values) {
        out += " DEFAULT VALUES";
    } else {
        out += ' ';
        query(*node.source);
    }
    if (node.on_conflict) on_conflict(*node.on_conflict);
    for (const OnConflict& each : node.more_conflicts) on_conflict(each);
    returning(node.returning);
}

void SqliteWriter::write(const Update& node) {
    with(node.with);
    out += "UPDATE ";
    if (!node.on_violation.empty()) out += "OR " + upper(node.on_violation) + ' ';
    from_list(node.targets);
    out += " SET ";
    assignments(node.set);
    if (!node.from.empty()) {
        out += " FROM ";
        from_list(node.from);
    }
    where(node.where, {});
    returning(node.returning);
    order_and_limit(node.order_by, node.limit, node.offset);
}

void SqliteWriter::write(const Delete& node) {
    with(node.with);
    out += "DELETE FROM ";
    from_list(node.targets);
    where(node.where, {});
    returning(node.returning);
    order_and_limit(node.order_by, node.limit, node.offset);
}

void SqliteWriter::write(const Begin& node) {
    out += "BEGIN";
    if (!node.behaviour.empty()) out += ' ' + upper(node.behaviour);
}
void SqliteWriter::write(const Savepoint& node) {
    out += "SAVEPOINT ";
    identifier(node.name);
}
void SqliteWriter::write(const ReleaseSavepoint& node) {
    out += "RELEASE ";
    identifier(node.name);
}
void SqliteWriter::write(const RollbackTo& node) {
    out += "ROLLBACK TO ";
    identifier(node.name);
}

void SqliteWriter::write(const Explain& node) {
    out += node.options.empty() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ";
    statement(*node.statement);
}

void SqliteWriter::write(const Pragma& node) {
    out += "PRAGMA ";
    if (!node.schema.empty()) {
        identifier(node.schema);
        out += '.';
    }
    identifier(node.name);
    if (!node.value) return;
    out += " = ";
    expression(*node.value);
}

}  // namespace ormgate::dialects
