#include "server/backend/sqlite/functions/typed_value.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/array.hpp"
#include "core/datetime.hpp"
#include "core/decimal.hpp"
#include "core/interval.hpp"
#include "core/text_io.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/network.hpp"

namespace ormgate::sqlite {
namespace {

int sign_of(std::strong_ordering order) {
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

std::string_view text_of(const ValueView& value) {
    const auto* text = std::get_if<std::string_view>(&value);
    return text == nullptr ? std::string_view() : *text;
}

double number_of(const ValueView& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    Result<double> parsed = parse_float64(text_of(value));
    return parsed ? *parsed : std::numeric_limits<double>::quiet_NaN();
}

int compare_floats(double a, double b) {
    if (std::isnan(a) || std::isnan(b))
        return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
    return a < b ? -1 : a > b ? 1 : 0;
}

std::string_view without_padding(std::string_view text) {
    std::size_t last = text.find_last_not_of(' ');
    return text.substr(0, last == text.npos ? 0 : last + 1);
}

std::string decimal_text(const ValueView& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&value)) return Decimal::of_double(*number).text();
    return std::string(text_of(value));
}

int compare_arrays(std::string_view a, std::string_view b, Type element) {
    Result<Array> x = read_array(a, element), y = read_array(b, element);
    if (!x || !y) return sign_of(a <=> b);
    std::size_t common = std::min(x->elements.size(), y->elements.size());
    for (std::size_t i = 0; i < common; ++i) {
        bool null_x = is_null(x->elements[i]), null_y = is_null(y->elements[i]);
        if (null_x || null_y) {
            if (null_x != null_y) return null_x ? 1 : -1;
            continue;
        }
        if (int order = compare_values(view(x->elements[i]), view(y->elements[i]), element); order != 0)
            return order;
    }
    if (x->elements.size() != y->elements.size()) return x->elements.size() < y->elements.size() ? -1 : 1;
    if (x->dimensions.size() != y->dimensions.size())
        return x->dimensions.size() < y->dimensions.size() ? -1 : 1;
    return sign_of(x->dimensions <=> y->dimensions);
}

int compare_natively(const ValueView& a, const ValueView& b) {
    const auto* x = std::get_if<std::int64_t>(&a);
    const auto* y = std::get_if<std::int64_t>(&b);
    if (x != nullptr && y != nullptr) return *x < *y ? -1 : *x > *y ? 1 : 0;
    const auto* p = std::get_if<ByteView>(&a);
    const auto* q = std::get_if<ByteView>(&b);
    if (p != nullptr && q != nullptr) return sign_of(as_text(*p) <=> as_text(*q));
    bool texts = std::holds_alternative<std::string_view>(a) && std::holds_alternative<std::string_view>(b);
    if (texts) return sign_of(text_of(a) <=> text_of(b));
    return compare_floats(number_of(a), number_of(b));
}

bool is_integer(TypeId id) {
    return id == TypeId::int16 || id == TypeId::int32 || id == TypeId::int64 || id == TypeId::oid;
}
bool is_float(TypeId id) {
    return id == TypeId::float32 || id == TypeId::float64;
}

Error out_of_range(Type type) {
    return {Errc::numeric_value_out_of_range, std::string(info(type.id).sql_name) + " out of range"};
}

Result<Value> to_integer(const ValueView& value, Type from, Type to) {
    std::int64_t high = to.id == TypeId::int16 ? INT16_MAX : to.id == TypeId::int32 ? INT32_MAX : INT64_MAX;
    std::int64_t low = -high - 1;
    if (to.id == TypeId::oid) low = 0, high = UINT32_MAX;
    if (is_float(from.id)) {
        double number = std::nearbyint(number_of(value));
        if (!(number >= static_cast<double>(low) && number < -static_cast<double>(INT64_MIN) &&
              number <= static_cast<double>(high)))
            return fail(out_of_range(to));
        return static_cast<std::int64_t>(number);
    }
    if (from.id == TypeId::numeric) {
        Result<Decimal> number = Decimal::parse(decimal_text(value));
        if (!number) return fail(number.error());
        Result<std::int64_t> integer = number->to_int(low, high, info(to.id).sql_name);
        if (!integer) return fail(integer.error());
        return *integer;
    }
    const auto* integer = std::get_if<std::int64_t>(&value);
    if (integer == nullptr || *integer < low || *integer > high) return fail(out_of_range(to));
    return *integer;
}

Result<Value> between_times(const ValueView& value, Type from, Type to, const FunctionContext& context) {
    std::optional<Timestamp> time = read_timestamp(text_of(value));
    if (!time && from.id == TypeId::date)
        if (std::optional<Date> date = read_date(text_of(value))) time = timestamp_of(*date);
    if (!time)
        return fail(Errc::invalid_datetime_format,
                    "invalid input syntax for type timestamp: \"" + std::string(text_of(value)) + "\"");
    TimeZoneRef utc = TimeZone::utc();
    const TimeZone& zone = context.text.time_zone != nullptr ? *context.text.time_zone : *utc;
    bool was_utc = from.id == TypeId::timestamptz, becomes_utc = to.id == TypeId::timestamptz;
    if (was_utc && !becomes_utc && time->finite()) time = to_local(*time, zone);
    if (!was_utc && becomes_utc && time->finite()) time = to_utc(*time, zone);
    if (to.id == TypeId::date) return canonical(date_of(*time));
    if (to.id == TypeId::time) return canonical(time_of(*time));
    return becomes_utc ? canonical_utc(*time) : canonical(*time);
}

bool is_instant(TypeId id) {
    return id == TypeId::timestamp || id == TypeId::timestamptz;
}

}  // namespace

