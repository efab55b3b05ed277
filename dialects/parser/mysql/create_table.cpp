#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr MysqlParser::create_table(bool or_replace, bool temporary, std::uint32_t begin) {
    CreateTable table;
    expect("table"_kw);
    table.or_replace = or_replace;
    table.temporary = temporary;
    table.if_not_exists = if_not_exists();
    table.name = table_name();
    const bool like = at("like"_kw) || (at('(') && peek(1).is("like"_kw));
    if (like) {
        const bool parentheses = accept('(');
        take();
        LikeClause clause;
        clause.table = table_name();
        table.like.push_back(std::move(clause));
        if (parentheses) expect(')');
        return finish(std::move(table), begin);
    }
    if (at('(') && !at_query_in_parentheses()) create_definitions(table);
    create_tail(table);
    if (table.columns.empty() && table.constraints.empty() && !table.as_query) refuse();
    return finish(std::move(table), begin);
}

void MysqlParser::create_definitions(CreateTable& table) {
    expect('(');
    do {
        if (mariadb() && at_word("period") && peek(1).is("for"_kw)) refuse_unsupported("PERIOD FOR", begin());
        if (at_table_key()) {
            table.constraints.push_back(table_key());
            continue;
        }
        std::string name = column_id();
        table.columns.push_back(column(std::move(name)));
    } while (accept(','));
    expect(')');
}

// Options, partitions, [IGNORE|REPLACE] [AS] query.
void MysqlParser::create_tail(CreateTable& table) {
    bool first = true;
    for (;;) {
        if (!first) accept(',');
        first = false;
        if (!table_option(table.options)) break;
    }
    if (mariadb() && at("with"_kw, "system"_kw)) refuse_unsupported("SYSTEM VERSIONING", begin());
    if (at("partition"_kw)) partition_clause(table);
    if ((at("ignore"_kw) || at("replace"_kw))) table.on_duplicate = lower_word();
    const bool as = accept("as"_kw);
    if (as || at('(') || at_query_word(0)) {
        if (!at('(') && !at_query_word(0)) refuse();
        table.as_query = query();
    } else if (!table.on_duplicate.empty()) {
        refuse();
    }
}

std::string MysqlParser::option_value() {
    if (at_string()) return string_constant();
    if (at(TokenKind::integer)) return std::to_string(integer_constant());
    if (at(TokenKind::decimal)) return std::string(source(take()));
    if (at("default"_kw) || at("binary"_kw)) return lower_word();
    return column_id();
}

// One option; the name is stored in lower case, the value decoded.
bool MysqlParser::table_option(std::vector<Option>& options) {
    const bool defaulted = at("default"_kw) && (peek(1).is("charset"_kw) || peek(1).is("character"_kw) ||
                                                peek(1).is("char"_kw) || peek(1).is("collate"_kw));
    if (defaulted) take();
    std::string name;
    if (at("character"_kw, "set"_kw) || at("char"_kw, "set"_kw) || at("charset"_kw)) {
        if (!take().is("charset"_kw)) take();
        accept('=');
        options.push_back({"charset", label_or_string()});
        return true;
    }
    if (accept("collate"_kw)) {
        accept('=');
        options.push_back({"collate", label_or_string()});
        return true;
    }
    if (at("data"_kw, "directory"_kw) || at("index"_kw, "directory"_kw)) {
        name = lower_word() + ' ' + lower_word();
        accept('=');
        options.push_back({std::move(name), string_constant()});
        return true;
    }
    if (accept("union"_kw)) {
        accept('=');
        const std::uint32_t begin = this->begin();
        expect('(');
        if (!at(')')) qualified_name_list();
        expect(')');
        options.push_back({"union", source_since(begin)});
        return true;
    }
    static constexpr Keyword known[] = {
        "engine"_kw,
        "auto_increment"_kw,
        "avg_row_length"_kw,
        "checksum"_kw,
        "comment"_kw,
        "compression"_kw,
        "connection"_kw,
        "delay_key_write"_kw,
        "encryption"_kw,
        "insert_method"_kw,
        "key_block_size"_kw,
        "max_rows"_kw,
        "min_rows"_kw,
        "pack_keys"_kw,
        "password"_kw,
        "row_format"_kw,
        "stats_auto_recalc"_kw,
        "stats_persistent"_kw,
        "stats_sample_pages"_kw,
        "tablespace"_kw,
        "table_checksum"_kw,
        "transactional"_kw,
        "page_checksum"_kw,
        "engine_attribute"_kw,
        "secondary_engine_attribute"_kw,
        "secondary_engine"_kw,
        "autoextend_size"_kw,
        "storage"_kw,
        "encrypted"_kw,
        "encryption_key_id"_kw,
        "sequence"_kw,
        "checksum"_kw,
    };
    for (Keyword word : known) {
        if (!at(word)) continue;
        name = lower_word();
        accept('=');
        if (name == "engine" && !at_string() && !is_column_id(peek())) refuse();
        options.push_back({std::move(name), option_value()});
        return true;
    }
    // MariaDB's engines have options of their own.
    if (mariadb() && is_column_id(peek()) && peek(1).is('=')) {
        name = column_id();
        take();
        options.push_back({std::move(name), option_value()});
        return true;
    }
    return false;
}

// Kept as written.
void MysqlParser::partition_clause(CreateTable& table) {
    expect("partition"_kw, "by"_kw);
    const std::uint32_t begin = this->begin();
    accept("linear"_kw);
    const bool system_time = mariadb() && at("system_time"_kw);
    if (!at_any("hash"_kw, "key"_kw, "range"_kw, "list"_kw) && !system_time) refuse();
    const bool keyed = at("key"_kw);
    take();
    if (system_time) refuse_unsupported("PARTITION BY SYSTEM_TIME", begin);
    if (keyed && (at("algorithm"_kw) || at_word("algorithm"))) {
        take();
        expect('=');
        integer_constant();
    }
    if (!keyed) accept("columns"_kw);
    if (!at('(')) refuse();
    std::size_t depth = 0;
    // Up to the query of CREATE TABLE … AS, if there is one.
    while (!at_statement_end() && !at(TokenKind::error)) {
        if (depth == 0 && (at_any("as"_kw, "select"_kw, "ignore"_kw, "replace"_kw, "with"_kw))) break;
        if (at('(')) ++depth;
        if (at(')')) {
            if (depth == 0) refuse();
            --depth;
        }
        take();
    }
    if (depth > 0 || at(TokenKind::error)) refuse();
    table.partition_by = source_since(begin);
}

}  // namespace ormgate::dialects
