#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

// How a call is written whose name the grammar knows.
enum class MysqlParser::Form : std::uint8_t {
    none,
    keyword_value,  // CURRENT_DATE, with or without parentheses and a precision
    plain,          // reserved words that are functions, and those that take a window
    aggregate,      // one argument, DISTINCT
    count,
    group_concat,
    json_aggregate,
    window,  // an argument list that OVER must follow
    cast,
    convert,
    extract,
    position,
    substring,
    trim,
    char_,
    values,
    interval,
    unit_first,
    get_format,
    date_interval,
    weight_string,
    json_value,
    current_value,  // NOW(), CURDATE(): parentheses required
};

MysqlParser::Form MysqlParser::form_of(Keyword word) {
    struct FormRow {
        Keyword word;
        Form form;
    };
    // clang-format off: one row a line
    static constexpr FormRow rows[] = {
        {"current_date"_kw, Form::keyword_value}, {"current_time"_kw, Form::keyword_value},
        {"current_timestamp"_kw, Form::keyword_value}, {"localtime"_kw, Form::keyword_value},
        {"localtimestamp"_kw, Form::keyword_value}, {"utc_date"_kw, Form::keyword_value},
        {"utc_time"_kw, Form::keyword_value}, {"utc_timestamp"_kw, Form::keyword_value},
        {"current_user"_kw, Form::keyword_value}, {"current_role"_kw, Form::keyword_value},
        {"now"_kw, Form::current_value}, {"curdate"_kw, Form::current_value},
        {"curtime"_kw, Form::current_value}, {"sysdate"_kw, Form::current_value},
        {"if"_kw, Form::plain}, {"left"_kw, Form::plain}, {"right"_kw, Form::plain},
        {"replace"_kw, Form::plain}, {"insert"_kw, Form::plain}, {"repeat"_kw, Form::plain},
        {"mod"_kw, Form::plain}, {"database"_kw, Form::plain}, {"schema"_kw, Form::plain},
        {"grouping"_kw, Form::plain},
        {"avg"_kw, Form::aggregate}, {"sum"_kw, Form::aggregate}, {"min"_kw, Form::aggregate},
        {"max"_kw, Form::aggregate}, {"bit_and"_kw, Form::aggregate}, {"bit_or"_kw, Form::aggregate},
        {"bit_xor"_kw, Form::aggregate}, {"std"_kw, Form::aggregate}, {"stddev"_kw, Form::aggregate},
        {"variance"_kw, Form::aggregate}, {"var_pop"_kw, Form::aggregate},
        {"count"_kw, Form::count}, {"group_concat"_kw, Form::group_concat},
        {"json_arrayagg"_kw, Form::json_aggregate}, {"json_objectagg"_kw, Form::json_aggregate},
        {"row_number"_kw, Form::window}, {"rank"_kw, Form::window}, {"dense_rank"_kw, Form::window},
        {"percent_rank"_kw, Form::window}, {"cume_dist"_kw, Form::window}, {"ntile"_kw, Form::window},
        {"lag"_kw, Form::window}, {"lead"_kw, Form::window}, {"first_value"_kw, Form::window},
        {"last_value"_kw, Form::window}, {"nth_value"_kw, Form::window},
        {"cast"_kw, Form::cast}, {"convert"_kw, Form::convert}, {"extract"_kw, Form::extract},
        {"position"_kw, Form::position}, {"substring"_kw, Form::substring}, {"substr"_kw, Form::substring},
        {"mid"_kw, Form::substring}, {"trim"_kw, Form::trim}, {"char"_kw, Form::char_},
        {"values"_kw, Form::values}, {"value"_kw, Form::values}, {"interval"_kw, Form::interval},
        {"timestampadd"_kw, Form::unit_first}, {"timestampdiff"_kw, Form::unit_first},
        {"get_format"_kw, Form::get_format}, {"date_add"_kw, Form::date_interval},
        {"date_sub"_kw, Form::date_interval}, {"adddate"_kw, Form::date_interval},
        {"subdate"_kw, Form::date_interval}, {"weight_string"_kw, Form::weight_string},
        {"json_value"_kw, Form::json_value},
    };
    // clang-format on
    for (const FormRow& row : rows)
        if (row.word == word) return row.form;
    return Form::none;
}

// Names that are not reserved are calls of the grammar only if the parenthesis follows them at once.
bool MysqlParser::at_call_form() const {
    const Token& word = peek();
    const Form form = form_of(word.keyword);
    if (form == Form::none) return false;
    const bool reserved = category_of(word) == KeywordCategory::reserved;
    if (form == Form::keyword_value) return reserved || peek(1).is('(');
    if (form == Form::json_value && mariadb()) return false;  // a plain function there
    if (word.is("values"_kw) && mariadb() && !in_duplicate_key_) return false;
    if (!peek(1).is('(')) return reserved && form == Form::window;
    static constexpr Keyword spaced[] = {"values"_kw,
                                         "grouping"_kw,
                                         "timestampadd"_kw,
                                         "timestampdiff"_kw,
                                         "get_format"_kw,
                                         "weight_string"_kw,
                                         "database"_kw,
                                         "schema"_kw,
                                         "value"_kw};
    for (Keyword each : spaced)
        if (word.is(each)) return !word.is("value"_kw) || mariadb();
    return reserved || word.end == peek(1).begin || form == Form::window;
}

