#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/datetime.hpp"
#include "protocol/mysql/temporal.hpp"
#include "protocol/mysql/types.hpp"

namespace ormgate::mysql {
namespace {

std::unexpected<Error> out_of_range(std::string_view text) {
    return fail(Errc::numeric_value_out_of_range,
                "value \"" + std::string(text) + "\" is out of the range of its MySQL type");
}

// Digits of a number without point or exponent, and where its point would stand: 0.digits * 10^point.
struct Digits {
    std::string digits;
    int point = 0;
};
Digits digits_of(const char* begin, const char* end) {
    Digits result;
    const char* exponent = std::find(begin, end, 'e');
    for (const char* c = begin; c != exponent; ++c)
        if (*c != '.') result.digits += *c;
    const std::size_t last = result.digits.find_last_not_of('0');
    result.digits.resize(last == std::string::npos ? 1 : last + 1);
    int power = 0;
    const char* number = exponent + 1;
    if (number < end && *number == '+') ++number;
    std::from_chars(number, end, power);
    result.point = power + 1;
    return result;
}

// my_gcvt() of MySQL: with an exponent only where the point is further away than this.
std::string print_digits(bool negative, const Digits& number) {
    constexpr int most = 15;
    const auto& [digits, point] = number;
    const int size = static_cast<int>(digits.size());
    std::string out = negative ? "-" : "";
    if (point > most || point < 1 - most) {
        out += digits[0];
        if (size > 1) out += '.' + digits.substr(1);
        return out + 'e' + std::to_string(point - 1);
    }
    if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    if (point >= size) return out + digits + std::string(static_cast<std::size_t>(point - size), '0');
    const auto split = static_cast<std::size_t>(point);
    return out + digits.substr(0, split) + '.' + digits.substr(split);
}

void put_text(std::string_view text, Bytes& out) {
    Writer(out).lenenc_string(text);
}

std::optional<std::int64_t> integer_of(const ValueView& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    return std::nullopt;
}

// The bounds of an integer type.
struct Bounds {
    std::int64_t low, high;
};
Bounds bounds_of(const ColumnFormat& format) {
    const unsigned bits = format.type == ColumnType::int24 ? 24 : binary_size(format.type).size * 8u;
    if (bits == 64)
        return {format.is_unsigned() ? 0 : std::numeric_limits<std::int64_t>::min(),
                std::numeric_limits<std::int64_t>::max()};
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    if (format.is_unsigned() || format.type == ColumnType::year) return {0, 2 * half - 1};
    return {-half, half - 1};
}

void put_integer(std::uint64_t bits, const ColumnFormat& format, Bytes& out) {
    Writer writer(out);
    switch (binary_size(format.type).size) {
        case 1:
            return writer.integer(static_cast<std::uint8_t>(bits));
        case 2:
            return writer.integer(static_cast<std::uint16_t>(bits));
        case 4:
            return writer.integer(static_cast<std::uint32_t>(bits));
        default:
            return writer.integer(bits);
    }
}

// A numeric, as text, into BIGINT UNSIGNED.
Result<void> encode_unsigned(std::string_view text, const ColumnFormat& format, Format as, Bytes& out) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return out_of_range(text);
    if (as == Format::binary) {
        put_integer(number, format, out);
    } else {
        put_text(text, out);
    }
    return {};
}

Result<void> encode_integer(const ValueView& value, const ColumnFormat& format, Format as, Bytes& out) {
    const auto* text = std::get_if<std::string_view>(&value);
    if (text && format.type == ColumnType::long_long && format.is_unsigned())
        return encode_unsigned(*text, format, as, out);
    const std::optional<std::int64_t> number = integer_of(value);
    if (!number) return out_of_range(text ? *text : "");
    char digits[24];
    const char* end = std::to_chars(digits, digits + sizeof digits, *number).ptr;
    const std::string_view printed(digits, static_cast<std::size_t>(end - digits));
    const Bounds bounds = bounds_of(format);
    if (*number < bounds.low || *number > bounds.high) return out_of_range(printed);
    if (as == Format::binary) {
        put_integer(static_cast<std::uint64_t>(*number), format, out);
    } else {
        put_text(printed, out);
    }
    return {};
}

// A column of fixed decimals (DOUBLE(10,2), ROUND()) has them in text only.
std::string print_with_decimals(double number, const ColumnFormat& format) {
    if (format.decimals < ColumnFormat::any_decimals) {
        char text[400];  // DBL_MAX has 309 digits
        const auto end =
            std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, format.decimals).ptr;
        return {text, end};
    }
    return format.type == ColumnType::float_ ? print_float(static_cast<float>(number)) : print_double(number);
}

Result<void> encode_float(const ValueView& value, const ColumnFormat& format, Format as, Bytes& out) {
    const auto* number = std::get_if<double>(&value);
    if (!number || !std::isfinite(*number)) return out_of_range(number ? print_float64(*number) : "");
    const bool is_float = format.type == ColumnType::float_;
    const auto narrow = static_cast<float>(*number);
    if (is_float && !std::isfinite(narrow)) return out_of_range(print_float64(*number));
    Writer writer(out);
    if (as == Format::text) {
        put_text(print_with_decimals(*number, format), out);
    } else if (is_float) {
        writer.integer(std::bit_cast<std::uint32_t>(narrow));
    } else {
        writer.integer(std::bit_cast<std::uint64_t>(*number));
    }
    return {};
}

