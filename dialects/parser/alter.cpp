#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::alter_type(std::uint32_t begin) {
    take();
    AlterEnum alter;
    alter.name = qualified_name();
    if (accept("add"_kw, "value"_kw)) {
        alter.if_not_exists = accept("if"_kw);
        if (alter.if_not_exists) expect("not"_kw, "exists"_kw);
        alter.add = string_constant();
        if (at("before"_kw) || at("after"_kw)) {
            alter.before = take().is("before"_kw);
            alter.after = !alter.before;
            alter.neighbour = string_constant();
        }
        return finish(std::move(alter), begin);
    }
    if (accept("rename"_kw, "value"_kw)) {
        alter.rename_from = string_constant();
        expect("to"_kw);
        alter.rename_to = string_constant();
        return finish(std::move(alter), begin);
    }
    AlterTable other;
    other.kind = ObjectKind::type;
    other.name = std::move(alter.name);
    const bool attributes =
        at_any("add"_kw, "drop"_kw, "alter"_kw, "rename"_kw) && peek(1).is("attribute"_kw);
    if (attributes || (at("set"_kw) && peek(1).is('('))) return opaque("alter type", begin);
    if (rename_action(other)) return finish(std::move(other), begin);
    if (!at("owner"_kw)) refuse(at_any("add"_kw, "drop"_kw, "alter"_kw, "set"_kw) ? 1 : 0);
    other.actions.push_back(alter_action());
    return finish(std::move(other), begin);
}

StatementPtr Parser::alter_sequence(std::uint32_t begin) {
    take();
    AlterSequence sequence;
    sequence.if_exists = if_exists();
    sequence.name = qualified_name();
    if (sequence_option(sequence.options)) {
        while (sequence_option(sequence.options)) {
        }
        return finish(std::move(sequence), begin);
    }
    AlterTable alter;
    alter.kind = ObjectKind::sequence;
    alter.if_exists = sequence.if_exists;
    alter.name = std::move(sequence.name);
    if (!rename_action(alter)) alter.actions.push_back(alter_action());
    return finish(std::move(alter), begin);
}

// SCHEMA, DATABASE, DOMAIN, EXTENSION …: renamed, moved, given an owner; anything else is not understood
// inside.
StatementPtr Parser::alter_object(ObjectKind kind, std::uint32_t begin) {
    const std::string kind_word = text(take());
    AlterTable alter;
    alter.kind = kind;
    alter.name = qualified_name();
    if (at("rename"_kw) && !peek(1).is("constraint"_kw) && !peek(1).is("to"_kw)) refuse(1);
    if (rename_action(alter)) return finish(std::move(alter), begin);
    if (!at("owner"_kw)) {
        if (kind == ObjectKind::schema || peek().kind != TokenKind::word) refuse();
        return opaque("alter " + kind_word, begin);
    }
    alter.actions.push_back(alter_action());
    return finish(std::move(alter), begin);
}

}  // namespace ormgate::dialects
