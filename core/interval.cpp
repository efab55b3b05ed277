#include "core/interval.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "core/datetime.hpp"
#include "core/datetime_fields.hpp"
#include "core/scan.hpp"

namespace ormgate {
namespace {

constexpr std::int32_t days_per_month = 30;
constexpr std::int32_t months_per_year = 12;
constexpr double seconds_per_day = 86400;
constexpr std::string_view type_name = "interval";

std::unexpected<Error> out_of_range() {
    return fail(Errc::datetime_field_overflow, "interval out of range");
}

// Microseconds in SQL's order; 128 bits hold the sum.
__int128 magnitude(const Interval& a) {
    return __int128{a.microseconds} + (__int128{a.months} * days_per_month + a.days) * microseconds_per_day;
}

double to_microsecond_precision(double value) {
    return std::rint(value * 1e6) / 1e6;
}

bool fits_int32(double value) {
    return !std::isnan(value) && value <= std::numeric_limits<std::int32_t>::max() &&
           value >= std::numeric_limits<std::int32_t>::min();
}

// Whole months and days stay what they are; their fractions cascade down to days and time.
Result<Interval> scaled(double months, double days, double microseconds) {
    if (!fits_int32(months) || !fits_int32(days)) return out_of_range();
    Interval result{static_cast<std::int32_t>(months), static_cast<std::int32_t>(days), 0};
    const double days_left = to_microsecond_precision((months - result.months) * days_per_month);
    double seconds_left = to_microsecond_precision(
        (days - result.days + days_left - static_cast<int>(days_left)) * seconds_per_day);
    std::int64_t total_days = result.days;
    if (std::abs(seconds_left) >= seconds_per_day) {
        const int whole = static_cast<int>(seconds_left / seconds_per_day);
        total_days += whole;
        seconds_left -= whole * seconds_per_day;
    }
    total_days += static_cast<int>(days_left);
    if (total_days != static_cast<std::int32_t>(total_days)) return out_of_range();
    result.days = static_cast<std::int32_t>(total_days);
    const double time = std::rint(microseconds + seconds_left * 1e6);
    if (!(time >= -9223372036854775808.0 && time < 9223372036854775808.0)) return out_of_range();
    result.microseconds = static_cast<std::int64_t>(time);
    return result;
}

void equalize_time_sign(Interval& a) {
    if (a.days > 0 && a.microseconds < 0) {
        a.microseconds += microseconds_per_day;
        --a.days;
    } else if (a.days < 0 && a.microseconds > 0) {
        a.microseconds -= microseconds_per_day;
        ++a.days;
    }
}

bool carry_hours(Interval& a) {
    const std::int64_t whole = a.microseconds / microseconds_per_day;
    a.microseconds %= microseconds_per_day;
    return !__builtin_add_overflow(a.days, whole, &a.days);
}

bool carry_days(Interval& a) {
    const std::int32_t whole = a.days / days_per_month;
    a.days %= days_per_month;
    return !__builtin_add_overflow(a.months, whole, &a.months);
}

std::int64_t truncated(std::int64_t value, std::int64_t unit) {
    return value / unit * unit;
}

Decimal with_decimals(std::int64_t value, int scale) {
    return Decimal(Decimal::Integer(value), scale);
}

// A year counts 365.25 days, a month 30.
Decimal epoch_of(const Interval& a) {
    const Decimal::Integer quarter_days = Decimal::Integer(1461) * (a.months / months_per_year) +
                                          Decimal::Integer(120) * (a.months % months_per_year) +
                                          Decimal::Integer(4) * a.days;
    return Decimal(Decimal::Integer(quarter_days * (microseconds_per_day / 4) + a.microseconds), 6);
}

}  // namespace

std::strong_ordering compare(const Interval& a, const Interval& b) {
    const __int128 left = magnitude(a);
    const __int128 right = magnitude(b);
    if (left == right) return std::strong_ordering::equal;
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

Result<Interval> negate(const Interval& a) {
    return subtract(Interval{}, a);
}

Result<Interval> add(const Interval& a, const Interval& b) {
    Interval sum;
    if (__builtin_add_overflow(a.months, b.months, &sum.months) ||
        __builtin_add_overflow(a.days, b.days, &sum.days) ||
        __builtin_add_overflow(a.microseconds, b.microseconds, &sum.microseconds))
        return out_of_range();
    return sum;
}

Result<Interval> subtract(const Interval& a, const Interval& b) {
    Interval rest;
    if (__builtin_sub_overflow(a.months, b.months, &rest.months) ||
        __builtin_sub_overflow(a.days, b.days, &rest.days) ||
        __builtin_sub_overflow(a.microseconds, b.microseconds, &rest.microseconds))
        return out_of_range();
    return rest;
}

Result<Interval> multiply(const Interval& a, double factor) {
    return scaled(a.months * factor, a.days * factor, static_cast<double>(a.microseconds) * factor);
}

Result<Interval> divide(const Interval& a, double divisor) {
    if (divisor == 0) return fail(Errc::division_by_zero, "division by zero");
    return scaled(a.months / divisor, a.days / divisor, static_cast<double>(a.microseconds) / divisor);
}

Result<Interval> justify_hours(const Interval& a) {
    Interval result = a;
    if (!carry_hours(result)) return out_of_range();
    equalize_time_sign(result);
    return result;
}

Result<Interval> justify_days(const Interval& a) {
    Interval result = a;
    if (!carry_days(result)) return out_of_range();
    if (result.months > 0 && result.days < 0) {
        result.days += days_per_month;
        --result.months;
    } else if (result.months < 0 && result.days > 0) {
        result.days -= days_per_month;
        ++result.months;
    }
    return result;
}

Result<Interval> justify_interval(const Interval& a) {
    Interval result = a;
    const bool same_sign = (a.days > 0 && a.microseconds > 0) || (a.days < 0 && a.microseconds < 0);
    if (same_sign && !carry_days(result)) return out_of_range();
    if (!carry_hours(result) || !carry_days(result)) return out_of_range();
    const bool rest_negative = result.days < 0 || (result.days == 0 && result.microseconds < 0);
    const bool rest_positive = result.days > 0 || (result.days == 0 && result.microseconds > 0);
    if (result.months > 0 && rest_negative) {
        result.days += days_per_month;
        --result.months;
    } else if (result.months < 0 && rest_positive) {
        result.days -= days_per_month;
        ++result.months;
    }
    equalize_time_sign(result);
    return result;
}

Result<Decimal> extract(std::string_view field, const Interval& interval) {
    const std::optional<DateField> wanted = field_named(field);
    if (!wanted) return unknown_field(field, type_name);
    const std::int64_t in_minute = interval.microseconds % microseconds_per_minute;
    const std::int32_t years = interval.months / months_per_year;
    switch (*wanted) {
        case DateField::microseconds:
            return Decimal(in_minute);
        case DateField::milliseconds:
            return with_decimals(in_minute, 3);
        case DateField::second:
            return with_decimals(in_minute, 6);
        case DateField::minute:
            return Decimal(interval.microseconds / microseconds_per_minute % 60);
        case DateField::hour:
            return Decimal(interval.microseconds / microseconds_per_hour);
        case DateField::day:
            return Decimal(interval.days);
        case DateField::month:
            return Decimal(interval.months % months_per_year);
        case DateField::quarter:
            return Decimal(interval.months % months_per_year / 3 + 1);
        case DateField::year:
            return Decimal(years);
        case DateField::decade:
            return Decimal(years / 10);
        case DateField::century:
            return Decimal(years / 100);
        case DateField::millennium:
            return Decimal(years / 1000);
        case DateField::epoch:
            return epoch_of(interval);
        default:
            return field_not_supported(field, type_name);
    }
}

Result<Interval> truncate(std::string_view field, const Interval& interval) {
    const std::optional<DateField> known = unit_named(lower(field));
    if (!known) return unknown_field(field, type_name);
    Interval result = interval;
    const auto cut_months = [&result](std::int32_t unit) {
        result = {static_cast<std::int32_t>(truncated(result.months, unit)), 0, 0};
    };
    switch (*known) {
        case DateField::millennium:
            cut_months(12000);
            break;
        case DateField::century:
            cut_months(1200);
            break;
        case DateField::decade:
            cut_months(120);
            break;
        case DateField::year:
            cut_months(12);
            break;
        case DateField::quarter:
            cut_months(3);
            break;
        case DateField::month:
            cut_months(1);
            break;
        case DateField::day:
            result.microseconds = 0;
            break;
        case DateField::hour:
            result.microseconds = truncated(result.microseconds, microseconds_per_hour);
            break;
        case DateField::minute:
            result.microseconds = truncated(result.microseconds, microseconds_per_minute);
            break;
        case DateField::second:
            result.microseconds = truncated(result.microseconds, microseconds_per_second);
            break;
        case DateField::milliseconds:
            result.microseconds = truncated(result.microseconds, 1000);
            break;
        case DateField::microseconds:
            break;
        case DateField::week: {
            std::unexpected<Error> refused = field_not_supported(field, type_name);
            refused.error().detail = "Months usually have fractional weeks.";
            return refused;
        }
        default:
            return field_not_supported(field, type_name);
    }
    return result;
}

Result<Interval> make_interval(const IntervalParts& parts) {
    Interval result;
    std::int64_t months = 0;
    std::int64_t days = 0;
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (__builtin_mul_overflow(parts.years, 12, &months) ||
        __builtin_add_overflow(months, parts.months, &months) ||
        __builtin_mul_overflow(parts.weeks, 7, &days) || __builtin_add_overflow(days, parts.days, &days) ||
        months != static_cast<std::int32_t>(months) || days != static_cast<std::int32_t>(days))
        return out_of_range();
    const double microseconds = std::rint(parts.seconds * 1e6);
    if (!(std::abs(microseconds) < 9e18)) return out_of_range();
    result.months = static_cast<std::int32_t>(months);
    result.days = static_cast<std::int32_t>(days);
    if (__builtin_mul_overflow(parts.hours, microseconds_per_hour, &hours) ||
        __builtin_mul_overflow(parts.minutes, microseconds_per_minute, &minutes) ||
        __builtin_add_overflow(hours, minutes, &result.microseconds) ||
        __builtin_add_overflow(
            result.microseconds, static_cast<std::int64_t>(microseconds), &result.microseconds))
        return out_of_range();
    return result;
}

}  // namespace ormgate
