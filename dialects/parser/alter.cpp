#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::alter_type(std::uint32_t begin) {
    take();
    AlterEnum alter;
    alter.name = qualified_name();
    if (accept("add"_kw, "value"_kw)) {
        alter.if_not_exists = if_not_exists();
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
    if (at("rename"_kw, "attribute"_kw)) return opaque("alter type", begin);
    if (rename_action(other)) return finish(std::move(other), begin);
    if (!at("owner"_kw)) return opaque("alter type", begin);
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

// SCHEMA, DATABASE, DOMAIN, EXTENSION …: renamed, moved, given an owner; anything else is not understood inside.
StatementPtr Parser::alter_object(ObjectKind kind, std::uint32_t begin) {
    const std::string kind_word = text(take());
    AlterTable alter;
    alter.kind = kind;
    alter.name = qualified_name();
    if (rename_action(alter)) return finish(std::move(alter), begin);
    if (!at("owner"_kw)) return opaque("alter " + kind_word, begin);
    alter.actions.push_back(alter_action());
    return finish(std::move(alter), begin);
}

}  // namespace ormgate::dialects
