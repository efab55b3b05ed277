#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

bool Parser::if_not_exists() {
    if (!at("if"_kw, "not"_kw)) return false;
    take();
    take();
    expect("exists"_kw);
    return true;
}

bool Parser::if_exists() {
    if (!at("if"_kw, "exists"_kw)) return false;
    take();
    take();
    return true;
}

// A role's name, or one of the keywords that stand for one.
std::string Parser::role_name() {
    if (at_any("current_user"_kw, "current_role"_kw, "session_user"_kw)) return text(take());
    return non_reserved_word();
}

StatementPtr Parser::create_view(CreatePrefix prefix, std::uint32_t begin) {
    CreateView view;
    view.or_replace = prefix.or_replace;
    view.temporary = prefix.temporary;
    view.recursive = !sqlite() && accept("recursive"_kw);
    expect("view"_kw);
    if (sqlite()) view.if_not_exists = if_not_exists();
    view.name = qualified_name();
    if (at('('))
        view.columns = column_list();
    else if (view.recursive)
        refuse();
    if (!sqlite() && accept("with"_kw)) view.options = options();
    expect("as"_kw);
    const std::uint32_t query_begin = this->begin();
    view.query = query();
    view.query_text = source_since(query_begin);
    if (!sqlite() && accept("with"_kw)) {
        view.check_option = accept("local"_kw) ? "local" : "cascaded";
        if (view.check_option == "cascaded") accept("cascaded"_kw);
        expect("check"_kw, "option"_kw);
    }
    return finish(std::move(view), begin);
}

StatementPtr Parser::create_sequence(CreatePrefix prefix, std::uint32_t begin) {
    CreateSequence sequence;
    sequence.temporary = prefix.temporary;
    expect("sequence"_kw);
    sequence.if_not_exists = if_not_exists();
    sequence.name = qualified_name();
    while (sequence_option(sequence.options)) {
    }
    return finish(std::move(sequence), begin);
}

// One option of a sequence; false: none stands here.
bool Parser::sequence_option(SequenceOptions& options) {
    if (accept("as"_kw)) {
        options.type = type_name();
    } else if (accept("increment"_kw)) {
        accept("by"_kw);
        options.increment = signed_integer_constant();
    } else if (accept("minvalue"_kw)) {
        options.minimum = signed_integer_constant();
    } else if (accept("maxvalue"_kw)) {
        options.maximum = signed_integer_constant();
    } else if (accept("start"_kw)) {
        accept("with"_kw);
        options.start = signed_integer_constant();
    } else if (accept("restart"_kw)) {
        options.restart = true;
        const bool required = accept("with"_kw);
        if (required || at('+') || at('-') || at(TokenKind::integer))
            options.restart_with = signed_integer_constant();
    } else if (accept("cache"_kw)) {
        options.cache = signed_integer_constant();
    } else if (accept("cycle"_kw)) {
        options.cycle = true;
    } else if (accept("owned"_kw)) {
        expect("by"_kw);
        options.owned_by = qualified_name();
    } else if (accept("sequence"_kw)) {
        expect("name"_kw);
        options.name = qualified_name();
    } else if (accept("no"_kw)) {
        if (accept("minvalue"_kw))
            options.no_minimum = true;
        else if (accept("maxvalue"_kw))
            options.no_maximum = true;
        else {
            expect("cycle"_kw);
            options.cycle = false;
        }
    } else {
        return false;
    }
    return true;
}

StatementPtr Parser::create_type(std::uint32_t begin) {
    take();
    CreateEnum type;
    type.name = qualified_name();
    if (at_end() || at(';')) return finish(Opaque{"create type", source_since(begin)}, begin);
    if (at('(')) return opaque("create type", begin);
    if (!at("as"_kw)) refuse();
    if (peek(1).is("range"_kw) || peek(1).is('(')) return opaque("create type", begin);
    if (!peek(1).is("enum"_kw)) refuse(1);
    take();
    take();
    expect('(');
    if (!at(')')) {
        do type.labels.push_back(string_constant());
        while (accept(','));
    }
    expect(')');
    return finish(std::move(type), begin);
}

StatementPtr Parser::create_domain(std::uint32_t begin) {
    take();
    CreateDomain domain;
    domain.name = qualified_name();
    accept("as"_kw);
    domain.type = type_name();
    ColumnDefinition column;
    column.name = domain.name.back();
    while (column_clause(column)) {
    }
    domain.collation = std::move(column.collation);
    domain.default_value = std::move(column.default_value);
    domain.constraints = std::move(column.constraints);
    for (TableConstraint& constraint : domain.constraints) constraint.columns.clear();
    domain.not_null = column.not_null;
    return finish(std::move(domain), begin);
}

StatementPtr Parser::create_schema(std::uint32_t begin) {
    take();
    CreateSchema schema;
    schema.if_not_exists = if_not_exists();
    if (!at("authorization"_kw)) schema.name = column_id();
    if (accept("authorization"_kw)) schema.authorization = role_name();
    while (at("create"_kw) || at("grant"_kw)) {
        if (schema.if_not_exists)
            refuse(Errc::unsupported,
                   "CREATE SCHEMA IF NOT EXISTS cannot include schema elements",
                   this->begin());
        Descent descent(*this);
        schema.elements.push_back(at("create"_kw) ? create_statement() : privileges());
    }
    return finish(std::move(schema), begin);
}

StatementPtr Parser::create_database(std::uint32_t begin) {
    take();
    CreateDatabase database;
    database.name = column_id();
    accept("with"_kw);
    while (is_label(peek())) {
        Option option;
        const std::uint32_t name = this->begin();
        if (accept("connection"_kw))
            expect("limit"_kw);
        else
            non_reserved_word();
        option.name = source_since(name);
        accept('=');
        const std::uint32_t value = this->begin();
        if (at_string()) {
            option.value = string_constant();
        } else if (accept("default"_kw)) {
            option.value = "default";
        } else {
            if (at('-') || at('+')) take();
            if (at(TokenKind::integer))
                take();
            else if (!at("true"_kw) && !at("false"_kw) && !at("on"_kw))
                non_reserved_word();
            else
                take();
            option.value = source_since(value);
        }
        database.options.push_back(std::move(option));
    }
    return finish(std::move(database), begin);
}

StatementPtr Parser::create_extension(std::uint32_t begin) {
    take();
    CreateExtension extension;
    extension.if_not_exists = if_not_exists();
    extension.name = column_id();
    accept("with"_kw);
    for (;;) {
        if (accept("schema"_kw))
            extension.schema = column_id();
        else if (accept("version"_kw))
            extension.version = at_string() ? string_constant() : non_reserved_word();
        else if (accept("cascade"_kw))
            extension.cascade = true;
        else
            break;
    }
    return finish(std::move(extension), begin);
}

}  // namespace ormgate::dialects
