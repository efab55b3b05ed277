#include "core/datetime.hpp"
#include "core/datetime_fields.hpp"

// extract() of dates and times: integers, or numerics with as many decimals as PostgreSQL gives.
namespace ormgate {
namespace {

constexpr std::string_view date_name = "date";
constexpr std::string_view time_name = "time without time zone";
constexpr std::string_view timetz_name = "time with time zone";
constexpr std::string_view timestamp_name = "timestamp without time zone";
constexpr std::string_view timestamptz_name = "timestamp with time zone";
constexpr std::int64_t julian_day_of_epoch = 2451545;  // of 2000-01-01

using Extracted = std::optional<Decimal>;

Decimal with_decimals(std::int64_t value, int scale) {
    return Decimal(Decimal::Integer(value), scale);
}

struct IsoWeek {
    std::int64_t year;
    std::int64_t week;
};
IsoWeek iso_week(Date date) {
    const int weekday = (day_of_week(date) + 6) % 7;  // 0 = Monday
    const Date thursday{date.days - weekday + 3};
    const std::int64_t year = civil(thursday).year;
    return {year, (thursday.days - days_of_civil(year, 1, 1)) / 7 + 1};
}

// There is no year 0: before 1 comes 1 BC, which counts as -1.
std::int64_t counted_year(std::int64_t year) {
    return year > 0 ? year : year - 1;
}

// The century or millennium of a year, of which there is no 0th either.
std::int64_t period(std::int64_t year, std::int64_t years) {
    return year > 0 ? (year + years - 1) / years : -((years - year) / years);
}

std::optional<Decimal> of_calendar(DateField field, Date date) {
    const Civil fields = civil(date);
    switch (field) {
        case DateField::day:
            return Decimal(fields.day);
        case DateField::month:
            return Decimal(fields.month);
        case DateField::quarter:
            return Decimal((fields.month - 1) / 3 + 1);
        case DateField::week:
            return Decimal(iso_week(date).week);
        case DateField::year:
            return Decimal(counted_year(fields.year));
        case DateField::decade:
            return Decimal(fields.year >= 0 ? fields.year / 10 : -((9 - fields.year) / 10));
        case DateField::century:
            return Decimal(period(fields.year, 100));
        case DateField::millennium:
            return Decimal(period(fields.year, 1000));
        case DateField::isoyear:
            return Decimal(counted_year(iso_week(date).year));
        case DateField::day_of_week:
            return Decimal(day_of_week(date));
        case DateField::iso_day_of_week:
            return Decimal(day_of_week(date) == 0 ? 7 : day_of_week(date));
        case DateField::day_of_year:
            return Decimal(date.days - days_of_civil(fields.year, 1, 1) + 1);
        default:
            return std::nullopt;
    }
}

std::optional<Decimal> of_clock(DateField field, TimeOfDay time) {
    const std::int64_t in_minute = time.microseconds % microseconds_per_minute;
    switch (field) {
        case DateField::microseconds:
            return Decimal(in_minute);
        case DateField::milliseconds:
            return with_decimals(in_minute, 3);
        case DateField::second:
            return with_decimals(in_minute, 6);
        case DateField::minute:
            return Decimal(time.microseconds / microseconds_per_minute % 60);
        case DateField::hour:
            return Decimal(time.microseconds / microseconds_per_hour);
        default:
            return std::nullopt;
    }
}

std::optional<Decimal> of_offset(DateField field, std::int32_t seconds) {
    switch (field) {
        case DateField::timezone:
            return Decimal(seconds);
        case DateField::timezone_hour:
            return Decimal(seconds / 3600);
        case DateField::timezone_minute:
            return Decimal(seconds / 60 % 60);
        default:
            return std::nullopt;
    }
}

// Fields that grow with time are infinite of an infinity; the cyclic ones have no value.
bool grows(DateField field) {
    switch (field) {
        case DateField::year:
        case DateField::decade:
        case DateField::century:
        case DateField::millennium:
        case DateField::julian:
        case DateField::isoyear:
        case DateField::epoch:
            return true;
        default:
            return false;
    }
}

Extracted of_infinity(DateField field, bool negative) {
    if (!grows(field)) return std::nullopt;
    return negative ? Decimal::minus_infinity() : Decimal::infinity();
}

// The day's number and the time of day as its fraction.
Result<Decimal> julian_of(Timestamp local) {
    const Decimal day(date_of(local).days + julian_day_of_epoch);
    const Result<Decimal> fraction =
        divide(Decimal(time_of(local).microseconds), Decimal(microseconds_per_day));
    if (!fraction) return fraction;
    return add(day, *fraction);
}

// Of local time; nullopt if a timestamp has no such field.
Result<Extracted> of_local(DateField field, Timestamp local) {
    if (field == DateField::julian) {
        Result<Decimal> julian = julian_of(local);
        if (!julian) return fail(julian.error());
        return Extracted(*std::move(julian));
    }
    if (auto found = of_calendar(field, date_of(local))) return found;
    return of_clock(field, time_of(local));
}

Decimal epoch_of(Timestamp timestamp) {
    const Decimal::Integer since_1970 = Decimal::Integer(timestamp.microseconds) -
                                        Decimal::Integer(unix_epoch_seconds) * microseconds_per_second;
    return Decimal(since_1970, 6);
}

}  // namespace

Result<Extracted> extract(std::string_view field, Date date) {
    const std::optional<DateField> wanted = field_named(field);
    if (!wanted) return unknown_field(field, date_name);
    const bool known = *wanted == DateField::epoch || *wanted == DateField::julian ||
                       of_calendar(*wanted, Date{}).has_value();
    if (!known) return field_not_supported(field, date_name);
    if (!date.finite()) return of_infinity(*wanted, date == Date::minus_infinity());
    if (*wanted == DateField::epoch) return Decimal((date.days - unix_epoch_days) * 86400);
    if (*wanted == DateField::julian) return Decimal(date.days + julian_day_of_epoch);
    return of_calendar(*wanted, date);
}

Result<Extracted> extract(std::string_view field, Timestamp timestamp) {
    const std::optional<DateField> wanted = field_named(field);
    if (!wanted) return unknown_field(field, timestamp_name);
    if (!timestamp.finite()) return of_infinity(*wanted, timestamp == Timestamp::minus_infinity());
    if (of_offset(*wanted, 0)) return field_not_supported(field, timestamp_name);
    if (*wanted == DateField::epoch) return epoch_of(timestamp);
    return of_local(*wanted, timestamp);
}

Result<Extracted> extract(std::string_view field, Timestamp utc, const TimeZone& zone) {
    const std::optional<DateField> wanted = field_named(field);
    if (!wanted) return unknown_field(field, timestamptz_name);
    if (!utc.finite()) return of_infinity(*wanted, utc == Timestamp::minus_infinity());
    if (*wanted == DateField::epoch) return epoch_of(utc);
    if (auto offset = of_offset(*wanted, offset_at(utc, zone))) return offset;
    return of_local(*wanted, to_local(utc, zone));
}

Result<Decimal> extract(std::string_view field, TimeOfDay time) {
    const std::optional<DateField> wanted = field_named(field);
    if (!wanted) return unknown_field(field, time_name);
    if (*wanted == DateField::epoch) return with_decimals(time.microseconds, 6);
    if (auto found = of_clock(*wanted, time)) return *std::move(found);
    return field_not_supported(field, time_name);
}

Result<Decimal> extract(std::string_view field, TimeTz time) {
    const std::optional<DateField> wanted = field_named(field);
    if (!wanted) return unknown_field(field, timetz_name);
    if (*wanted == DateField::epoch)
        return with_decimals(time.time.microseconds - time.offset * microseconds_per_second, 6);
    if (auto found = of_clock(*wanted, time.time)) return *std::move(found);
    if (auto offset = of_offset(*wanted, time.offset)) return *std::move(offset);
    return field_not_supported(field, timetz_name);
}

}  // namespace ormgate
