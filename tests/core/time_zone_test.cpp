#include "core/time_zone.hpp"

#include <gtest/gtest.h>

#include "core/datetime.hpp"

namespace ormgate {
namespace {

std::int64_t unix_seconds(std::string_view text) {
    return read_timestamp(text).value().microseconds / microseconds_per_second - unix_epoch_seconds;
}

TEST(TimeZone, KnowsOffsetsBeforeAndBehindTheFilesTransitions) {
    const struct {
        const char* zone;
        const char* utc;
        std::int32_t seconds;
        const char* abbreviation;
    } cases[] = {
        {"Europe/Berlin", "1880-01-01", 3208, "LMT"},
        {"Europe/Berlin", "2024-01-15 12:00", 3600, "CET"},
        {"Europe/Berlin", "2024-07-15 12:00", 7200, "CEST"},
        {"Europe/Berlin", "2050-01-15 12:00", 3600, "CET"},
        {"Europe/Berlin", "2050-07-15 12:00", 7200, "CEST"},
        {"Europe/Berlin", "9998-07-15 12:00", 7200, "CEST"},
        {"Europe/Berlin", "2050-03-27 00:59:59", 3600, "CET"},
        {"Europe/Berlin", "2050-03-27 01:00:00", 7200, "CEST"},
        {"Australia/Sydney", "2060-01-15", 39600, "AEDT"},
        {"Australia/Sydney", "2060-07-15", 36000, "AEST"},
        {"Asia/Kathmandu", "2024-01-01", 20700, "+0545"},
        {"europe/LONDON", "2024-07-01", 3600, "BST"},
        {"FOO-3", "2024-01-01", 10800, "FOO"},
        {"EST5EDT,J60/2,J300/2", "2024-02-29 12:00", -18000, "EST"},
        {"EST5EDT,J60/2,J300/2", "2024-03-01 12:00", -14400, "EDT"},
        {"EST5EDT,58/2,300/2", "2023-02-28 12:00", -14400, "EDT"},
    };
    for (const auto& c : cases) {
        const TimeZoneRef zone = find_time_zone(c.zone);
        ASSERT_TRUE(zone) << c.zone;
        const TimeZone::Offset offset = zone->at(unix_seconds(c.utc));
        EXPECT_EQ(offset.seconds, c.seconds) << c.zone << " " << c.utc;
        EXPECT_EQ(offset.abbreviation, c.abbreviation) << c.zone << " " << c.utc;
    }
}

TEST(TimeZone, TakesTheOffsetBeforeAGapAndTheLaterOneInAnOverlap) {
    const struct {
        const char* local;
        std::int32_t seconds;
    } cases[] = {
        {"2024-03-31 01:59:59", 3600},
        {"2024-03-31 02:30:00", 3600},
        {"2024-03-31 03:00:00", 7200},
        {"2024-10-27 01:59:59", 7200},
        {"2024-10-27 02:30:00", 3600},
        {"2024-10-27 03:00:00", 3600},
        {"2060-03-28 02:30:00", 3600},
        {"2060-10-31 02:30:00", 3600},
        {"2060-10-31 01:59:59", 7200},
    };
    const TimeZoneRef berlin = find_time_zone("Europe/Berlin");
    for (const auto& c : cases)
        EXPECT_EQ(berlin->at_local(unix_seconds(c.local)).seconds, c.seconds) << c.local;
}

TEST(TimeZone, FindsNothingOutsideTheDatabase) {
    for (const char* name : {"",
                             "nowhere",
                             "../zoneinfo/UTC",
                             "/etc/passwd",
                             ".",
                             "Europe",
                             "Europe/",
                             "Europe//Berlin",
                             "zone.tab",
                             "tzdata.zi",
                             "right/UTC",
                             "FOO",
                             "FOO+",
                             "FOO+999",
                             "FOO5BAR,M13.1.0,M11.1.0",
                             "FOO5BAR,M3.2.0",
                             "FOO5BAR,M3.2.0,M11.1.0x"})
        EXPECT_FALSE(find_time_zone(name)) << name;
    EXPECT_FALSE(find_time_zone(std::string("UTC\0", 4)));
    EXPECT_FALSE(find_time_zone(std::string(300, 'A')));
}

TEST(TimeZone, TakesTheOffsetBeforeAGapAndTheLaterOneInAnOverlapOfARule) {
    const TimeZoneRef zone = find_time_zone("FOO5BAR,M3.2.0,M11.1.0");
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->at_local(unix_seconds("2024-03-10 01:59:59")).abbreviation, "FOO");
    EXPECT_EQ(zone->at_local(unix_seconds("2024-03-10 02:30:00")).abbreviation, "FOO");
    EXPECT_EQ(zone->at_local(unix_seconds("2024-03-10 03:00:00")).abbreviation, "BAR");
    EXPECT_EQ(zone->at_local(unix_seconds("2024-11-03 00:59:59")).abbreviation, "BAR");
    EXPECT_EQ(zone->at_local(unix_seconds("2024-11-03 01:30:00")).abbreviation, "FOO");
    EXPECT_EQ(zone->at_local(unix_seconds("2024-07-01"), "foo").seconds, -18000);
}

TEST(TimeZone, NamesTheOffsetBeforeAGap) {
    const TimeZone::Offset offset =
        find_time_zone("Europe/Berlin")->at_local(unix_seconds("2024-03-31 02:30:00"));
    EXPECT_EQ(offset.abbreviation, "CET");
    EXPECT_FALSE(offset.daylight);
}

TEST(TimeZone, TakesAnAbbreviationAsItWasMeantNearestToTheTime) {
    const struct {
        const char* zone;
        const char* local;
        const char* abbreviation;
        std::int32_t seconds;
    } cases[] = {
        {"Europe/Moscow", "2012-07-01", "msk", 14400},
        {"Europe/Moscow", "2020-07-01", "MSK", 10800},
        {"Europe/Moscow", "2020-07-01", "MSD", 14400},
        {"Europe/Moscow", "1905-01-01", "MSK", 10800},  // in use later only
        {"Europe/Moscow", "2020-07-01", "LMT", 9017},
        {"Europe/Moscow", "2020-07-01", "XYZ", 10800},
        {"America/New_York", "2050-07-01", "EST", -18000},
    };
    for (const auto& c : cases)
        EXPECT_EQ(find_time_zone(c.zone)->at_local(unix_seconds(c.local), c.abbreviation).seconds, c.seconds)
            << c.zone << ' ' << c.local << ' ' << c.abbreviation;
}

TEST(TimeZone, TellsFixedZonesFromOthers) {
    for (const char* name : {"UTC", "Etc/GMT+5", "FOO+3"})
        EXPECT_TRUE(find_time_zone(name)->is_fixed()) << name;
    for (const char* name : {"Europe/Berlin", "EST5EDT", "FOO5BAR"})
        EXPECT_FALSE(find_time_zone(name)->is_fixed()) << name;
}

TEST(TimeZone, NamesFixedOffsetsAsPostgresqlDoes) {
    EXPECT_EQ(TimeZone::fixed(7200)->name(), "<+02>-02");
    EXPECT_EQ(TimeZone::fixed(-12600)->name(), "<-03:30>+03:30");
    EXPECT_EQ(TimeZone::fixed(0)->name(), "<+00>-00");
    EXPECT_EQ(TimeZone::fixed(3208)->name(), "<+00:53:28>-00:53:28");
    EXPECT_EQ(TimeZone::utc()->name(), "UTC");
}

}  // namespace
}  // namespace ormgate
