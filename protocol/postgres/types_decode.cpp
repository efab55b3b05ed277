#include <bit>
#include <limits>
#include <optional>

#include "core/array.hpp"
#include "core/json_text.hpp"
#include "core/network.hpp"
#include "core/object_names.hpp"
#include "core/utf8.hpp"
#include "protocol/postgres/numeric_binary.hpp"
#include "protocol/postgres/types.hpp"
#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {
namespace {

constexpr std::size_t most_dimensions = 6;
constexpr std::uint8_t family_v4 = 2, family_v6 = 3;  // PGSQL_AF_INET, PGSQL_AF_INET6
constexpr std::int32_t most_zone_seconds = 15 * 3600 + 59 * 60 + 59;

std::unexpected<Error> insufficient() {
    return fail(Errc::protocol_violation, "insufficient data left in message");
}
std::unexpected<Error> bad_format(std::string message) {
    return fail(Errc::invalid_binary_representation, std::move(message));
}
std::unexpected<Error> trailing_bytes() {
    return bad_format("incorrect binary data format");
}

// The whole of the bytes as integers, in order.
template <class... Integer>
Result<void> read_all(ByteView bytes, Integer&... out) {
    Reader reader(bytes);
    (reader.integer(out), ...);
    if (!reader.ok()) return insufficient();
    if (!reader.finished()) return trailing_bytes();
    return {};
}

template <class Integer>
Result<Value> decode_integer(ByteView bytes) {
    Integer value = 0;
    if (auto read = read_all(bytes, value); !read) return fail(read.error());
    return Value(static_cast<std::int64_t>(value));
}

template <class Float, class Bits>
Result<Value> decode_float(ByteView bytes) {
    Bits bits = 0;
    if (auto read = read_all(bytes, bits); !read) return fail(read.error());
    return Value(static_cast<double>(std::bit_cast<Float>(bits)));
}

Result<Value> decode_characters(ByteView bytes) {
    if (auto valid = check_utf8(as_text(bytes)); !valid) return fail(valid.error());
    return Value(std::string(as_text(bytes)));
}

Result<Value> decode_date(ByteView bytes) {
    Date date;
    if (auto read = read_all(bytes, date.days); !read) return fail(read.error());
    if (!in_range(date)) return fail(Errc::datetime_field_overflow, "date out of range");
    return Value(canonical(date));
}

bool is_time(std::int64_t microseconds) {
    return microseconds >= 0 && microseconds <= microseconds_per_day;
}

Result<Value> decode_time(ByteView bytes) {
    TimeOfDay time;
    if (auto read = read_all(bytes, time.microseconds); !read) return fail(read.error());
    if (!is_time(time.microseconds)) return fail(Errc::datetime_field_overflow, "time out of range");
    return Value(canonical(time));
}

Result<Value> decode_timetz(ByteView bytes) {
    TimeTz time;
    std::int32_t west = 0;
    if (auto read = read_all(bytes, time.time.microseconds, west); !read) return fail(read.error());
    if (!is_time(time.time.microseconds)) return fail(Errc::datetime_field_overflow, "time out of range");
    if (west < -most_zone_seconds || west > most_zone_seconds)
        return fail(Errc::invalid_time_zone_displacement, "time zone displacement out of range");
    time.offset = -west;
    return Value(canonical(time));
}

Result<Value> decode_timestamp(ByteView bytes, bool with_zone) {
    Timestamp timestamp;
    if (auto read = read_all(bytes, timestamp.microseconds); !read) return fail(read.error());
    if (!in_range(timestamp)) return fail(Errc::datetime_field_overflow, "timestamp out of range");
    return Value(with_zone ? canonical_utc(timestamp) : canonical(timestamp));
}

Result<Value> decode_interval(ByteView bytes) {
    Interval interval;
    if (auto read = read_all(bytes, interval.microseconds, interval.days, interval.months); !read)
        return fail(read.error());
    return Value(canonical(interval));
}

Result<Value> decode_uuid(ByteView bytes) {
    if (bytes.size() < 16) return insufficient();
    if (bytes.size() > 16) return trailing_bytes();
    constexpr std::string_view digits = "0123456789abcdef";
    std::string uuid;
    uuid.reserve(36);
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) uuid += '-';
        uuid += digits[std::to_integer<std::size_t>(bytes[i] >> 4)];
        uuid += digits[std::to_integer<std::size_t>(bytes[i] & std::byte{15})];
    }
    return Value(std::move(uuid));
}

