#include <bit>
#include <charconv>

#include "core/datetime.hpp"
#include "core/decimal.hpp"
#include "protocol/mysql/temporal.hpp"
#include "protocol/mysql/types.hpp"

namespace ormgate::mysql {
namespace {

std::unexpected<Error> bad_binary() {
    return fail(Errc::invalid_binary_representation, "incorrect binary data format in a MySQL value");
}

std::unexpected<Error> bad_text(std::string_view what) {
    return fail(Errc::invalid_text_representation, "incorrect " + std::string(what) + " in a MySQL value");
}

std::string text_of(std::uint64_t number) {
    return std::to_string(number);
}

Value integer_value(std::uint64_t bits, std::size_t size, bool is_unsigned) {
    const unsigned unused = static_cast<unsigned>(64 - 8 * size);
    if (!is_unsigned) return static_cast<std::int64_t>(bits << unused) >> unused;
    if (size == 8) return text_of(bits);  // numeric
    return static_cast<std::int64_t>(bits);
}

Result<Value> binary_integer(ByteView cell, const ColumnFormat& format) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < cell.size(); ++i) bits |= std::to_integer<std::uint64_t>(cell[i]) << (8 * i);
    return integer_value(bits, cell.size(), format.is_unsigned() || format.type == ColumnType::year);
}

Result<Value> binary_float(ByteView cell) {
    std::uint32_t bits = 0;
    Reader(cell).integer(bits);
    return static_cast<double>(std::bit_cast<float>(bits));
}

Result<Value> binary_double(ByteView cell) {
    std::uint64_t bits = 0;
    Reader(cell).integer(bits);
    return std::bit_cast<double>(bits);
}

Result<Value> text_integer(std::string_view text, const ColumnFormat& format) {
    if (format.type == ColumnType::long_long && format.is_unsigned()) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) return bad_text("integer");
        return text_of(number);
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return bad_text("integer");
    return number;
}

template <class T>
Result<Value> text_float(std::string_view text) {
    T number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return bad_text("floating point number");
    return static_cast<double>(number);
}

// ZEROFILL columns have zeros in front, and clients write numbers in any way.
Result<Value> decimal_value(std::string_view text) {
    const Result<Decimal> number = Decimal::parse(text);
    if (!number || !number->finite()) return bad_text("decimal number");
    return number->text();
}

// BIT(n) comes as bytes, most significant first.
Result<Value> bit_value(ByteView cell, std::uint32_t length) {
    const std::size_t digits = std::clamp<std::size_t>(length, 1, 64);
    if (cell.size() > 8) return bad_binary();
    std::uint64_t bits = 0;
    for (const std::byte b : cell) bits = bits << 8 | std::to_integer<std::uint64_t>(b);
    std::string text;
    for (std::size_t i = digits; i-- > 0;) text += (bits >> i & 1) != 0 ? '1' : '0';
    return text;
}

Result<Value> temporal_value(ByteView cell, ColumnType type, Format as, const TextSettings& settings) {
    const auto value =
        as == Format::binary ? unpack_temporal(cell, type) : read_temporal(as_text(cell), type);
    if (!value) return as == Format::binary ? bad_binary() : bad_text("date or time");
    std::string text = print_temporal(*value, type, 6);
    if (type != ColumnType::timestamp || !value->has_date()) return text;
    const auto local = read_timestamp(text);
    if (!local) return bad_text("timestamp");
    if (!settings.time_zone) return canonical_utc(*local);
    return canonical_utc(to_utc(*local, *settings.time_zone));
}

Result<Value> text_value(ByteView cell, const ColumnFormat& format) {
    if (type_of(format).id == TypeId::bytea) return Bytes(cell.begin(), cell.end());
    return std::string(as_text(cell));
}

Result<Value> number_value(ByteView cell, const ColumnFormat& format, Format as) {
    const bool binary = as == Format::binary;
    if (format.type == ColumnType::float_)
        return binary ? binary_float(cell) : text_float<float>(as_text(cell));
    if (format.type == ColumnType::double_)
        return binary ? binary_double(cell) : text_float<double>(as_text(cell));
    return binary ? binary_integer(cell, format) : text_integer(as_text(cell), format);
}

}  // namespace

Result<Value> decode_value(ByteView cell,
                           const ColumnFormat& format,
                           Format as,
                           const TextSettings& settings) {
    const BinarySize size = binary_size(format.type);
    const bool has_fixed_size = as == Format::binary && size.kind == BinarySize::fixed;
    if (has_fixed_size && cell.size() != size.size) return bad_binary();
    switch (format.type) {
        case ColumnType::null:
            return std::monostate{};
        case ColumnType::tiny:
        case ColumnType::short_:
        case ColumnType::long_:
        case ColumnType::int24:
        case ColumnType::long_long:
        case ColumnType::year:
        case ColumnType::float_:
        case ColumnType::double_:
            return number_value(cell, format, as);
        case ColumnType::decimal:
        case ColumnType::new_decimal:
            return decimal_value(as_text(cell));
        case ColumnType::date:
        case ColumnType::time:
        case ColumnType::datetime:
        case ColumnType::timestamp:
            return temporal_value(cell, format.type, as, settings);
        case ColumnType::bit:
            return bit_value(cell, format.length);
        default:
            return text_value(cell, format);
    }
}

// A client's TIMESTAMP is a DATETIME of its session, and its DECIMAL any number, NaN excepted.
Result<TypedValue> decode_parameter(const Parameter& parameter, std::uint16_t collation) {
    ColumnFormat format;
    format.type = parameter.type.type == ColumnType::timestamp ? ColumnType::datetime : parameter.type.type;
    format.decimals = 6;
    if (parameter.type.is_unsigned) format.flags = column_flag::unsigned_;
    const bool is_text = format.type == ColumnType::varchar || format.type == ColumnType::var_string ||
                         format.type == ColumnType::string || format.type == ColumnType::enumeration ||
                         format.type == ColumnType::set;
    if (is_text) format.collation = collation;
    Type type = type_of(format);
    if (type.id == TypeId::numeric || type.id == TypeId::bit) type.modifier = -1;
    if (!parameter.value || format.type == ColumnType::null) return TypedValue{type, std::monostate{}};
    if (format.type == ColumnType::bit)
        format.length = static_cast<std::uint32_t>(8 * parameter.value->size());
    Result<Value> value = decode_value(*parameter.value, format, Format::binary, {});
    if (!value) return fail(std::move(value.error()));
    return TypedValue{type, std::move(*value)};
}

}  // namespace ormgate::mysql
