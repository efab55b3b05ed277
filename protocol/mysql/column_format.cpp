#include <algorithm>
#include <limits>

#include "protocol/mysql/types.hpp"

namespace ormgate::mysql {
namespace {

constexpr std::uint32_t bytes_per_character = 4;  // of utf8mb4
constexpr std::uint32_t longest = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t longest_varchar = 65535;

struct FormatRow {
    TypeId id;
    ColumnType type;
    std::uint32_t length;  // as MySQL announces it; of text in characters
    std::uint16_t flags;
    std::uint8_t decimals;
    bool has_collation;
};
using enum ColumnType;
namespace flag = column_flag;
// Types that are not here are sent as text.
// clang-format off: one row a line
constexpr FormatRow format_rows[] = {
    {TypeId::boolean, tiny, 1, flag::binary, 0, false},
    {TypeId::int16, short_, 6, flag::binary, 0, false},
    {TypeId::int32, long_, 11, flag::binary, 0, false},
    {TypeId::int64, long_long, 20, flag::binary, 0, false},
    {TypeId::oid, long_, 10, flag::binary | flag::unsigned_, 0, false},
    {TypeId::xid, long_, 10, flag::binary | flag::unsigned_, 0, false},
    {TypeId::float32, float_, 12, flag::binary, ColumnFormat::any_decimals, false},
    {TypeId::float64, double_, 22, flag::binary, ColumnFormat::any_decimals, false},
    {TypeId::numeric, new_decimal, 67, flag::binary, 30, false},
    {TypeId::date, date, 10, flag::binary, 0, false},
    {TypeId::time, time, 17, flag::binary, 6, false},
    {TypeId::timestamp, datetime, 26, flag::binary, 6, false},
    {TypeId::timestamptz, timestamp, 26, flag::binary, 6, false},
    {TypeId::bytea, blob, longest, flag::binary | flag::blob, 0, false},
    {TypeId::json, json, longest, flag::binary | flag::blob, 0, false},
    {TypeId::jsonb, json, longest, flag::binary | flag::blob, 0, false},
    {TypeId::text, blob, longest, flag::blob, 0, true},
    {TypeId::enumeration, string, 64, flag::enumeration, 0, true},
    {TypeId::uuid, string, 36, 0, 0, true},
    {TypeId::name, var_string, 63, 0, 0, true},
};
// clang-format on

// precision and scale of numeric(p,s); the length counts the sign and the point.
void apply_numeric(std::int32_t modifier, ColumnFormat& format) {
    const std::int32_t word = modifier - 4;
    const std::int32_t precision = word >> 16 & 0xffff, scale = word & 0x7ff;
    format.decimals = static_cast<std::uint8_t>(std::min(scale, 30));
    format.length = static_cast<std::uint32_t>(precision + 1 + (scale > 0 ? 1 : 0));
}

void apply_modifier(Type type, ColumnFormat& format) {
    if (type.modifier < 0) return;
    const auto number = static_cast<std::uint32_t>(type.modifier);
    if (type.id == TypeId::numeric) return apply_numeric(type.modifier, format);
    const bool has_decimals =
        type.id == TypeId::time || type.id == TypeId::timestamp || type.id == TypeId::timestamptz;
    if (!has_decimals) return;
    format.decimals = static_cast<std::uint8_t>(std::min(number, 6u));
    format.length = format.length - 7 + (number == 0 ? 0 : 1 + format.decimals);
}

ColumnFormat text_format(Type type, std::uint16_t collation) {
    const bool has_length = (type.id == TypeId::varchar || type.id == TypeId::bpchar) && type.modifier > 4;
    const std::uint32_t characters =
        has_length ? static_cast<std::uint32_t>(type.modifier) - 4 : longest_varchar;
    ColumnFormat format;
    format.collation = collation;
    format.type = type.id == TypeId::bpchar ? string : var_string;
    format.length = characters * bytes_per_character;
    return format;
}

std::int32_t numeric_modifier(const ColumnFormat& format) {
    // The length counts a sign, unless the column is unsigned, and a point.
    const std::uint32_t extra = (format.is_unsigned() ? 0u : 1u) + (format.decimals > 0 ? 1u : 0u);
    const std::uint32_t precision = std::clamp(format.length, extra + 1, extra + 65) - extra;
    if (format.decimals > precision) return -1;
    return static_cast<std::int32_t>((precision << 16 | format.decimals) + 4);
}

Type type_of_text(const ColumnFormat& format, TypeId text) {
    return format.collation == binary_collation ? TypeId::bytea : text;
}

std::int32_t decimals_of(const ColumnFormat& format) {
    return format.decimals <= 6 ? format.decimals : 6;
}

}  // namespace

ColumnFormat column_format(Type type, std::uint16_t collation) {
    const TypeId id = type.array ? TypeId::json : type.id;
    if (id == TypeId::bit && type.modifier >= 1 && type.modifier <= 64)
        return {binary_collation, static_cast<std::uint32_t>(type.modifier), bit, flag::unsigned_, 0};
    const auto* row = std::ranges::find(format_rows, id, &FormatRow::id);
    if (row == std::end(format_rows)) return text_format(type, collation);
    ColumnFormat format{binary_collation, row->length, row->type, row->flags, row->decimals};
    if (row->has_collation) format.collation = collation;
    if (row->has_collation && row->length != longest) format.length *= bytes_per_character;
    if (!type.array) apply_modifier(type, format);
    return format;
}

Type type_of(const ColumnFormat& format) {
    switch (format.type) {
        case tiny:
            return TypeId::int16;
        case short_:
            return format.is_unsigned() ? TypeId::int32 : TypeId::int16;
        case year:
            return TypeId::int16;
        case int24:
            return TypeId::int32;
        case long_:
            return format.is_unsigned() ? TypeId::int64 : TypeId::int32;
        case long_long:
            if (format.is_unsigned()) return Type(TypeId::numeric, false, (20 << 16) + 4);
            return TypeId::int64;
        case float_:
            return TypeId::float32;
        case double_:
            return TypeId::float64;
        case decimal:
        case new_decimal:
            return Type(TypeId::numeric, false, numeric_modifier(format));
        case date:
            return TypeId::date;
        case ColumnType::time:
            return Type(TypeId::time, false, decimals_of(format));
        case datetime:
            return Type(TypeId::timestamp, false, decimals_of(format));
        case timestamp:
            return Type(TypeId::timestamptz, false, decimals_of(format));
        case bit:
            return Type(TypeId::bit, false, static_cast<std::int32_t>(std::clamp(format.length, 1u, 64u)));
        case json:
            return TypeId::json;
        case geometry:
        case vector:
            return TypeId::bytea;
        case null:
            return TypeId::text;
        case new_date:  // of servers' insides only
        case varchar:
        case var_string:
        case enumeration:
        case set:
        case tiny_blob:
        case medium_blob:
        case long_blob:
        case blob:
        case string:
            return type_of_text(format, TypeId::text);
    }
    return TypeId::text;
}

}  // namespace ormgate::mysql
