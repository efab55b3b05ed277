#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::set_statement() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("constraints"_kw)) return set_constraints(begin);
    const bool names_value = peek(1).is("to"_kw) || peek(1).is('=') || peek(1).is('.');
    if (at("local"_kw) && !names_value) {
        take();
        return set_rest(SetScope::local, begin);
    }
    const bool scope = at("session"_kw) && !peek(1).is("authorization"_kw) &&
                       !peek(1).is("characteristics"_kw) && !names_value;
    if (scope) take();
    return set_rest(SetScope::session, begin);
}

StatementPtr Parser::set_constraints(std::uint32_t begin) {
    take();
    SetConstraints result;
    if (!accept("all"_kw)) result.names = qualified_name_list();
    result.deferred = accept("deferred"_kw);
    if (!result.deferred) expect("immediate"_kw);
    return finish(std::move(result), begin);
}

StatementPtr Parser::set_rest(SetScope scope, std::uint32_t begin) {
    if (accept("transaction"_kw)) {
        SetTransaction result;
        result.scope = scope;
        if (accept("snapshot"_kw))
            result.snapshot = string_constant();
        else
            result.modes = transaction_modes(true);
        return finish(std::move(result), begin);
    }
    if (at("session"_kw, "characteristics"_kw)) {
        take();
        take();
        expect("as"_kw, "transaction"_kw);
        SetTransaction result;
        result.scope = SetScope::session;
        result.characteristics = true;
        result.modes = transaction_modes(true);
        return finish(std::move(result), begin);
    }
    SetVariable result;
    auto words = [&](std::string name) {
        result.name = std::move(name);
        const std::uint32_t value = this->begin();
        const bool to_default = accept("default"_kw);
        result.to_default = to_default;
        if (to_default) return;
        std::string word = at_string() ? string_constant() : non_reserved_word();
        result.values.push_back(node(Literal{LiteralKind::string, std::move(word), -1}, value));
    };
    if (at("time"_kw, "zone"_kw)) {
        take();
        take();
        result = set_time_zone();
    } else if (at("session"_kw, "authorization"_kw)) {
        take();
        take();
        words("session_authorization");
    } else if (at("role"_kw) && (is_label(peek(1)) || peek(1).is_string()) && !peek(1).is("to"_kw) &&
               !peek(1).is("from"_kw)) {
        take();
        words("role");
    } else if (at("names"_kw) && !peek(1).is("to"_kw) && !peek(1).is('=') && !peek(1).is('.') &&
               !peek(1).is("from"_kw)) {
        take();
        result.name = "client_encoding";
        const std::uint32_t value = this->begin();
        if (at_string())
            result.values.push_back(node(Literal{LiteralKind::string, string_constant(), -1}, value));
        else if (!accept("default"_kw) && !at_end() && !at(';'))
            refuse();
        result.to_default = result.values.empty();
    } else if (at("xml"_kw, "option"_kw)) {
        take();
        take();
        result.name = "xmloption";
        if (!at("document"_kw) && !at("content"_kw)) refuse();
        const Token word = take();
        result.values.push_back(node(Literal{LiteralKind::string, text(word), -1}, word.begin));
    } else if ((at("schema"_kw) || at("catalog"_kw)) && peek(1).is_string()) {
        if (at("catalog"_kw)) refuse_unsupported("current database cannot be changed: SET CATALOG", begin);
        take();
        result.name = "search_path";
        const std::uint32_t value = this->begin();
        result.values.push_back(node(Literal{LiteralKind::string, string_constant(), -1}, value));
    } else {
        result = set_value(variable_name());
    }
    result.scope = scope;
    return finish(std::move(result), begin);
}

std::string Parser::variable_name() {
    std::string name = column_id();
    while (accept('.')) name += '.' + column_id();
    return name;
}

