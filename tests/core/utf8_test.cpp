#include "core/utf8.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(Utf8, NamesTheBytesThatAreNot) {
    const struct {
        std::string text;
        const char* bytes;
    } cases[] = {
        {"\xff", "0xff"},
        {"abc\xc3(", "0xc3 0x28"},
        {std::string("ab\0c", 4), "0x00"},
        {"\xe2\x82", "0xe2 0x82"},
        {"\xed\xa0\x80", "0xed 0xa0 0x80"},
        {"\xc0\x80", "0xc0 0x80"},
        {"\xf4\x90\x80\x80", "0xf4 0x90 0x80 0x80"},
        {"12345678\x80", "0x80"},
    };
    for (const auto& c : cases) {
        const Result<void> checked = check_utf8(c.text);
        ASSERT_FALSE(checked) << c.bytes;
        EXPECT_EQ(checked.error().message,
                  std::string("invalid byte sequence for encoding \"UTF8\": ") + c.bytes);
    }
    EXPECT_TRUE(check_utf8("plain, äöü, €, 😀, and a long tail"));
}

TEST(Utf8, CountsAndCutsCharacters) {
    EXPECT_EQ(count_characters("aä€😀"), 4U);
    EXPECT_EQ(first_characters("aä€😀", 2), "aä");
    EXPECT_EQ(first_characters("aä", 9), "aä");
    EXPECT_EQ(clipped_to_bytes("aä€", 4), "aä");
    EXPECT_EQ(clipped_to_bytes("aä€", 2), "a");
}

}  // namespace
}  // namespace ormgate
