#include <bit>
#include <cmath>
#include <limits>
#include <optional>

#include "core/array.hpp"
#include "core/bytea.hpp"
#include "core/network.hpp"
#include "core/object_names.hpp"
#include "core/scan.hpp"
#include "protocol/postgres/numeric_binary.hpp"
#include "protocol/postgres/types.hpp"
#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {
namespace {

constexpr std::uint8_t family_v4 = 2, family_v6 = 3;  // PGSQL_AF_INET, PGSQL_AF_INET6

std::unexpected<Error> malformed(Type type) {
    return fail(Errc::invalid_binary_representation,
                "stored value is not a valid " + type.sql_name() + " and has no binary form");
}

std::optional<std::int64_t> integer_of(const ValueView& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    if (const auto* real = std::get_if<double>(&value)) {
        const bool whole = std::nearbyint(*real) == *real && std::abs(*real) < 9e18;
        return whole ? std::optional(static_cast<std::int64_t>(*real)) : std::nullopt;
    }
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        constexpr std::int64_t low = std::numeric_limits<std::int64_t>::min();
        constexpr std::int64_t high = std::numeric_limits<std::int64_t>::max();
        if (const auto parsed = parse_integer(*text, low, high, "bigint")) return *parsed;
    }
    return std::nullopt;
}

std::optional<double> real_of(const ValueView& value) {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* text = std::get_if<std::string_view>(&value))
        if (const auto parsed = parse_float64(*text)) return *parsed;
    return std::nullopt;
}

template <class Integer>
Result<void> encode_integer(const ValueView& value, Type type, Bytes& out) {
    const auto integer = integer_of(value);
    if (!integer) return malformed(type);
    if (*integer < std::numeric_limits<Integer>::min() || *integer > std::numeric_limits<Integer>::max())
        return fail(Errc::numeric_value_out_of_range, std::string(info(type.id).sql_name) + " out of range");
    Writer(out).integer(static_cast<Integer>(*integer));
    return {};
}

Result<void> encode_boolean(const ValueView& value, Type type, Bytes& out) {
    const auto* text = std::get_if<std::string_view>(&value);
    std::optional<bool> truth;
    if (text != nullptr) {
        if (const auto parsed = parse_boolean(*text)) truth = *parsed;
    } else if (const auto integer = integer_of(value)) {
        truth = *integer != 0;
    }
    if (!truth) return malformed(type);
    Writer(out).integer(static_cast<std::uint8_t>(*truth));
    return {};
}

Result<void> encode_float(const ValueView& value, Type type, Bytes& out) {
    const auto real = real_of(value);
    if (!real) return malformed(type);
    if (type.id == TypeId::float32)
        Writer(out).integer(std::bit_cast<std::uint32_t>(static_cast<float>(*real)));
    else
        Writer(out).integer(std::bit_cast<std::uint64_t>(*real));
    return {};
}

Result<void> encode_numeric_value(const ValueView& value, Type type, Bytes& out) {
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        if (encode_numeric(*text, out)) return {};
        const Result<Decimal> parsed = Decimal::parse(*text);
        if (parsed && encode_numeric(parsed->text(), out)) return {};
        return malformed(type);
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        if (encode_numeric(std::to_string(*integer), out)) return {};
    } else if (const auto* real = std::get_if<double>(&value)) {
        if (encode_numeric(Decimal::of_double(*real).text(), out)) return {};
    }
    return malformed(type);
}

Result<void> encode_datetime(std::string_view text, Type type, Bytes& out) {
    Writer writer(out);
    switch (type.id) {
        case TypeId::date: {
            const auto date = read_date(text);
            if (!date) return malformed(type);
            writer.integer(date->days);
            return {};
        }
        case TypeId::time: {
            const auto time = read_time(text);
            if (!time) return malformed(type);
            writer.integer(time->microseconds);
            return {};
        }
        case TypeId::timetz: {
            const auto time = read_timetz(text);
            if (!time) return malformed(type);
            writer.integer(time->time.microseconds);
            writer.integer(-time->offset);
            return {};
        }
        case TypeId::interval: {
            const auto interval = parse_interval(text);
            if (!interval) return malformed(type);
            writer.integer(interval->microseconds);
            writer.integer(interval->days);
            writer.integer(interval->months);
            return {};
        }
        default: {
            const auto timestamp = read_timestamp(text);
            if (!timestamp) return malformed(type);
            writer.integer(timestamp->microseconds);
            return {};
        }
    }
}

Result<void> encode_uuid(std::string_view text, Type type, Bytes& out) {
    std::byte bytes[16];
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '-') continue;
        const int high = hex_digit(text[i]);
        const int low = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
        if (high < 0 || low < 0 || count == 16) return malformed(type);
        bytes[count++] = static_cast<std::byte>(high * 16 + low);
        ++i;
    }
    if (count != 16) return malformed(type);
    append(out, ByteView(bytes));
    return {};
}

Result<void> encode_network(std::string_view text, Type type, Bytes& out) {
    const Result<NetworkAddress> address = type.id == TypeId::inet ? parse_inet(text) : parse_cidr(text);
    if (!address) return malformed(type);
    Writer writer(out);
    writer.integer(address->v6 ? family_v6 : family_v4);
    writer.integer(address->bits);
    writer.integer(static_cast<std::uint8_t>(type.id == TypeId::cidr));
    writer.integer(static_cast<std::uint8_t>(address->size()));
    for (std::size_t i = 0; i < address->size(); ++i) writer.integer(address->bytes[i]);
    return {};
}

Result<void> encode_macaddr(std::string_view text, Type type, Bytes& out) {
    const Result<MacAddress> address = parse_macaddr(text);
    if (!address) return malformed(type);
    for (const std::uint8_t byte : *address) out.push_back(static_cast<std::byte>(byte));
    return {};
}

