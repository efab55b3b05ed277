#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/datetime.hpp"
#include "core/datetime_fields.hpp"
#include "core/scan.hpp"

namespace ormgate {
namespace {

std::unexpected<Error> date_out_of_range() {
    return fail(Errc::datetime_field_overflow, "date out of range");
}
std::unexpected<Error> timestamp_out_of_range() {
    return fail(Errc::datetime_field_overflow, "timestamp out of range");
}

// The last multiple that is not behind the year.
std::int64_t first_of(std::int64_t year, std::int64_t years) {
    const std::int64_t rest = year % years;
    return year - (rest < 0 ? rest + years : rest);
}

Result<Timestamp> checked(Timestamp timestamp) {
    if (!in_range(timestamp)) return timestamp_out_of_range();
    return timestamp;
}

Result<Timestamp> add_microseconds(Timestamp timestamp, std::int64_t microseconds) {
    Timestamp result;
    if (__builtin_add_overflow(timestamp.microseconds, microseconds, &result.microseconds))
        return timestamp_out_of_range();
    return checked(result);
}

// The same day of a later month, or that month's last.
Result<Timestamp> add_months(Timestamp local, std::int32_t months) {
    Civil fields = civil(local);
    const std::int64_t month = fields.year * 12 + fields.month - 1 + months;
    fields.year = first_of(month, 12) / 12;
    fields.month = static_cast<int>(month - fields.year * 12) + 1;
    if (fields.year < -4713 || fields.year > 294276) return timestamp_out_of_range();
    fields.day = std::min(fields.day, days_in_month(fields.year, fields.month));
    return checked(timestamp_of(fields));
}

Result<Timestamp> add_days(Timestamp local, std::int32_t days) {
    std::int64_t microseconds = 0;
    if (__builtin_mul_overflow(std::int64_t{days}, microseconds_per_day, &microseconds))
        return timestamp_out_of_range();
    return add_microseconds(local, microseconds);
}

Result<Timestamp> truncate_calendar(DateField field, Timestamp local) {
    Civil fields = civil(local);
    Civil start;
    start.year = fields.year;
    switch (field) {
        case DateField::day:
            return timestamp_of(date_of(local));
        case DateField::week: {
            const Date date = date_of(local);
            return checked(timestamp_of(Date{date.days - (day_of_week(date) + 6) % 7}));
        }
        case DateField::month:
            start.month = fields.month;
            break;
        case DateField::quarter:
            start.month = (fields.month - 1) / 3 * 3 + 1;
            break;
        case DateField::decade:
            start.year = first_of(fields.year, 10);
            break;
        case DateField::century:
            start.year = first_of(fields.year - 1, 100) + 1;
            break;
        case DateField::millennium:
            start.year = first_of(fields.year - 1, 1000) + 1;
            break;
        default:
            break;
    }
    return checked(timestamp_of(start));
}

// The length of a field that divides the day; 0 of any other.
std::int64_t clock_unit(DateField field) {
    switch (field) {
        case DateField::microseconds:
            return 1;
        case DateField::milliseconds:
            return 1000;
        case DateField::second:
            return microseconds_per_second;
        case DateField::minute:
            return microseconds_per_minute;
        case DateField::hour:
            return microseconds_per_hour;
        default:
            return 0;
    }
}

bool is_calendar_unit(DateField field) {
    return field >= DateField::day && field <= DateField::millennium;
}

Timestamp truncate_clock(Timestamp local, std::int64_t unit) {
    const std::int64_t time = time_of(local).microseconds;
    return {local.microseconds - time % unit};
}

// What age() answers: fields subtracted one by one, borrowing from the next higher one; a month has the days
// of the earlier date's.
Interval age_of_civil(const Civil& later, const Civil& earlier) {
    std::int64_t months = (later.year - earlier.year) * 12 + later.month - earlier.month;
    std::int64_t days = later.day - earlier.day;
    const auto time = [](const Civil& c) {
        return c.hour * microseconds_per_hour + c.minute * microseconds_per_minute +
               c.second * microseconds_per_second + c.microsecond;
    };
    std::int64_t microseconds = time(later) - time(earlier);
    if (microseconds < 0) {
        microseconds += microseconds_per_day;
        --days;
    }
    while (days < 0) {
        days += days_in_month(earlier.year, earlier.month);
        --months;
    }
    return {static_cast<std::int32_t>(months), static_cast<std::int32_t>(days), microseconds};
}

Result<TimeOfDay> time_of_parts(std::int64_t hour, std::int64_t minute, double seconds) {
    const double microseconds = std::rint(seconds * 1e6);
    const bool bad =
        hour < 0 || hour > 24 || minute < 0 || minute > 59 || !(microseconds >= 0) || microseconds > 60e6;
    if (!bad) {
        const TimeOfDay time{hour * microseconds_per_hour + minute * microseconds_per_minute +
                             static_cast<std::int64_t>(microseconds)};
        if (time.microseconds <= microseconds_per_day) return time;
    }
    char message[128];
    std::snprintf(message,
                  sizeof message,
                  "time field value out of range: %lld:%02lld:%02g",
                  static_cast<long long>(hour),
                  static_cast<long long>(minute),
                  seconds);
    return fail(Errc::datetime_field_overflow, message);
}

}  // namespace

Result<Date> add(Date date, std::int64_t days) {
    if (!date.finite()) return date;
    std::int64_t sum = 0;
    if (__builtin_add_overflow(std::int64_t{date.days}, days, &sum) || sum != static_cast<std::int32_t>(sum))
        return date_out_of_range();
    const Date result{static_cast<std::int32_t>(sum)};
    if (!result.finite() || !in_range(result)) return date_out_of_range();
    return result;
}

Result<Timestamp> add(Timestamp timestamp, const Interval& interval) {
    if (!timestamp.finite()) return timestamp;
    Result<Timestamp> result = timestamp;
    if (interval.months != 0) result = add_months(*result, interval.months);
    if (result && interval.days != 0) result = add_days(*result, interval.days);
    if (result && interval.microseconds != 0) result = add_microseconds(*result, interval.microseconds);
    return result;
}

Result<Timestamp> add(Timestamp utc, const Interval& interval, const TimeZone& zone) {
    if (!utc.finite()) return utc;
    if (interval.months != 0) {
        const Result<Timestamp> local = add_months(to_local(utc, zone), interval.months);
        if (!local) return local;
        utc = to_utc(*local, zone);
    }
    if (interval.days != 0) {
        const Result<Timestamp> local = add_days(to_local(utc, zone), interval.days);
        if (!local) return local;
        utc = to_utc(*local, zone);
    }
    return add_microseconds(utc, interval.microseconds);
}

Result<Timestamp> subtract(Timestamp timestamp, const Interval& interval) {
    const Result<Interval> negative = negate(interval);
    if (!negative) return timestamp_out_of_range();
    return add(timestamp, *negative);
}

Result<Timestamp> subtract(Timestamp utc, const Interval& interval, const TimeZone& zone) {
    const Result<Interval> negative = negate(interval);
    if (!negative) return timestamp_out_of_range();
    return add(utc, *negative, zone);
}

Result<Interval> subtract(Timestamp a, Timestamp b) {
    if (!a.finite() || !b.finite())
        return fail(Errc::datetime_field_overflow, "cannot subtract infinite timestamps");
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.microseconds, b.microseconds, &difference))
        return fail(Errc::datetime_field_overflow, "interval out of range");
    return Interval{
        0, static_cast<std::int32_t>(difference / microseconds_per_day), difference % microseconds_per_day};
}