SetVariable Parser::set_value(std::string name) {
    SetVariable result;
    result.name = std::move(name);
    if (accept("from"_kw)) {
        expect("current"_kw);
        result.from_current = true;
        return result;
    }
    if (!accept('=')) expect("to"_kw);
    if (accept("default"_kw)) {
        result.to_default = true;
        return result;
    }
    do result.values.push_back(set_item());
    while (accept(','));
    return result;
}

// A word, a string, a number; words become string literals.
ExprPtr Parser::set_item() {
    const std::uint32_t begin = this->begin();
    if (at('+') || at('-')) {
        const Token sign = take();
        if (!at(TokenKind::integer) && !at(TokenKind::decimal)) refuse();
        ExprPtr number = literal();
        if (sign.is('+')) return number;
        return node(Unary{"-", {}, std::move(number)}, begin);
    }
    if (at(TokenKind::integer) || at(TokenKind::decimal) || at_string()) return literal();
    if (at_any("true"_kw, "false"_kw, "on"_kw)) {
        const Token word = take();
        return node(Literal{LiteralKind::string, text(word), -1}, begin);
    }
    return node(Literal{LiteralKind::string, non_reserved_word(), -1}, begin);
}

// SET TIME ZONE takes a string, a word, a number, an interval, LOCAL or DEFAULT.
SetVariable Parser::set_time_zone() {
    SetVariable result;
    result.name = "timezone";
    const std::uint32_t begin = this->begin();
    if (accept("default"_kw) || accept("local"_kw)) {
        result.to_default = true;
    } else if (at("interval"_kw)) {
        ExprPtr interval = type_literal();
        result.values.push_back(std::move(interval));
    } else if (at('+') || at('-') || at(TokenKind::integer) || at(TokenKind::decimal)) {
        result.values.push_back(set_item());
    } else if (at_string()) {
        result.values.push_back(literal());
    } else {
        const bool identifier = is_column_id(peek()) && category_of(peek()) == KeywordCategory::none;
        if (!identifier) refuse();
        result.values.push_back(node(Literal{LiteralKind::string, text(take()), -1}, begin));
    }
    return result;
}

StatementPtr Parser::reset() {
    const std::uint32_t begin = this->begin();
    take();
    Reset result;
    if (accept("all"_kw))
        result.all = true;
    else if (accept("time"_kw, "zone"_kw))
        result.name = "timezone";
    else if (accept("session"_kw, "authorization"_kw))
        result.name = "session_authorization";
    else if (at("transaction"_kw, "isolation"_kw)) {
        take();
        take();
        expect("level"_kw);
        result.name = "transaction_isolation";
    } else {
        result.name = variable_name();
    }
    return finish(std::move(result), begin);
}

StatementPtr Parser::show() {
    const std::uint32_t begin = this->begin();
    take();
    Show result;
    if (accept("all"_kw))
        result.all = true;
    else if (accept("time"_kw, "zone"_kw))
        result.name = "timezone";
    else if (accept("session"_kw, "authorization"_kw))
        result.name = "session_authorization";
    else if (at("transaction"_kw, "isolation"_kw)) {
        take();
        take();
        expect("level"_kw);
        result.name = "transaction_isolation";
    } else {
        result.name = variable_name();
    }
    return finish(std::move(result), begin);
}

StatementPtr Parser::discard() {
    const std::uint32_t begin = this->begin();
    take();
    if (!at_any("all"_kw, "plans"_kw, "sequences"_kw, "temp"_kw, "temporary"_kw)) refuse();
    Discard result{text(take())};
    if (result.what == "temporary") result.what = "temp";
    return finish(std::move(result), begin);
}

StatementPtr Parser::prepare() {
    const std::uint32_t begin = this->begin();
    take();
    if (accept("transaction"_kw)) return finish(PrepareTransaction{string_constant()}, begin);
    Prepare result;
    result.name = column_id();
    if (accept('(')) {
        do result.types.push_back(type_name());
        while (accept(','));
        expect(')');
    }
    expect("as"_kw);
    result.statement = query_or_dml();
    return finish(std::move(result), begin);
}

