#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::finish(Statement::Node node, std::uint32_t begin) {
    StatementPtr statement(new Statement);
    statement->node = std::move(node);
    statement->begin = begin;
    statement->end = end();
    return statement;
}

StatementPtr Parser::whole_statement() {
    StatementPtr result = at_end() || at(';') ? finish(Empty{}, begin()) : statement();
    while (accept(';')) {
    }
    if (!at_end()) refuse();
    result->pinned_slots = std::move(pinned);
    return result;
}

ExprPtr Parser::whole_expression() {
    ExprPtr result = expression();
    if (!at_end()) refuse();
    return result;
}

// Statements known by their first words only run to the end of the text.
StatementPtr Parser::opaque(std::string kind, std::uint32_t begin) {
    if (at_end() || at(';')) refuse();
    while (!at_end() && !at(TokenKind::error)) take();
    if (at(TokenKind::error)) refuse();
    return finish(Opaque{std::move(kind), source_since(begin)}, begin);
}

StatementPtr Parser::role(std::string verb, std::uint32_t begin) {
    take();
    if (at_end() || at(';')) refuse();
    while (!at_end() && !at(';') && !at(TokenKind::error)) take();
    return finish(Role{std::move(verb), source_since(begin)}, begin);
}

StatementPtr Parser::statement() {
    if (sqlite()) return sqlite_statement();
    switch (peek().keyword) {
        case "create"_kw:
            return create_statement();
        case "alter"_kw:
            return alter_statement();
        case "drop"_kw:
            return drop_statement();
        case "comment"_kw:
            return comment_statement();
        case "truncate"_kw:
            return truncate();
        case "begin"_kw:
        case "start"_kw:
            return begin_transaction();
        case "commit"_kw:
        case "end"_kw:
            return end_transaction();
        case "rollback"_kw:
        case "abort"_kw:
            return rollback();
        case "savepoint"_kw:
            return savepoint();
        case "release"_kw:
            return release();
        case "set"_kw:
            return set_statement();
        case "reset"_kw:
            return reset();
        case "show"_kw:
            return show();
        case "discard"_kw:
            return discard();
        case "prepare"_kw:
            return prepare();
        case "execute"_kw:
            return execute();
        case "deallocate"_kw:
            return deallocate();
        case "declare"_kw:
            return declare_cursor();
        case "fetch"_kw:
        case "move"_kw:
            return fetch();
        case "close"_kw:
            return close_cursor();
        case "listen"_kw:
        case "unlisten"_kw:
            return listen();
        case "notify"_kw:
            return notify();
        case "explain"_kw:
            return explain();
        case "copy"_kw:
            return copy();
        case "vacuum"_kw:
        case "analyze"_kw:
        case "analyse"_kw:
        case "reindex"_kw:
        case "cluster"_kw:
        case "checkpoint"_kw:
            return maintenance();
        case "lock"_kw:
            return lock_table();
        case "do"_kw:
            return do_block();
        case "call"_kw:
            return call_statement();
        case "grant"_kw:
        case "revoke"_kw:
            return privileges();
        case "refresh"_kw:
        case "security"_kw:
        case "import"_kw:
        case "load"_kw:
        case "reassign"_kw: {
            const std::uint32_t begin = this->begin();
            std::string kind = text(take());
            return opaque(std::move(kind), begin);
        }
        default:
            return query_or_dml();
    }
}

StatementPtr Parser::sqlite_statement() {
    switch (peek().keyword) {
        case "create"_kw:
            return create_statement();
        case "drop"_kw:
            return drop_statement();
        case "begin"_kw:
            return begin_transaction();
        case "commit"_kw:
        case "end"_kw:
            return end_transaction();
        case "rollback"_kw:
            return rollback();
        case "savepoint"_kw:
            return savepoint();
        case "release"_kw:
            return release();
        case "explain"_kw:
            return explain();
        case "pragma"_kw:
            return pragma();
        case "alter"_kw:
            return sqlite_alter();
        case "attach"_kw:
        case "detach"_kw:
        case "vacuum"_kw:
        case "analyze"_kw:
        case "reindex"_kw: {
            const std::uint32_t begin = this->begin();
            std::string kind = text(take());
            while (!at_end() && !at(TokenKind::error)) take();
            return finish(Opaque{std::move(kind), source_since(begin)}, begin);
        }
        default:
            return query_or_dml();
    }
}

