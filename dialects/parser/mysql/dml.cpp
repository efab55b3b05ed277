#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr MysqlParser::query_or_dml() {
    Descent descent(*this);
    const std::uint32_t begin = this->begin();
    With with;
    if (at("with"_kw)) {
        with = with_clause();
        const bool dml = !mariadb() && at_any("update"_kw, "delete"_kw);
        if (!dml) {
            if (!at('(') && !at_query_word(0)) refuse();
            QueryPtr left = set_expression(0);
            return finish(query_rest(std::move(left), std::move(with), begin), begin);
        }
    }
    if (at("insert"_kw) || at("replace"_kw)) return finish(insert_statement(std::move(with)), begin);
    if (at("update"_kw)) return finish(update_statement(std::move(with)), begin);
    if (at("delete"_kw)) return finish(delete_statement(std::move(with)), begin);
    if (!at('(') && !at_query_word(0)) refuse();
    return finish(query(), begin);
}

std::vector<std::string> MysqlParser::words(std::initializer_list<Keyword> known) {
    std::vector<std::string> found;
    for (bool more = true; more;) {
        more = false;
        for (Keyword word : known) {
            if (!at(word)) continue;
            found.push_back(lower_word());
            more = true;
        }
    }
    return found;
}

Insert MysqlParser::insert_statement(With with) {
    Insert insert;
    insert.with = std::move(with);
    const bool replace = take().is("replace"_kw);
    insert.verb = replace ? InsertVerb::replace : InsertVerb::insert;
    if (at_any("low_priority"_kw, "delayed"_kw) || (at("high_priority"_kw) && !replace))
        insert.hints.push_back(lower_word());
    if (!replace && accept("ignore"_kw)) insert.verb = InsertVerb::insert_ignore;
    accept("into"_kw);
    insert.table_position = begin();
    insert.table = table_name();
    insert.partitions = partition_names();
    if (accept("set"_kw)) {
        insert_assignments(insert);
    } else {
        insert_rows(insert);
    }
    if (!mariadb() && !replace && accept("as"_kw)) {
        insert.row_alias = column_id();
        if (at('(')) insert.row_alias_columns = column_list();
    }
    if (!replace && at("on"_kw)) duplicate_key(insert);
    if (mariadb()) insert.returning = accept("returning"_kw) ? select_list() : std::vector<SelectItem>();
    return insert;
}

// [(a, b)] VALUES … | SELECT …
void MysqlParser::insert_rows(Insert& insert) {
    if (at('(') && !at_query_in_parentheses()) {
        take();
        while (!at(')')) {
            if (!insert.columns.empty()) expect(',');
            insert.column_positions.push_back(begin());
            Name column = qualified_name();  // the table may stand before it
            insert.columns.push_back(std::move(column.back()));
        }
        take();
    }
    const bool rows = at("values"_kw) || (at("value"_kw) && peek(1).is('('));
    if (rows && !peek(1).is("row"_kw)) {
        QueryPtr query(new Query);
        query->position = begin();
        query->body = insert_values();
        insert.source = std::move(query);
        return;
    }
    if (!at('(') && !at_query_word(0)) refuse();
    insert.source = query();
}

Values MysqlParser::insert_values() {
    take();
    Values values;
    do {
        expect('(');
        std::vector<ExprPtr> row;
        if (!at(')')) row = expression_list();
        expect(')');
        values.rows.push_back(std::move(row));
    } while (accept(','));
    return values;
}

// INSERT … SET a = 1, b = 2 is INSERT … (a, b) VALUES (1, 2).
void MysqlParser::insert_assignments(Insert& insert) {
    QueryPtr query(new Query);
    query->position = begin();
    Values values;
    values.rows.emplace_back();
    do {
        insert.column_positions.push_back(begin());
        Assignment assignment = this->assignment();
        insert.columns.push_back(std::move(assignment.target.back()));
        values.rows.front().push_back(std::move(assignment.value));
    } while (accept(','));
    query->body = std::move(values);
    insert.source = std::move(query);
}

void MysqlParser::duplicate_key(Insert& insert) {
    take();
    expect("duplicate"_kw, "key"_kw, "update"_kw);
    in_duplicate_key_ = true;
    insert.on_duplicate_key = assignments();
    in_duplicate_key_ = false;
}

Assignment MysqlParser::assignment() {
    Assignment result;
    result.position = begin();
    result.target = qualified_name();
    if (!accept(TokenKind::colon_equals)) expect('=');
    result.value = expression();
    return result;
}

void MysqlParser::order_and_limit(std::vector<SortKey>& order_by, ExprPtr& limit) {
    if (accept("order"_kw)) {
        expect("by"_kw);
        order_by = sort_clause();
    }
    if (accept("limit"_kw)) limit = expression();
}

