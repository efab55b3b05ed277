#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

ExprPtr Parser::call(Name name, std::uint32_t begin, bool windows) {
    Call result;
    result.function = std::move(name);
    call_arguments(result);
    const bool plain = !result.args.empty() && !result.distinct && result.order_by.empty();
    if (windows && plain && at_string() && !sqlite()) {  // numeric(3,2) '1.25'
        TypeName type;
        type.position = begin;
        type.name = std::move(result.function);
        for (Argument& argument : result.args) {
            if (!argument.name.empty() || argument.variadic) refuse();
            add_modifier(type, *argument.value);
        }
        return literal_of_type(std::move(type), begin);
    }
    if (windows) call_clauses(result);
    return node(std::move(result), begin);
}

void Parser::call_arguments(Call& call) {
    expect('(');
    if (accept(')')) return;
    if (accept('*')) {
        expect(')');
        call.star = true;
        return;
    }
    const bool quantified = at("distinct"_kw) || at("all"_kw);
    if (quantified) call.distinct = take().is("distinct"_kw);
    do {
        if (at("variadic"_kw) && quantified) refuse();
        call.args.push_back(argument());
    } while (!call.args.back().variadic && accept(','));
    if (accept("order"_kw)) {
        expect("by"_kw);
        call.order_by = sort_clause();
    }
    expect(')');
}

Argument Parser::argument() {
    Argument argument;
    argument.variadic = !sqlite() && accept("variadic"_kw);
    const bool named = peek(1).kind == TokenKind::arrow || peek(1).kind == TokenKind::colon_equals;
    if (named && is_function_name(peek())) {
        argument.name = function_name();
        take();
    }
    argument.value = expression();
    return argument;
}

void Parser::call_clauses(Call& call) {
    if (!sqlite() && accept("within"_kw)) {
        const std::uint32_t begin = this->begin();
        expect("group"_kw, '(', "order"_kw, "by"_kw);
        if (!call.order_by.empty())
            refuse(Errc::syntax_error, "cannot use multiple ORDER BY clauses with WITHIN GROUP", begin);
        if (call.distinct) refuse(Errc::syntax_error, "cannot use DISTINCT with WITHIN GROUP", begin);
        call.within_group = sort_clause();
        expect(')');
    }
    if (at("filter"_kw) && (!sqlite() || peek(1).is('('))) {
        take();
        expect('(', "where"_kw);
        call.filter = expression();
        expect(')');
    }
    if (at("over"_kw) && (!sqlite() || peek(1).is('(') || is_column_id(peek(1)))) {
        take();
        auto window = std::make_unique<Window>();
        if (at('(')) {
            *window = window_specification();
        } else {
            window->name = column_id();
            window->by_name_only = true;
        }
        call.over = std::move(window);
    }
}

// Keywords that are values or have arguments of their own grammar.
bool Parser::at_special_call() const {
    const bool open = peek(1).is('(');
    switch (peek().keyword) {
        case "current_date"_kw:
        case "current_time"_kw:
        case "current_timestamp"_kw:
            return true;
        case "localtime"_kw:
        case "localtimestamp"_kw:
        case "current_catalog"_kw:
        case "current_role"_kw:
        case "current_user"_kw:
        case "session_user"_kw:
        case "user"_kw:
            return !sqlite();
        case "current_schema"_kw:
            return !sqlite() && !open;
        case "collation"_kw:
            return !sqlite() && peek(1).is("for"_kw);
        case "coalesce"_kw:
        case "nullif"_kw:
        case "greatest"_kw:
        case "least"_kw:
        case "extract"_kw:
        case "overlay"_kw:
        case "position"_kw:
        case "substring"_kw:
        case "trim"_kw:
        case "normalize"_kw:
        case "treat"_kw:
        case "xmlconcat"_kw:
        case "xmlelement"_kw:
        case "xmlexists"_kw:
        case "xmlforest"_kw:
        case "xmlparse"_kw:
        case "xmlpi"_kw:
        case "xmlroot"_kw:
        case "xmlserialize"_kw:
            return open && !sqlite();
        default:
            return false;
    }
}

ExprPtr Parser::special_call() {
    const Token word = peek();
    const std::uint32_t begin = word.begin;
    switch (word.keyword) {
        case "extract"_kw:
            return node(extract_call(), begin);
        case "overlay"_kw:
            return node(overlay_call(), begin);
        case "position"_kw:
            return node(position_call(), begin);
        case "substring"_kw:
            return node(substring_call(), begin);
        case "trim"_kw:
            return node(trim_call(), begin);
        case "normalize"_kw:
            return node(normalize_call(), begin);
        case "coalesce"_kw:
        case "greatest"_kw:
        case "least"_kw:
        case "nullif"_kw:
            return node(list_call(text(word)), begin);
        case "collation"_kw: {
            take();
            take();
            Call call;
            call.function = {"pg_collation_for"};
            expect('(');
            call.args.push_back({"", expression(), false});
            expect(')');
            return node(std::move(call), begin);
        }
        case "treat"_kw:
            refuse_unsupported("TREAT", begin);
        default:
            break;
    }
    std::string name = text(word);
    if (name.starts_with("xml")) refuse_unsupported(name, begin);
    return keyword_value();
}

ExprPtr Parser::keyword_value() {
    const Token word = take();
    Call call;
    call.function = {text(word)};
    for (char& c : call.function.front()) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    call.syntax = CallSyntax::keyword;
    const bool precise = word.is("current_time"_kw) || word.is("current_timestamp"_kw) ||
                         word.is("localtime"_kw) || word.is("localtimestamp"_kw);
    if (precise && !sqlite() && accept('(')) {
        const std::uint32_t begin = this->begin();
        const std::int64_t precision = integer_constant();
        call.args.push_back(
            {"", node(Literal{LiteralKind::integer, std::to_string(precision), -1}, begin), false});
        expect(')');
    }
    return node(std::move(call), word.begin);
}