StatementPtr Parser::create_statement() {
    const std::uint32_t begin = this->begin();
    take();
    CreatePrefix prefix;
    prefix.or_replace = !sqlite() && accept("or"_kw, "replace"_kw);
    if (!sqlite() && (at("local"_kw) || at("global"_kw)) &&
        (peek(1).is("temp"_kw) || peek(1).is("temporary"_kw)))
        take();
    prefix.temporary = accept("temporary"_kw) || accept("temp"_kw);
    prefix.unlogged = !sqlite() && !prefix.temporary && accept("unlogged"_kw);
    const bool unnamed = !prefix.or_replace && !prefix.temporary && !prefix.unlogged;
    switch (peek().keyword) {
        case "table"_kw:
            if (prefix.or_replace) refuse();
            return create_table(prefix, begin);
        case "view"_kw:
            return create_view(prefix, begin);
        case "recursive"_kw:
            if (peek(1).is("view"_kw)) return create_view(prefix, begin);
            refuse(1);
        case "sequence"_kw:
            if (prefix.or_replace || sqlite()) refuse();
            return create_sequence(prefix, begin);
        case "index"_kw:
        case "unique"_kw:
            if (!unnamed) refuse();
            return create_index(accept("unique"_kw), begin);
        default:
            break;
    }
    if (prefix.temporary && !sqlite()) refuse();
    if (prefix.unlogged) refuse();
    if (sqlite()) {
        std::string kind = "create " + text(peek());
        return opaque(std::move(kind), begin);
    }
    if (unnamed) {
        switch (peek().keyword) {
            case "materialized"_kw: {
                take();
                expect("view"_kw);
                CreateTable view;
                view.materialized_view = true;
                view.if_not_exists = if_not_exists();
                view.name = qualified_name();
                if (at('(')) view.as_columns = column_list();
                if (accept("using"_kw)) view.access_method = column_id();
                if (accept("with"_kw)) view.options = options();
                if (accept("tablespace"_kw)) view.tablespace = column_id();
                return create_table_as(std::move(view), begin);
            }
            case "type"_kw:
                return create_type(begin);
            case "domain"_kw:
                return create_domain(begin);
            case "schema"_kw:
                return create_schema(begin);
            case "database"_kw:
                return create_database(begin);
            case "extension"_kw:
                return create_extension(begin);
            case "role"_kw:
            case "user"_kw:
            case "group"_kw:
                if (at("user"_kw, "mapping"_kw)) break;
                return role("create", begin);
            default:
                break;
        }
    }
    static constexpr Keyword others[] = {
        "function"_kw,    "procedure"_kw,    "trigger"_kw,    "constraint"_kw, "aggregate"_kw,
        "operator"_kw,    "rule"_kw,         "policy"_kw,     "cast"_kw,       "collation"_kw,
        "conversion"_kw,  "default"_kw,      "language"_kw,   "trusted"_kw,    "procedural"_kw,
        "publication"_kw, "subscription"_kw, "statistics"_kw, "tablespace"_kw, "server"_kw,
        "foreign"_kw,     "text"_kw,         "event"_kw,      "access"_kw,     "transform"_kw,
        "user"_kw,
    };
    for (Keyword word : others) {
        if (!at(word)) continue;
        std::string kind = "create " + text(take());
        return opaque(std::move(kind), begin);
    }
    refuse();
}

StatementPtr Parser::alter_statement() {
    const std::uint32_t begin = this->begin();
    take();
    switch (peek().keyword) {
        case "table"_kw:
            take();
            return alter_table(ObjectKind::table, begin);
        case "index"_kw:
            take();
            return alter_table(ObjectKind::index, begin);
        case "view"_kw:
            take();
            return alter_table(ObjectKind::view, begin);
        case "materialized"_kw:
            take();
            expect("view"_kw);
            return alter_table(ObjectKind::materialized_view, begin);
        case "sequence"_kw:
            return alter_sequence(begin);
        case "type"_kw:
            return alter_type(begin);
        case "schema"_kw:
            return alter_object(ObjectKind::schema, begin);
        case "database"_kw:
            return alter_object(ObjectKind::database, begin);
        case "domain"_kw:
            return alter_object(ObjectKind::domain, begin);
        case "extension"_kw:
            return alter_object(ObjectKind::extension, begin);
        case "role"_kw:
        case "user"_kw:
        case "group"_kw:
            if (at("user"_kw, "mapping"_kw)) break;
            return role("alter", begin);
        default:
            break;
    }
    static constexpr Keyword others[] = {
        "function"_kw,     "procedure"_kw,  "routine"_kw,    "trigger"_kw,   "aggregate"_kw,
        "operator"_kw,     "rule"_kw,       "policy"_kw,     "collation"_kw, "conversion"_kw,
        "default"_kw,      "language"_kw,   "procedural"_kw, "large"_kw,     "publication"_kw,
        "subscription"_kw, "statistics"_kw, "tablespace"_kw, "server"_kw,    "foreign"_kw,
        "text"_kw,         "event"_kw,      "system"_kw,     "user"_kw,
    };
    for (Keyword word : others) {
        if (!at(word)) continue;
        std::string kind = "alter " + text(take());
        return opaque(std::move(kind), begin);
    }
    refuse();
}

StatementPtr Parser::drop_statement() {
    const std::uint32_t begin = this->begin();
    take();
    if (at_any("role"_kw, "group"_kw) || (at("user"_kw) && !peek(1).is("mapping"_kw)))
        return role("drop", begin);
    if (auto kind = object_kind()) return drop_objects(*kind, begin);
    static constexpr Keyword others[] = {
        "function"_kw,   "procedure"_kw,  "routine"_kw,  "aggregate"_kw,  "operator"_kw,
        "cast"_kw,       "conversion"_kw, "language"_kw, "procedural"_kw, "subscription"_kw,
        "statistics"_kw, "server"_kw,     "foreign"_kw,  "text"_kw,       "event"_kw,
        "access"_kw,     "transform"_kw,  "owned"_kw,    "user"_kw,
    };
    for (Keyword word : others) {
        if (!at(word)) continue;
        std::string kind = "drop " + text(take());
        return opaque(std::move(kind), begin);
    }
    refuse();
}

}  // namespace ormgate::dialects
