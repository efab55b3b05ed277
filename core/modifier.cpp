#include "core/array.hpp"
#include "core/scan.hpp"
#include "core/text_io.hpp"
#include "core/utf8.hpp"

// What a type's modifier does to a canonical value.
namespace ormgate {
namespace {

constexpr std::int32_t length_offset = 4;  // varchar(n) has the modifier n + 4

Result<Value> fit_text(std::string text, Type type, Coercion coercion) {
    const auto limit = static_cast<std::size_t>(type.modifier - length_offset);
    const bool padded = type.id == TypeId::bpchar;
    const std::size_t length = count_characters(text);
    if (length <= limit) {
        if (padded) text.append(limit - length, ' ');
        return Value(std::move(text));
    }
    const std::string_view kept = first_characters(text, limit);
    const std::string_view excess = std::string_view(text).substr(kept.size());
    if (coercion == Coercion::assignment && excess.find_first_not_of(' ') != std::string_view::npos)
        return fail(Errc::string_data_right_truncation, "value too long for type " + type.sql_name());
    return Value(std::string(kept));
}

Result<Value> fit_bits(std::string bits, Type type, Coercion coercion) {
    const auto length = static_cast<std::size_t>(type.modifier);
    const bool cast = coercion == Coercion::cast;
    if (type.id == TypeId::varbit) {
        if (bits.size() > length && !cast)
            return fail(Errc::string_data_right_truncation,
                        "bit string too long for type bit varying(" + std::to_string(length) + ")");
        if (bits.size() > length) bits.resize(length);
        return Value(std::move(bits));
    }
    if (bits.size() != length && !cast)
        return fail(Errc::string_data_length_mismatch,
                    "bit string length " + std::to_string(bits.size()) + " does not match type bit(" +
                        std::to_string(length) + ")");
    bits.resize(length, '0');
    return Value(std::move(bits));
}

Result<Value> fit_numeric(std::string_view text, Type type) {
    const Result<Decimal> value = Decimal::parse(text);
    if (!value) return fail(value.error());
    const Result<Decimal> rounded = value->with_modifier(type.modifier);
    if (!rounded) return fail(rounded.error());
    return Value(rounded->text());
}

std::unexpected<Error> malformed(const std::string& text, Type type) {
    return fail(Errc::invalid_datetime_format,
                "invalid input syntax for type " + std::string(info(type.id).name) + ": \"" + text + "\"");
}

Result<Value> fit_timestamp(const std::string& text, Type type) {
    const auto timestamp = read_timestamp(text);
    if (!timestamp) return malformed(text, type);
    const Timestamp rounded = round_to_precision(*timestamp, type.modifier);
    if (!in_range(rounded))
        return fail(Errc::datetime_field_overflow, "timestamp out of range: \"" + text + "\"");
    return Value(type.id == TypeId::timestamptz ? canonical_utc(rounded) : canonical(rounded));
}

Result<Value> fit_time(const std::string& text, Type type) {
    const auto time = read_timetz(text);
    if (!time) return malformed(text, type);
    const TimeOfDay rounded = round_to_precision(time->time, type.modifier);
    if (type.id == TypeId::time) return Value(canonical(rounded));
    return Value(canonical(TimeTz{rounded, time->offset}));
}

Result<Value> fit_interval(const std::string& text, Type type) {
    const Result<Interval> interval = parse_interval(text, type.modifier);
    if (!interval) return fail(interval.error());
    return Value(canonical(*interval));
}

Result<Value> fit_elements(const std::string& json, Type type, Coercion coercion) {
    Result<Array> array = read_array(json, type.element());
    if (!array) return fail(array.error());
    for (Value& element : array->elements) {
        Result<Value> fitted = apply_modifier(std::move(element), type.element(), coercion);
        if (!fitted) return fitted;
        element = *std::move(fitted);
    }
    return Value(canonical_array(*array, type.element()));
}

}  // namespace

Result<Value> apply_modifier(Value value, Type type, Coercion coercion) {
    if (type.modifier < 0 || is_null(value)) return value;
    if (type.id == TypeId::numeric && !type.array) {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) value = std::to_string(*integer);
        if (const auto* real = std::get_if<double>(&value)) value = Decimal::of_double(*real).text();
    }
    auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return value;
    if (type.array) return fit_elements(*text, type, coercion);
    switch (type.id) {
        case TypeId::varchar:
        case TypeId::bpchar:
            return type.modifier < length_offset ? Result<Value>(std::move(value))
                                                 : fit_text(std::move(*text), type, coercion);
        case TypeId::bit:
        case TypeId::varbit:
            return fit_bits(std::move(*text), type, coercion);
        case TypeId::numeric:
            return fit_numeric(*text, type);
        case TypeId::timestamp:
        case TypeId::timestamptz:
            return fit_timestamp(*text, type);
        case TypeId::time:
        case TypeId::timetz:
            return fit_time(*text, type);
        case TypeId::interval:
            return fit_interval(*text, type);
        default:
            return value;
    }
}

}  // namespace ormgate
