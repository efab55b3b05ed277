#include "core/datetime.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/datetime_format.hpp"
#include "core/scan.hpp"

namespace ormgate {
namespace {

// PostgreSQL's range: from the Julian day 0, which is 4714-11-24 BC, to the years 5874897 and, of timestamps,
// 294276.
constexpr std::int64_t first_day = -2451545;
constexpr std::int64_t end_of_days = 2145031949;
constexpr std::int64_t first_microsecond = first_day * microseconds_per_day;
constexpr std::int64_t end_of_microseconds = 9'223'371'331'200'000'000;

// Four digits tell the years from 1 to 9999. What comes before and after stands under a mark that sorts
// there: /9999 is 1 BC and /5286 is 4714 BC, :0010000 is the year 10000.
constexpr char before_christ = '/', after_9999 = ':';
constexpr int last_year_of_four_digits = 9999;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

// Consumes `count` digits.
bool take_fixed(std::string_view& in, std::size_t count, int& out) {
    if (in.size() < count) return false;
    out = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!is_digit(in[i])) return false;
        out = out * 10 + (in[i] - '0');
    }
    in.remove_prefix(count);
    return true;
}

bool take_char(std::string_view& in, char c) {
    if (!in.starts_with(c)) return false;
    in.remove_prefix(1);
    return true;
}

bool take_year(std::string_view& in, std::int64_t& out) {
    int year = 0;
    if (take_char(in, before_christ)) {
        if (!take_fixed(in, 4, year)) return false;
        out = year - last_year_of_four_digits;
        return true;
    }
    if (take_char(in, after_9999)) {
        if (!take_fixed(in, 7, year)) return false;
        out = year;
        return year > last_year_of_four_digits;
    }
    if (!take_fixed(in, 4, year)) return false;
    out = year;
    return year > 0;
}

bool take_date(std::string_view& in, Civil& out) {
    return take_year(in, out.year) && take_char(in, '-') && take_fixed(in, 2, out.month) &&
           take_char(in, '-') && take_fixed(in, 2, out.day) && is_valid_date(out.year, out.month, out.day);
}

void write_canonical_date(DateText& text, const Civil& fields) {
    if (fields.year <= 0) {
        text.character(before_christ);
        text.digits(fields.year + last_year_of_four_digits, 4);
    } else if (fields.year > last_year_of_four_digits) {
        text.character(after_9999);
        text.digits(fields.year, 7);
    } else {
        text.digits(fields.year, 4);
    }
    text.month_and_day(fields);
}

// HH:MM[:SS[.f…]]; decimals behind the sixth are dropped.
bool take_time(std::string_view& in, Civil& out) {
    if (!take_fixed(in, 2, out.hour) || !take_char(in, ':') || !take_fixed(in, 2, out.minute)) return false;
    if (take_char(in, ':') && !take_fixed(in, 2, out.second)) return false;
    if (take_char(in, '.')) {
        const std::string_view decimals = take_digits(in);
        for (std::size_t i = 0; i < 6; ++i)
            out.microsecond = out.microsecond * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
    }
    const bool end_of_day = out.hour == 24 && out.minute == 0 && out.second == 0 && out.microsecond == 0;
    return (out.hour < 24 || end_of_day) && out.minute < 60 && out.second < 60;
}

// Z, +HH, +HHMM, +HH:MM[:SS]
bool take_offset(std::string_view& in, std::int32_t& seconds) {
    seconds = 0;
    if (take_char(in, 'Z')) return true;
    if (!in.starts_with('+') && !in.starts_with('-')) return false;
    const bool west = in.front() == '-';
    in.remove_prefix(1);
    int hours = 0, minutes = 0, rest = 0;
    if (!take_fixed(in, 2, hours)) return false;
    if (take_char(in, ':') || (!in.empty() && is_digit(in.front()))) {
        if (!take_fixed(in, 2, minutes)) return false;
        if (take_char(in, ':') && !take_fixed(in, 2, rest)) return false;
    }
    if (hours > 15 || minutes > 59 || rest > 59) return false;
    seconds = (hours * 60 + minutes) * 60 + rest;
    if (west) seconds = -seconds;
    return true;
}

