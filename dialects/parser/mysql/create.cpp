#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr MysqlParser::create() {
    const std::uint32_t begin = this->begin();
    take();
    const bool or_replace = at("or"_kw, "replace"_kw);
    if (or_replace) {
        take();
        take();
    }
    if (at("temporary"_kw)) {
        if (or_replace && !mariadb()) refuse();
        take();
        if (at("sequence"_kw)) return known_by_name(begin);
        return create_table(or_replace, true, begin);
    }
    switch (peek().keyword) {
        case "table"_kw:
            if (or_replace && !mariadb()) refuse();
            return create_table(or_replace, false, begin);
        case "unique"_kw:
        case "fulltext"_kw:
        case "spatial"_kw:
        case "index"_kw:
            if (or_replace && !mariadb()) refuse();
            return create_index_statement(or_replace, begin);
        case "view"_kw:
            return create_view_statement(or_replace, begin);
        case "algorithm"_kw:
        case "definer"_kw:
        case "sql"_kw: {
            std::size_t ahead = 0;
            while (peek(ahead).kind != TokenKind::end && !peek(ahead).is('(') && !peek(ahead).is("as"_kw)) {
                if (peek(ahead).is("view"_kw)) return create_view_statement(or_replace, begin);
                ++ahead;
            }
            return known_by_name(begin);
        }
        case "database"_kw:
        case "schema"_kw:
            if (or_replace && !mariadb()) refuse();
            return create_database_statement(or_replace, begin);
        case "sequence"_kw:
            if (mariadb() && !or_replace) return create_sequence_statement(begin);
            return known_by_name(begin);
        case "user"_kw:
        case "role"_kw:
            return role("create", begin);
        default:
            return known_by_name(begin);
    }
}

StatementPtr MysqlParser::create_index_statement(bool or_replace, std::uint32_t begin) {
    CreateIndex index;
    index.or_replace = or_replace;
    index.unique = accept("unique"_kw);
    if (!index.unique && at_any("fulltext"_kw, "spatial"_kw)) index.kind = lower_word();
    expect("index"_kw);
    if (mariadb()) index.if_not_exists = if_not_exists();
    index.name = column_id();
    if (accept("using"_kw) || accept("type"_kw)) index.method = index_method();
    expect("on"_kw);
    index.table = table_name();
    expect('(');
    do index.keys.push_back(key_part());
    while (accept(','));
    expect(')');
    for (;;) {
        if (index_option(index.options, index.method)) continue;
        if (!at("algorithm"_kw) && !at("lock"_kw)) break;
        std::string name = lower_word();
        accept('=');
        index.options.push_back({std::move(name), label_or_string()});
    }
    return finish(std::move(index), begin);
}

// user, 'user'@'host', CURRENT_USER: as written
std::string MysqlParser::account() {
    const std::uint32_t begin = this->begin();
    if (accept("current_user"_kw)) {
        if (accept('(')) expect(')');
        return "CURRENT_USER";
    }
    if (!at_string() && !is_column_id(peek())) refuse();
    take();
    if (at(TokenKind::user_variable)) take();
    return source_since(begin);
}

// ALGORITHM = x, DEFINER = user, SQL SECURITY x
std::vector<Option> MysqlParser::view_options() {
    std::vector<Option> options;
    if (accept("algorithm"_kw)) {
        expect('=');
        if (!at_any("undefined"_kw, "merge"_kw, "temptable"_kw)) refuse();
        options.push_back({"algorithm", lower_word()});
    }
    if (accept("definer"_kw)) {
        expect('=');
        options.push_back({"definer", account()});
    }
    if (accept("sql"_kw)) {
        expect("security"_kw);
        if (!at_any("definer"_kw, "invoker"_kw)) refuse();
        options.push_back({"sql security", lower_word()});
    }
    return options;
}

StatementPtr MysqlParser::create_view_statement(bool or_replace, std::uint32_t begin) {
    CreateView view;
    view.or_replace = or_replace;
    view.options = view_options();
    expect("view"_kw);
    if (mariadb()) view.if_not_exists = if_not_exists();
    view.name = table_name();
    if (at('(')) view.columns = column_list();
    expect("as"_kw);
    const std::uint32_t text = this->begin();
    if (!at('(') && !at_query_word(0)) refuse();
    view.query = query();
    view.query_text = source_since(text);
    if (accept("with"_kw)) {
        view.check_option = accept("local"_kw) ? "local" : "cascaded";
        if (view.check_option == "cascaded") accept("cascaded"_kw);
        expect("check"_kw, "option"_kw);
    }
    return finish(std::move(view), begin);
}

bool MysqlParser::database_option(std::vector<Option>& options) {
    accept("default"_kw);
    if (accept("charset"_kw) || ((at("character"_kw) || at("char"_kw)) && (take(), expect("set"_kw), true))) {
        accept('=');
        options.push_back({"charset", label_or_string()});
    } else if (accept("collate"_kw)) {
        accept('=');
        options.push_back({"collate", label_or_string()});
    } else if (!mariadb() && accept("encryption"_kw)) {
        accept('=');
        options.push_back({"encryption", string_constant()});
    } else if (mariadb() && accept("comment"_kw)) {
        accept('=');
        options.push_back({"comment", string_constant()});
    } else {
        return false;
    }
    return true;
}

