#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace ormgate {

// DateToken is a lexical part of a date, time or interval, before anyone knows what it means.
struct DateToken {
    enum class Kind : std::uint8_t {
        number,   // 12, 20240102, 12.5
        date,     // 2024-01-02, 8-Jan-1999, America/New_York
        time,     // 04:05, 04:05:06.789
        word,     // lower case
        zone,     // +02, -3:30; also a signed number of an interval
        special,  // a signed word: -infinity
    } kind;
    std::string text;
};

// What can be wrong with the text of a date, time or interval.
enum class DateProblem : std::uint8_t {
    none,
    bad_format,
    field_overflow,
    month_or_day_overflow,  // perhaps month and day are swapped
    interval_overflow,
    zone_overflow,
};
std::unexpected<Error> date_error(DateProblem problem, std::string_view text, std::string_view type_name);

// False if the text has characters or a length that no date has.
bool split_date_tokens(std::string_view text, std::vector<DateToken>& out);

// Words that mean something in a date (months, days of the week, now, am …); long ones count by their first
// ten letters.
struct DateWord {
    enum class Kind : std::uint8_t {
        now,
        today,
        tomorrow,
        yesterday,
        midnight_utc,
        epoch,
        infinity,
        minus_infinity,
        month,  // value 1-12
        weekday,
        era,       // value 1 = BC
        meridiem,  // value 1 = PM
        daylight,
        unit,          // value: which of DateUnit follows
        time_follows,  // ISO 8601's T
        ignored,
    } kind;
    int value = 0;
};
enum class DateUnit : std::uint8_t { none, year, month, day, hour, minute, second, julian, time, other };
const DateWord* date_word(std::string_view lower_case_word);

// HH:MM[:SS[.f]] or MM:SS.f of a time or interval.
struct ClockFields {
    std::int64_t hour = 0;
    int minute = 0, second = 0;
    std::int64_t microsecond = 0;  // up to a million, which '.9999999' rounds to
};
DateProblem read_clock(std::string_view text, bool two_fields_are_minutes, ClockFields& out);

// '.5' → 500000; digits behind the point only.
bool read_fraction(std::string_view text, double& out);

}  // namespace ormgate
