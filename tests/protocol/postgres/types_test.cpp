#include "protocol/postgres/types.hpp"

#include <gtest/gtest.h>

#include "core/bytea.hpp"
#include "tests/support/expectation_file.hpp"
#include "tests/support/type_of_name.hpp"

namespace ormgate::postgres {
namespace {

Bytes bytes_of_hex(const std::string& digits) {
    return parse_bytea("\\x" + digits).value();
}

std::string hex(ByteView bytes) {
    std::string text;
    append_bytea_hex(text, bytes);
    return text;
}

std::string shown(const Value& value, Type type) {
    std::string text;
    print_text(view(value), type, {}, text);
    return text;
}

std::vector<test::Expectation> expectations() {
    return test::read_expectations("protocol/postgres/types_binary.txt");
}

TEST(PostgresTypes, EncodesBinaryAsPostgresqlDoes) {
    for (const test::Expectation& e : expectations()) {
        const Type type = test::type_of_name(e.fields.at(0));
        const Value value = parse_text(e.fields.at(1), type, {}).value();
        Bytes out = {std::byte{0xee}};
        ASSERT_TRUE(encode_value(view(value), type, Format::binary, {}, out)) << "line " << e.line;
        EXPECT_EQ(out.front(), std::byte{0xee});
        EXPECT_EQ(hex(ByteView(out).subspan(1)), e.expected) << "line " << e.line;
    }
}

TEST(PostgresTypes, DecodesWhatItEncodes) {
    for (const test::Expectation& e : expectations()) {
        const Type type = test::type_of_name(e.fields.at(0));
        const Value value = parse_text(e.fields.at(1), type, {}).value();
        const Bytes bytes = parse_bytea(e.expected).value();
        const Result<Value> back = decode_value(bytes, type, Format::binary, {});
        ASSERT_TRUE(back) << "line " << e.line << ": " << back.error().message;
        EXPECT_EQ(shown(*back, type), shown(value, type)) << "line " << e.line;
    }
}

bool any_length_is_valid(Type type) {
    if (type.array) return false;
    const char category = info(type.id).category;
    return category == 'S' || type.id == TypeId::bytea || type.id == TypeId::json || type.id == TypeId::jsonb;
}

TEST(PostgresTypes, RefusesEveryTruncationAndATrailingByte) {
    for (const test::Expectation& e : expectations()) {
        const Type type = test::type_of_name(e.fields.at(0));
        if (any_length_is_valid(type)) continue;
        Bytes bytes = parse_bytea(e.expected).value();
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(decode_value(ByteView(bytes).first(size), type, Format::binary, {}))
                << "line " << e.line;
        bytes.push_back(std::byte{0});
        const bool special_numeric = type.id == TypeId::numeric && !type.array && bytes[4] >= std::byte{0xc0};
        if (special_numeric) continue;
        EXPECT_FALSE(decode_value(bytes, type, Format::binary, {})) << "line " << e.line;
    }
}

TEST(PostgresTypes, SaysWhatIsWrongWithHostileBytes) {
    const struct {
        const char* type;
        const char* bytes;
        const char* sqlstate;
        const char* message;
    } cases[] = {
        {"int4", "000001", "08P01", "insufficient data left in message"},
        {"int4", "0000000001", "22P03", "incorrect binary data format"},
        {"numeric", "0000000000010000", "22P03", "invalid sign in external \"numeric\" value"},
        {"numeric", "0000000000004000", "22P03", "invalid scale in external \"numeric\" value"},
        {"numeric", "00010000000000002710", "22P03", "invalid digit in external \"numeric\" value"},
        {"numeric", "ffff000000000000", "08P01", "insufficient data left in message"},
        {"text", "ff", "22021", "invalid byte sequence for encoding \"UTF8\": 0xff"},
        {"text", "6100", "22021", "invalid byte sequence for encoding \"UTF8\": 0x00"},
        {"jsonb", "027b7d", "22P03", "unsupported jsonb version number 2"},
        {"jsonb", "017b", "22P02", "invalid input syntax for type json"},
        {"date", "7ffffffe", "22008", "date out of range"},
        {"timestamp", "7ffffffffffffffe", "22008", "timestamp out of range"},
        {"time", "ffffffffffffffff", "22008", "time out of range"},
        {"timetz", "000000000000000000010000", "22009", "time zone displacement out of range"},
        {"inet", "0920000400000000", "22P03", "invalid address family in external \"inet\" value"},
        {"inet", "0221000400000000", "22P03", "invalid bits in external \"inet\" value"},
        {"inet", "0220000300000000", "22P03", "invalid length in external \"inet\" value"},
        {"cidr", "020801040a000001", "22P03", "invalid external \"cidr\" value"},
        {"varbit", "ffffffff", "22P03", "invalid length in external bit string"},
        {"varbit", "7fffffff", "08P01", "insufficient data left in message"},
        {"int4[]",
         "000000070000000000000017",
         "54000",
         "number of array dimensions (7) exceeds the maximum allowed (6)"},
        {"int4[]", "000000010000000200000017", "22P03", "invalid array flags"},
        {"int4[]", "000000010000000000000019", "42804", "wrong element type"},
        {"int4[]", "0000000100000000000000177fffffff00000001", "08P01", "insufficient data left in message"},
        {"int4[]", "000000010000000000000017ffffffff00000001", "2202E", "invalid array dimension length"},
        {"int4[]",
         "0000000100000000000000170000000100000001fffffffe",
         "08P01",
         "insufficient data left in message"},
        {"int4[]",
         "00000001000000000000001700000001000000000000000400000001",
         "0A000",
         "arrays with a lower bound other than 1 are not supported"},
        {"record", "00000000", "42883", "no binary input function available for type record"},
    };
    for (const auto& c : cases) {
        const Bytes bytes = bytes_of_hex(c.bytes);
        const Result<Value> value = decode_value(bytes, test::type_of_name(c.type), Format::binary, {});
        ASSERT_FALSE(value) << c.type << " " << c.bytes;
        EXPECT_EQ(value.error().sqlstate(), c.sqlstate) << c.type << " " << c.bytes;
        EXPECT_EQ(value.error().message, c.message) << c.type << " " << c.bytes;
    }
}

TEST(PostgresTypes, CutsNumericsToTheirScale) {
    const auto decoded = [](const char* bytes) {
        return decode_value(bytes_of_hex(bytes), TypeId::numeric, Format::binary, {}).value();
    };
    EXPECT_EQ(decoded("000200000000000200010929"), Value(std::string("1.23")));  // of 1.2345
    EXPECT_EQ(decoded("0001ffff40000001000a"), Value(std::string("0.0")));  // of -0.001: zero has no sign
    EXPECT_EQ(decoded("00010001000000000001"), Value(std::string("10000")));
}

TEST(PostgresTypes, RefusesStoredValuesThatHaveNoBinaryForm) {
    const struct {
        TypeId type;
        ValueView value;
    } cases[] = {
        {TypeId::int32, std::string_view("many")},
        {TypeId::int16, std::int64_t{70000}},
        {TypeId::date, std::string_view("soon")},
        {TypeId::timestamp, std::string_view("2024-02-30 00:00:00")},
        {TypeId::uuid, std::string_view("a0eebc99")},
        {TypeId::numeric, std::string_view("1,5")},
        {TypeId::inet, std::string_view("nowhere")},
        {TypeId::bit, std::string_view("102")},
        {TypeId::interval, std::string_view("long")},
    };
    for (const auto& c : cases) {
        Bytes out;
        EXPECT_FALSE(encode_value(c.value, c.type, Format::binary, {}, out)) << info(c.type).name;
    }
}

TEST(PostgresTypes, ConvertsWhatSqliteStoredInAnotherClass) {
    const struct {
        TypeId type;
        ValueView value;
        const char* bytes;
    } cases[] = {
        {TypeId::int32, 5.0, "\\x00000005"},
        {TypeId::int32, std::string_view("5"), "\\x00000005"},
        {TypeId::float64, std::int64_t{1}, "\\x3ff0000000000000"},
        {TypeId::numeric, std::int64_t{1}, "\\x00010000000000000001"},
        {TypeId::numeric, 0.5, "\\x0001ffff000000011388"},
        {TypeId::boolean, std::string_view("t"), "\\x01"},
        {TypeId::text, std::int64_t{7}, "\\x37"},
        {TypeId::text, ValueView(), "\\x"},
    };
    for (const auto& c : cases) {
        Bytes out;
        ASSERT_TRUE(encode_value(c.value, c.type, Format::binary, {}, out)) << info(c.type).name;
        EXPECT_EQ(hex(out), c.bytes) << info(c.type).name;
    }
}

TEST(PostgresTypes, ChecksTextForUtf8) {
    const Bytes bad = bytes_of_hex("61ff");
    EXPECT_EQ(decode_value(bad, TypeId::text, Format::text, {}).error().code,
              Errc::character_not_in_repertoire);
    EXPECT_EQ(decode_value(as_bytes("12"), TypeId::int32, Format::text, {}).value(), Value(std::int64_t{12}));
}

}  // namespace
}  // namespace ormgate::postgres
