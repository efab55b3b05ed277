#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

std::string MysqlParser::rest_of_statement() {
    const std::uint32_t begin = this->begin();
    while (!at_statement_end() && !at(TokenKind::error)) take();
    if (at(TokenKind::error)) refuse();
    return source_since(begin);
}

// Known by its first words and kept as text: MySQL's grammar takes such a statement, its inside is not read.
StatementPtr MysqlParser::known_by_name(std::uint32_t begin) {
    static constexpr Keyword objects[] = {
        "procedure"_kw, "function"_kw, "trigger"_kw,  "event"_kw,     "server"_kw,  "tablespace"_kw,
        "logfile"_kw,   "resource"_kw, "instance"_kw, "sequence"_kw,  "undo"_kw,    "spatial"_kw,
        "aggregate"_kw, "definer"_kw,  "sql"_kw,      "algorithm"_kw, "view"_kw,    "password"_kw,
        "role"_kw,      "default"_kw,  "slave"_kw,    "replica"_kw,   "prepare"_kw, "all"_kw,
    };
    bool known = false;
    const bool alters = (sql()[begin] | 32) == 'a';
    if (alters && at_any("spatial"_kw, "default"_kw, "aggregate"_kw, "password"_kw, "all"_kw)) refuse();
    for (Keyword object : objects) known = known || at(object);
    if (!known || (alters && at("definer"_kw) && !peek(1).is('='))) refuse();
    std::string kind(sql().substr(begin, sql().find_first_of(" \t\r\n", begin) - begin));
    kind += ' ' + lower_word();
    for (char& c : kind) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return opaque(std::move(kind), begin);
}

StatementPtr MysqlParser::explain_statement() {
    const std::uint32_t begin = this->begin();
    const Token verb = take();
    Explain explain;
    const bool table = !verb.is("analyze"_kw) && is_column_id(peek()) &&
                       !(at_any("analyze"_kw, "extended"_kw, "partitions"_kw) && !peek(1).is('.')) &&
                       !(at("format"_kw) && peek(1).is('='));
    if (table) {
        explain.describe_table = true;
        explain.table = table_name();
        if (at_string())
            explain.column = string_constant();
        else if (is_column_id(peek()))
            explain.column = column_id();
        return finish(std::move(explain), begin);
    }
    if (verb.is("analyze"_kw) || accept("analyze"_kw)) explain.options.push_back({"analyze", ""});
    if (at_any("extended"_kw, "partitions"_kw)) {
        explain.options.push_back({lower_word(), ""});
    }
    if (at("format"_kw)) {
        take();
        expect('=');
        explain.options.push_back({"format", label_or_string()});
    }
    if (accept("for"_kw)) {
        if (explain.options.size() == 1 && explain.options[0].name == "analyze") refuse();
        expect("connection"_kw);
        explain.connection = expression();
        return finish(std::move(explain), begin);
    }
    if (!at_any("select"_kw,
                "insert"_kw,
                "replace"_kw,
                "update"_kw,
                "delete"_kw,
                "with"_kw,
                "table"_kw,
                "values"_kw) &&
        !at('('))
        refuse();
    explain.statement = query_or_dml();
    return finish(std::move(explain), begin);
}

// ANALYZE | CHECK | CHECKSUM | OPTIMIZE | REPAIR [NO_WRITE_TO_BINLOG | LOCAL] TABLE t, … options
StatementPtr MysqlParser::maintenance_statement() {
    const std::uint32_t begin = this->begin();
    Maintenance maintenance;
    maintenance.verb = lower_word();
    if (maintenance.verb != "check" && maintenance.verb != "checksum" &&
        (accept("no_write_to_binlog"_kw) || accept("local"_kw)))
        maintenance.options.push_back({"local", ""});
    if (mariadb() && at("view"_kw)) return known_by_name(begin);
    if (!accept("table"_kw)) expect("tables"_kw);
    do maintenance.tables.push_back(table_name());
    while (accept(','));
    if (!at_statement_end()) {
        static constexpr std::string_view options[] = {"for",
                                                       "quick",
                                                       "fast",
                                                       "medium",
                                                       "extended",
                                                       "changed",
                                                       "use_frm",
                                                       "persistent",
                                                       "update",
                                                       "drop"};
        bool known = false;
        for (std::string_view word : options) known = known || at_word(word);
        if (maintenance.verb == "optimize" || !known) refuse();
        maintenance.options.push_back({rest_of_statement(), ""});
    }
    return finish(std::move(maintenance), begin);
}

