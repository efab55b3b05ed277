#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

void MysqlParser::like_or_where(ShowObjects& show) {
    if (accept("like"_kw)) {
        if (!at_string()) refuse();
        show.like = literal();
    } else if (accept("where"_kw)) {
        show.where = expression();
    }
}

// SHOW [EXTENDED] [FULL] {COLUMNS|FIELDS} | {INDEX|INDEXES|KEYS} | TABLES
bool MysqlParser::show_columns(ShowObjects& show) {
    std::size_t ahead = 0;
    while (peek(ahead).is("extended"_kw) || peek(ahead).is("full"_kw)) ++ahead;
    const Token& word = peek(ahead);
    const bool columns = word.is("columns"_kw) || word.is("fields"_kw);
    const bool index = word.is("index"_kw) || word.is("indexes"_kw) || word.is("keys"_kw);
    const bool tables = word.is("tables"_kw);
    const bool processes = word.is("processlist"_kw);
    if (!columns && !index && !tables && !processes) return false;
    if (mariadb() && at("extended"_kw)) refuse();
    show.what = accept("extended"_kw) ? "extended " : "";
    if (at("full"_kw)) {
        if (index) refuse(1);
        take();
        show.what += "full ";
    }
    take();
    if (processes) {
        show.what += "processlist";
        return true;
    }
    show.what += columns ? "columns" : index ? "index" : "tables";
    if (columns || index) {
        if (!accept("from"_kw)) expect("in"_kw);
        show.object = table_name();
    }
    if (accept("from"_kw) || accept("in"_kw)) show.database = column_id();
    if (index) {
        if (accept("where"_kw)) show.where = expression();
    } else {
        like_or_where(show);
    }
    return true;
}

StatementPtr MysqlParser::show_statement() {
    const std::uint32_t begin = this->begin();
    take();
    ShowObjects show;
    if (show_columns(show)) return finish(std::move(show), begin);
    if (accept("create"_kw)) {
        const bool known = at_any("table"_kw,
                                  "view"_kw,
                                  "database"_kw,
                                  "schema"_kw,
                                  "procedure"_kw,
                                  "function"_kw,
                                  "trigger"_kw,
                                  "event"_kw,
                                  "user"_kw) ||
                           (mariadb() && at_any("sequence"_kw));
        if (!known) refuse();
        show.what = "create " + lower_word();
        if (show.what == "create schema") show.what = "create database";
        if (show.what == "create database") {
            if (if_not_exists()) show.what += " if not exists";
            show.object = {column_id()};
        } else if (show.what == "create user") {
            show.rest = at_statement_end() ? std::string() : account();
        } else {
            show.object = table_name();
        }
        return finish(std::move(show), begin);
    }
    struct Listing {
        Keyword first, second;
        std::string_view what;
        enum class Tail : std::uint8_t { like, from_like, limit, none } tail;
    };
    using Tail = Listing::Tail;
    // clang-format off: one row a line
    static constexpr Listing listings[] = {
        {"databases"_kw, no_keyword, "databases", Tail::like},
        {"schemas"_kw, no_keyword, "databases", Tail::like},
        {"variables"_kw, no_keyword, "variables", Tail::like},
        {"status"_kw, no_keyword, "status", Tail::like},
        {"table"_kw, "status"_kw, "table status", Tail::from_like},
        {"open"_kw, "tables"_kw, "open tables", Tail::from_like},
        {"triggers"_kw, no_keyword, "triggers", Tail::from_like},
        {"events"_kw, no_keyword, "events", Tail::from_like},
        {"character"_kw, "set"_kw, "character set", Tail::like},
        {"charset"_kw, no_keyword, "character set", Tail::like},
        {"collation"_kw, no_keyword, "collation", Tail::like},
        {"procedure"_kw, "status"_kw, "procedure status", Tail::like},
        {"function"_kw, "status"_kw, "function status", Tail::like},
        {"warnings"_kw, no_keyword, "warnings", Tail::limit},
        {"errors"_kw, no_keyword, "errors", Tail::limit},
        {"engines"_kw, no_keyword, "engines", Tail::none},
        {"plugins"_kw, no_keyword, "plugins", Tail::none},
        {"privileges"_kw, no_keyword, "privileges", Tail::none},
        {"profiles"_kw, no_keyword, "profiles", Tail::none},
    };
    // clang-format on
    if (at("storage"_kw, "engines"_kw)) take();
    if (at_any("global"_kw, "session"_kw, "local"_kw)) {
        show.what = lower_word() + ' ';
        if (show.what == "local ") show.what = "session ";
        if (!at("variables"_kw) && !at("status"_kw)) refuse();
    }
    if (accept("count"_kw)) {
        expect('(', '*', ')');
        if (!at_any("warnings"_kw, "errors"_kw)) refuse();
        show.what = "count(*) " + lower_word();
        return finish(std::move(show), begin);
    }
    for (const Listing& row : listings) {
        if (!at(row.first) || (row.second != no_keyword && !peek(1).is(row.second))) continue;
        take();
        if (row.second != no_keyword) take();
        show.what += row.what;
        if (row.tail == Tail::from_like && (accept("from"_kw) || accept("in"_kw)))
            show.database = column_id();
        if (row.tail == Tail::limit) {
            Query limited;
            limit(limited);
            show.limit = std::move(limited.limit);
            show.offset = std::move(limited.offset);
        } else if (row.tail != Tail::none) {
            like_or_where(show);
        }
        return finish(std::move(show), begin);
    }
    if (accept("grants"_kw)) {
        show.what = "grants";
        if (accept("for"_kw)) show.rest = account();
        if (accept("using"_kw)) refuse_unsupported("SHOW GRANTS … USING", begin);
        return finish(std::move(show), begin);
    }
    // Known by their first words: the server's own affairs.
    static constexpr Keyword others[] = {
        "engine"_kw,
        "binary"_kw,
        "binlog"_kw,
        "master"_kw,
        "slave"_kw,
        "replica"_kw,
        "replicas"_kw,
        "relaylog"_kw,
        "profile"_kw,
        "procedure"_kw,
        "function"_kw,
        "contributors"_kw,
        "authors"_kw,
        "explain"_kw,
        "all"_kw,
        "index_statistics"_kw,
    };
    for (Keyword word : others) {
        if (!at(word)) continue;
        show.what = lower_word();
        if (at_statement_end() && show.what != "authors" && show.what != "contributors" &&
            show.what != "profile" && show.what != "replicas")
            refuse();
        if (!at_statement_end()) show.rest = rest_of_statement();
        return finish(std::move(show), begin);
    }
    refuse();
}

}  // namespace ormgate::dialects