Call Parser::list_call(std::string name) {
    take();
    Call call;
    const bool pair = name == "nullif";
    call.function = {std::move(name)};
    expect('(');
    do {
        if (pair && call.args.size() == 2) refuse();
        call.args.push_back({"", expression(), false});
    } while ((!pair || call.args.size() < 2) && accept(','));
    if (pair && call.args.size() < 2) refuse();
    expect(')');
    return call;
}

std::vector<Argument> Parser::arguments_until_close() {
    std::vector<Argument> args;
    while (!at(')')) {
        if (!args.empty()) expect(',');
        args.push_back(argument());
        if (args.back().variadic) refuse();
    }
    take();
    return args;
}

Call Parser::extract_call() {
    take();
    Call call;
    call.function = {"extract"};
    call.syntax = CallSyntax::extract;
    expect('(');
    const Token field = peek();
    const bool word = field.kind == TokenKind::quoted_identifier ||
                      field.kind == TokenKind::unicode_identifier ||
                      (field.kind == TokenKind::word && category_of(field) == KeywordCategory::none) ||
                      at_any("year"_kw, "month"_kw, "day"_kw, "hour"_kw, "minute"_kw, "second"_kw);
    if (!word && !at_string()) refuse();
    pin(field);
    take();
    call.args.push_back({"", node(Literal{LiteralKind::string, text(field), -1}, field.begin), false});
    expect("from"_kw);
    call.args.push_back({"", expression(), false});
    expect(')');
    return call;
}

Call Parser::overlay_call() {
    take();
    Call call;
    call.function = {"overlay"};
    expect('(');
    if (accept(')')) return call;
    call.args.push_back(argument());
    if (call.args[0].name.empty() && accept("placing"_kw)) {
        call.syntax = CallSyntax::overlay_placing;
        call.args.push_back({"", expression(), false});
        expect("from"_kw);
        call.args.push_back({"", expression(), false});
        if (accept("for"_kw)) call.args.push_back({"", expression(), false});
        expect(')');
        return call;
    }
    if (!at(')')) expect(',');
    for (Argument& more : arguments_until_close()) call.args.push_back(std::move(more));
    return call;
}

// position(needle IN haystack); the arguments stand as the plain function takes them.
Call Parser::position_call() {
    take();
    Call call;
    call.function = {"position"};
    call.syntax = CallSyntax::position_in;
    expect('(');
    ExprPtr needle = restricted_expression();
    expect("in"_kw);
    call.args.push_back({"", restricted_expression(), false});
    call.args.push_back({"", std::move(needle), false});
    expect(')');
    return call;
}

Call Parser::substring_call() {
    take();
    Call call;
    call.function = {"substring"};
    expect('(');
    if (accept(')')) return call;
    call.args.push_back(argument());
    if (accept("similar"_kw)) {
        call.syntax = CallSyntax::substring_similar;
        call.args.push_back({"", expression(), false});
        expect("escape"_kw);
        call.args.push_back({"", expression(), false});
        expect(')');
        return call;
    }
    if (at("from"_kw) || at("for"_kw)) {
        call.syntax = CallSyntax::substring_from;
        ExprPtr from, count;
        const bool count_first = accept("for"_kw);
        if (count_first) count = expression();
        if (accept("from"_kw)) from = expression();
        if (!count_first && accept("for"_kw)) count = expression();
        if (!from)
            from = make(Literal{LiteralKind::integer, "1", -1});  // end 0 tells that it was not written
        call.args.push_back({"", std::move(from), false});
        if (count) call.args.push_back({"", std::move(count), false});
        expect(')');
        return call;
    }
    if (!at(')')) expect(',');
    for (Argument& more : arguments_until_close()) call.args.push_back(std::move(more));
    return call;
}

// trim([BOTH|LEADING|TRAILING] [characters] FROM text): the text first, then the characters.
Call Parser::trim_call() {
    take();
    Call call;
    call.syntax = CallSyntax::trim_both;
    call.function = {"btrim"};
    expect('(');
    if (accept("leading"_kw)) {
        call.syntax = CallSyntax::trim_leading;
        call.function = {"ltrim"};
    } else if (accept("trailing"_kw)) {
        call.syntax = CallSyntax::trim_trailing;
        call.function = {"rtrim"};
    } else {
        accept("both"_kw);
    }
    std::vector<ExprPtr> before;
    if (!at("from"_kw)) before = expression_list();
    if (before.size() <= 1 && accept("from"_kw)) {
        std::vector<ExprPtr> after = expression_list();
        for (ExprPtr& characters : before) after.push_back(std::move(characters));
        before = std::move(after);
    }
    for (ExprPtr& value : before) call.args.push_back({"", std::move(value), false});
    expect(')');
    return call;
}

Call Parser::normalize_call() {
    take();
    Call call;
    call.function = {"normalize"};
    call.syntax = CallSyntax::normalize_form;
    expect('(');
    call.args.push_back({"", expression(), false});
    if (accept(',')) {
        if (!at_any("nfc"_kw, "nfd"_kw, "nfkc"_kw, "nfkd"_kw)) refuse();
        const Token form = take();
        call.args.push_back({"", node(Literal{LiteralKind::string, text(form), -1}, form.begin), false});
    }
    expect(')');
    return call;
}

}  // namespace ormgate::dialects
