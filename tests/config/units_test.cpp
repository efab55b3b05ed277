#include "config/units.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(ParseDuration, KnowsEachUnit) {
    EXPECT_EQ(parse_duration("0"), Duration(0));
    EXPECT_EQ(parse_duration("500ms"), Duration(500));
    EXPECT_EQ(parse_duration("15s"), Duration(15'000));
    EXPECT_EQ(parse_duration("10m"), Duration(600'000));
    EXPECT_EQ(parse_duration("1h"), Duration(3'600'000));
    EXPECT_EQ(parse_duration("2d"), Duration(172'800'000));
}

TEST(ParseDuration, RefusesEverythingElse) {
    for (const char* text : {"",
                             "5",
                             "s",
                             "-1s",
                             "+1s",
                             "1.5s",
                             "1s ",
                             " 1s",
                             "1 s",
                             "1S",
                             "1sec",
                             "1h30m",
                             "99999999999999999999s",
                             "9223372036854775807d"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(ParseByteCount, KnowsEachUnit) {
    EXPECT_EQ(parse_byte_count("512"), 512u);
    EXPECT_EQ(parse_byte_count("512B"), 512u);
    EXPECT_EQ(parse_byte_count("64KiB"), 65536u);
    EXPECT_EQ(parse_byte_count("16MiB"), 16777216u);
    EXPECT_EQ(parse_byte_count("1GiB"), 1073741824u);
    for (const char* text : {"", "1KB", "1k", "-1", "1.5MiB", "0x10", "KiB", "99999999999GiB"})
        EXPECT_EQ(parse_byte_count(text), std::nullopt) << text;
}

TEST(ParsePercent, IsAWholePercentage) {
    EXPECT_EQ(parse_percent("10%"), Percent{10});
    EXPECT_EQ(parse_percent("100%"), Percent{100});
    for (const char* text : {"", "%", "10", "101%", "-1%", "1.5%"})
        EXPECT_EQ(parse_percent(text), std::nullopt) << text;
}

TEST(ToText, UsesTheLargestExactUnit) {
    EXPECT_EQ(to_text(Duration(0)), "0");
    EXPECT_EQ(to_text(Duration(1500)), "1500ms");
    EXPECT_EQ(to_text(Duration(90'000)), "90s");
    EXPECT_EQ(to_text(Duration(7'200'000)), "2h");
    EXPECT_EQ(to_text(ByteCount{1500}), "1500B");
    EXPECT_EQ(to_text(ByteCount{16} << 20), "16MiB");
}

TEST(Units, ReadWhatTheyPrint) {
    for (const std::int64_t n : {0, 1, 999, 1000, 59'000, 60'000, 3'599'999, 3'600'000, 86'400'000})
        EXPECT_EQ(parse_duration(to_text(Duration(n))), Duration(n));
    for (const ByteCount n : {0u, 1u, 1023u, 1024u, 1u << 20, 3u << 20, 1u << 30})
        EXPECT_EQ(parse_byte_count(to_text(n)), n);
}

}  // namespace
}  // namespace ormgate
