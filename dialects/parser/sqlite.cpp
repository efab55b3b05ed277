#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

// RAISE(IGNORE), RAISE(ABORT, 'message') in a trigger.
ExprPtr Parser::raise_call() {
    const std::uint32_t begin = this->begin();
    take();
    Call call;
    call.function = {"raise"};
    expect('(');
    const Token action = peek();
    if (!at_any("ignore"_kw, "abort"_kw, "fail"_kw, "rollback"_kw)) refuse();
    take();
    call.args.push_back({"", node(Literal{LiteralKind::string, text(action), -1}, action.begin), false});
    if (!action.is("ignore"_kw)) {
        expect(',');
        call.args.push_back({"", expression(), false});
    }
    expect(')');
    return node(std::move(call), begin);
}

// A declared type is any run of words, then one or two numbers: UNSIGNED BIG INT, VARCHAR(20), DECIMAL(10,
// -2).
TypeName Parser::sqlite_type() {
    TypeName type;
    type.position = begin();
    std::string words;
    while (is_column_id(peek()) && !at_any("generated"_kw, "always"_kw)) {
        if (!words.empty()) words += ' ';
        words += text(take());
    }
    type.name = {std::move(words)};
    if (!accept('(')) return type;
    do {
        if (at(TokenKind::decimal) || is_column_id(peek()))
            type.modifier_words.push_back(text(take()));
        else
            type.modifiers.push_back(signed_integer_constant());
    } while (accept(','));
    expect(')');
    return type;
}

// ALTER TABLE has one action.
StatementPtr Parser::sqlite_alter() {
    const std::uint32_t begin = this->begin();
    take();
    expect("table"_kw);
    AlterTable alter;
    alter.name = qualified_name();
    const std::uint32_t action = this->begin();
    if (accept("rename"_kw)) {
        if (accept("to"_kw)) {
            alter.actions.push_back({RenameTable{{column_id()}}, action});
        } else {
            if (at("column"_kw) && !peek(1).is("to"_kw)) take();
            std::string from = column_id();
            expect("to"_kw);
            alter.actions.push_back({RenameColumn{std::move(from), column_id()}, action});
        }
    } else if (accept("add"_kw)) {
        accept("column"_kw);
        alter.actions.push_back({AddColumn{false, column_definition(), {}, false}, action});
    } else {
        expect("drop"_kw);
        accept("column"_kw);
        alter.actions.push_back({DropColumn{column_id(), false, false}, action});
    }
    return finish(std::move(alter), begin);
}

// PRAGMA [schema.]name [= value | (value)]: a number, a string or a word.
StatementPtr Parser::pragma() {
    const std::uint32_t begin = this->begin();
    take();
    Pragma pragma;
    Name name{column_id()};
    if (accept('.')) name.push_back(column_id());
    pragma.name = std::move(name.back());
    if (name.size() > 1) pragma.schema = std::move(name.front());
    const bool called = at('(');
    if (!called && !at('=')) return finish(std::move(pragma), begin);
    take();
    const std::uint32_t value = this->begin();
    const bool negative = accept('-');
    if (!negative) accept('+');
    if (at(TokenKind::integer) || at(TokenKind::decimal)) {
        pragma.value = literal();
        if (negative) pragma.value = node(Unary{"-", {}, std::move(pragma.value)}, value);
    } else {
        if (negative || (!is_column_id(peek()) && !at_any("on"_kw, "delete"_kw, "default"_kw))) refuse();
        pragma.value = node(Literal{LiteralKind::string, text(take()), -1}, value);
    }
    if (called) expect(')');
    return finish(std::move(pragma), begin);
}

}  // namespace ormgate::dialects