Result<void> encode_bits(std::string_view text, Type type, Bytes& out) {
    if (text.find_first_not_of("01") != std::string_view::npos) return malformed(type);
    Writer(out).integer(static_cast<std::uint32_t>(text.size()));
    for (std::size_t i = 0; i < text.size(); i += 8) {
        unsigned byte = 0;
        for (std::size_t bit = 0; bit < 8; ++bit)
            byte = byte << 1 | (i + bit < text.size() && text[i + bit] == '1' ? 1U : 0U);
        out.push_back(static_cast<std::byte>(byte));
    }
    return {};
}

void set_length(Bytes& out, std::size_t at) {
    const auto length = static_cast<std::uint32_t>(out.size() - at - 4);
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::byte>(length >> (24 - 8 * i) & 0xff);
}

Result<void> encode_elements(
    std::string_view json, Type element, bool vector, const TextSettings& settings, Bytes& out) {
    const Result<Array> array = read_array(json, element);
    if (!array) return malformed({element.id, true});
    bool has_null = false;
    for (const Value& value : array->elements) has_null = has_null || is_null(value);
    std::vector<std::size_t> dimensions = array->dimensions;
    if (vector && dimensions.empty()) dimensions = {0};
    Writer writer(out);
    writer.integer(static_cast<std::uint32_t>(dimensions.size()));
    writer.integer(std::uint32_t{has_null});
    writer.integer(element.oid());
    for (const std::size_t length : dimensions) {
        writer.integer(static_cast<std::uint32_t>(length));
        writer.integer(std::uint32_t{!vector});  // the lower bound
    }
    for (const Value& value : array->elements) {
        if (is_null(value)) {
            writer.integer(std::int32_t{-1});
            continue;
        }
        const std::size_t at = out.size();
        writer.integer(std::uint32_t{0});
        if (auto encoded = encode_value(view(value), element, Format::binary, settings, out); !encoded)
            return encoded;
        set_length(out, at);
    }
    return {};
}

Result<void> encode_text_class(std::string_view text, Type type, const TextSettings& settings, Bytes& out) {
    switch (type.id) {
        case TypeId::date:
        case TypeId::time:
        case TypeId::timetz:
        case TypeId::timestamp:
        case TypeId::timestamptz:
        case TypeId::interval:
            return encode_datetime(text, type, out);
        case TypeId::uuid:
            return encode_uuid(text, type, out);
        case TypeId::jsonb:
            out.push_back(std::byte{1});
            append(out, text);
            return {};
        case TypeId::single_char:
            out.push_back(static_cast<std::byte>(text.empty() ? '\0' : text.front()));
            return {};
        case TypeId::int2vector:
            return encode_elements(text, TypeId::int16, true, settings, out);
        case TypeId::oidvector:
            return encode_elements(text, TypeId::oid, true, settings, out);
        case TypeId::inet:
        case TypeId::cidr:
            return encode_network(text, type, out);
        case TypeId::macaddr:
            return encode_macaddr(text, type, out);
        case TypeId::bit:
        case TypeId::varbit:
            return encode_bits(text, type, out);
        case TypeId::bytea: {
            const Result<Bytes> bytes = parse_bytea(text);
            if (!bytes) return malformed(type);
            append(out, *bytes);
            return {};
        }
        case TypeId::aclitem:
        case TypeId::record:
            return fail(
                Errc::undefined_function,
                "no binary output function available for type " + std::string(info(type.id).sql_name));
        default:  // the text family, whose binary form is its text
            print_text(text, type, settings, out);
            return {};
    }
}

Result<void> encode_binary(const ValueView& value, Type type, const TextSettings& settings, Bytes& out) {
    if (is_oid_alias(type.id)) return encode_integer<std::uint32_t>(value, type, out);
    switch (type.id) {
        case TypeId::boolean:
            return encode_boolean(value, type, out);
        case TypeId::int16:
            return encode_integer<std::int16_t>(value, type, out);
        case TypeId::int32:
            return encode_integer<std::int32_t>(value, type, out);
        case TypeId::int64:
        case TypeId::money:
            return encode_integer<std::int64_t>(value, type, out);
        case TypeId::oid:
        case TypeId::xid:
            return encode_integer<std::uint32_t>(value, type, out);
        case TypeId::float32:
        case TypeId::float64:
            return encode_float(value, type, out);
        case TypeId::numeric:
            return encode_numeric_value(value, type, out);
        default:
            break;
    }
    if (const auto* text = std::get_if<std::string_view>(&value))
        return encode_text_class(*text, type, settings, out);
    if (const auto* bytes = std::get_if<ByteView>(&value)) {
        if (type.id == TypeId::bytea) {
            append(out, *bytes);
            return {};
        }
        return encode_text_class(as_text(*bytes), type, settings, out);
    }
    // A number in a column of another type: its text is what the text format would show.
    std::string text;
    print_text(value, TypeId::text, settings, text);
    return encode_text_class(text, type, settings, out);
}

}  // namespace

Result<void> encode_value(
    const ValueView& value, Type type, Format format, const TextSettings& settings, Bytes& out) {
    if (is_null(value)) return {};
    if (format == Format::text) {
        print_text(value, type, settings, out);
        return {};
    }
    if (!type.array) return encode_binary(value, type, settings, out);
    return encode_array(value, type.element(), settings, out);
}

Result<void> encode_array(const ValueView& value, Type element, const TextSettings& settings, Bytes& out) {
    const auto* json = std::get_if<std::string_view>(&value);
    if (json == nullptr) return malformed({element.id, true});
    return encode_elements(*json, element, false, settings, out);
}

}  // namespace ormgate::postgres
