#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

bool MysqlParser::at_query_word(std::size_t ahead) const {
    const Token& token = peek(ahead);
    if (token.is("select"_kw) || token.is("with"_kw)) return true;
    if (token.is("values"_kw)) return peek(ahead + 1).is('(') || peek(ahead + 1).is("row"_kw);
    return token.is("table"_kw) && !mariadb();
}

bool MysqlParser::at_query_tail() const {
    if (at_any("union"_kw, "intersect"_kw, "except"_kw, "order"_kw, "limit"_kw, "for"_kw, "into"_kw))
        return true;
    if (at("lock"_kw)) return peek(1).is("in"_kw);
    if (mariadb() && at_any("offset"_kw, "fetch"_kw)) return true;
    return at("procedure"_kw);
}

QueryPtr MysqlParser::simple_query() {
    QueryPtr result(new Query);
    result->position = begin();
    if (at("values"_kw)) {
        result->body = value_rows();
    } else if (!mariadb() && accept("table"_kw)) {
        result->body = TableCommand{table_name()};
    } else {
        if (!at("select"_kw)) refuse();
        result->body = select_body();
    }
    return result;
}

// VALUES ROW(1, 2), ROW(3, 4); in MariaDB VALUES (1, 2), (3, 4).
Values MysqlParser::value_rows() {
    take();
    Values values;
    do {
        if (!mariadb()) expect("row"_kw);
        expect('(');
        values.rows.push_back(expression_list());
        expect(')');
    } while (accept(','));
    return values;
}

void MysqlParser::select_options(Select& select) {
    static constexpr Keyword hints[] = {
        "high_priority"_kw,
        "straight_join"_kw,
        "sql_small_result"_kw,
        "sql_big_result"_kw,
        "sql_buffer_result"_kw,
        "sql_calc_found_rows"_kw,
        "sql_no_cache"_kw,
        "sql_cache"_kw,
    };
    for (;;) {
        if (accept("all"_kw)) continue;
        if (accept("distinct"_kw) || accept("distinctrow"_kw)) {
            select.distinct = true;
            continue;
        }
        bool found = false;
        for (Keyword hint : hints) {
            if (!at(hint) || (at("sql_cache"_kw) && !mariadb())) continue;
            select.hints.push_back(lower_word());
            found = true;
            break;
        }
        if (!found) return;
    }
}

Select MysqlParser::select_body() {
    take();
    Select select;
    select_options(select);
    select.items = select_list();
    if (at("into"_kw)) refuse_into();
    if (accept("from"_kw)) {
        if (!accept("dual"_kw)) select.from = from_list();
    }
    if (accept("where"_kw)) select.where = expression();
    group_clause(select);
    if (accept("having"_kw)) select.having = expression();
    if (accept("window"_kw)) {
        do {
            std::string name = column_id();
            expect("as"_kw);
            Window window = window_specification();
            window.name = std::move(name);
            select.windows.push_back(std::move(window));
        } while (accept(','));
    }
    return select;
}

// * stands first only.
std::vector<SelectItem> MysqlParser::select_list() {
    std::vector<SelectItem> items;
    do {
        if (!items.empty() && at('*')) refuse();
        items.push_back(select_item());
    } while (accept(','));
    return items;
}

SelectItem MysqlParser::select_item() {
    SelectItem item;
    const std::uint32_t begin = this->begin();
    if (accept('*')) {
        item.expr = node(Star{}, begin);
        return item;
    }
    item.expr = expression();
    const bool star = item.expr->as<Star>() != nullptr;
    if (star) return item;
    if (accept("as"_kw)) {
        if (!is_column_id(peek()) && !at_string()) refuse();
        pin(peek());
        item.alias = text(take());
    } else if (is_column_id(peek()) || at_string()) {
        pin(peek());
        item.alias = text(take());
    }
    return item;
}

// GROUP BY a ASC was dropped by MySQL 8.0; WITH ROLLUP stands behind the list.
void MysqlParser::group_clause(Select& select) {
    if (!accept("group"_kw)) return;
    expect("by"_kw);
    do {
        select.group_by.push_back(expression());
        if (mariadb() && !accept("asc"_kw) && at("desc"_kw)) refuse_unsupported("GROUP BY … DESC", begin());
    } while (accept(','));
    if (at("with"_kw, "rollup"_kw)) {
        take();
        take();
        select.with_rollup = true;
    }
}