Result<Value> decode_jsonb(ByteView bytes) {
    if (bytes.empty()) return insufficient();
    const auto version = std::to_integer<int>(bytes[0]);
    if (version != 1) return bad_format("unsupported jsonb version number " + std::to_string(version));
    const std::string_view text = as_text(bytes.subspan(1));
    if (auto valid = check_utf8(text); !valid) return fail(valid.error());
    Result<std::string> normal = normalize_jsonb(text);
    if (!normal) return fail(normal.error());
    return Value(*std::move(normal));
}

Result<Value> decode_json(ByteView bytes) {
    Result<Value> text = decode_characters(bytes);
    if (!text) return text;
    if (auto valid = check_json(as_text(bytes)); !valid) return fail(valid.error());
    return text;
}

Result<Value> decode_network(ByteView bytes, TypeId type) {
    const std::string name(info(type).name);
    const auto invalid = [&name](std::string_view part) {
        return bad_format("invalid " + std::string(part) + " in external \"" + name + "\" value");
    };
    Reader reader(bytes);
    std::uint8_t family = 0, bits = 0, is_cidr = 0, size = 0;
    reader.integer(family);
    reader.integer(bits);
    reader.integer(is_cidr);
    reader.integer(size);
    if (!reader.ok()) return insufficient();
    if (family != family_v4 && family != family_v6) return invalid("address family");
    NetworkAddress address;
    address.v6 = family == family_v6;
    address.bits = bits;
    if (bits > address.most_bits()) return invalid("bits");
    if (size != address.size()) return invalid("length");
    for (std::size_t i = 0; i < size; ++i) reader.integer(address.bytes[i]);
    if (!reader.ok()) return insufficient();
    if (!reader.finished()) return trailing_bytes();
    if (type == TypeId::inet) return Value(print_inet(address));
    if (address.has_host_bits())
        return fail(Error(Errc::invalid_binary_representation, "invalid external \"cidr\" value")
                        .with_detail("Value has bits set to right of mask."));
    return Value(print_cidr(address));
}

Result<Value> decode_macaddr(ByteView bytes) {
    MacAddress address{};
    if (bytes.size() < address.size()) return insufficient();
    if (bytes.size() > address.size()) return trailing_bytes();
    for (std::size_t i = 0; i < address.size(); ++i) address[i] = std::to_integer<std::uint8_t>(bytes[i]);
    return Value(print_macaddr(address));
}

Result<Value> decode_bits(ByteView bytes) {
    Reader reader(bytes);
    std::uint32_t length = 0;
    reader.integer(length);
    if (!reader.ok()) return insufficient();
    if (length > static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::max()))
        return bad_format("invalid length in external bit string");
    const ByteView data = bytes.subspan(4);
    const std::size_t needed = (std::size_t{length} + 7) / 8;
    if (data.size() < needed) return insufficient();
    if (data.size() > needed) return trailing_bytes();
    std::string bits(length, '0');
    for (std::size_t i = 0; i < length; ++i)
        if ((std::to_integer<unsigned>(data[i / 8]) >> (7 - i % 8) & 1) != 0) bits[i] = '1';
    return Value(std::move(bits));
}

Result<Value> decode_char(ByteView bytes) {
    if (bytes.empty()) return insufficient();
    if (bytes.size() > 1) return trailing_bytes();
    if (bytes[0] == std::byte{0}) return Value(std::string());
    return Value(std::string(as_text(bytes)));
}

struct Dimensions {
    std::vector<std::size_t> lengths;
    std::size_t count = 0;  // of elements
};

Result<Dimensions> read_dimensions(Reader& reader, std::uint32_t number, std::size_t size, bool vector) {
    Dimensions result;
    result.count = number == 0 ? 0 : 1;
    for (std::uint32_t i = 0; i < number; ++i) {
        std::int32_t length = 0, lower_bound = 0;
        reader.integer(length);
        reader.integer(lower_bound);
        if (!reader.ok()) return insufficient();
        if (length < 0) return fail(Errc::array_subscript_error, "invalid array dimension length");
        if (!vector && length > 0 && lower_bound != 1)
            return fail(Errc::unsupported, "arrays with a lower bound other than 1 are not supported");
        result.lengths.push_back(static_cast<std::size_t>(length));
        result.count *= static_cast<std::size_t>(length);
        // An element takes at least its length word.
        if (result.count > size / 4) return insufficient();
    }
    if (result.count == 0) result.lengths.clear();
    return result;
}