Result<std::int64_t> subtract(Date a, Date b) {
    if (!a.finite() || !b.finite())
        return fail(Errc::datetime_field_overflow, "cannot subtract infinite dates");
    return std::int64_t{a.days} - b.days;
}

TimeOfDay add(TimeOfDay time, const Interval& interval) {
    std::int64_t sum =
        (time.microseconds + interval.microseconds % microseconds_per_day) % microseconds_per_day;
    if (sum < 0) sum += microseconds_per_day;
    return {sum};
}

TimeTz add(TimeTz time, const Interval& interval) {
    return {add(time.time, interval), time.offset};
}

Interval subtract(TimeOfDay a, TimeOfDay b) {
    return {0, 0, a.microseconds - b.microseconds};
}

Result<Interval> age(Timestamp a, Timestamp b) {
    if (!a.finite() || !b.finite()) return timestamp_out_of_range();
    if (a >= b) return age_of_civil(civil(a), civil(b));
    return negate(age_of_civil(civil(b), civil(a)));
}

Result<Interval> age(Timestamp a, Timestamp b, const TimeZone& zone) {
    if (!a.finite() || !b.finite()) return timestamp_out_of_range();
    const Timestamp local_a = to_local(a, zone);
    const Timestamp local_b = to_local(b, zone);
    return age(local_a, local_b);
}