std::int64_t microseconds_of(const Civil& time) {
    return ((time.hour * 60 + time.minute) * std::int64_t{60} + time.second) * microseconds_per_second +
           time.microsecond;
}

// Days whose microseconds no integer holds are out of range, and stay so.
Timestamp timestamp_of_days(std::int64_t days, std::int64_t microseconds) {
    if (days < first_day - 1) return {first_microsecond - 1};
    if (days > end_of_microseconds / microseconds_per_day) return {end_of_microseconds};
    return {days * microseconds_per_day + microseconds};
}

std::int64_t round_microseconds(std::int64_t microseconds, std::int32_t precision) {
    static constexpr std::array<std::int64_t, 7> units = {1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
    if (precision < 0 || precision > 6) return microseconds;
    const std::int64_t unit = units[static_cast<std::size_t>(precision)];
    const std::int64_t half = unit / 2;
    return microseconds >= 0 ? (microseconds + half) / unit * unit : -((-microseconds + half) / unit * unit);
}

}  // namespace

bool is_leap_year(std::int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(std::int64_t year, int month) {
    static constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

bool is_valid_date(std::int64_t year, int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

// http://howardhinnant.github.io/date_algorithms.html: years that begin in March, in eras of 400 years.
std::int64_t days_of_civil(std::int64_t year, int month, int day) {
    if (month <= 2) --year;
    const std::int64_t era = floor_divide(year, 400);
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468 + unix_epoch_days;
}

Civil civil(Date date) {
    const std::int64_t days = date.days - unix_epoch_days + 719468;
    const std::int64_t era = floor_divide(days, 146097);
    const std::int64_t day_of_era = days - era * 146097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t march_month = (5 * day_of_year + 2) / 153;
    Civil result;
    result.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
    result.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
    result.year = year_of_era + era * 400 + (result.month <= 2 ? 1 : 0);
    return result;
}

Civil civil(Timestamp timestamp) {
    const std::int64_t days = floor_divide(timestamp.microseconds, microseconds_per_day);
    const std::int64_t time = timestamp.microseconds - days * microseconds_per_day;
    Civil result = civil(Date{static_cast<std::int32_t>(days)});
    result.hour = static_cast<int>(time / microseconds_per_hour);
    result.minute = static_cast<int>(time / microseconds_per_minute % 60);
    result.second = static_cast<int>(time / microseconds_per_second % 60);
    result.microsecond = static_cast<int>(time % microseconds_per_second);
    return result;
}

int day_of_week(Date date) {
    const std::int64_t day = (std::int64_t{date.days} + 6) % 7;  // 2000-01-01 was a Saturday
    return static_cast<int>(day < 0 ? day + 7 : day);
}

Timestamp timestamp_of(const Civil& fields) {
    return timestamp_of_days(days_of_civil(fields.year, fields.month, fields.day), microseconds_of(fields));
}

bool in_range(Date date) {
    return !date.finite() || (date.days >= first_day && date.days < end_of_days);
}

bool in_range(Timestamp timestamp) {
    return !timestamp.finite() ||
           (timestamp.microseconds >= first_microsecond && timestamp.microseconds < end_of_microseconds);
}

std::strong_ordering compare(const TimeTz& a, const TimeTz& b) {
    const std::int64_t left = a.time.microseconds - a.offset * microseconds_per_second;
    const std::int64_t right = b.time.microseconds - b.offset * microseconds_per_second;
    if (left != right) return left <=> right;
    return b.offset <=> a.offset;  // PostgreSQL counts zones westwards
}

std::string canonical(Date date) {
    if (!date.finite()) return date == Date::infinity() ? "infinity" : "-infinity";
    DateText text;
    write_canonical_date(text, civil(date));
    return std::string(text.view());
}

std::string canonical(TimeOfDay time) {
    DateText text;
    text.time_with_all_decimals(time);
    return std::string(text.view());
}

std::string canonical(TimeTz time) {
    DateText text;
    text.time_with_all_decimals(time.time);
    text.offset(time.offset);
    return std::string(text.view());
}

std::string canonical(Timestamp timestamp) {
    if (!timestamp.finite()) return timestamp == Timestamp::infinity() ? "infinity" : "-infinity";
    DateText text;
    write_canonical_date(text, civil(timestamp));
    text.character(' ');
    text.time_with_all_decimals(time_of(timestamp));
    return std::string(text.view());
}

std::string canonical_utc(Timestamp timestamp) {
    return timestamp.finite() ? canonical(timestamp) + "+00" : canonical(timestamp);
}

std::optional<Date> read_date(std::string_view text) {
    Civil fields;
    if (take_date(text, fields)) {
        if (!text.empty() && !(take_char(text, ' ') || take_char(text, 'T'))) return std::nullopt;
        if (!text.empty() && !take_time(text, fields)) return std::nullopt;
        return Date{static_cast<std::int32_t>(days_of_civil(fields.year, fields.month, fields.day))};
    }
    if (text == "infinity") return Date::infinity();
    if (text == "-infinity") return Date::minus_infinity();
    return std::nullopt;
}

std::optional<TimeOfDay> read_time(std::string_view text) {
    Civil fields;
    if (!take_time(text, fields) || !text.empty()) return std::nullopt;
    return TimeOfDay{microseconds_of(fields)};
}

std::optional<TimeTz> read_timetz(std::string_view text) {
    Civil fields;
    TimeTz result;
    if (!take_time(text, fields)) return std::nullopt;
    if (!text.empty() && !take_offset(text, result.offset)) return std::nullopt;
    if (!text.empty()) return std::nullopt;
    result.time = {microseconds_of(fields)};
    return result;
}

std::optional<Timestamp> read_timestamp(std::string_view text) {
    if (text == "infinity") return Timestamp::infinity();
    if (text == "-infinity") return Timestamp::minus_infinity();
    Civil fields;
    if (!take_date(text, fields)) return std::nullopt;
    if (text.empty()) return timestamp_of(fields);
    if (!take_char(text, ' ') && !take_char(text, 'T')) return std::nullopt;
    if (!take_time(text, fields)) return std::nullopt;
    std::int32_t offset = 0;
    if (!text.empty() && (!take_offset(text, offset) || !text.empty())) return std::nullopt;
    return Timestamp{timestamp_of(fields).microseconds - offset * microseconds_per_second};
}

Date date_of(Timestamp timestamp) {
    if (timestamp == Timestamp::infinity()) return Date::infinity();
    if (timestamp == Timestamp::minus_infinity()) return Date::minus_infinity();
    return {static_cast<std::int32_t>(floor_divide(timestamp.microseconds, microseconds_per_day))};
}

TimeOfDay time_of(Timestamp timestamp) {
    if (!timestamp.finite()) return {};
    return {timestamp.microseconds -
            floor_divide(timestamp.microseconds, microseconds_per_day) * microseconds_per_day};
}

Timestamp timestamp_of(Date date, TimeOfDay time) {
    if (date == Date::infinity()) return Timestamp::infinity();
    if (date == Date::minus_infinity()) return Timestamp::minus_infinity();
    return timestamp_of_days(date.days, time.microseconds);
}

std::int32_t offset_at(Timestamp utc, const TimeZone& zone) {
    return zone.at(floor_divide(utc.microseconds, microseconds_per_second) - unix_epoch_seconds).seconds;
}

Timestamp to_local(Timestamp utc, const TimeZone& zone) {
    if (!utc.finite()) return utc;
    return {utc.microseconds + offset_at(utc, zone) * microseconds_per_second};
}

Timestamp to_utc(Timestamp local, const TimeZone& zone) {
    if (!local.finite()) return local;
    const std::int64_t seconds =
        floor_divide(local.microseconds, microseconds_per_second) - unix_epoch_seconds;
    return {local.microseconds - zone.at_local(seconds).seconds * microseconds_per_second};
}

TimeTz timetz_of(Timestamp utc, const TimeZone& zone) {
    return {time_of(to_local(utc, zone)), utc.finite() ? offset_at(utc, zone) : 0};
}

Timestamp round_to_precision(Timestamp timestamp, std::int32_t modifier) {
    if (!timestamp.finite()) return timestamp;
    return {round_microseconds(timestamp.microseconds, modifier)};
}

TimeOfDay round_to_precision(TimeOfDay time, std::int32_t modifier) {
    return {round_microseconds(time.microseconds, modifier)};
}

}  // namespace ormgate
