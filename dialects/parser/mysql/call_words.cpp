#include <utility>

#include "dialects/mysql_precedence.hpp"
#include "dialects/parser/mysql/parser.hpp"

// Calls whose arguments have words between them.
namespace ormgate::dialects {

using namespace ast;

// GROUP_CONCAT([DISTINCT] a, b [ORDER BY …] [SEPARATOR s]): the separator is an argument of that name.
Call MysqlParser::group_concat() {
    Call call;
    call.function = {"group_concat"};
    call.syntax = CallSyntax::group_concat;
    take();
    expect('(');
    call.distinct = accept("distinct"_kw);
    for (ExprPtr& value : expression_list()) call.args.push_back({"", std::move(value), false});
    if (accept("order"_kw)) {
        expect("by"_kw);
        call.order_by = sort_clause();
    }
    if (accept("separator"_kw)) {
        if (!at_string()) refuse();
        call.args.push_back({"separator", literal(), false});
    }
    if (mariadb() && accept("limit"_kw)) {
        call.limit = expression();
        if (accept(',')) call.offset = std::exchange(call.limit, expression());
        if (accept("offset"_kw)) call.offset = expression();
    }
    expect(')');
    over_clause(call);
    return call;
}

// TIMESTAMPADD(unit, n, d), TIMESTAMPDIFF(unit, a, b)
Call MysqlParser::unit_call() {
    Call call;
    call.function = {lower_word()};
    call.syntax = CallSyntax::unit_first;
    expect('(');
    call.args.push_back({"", interval_unit(), false});
    for (int i = 0; i < 2; ++i) {
        expect(',');
        call.args.push_back({"", expression(), false});
    }
    expect(')');
    return call;
}

Call MysqlParser::get_format() {
    Call call;
    call.function = {"get_format"};
    call.syntax = CallSyntax::unit_first;
    take();
    expect('(');
    const std::uint32_t begin = this->begin();
    if (!at_any("date"_kw, "time"_kw, "datetime"_kw, "timestamp"_kw)) refuse();
    std::string word = lower_word();
    call.args.push_back(text_argument(word == "timestamp" ? "datetime" : std::move(word), begin));
    expect(',');
    call.args.push_back({"", expression(), false});
    expect(')');
    return call;
}

// DATE_ADD(d, INTERVAL n unit); ADDDATE(d, n) takes days too.
Call MysqlParser::date_call() {
    Call call;
    call.function = {lower_word()};
    expect('(');
    call.args.push_back({"", expression(), false});
    expect(',');
    const bool days = call.function.front() == "adddate" || call.function.front() == "subdate";
    if (at_interval())
        call.args.push_back({"", interval(), false});
    else if (days)
        call.args.push_back({"", expression(), false});
    else
        refuse();
    expect(')');
    return call;
}

Call MysqlParser::extract() {
    Call call;
    call.function = {"extract"};
    call.syntax = CallSyntax::extract;
    take();
    expect('(');
    call.args.push_back({"", interval_unit(), false});
    expect("from"_kw);
    call.args.push_back({"", expression(), false});
    expect(')');
    return call;
}

Call MysqlParser::position() {
    Call call;
    call.function = {"position"};
    call.syntax = CallSyntax::position_in;
    take();
    expect('(');
    ExprPtr needle = operand_at(mysql::bit_or_level);
    expect("in"_kw);
    call.args.push_back({"", expression(), false});
    call.args.push_back({"", std::move(needle), false});
    expect(')');
    return call;
}

Call MysqlParser::substring() {
    Call call;
    call.function = {"substring"};
    take();
    expect('(');
    call.args.push_back({"", expression(), false});
    const bool words = accept("from"_kw);
    if (!words) expect(',');
    call.args.push_back({"", expression(), false});
    if (words ? accept("for"_kw) : accept(',')) call.args.push_back({"", expression(), false});
    expect(')');
    return call;
}

// TRIM([BOTH|LEADING|TRAILING] [characters] FROM text): the text first, then the characters.
Call MysqlParser::trim() {
    Call call;
    call.function = {"btrim"};
    call.syntax = CallSyntax::trim_both;
    take();
    expect('(');
    const bool sided = at_any("leading"_kw, "trailing"_kw, "both"_kw);
    if (accept("leading"_kw)) {
        call.syntax = CallSyntax::trim_leading;
        call.function = {"ltrim"};
    } else if (accept("trailing"_kw)) {
        call.syntax = CallSyntax::trim_trailing;
        call.function = {"rtrim"};
    } else {
        accept("both"_kw);
    }
    ExprPtr characters;
    if (!sided || !at("from"_kw)) characters = expression();
    const bool from = sided || at("from"_kw);
    if (from) expect("from"_kw);
    call.args.push_back({"", from ? expression() : std::move(characters), false});
    if (characters) call.args.push_back({"", std::move(characters), false});
    expect(')');
    return call;
}

std::string MysqlParser::character_set_name() {
    return label_or_string();
}

// CHAR(77, 121 USING utf8mb4)
Call MysqlParser::char_call() {
    Call call;
    call.function = {"char"};
    take();
    expect('(');
    do call.args.push_back({"", expression(), false});
    while (accept(','));
    if (accept("using"_kw)) {
        const std::uint32_t begin = this->begin();
        call.syntax = CallSyntax::char_using;
        call.args.push_back(text_argument(character_set_name(), begin));
    }
    expect(')');
    return call;
}

Call MysqlParser::weight_string() {
    Call call;
    call.function = {"weight_string"};
    take();
    expect('(');
    call.args.push_back({"", expression(), false});
    if (accept("as"_kw)) {
        call.syntax = CallSyntax::weight_string;
        const std::uint32_t begin = this->begin();
        if (!at("char"_kw) && !at("binary"_kw)) refuse();
        call.args.push_back(text_argument(lower_word(), begin));
        expect('(');
        call.args.push_back({"", literal(), false});
        expect(')');
    }
    expect(')');
    return call;
}

// value [ON EMPTY] value [ON ERROR], in this order
void MysqlParser::json_reactions(JsonReaction& on_empty, JsonReaction& on_error) {
    while (at_any("null"_kw, "error"_kw, "default"_kw)) {
        JsonReaction reaction;
        const Token word = take();
        reaction.kind = word.is("null"_kw)    ? JsonReaction::Kind::null
                        : word.is("error"_kw) ? JsonReaction::Kind::error
                                              : JsonReaction::Kind::default_;
        if (word.is("default"_kw)) reaction.value = operand();
        expect("on"_kw);
        const bool error = accept("error"_kw);
        if (!error) expect("empty"_kw);
        (error ? on_error : on_empty) = std::move(reaction);
        if (error) return;
    }
}

Call MysqlParser::json_value() {
    Call call;
    call.function = {"json_value"};
    take();
    expect('(');
    call.args.push_back({"", expression(), false});
    expect(',');
    call.args.push_back({"", literal(), false});
    JsonValueClauses clauses;
    if (accept("returning"_kw)) clauses.returning = cast_type();
    json_reactions(clauses.on_empty, clauses.on_error);
    call.json = std::make_unique<JsonValueClauses>(std::move(clauses));
    expect(')');
    return call;
}

ExprPtr MysqlParser::cast() {
    const std::uint32_t begin = this->begin();
    take();
    expect('(');
    Cast cast;
    cast.operand = expression();
    if (!mariadb() && accept("at"_kw)) {
        expect("time"_kw, "zone"_kw);
        accept("interval"_kw);
        const std::uint32_t operand = cast.operand->position;
        cast.operand = node(AtTimeZone{std::move(cast.operand), literal()}, operand);
    }
    expect("as"_kw);
    cast.type = cast_type();
    if (!mariadb() && at("array"_kw)) {
        take();
        cast.type.array_dimensions = 1;
    }
    expect(')');
    return node(std::move(cast), begin);
}

// CONVERT(x, type), CONVERT(x USING charset)
ExprPtr MysqlParser::convert() {
    const std::uint32_t begin = this->begin();
    take();
    expect('(');
    ExprPtr operand = expression();
    if (accept("using"_kw)) {
        Call call;
        call.function = {"convert"};
        call.syntax = CallSyntax::convert_using;
        call.args.push_back({"", std::move(operand), false});
        const std::uint32_t name = this->begin();
        call.args.push_back(text_argument(character_set_name(), name));
        expect(')');
        return node(std::move(call), begin);
    }
    expect(',');
    Cast cast{CastSyntax::convert, std::move(operand), cast_type()};
    expect(')');
    return node(std::move(cast), begin);
}

}  // namespace ormgate::dialects