Result<Type> type_of_name(std::string_view name) {
    bool array = name.starts_with('_');
    const TypeInfo* found = type_named(array ? name.substr(1) : name);
    if (found == nullptr)
        return fail(Errc::undefined_object, "type \"" + std::string(name) + "\" does not exist");
    return Type(found->id, array);
}

int compare_values(const ValueView& a, const ValueView& b, Type type) {
    if (type.array) return compare_arrays(text_of(a), text_of(b), type.element());
    switch (type.id) {
        case TypeId::numeric:
            return compare_decimal_text(decimal_text(a), decimal_text(b));
        case TypeId::float32:
        case TypeId::float64:
            return compare_floats(number_of(a), number_of(b));
        case TypeId::bpchar:
            return sign_of(without_padding(text_of(a)) <=> without_padding(text_of(b)));
        case TypeId::interval: {
            Result<Interval> x = parse_interval(text_of(a)), y = parse_interval(text_of(b));
            return x && y ? sign_of(compare(*x, *y)) : sign_of(text_of(a) <=> text_of(b));
        }
        case TypeId::timetz: {
            std::optional<TimeTz> x = read_timetz(text_of(a)), y = read_timetz(text_of(b));
            return x && y ? sign_of(compare(*x, *y)) : sign_of(text_of(a) <=> text_of(b));
        }
        case TypeId::inet:
        case TypeId::cidr: {
            Result<NetworkAddress> x = parse_inet(text_of(a)), y = parse_inet(text_of(b));
            return x && y ? compare_networks(*x, *y) : sign_of(text_of(a) <=> text_of(b));
        }
        case TypeId::jsonb: {
            Result<Json> x = parse_jsonb(text_of(a)), y = parse_jsonb(text_of(b));
            return x && y ? compare(*x, *y) : sign_of(text_of(a) <=> text_of(b));
        }
        case TypeId::date:
        case TypeId::timestamp:
        case TypeId::timestamptz: {
            // infinity sorts by its text above the digits, but so does -infinity
            bool low_a = text_of(a) == "-infinity", low_b = text_of(b) == "-infinity";
            if (low_a || low_b) return static_cast<int>(low_b) - static_cast<int>(low_a);
            return compare_natively(a, b);
        }
        default:
            return compare_natively(a, b);
    }
}

std::string printed_value(const ValueView& value, Type type, const FunctionContext& context) {
    std::string out;
    bool number = !type.array && (is_float(type.id) || type.id == TypeId::numeric);
    // SQLite keeps a NaN as text, and may answer a whole number for a float.
    if (number && std::holds_alternative<std::string_view>(value)) return std::string(text_of(value));
    if (number && std::holds_alternative<std::int64_t>(value) && is_float(type.id)) {
        print_text(number_of(value), type, context.text, out);
        return out;
    }
    if (type.id == TypeId::numeric && number) return decimal_text(value);
    print_text(value, type, context.text, out);
    return out;
}

Result<Value> cast_value(const ValueView& value, Type from, Type to, const FunctionContext& context) {
    if (is_null(value)) return Value();
    Result<Value> result;
    bool from_number = is_integer(from.id) || is_float(from.id) || from.id == TypeId::numeric;
    bool arrays = from.array || to.array;
    if (!arrays && is_integer(to.id) && (from_number || from.id == TypeId::boolean)) {
        result = to_integer(value, from, to);
    } else if (!arrays && is_float(to.id) && from_number && from.id != TypeId::numeric) {
        double number = number_of(value);
        if (to.id == TypeId::float32 && std::isinf(static_cast<float>(number)) && !std::isinf(number))
            return fail(Errc::numeric_value_out_of_range, "value out of range: overflow");
        result = to.id == TypeId::float32 ? static_cast<double>(static_cast<float>(number)) : number;
    } else if (!arrays && to.id == TypeId::numeric && is_float(from.id)) {
        result = Decimal::of_double(number_of(value), from.id == TypeId::float32 ? 6 : 15).text();
    } else if (!arrays && to.id == TypeId::boolean && is_integer(from.id)) {
        result = Value(std::int64_t{number_of(value) != 0});
    } else if (!arrays && from.id != to.id &&
               (is_instant(from.id) || (from.id == TypeId::date && is_instant(to.id))) &&
               (is_instant(to.id) || to.id == TypeId::date || to.id == TypeId::time)) {
        result = between_times(value, from, to, context);
    } else if (from.id == to.id && from.array == to.array) {
        result = copy(value);
    } else {
        return parse_text(printed_value(value, from, context), to, context.text, Coercion::cast);
    }
    if (!result || to.modifier < 0) return result;
    return apply_modifier(std::move(*result), to, Coercion::cast);
}

Error error_with_state(const char* sqlstate, std::string message) {
    Error error(errc_of_sqlstate(sqlstate), std::move(message));
    error.native_sqlstate = sqlstate;
    return error;
}

}  // namespace ormgate::sqlite
