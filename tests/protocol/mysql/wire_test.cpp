#include "protocol/mysql/wire.hpp"

#include <gtest/gtest.h>

#include "tests/support/hex.hpp"

namespace ormgate::mysql {
namespace {

using test::from_hex;
using test::to_hex;

struct LenencCase {
    std::uint64_t value;
    const char* hex;
};
// clang-format off: one row a line
const LenencCase lenenc_cases[] = {
    {0, "00"},
    {250, "fa"},
    {251, "fcfb00"},
    {255, "fcff00"},
    {65535, "fcffff"},
    {65536, "fd000001"},
    {16777215, "fdffffff"},
    {16777216, "fe0000000100000000"},
    {UINT64_MAX, "feffffffffffffffff"},
};
// clang-format on

TEST(MysqlWire, WritesAndReadsLengthEncodedIntegers) {
    for (const LenencCase& one : lenenc_cases) {
        Bytes out;
        Writer(out).lenenc(one.value);
        EXPECT_EQ(to_hex(out), one.hex);
        std::uint64_t value = 0;
        Reader in(out);
        in.lenenc(value);
        EXPECT_TRUE(in.finished());
        EXPECT_EQ(value, one.value);
        for (std::size_t size = 0; size < out.size(); ++size) {
            Reader cut(ByteView(out).first(size));
            cut.lenenc(value);
            EXPECT_FALSE(cut.ok()) << one.hex << " cut to " << size;
        }
    }
}

TEST(MysqlWire, RefusesFirstBytesThatAreNoLength) {
    for (const char* hex : {"fb", "ff", "ff00"}) {
        const Bytes bytes = from_hex(hex);
        std::uint64_t value = 0;
        Reader in(bytes);
        in.lenenc(value);
        EXPECT_FALSE(in.ok()) << hex;
    }
}

TEST(MysqlWire, PutsIntegersLeastSignificantByteFirst) {
    Bytes out;
    Writer writer(out);
    writer.integer(std::uint8_t{1});
    writer.integer(std::int16_t{-2});
    writer.integer3(0x030201);
    writer.integer(std::uint32_t{0x04030201});
    writer.integer(std::uint64_t{0x0807060504030201});
    EXPECT_EQ(to_hex(out), "01feff010203010203040102030405060708");
    std::uint8_t one = 0;
    std::int16_t two = 0;
    std::uint32_t three = 0, four = 0;
    std::uint64_t eight = 0;
    Reader in(out);
    in.integer(one);
    in.integer(two);
    in.integer3(three);
    in.integer(four);
    in.integer(eight);
    EXPECT_TRUE(in.finished());
    EXPECT_EQ(two, -2);
    EXPECT_EQ(three, 0x030201u);
    EXPECT_EQ(eight, 0x0807060504030201u);
}

TEST(MysqlWire, EndsStringsAtTheirZeroByte) {
    const Bytes bytes = from_hex("616200630364656600");
    std::string_view terminated, rest;
    std::string prefixed;
    Reader in(bytes);
    in.cstring(terminated);
    EXPECT_EQ(terminated, "ab");
    in.filler(1);
    in.lenenc_string(prefixed);
    EXPECT_EQ(prefixed, "def");
    in.rest(rest);
    EXPECT_EQ(rest.size(), 1u);
    EXPECT_TRUE(in.finished());
    Reader unterminated(ByteView(bytes).first(2));
    unterminated.cstring(terminated);
    EXPECT_FALSE(unterminated.ok());
}

TEST(MysqlWire, StaysFailedOnceItFailed) {
    const Bytes bytes = from_hex("0561626364");
    std::string_view text = "x";
    std::uint8_t number = 7;
    Reader in(bytes);
    in.lenenc_string(text);
    in.integer(number);
    EXPECT_FALSE(in.ok());
    EXPECT_FALSE(in.finished());
    EXPECT_EQ(text, "");
    EXPECT_EQ(number, 0);
}

TEST(MysqlWire, CutsAWrittenStringAtItsZeroByte) {
    Bytes out;
    Writer(out).cstring(std::string_view("a\0b", 3));
    EXPECT_EQ(to_hex(out), "6100");
}

}  // namespace
}  // namespace ormgate::mysql