// Int32 dimensions, flags, element type; length and lower bound of each dimension; the elements, each with
// its length.
Result<Value> decode_elements(ByteView bytes, Type element, bool vector, const TextSettings& settings) {
    Reader reader(bytes);
    std::uint32_t number = 0, flags = 0, element_oid = 0;
    reader.integer(number);
    reader.integer(flags);
    reader.integer(element_oid);
    if (!reader.ok()) return insufficient();
    if (number > most_dimensions)
        return fail(
            Errc::program_limit_exceeded,
            "number of array dimensions (" + std::to_string(number) + ") exceeds the maximum allowed (6)");
    if (flags > 1) return bad_format("invalid array flags");
    if (element_oid != element.oid()) return fail(Errc::datatype_mismatch, "wrong element type");
    Result<Dimensions> dimensions = read_dimensions(reader, number, bytes.size(), vector);
    if (!dimensions) return fail(dimensions.error());
    Array array{std::move(dimensions->lengths), {}};
    array.elements.reserve(dimensions->count);
    for (std::size_t i = 0; i < dimensions->count; ++i) {
        std::optional<ByteView> item;
        reader.nullable(item);
        if (!reader.ok()) return insufficient();
        if (!item) {
            array.elements.emplace_back();
            continue;
        }
        Result<Value> value = decode_value(*item, element, Format::binary, settings);
        if (!value) return value;
        array.elements.push_back(*std::move(value));
    }
    if (!reader.finished()) return trailing_bytes();
    return Value(canonical_array(array, element));
}

Result<Value> decode_binary(ByteView bytes, Type type, const TextSettings& settings) {
    if (is_oid_alias(type.id)) return decode_integer<std::uint32_t>(bytes);
    switch (type.id) {
        case TypeId::boolean: {
            std::uint8_t value = 0;
            if (auto read = read_all(bytes, value); !read) return fail(read.error());
            return Value(std::int64_t{value != 0});
        }
        case TypeId::int16:
            return decode_integer<std::int16_t>(bytes);
        case TypeId::int32:
            return decode_integer<std::int32_t>(bytes);
        case TypeId::int64:
        case TypeId::money:
            return decode_integer<std::int64_t>(bytes);
        case TypeId::oid:
        case TypeId::xid:
            return decode_integer<std::uint32_t>(bytes);
        case TypeId::float32:
            return decode_float<float, std::uint32_t>(bytes);
        case TypeId::float64:
            return decode_float<double, std::uint64_t>(bytes);
        case TypeId::numeric: {
            Result<std::string> text = decode_numeric(bytes);
            if (!text) return fail(text.error());
            return Value(*std::move(text));
        }
        case TypeId::unknown:
        case TypeId::text:
        case TypeId::varchar:
        case TypeId::bpchar:
        case TypeId::name:
        case TypeId::enumeration:
            return decode_characters(bytes);
        case TypeId::single_char:
            return decode_char(bytes);
        case TypeId::bytea:
            return Value(Bytes(bytes.begin(), bytes.end()));
        case TypeId::date:
            return decode_date(bytes);
        case TypeId::time:
            return decode_time(bytes);
        case TypeId::timetz:
            return decode_timetz(bytes);
        case TypeId::timestamp:
            return decode_timestamp(bytes, false);
        case TypeId::timestamptz:
            return decode_timestamp(bytes, true);
        case TypeId::interval:
            return decode_interval(bytes);
        case TypeId::uuid:
            return decode_uuid(bytes);
        case TypeId::json:
            return decode_json(bytes);
        case TypeId::jsonb:
            return decode_jsonb(bytes);
        case TypeId::int2vector:
            return decode_elements(bytes, TypeId::int16, true, settings);
        case TypeId::oidvector:
            return decode_elements(bytes, TypeId::oid, true, settings);
        case TypeId::inet:
        case TypeId::cidr:
            return decode_network(bytes, type.id);
        case TypeId::macaddr:
            return decode_macaddr(bytes);
        case TypeId::bit:
        case TypeId::varbit:
            return decode_bits(bytes);
        default:
            return fail(Errc::undefined_function,
                        "no binary input function available for type " + std::string(info(type.id).sql_name));
    }
}

}  // namespace

Result<Value> decode_value(ByteView bytes, Type type, Format format, const TextSettings& settings) {
    if (format == Format::binary) {
        if (type.array) return decode_array(bytes, type.element(), settings);
        return decode_binary(bytes, type, settings);
    }
    if (auto valid = check_utf8(as_text(bytes)); !valid) return fail(valid.error());
    return parse_text(as_text(bytes), type, settings);
}

Result<Value> decode_array(ByteView bytes, Type element, const TextSettings& settings) {
    return decode_elements(bytes, element, false, settings);
}

}  // namespace ormgate::postgres
