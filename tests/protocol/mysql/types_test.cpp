#include "protocol/mysql/types.hpp"

#include <gtest/gtest.h>

#include "core/time_zone.hpp"
#include "protocol/mysql/rows.hpp"
#include "protocol/mysql/temporal.hpp"
#include "tests/support/hex.hpp"

namespace ormgate::mysql {
namespace {

using test::from_hex;
using test::to_hex;

ColumnFormat of(ColumnType type,
                std::uint16_t flags = 0,
                std::uint8_t decimals = ColumnFormat::any_decimals) {
    return {binary_collation, 255, type, flags, decimals};
}
ColumnFormat utf8(ColumnType type) {
    return {45, 255, type, 0, 0};
}

// The rows of a real server are in oracle_test.cpp; here is what it does not send.
struct Case {
    ColumnFormat format;
    const char* text;
    const char* binary;  // in hexadecimal, without a length
    Value value;
};
constexpr std::uint16_t unsigned_flag = column_flag::unsigned_;
// clang-format off: one row a line
const Case cases[] = {
    {of(ColumnType::tiny), "-128", "80", std::int64_t{-128}},
    {of(ColumnType::tiny, unsigned_flag), "255", "ff", std::int64_t{255}},
    {of(ColumnType::year), "2155", "6b08", std::int64_t{2155}},
    {of(ColumnType::long_), "-1", "ffffffff", std::int64_t{-1}},
    {of(ColumnType::long_long, unsigned_flag), "18446744073709551615", "ffffffffffffffff", std::string("18446744073709551615")},
    {of(ColumnType::double_), "1.5", "000000000000f83f", 1.5},
    {of(ColumnType::float_), "0.25", "0000803e", 0.25},
    {of(ColumnType::new_decimal), "-1.50", "2d312e3530", std::string("-1.50")},
    {of(ColumnType::date), "2024-02-29", "e807021d", std::string("2024-02-29")},
    {of(ColumnType::date), "0000-00-00", "", std::string("0000-00-00")},
    {of(ColumnType::datetime, 0, 6), "2024-02-29 00:00:00.000000", "e807021d", std::string("2024-02-29 00:00:00.000000")},
    {of(ColumnType::datetime, 0, 6), "2024-02-29 01:02:03.000004", "e807021d01020304000000", std::string("2024-02-29 01:02:03.000004")},
    {of(ColumnType::timestamp, 0, 6), "2024-02-29 01:02:03.000000", "e807021d010203", std::string("2024-02-29 01:02:03.000000+00")},
    {of(ColumnType::time, 0, 6), "-838:59:59.000000", "0122000000163b3b", std::string("-838:59:59.000000")},
    {of(ColumnType::time, 0, 6), "00:00:00.000000", "", std::string("00:00:00.000000")},
    {utf8(ColumnType::var_string), "grün", "6772c3bc6e", std::string("grün")},
    {of(ColumnType::var_string), "ab", "6162", Bytes{std::byte{'a'}, std::byte{'b'}}},
    {of(ColumnType::json), "[1]", "5b315d", std::string("[1]")},
};
// clang-format on

Bytes cell_of(const Case& one, Format as) {
    if (as == Format::binary) return from_hex(one.binary);
    const ByteView text = as_bytes(one.text);
    return {text.begin(), text.end()};
}

Bytes with_length(ByteView cell, ColumnType type, Format as) {
    Bytes out;
    Writer writer(out);
    if (as == Format::text) {
        writer.lenenc_string(cell);
    } else {
        binary_cell(type, cell, writer);
    }
    return out;
}

TEST(MysqlTypes, ReadsAndWritesValues) {
    for (const Case& one : cases) {
        for (const Format as : {Format::text, Format::binary}) {
            const Bytes cell = cell_of(one, as);
            const auto value = decode_value(cell, one.format, as, {});
            ASSERT_TRUE(value) << one.text;
            EXPECT_EQ(*value, one.value) << one.text;
            Bytes out;
            ASSERT_TRUE(encode_value(view(*value), type_of(one.format), one.format, as, {}, out)) << one.text;
            EXPECT_EQ(to_hex(out), to_hex(with_length(cell, one.format.type, as))) << one.text;
        }
    }
}

struct BadCase {
    ColumnFormat format;
    Format as;
    const char* hex;
};
// clang-format off: one row a line
const BadCase bad_cases[] = {
    {of(ColumnType::tiny), Format::binary, ""},
    {of(ColumnType::tiny), Format::binary, "0000"},
    {of(ColumnType::tiny), Format::text, ""},
    {of(ColumnType::tiny), Format::text, "3178"},
    {of(ColumnType::long_long, unsigned_flag), Format::text, "2d31"},
    {of(ColumnType::double_), Format::binary, "00"},
    {of(ColumnType::double_), Format::text, "31652b"},
    {of(ColumnType::new_decimal), Format::binary, "4e614e"},
    {of(ColumnType::new_decimal), Format::text, "312e322e33"},
    {of(ColumnType::date), Format::binary, "e80702"},
    {of(ColumnType::date), Format::binary, "e8070d01"},
    {of(ColumnType::date), Format::text, "323032342d30322d"},
    {of(ColumnType::datetime), Format::binary, "e807021d18000000"},
    {of(ColumnType::datetime), Format::binary, "e807021d180000"},
    {of(ColumnType::datetime), Format::binary, "e807021d01020340420f00"},
    {of(ColumnType::time), Format::binary, "00ffffffff000000"},
    {of(ColumnType::time), Format::binary, "0023000000000000"},
    {of(ColumnType::time), Format::text, "31323a36303a3030"},
    {of(ColumnType::bit), Format::binary, "000000000000000000"},
};
// clang-format on

TEST(MysqlTypes, RefusesWhatIsNoValue) {
    for (const BadCase& one : bad_cases)
        EXPECT_FALSE(decode_value(from_hex(one.hex), one.format, one.as, {}))
            << one.hex << " as " << static_cast<int>(one.format.type);
}

TEST(MysqlTypes, RefusesWhatMysqlHasNoValueFor) {
    const auto encodes = [](const ValueView& value, Type type) {
        Bytes out;
        return encode_value(value, type, column_format(type, 45), Format::text, {}, out).has_value();
    };
    EXPECT_FALSE(encodes(std::numeric_limits<double>::infinity(), TypeId::float64));
    EXPECT_FALSE(encodes(std::string_view("NaN"), TypeId::numeric));
    EXPECT_FALSE(encodes(std::string_view("infinity"), TypeId::timestamp));
    EXPECT_FALSE(encodes(std::string_view("-infinity"), TypeId::date));
    EXPECT_FALSE(encodes(std::int64_t{32768}, TypeId::int16));
    EXPECT_TRUE(encodes(std::string_view("24:00:00.000000"), TypeId::time));
}

// A column of PostgreSQL's or SQLite's as a client of MySQL gets it.
struct ColumnCase {
    Type type;
    Value value;
    const char* text;
};
// clang-format off: one row a line
const ColumnCase column_cases[] = {
    {TypeId::boolean, std::int64_t{1}, "1"},
    {TypeId::int16, std::int64_t{-5}, "-5"},
    {TypeId::int64, std::int64_t{1} << 40, "1099511627776"},
    {TypeId::oid, std::int64_t{4294967295}, "4294967295"},
    {TypeId::float64, 1e100, "1e100"},
    {TypeId::numeric, std::string("1.50"), "1.50"},
    {TypeId::text, std::string("grün"), "grün"},
    {TypeId::uuid, std::string("00000000-0000-0000-0000-000000000001"), "00000000-0000-0000-0000-000000000001"},
    {TypeId::bytea, Bytes{std::byte{'a'}}, "a"},
    {TypeId::json, std::string("{\"a\": 1}"), "{\"a\": 1}"},
    {Type(TypeId::int32, true), std::string("[1,2]"), "[1,2]"},
    {Type(TypeId::timestamp, false, 0), std::string("2024-01-02 03:04:05.000000"), "2024-01-02 03:04:05"},
    {Type(TypeId::timestamp, false, 3), std::string("2024-01-02 03:04:05.678000"), "2024-01-02 03:04:05.678"},
    {TypeId::timestamptz, std::string("2024-01-02 03:04:05.000000+00"), "2024-01-02 03:04:05.000000"},
    {TypeId::interval, std::string("1 day 02:00:00"), "1 day 02:00:00"},
    {TypeId::money, std::int64_t{12345}, "$123.45"},
};
// clang-format on

TEST(MysqlTypes, AnnouncesColumnsOfOtherBackends) {
    for (const ColumnCase& one : column_cases) {
        const ColumnFormat format = column_format(one.type, 45);
        Bytes out;
        ASSERT_TRUE(encode_value(view(one.value), one.type, format, Format::text, {}, out)) << one.text;
        EXPECT_EQ(as_text(ByteView(out).subspan(1)), one.text);
        out.clear();
        EXPECT_TRUE(encode_value(view(one.value), one.type, format, Format::binary, {}, out)) << one.text;
    }
    EXPECT_EQ(column_format(TypeId::boolean, 45).length, 1u);
    EXPECT_EQ(column_format(Type(TypeId::varchar, false, 24), 45).length, 80u);
    EXPECT_EQ(column_format(TypeId::bytea, 45).collation, binary_collation);
    EXPECT_EQ(column_format(Type(TypeId::timestamp, false, 0), 45).length, 19u);
    EXPECT_EQ(column_format(Type(TypeId::timestamp, false, 3), 45).length, 23u);
    // What we announce of a numeric is read as the same.
    const Type numeric(TypeId::numeric, false, (10 << 16 | 2) + 4);
    EXPECT_EQ(type_of(column_format(numeric, 45)), numeric);
    EXPECT_EQ(type_of(column_format(Type(TypeId::bit, false, 9), 45)), Type(TypeId::bit, false, 9));
}

TEST(MysqlTypes, PrintsFloatsAsMysqlDoes) {
    EXPECT_EQ(print_double(0.1), "0.1");
    EXPECT_EQ(print_double(-0.0), "-0");
    EXPECT_EQ(print_double(1e14), "100000000000000");
    EXPECT_EQ(print_double(1e15), "1e15");
    EXPECT_EQ(print_double(1.25e20), "1.25e20");
    EXPECT_EQ(print_double(1e-15), "0.000000000000001");
    EXPECT_EQ(print_double(5e-324), "5e-324");
    EXPECT_EQ(print_float(16777216.0f), "16777200");
    EXPECT_EQ(print_float(0.1f), "0.1");
}

TEST(MysqlRows, WritesNullsIntoTheBitmap) {
    Bytes out;
    RowWriter row(out, Format::binary, 7);
    const ColumnFormat tiny = of(ColumnType::tiny);
    for (int i = 0; i < 7; ++i) {
        if (i % 2 == 0) {
            EXPECT_TRUE(row.value(std::int64_t{i}, TypeId::int16, tiny, {}));
        } else {
            EXPECT_TRUE(row.value(std::monostate{}, TypeId::int16, tiny, {}));
        }
    }
    EXPECT_EQ(to_hex(out), "00a80000020406");
    const std::vector<ColumnType> types(7, ColumnType::tiny);
    Cells cells;
    ASSERT_TRUE(read_binary_row(out, types, cells));
    EXPECT_FALSE(cells[5]);
    EXPECT_EQ(to_hex(*cells[6]), "06");
    for (std::size_t size = 0; size < out.size(); ++size)
        EXPECT_FALSE(read_binary_row(ByteView(out).first(size), types, cells)) << size;
    out.push_back({});
    EXPECT_FALSE(read_binary_row(out, types, cells));
}

TEST(MysqlRows, ReadsTextRows) {
    const Bytes row = from_hex("0131047a776569fb");  // of both servers
    Cells cells;
    ASSERT_TRUE(read_text_row(row, 3, cells));
    EXPECT_EQ(as_text(*cells[1]), "zwei");
    EXPECT_FALSE(cells[2]);
    EXPECT_FALSE(read_text_row(row, 2, cells));
    EXPECT_FALSE(read_text_row(row, 4, cells));
    for (std::size_t size = 0; size < row.size(); ++size)
        EXPECT_FALSE(read_text_row(ByteView(row).first(size), 3, cells)) << size;
}

}  // namespace
}  // namespace ormgate::mysql
