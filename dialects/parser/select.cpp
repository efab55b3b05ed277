#include <algorithm>
#include <utility>

#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

QueryPtr Parser::query() {
    Descent descent(*this);
    const bool outer = std::exchange(restricted_, false);
    const std::uint32_t begin = this->begin();
    With with;
    if (at("with"_kw)) with = with_clause();
    QueryPtr left = set_expression(0);
    QueryPtr result = query_rest(std::move(left), std::move(with), begin);
    restricted_ = outer;
    return result;
}

// Goes on behind a query that has been read: set operators, then the clauses that belong to the whole.
QueryPtr Parser::query_rest(QueryPtr left, With with, std::uint32_t begin) {
    QueryPtr result = set_rest(std::move(left), 0);
    const bool tail = at_query_tail();
    if (tail || !with.tables.empty()) result->parenthesised = false;
    if (!with.tables.empty()) {
        if (!result->with.tables.empty())
            refuse(Errc::syntax_error, "multiple WITH clauses not allowed", begin);
        result->with = std::move(with);
    }
    if (tail) query_tail(*result);
    result->position = begin;
    return result;
}

// UNION and EXCEPT are one level, INTERSECT binds tighter; all associate to the left.
QueryPtr Parser::set_expression(int minimum) {
    QueryPtr left = at('(') && !sqlite() ? parenthesised_query() : simple_query();
    return set_rest(std::move(left), minimum);
}

QueryPtr Parser::set_rest(QueryPtr left, int minimum) {
    std::size_t height = height_;
    for (;;) {
        const int level = at("intersect"_kw) && !sqlite() ? 1 : 0;
        if (!at("union"_kw) && !at("except"_kw) && !at("intersect"_kw)) break;
        if (level < minimum) break;
        const Token word = take();
        SetOperation operation;
        operation.op = word.is("union"_kw)    ? SetOperator::union_
                       : word.is("except"_kw) ? SetOperator::except
                                              : SetOperator::intersect;
        operation.all = accept("all"_kw);
        if (!operation.all && !sqlite()) accept("distinct"_kw);
        const std::uint32_t begin = left->position;
        operation.left = std::move(left);
        operation.right = set_expression(level + 1);
        height = std::max(height, height_);
        grow(height);
        left = QueryPtr(new Query);
        left->body = std::move(operation);
        left->position = begin;
    }
    height_ = height;
    note_height(height);
    return left;
}

QueryPtr Parser::parenthesised_query() {
    Descent descent(*this);
    expect('(');
    QueryPtr result = query();
    expect(')');
    result->parenthesised = true;
    return result;
}

QueryPtr Parser::simple_query() {
    QueryPtr result(new Query);
    result->position = begin();
    if (at("values"_kw)) {
        result->body = values();
    } else if (!sqlite() && accept("table"_kw)) {
        const TableRef table = relation();
        if (table.only) refuse_unsupported("TABLE ONLY", result->position);
        result->body = TableCommand{table.name};
    } else {
        if (!at("select"_kw)) refuse();
        result->body = select();
    }
    return result;
}

Values Parser::values() {
    take();
    Values values;
    do {
        expect('(');
        values.rows.push_back(expression_list());
        expect(')');
    } while (accept(','));
    return values;
}