SortKey MysqlParser::sort_key() {
    SortKey key;
    key.expr = expression();
    if (accept("desc"_kw))
        key.descending = true;
    else
        accept("asc"_kw);
    return key;
}

void MysqlParser::refuse_into() {
    const std::uint32_t begin = this->begin();
    take();
    if (accept("outfile"_kw)) refuse_unsupported("SELECT … INTO OUTFILE", begin);
    if (accept("dumpfile"_kw)) refuse_unsupported("SELECT … INTO DUMPFILE", begin);
    if (!at(TokenKind::user_variable) && !is_column_id(peek())) refuse();
    refuse_unsupported("SELECT … INTO variables", begin);
}

void MysqlParser::query_tail(Query& query) {
    if (at("into"_kw)) refuse_into();
    if (at("order"_kw)) {
        if (!query.order_by.empty() || query.limit) refuse();
        take();
        expect("by"_kw);
        query.order_by = sort_clause();
    }
    if (query.limit && at("limit"_kw)) refuse();
    limit(query);
    if (at("procedure"_kw)) refuse_unsupported("PROCEDURE", begin());
    if (at("into"_kw)) refuse_into();
    locking(query);
    if (at("into"_kw)) refuse_into();
}

void MysqlParser::limit(Query& query) {
    if (accept("limit"_kw)) {
        if (mariadb() && at("rows"_kw, "examined"_kw)) refuse_unsupported("ROWS EXAMINED", begin());
        query.limit = expression();
        if (accept(','))
            query.offset = std::exchange(query.limit, expression());
        else if (accept("offset"_kw))
            query.offset = expression();
        if (mariadb() && at("rows"_kw, "examined"_kw)) refuse_unsupported("ROWS EXAMINED", begin());
        return;
    }
    if (!mariadb()) return;
    if (accept("offset"_kw)) {
        query.offset = expression();
        if (!accept("row"_kw)) expect("rows"_kw);
        if (!at("fetch"_kw)) return;
    }
    if (!at("fetch"_kw)) return;
    const std::uint32_t begin = this->begin();
    take();
    if (!accept("first"_kw)) expect("next"_kw);
    if (at("row"_kw) || at("rows"_kw))
        query.limit = make(Literal{LiteralKind::integer, "1", -1}, begin);
    else
        query.limit = primary();
    if (!accept("row"_kw)) expect("rows"_kw);
    query.with_ties = accept("with"_kw);
    if (query.with_ties)
        expect("ties"_kw);
    else
        expect("only"_kw);
}

void MysqlParser::locking(Query& query) {
    while (at("for"_kw) || at("lock"_kw)) {
        Locking lock;
        if (accept("lock"_kw)) {
            expect("in"_kw, "share"_kw, "mode"_kw);
            lock.strength = LockStrength::share;
            if (mariadb()) lock_wait(lock);
            query.locking.push_back(std::move(lock));
            return;
        }
        take();
        if (mariadb() || at("update"_kw)) {
            expect("update"_kw);
        } else {
            expect("share"_kw);
            lock.strength = LockStrength::share;
        }
        if (!mariadb() && accept("of"_kw)) lock.of = qualified_name_list();
        lock_wait(lock);
        query.locking.push_back(std::move(lock));
        if (mariadb()) return;
    }
}

void MysqlParser::lock_wait(Locking& lock) {
    if (accept("nowait"_kw)) {
        lock.wait = LockWait::nowait;
    } else if (accept("skip"_kw)) {
        expect("locked"_kw);
        lock.wait = LockWait::skip_locked;
    } else if (mariadb() && accept("wait"_kw)) {
        lock.wait_seconds = integer_constant();
    }
}

CommonTable MysqlParser::common_table() {
    Descent descent(*this);
    CommonTable table;
    table.position = begin();
    table.name = column_id();
    if (at('(')) table.columns = column_list();
    expect("as"_kw, '(');
    const std::uint32_t begin = this->begin();
    if (!at('(') && !at_query_word(0)) refuse();
    table.statement = finish(query(), begin);
    expect(')');
    if (mariadb() && at("cycle"_kw)) refuse_unsupported("CYCLE", this->begin());
    return table;
}

}  // namespace ormgate::dialects
