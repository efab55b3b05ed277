#pragma once

#include <cstdint>
#include <type_traits>

namespace ormgate::mysql {

// ColumnType is the type of a column or parameter on the wire ("enum_field_types").
enum class ColumnType : std::uint8_t {
    decimal = 0x00,
    tiny = 0x01,
    short_ = 0x02,
    long_ = 0x03,
    float_ = 0x04,
    double_ = 0x05,
    null = 0x06,
    timestamp = 0x07,
    long_long = 0x08,
    int24 = 0x09,
    date = 0x0a,
    time = 0x0b,
    datetime = 0x0c,
    year = 0x0d,
    new_date = 0x0e,
    varchar = 0x0f,
    bit = 0x10,
    vector = 0xf2,  // MySQL 9
    json = 0xf5,
    new_decimal = 0xf6,
    enumeration = 0xf7,
    set = 0xf8,
    tiny_blob = 0xf9,
    medium_blob = 0xfa,
    long_blob = 0xfb,
    blob = 0xfc,
    var_string = 0xfd,
    string = 0xfe,
    geometry = 0xff,
};

// Flags of a column ("Column Definition Flags").
namespace column_flag {
inline constexpr std::uint16_t not_null = 0x0001;
inline constexpr std::uint16_t primary_key = 0x0002;
inline constexpr std::uint16_t unique_key = 0x0004;
inline constexpr std::uint16_t multiple_key = 0x0008;
inline constexpr std::uint16_t blob = 0x0010;
inline constexpr std::uint16_t unsigned_ = 0x0020;
inline constexpr std::uint16_t zerofill = 0x0040;
inline constexpr std::uint16_t binary = 0x0080;
inline constexpr std::uint16_t enumeration = 0x0100;
inline constexpr std::uint16_t auto_increment = 0x0200;
inline constexpr std::uint16_t timestamp = 0x0400;
inline constexpr std::uint16_t set = 0x0800;
inline constexpr std::uint16_t no_default_value = 0x1000;
inline constexpr std::uint16_t on_update_now = 0x2000;
inline constexpr std::uint16_t number = 0x8000;
}  // namespace column_flag

inline constexpr std::uint16_t binary_collation = 63;

// ColumnFormat is what a column's definition says of its values.
struct ColumnFormat {
    static constexpr std::uint8_t any_decimals = 31;  // as many as a value has
    std::uint16_t collation = binary_collation;
    std::uint32_t length = 0;  // of the longest value, in bytes
    ColumnType type = ColumnType::null;
    std::uint16_t flags = 0;
    std::uint8_t decimals = 0;
    bool is_unsigned() const { return (flags & column_flag::unsigned_) != 0; }
    friend bool operator==(const ColumnFormat&, const ColumnFormat&) = default;
    static void fields(auto& m, auto& io) {
        io.integer(m.collation);
        io.integer(m.length);
        auto type = static_cast<std::uint8_t>(m.type);
        io.integer(type);
        if constexpr (std::remove_reference_t<decltype(io)>::reads) m.type = static_cast<ColumnType>(type);
        io.integer(m.flags);
        io.integer(m.decimals);
    }
};

// How a value of the binary protocol is delimited.
struct BinarySize {
    enum Kind : std::uint8_t { fixed, short_string, lenenc_string };
    Kind kind = lenenc_string;
    std::uint8_t size = 0;  // if fixed
};
constexpr BinarySize binary_size(ColumnType type) {
    switch (type) {
        case ColumnType::null:
            return {BinarySize::fixed, 0};
        case ColumnType::tiny:
            return {BinarySize::fixed, 1};
        case ColumnType::short_:
        case ColumnType::year:
            return {BinarySize::fixed, 2};
        case ColumnType::long_:
        case ColumnType::int24:
        case ColumnType::float_:
            return {BinarySize::fixed, 4};
        case ColumnType::long_long:
        case ColumnType::double_:
            return {BinarySize::fixed, 8};
        case ColumnType::date:
        case ColumnType::time:
        case ColumnType::datetime:
        case ColumnType::timestamp:
            return {BinarySize::short_string, 0};
        default:
            return {};
    }
}

// The bytes of one value, without its length.
void binary_cell(ColumnType type, auto& value, auto& io) {
    const BinarySize size = binary_size(type);
    if (size.kind == BinarySize::fixed) return io.bytes(size.size, value);
    if (size.kind == BinarySize::short_string) return io.short_string(value);
    io.lenenc_string(value);
}

}  // namespace ormgate::mysql