Result<Timestamp> truncate(std::string_view field, Timestamp timestamp) {
    constexpr std::string_view type = "timestamp without time zone";
    if (!timestamp.finite()) return timestamp;
    const std::optional<DateField> wanted = unit_named(lower(field));
    if (!wanted) return unknown_field(field, type);
    if (const std::int64_t unit = clock_unit(*wanted)) return truncate_clock(timestamp, unit);
    if (!is_calendar_unit(*wanted)) return field_not_supported(field, type);
    return truncate_calendar(*wanted, timestamp);
}

Result<Timestamp> truncate(std::string_view field, Timestamp utc, const TimeZone& zone) {
    constexpr std::string_view type = "timestamp with time zone";
    if (!utc.finite()) return utc;
    const std::optional<DateField> wanted = unit_named(lower(field));
    if (!wanted) return unknown_field(field, type);
    const Timestamp local = to_local(utc, zone);
    if (const std::int64_t unit = clock_unit(*wanted)) {
        const Timestamp cut = truncate_clock(local, unit);
        return Timestamp{utc.microseconds - (local.microseconds - cut.microseconds)};
    }
    if (!is_calendar_unit(*wanted)) return field_not_supported(field, type);
    const Result<Timestamp> cut = truncate_calendar(*wanted, local);
    if (!cut) return cut;
    return to_utc(*cut, zone);
}

Result<Timestamp> date_bin(const Interval& stride, Timestamp timestamp, Timestamp origin) {
    if (!timestamp.finite()) return timestamp;
    if (!origin.finite()) return fail(Errc::datetime_field_overflow, "origin out of range");
    if (stride.months != 0)
        return fail(Errc::unsupported,
                    "timestamps cannot be binned into intervals containing months or years");
    std::int64_t length = 0;
    if (__builtin_mul_overflow(std::int64_t{stride.days}, microseconds_per_day, &length) ||
        __builtin_add_overflow(length, stride.microseconds, &length))
        return fail(Errc::datetime_field_overflow, "interval out of range");
    if (length <= 0) return fail(Errc::datetime_field_overflow, "stride must be greater than zero");
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(timestamp.microseconds, origin.microseconds, &difference))
        return fail(Errc::datetime_field_overflow, "interval out of range");
    const std::int64_t rest = difference % length;
    return add_microseconds(origin, difference - rest - (rest < 0 ? length : 0));
}

Result<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    const std::int64_t counted = year < 0 ? year + 1 : year;  // -1 is 1 BC
    const auto refuse = [&](const char* what) {
        char message[128];
        std::snprintf(message,
                      sizeof message,
                      "%s out of range: %lld-%02lld-%02lld",
                      what,
                      static_cast<long long>(counted),
                      static_cast<long long>(month),
                      static_cast<long long>(day));
        return fail(Errc::datetime_field_overflow, message);
    };
    const bool valid = year != 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
                       is_valid_date(counted, static_cast<int>(month), static_cast<int>(day));
    if (!valid) return refuse("date field value");
    if (counted < -4713 || counted > 5874897) return refuse("date");
    const Date date{
        static_cast<std::int32_t>(days_of_civil(counted, static_cast<int>(month), static_cast<int>(day)))};
    if (!in_range(date)) return refuse("date");
    return date;
}

Result<TimeOfDay> make_time(std::int64_t hour, std::int64_t minute, double seconds) {
    return time_of_parts(hour, minute, seconds);
}

Result<Timestamp> make_timestamp(const TimestampParts& parts) {
    const Result<Date> date = make_date(parts.year, parts.month, parts.day);
    if (!date) return fail(date.error());
    const Result<TimeOfDay> time = time_of_parts(parts.hour, parts.minute, parts.seconds);
    if (!time) return fail(time.error());
    return checked(timestamp_of(*date, *time));
}

Result<Timestamp> timestamp_of_epoch(double unix_seconds) {
    if (std::isnan(unix_seconds)) return fail(Errc::datetime_field_overflow, "timestamp cannot be NaN");
    if (std::isinf(unix_seconds))
        return unix_seconds > 0 ? Timestamp::infinity() : Timestamp::minus_infinity();
    const double microseconds = std::rint((unix_seconds + static_cast<double>(unix_epoch_seconds)) * 1e6);
    if (std::abs(microseconds) < 9e18) {
        const Timestamp result{static_cast<std::int64_t>(microseconds)};
        if (in_range(result)) return result;
    }
    char message[64];
    std::snprintf(message, sizeof message, "timestamp out of range: \"%g\"", unix_seconds);
    return fail(Errc::datetime_field_overflow, message);
}

}  // namespace ormgate
