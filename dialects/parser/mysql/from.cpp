#include <algorithm>
#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

bool MysqlParser::at_join_word() const {
    return at_any("join"_kw, "cross"_kw, "natural"_kw, "inner"_kw, "left"_kw, "right"_kw, "straight_join"_kw);
}

FromItemPtr MysqlParser::join_chain(FromItemPtr left) {
    std::size_t height = height_;
    while (at_join_word()) {
        left = join(std::move(left));
        height = std::max(height, height_);
        grow(height);
    }
    height_ = height;
    note_height(height);
    return left;
}

// [INNER|CROSS] JOIN and STRAIGHT_JOIN may lack their condition. What follows such a join then still belongs
// to the left: a JOIN b LEFT JOIN c ON … is (a JOIN b) LEFT JOIN c ON ….
FromItemPtr MysqlParser::join(FromItemPtr left) {
    Descent descent(*this);
    Join join;
    if (accept("natural"_kw)) {
        join.natural = true;
        if (!accept("inner"_kw) && at_any("left"_kw, "right"_kw)) {
            join.kind = take().is("left"_kw) ? JoinKind::left : JoinKind::right;
            accept("outer"_kw);
        }
        expect("join"_kw);
        return attach(std::move(left), std::move(join), from_primary());
    }
    if (at_any("left"_kw, "right"_kw)) {
        join.kind = take().is("left"_kw) ? JoinKind::left : JoinKind::right;
        accept("outer"_kw);
        expect("join"_kw);
    } else if (accept("straight_join"_kw)) {
        join.straight = true;
    } else {
        if (!accept("inner"_kw)) accept("cross"_kw);
        expect("join"_kw);
    }
    FromItemPtr right = join_chain(from_primary());
    if (accept("on"_kw)) {
        join.on = expression();
    } else if (accept("using"_kw)) {
        join.using_columns = column_list();
    } else if (join.kind != JoinKind::inner) {
        refuse();
    }
    return attach(std::move(left), std::move(join), std::move(right));
}

bool MysqlParser::is_closed(const FromItem& item) const {
    return item.as<Join>() == nullptr || std::ranges::find(closed_joins_, &item) != closed_joins_.end();
}

FromItemPtr MysqlParser::attach(FromItemPtr left, Join join, FromItemPtr right) {
    const bool unconditional = !join.on && join.using_columns.empty() && !join.natural;
    if (unconditional && !is_closed(*right)) {
        FromItem* leaf = right.get();
        while (!is_closed(*leaf->as<Join>()->left)) leaf = leaf->as<Join>()->left.get();
        FromItemPtr& first = leaf->as<Join>()->left;
        first = attach(std::move(left), std::move(join), std::move(first));
        return right;
    }
    if (unconditional && !join.straight) join.kind = JoinKind::cross;
    FromItemPtr item(new FromItem);
    item->position = left->position;
    join.left = std::move(left);
    join.right = std::move(right);
    item->node = std::move(join);
    return item;
}

FromItemPtr MysqlParser::from_primary() {
    if (at('{')) {  // {OJ a LEFT JOIN b ON …}
        take();
        if (!at_word("oj")) refuse();
        take();
        FromItemPtr item = from_item();
        expect('}');
        return item;
    }
    if (!mariadb() && accept("lateral"_kw)) {
        if (!at('(')) refuse();
        return derived(true);
    }
    if (at("json_table"_kw) && peek(1).is('(')) return json_table();
    if (at_query_in_parentheses()) {
        // ((SELECT …) UNION …) t, or ((SELECT …) t JOIN u …): what follows the inner parenthesis tells.
        if (peek(1).is('(')) return parenthesised_tables();
        return derived(false);
    }
    if (at('(')) return parenthesised_tables();
    return table();
}

FromItemPtr MysqlParser::derived(bool lateral) {
    FromItemPtr item(new FromItem);
    item->position = begin();
    item->node = SubqueryRef{lateral, parenthesised_query()};
    item->alias = table_alias(true);
    if (item->alias.name.empty())
        refuse(Errc::syntax_error, "Every derived table must have its own alias", item->position);
    return item;
}

