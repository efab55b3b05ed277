#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

std::vector<FromItemPtr> Parser::from_list() {
    std::vector<FromItemPtr> items;
    do items.push_back(from_item());
    while (accept(','));
    return items;
}

FromItemPtr Parser::from_item() {
    Descent descent(*this);
    return join_chain(from_primary());
}

bool Parser::at_join() const {
    return at_any("join"_kw, "cross"_kw, "natural"_kw, "inner"_kw, "left"_kw, "right"_kw, "full"_kw);
}

// Joins associate to the left. What follows the right operand of a join still without its condition joins
// that operand.
FromItemPtr Parser::join_chain(FromItemPtr left) {
    std::size_t height = height_;
    while (at_join()) {
        left = join(std::move(left));
        height = std::max(height, height_);
        grow(height);
    }
    height_ = height;
    note_height(height);
    return left;
}

JoinKind Parser::join_kind() {
    if (accept("join"_kw)) return JoinKind::inner;
    JoinKind kind = JoinKind::inner;
    if (!accept("inner"_kw)) {
        const Token word = take();
        kind = word.is("left"_kw) ? JoinKind::left : word.is("right"_kw) ? JoinKind::right : JoinKind::full;
        accept("outer"_kw);
    }
    expect("join"_kw);
    return kind;
}

FromItemPtr Parser::join(FromItemPtr left) {
    Descent descent(*this);
    FromItemPtr item(new FromItem);
    item->position = left->position;
    Join join;
    join.left = std::move(left);
    if (accept("cross"_kw)) {
        expect("join"_kw);
        join.kind = JoinKind::cross;
        join.right = from_primary();
    } else if (accept("natural"_kw)) {
        if (!at_any("join"_kw, "inner"_kw, "left"_kw, "right"_kw, "full"_kw)) refuse();
        join.natural = true;
        join.kind = join_kind();
        join.right = from_primary();
    } else {
        join.kind = join_kind();
        join.right = join_chain(from_primary());
        join_condition(join);
    }
    item->node = std::move(join);
    return item;
}

void Parser::join_condition(Join& join) {
    if (accept("on"_kw)) {
        join.on = expression();
        return;
    }
    if (sqlite() && !at("using"_kw)) return;
    expect("using"_kw);
    join.using_columns = column_list();
    if (!sqlite() && accept("as"_kw)) join.using_alias = column_id();
}

FromItemPtr Parser::from_primary() {
    const std::uint32_t begin = this->begin();
    if (!sqlite() && accept("lateral"_kw)) {
        if (at('(')) {
            const std::uint32_t parenthesis = this->begin();
            return subquery_from(parenthesised_query(), true, parenthesis);
        }
        if (at("rows"_kw, "from"_kw)) return rows_from(true, begin);
        if (at("xmltable"_kw) && peek(1).is('(')) refuse_unsupported("XMLTABLE", begin);
        return function_from(true, begin);
    }
    if (at('(')) return parenthesised_from();
    if (!sqlite() && at("rows"_kw, "from"_kw)) return rows_from(false, begin);
    if (at("xmltable"_kw) && peek(1).is('(') && !sqlite()) refuse_unsupported("XMLTABLE", begin);
    if (at_function()) return function_from(false, begin);
    return table_from();
}

// After '(': a query, a join, or either in parentheses of its own; an alias behind an inner query makes it an
// item.
Parser::FromParentheses Parser::from_parentheses() {
    Descent descent(*this);
    FromParentheses result;
    expect('(');
    const std::uint32_t begin = this->begin();
    if (at_query_word(0)) {
        result.query = query();
        expect(')');
        return result;
    }
    if (!at_query_in_parentheses()) {
        result.item = join_chain(from_primary());
        if (result.item->as<Join>() == nullptr && !sqlite()) refuse();
        expect(')');
        return result;
    }
    FromParentheses inner = from_parentheses();
    if (inner.query && (at(')') || at_query_tail())) {
        inner.query->parenthesised = true;
        result.query = at(')') ? std::move(inner.query) : query_rest(std::move(inner.query), {}, begin);
        expect(')');
        return result;
    }
    FromItemPtr first =
        inner.query ? subquery_from(std::move(inner.query), false, begin) : std::move(inner.item);
    if (first->as<Join>() != nullptr) first->alias = alias();
    result.item = join_chain(std::move(first));
    if (result.item->as<Join>() == nullptr && !sqlite()) refuse();
    expect(')');
    return result;
}

FromItemPtr Parser::parenthesised_from() {
    const std::uint32_t begin = this->begin();
    FromParentheses inside = from_parentheses();
    if (inside.query) return subquery_from(std::move(inside.query), false, begin);
    Alias name = alias();
    if (!name.name.empty()) inside.item->alias = std::move(name);
    return std::move(inside.item);
}

FromItemPtr Parser::subquery_from(QueryPtr query, bool lateral, std::uint32_t begin) {
    FromItemPtr item(new FromItem);
    item->position = begin;
    const bool values = std::holds_alternative<Values>(query->body);
    item->node = SubqueryRef{lateral, std::move(query)};
    item->alias = alias();
    if (item->alias.name.empty() && !sqlite()) {
        const char* what =
            values ? "VALUES in FROM must have an alias" : "subquery in FROM must have an alias";
        const char* hint =
            values ? "For example, FROM (VALUES ...) [AS] foo." : "For example, FROM (SELECT ...) [AS] foo.";
        refuse(Error(Errc::syntax_error, what).with_hint(hint), begin);
    }
    return item;
}

