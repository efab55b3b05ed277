#include "core/decimal.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(Decimal, ComparesTextWithoutReadingIt) {
    const char* ascending[] = {"-Infinity",
                               "-100",
                               "-10.5",
                               "-10.49",
                               "-0.1",
                               "0",
                               "0.09",
                               "0.1",
                               "9",
                               "10",
                               "Infinity",
                               "NaN",
                               "text"};
    for (std::size_t i = 0; i < std::size(ascending); ++i)
        for (std::size_t j = 0; j < std::size(ascending); ++j) {
            const int order = compare_decimal_text(ascending[i], ascending[j]);
            EXPECT_EQ(order < 0, i < j) << ascending[i] << " " << ascending[j];
            EXPECT_EQ(order == 0, i == j) << ascending[i] << " " << ascending[j];
        }
    EXPECT_EQ(compare_decimal_text("1.50", "1.5"), 0);
    EXPECT_EQ(compare_decimal_text("-0.0", "0"), 0);
    EXPECT_EQ(compare_decimal_text("007", "7"), 0);
}

TEST(Decimal, RoundsToItsModifierOrSaysWhatFits) {
    const auto modifier = [](int precision, int scale) { return (precision << 16 | (scale & 0x7ff)) + 4; };
    const auto decimal = [](const char* text) { return Decimal::parse(text).value(); };
    EXPECT_EQ(decimal("123.455").with_modifier(modifier(5, 2)).value().text(), "123.46");
    EXPECT_EQ(decimal("12345").with_modifier(modifier(3, -2)).value().text(), "12300");
    EXPECT_EQ(decimal("1").with_modifier(-1).value().text(), "1");
    const Result<Decimal> large = decimal("999.995").with_modifier(modifier(5, 2));
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().detail,
              "A field with precision 5, scale 2 must round to an absolute value less than 10^3.");
    const Result<Decimal> infinite = Decimal::infinity().with_modifier(modifier(5, 2));
    ASSERT_FALSE(infinite);
    EXPECT_EQ(infinite.error().detail, "A field with precision 5, scale 2 cannot hold an infinite value.");
}

}  // namespace
}  // namespace ormgate
