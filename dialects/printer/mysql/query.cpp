#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void MysqlWriter::limit(const ExprPtr& limit, const ExprPtr& offset) {
    if (!limit && !offset) return;
    out += " LIMIT ";
    if (limit)
        expression(*limit);
    else
        out += "18446744073709551615";  // no limit; MySQL has no OFFSET by itself
    if (!offset) return;
    out += " OFFSET ";
    expression(*offset);
}

void MysqlWriter::query(const Query& query) {
    with(query.with);
    std::visit([this](const auto& body) { write(body); }, query.body);
    if (!query.order_by.empty()) {
        out += " ORDER BY ";
        sort_keys(query.order_by);
    }
    if (query.with_ties) {
        if (query.offset) {
            out += " OFFSET ";
            expression(*query.offset);
            out += " ROWS";
        }
        out += " FETCH FIRST ";
        expression(*query.limit);
        out += " ROWS WITH TIES";
    } else {
        limit(query.limit, query.offset);
    }
    several_locks_ = query.locking.size() > 1;
    for (const Locking& lock : query.locking) locking(lock);
}

void MysqlWriter::locking(const Locking& lock) {
    const bool share = lock.strength == LockStrength::share || lock.strength == LockStrength::key_share;
    const bool plain = lock.of.empty() && lock.wait == LockWait::block && !several_locks_;
    if (share && (mariadb() || plain)) {
        out += " LOCK IN SHARE MODE";
    } else {
        out += share ? " FOR SHARE" : " FOR UPDATE";
    }
    if (!lock.of.empty()) {
        out += " OF ";
        qualified_names(lock.of);
    }
    if (lock.wait == LockWait::nowait) out += " NOWAIT";
    if (lock.wait == LockWait::skip_locked) out += " SKIP LOCKED";
    if (lock.wait_seconds) out += " WAIT " + std::to_string(*lock.wait_seconds);
}

void MysqlWriter::write(const Select& node) {
    out += "SELECT ";
    if (node.distinct) out += "DISTINCT ";
    words(node.hints);
    select_items(node.items);
    if (!node.from.empty()) {
        out += " FROM ";
        from_list(node.from);
    } else if (node.where || !node.group_by.empty() || node.having) {
        out += " FROM DUAL";
    }
    if (node.where) {
        out += " WHERE ";
        expression(*node.where);
    }
    if (!node.group_by.empty()) {
        out += " GROUP BY ";
        expressions(node.group_by);
        if (node.with_rollup) out += " WITH ROLLUP";
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

void MysqlWriter::write(const Values& node) {
    out += "VALUES ";
    list(node.rows, [this](const std::vector<ExprPtr>& row) {
        out += mariadb() ? "(" : "ROW(";
        expressions(row);
        out += ')';
    });
}

void MysqlWriter::partitions(const std::vector<std::string>& names) {
    if (names.empty()) return;
    out += " PARTITION";
    columns(names);
}

void MysqlWriter::write(const TableRef& node) {
    name(node.name);
    partitions(node.partitions);
}

void MysqlWriter::alias(const FromItem& item) {
    Writer::alias(item);
    const auto* table = item.as<TableRef>();
    if (table == nullptr) return;
    for (const std::string& hint : table->index_hints) {
        const std::size_t names = hint.find('(');
        out += ' ' + upper(hint.substr(0, names)) + hint.substr(names);
    }
}

void MysqlWriter::write(const Join& node) {
    from_item(*node.left, false);
    if (node.natural) out += " NATURAL";
    if (node.straight)
        out += " STRAIGHT_JOIN ";
    else
        out += node.kind == JoinKind::left    ? " LEFT JOIN "
               : node.kind == JoinKind::right ? " RIGHT JOIN "
               : node.kind == JoinKind::cross ? " CROSS JOIN "
                                              : " JOIN ";
    from_item(*node.right, true);
    if (node.on) {
        out += " ON ";
        expression(*node.on);
    }
    if (node.using_columns.empty()) return;
    out += " USING";
    columns(node.using_columns);
}

void MysqlWriter::write(const JsonTableRef& node) {
    out += "JSON_TABLE(";
    expression(*node.document);
    out += ", ";
    string(node.path);
    json_columns(node.columns);
    out += ')';
}

void MysqlWriter::json_columns(const std::vector<JsonTableColumn>& all) {
    out += " COLUMNS (";
    list(all, [this](const JsonTableColumn& each) {
        if (each.kind == JsonTableColumn::Kind::nested) {
            out += "NESTED PATH ";
            string(each.path);
            json_columns(each.nested);
            return;
        }
        identifier(each.name);
        if (each.kind == JsonTableColumn::Kind::ordinality) {
            out += " FOR ORDINALITY";
            return;
        }
        out += ' ';
        type(each.type);
        if (!each.type.collation.empty()) {
            out += " COLLATE ";
            identifier(each.type.collation);
        }
        out += each.kind == JsonTableColumn::Kind::exists ? " EXISTS PATH " : " PATH ";
        string(each.path);
        reaction(each.on_empty, " ON EMPTY");
        reaction(each.on_error, " ON ERROR");
    });
    out += ')';
}

}  // namespace ormgate::dialects