Result<void> encode_decimal(const ValueView& value, Bytes& out) {
    if (const auto number = integer_of(value)) {
        put_text(std::to_string(*number), out);
        return {};
    }
    const auto* text = std::get_if<std::string_view>(&value);
    if (!text || text->find_first_not_of("-.0123456789") != std::string_view::npos)
        return out_of_range(text ? *text : "");
    put_text(*text, out);
    return {};
}

// The text of a canonical date or time as a client of this time zone has it.
Result<std::string> local_text(std::string_view text, Type type, const TextSettings& settings) {
    if (type.id != TypeId::timestamptz) return std::string(text);
    const auto utc = read_timestamp(text);
    if (!utc || !utc->finite()) return std::string(text);
    return canonical(settings.time_zone ? to_local(*utc, *settings.time_zone) : *utc);
}

Result<void> encode_temporal(const ValueView& value,
                             Type type,
                             const ColumnFormat& format,
                             Format as,
                             const TextSettings& settings,
                             Bytes& out) {
    const auto* canonical_text = std::get_if<std::string_view>(&value);
    const std::string_view given = canonical_text ? *canonical_text : std::string_view();
    const Result<std::string> local = local_text(given, type, settings);
    if (!local) return fail(local.error());
    const auto fields = read_temporal(*local, format.type);
    if (!fields) {
        return fail(Errc::datetime_field_overflow,
                    "value \"" + std::string(given) + "\" is out of the range of its MySQL type");
    }
    if (as == Format::binary) {
        pack_temporal(*fields, format.type, out);
    } else {
        put_text(print_temporal(*fields, format.type, std::min<unsigned>(format.decimals, 6)), out);
    }
    return {};
}

Result<void> encode_bit(const ValueView& value, const ColumnFormat& format, Bytes& out) {
    const auto* text = std::get_if<std::string_view>(&value);
    if (!text || text->size() > 64 || text->find_first_not_of("01") != std::string_view::npos)
        return out_of_range(text ? *text : "");
    std::uint64_t bits = 0;
    for (const char digit : *text) bits = bits << 1 | (digit == '1' ? 1u : 0u);
    const std::size_t size = (std::clamp<std::size_t>(format.length, 1, 64) + 7) / 8;
    Writer writer(out);
    writer.lenenc(size);
    for (std::size_t i = size; i-- > 0;) writer.integer(static_cast<std::uint8_t>(bits >> (8 * i)));
    return {};
}

// Whether the canonical form of a type is also what it prints as.
bool prints_as_it_is(Type type) {
    if (type.array) return true;  // JSON
    switch (type.id) {
        case TypeId::text:
        case TypeId::varchar:
        case TypeId::bpchar:
        case TypeId::name:
        case TypeId::json:
        case TypeId::jsonb:
        case TypeId::uuid:
        case TypeId::enumeration:
        case TypeId::unknown:
            return true;
        default:
            return false;
    }
}

void encode_text(const ValueView& value, Type type, const TextSettings& settings, Bytes& out) {
    if (const auto* bytes = std::get_if<ByteView>(&value)) return Writer(out).lenenc_string(*bytes);
    const auto* text = std::get_if<std::string_view>(&value);
    if (text && prints_as_it_is(type)) return put_text(*text, out);
    std::string printed;
    print_text(value, type, settings, printed);
    put_text(printed, out);
}

}  // namespace

std::string print_double(double value) {
    char text[64];
    const char* end =
        std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific).ptr;
    if (value == 0) return std::signbit(value) ? "-0" : "0";
    return print_digits(value < 0, digits_of(text, end));
}

std::string print_float(float value) {
    constexpr int digits = 6;
    char text[64];
    const char* end =
        std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific, digits - 1)
            .ptr;
    if (value == 0) return std::signbit(value) ? "-0" : "0";
    return print_digits(value < 0, digits_of(text, end));
}

Result<void> encode_value(const ValueView& value,
                          Type type,
                          const ColumnFormat& format,
                          Format as,
                          const TextSettings& settings,
                          Bytes& out) {
    switch (format.type) {
        case ColumnType::tiny:
        case ColumnType::short_:
        case ColumnType::long_:
        case ColumnType::int24:
        case ColumnType::long_long:
        case ColumnType::year:
            return encode_integer(value, format, as, out);
        case ColumnType::float_:
        case ColumnType::double_:
            return encode_float(value, format, as, out);
        case ColumnType::decimal:
        case ColumnType::new_decimal:
            return encode_decimal(value, out);
        case ColumnType::date:
        case ColumnType::time:
        case ColumnType::datetime:
        case ColumnType::timestamp:
            return encode_temporal(value, type, format, as, settings, out);
        case ColumnType::bit:
            return encode_bit(value, format, out);
        default:
            encode_text(value, type, settings, out);
            return {};
    }
}

}  // namespace ormgate::mysql
