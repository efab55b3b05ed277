#include <array>
#include <charconv>

#include "core/array.hpp"
#include "core/bytea.hpp"
#include "core/datetime_format.hpp"
#include "core/object_names.hpp"
#include "core/text_io.hpp"
#include "core/utf8.hpp"

namespace ormgate {
namespace {

void append(std::string& out, std::string_view text) {
    out += text;
}
void append(Bytes& out, std::string_view text) {
    ormgate::append(out, text);
}

template <class Out>
void print_integer(std::int64_t value, Out& out) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    append(out, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

// A text that is not canonical (another program wrote it) is shown as it is.
template <class Out>
void print_datetime(std::string_view text, TypeId type, const TextSettings& settings, Out& out) {
    DateText formatted;
    switch (type) {
        case TypeId::date:
            if (settings.date_style.format == DateFormat::iso && text.size() == 10) break;
            if (const auto date = read_date(text)) write_date(formatted, *date, settings.date_style);
            break;
        case TypeId::time:
            if (const auto time = read_time(text)) formatted.time(*time);
            break;
        case TypeId::timetz:
            if (const auto time = read_timetz(text)) {
                formatted.time(time->time);
                formatted.offset(time->offset);
            }
            break;
        case TypeId::timestamp:
            if (const auto time = read_timestamp(text))
                write_timestamp(formatted, *time, settings.date_style);
            break;
        case TypeId::timestamptz:
            if (const auto time = read_timestamp(text)) {
                const TimeZone* zone = settings.time_zone;
                write_timestamptz(
                    formatted, *time, settings.date_style, zone != nullptr ? *zone : *TimeZone::utc());
            }
            break;
        default:
            break;
    }
    append(out, formatted.view().empty() ? text : formatted.view());
}

std::string interval_text(std::string_view text, const TextSettings& settings) {
    if (settings.interval_style == IntervalStyle::postgres) return std::string(text);
    const Result<Interval> interval = parse_interval(text);
    return interval ? print_interval(*interval, settings.interval_style) : std::string(text);
}

std::string array_text(std::string_view json, Type type, const TextSettings& settings) {
    const Type element = type.element();
    const Result<Array> array = read_array(json, element);
    if (!array) return std::string(json);
    std::string out;
    append_array(out, *array, [&](std::string& text, const ValueView& value) {
        print_text(value, element, settings, text);
    });
    return out;
}

// '1 2 3' of int2vector and oidvector.
std::string vector_text(std::string_view json) {
    const Result<Array> array = read_array(json, TypeId::int64);
    if (!array) return std::string(json);
    std::string out;
    for (const Value& element : array->elements) {
        if (!out.empty()) out += ' ';
        if (const auto* value = std::get_if<std::int64_t>(&element)) out += std::to_string(*value);
    }
    return out;
}

template <class Out>
void print_characters(std::string_view text, Type type, Out& out) {
    append(out, text);
    if (type.id != TypeId::bpchar || type.modifier < 4) return;
    const auto length = static_cast<std::size_t>(type.modifier - 4);
    const std::size_t have = count_characters(text);
    if (have < length) append(out, std::string(length - have, ' '));
}

template <class Out>
void print_string(std::string_view text, Type type, const TextSettings& settings, Out& out) {
    if (type.array) return append(out, array_text(text, type, settings));
    switch (type.id) {
        case TypeId::date:
        case TypeId::time:
        case TypeId::timetz:
        case TypeId::timestamp:
        case TypeId::timestamptz:
            return print_datetime(text, type.id, settings, out);
        case TypeId::interval:
            return append(out, interval_text(text, settings));
        case TypeId::int2vector:
        case TypeId::oidvector:
            return append(out, vector_text(text));
        default:
            return print_characters(text, type, out);
    }
}

template <class Out>
void print_to(const ValueView& value, Type type, const TextSettings& settings, Out& out) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        if (*integer == 0 && is_oid_alias(type.id)) return append(out, "-");
        switch (type.id) {
            case TypeId::boolean:
                return append(out, *integer != 0 ? "t" : "f");
            case TypeId::float32:
            case TypeId::float64:
                return append(out, print_float64(static_cast<double>(*integer), settings.extra_float_digits));
            case TypeId::money:
                return append(out, print_money(*integer));
            default:
                break;
        }
        return print_integer(*integer, out);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        if (type.id == TypeId::float32)
            return append(out, print_float32(static_cast<float>(*real), settings.extra_float_digits));
        return append(out, print_float64(*real, settings.extra_float_digits));
    }
    if (const auto* text = std::get_if<std::string_view>(&value))
        return print_string(*text, type, settings, out);
    if (const auto* bytes = std::get_if<ByteView>(&value)) {
        if (type.id != TypeId::bytea) return append(out, as_text(*bytes));
        std::string text;
        if (settings.bytea_output == ByteaOutput::hex)
            append_bytea_hex(text, *bytes);
        else
            append_bytea_escape(text, *bytes);
        append(out, text);
    }
}

}  // namespace

void print_text(const ValueView& value, Type type, const TextSettings& settings, std::string& out) {
    print_to(value, type, settings, out);
}

void print_text(const ValueView& value, Type type, const TextSettings& settings, Bytes& out) {
    print_to(value, type, settings, out);
}

}  // namespace ormgate