ExprPtr MysqlParser::formed_call() {
    const Token word = peek();
    const std::uint32_t begin = word.begin;
    const Form form = form_of(word.keyword);
    switch (form) {
        case Form::cast:
            return cast();
        case Form::convert:
            return convert();
        case Form::keyword_value:
        case Form::current_value:
            return node(keyword_call(word), begin);
        case Form::group_concat:
            return node(group_concat(), begin);
        case Form::extract:
            return node(extract(), begin);
        case Form::position:
            return node(position(), begin);
        case Form::substring:
            return node(substring(), begin);
        case Form::trim:
            return node(trim(), begin);
        case Form::char_:
            return node(char_call(), begin);
        case Form::unit_first:
            return node(unit_call(), begin);
        case Form::get_format:
            return node(get_format(), begin);
        case Form::date_interval:
            return node(date_call(), begin);
        case Form::weight_string:
            return node(weight_string(), begin);
        case Form::json_value:
            return node(json_value(), begin);
        case Form::aggregate:
        case Form::count:
        case Form::json_aggregate:
            return node(quantified_call(form), begin);
        default:
            break;
    }
    take();
    std::string name(source(word));
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (name == "value") name = "values";
    Call call = plain_call({std::move(name)});
    if (form == Form::values && (call.args.size() != 1 || call.args[0].value->as<ColumnRef>() == nullptr))
        refuse();
    if (form == Form::window) {
        over_clause(call);
        if (!call.over && !(mariadb() && word.is("last_value"_kw))) refuse();
    }
    return node(std::move(call), begin);
}

// A plain list of arguments.
Call MysqlParser::plain_call(Name name) {
    Call call;
    call.function = std::move(name);
    expect('(');
    if (accept(')')) return call;
    do call.args.push_back({"", expression(), false});
    while (accept(','));
    expect(')');
    return call;
}

Argument MysqlParser::text_argument(std::string text, std::uint32_t begin) {
    return {"", node(Literal{LiteralKind::string, std::move(text), -1}, begin), false};
}

Call MysqlParser::keyword_call(const Token& word) {
    Call call;
    call.function = {lower_word()};
    call.syntax = CallSyntax::keyword;
    const bool user = word.is("current_user"_kw) || word.is("current_role"_kw);
    const bool dated = user || word.is("current_date"_kw) || word.is("utc_date"_kw) || word.is("curdate"_kw);
    if (!accept('(')) return call;
    if (!dated && !at(')')) {
        const std::uint32_t begin = this->begin();
        const std::int64_t precision = integer_constant();
        call.args.push_back(
            {"", node(Literal{LiteralKind::integer, std::to_string(precision), -1}, begin), false});
    }
    expect(')');
    return call;
}

// Aggregates: [DISTINCT] one argument; COUNT takes * and, with DISTINCT, several.
Call MysqlParser::quantified_call(Form form) {
    Call call;
    call.function = {lower_word()};
    expect('(');
    if (form == Form::count && at('*')) {
        take();
        call.star = true;
    } else {
        const bool quantified = form == Form::count || form == Form::aggregate || mariadb();
        if (quantified && accept("distinct"_kw))
            call.distinct = true;
        else if (quantified)
            accept("all"_kw);
        const bool several = form == Form::json_aggregate || (form == Form::count && call.distinct);
        do call.args.push_back({"", expression(), false});
        while (several && accept(','));
        if (form == Form::json_aggregate && mariadb() && at("order"_kw)) {
            expect("order"_kw, "by"_kw);
            call.order_by = sort_clause();
        }
    }
    expect(')');
    over_clause(call);
    return call;
}

void MysqlParser::over_clause(Call& call) {
    if (at("from"_kw, "first"_kw) || at("from"_kw, "last"_kw)) {
        take();
        call.from_last = accept("last"_kw);
        if (!call.from_last) expect("first"_kw);
        if (call.from_last) refuse_unsupported("FROM LAST", begin());
    }
    if (accept("respect"_kw)) expect("nulls"_kw);
    if (at("ignore"_kw, "nulls"_kw)) refuse_unsupported("IGNORE NULLS", begin());
    if (!accept("over"_kw)) return;
    auto window = std::make_unique<Window>();
    if (at('(')) {
        *window = window_specification();
    } else {
        window->name = column_id();
        window->by_name_only = true;
    }
    call.over = std::move(window);
}

}  // namespace ormgate::dialects