StatementPtr MysqlParser::create_database_statement(bool or_replace, std::uint32_t begin) {
    take();
    CreateDatabase database;
    database.or_replace = or_replace;
    database.if_not_exists = if_not_exists();
    database.name = column_id();
    while (!at_statement_end())
        if (!database_option(database.options)) refuse();
    return finish(std::move(database), begin);
}

StatementPtr MysqlParser::create_sequence_statement(std::uint32_t begin) {
    take();
    CreateSequence sequence;
    sequence.if_not_exists = if_not_exists();
    sequence.name = table_name();
    SequenceOptions& options = sequence.options;
    auto number = [this] {
        if (!accept("with"_kw)) accept('=');
        return signed_integer_constant();
    };
    for (;;) {
        if (accept("start"_kw)) {
            options.start = number();
        } else if (accept("increment"_kw)) {
            if (!accept("by"_kw)) accept('=');
            options.increment = signed_integer_constant();
        } else if (accept("minvalue"_kw)) {
            options.minimum = number();
        } else if (accept("maxvalue"_kw)) {
            options.maximum = number();
        } else if (accept("cache"_kw)) {
            options.cache = number();
        } else if (accept("nocache"_kw)) {
            options.cache = 0;
        } else if (accept("cycle"_kw)) {
            options.cycle = true;
        } else if (at_word("nocycle")) {
            take();
            options.cycle = false;
        } else if (accept("nominvalue"_kw)) {
            options.no_minimum = true;
        } else if (accept("nomaxvalue"_kw)) {
            options.no_maximum = true;
        } else if (accept("no"_kw)) {
            if (accept("minvalue"_kw)) {
                options.no_minimum = true;
            } else if (accept("maxvalue"_kw)) {
                options.no_maximum = true;
            } else if (accept("cycle"_kw)) {
                options.cycle = false;
            } else {
                expect("cache"_kw);
                options.cache = 0;
            }
        } else {
            break;
        }
    }
    std::vector<Option> ignored;
    if (table_option(ignored)) refuse_unsupported("an option of a sequence's table", begin);
    return finish(std::move(sequence), begin);
}

StatementPtr MysqlParser::alter() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("table"_kw) || (mariadb() && at_any("online"_kw, "ignore"_kw)))
        return alter_table_statement(begin);
    if (at("database"_kw) || at("schema"_kw)) {
        take();
        AlterDatabase alter;
        const bool option = at_any("default"_kw, "charset"_kw, "collate"_kw) ||
                            at("character"_kw, "set"_kw) || at("encryption"_kw) ||
                            (mariadb() && at("comment"_kw));
        if (!option) alter.name = column_id();
        if (!database_option(alter.options)) refuse();
        while (!at_statement_end())
            if (!database_option(alter.options)) refuse();
        return finish(std::move(alter), begin);
    }
    if (at("user"_kw) || at("role"_kw)) return role("alter", begin);
    return known_by_name(begin);
}

StatementPtr MysqlParser::drop_statement() {
    const std::uint32_t begin = this->begin();
    take();
    Drop drop;
    drop.temporary = accept("temporary"_kw);
    if (accept("table"_kw) || accept("tables"_kw)) {
        drop.kind = ObjectKind::table;
    } else if (accept("view"_kw)) {
        drop.kind = ObjectKind::view;
    } else if (accept("database"_kw) || accept("schema"_kw)) {
        drop.kind = ObjectKind::database;
        drop.if_exists = if_exists();
        drop.names.push_back({column_id()});
        return finish(std::move(drop), begin);
    } else if (accept("index"_kw)) {
        drop.kind = ObjectKind::index;
        drop.if_exists = mariadb() && if_exists();
        drop.names.push_back({accept("primary"_kw) ? "PRIMARY" : column_id()});
        expect("on"_kw);
        drop.on_table = table_name();
        while (at("algorithm"_kw) || at("lock"_kw)) {
            std::string name = lower_word();
            accept('=');
            drop.options.push_back({std::move(name), label_or_string()});
        }
        return finish(std::move(drop), begin);
    } else if (mariadb() && accept("sequence"_kw)) {
        drop.kind = ObjectKind::sequence;
    } else if (at("user"_kw) || at("role"_kw)) {
        return role("drop", begin);
    } else {
        return known_by_name(begin);
    }
    if (drop.temporary && drop.kind == ObjectKind::view) refuse();
    drop.if_exists = if_exists();
    do drop.names.push_back(table_name());
    while (accept(','));
    if (mariadb() && at("wait"_kw)) refuse_unsupported("WAIT", this->begin());
    if (!accept("restrict"_kw)) accept("cascade"_kw);  // has no effect
    return finish(std::move(drop), begin);
}

// RENAME TABLE a TO b, c TO d
StatementPtr MysqlParser::rename_statement() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("user"_kw)) return role("rename", begin);
    if (!accept("table"_kw)) expect("tables"_kw);
    RenameTables rename;
    if (mariadb() && at("if"_kw, "exists"_kw)) refuse_unsupported("RENAME TABLE IF EXISTS", this->begin());
    do {
        RenameTables::Pair pair;
        pair.from = table_name();
        expect("to"_kw);
        pair.to = table_name();
        rename.tables.push_back(std::move(pair));
    } while (accept(','));
    return finish(std::move(rename), begin);
}

}  // namespace ormgate::dialects
