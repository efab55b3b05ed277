#include <algorithm>

#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

std::vector<ExplainOption> Parser::utility_options() {
    std::vector<ExplainOption> list;
    expect('(');
    do {
        ExplainOption option;
        if (at("analyze"_kw) || at("analyse"_kw)) {
            take();
            option.name = "analyze";
        } else {
            option.name = non_reserved_word();
        }
        const std::uint32_t begin = this->begin();
        if (at_string()) {
            option.value = string_constant();
        } else if (at('+') || at('-') || at(TokenKind::integer) || at(TokenKind::decimal)) {
            if (at('+') || at('-')) take();
            if (!at(TokenKind::integer) && !at(TokenKind::decimal)) refuse();
            take();
            option.value = source_since(begin);
        } else if (at_any("true"_kw, "false"_kw, "on"_kw)) {
            option.value = text(take());
        } else if (!at(',') && !at(')')) {
            option.value = non_reserved_word();
        }
        list.push_back(std::move(option));
    } while (accept(','));
    expect(')');
    return list;
}

StatementPtr Parser::explain() {
    const std::uint32_t begin = this->begin();
    take();
    Explain result;
    if (at('(') && !at_query_in_parentheses()) {
        result.options = utility_options();
    } else if (sqlite()) {
        if (accept("query"_kw)) {
            expect("plan"_kw);
            result.options.push_back({"query plan", ""});
        }
    } else {
        if (accept("analyze"_kw) || accept("analyse"_kw)) result.options.push_back({"analyze", ""});
        if (accept("verbose"_kw)) result.options.push_back({"verbose", ""});
    }
    const bool translate =
        std::ranges::find(result.options, "translate", &ExplainOption::name) != result.options.end();
    if (translate) {  // ormgate's own option, of any statement
        result.statement = statement();
    } else if (at("create"_kw) && !sqlite()) {
        result.statement = create_statement();
        const CreateTable* table = result.statement->as<CreateTable>();
        if (table == nullptr || !table->as_query) refuse_unsupported("EXPLAIN of this statement", begin);
    } else if (at("declare"_kw)) {
        result.statement = declare_cursor();
    } else if (at("execute"_kw)) {
        result.statement = execute();
    } else if (at("refresh"_kw)) {
        result.statement = opaque("refresh materialized view", this->begin());
    } else {
        result.statement = query_or_dml();
    }
    return finish(std::move(result), begin);
}

StatementPtr Parser::copy() {
    const std::uint32_t begin = this->begin();
    take();
    Copy copy;
    if (accept('(')) {
        copy.query = query_or_dml();
        expect(')');
        expect("to"_kw);
    } else {
        const bool binary = accept("binary"_kw);
        if (binary) copy.options.push_back({"format", "binary", {}});
        copy.table = qualified_name();
        if (at('(')) copy.columns = column_list();
        copy.from = accept("from"_kw);
        if (!copy.from) expect("to"_kw);
    }
    copy.program = accept("program"_kw);
    if (copy.program || at_string()) {
        copy.file = string_constant();
    } else if (!accept("stdin"_kw)) {
        expect("stdout"_kw);
    }
    if (accept("using"_kw) || at("delimiters"_kw)) {
        expect("delimiters"_kw);
        copy.options.push_back({"delimiter", string_constant(), {}});
    }
    accept("with"_kw);
    if (at('('))
        copy_options(copy);
    else
        old_copy_options(copy);
    if (copy.from && accept("where"_kw)) copy.where = expression();
    return finish(std::move(copy), begin);
}

// (FORMAT csv, HEADER, FORCE_QUOTE (a, b))
void Parser::copy_options(Copy& copy) {
    expect('(');
    do {
        Copy::Option option;
        option.name = label();
        const std::uint32_t begin = this->begin();
        if (at_string()) {
            option.value = string_constant();
        } else if (at('+') || at('-') || at(TokenKind::integer) || at(TokenKind::decimal)) {
            if (at('+') || at('-')) take();
            if (!at(TokenKind::integer) && !at(TokenKind::decimal)) refuse();
            take();
            option.value = source_since(begin);
        } else if (accept('*')) {
            option.value = "*";
        } else if (accept('(')) {
            do
                option.list.push_back(at_string()                              ? string_constant()
                                      : at_any("true"_kw, "false"_kw, "on"_kw) ? text(take())
                                                                               : non_reserved_word());
            while (accept(','));
            expect(')');
        } else if (at_any("true"_kw, "false"_kw, "on"_kw)) {
            option.value = text(take());
        } else if (!at(',') && !at(')')) {
            option.value = non_reserved_word();
        }
        copy.options.push_back(std::move(option));
    } while (accept(','));
    expect(')');
}

void Parser::copy_force_columns(Copy::Option& option) {
    if (accept('*'))
        option.value = "*";
    else
        option.list = name_list();
}