// PREPARE s FROM 'text' | @v; EXECUTE s [USING @a, @b]; {DEALLOCATE|DROP} PREPARE s
StatementPtr MysqlParser::prepared() {
    const std::uint32_t begin = this->begin();
    if (accept("prepare"_kw)) {
        Prepare prepare;
        prepare.name = column_id();
        expect("from"_kw);
        if (!mariadb() && !at_string() && !at(TokenKind::user_variable)) refuse();
        prepare.text = mariadb() ? expression() : primary();
        return finish(std::move(prepare), begin);
    }
    if (accept("execute"_kw)) {
        Execute execute;
        if (mariadb() && at("immediate"_kw)) refuse_unsupported("EXECUTE IMMEDIATE", begin);
        execute.name = column_id();
        if (accept("using"_kw)) {
            do {
                if (!mariadb() && !at(TokenKind::user_variable)) refuse();
                execute.args.push_back(mariadb() ? expression() : primary());
            } while (accept(','));
        }
        return finish(std::move(execute), begin);
    }
    take();
    expect("prepare"_kw);
    return finish(Deallocate{column_id(), false}, begin);
}

StatementPtr MysqlParser::kill() {
    const std::uint32_t begin = this->begin();
    take();
    Kill kill;
    if (mariadb() && at_any("hard"_kw, "soft"_kw)) kill.hint = lower_word();
    kill.query_only = accept("query"_kw);
    if (!kill.query_only) accept("connection"_kw);
    if (mariadb() && at("user"_kw)) refuse_unsupported("KILL USER", begin);
    if (mariadb() && kill.query_only && at_word("id")) take();
    kill.id = expression();
    return finish(std::move(kill), begin);
}

StatementPtr MysqlParser::statement() {
    const std::uint32_t begin = this->begin();
    switch (peek().keyword) {
        case "create"_kw:
            return create();
        case "alter"_kw:
            return alter();
        case "drop"_kw:
            if (peek(1).is("prepare"_kw)) return prepared();
            return drop_statement();
        case "rename"_kw:
            return rename_statement();
        case "truncate"_kw: {
            take();
            accept("table"_kw);
            Truncate truncate;
            truncate.tables.push_back(table_name());
            if (mariadb() && at("wait"_kw)) refuse_unsupported("WAIT", this->begin());
            return finish(std::move(truncate), begin);
        }
        case "start"_kw:
        case "begin"_kw:
            return start_transaction();
        case "commit"_kw:
            return commit_statement();
        case "rollback"_kw:
            return rollback_statement();
        case "savepoint"_kw:
            return savepoint();
        case "release"_kw:
            take();
            expect("savepoint"_kw);
            return finish(ReleaseSavepoint{column_id()}, begin);
        case "xa"_kw:
            return xa();
        case "lock"_kw:
            return lock_tables();
        case "unlock"_kw:
            take();
            if (at("instance"_kw)) return known_by_name(begin);
            if (!accept("table"_kw)) expect("tables"_kw);
            return finish(UnlockTables{}, begin);
        case "set"_kw:
            return set();
        case "show"_kw:
            return show_statement();
        case "explain"_kw:
        case "describe"_kw:
        case "desc"_kw:
            return explain_statement();
        case "use"_kw:
            take();
            return finish(Use{column_id()}, begin);
        case "kill"_kw:
            return kill();
        case "prepare"_kw:
        case "execute"_kw:
        case "deallocate"_kw:
            return prepared();
        case "do"_kw: {
            take();
            Do result;
            result.expressions = expression_list();
            return finish(std::move(result), begin);
        }
        case "call"_kw: {
            take();
            const std::uint32_t name_begin = this->begin();
            Name name = table_name();
            Call call;
            call.function = name;
            if (at('(')) call = plain_call(std::move(name));
            return finish(CallProcedure{node(std::move(call), name_begin)}, begin);
        }
        case "load"_kw:
            if (peek(1).is("data"_kw) || peek(1).is("xml"_kw)) return load_data();
            take();
            expect("index"_kw);
            return opaque("load index", begin);
        case "analyze"_kw:
            if (mariadb() && !at_any("table"_kw) && !peek(1).is("table"_kw) && !peek(1).is("tables"_kw) &&
                !peek(1).is("local"_kw) && !peek(1).is("no_write_to_binlog"_kw))
                return explain_statement();
            return maintenance_statement();
        case "check"_kw:
        case "checksum"_kw:
        case "optimize"_kw:
        case "repair"_kw:
            return maintenance_statement();
        case "grant"_kw:
        case "revoke"_kw:
            return privileges();
        case "handler"_kw:
        case "flush"_kw:
        case "reset"_kw:
        case "purge"_kw:
        case "change"_kw:
        case "stop"_kw:
        case "install"_kw:
        case "uninstall"_kw:
        case "cache"_kw:
        case "help"_kw:
        case "signal"_kw:
        case "resignal"_kw:
        case "get"_kw:
        case "binlog"_kw:
        case "clone"_kw:
        case "import"_kw: {
            std::string kind = lower_word();
            return opaque(std::move(kind), begin);
        }
        case "shutdown"_kw:
        case "restart"_kw: {
            std::string kind = lower_word();
            return finish(Opaque{kind, kind}, begin);
        }
        default:
            return query_or_dml();
    }
}

}  // namespace ormgate::dialects