// name(…), a.name(…), or a value whose keyword is a call by itself.
bool Parser::at_function() const {
    if (at_special_call() || (at("cast"_kw) && peek(1).is('('))) return true;
    if (!is_column_id(peek()) && !is_function_name(peek())) return false;
    std::size_t ahead = 1;
    while (peek(ahead).is('.') && is_label(peek(ahead + 1))) ahead += 2;
    return peek(ahead).is('(') && (ahead > 1 || is_function_name(peek()));
}

ExprPtr Parser::function_without_window() {
    const std::uint32_t begin = this->begin();
    Descent descent(*this);
    if (at_special_call()) return special_call();
    if (at("cast"_kw) && peek(1).is('(')) return cast_call();
    if (!at_function()) {
        if (is_function_name(peek()) || (is_column_id(peek()) && peek(1).is('.'))) {
            take();
            while (accept('.')) label();
        }
        refuse();
    }
    Name name{text(take())};
    while (accept('.')) name.push_back(label());
    return call(std::move(name), begin, false);
}

FromItemPtr Parser::function_from(bool lateral, std::uint32_t begin) {
    FromItemPtr item(new FromItem);
    item->position = begin;
    FunctionRef function;
    function.lateral = lateral;
    function.calls.push_back(function_without_window());
    if (!sqlite() && at("with"_kw, "ordinality"_kw)) {
        take();
        take();
        function.with_ordinality = true;
    }
    function_alias(*item, function);
    item->node = std::move(function);
    return item;
}

FromItemPtr Parser::rows_from(bool lateral, std::uint32_t begin) {
    FromItemPtr item(new FromItem);
    item->position = begin;
    FunctionRef function;
    function.lateral = lateral;
    function.rows_from = true;
    take();
    take();
    expect('(');
    do {
        function.calls.push_back(function_without_window());
        function.call_column_types.emplace_back();
        if (accept("as"_kw)) function.call_column_types.back() = column_definitions();
    } while (accept(','));
    expect(')');
    if (accept("with"_kw)) {
        expect("ordinality"_kw);
        function.with_ordinality = true;
    }
    function_alias(*item, function);
    item->node = std::move(function);
    return item;
}

void Parser::function_alias(FromItem& item, FunctionRef& function) {
    const bool as = accept("as"_kw);
    if (as && at('(')) {
        function.column_types = column_definitions();
        return;
    }
    if (!as && !is_column_id(peek())) return;
    item.alias.name = column_id();
    if (!at('(')) return;
    if (is_column_id(peek(1)) && (peek(2).is(',') || peek(2).is(')')))
        item.alias.columns = column_list();
    else
        function.column_types = column_definitions();
}

std::vector<FunctionRef::Column> Parser::column_definitions() {
    std::vector<FunctionRef::Column> columns;
    expect('(');
    do {
        FunctionRef::Column column;
        column.name = column_id();
        column.type = type_name();
        if (accept("collate"_kw)) column.collation = collation_name();
        columns.push_back(std::move(column));
    } while (accept(','));
    expect(')');
    return columns;
}

// WINDOW w AS: SQLite reserves no such word.
bool Parser::at_window_clause() const {
    return at("window"_kw) && is_column_id(peek(1)) && peek(2).is("as"_kw);
}

Alias Parser::alias() {
    Alias result;
    if (accept("as"_kw)) {
        result.name = sqlite() && at_string() ? text(take()) : column_id();
    } else if (is_column_id(peek()) && !(sqlite() && (at_join() || at_window_clause()))) {
        result.name = text(take());
    } else {
        return result;
    }
    if (at('(') && !sqlite()) result.columns = column_list();
    return result;
}

TableRef Parser::relation() {
    TableRef table;
    if (!sqlite() && accept("only"_kw)) {
        table.only = true;
        if (accept('(')) {
            table.name = qualified_name();
            expect(')');
        } else {
            table.name = qualified_name();
        }
        return table;
    }
    table.name = qualified_name();
    if (!sqlite()) accept('*');
    return table;
}

FromItemPtr Parser::table_from() {
    FromItemPtr item(new FromItem);
    item->position = begin();
    if (!at("only"_kw) && !is_column_id(peek()) && is_function_name(peek())) refuse(1);
    TableRef table = relation();
    item->alias = alias();
    if (!sqlite() && at("tablesample"_kw)) table_sample(table);
    sqlite_index_hint(table);
    item->node = std::move(table);
    return item;
}

void Parser::table_sample(TableRef& table) {
    take();
    table.sample_method = function_name();
    while (accept('.')) table.sample_method += '.' + label();
    expect('(');
    table.sample_args = expression_list();
    expect(')');
    if (!accept("repeatable"_kw)) return;
    expect('(');
    table.sample_seed = expression();
    expect(')');
}

// INDEXED BY i, NOT INDEXED
void Parser::sqlite_index_hint(TableRef& table) {
    if (!sqlite() || (!at("indexed"_kw) && !at("not"_kw, "indexed"_kw))) return;
    const std::uint32_t hint = begin();
    if (accept("not"_kw)) {
        take();
    } else {
        take();
        expect("by"_kw);
        column_id();
    }
    table.index_hints.push_back(source_since(hint));
}

// The table of UPDATE and DELETE: SET is no alias of it.
FromItemPtr Parser::target_relation() {
    FromItemPtr item(new FromItem);
    item->position = begin();
    item->node = relation();
    if (accept("as"_kw))
        item->alias.name = column_id();
    else if (is_column_id(peek()) && !at("set"_kw) && !sqlite())
        item->alias.name = column_id();
    sqlite_index_hint(*item->as<TableRef>());
    return item;
}

}  // namespace ormgate::dialects