// The grammar of before 9.0: CSV HEADER DELIMITER AS ',' FORCE QUOTE a, b
void Parser::old_copy_options(Copy& copy) {
    for (;;) {
        Copy::Option option;
        if (accept("binary"_kw)) {
            option = {"format", "binary", {}};
        } else if (accept("csv"_kw)) {
            option = {"format", "csv", {}};
        } else if (accept("freeze"_kw)) {
            option = {"freeze", "true", {}};
        } else if (accept("header"_kw)) {
            option = {"header", "true", {}};
        } else if (at_any("delimiter"_kw, "null"_kw, "quote"_kw, "escape"_kw)) {
            option.name = text(take());
            accept("as"_kw);
            option.value = string_constant();
        } else if (accept("encoding"_kw)) {
            option = {"encoding", string_constant(), {}};
        } else if (accept("force"_kw)) {
            if (accept("quote"_kw)) {
                option.name = "force_quote";
            } else if (accept("null"_kw)) {
                option.name = "force_null";
            } else {
                expect("not"_kw, "null"_kw);
                option.name = "force_not_null";
            }
            copy_force_columns(option);
        } else {
            return;
        }
        copy.options.push_back(std::move(option));
    }
}

// VACUUM, ANALYZE, CLUSTER, REINDEX, CHECKPOINT
StatementPtr Parser::maintenance() {
    const std::uint32_t begin = this->begin();
    Maintenance result;
    const Token verb = take();
    result.verb = verb.is("analyse"_kw) ? "analyze" : text(verb);
    if (verb.is("checkpoint"_kw)) return finish(std::move(result), begin);
    if (at('(')) {
        result.options = utility_options();
    } else {
        for (Keyword word : {"full"_kw, "freeze"_kw, "verbose"_kw, "analyze"_kw, "analyse"_kw})
            if (at(word)) result.options.push_back({text(take()), ""});
    }
    if (verb.is("reindex"_kw)) {
        if (!at_any("index"_kw, "table"_kw, "schema"_kw, "system"_kw, "database"_kw)) refuse();
        result.options.push_back({text(take()), ""});
        if (accept("concurrently"_kw)) result.options.push_back({"concurrently", ""});
        result.tables.push_back(qualified_name());
        return finish(std::move(result), begin);
    }
    while (is_column_id(peek())) {
        result.tables.push_back(qualified_name());
        if (verb.is("cluster"_kw)) {
            if (accept("using"_kw))
                result.options.push_back({"using", column_id()});
            else if (accept("on"_kw)) {
                result.options.push_back({"using", result.tables.back().back()});
                result.tables.back() = qualified_name();
            }
            break;
        }
        result.columns.emplace_back();
        if (at('(')) result.columns.back() = column_list();
        if (!accept(',')) break;
        if (!is_column_id(peek())) refuse();
    }
    return finish(std::move(result), begin);
}

StatementPtr Parser::lock_table() {
    const std::uint32_t begin = this->begin();
    take();
    accept("table"_kw);
    LockTables lock;
    do {
        TableRef table = relation();
        lock.only = lock.only || table.only;
        lock.tables.push_back(std::move(table.name));
    } while (accept(','));
    lock.mode = "access exclusive";
    if (accept("in"_kw)) {
        const std::uint32_t mode = this->begin();
        if (accept("access"_kw)) {
            if (!accept("share"_kw)) expect("exclusive"_kw);
        } else if (accept("row"_kw)) {
            if (!accept("share"_kw)) expect("exclusive"_kw);
        } else if (accept("share"_kw)) {
            if (accept("update"_kw))
                expect("exclusive"_kw);
            else if (accept("row"_kw))
                expect("exclusive"_kw);
        } else {
            expect("exclusive"_kw);
        }
        lock.mode.clear();
        std::string words = source_since(mode);
        for (char c : words) lock.mode += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        expect("mode"_kw);
    }
    lock.nowait = accept("nowait"_kw);
    return finish(std::move(lock), begin);
}

StatementPtr Parser::do_block() {
    const std::uint32_t begin = this->begin();
    take();
    Do result;
    result.language = "plpgsql";
    do {
        if (accept("language"_kw))
            result.language = at_string() ? string_constant() : non_reserved_word();
        else
            result.body = string_constant();
    } while (at_string() || at("language"_kw));
    return finish(std::move(result), begin);
}

StatementPtr Parser::call_statement() {
    const std::uint32_t begin = this->begin();
    take();
    const std::uint32_t name_begin = this->begin();
    if (!at_function()) {
        column_id();
        while (accept('.')) label();
        if (!at('(')) refuse();
        refuse(Errc::syntax_error, "syntax error at or near \"" + source_since(name_begin) + '"', name_begin);
    }
    Name name{text(take())};
    while (accept('.')) name.push_back(label());
    return finish(CallProcedure{call(std::move(name), name_begin, false)}, begin);
}

StatementPtr Parser::privileges() {
    const std::uint32_t begin = this->begin();
    const bool revoke = take().is("revoke"_kw);
    if (at_end() || at(';')) refuse();
    while (!at_end() && !at(';') && !at(TokenKind::error)) take();
    return finish(Privileges{revoke, source_since(begin)}, begin);
}

}  // namespace ormgate::dialects
