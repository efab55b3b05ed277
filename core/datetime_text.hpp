#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/datetime.hpp"
#include "core/error.hpp"

namespace ormgate {

// DateStyle is the setting of that name: how dates print, and which of 1/2/2003 is the month.
enum class DateFormat : std::uint8_t { iso, sql, postgres, german };
enum class DateOrder : std::uint8_t { mdy, dmy, ymd };
struct DateStyle {
    DateFormat format = DateFormat::iso;
    DateOrder order = DateOrder::mdy;
    friend bool operator==(const DateStyle&, const DateStyle&) = default;
};
// 'ISO, MDY' ↔ DateStyle. SET may give only one half: the other is kept from `current`.
Result<DateStyle> parse_date_style(std::string_view text, DateStyle current);
std::string print_date_style(DateStyle style);
Result<IntervalStyle> parse_interval_style(std::string_view text);
std::string_view print_interval_style(IntervalStyle style);

// What reading a date or time depends on beside its text.
struct DateInput {
    const TimeZone* zone = nullptr;  // of the session; nullptr = UTC
    DateOrder order = DateOrder::mdy;
    Timestamp now;  // start of the transaction, UTC: 'now', 'today', times without a date
};

// PostgreSQL's input functions: 22007, 22008, 22009 as it says them.
Result<Date> parse_date(std::string_view text, const DateInput& input);
Result<TimeOfDay> parse_time(std::string_view text, const DateInput& input);
Result<TimeTz> parse_timetz(std::string_view text, const DateInput& input);
Result<Timestamp> parse_timestamp(std::string_view text, const DateInput& input);
Result<Timestamp> parse_timestamptz(std::string_view text, const DateInput& input);

// PostgreSQL's output functions.
std::string print_date(Date date, DateStyle style);
std::string print_time(TimeOfDay time);
std::string print_timetz(TimeTz time);
std::string print_timestamp(Timestamp timestamp, DateStyle style);
std::string print_timestamptz(Timestamp utc, DateStyle style, const TimeZone& zone);

}  // namespace ormgate
