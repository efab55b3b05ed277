#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

std::optional<SetScope> MysqlParser::scope_word() {
    struct Scope {
        Keyword word;
        SetScope scope;
    };
    static constexpr Scope scopes[] = {
        {"global"_kw, SetScope::global},
        {"session"_kw, SetScope::session},
        {"local"_kw, SetScope::session},
        {"persist"_kw, SetScope::persist},
        {"persist_only"_kw, SetScope::persist_only},
    };
    for (const Scope& each : scopes) {
        const bool persist = each.scope == SetScope::persist || each.scope == SetScope::persist_only;
        if (!at(each.word) || (persist && mariadb())) continue;
        if (peek(1).is('=') || peek(1).kind == TokenKind::colon_equals) continue;
        take();
        accept('.');
        return each.scope;
    }
    return std::nullopt;
}

StatementPtr MysqlParser::set() {
    const std::uint32_t begin = this->begin();
    take();
    if (at_any("password"_kw, "role"_kw) && !peek(1).is('=')) return known_by_name(begin);
    if (at("password"_kw)) return known_by_name(begin);
    if (at("default"_kw, "role"_kw)) return known_by_name(begin);
    if (at("resource"_kw) && !peek(1).is('=')) return known_by_name(begin);
    if (mariadb() && at("statement"_kw) && !peek(1).is('=')) refuse_unsupported("SET STATEMENT", begin);
    const bool scoped = at_any("session"_kw, "global"_kw, "local"_kw) && peek(1).is("transaction"_kw);
    if ((scoped && !peek(2).is('=')) || (at("transaction"_kw) && !peek(1).is('='))) {
        SetScope scope = SetScope::local;  // the next transaction only
        if (scoped) scope = *scope_word();
        return set_transaction_statement(scope, begin);
    }
    SetVariables set;
    do set.items.push_back(set_one());
    while (accept(','));
    if (set.items.size() == 1) return finish(std::move(set.items.front()), begin);
    return finish(std::move(set), begin);
}

StatementPtr MysqlParser::set_transaction_statement(SetScope scope, std::uint32_t begin) {
    take();
    SetTransaction set;
    set.scope = scope;
    set.modes = session_modes();
    return finish(std::move(set), begin);
}

// SET NAMES x [COLLATE y]; SET CHARACTER SET x
SetVariable MysqlParser::set_names() {
    SetVariable set;
    const bool names = take().is("names"_kw);
    set.name = names ? "names" : "character set";
    const std::uint32_t begin = this->begin();
    if (names && at('=')) refuse();
    if (accept("default"_kw)) {
        set.to_default = true;
        return set;
    }
    set.values.push_back(node(Literal{LiteralKind::string, label_or_string(), -1}, begin));
    if (names && accept("collate"_kw)) {
        const std::uint32_t collation = this->begin();
        set.values.push_back(node(Literal{LiteralKind::string, label_or_string(), -1}, collation));
    }
    return set;
}

SetVariable MysqlParser::set_one() {
    if (at("names"_kw)) return set_names();
    if (at("charset"_kw) && !peek(1).is('=')) return set_names();
    if (at("character"_kw, "set"_kw) || at("char"_kw, "set"_kw)) {
        take();
        return set_names();
    }
    SetVariable set;
    if (at(TokenKind::user_variable)) {
        set.user_variable = true;
        set.name = text(take());
    } else {
        if (accept(TokenKind::system_variable)) {
            if (auto scope = peek(1).is('.') ? std::optional<SetScope>() : std::nullopt) set.scope = *scope;
            const std::string first = lower_word();
            if (at('.')) {
                take();
                const bool scope = first == "global" || first == "session" || first == "local" ||
                                   (!mariadb() && (first == "persist" || first == "persist_only"));
                set.scope = first == "global"         ? SetScope::global
                            : first == "persist"      ? SetScope::persist
                            : first == "persist_only" ? SetScope::persist_only
                                                      : SetScope::session;
                set.name = scope ? std::string() : first + '.';
                std::string name = label();
                if (scope && accept('.')) name += '.' + label();
                for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                set.name += name;
            } else {
                set.name = first;
            }
        } else {
            set.scope = scope_word().value_or(SetScope::session);
            std::string name = column_id();
            if (accept('.')) name += '.' + label();
            for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            set.name = std::move(name);
        }
    }
    if (!accept(TokenKind::colon_equals)) expect('=');
    if (!set.user_variable && accept("default"_kw)) {
        set.to_default = true;
        return set;
    }
    set.values.push_back(set_value());
    return set;
}

// Words that are no expressions by themselves: ON, ALL, BINARY, ROW, SYSTEM.
ExprPtr MysqlParser::set_value() {
    const std::uint32_t begin = this->begin();
    const Token& next = peek(1);
    const bool alone = next.kind == TokenKind::end || next.is(',') || next.is(';');
    if (alone && at_any("on"_kw, "all"_kw, "binary"_kw, "row"_kw, "system"_kw))
        return node(Literal{LiteralKind::string, lower_word(), -1}, begin);
    return expression();
}

}  // namespace ormgate::dialects