StatementPtr Parser::execute() {
    const std::uint32_t begin = this->begin();
    take();
    Execute result;
    result.name = column_id();
    if (accept('(')) {
        result.args = expression_list();
        expect(')');
    }
    return finish(std::move(result), begin);
}

StatementPtr Parser::deallocate() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("prepare"_kw) && (is_column_id(peek(1)) || peek(1).is("all"_kw))) take();
    Deallocate result;
    result.all = accept("all"_kw);
    if (!result.all) result.name = column_id();
    return finish(std::move(result), begin);
}

StatementPtr Parser::declare_cursor() {
    const std::uint32_t begin = this->begin();
    take();
    DeclareCursor result;
    result.name = column_id();
    for (;;) {
        if (accept("no"_kw)) {
            expect("scroll"_kw);
            result.scroll = false;
        } else if (accept("scroll"_kw)) {
            result.scroll = true;
        } else if (accept("binary"_kw)) {
            result.binary = true;
        } else if (accept("asensitive"_kw)) {
            result.insensitive = false;
        } else if (accept("insensitive"_kw)) {
            result.insensitive = true;
        } else {
            break;
        }
    }
    expect("cursor"_kw);
    if (at("with"_kw) || at("without"_kw)) {
        result.hold = take().is("with"_kw);
        expect("hold"_kw);
    }
    expect("for"_kw);
    result.query = query();
    return finish(std::move(result), begin);
}

// FETCH and MOVE: a direction, a count, FROM or IN, a cursor; each but the cursor may be left out.
StatementPtr Parser::fetch() {
    const std::uint32_t begin = this->begin();
    Fetch result;
    result.move = take().is("move"_kw);
    auto count = [&] {
        if (accept("all"_kw))
            result.count = std::nullopt;
        else if (at('+') || at('-') || at(TokenKind::integer))
            result.count = signed_integer_constant();
    };
    const bool named_cursor = is_column_id(peek()) && (peek(1).kind == TokenKind::end || peek(1).is(';'));
    if (!named_cursor) {
        if (accept("next"_kw)) {
            result.count = 1;
        } else if (accept("prior"_kw)) {
            result.direction = FetchDirection::backward;
        } else if (at("first"_kw) || at("last"_kw)) {
            result.direction = FetchDirection::absolute;
            result.count = take().is("first"_kw) ? 1 : -1;
        } else if (at("absolute"_kw) || at("relative"_kw)) {
            result.direction = take().is("absolute"_kw) ? FetchDirection::absolute : FetchDirection::relative;
            if (!at('+') && !at('-') && !at(TokenKind::integer)) refuse();
            count();
        } else if (at("forward"_kw) || at("backward"_kw)) {
            if (take().is("backward"_kw)) result.direction = FetchDirection::backward;
            count();
        } else {
            count();
        }
        if (!accept("from"_kw)) accept("in"_kw);
    }
    result.cursor = column_id();
    return finish(std::move(result), begin);
}

StatementPtr Parser::close_cursor() {
    const std::uint32_t begin = this->begin();
    take();
    CloseCursor result;
    result.all = accept("all"_kw);
    if (!result.all) result.name = column_id();
    return finish(std::move(result), begin);
}

StatementPtr Parser::listen() {
    const std::uint32_t begin = this->begin();
    if (take().is("listen"_kw)) return finish(Listen{column_id()}, begin);
    Unlisten result;
    result.all = accept('*');
    if (!result.all) result.channel = column_id();
    return finish(std::move(result), begin);
}

StatementPtr Parser::notify() {
    const std::uint32_t begin = this->begin();
    take();
    Notify result{column_id(), {}};
    if (accept(',')) result.payload = string_constant();
    return finish(std::move(result), begin);
}

}  // namespace ormgate::dialects
