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

}  // namespace ormgate::dialects