Select Parser::select() {
    take();
    Select select;
    if (accept("distinct"_kw)) {
        select.distinct = true;
        if (!sqlite() && accept("on"_kw)) {
            expect('(');
            select.distinct_on = expression_list();
            expect(')');
        }
        select.items = select_items();
    } else {
        accept("all"_kw);
        if (sqlite() || !at_select_list_end()) select.items = select_items();
    }
    if (at("into"_kw) && !sqlite()) into_clause(select);
    if (accept("from"_kw)) select.from = from_list();
    if (accept("where"_kw)) select.where = expression();
    if (accept("group"_kw)) {
        expect("by"_kw);
        if (!sqlite()) {
            select.group_distinct = accept("distinct"_kw);
            if (!select.group_distinct) accept("all"_kw);
        }
        select.group_by = group_items();
    }
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

bool Parser::at_select_list_end(std::size_t ahead) const {
    static constexpr Keyword clauses[] = {
        "from"_kw,
        "into"_kw,
        "where"_kw,
        "group"_kw,
        "having"_kw,
        "window"_kw,
        "union"_kw,
        "intersect"_kw,
        "except"_kw,
        "order"_kw,
        "limit"_kw,
        "offset"_kw,
        "fetch"_kw,
        "for"_kw,
        "on"_kw,
        "returning"_kw,
        "with"_kw,
    };
    const Token& token = peek(ahead);
    if (token.kind == TokenKind::end || token.kind == TokenKind::error || token.is(')') || token.is(';'))
        return true;
    return token.kind == TokenKind::word && std::ranges::find(clauses, token.keyword) != std::end(clauses);
}

// SELECT a is, b: where no operand can follow, the word of an operator is a column's alias.
bool Parser::at_operator_as_label() const {
    return depth() == label_depth_ && peek().kind == TokenKind::word && is_bare_label(peek()) &&
           (peek(1).is(',') || at_select_list_end(1));
}

std::vector<SelectItem> Parser::select_items() {
    std::vector<SelectItem> items;
    do items.push_back(select_item());
    while (accept(','));
    return items;
}

SelectItem Parser::select_item() {
    SelectItem item;
    const std::uint32_t begin = this->begin();
    if (accept('*')) {
        item.expr = node(Star{}, begin);
        return item;
    }
    const std::size_t outer = std::exchange(label_depth_, depth());
    item.expr = expression();
    label_depth_ = outer;
    if (accept("as"_kw))
        item.alias = label();
    else if (is_bare_label(peek()) || (sqlite() && at_string()))
        item.alias = text(take());
    return item;
}

void Parser::into_clause(Select& select) {
    take();
    if (accept("local"_kw) || accept("global"_kw)) {
        if (!at("temporary"_kw) && !at("temp"_kw)) refuse();
    }
    const bool qualified = is_column_id(peek(1)) || peek(1).is("table"_kw);  // else it is the table's name
    select.into_temporary = qualified && (accept("temporary"_kw) || accept("temp"_kw));
    if (!select.into_temporary && qualified) accept("unlogged"_kw);
    accept("table"_kw);
    select.into = qualified_name();
}

std::vector<ExprPtr> Parser::group_items() {
    std::vector<ExprPtr> items;
    do items.push_back(group_item());
    while (accept(','));
    return items;
}

ExprPtr Parser::group_item() {
    Descent descent(*this);
    const std::uint32_t begin = this->begin();
    GroupingSets sets;
    if (sqlite()) return expression();
    if (at('(') && peek(1).is(')')) {
        take();
        take();
        return node(std::move(sets), begin);
    }
    if ((at("rollup"_kw) || at("cube"_kw)) && peek(1).is('(')) {
        sets.kind = take().is("cube"_kw) ? GroupingSets::Kind::cube : GroupingSets::Kind::rollup;
        take();
        sets.elements = expression_list();
    } else if (at("grouping"_kw, "sets"_kw)) {
        take();
        take();
        sets.kind = GroupingSets::Kind::sets;
        expect('(');
        sets.elements = group_items();
    } else {
        return expression();
    }
    expect(')');
    return node(std::move(sets), begin);
}

std::vector<SortKey> Parser::sort_clause() {
    std::vector<SortKey> keys;
    do keys.push_back(sort_key());
    while (accept(','));
    return keys;
}

SortKey Parser::sort_key() {
    SortKey key;
    key.expr = expression();
    if (!sqlite() && accept("using"_kw)) {
        const std::uint32_t begin = this->begin();
        const Token& token = peek();
        const bool symbol = token.kind == TokenKind::symbol &&
                            std::string_view("+-*/%^<>=").find(token.symbol) != std::string_view::npos;
        if (!symbol && !token.is("operator"_kw) && token.kind != TokenKind::operator_ &&
            token.kind != TokenKind::less_equals && token.kind != TokenKind::greater_equals &&
            token.kind != TokenKind::not_equals)
            refuse();
        Name schema;
        operator_symbol(schema);
        key.using_operator = source_since(begin);
    } else if (accept("desc"_kw)) {
        key.descending = true;
    } else {
        accept("asc"_kw);
    }
    if (at("nulls"_kw, "first"_kw) || at("nulls"_kw, "last"_kw)) {
        take();
        key.nulls_first = take().is("first"_kw);
    }
    return key;
}

bool Parser::at_limit() const {
    return at_any("limit"_kw, "offset"_kw, "fetch"_kw);
}
bool Parser::at_locking() const {
    return at("for"_kw) && !sqlite();
}

void Parser::query_tail(Query& query) {
    const std::uint32_t order_position = begin();
    if (accept("order"_kw)) {
        if (!query.order_by.empty())
            refuse(Errc::syntax_error, "multiple ORDER BY clauses not allowed", order_position);
        expect("by"_kw);
        query.order_by = sort_clause();
    }
    if (sqlite()) {
        sqlite_limit(query);
    } else if (at_locking()) {
        locking_clauses(query);
        limit_clauses(query);
    } else {
        limit_clauses(query);
        if (at_locking()) locking_clauses(query);
    }
}

void Parser::sqlite_limit(Query& query) {
    if (!accept("limit"_kw)) return;
    query.limit = expression();
    if (accept("offset"_kw)) {
        query.offset = expression();
    } else if (accept(',')) {
        query.offset = std::exchange(query.limit, expression());
    }
}

void Parser::limit_clauses(Query& query) {
    bool limited = false, offset = false;
    const bool had_limits = query.limit || query.offset || query.with_ties;
    const std::uint32_t clauses = begin();
    while (at_limit()) {
        const std::uint32_t begin = this->begin();
        if (at("offset"_kw)) {
            if (offset) refuse();
            offset = true;
            take();
            if (query.offset) refuse(Errc::syntax_error, "multiple OFFSET clauses not allowed", begin);
            query.offset = expression();
            if (!accept("row"_kw)) accept("rows"_kw);
            continue;
        }
        if (limited) refuse();
        limited = true;
        if (query.limit || query.with_ties)
            refuse(Errc::syntax_error, "multiple LIMIT clauses not allowed", begin);
        if (at("fetch"_kw)) {
            fetch_clause(query);
            continue;
        }
        take();
        if (!accept("all"_kw)) query.limit = expression();
        if (at(',')) {
            refuse(Error(Errc::syntax_error, "LIMIT #,# syntax is not supported")
                       .with_hint("Use separate LIMIT and OFFSET clauses."),
                   begin);
        }
    }
    if (had_limits && (limited || offset))
        refuse(Errc::syntax_error, "multiple limit options not allowed", clauses);
}

void Parser::fetch_clause(Query& query) {
    const std::uint32_t begin = this->begin();
    take();
    if (!accept("first"_kw)) expect("next"_kw);
    if (at("row"_kw) || at("rows"_kw)) {
        query.limit = make(Literal{LiteralKind::integer, "1", -1}, begin);
    } else if (at('+') || at('-')) {
        const Token sign = take();
        if (!at(TokenKind::integer) && !at(TokenKind::decimal)) refuse();
        query.limit = literal();
        if (sign.is('-')) query.limit = node(Unary{"-", {}, std::move(query.limit)}, sign.begin);
    } else {
        Descent descent(*this);
        query.limit = primary();
    }
    if (!accept("row"_kw)) expect("rows"_kw);
    if (accept("only"_kw)) return;
    expect("with"_kw, "ties"_kw);
    query.with_ties = true;
    if (query.order_by.empty())
        refuse(Errc::syntax_error, "WITH TIES cannot be specified without ORDER BY clause", begin);
}

void Parser::locking_clauses(Query& query) {
    while (accept("for"_kw)) {
        if (accept("read"_kw)) {
            expect("only"_kw);
            return;
        }
        Locking lock;
        if (accept("update"_kw)) {
            lock.strength = LockStrength::update;
        } else if (accept("share"_kw)) {
            lock.strength = LockStrength::share;
        } else if (accept("no"_kw)) {
            expect("key"_kw, "update"_kw);
            lock.strength = LockStrength::no_key_update;
        } else {
            expect("key"_kw, "share"_kw);
            lock.strength = LockStrength::key_share;
        }
        if (accept("of"_kw)) lock.of = qualified_name_list();
        if (accept("nowait"_kw)) {
            lock.wait = LockWait::nowait;
        } else if (accept("skip"_kw)) {
            expect("locked"_kw);
            lock.wait = LockWait::skip_locked;
        }
        query.locking.push_back(std::move(lock));
    }
}

}  // namespace ormgate::dialects