// (a, b JOIN c …): a comma inside parentheses is a join without a condition.
FromItemPtr MysqlParser::parenthesised_tables() {
    Descent descent(*this);
    const std::uint32_t begin = this->begin();
    if (at_query_in_parentheses()) {
        FromParentheses inside = from_parentheses();
        if (inside.query) {
            FromItemPtr item(new FromItem);
            item->position = begin;
            item->node = SubqueryRef{false, std::move(inside.query)};
            item->alias = table_alias(true);
            if (item->alias.name.empty())
                refuse(Errc::syntax_error, "Every derived table must have its own alias", begin);
            return item;
        }
        if (inside.item->as<Join>() != nullptr) closed_joins_.push_back(inside.item.get());
        return std::move(inside.item);
    }
    take();
    FromItemPtr result = from_item();
    while (accept(',')) {
        FromItemPtr right = from_item();
        if (right->as<Join>() != nullptr) closed_joins_.push_back(right.get());
        result = attach(std::move(result), Join{}, std::move(right));
    }
    expect(')');
    if (result->as<Join>() != nullptr) closed_joins_.push_back(result.get());
    return result;
}

// db.table; a name is of two parts at most.
Name MysqlParser::table_name() {
    Name name{column_id()};
    if (accept('.')) name.push_back(label());
    if (at('.')) refuse();
    return name;
}

std::vector<std::string> MysqlParser::partition_names() {
    if (!at("partition"_kw) || !peek(1).is('(')) return {};
    take();
    return column_list();
}

Alias MysqlParser::table_alias(bool columns) {
    Alias alias;
    if (accept("as"_kw)) {
        if (at_string())
            alias.name = string_constant();
        else
            alias.name = column_id();
    } else if (is_column_id(peek()) && !at("window"_kw)) {  // MariaDB does not reserve WINDOW
        alias.name = text(take());
    }
    if (columns && !alias.name.empty() && at('(')) alias.columns = column_list();
    return alias;
}

FromItemPtr MysqlParser::table(bool aliased) {
    FromItemPtr item(new FromItem);
    item->position = begin();
    TableRef table;
    table.name = table_name();
    table.partitions = partition_names();
    if (mariadb() && at("for"_kw) && peek(1).is("system_time"_kw))
        refuse_unsupported("FOR SYSTEM_TIME", begin());
    if (aliased) {
        item->alias = table_alias(false);
        index_hints(table);
    }
    item->node = std::move(table);
    return item;
}

// USE|FORCE|IGNORE {INDEX|KEY} [FOR {JOIN|ORDER BY|GROUP BY}] (names)
void MysqlParser::index_hints(TableRef& table) {
    while (at_any("use"_kw, "force"_kw, "ignore"_kw) && (peek(1).is("index"_kw) || peek(1).is("key"_kw))) {
        const bool use = at("use"_kw);
        std::string hint;
        for (char c : lower_word()) hint += c;
        take();
        hint += " index";
        if (accept("for"_kw)) {
            if (accept("join"_kw)) {
                hint += " for join";
            } else {
                if (!at("order"_kw) && !at("group"_kw)) refuse();
                hint += take().is("order"_kw) ? " for order by" : " for group by";
                expect("by"_kw);
            }
        }
        expect('(');
        const std::uint32_t names = begin();
        bool first = true;
        while (!at(')')) {
            if (!first) expect(',');
            first = false;
            if (!accept("primary"_kw)) column_id();
        }
        if (first && !use) refuse();
        hint += " (" + (first ? std::string() : source_since(names)) + ')';
        take();
        table.index_hints.push_back(std::move(hint));
    }
}

FromItemPtr MysqlParser::json_table() {
    FromItemPtr item(new FromItem);
    item->position = begin();
    take();
    JsonTableRef table;
    expect('(');
    table.document = expression();
    expect(',');
    table.path = string_constant();
    table.columns = json_columns();
    expect(')');
    item->node = std::move(table);
    item->alias = table_alias(false);
    if (item->alias.name.empty())
        refuse(Errc::syntax_error, "Every table function must have an alias", item->position);
    return item;
}

std::vector<JsonTableColumn> MysqlParser::json_columns() {
    Descent descent(*this);
    std::vector<JsonTableColumn> columns;
    expect("columns"_kw, '(');
    do {
        JsonTableColumn column;
        if (accept("nested"_kw)) {
            accept("path"_kw);
            column.kind = JsonTableColumn::Kind::nested;
            column.path = string_constant();
            column.nested = json_columns();
            columns.push_back(std::move(column));
            continue;
        }
        column.name = column_id();
        if (accept("for"_kw)) {
            expect("ordinality"_kw);
            column.kind = JsonTableColumn::Kind::ordinality;
            columns.push_back(std::move(column));
            continue;
        }
        column.type = column_type();
        if (accept("collate"_kw)) column.type.collation = label_or_string();
        if (accept("exists"_kw)) column.kind = JsonTableColumn::Kind::exists;
        expect("path"_kw);
        column.path = string_constant();
        json_reactions(column.on_empty, column.on_error);
        columns.push_back(std::move(column));
    } while (accept(','));
    expect(')');
    return columns;
}

}  // namespace ormgate::dialects
