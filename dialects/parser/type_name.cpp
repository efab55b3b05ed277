#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

TypeName Parser::type_name() {
    TypeName type;
    type.position = begin();
    type.set_of = accept("setof"_kw);
    simple_type(type);
    array_bounds(type);
    return type;
}

void Parser::array_bounds(TypeName& type) {
    if (accept("array"_kw)) {
        type.array_dimensions = 1;
        if (accept('[')) {
            integer_constant();
            expect(']');
        }
        return;
    }
    while (accept('[')) {
        ++type.array_dimensions;
        if (!at(']')) integer_constant();
        expect(']');
    }
}

void Parser::simple_type(TypeName& type) {
    if (accept("interval"_kw)) {
        type.name = {"interval"};
        if (at('('))
            integer_modifier(type);
        else
            interval_fields(type);
        return;
    }
    if (!keyword_type(type)) generic_type(type);
}

bool Parser::keyword_type(TypeName& type) {
    auto plain = [&](const char* name) {
        take();
        type.name = {name};
        return true;
    };
    switch (peek().keyword) {
        case "int"_kw:
        case "integer"_kw:
            return plain("int4");
        case "smallint"_kw:
            return plain("int2");
        case "bigint"_kw:
            return plain("int8");
        case "real"_kw:
            return plain("float4");
        case "boolean"_kw:
            return plain("bool");
        case "float"_kw:
            float_type(type);
            return true;
        case "double"_kw:
            if (!peek(1).is("precision"_kw)) return false;
            take();
            return plain("float8");
        case "decimal"_kw:
        case "dec"_kw:
        case "numeric"_kw:
            plain("numeric");
            type_modifiers(type);
            return true;
        case "bit"_kw:
            plain("bit");
            if (accept("varying"_kw)) type.name = {"varbit"};
            type_modifiers(type);
            if (type.name.front() == "bit" && type.modifiers.empty()) type.modifiers = {1};
            return true;
        case "character"_kw:
        case "char"_kw:
        case "nchar"_kw:
        case "varchar"_kw:
        case "national"_kw:
            character_type(type);
            return true;
        case "timestamp"_kw:
            time_type(type, "timestamp", "timestamptz");
            return true;
        case "time"_kw:
            time_type(type, "time", "timetz");
            return true;
        default:
            return false;
    }
}

void Parser::float_type(TypeName& type) {
    take();
    type.name = {"float8"};
    if (!accept('(')) return;
    const std::uint32_t begin = this->begin();
    const std::int64_t bits = integer_constant();
    expect(')');
    if (bits < 1)
        refuse(Errc::invalid_parameter_value, "precision for type float must be at least 1 bit", begin);
    if (bits > 53)
        refuse(Errc::invalid_parameter_value, "precision for type float must be less than 54 bits", begin);
    if (bits <= 24) type.name = {"float4"};
}

void Parser::character_type(TypeName& type) {
    const Token word = take();
    if (word.is("national"_kw) && !at("character"_kw) && !at("char"_kw)) refuse();
    if (word.is("national"_kw)) take();
    const bool varying = word.is("varchar"_kw) || accept("varying"_kw);
    type.name = {varying ? "varchar" : "bpchar"};
    if (at('('))
        integer_modifier(type);
    else if (!varying)
        type.modifiers = {1};
}

void Parser::time_type(TypeName& type, std::string plain, std::string zoned) {
    take();
    if (at('(')) integer_modifier(type);
    bool with_zone = false;
    if (at("with"_kw, "time"_kw) || at("without"_kw, "time"_kw)) {
        with_zone = take().is("with"_kw);
        expect("time"_kw, "zone"_kw);
    }
    type.name = {with_zone ? std::move(zoned) : std::move(plain)};
}

void Parser::integer_modifier(TypeName& type) {
    expect('(');
    type.modifiers = {integer_constant()};
    expect(')');
}

void Parser::add_modifier(TypeName& type, const Expr& value) {
    const Unary* sign = value.as<Unary>();
    const Expr& inner = sign != nullptr && sign->op == "-" ? *sign->operand : value;
    if (const Literal* literal = inner.as<Literal>()) {
        if (literal->slot >= 0) pinned.push_back(static_cast<std::uint16_t>(literal->slot));
        const std::string digits = (sign != nullptr ? "-" : "") + literal->text;
        std::int64_t number = 0;
        const bool integer = literal->kind == LiteralKind::integer && digits.size() < 19;
        if (integer) number = std::stoll(digits);
        if (integer && type.modifier_words.empty()) {
            type.modifiers.push_back(number);
            return;
        }
        type.modifier_words.push_back(integer ? digits : '\'' + literal->text + '\'');
    } else if (const ColumnRef* column = value.as<ColumnRef>();
               column != nullptr && column->parts.size() == 1) {
        for (std::int64_t number : type.modifiers) type.modifier_words.push_back(std::to_string(number));
        type.modifiers.clear();
        type.modifier_words.push_back(column->parts.front());
    } else {
        refuse(Errc::syntax_error, "type modifiers must be simple constants or identifiers", type.position);
    }
}

void Parser::type_modifiers(TypeName& type) {
    if (!at('(')) return;
    Descent descent(*this);
    take();
    for (const ExprPtr& value : expression_list()) add_modifier(type, *value);
    expect(')');
}

void Parser::generic_type(TypeName& type) {
    type.name = {function_name()};
    while (accept('.')) type.name.push_back(label());
    if (type.name.size() > 3)
        refuse(Errc::syntax_error, "improper type name (too many dotted names)", type.position);
    if (at('%') && peek(1).is("type"_kw)) {
        take();
        take();
        type.percent_type = true;
        return;
    }
    type_modifiers(type);
}

bool Parser::at_interval_field() const {
    return at_any("year"_kw, "month"_kw, "day"_kw, "hour"_kw, "minute"_kw, "second"_kw);
}

// YEAR, DAY TO SECOND(3) … : a field, and a smaller one it may reach to.
void Parser::interval_fields(TypeName& type) {
    if (!at_interval_field()) return;
    static constexpr Keyword order[] = {"day"_kw, "hour"_kw, "minute"_kw, "second"_kw};
    const Token from = take();
    type.interval_fields = text(from);
    if (from.is("year"_kw)) {
        if (accept("to"_kw)) {
            expect("month"_kw);
            type.interval_fields = "year to month";
        }
        return;
    }
    Keyword last = from.keyword;
    const bool ranged = !from.is("month"_kw) && !from.is("second"_kw);
    if (ranged && accept("to"_kw)) {
        bool smaller = false, found = false;
        for (Keyword field : order) {
            if (smaller && at(field)) found = true;
            if (from.is(field)) smaller = true;
        }
        if (!found) refuse();
        last = peek().keyword;
        type.interval_fields += " to " + text(take());
    }
    if (last == "second"_kw && at('(')) integer_modifier(type);
}

Name Parser::collation_name() {
    if (sqlite()) return {label()};
    return qualified_name();
}

}  // namespace ormgate::dialects
