#include "core/datetime.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(Datetime, CountsEveryDayOfTheRangeOnce) {
    std::int64_t day = days_of_civil(1, 1, 1);
    for (std::int64_t year = 1; year <= 9999; ++year)
        for (int month = 1; month <= 12; ++month) {
            EXPECT_EQ(days_of_civil(year, month, 1), day);
            const Civil first = civil(Date{static_cast<std::int32_t>(day)});
            EXPECT_TRUE(first.year == year && first.month == month && first.day == 1);
            day += days_in_month(year, month);
        }
    EXPECT_EQ(civil(Date{static_cast<std::int32_t>(day - 1)}).day, 31);
}

TEST(Datetime, KnowsTheFirstAndTheLastDay) {
    const auto date = [](std::int64_t days) { return Date{static_cast<std::int32_t>(days)}; };
    const std::int64_t first = days_of_civil(-4713, 11, 24), last = days_of_civil(5874897, 12, 31);
    EXPECT_FALSE(in_range(date(first - 1)));
    EXPECT_TRUE(in_range(date(first)));
    EXPECT_TRUE(in_range(date(last)));
    EXPECT_FALSE(in_range(date(last + 1)));
}

TEST(Datetime, ReadsTheFormsThatOtherToolsStore) {
    const struct {
        const char* text;
        const char* canonical;
    } cases[] = {
        {"2024-01-02 03:04:05.000006", "2024-01-02 03:04:05.000006"},
        {"2024-01-02 03:04:05", "2024-01-02 03:04:05.000000"},
        {"2024-01-02T03:04", "2024-01-02 03:04:00.000000"},
        {"2024-01-02", "2024-01-02 00:00:00.000000"},
        {"2024-01-02 03:04:05.1234569", "2024-01-02 03:04:05.123456"},
        {"2024-01-02 03:04:05+00", "2024-01-02 03:04:05.000000"},
        {"2024-01-02 03:04:05+02:00", "2024-01-02 01:04:05.000000"},
        {"2024-01-02T03:04:05Z", "2024-01-02 03:04:05.000000"},
        {"2024-01-02 03:04:05-0330", "2024-01-02 06:34:05.000000"},
        {"infinity", "infinity"},
    };
    for (const auto& c : cases) {
        const auto timestamp = read_timestamp(c.text);
        ASSERT_TRUE(timestamp) << c.text;
        EXPECT_EQ(canonical(*timestamp), c.canonical);
    }
    for (const char* text : {"",
                             "2024",
                             "2024-1-2",
                             "2024-02-30",
                             "0000-01-01",
                             "2024-01-02 ",
                             "2024-01-02 25:00",
                             "2024-01-02 03:60",
                             "2024-01-02 03:04:60",
                             "2024-01-02 03:04x",
                             "2024-01-02 24:00:01",
                             "2024-01-02 03:04:05+",
                             "2024-01-02 03:04:05+99",
                             "2024-01-02x",
                             "10000-01-01"})
        EXPECT_FALSE(read_timestamp(text)) << text;
    EXPECT_EQ(read_date("2024-01-02 00:00:00"), make_date(2024, 1, 2).value());
    EXPECT_FALSE(read_date("2024-01-02 x"));
    EXPECT_FALSE(read_time("3:04"));
    EXPECT_EQ(canonical(read_timetz("03:04:05+05:30").value()), "03:04:05.000000+05:30");
}

TEST(Datetime, OrdersCanonicalTextAsTime) {
    const Timestamp earlier = read_timestamp("1999-12-31 23:59:59.999999").value();
    const Timestamp later = read_timestamp("2000-01-01").value();
    EXPECT_EQ(later.microseconds, 0);
    EXPECT_EQ(earlier.microseconds, -1);
    EXPECT_LT(canonical(earlier), canonical(later));
    EXPECT_EQ(canonical_utc(later), "2000-01-01 00:00:00.000000+00");
    EXPECT_EQ(canonical_utc(Timestamp::infinity()), "infinity");
}

TEST(Datetime, OrdersYearsOfAllErasAsText) {
    const struct {
        std::int64_t year;  // -1 is 1 BC
        const char* canonical;
    } cases[] = {
        {-4713, "/5287-06-01"},
        {-100, "/9900-06-01"},
        {-1, "/9999-06-01"},
        {1, "0001-06-01"},
        {9999, "9999-06-01"},
        {10000, ":0010000-06-01"},
        {294276, ":0294276-06-01"},
        {5874897, ":5874897-06-01"},
    };
    std::string before = canonical(Date::minus_infinity());
    for (const auto& c : cases) {
        const Date date = make_date(c.year, 6, 1).value();
        EXPECT_EQ(canonical(date), c.canonical);
        EXPECT_EQ(read_date(c.canonical), date);
        EXPECT_LT(before, canonical(date));
        before = canonical(date);
    }
    EXPECT_LT(before, canonical(Date::infinity()));
    for (const char* text : {":9999-01-01", ":0009999-01-01", "/10000-01-01", "/9999", ":0010000-02-30"})
        EXPECT_FALSE(read_date(text)) << text;
}

TEST(Datetime, OrdersTimesWithZonesByInstant) {
    const auto timetz = [](const char* text) { return read_timetz(text).value(); };
    EXPECT_EQ(compare(timetz("10:00:00+02"), timetz("09:00:00+00")), std::strong_ordering::less);
    EXPECT_EQ(compare(timetz("10:00:00+00"), timetz("09:00:00+00")), std::strong_ordering::greater);
    EXPECT_EQ(compare(timetz("10:00:00+01"), timetz("09:00:00+00")), std::strong_ordering::less);
    EXPECT_EQ(compare(timetz("10:00:00+01"), timetz("10:00:00+01")), std::strong_ordering::equal);
}

}  // namespace
}  // namespace ormgate