Update MysqlParser::update_statement(With with) {
    take();
    Update update;
    update.with = std::move(with);
    update.hints = words({"low_priority"_kw});
    update.ignore = accept("ignore"_kw);
    update.targets = from_list();
    expect("set"_kw);
    update.set = assignments();
    if (accept("where"_kw)) update.where = expression();
    const bool single = update.targets.size() == 1 && update.targets.front()->as<TableRef>() != nullptr;
    if (single || mariadb()) order_and_limit(update.order_by, update.limit);
    return update;
}

// A table of DELETE a, b.* FROM …
FromItemPtr MysqlParser::delete_target() {
    FromItemPtr item(new FromItem);
    item->position = begin();
    TableRef table;
    table.name = {column_id()};
    if (accept('.') && !accept('*')) {
        table.name.push_back(label());
        if (accept('.')) expect('*');
    }
    item->node = std::move(table);
    return item;
}

// DELETE FROM t …; DELETE a, b FROM …; DELETE FROM a, b USING …
Delete MysqlParser::delete_statement(With with) {
    take();
    Delete result;
    result.with = std::move(with);
    result.hints = words({"low_priority"_kw, "quick"_kw});
    result.ignore = accept("ignore"_kw);
    if (!accept("from"_kw)) {
        do result.targets.push_back(delete_target());
        while (accept(','));
        expect("from"_kw);
        result.using_ = from_list();
        if (accept("where"_kw)) result.where = expression();
        if (mariadb()) order_and_limit(result.order_by, result.limit);
        return result;
    }
    std::size_t ahead = 1;
    while (peek(ahead).is('.')) ahead += 2;
    const bool several =
        peek(ahead).is(',') || peek(ahead).is("using"_kw) || (peek(ahead - 1).is('*') && ahead > 1);
    if (several) {
        do result.targets.push_back(delete_target());
        while (accept(','));
        expect("using"_kw);
        result.using_ = from_list();
        if (accept("where"_kw)) result.where = expression();
        if (mariadb()) order_and_limit(result.order_by, result.limit);
        return result;
    }
    FromItemPtr item = table(false);
    if (!mariadb()) item->alias = table_alias(false);
    TableRef& target = *item->as<TableRef>();
    if (target.partitions.empty()) target.partitions = partition_names();
    result.targets.push_back(std::move(item));
    if (accept("where"_kw)) result.where = expression();
    order_and_limit(result.order_by, result.limit);
    if (mariadb() && accept("returning"_kw)) result.returning = select_list();
    return result;
}

StatementPtr MysqlParser::load_data() {
    const std::uint32_t begin = this->begin();
    LoadData load;
    take();
    if (at("xml"_kw)) refuse_unsupported("LOAD XML", begin);
    expect("data"_kw);
    if (at_word("concurrent") || at("low_priority"_kw)) load.hints.push_back(lower_word());
    load.local = accept("local"_kw);
    expect("infile"_kw);
    load.file = string_constant();
    if (at("ignore"_kw) || at("replace"_kw)) load.duplicates = lower_word();
    expect("into"_kw, "table"_kw);
    load.table = table_name();
    load.partitions = partition_names();
    if (accept("charset"_kw)) {
        load.character_set = character_set_name();
    } else if (at("character"_kw) || at("char"_kw)) {
        take();
        expect("set"_kw);
        load.character_set = character_set_name();
    }
    load_formats(load);
    if (at('(')) {
        take();
        while (!at(')')) {
            if (!load.columns.empty()) expect(',');
            const std::uint32_t column = this->begin();
            if (at(TokenKind::user_variable))
                load.columns.push_back(variable());
            else
                load.columns.push_back(node(ColumnRef{qualified_name()}, column));
        }
        take();
    }
    if (accept("set"_kw)) load.set = assignments();
    return finish(std::move(load), begin);
}

void MysqlParser::load_formats(LoadData& load) {
    if (at("fields"_kw) || at("columns"_kw)) {
        take();
        bool any = false;
        for (bool more = true; more;) {
            more = false;
            if (accept("terminated"_kw)) {
                expect("by"_kw);
                load.fields_terminated = string_constant();
            } else if (at("optionally"_kw) || at("enclosed"_kw)) {
                load.optionally_enclosed = accept("optionally"_kw);
                expect("enclosed"_kw, "by"_kw);
                load.enclosed = string_constant();
            } else if (accept("escaped"_kw)) {
                expect("by"_kw);
                load.escaped = string_constant();
            } else {
                break;
            }
            more = any = true;
        }
        if (!any) refuse();
    }
    if (accept("lines"_kw)) {
        if (!at("starting"_kw) && !at("terminated"_kw)) refuse();
        while (at("starting"_kw) || at("terminated"_kw)) {
            const bool starting = take().is("starting"_kw);
            expect("by"_kw);
            (starting ? load.lines_starting : load.lines_terminated) = string_constant();
        }
    }
    if (accept("ignore"_kw)) {
        load.ignore_lines = integer_constant();
        if (!accept("lines"_kw)) expect("rows"_kw);
    }
}

}  // namespace ormgate::dialects
