#include <charconv>
#include <limits>

#include "core/array.hpp"
#include "core/bytea.hpp"
#include "core/json_text.hpp"
#include "core/network.hpp"
#include "core/object_names.hpp"
#include "core/scan.hpp"
#include "core/text_io.hpp"
#include "core/utf8.hpp"

namespace ormgate {
namespace {

constexpr std::size_t longest_name = 63;  // bytes of an identifier

std::unexpected<Error> bad_syntax(std::string_view text, std::string_view type_name) {
    return fail(
        Errc::invalid_text_representation,
        "invalid input syntax for type " + std::string(type_name) + ": \"" + std::string(text) + "\"");
}

template <class Integer>
Result<Value> integer_value(std::string_view text, std::string_view type_name) {
    const Result<std::int64_t> value = parse_integer(
        text, std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max(), type_name);
    if (!value) return fail(value.error());
    return Value(*value);
}

// oid and its like are unsigned; a negative number counts back from the end.
Result<Value> oid_value(std::string_view text, std::string_view type_name) {
    const Result<std::int64_t> value = parse_integer(
        text, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::uint32_t>::max(), type_name);
    if (!value) return fail(value.error());
    return Value(std::int64_t{static_cast<std::uint32_t>(*value)});
}

// Names are looked up in a catalog before this is called.
Result<Value> object_value(std::string_view text, Type type) {
    if (text == "-") return Value(std::int64_t{0});
    if (!text.empty() && is_digit(text.front())) return oid_value(text, "oid");
    return fail(Errc::unsupported,
                "looking up \"" + std::string(text) + "\" as " + std::string(info(type.id).sql_name) +
                    " is not supported here");
}

// Plain digits are canonical already, and nearly all numerics are plain.
bool is_canonical_numeric(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const std::string_view integer = take_digits(text);
    if (integer.empty() || integer.size() > 1000 || (integer.size() > 1 && integer.front() == '0'))
        return false;
    if (text.empty()) return true;
    text.remove_prefix(1);
    const std::string_view decimals = take_digits(text);
    return !decimals.empty() && decimals.size() <= 1000 && text.empty();
}

Result<Value> numeric_value(std::string_view text) {
    const bool maybe_minus_zero = text.starts_with("-0");
    const bool has_valid_point = text.find_first_not_of("-0123456789.") == std::string_view::npos;
    if (has_valid_point && !maybe_minus_zero && is_canonical_numeric(text)) return Value(std::string(text));
    const Result<Decimal> value = Decimal::parse(text);
    if (!value) return fail(value.error());
    return Value(value->text());
}

Result<Value> bit_value(std::string_view text) {
    std::string_view digits = text;
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    if (hex || digits.starts_with('b') || digits.starts_with('B')) digits.remove_prefix(1);
    std::string bits;
    for (const char c : digits) {
        const int value = hex ? hex_digit(c) : (c == '0' || c == '1' ? c - '0' : -1);
        if (value < 0)
            return fail(
                Errc::invalid_text_representation,
                std::string("\"") + c + "\" is not a valid " + (hex ? "hexadecimal" : "binary") + " digit");
        for (int bit = hex ? 3 : 0; bit >= 0; --bit) bits += static_cast<char>('0' + (value >> bit & 1));
    }
    return Value(std::move(bits));
}

template <class Parsed>
Result<Value> canonical_value(const Result<Parsed>& parsed) {
    if (!parsed) return fail(parsed.error());
    return Value(canonical(*parsed));
}

template <class Parsed>
Result<Value> plain_value(Result<Parsed> parsed) {
    if (!parsed) return fail(parsed.error());
    return Value(*std::move(parsed));
}

// '1 2 3'
Result<Value> vector_value(std::string_view text, TypeId element) {
    Array array;
    std::string_view rest = text;
    while (true) {
        while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
        if (rest.empty()) break;
        std::size_t n = 0;
        while (n < rest.size() && !is_blank(rest[n])) ++n;
        Result<Value> value = element == TypeId::oid
                                  ? oid_value(rest.substr(0, n), "oid")
                                  : integer_value<std::int16_t>(rest.substr(0, n), "smallint");
        if (!value) return value;
        array.elements.push_back(*std::move(value));
        rest.remove_prefix(n);
    }
    array.dimensions = {array.elements.size()};
    return Value(canonical_array(array, element));
}

DateInput date_input(const TextSettings& settings) {
    return {settings.time_zone, settings.date_style.order, settings.now};
}

Result<Value> parse_datetime(std::string_view text, Type type, const TextSettings& settings) {
    const DateInput input = date_input(settings);
    switch (type.id) {
        case TypeId::date:
            return canonical_value(parse_date(text, input));
        case TypeId::time:
            return canonical_value(parse_time(text, input));
        case TypeId::timetz:
            return canonical_value(parse_timetz(text, input));
        case TypeId::timestamp:
            return canonical_value(parse_timestamp(text, input));
        case TypeId::timestamptz: {
            const Result<Timestamp> utc = parse_timestamptz(text, input);
            if (!utc) return fail(utc.error());
            return Value(canonical_utc(*utc));
        }
        default:
            return canonical_value(parse_interval(text, type.modifier, settings.interval_style));
    }
}

Result<Value> parse_network(std::string_view text, TypeId type) {
    if (type == TypeId::macaddr) {
        const Result<MacAddress> address = parse_macaddr(text);
        if (!address) return fail(address.error());
        return Value(print_macaddr(*address));
    }
    const Result<NetworkAddress> address = type == TypeId::inet ? parse_inet(text) : parse_cidr(text);
    if (!address) return fail(address.error());
    return Value(type == TypeId::inet ? print_inet(*address) : print_cidr(*address));
}

Result<Value> parse_scalar(std::string_view text, Type type, const TextSettings& settings) {
    if (is_oid_alias(type.id)) return object_value(text, type);
    switch (type.id) {
        case TypeId::boolean: {
            const Result<bool> value = parse_boolean(text);
            if (!value) return fail(value.error());
            return Value(std::int64_t{*value});
        }
        case TypeId::int16:
            return integer_value<std::int16_t>(text, "smallint");
        case TypeId::int32:
            return integer_value<std::int32_t>(text, "integer");
        case TypeId::int64:
            return integer_value<std::int64_t>(text, "bigint");
        case TypeId::float32: {
            const Result<float> value = parse_float32(text);
            if (!value) return fail(value.error());
            return Value(static_cast<double>(*value));
        }
        case TypeId::float64:
            return plain_value(parse_float64(text));
        case TypeId::numeric:
            return numeric_value(text);
        case TypeId::name:
            return Value(std::string(clipped_to_bytes(text, longest_name)));
        case TypeId::single_char:
            return Value(std::string(text.substr(0, 1)));
        case TypeId::bytea:
            return plain_value(parse_bytea(text));
        case TypeId::date:
        case TypeId::time:
        case TypeId::timetz:
        case TypeId::timestamp:
        case TypeId::timestamptz:
        case TypeId::interval:
            return parse_datetime(text, type, settings);
        case TypeId::uuid:
            return plain_value(parse_uuid(text));
        case TypeId::json:
            if (const auto valid = check_json(text); !valid) return fail(valid.error());
            return Value(std::string(text));
        case TypeId::jsonb:
            return plain_value(normalize_jsonb(text));
        case TypeId::oid:
            return oid_value(text, "oid");
        case TypeId::xid:
            return oid_value(text, "xid");
        case TypeId::int2vector:
            return vector_value(text, TypeId::int16);
        case TypeId::oidvector:
            return vector_value(text, TypeId::oid);
        case TypeId::inet:
        case TypeId::cidr:
        case TypeId::macaddr:
            return parse_network(text, type.id);
        case TypeId::bit:
        case TypeId::varbit:
            return bit_value(text);
        case TypeId::money:
            return plain_value(parse_money(text));
        case TypeId::unknown:
        case TypeId::text:
        case TypeId::varchar:
        case TypeId::bpchar:
        case TypeId::enumeration:
            return Value(std::string(text));
        case TypeId::void_:
            return Value(std::string());
        default:
            return fail(Errc::unsupported,
                        "cannot accept a value of type " + std::string(info(type.id).sql_name));
    }
}

Result<Value> parse_array(std::string_view text, Type type, const TextSettings& settings, Coercion coercion) {
    Result<ArrayText> split = parse_array_text(text);
    if (!split) return fail(split.error());
    Array array{std::move(split->dimensions), {}};
    array.elements.reserve(split->elements.size());
    for (const std::optional<std::string>& element : split->elements) {
        if (!element) {
            array.elements.emplace_back();
            continue;
        }
        Result<Value> value = parse_text(*element, type.element(), settings, coercion);
        if (!value) return value;
        array.elements.push_back(*std::move(value));
    }
    return Value(canonical_array(array, type.element()));
}

}  // namespace

Result<Value> parse_text(std::string_view text, Type type, const TextSettings& settings, Coercion coercion) {
    if (type.array) return parse_array(text, type, settings, coercion);
    Result<Value> value = parse_scalar(text, type, settings);
    if (!value || type.modifier < 0) return value;
    return apply_modifier(*std::move(value), type, coercion);
}

Result<bool> parse_boolean(std::string_view text) {
    const std::string word = lower(trimmed_blanks(text));
    const auto abbreviates = [&word](std::string_view whole, std::size_t least) {
        return word.size() >= least && whole.starts_with(word);
    };
    if (abbreviates("true", 1) || abbreviates("yes", 1) || word == "on" || word == "1") return true;
    if (abbreviates("false", 1) || abbreviates("no", 1) || abbreviates("off", 2) || word == "0") return false;
    return bad_syntax(text, "boolean");
}

Result<std::int64_t> parse_integer(std::string_view text,
                                   std::int64_t low,
                                   std::int64_t high,
                                   std::string_view type_name) {
    std::string_view body = trimmed_blanks(text);
    if (body.starts_with('+') && !body.starts_with("+-")) body.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), value);
    const bool out_of_range = error == std::errc::result_out_of_range || value < low || value > high;
    if (error == std::errc::invalid_argument) return bad_syntax(text, type_name);
    if (out_of_range)
        return fail(Errc::numeric_value_out_of_range,
                    "value \"" + std::string(text) + "\" is out of range for type " + std::string(type_name));
    if (end != body.data() + body.size()) return bad_syntax(text, type_name);
    return value;
}

Result<std::string> parse_uuid(std::string_view text) {
    std::string_view rest = text;
    const bool braces = rest.starts_with('{');
    if (braces) rest.remove_prefix(1);
    std::string uuid;
    uuid.reserve(36);
    for (int byte = 0; byte < 16; ++byte) {
        if (rest.size() < 2 || hex_digit(rest[0]) < 0 || hex_digit(rest[1]) < 0)
            return bad_syntax(text, "uuid");
        if (byte == 4 || byte == 6 || byte == 8 || byte == 10) uuid += '-';
        uuid += lower(rest[0]);
        uuid += lower(rest[1]);
        rest.remove_prefix(2);
        if (rest.starts_with('-') && byte % 2 == 1 && byte < 15) rest.remove_prefix(1);
    }
    if (braces) {
        if (!rest.starts_with('}')) return bad_syntax(text, "uuid");
        rest.remove_prefix(1);
    }
    if (!rest.empty()) return bad_syntax(text, "uuid");
    return uuid;
}

}  // namespace ormgate
