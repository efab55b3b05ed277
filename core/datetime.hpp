#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/interval.hpp"
#include "core/time_zone.hpp"

namespace ormgate {

inline constexpr std::int64_t microseconds_per_second = 1'000'000;
inline constexpr std::int64_t microseconds_per_minute = 60 * microseconds_per_second;
inline constexpr std::int64_t microseconds_per_hour = 60 * microseconds_per_minute;
inline constexpr std::int64_t microseconds_per_day = 24 * microseconds_per_hour;
inline constexpr std::int64_t unix_epoch_days = -10957;  // 1970-01-01 counted from 2000-01-01
inline constexpr std::int64_t unix_epoch_seconds = unix_epoch_days * 86400;

// Date counts days from 2000-01-01, as PostgreSQL does; the extremes are -infinity and infinity.
struct Date {
    std::int32_t days = 0;
    static constexpr Date infinity() { return {std::numeric_limits<std::int32_t>::max()}; }
    static constexpr Date minus_infinity() { return {std::numeric_limits<std::int32_t>::min()}; }
    constexpr bool finite() const { return *this != infinity() && *this != minus_infinity(); }
    friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

// Timestamp counts microseconds from 2000-01-01 00:00; of a timestamptz in UTC, of a timestamp in local time.
struct Timestamp {
    std::int64_t microseconds = 0;
    static constexpr Timestamp infinity() { return {std::numeric_limits<std::int64_t>::max()}; }
    static constexpr Timestamp minus_infinity() { return {std::numeric_limits<std::int64_t>::min()}; }
    constexpr bool finite() const { return *this != infinity() && *this != minus_infinity(); }
    friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// TimeOfDay counts microseconds from midnight; 24:00:00 is a value.
struct TimeOfDay {
    std::int64_t microseconds = 0;
    friend constexpr auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
};

// TimeTz is a time of day at an offset from UTC.
struct TimeTz {
    TimeOfDay time;
    std::int32_t offset = 0;  // seconds east of UTC
    friend constexpr bool operator==(const TimeTz&, const TimeTz&) = default;
};
std::strong_ordering compare(const TimeTz& a, const TimeTz& b);  // by instant, then by zone

// Civil is a date and time in the proleptic Gregorian calendar; the year 0 is 1 BC.
struct Civil {
    std::int64_t year = 2000;
    int month = 1, day = 1;
    int hour = 0, minute = 0, second = 0, microsecond = 0;
};
bool is_leap_year(std::int64_t year);
int days_in_month(std::int64_t year, int month);
bool is_valid_date(std::int64_t year, int month, int day);
std::int64_t days_of_civil(std::int64_t year, int month, int day);  // from 2000-01-01
Civil civil(Date date);
Civil civil(Timestamp timestamp);
int day_of_week(Date date);  // 0 = Sunday

// Of fields already valid. The range of values is PostgreSQL's; see in_range().
Timestamp timestamp_of(const Civil& fields);
bool in_range(Date date);  // a finite date from 24 November 4714 BC to 31 December 5874897, or an infinity
bool in_range(Timestamp timestamp);

// The canonical forms, which Value holds (core/value.hpp).
std::string canonical(Date date);
std::string canonical(TimeOfDay time);
std::string canonical(TimeTz time);              // HH:MM:SS.ffffff+HH[:MM[:SS]]
std::string canonical(Timestamp timestamp);      // timestamp without time zone
std::string canonical_utc(Timestamp timestamp);  // timestamptz: followed by +00, infinities bare

// Read the canonical forms; also without or with fewer decimals, 'T' for the blank, without a time of day,
// and (of a timestamp) with an offset, which then counts: what other tools write into a SQLite file. nullopt
// for anything else.
std::optional<Date> read_date(std::string_view text);
std::optional<TimeOfDay> read_time(std::string_view text);
std::optional<TimeTz> read_timetz(std::string_view text);
std::optional<Timestamp> read_timestamp(std::string_view text);

// Conversions between the types, as PostgreSQL's casts do them.
Date date_of(Timestamp timestamp);
TimeOfDay time_of(Timestamp timestamp);
Timestamp timestamp_of(Date date, TimeOfDay time = {});
Timestamp to_local(Timestamp utc, const TimeZone& zone);  // timestamptz → timestamp: AT TIME ZONE
Timestamp to_utc(Timestamp local, const TimeZone& zone);  // timestamp → timestamptz
TimeTz timetz_of(Timestamp utc, const TimeZone& zone);
// Offset in seconds east at an instant.
std::int32_t offset_at(Timestamp utc, const TimeZone& zone);

// Rounds to the decimals (0-6) of a typmod; -1 leaves everything.
Timestamp round_to_precision(Timestamp timestamp, std::int32_t modifier);
TimeOfDay round_to_precision(TimeOfDay time, std::int32_t modifier);

// Arithmetic. 22008 `date out of range` / `timestamp out of range` beyond the range.
Result<Date> add(Date date, std::int64_t days);
Result<Timestamp> add(Timestamp timestamp, const Interval& interval);  // timestamp + interval
Result<Timestamp> add(Timestamp utc,
                      const Interval& interval,
                      const TimeZone& zone);  // timestamptz + interval
Result<Timestamp> subtract(Timestamp timestamp, const Interval& interval);
Result<Timestamp> subtract(Timestamp utc, const Interval& interval, const TimeZone& zone);
Result<Interval> subtract(Timestamp a, Timestamp b);  // days and time
Result<std::int64_t> subtract(Date a, Date b);
TimeOfDay add(TimeOfDay time, const Interval& interval);  // wraps around midnight
TimeTz add(TimeTz time, const Interval& interval);
Interval subtract(TimeOfDay a, TimeOfDay b);
Result<Interval> age(Timestamp a, Timestamp b);                        // of timestamps
Result<Interval> age(Timestamp a, Timestamp b, const TimeZone& zone);  // of timestamptz

// date_trunc: field as the SQL argument spells it; 22023 for an unknown one.
Result<Timestamp> truncate(std::string_view field, Timestamp timestamp);
Result<Timestamp> truncate(std::string_view field, Timestamp utc, const TimeZone& zone);
Result<Timestamp> date_bin(const Interval& stride, Timestamp timestamp, Timestamp origin);

// extract(field from x), a numeric with PostgreSQL's scale; date_part() is to_double() of it.
// nullopt is SQL NULL (a cyclic field of infinity); 22023 for an unknown field, 0A000 for one the type does
// not have.
Result<std::optional<Decimal>> extract(std::string_view field, Date date);
Result<std::optional<Decimal>> extract(std::string_view field, Timestamp timestamp);
Result<std::optional<Decimal>> extract(std::string_view field, Timestamp utc, const TimeZone& zone);
Result<Decimal> extract(std::string_view field, TimeOfDay time);
Result<Decimal> extract(std::string_view field, TimeTz time);

Result<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day);
Result<TimeOfDay> make_time(std::int64_t hour, std::int64_t minute, double seconds);
// make_timestamp; make_timestamptz is to_utc() of it.
struct TimestampParts {
    std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0;
    double seconds = 0;
};
Result<Timestamp> make_timestamp(const TimestampParts& parts);
Result<Timestamp> timestamp_of_epoch(double unix_seconds);  // to_timestamp(double)

}  // namespace ormgate
