#include <array>

#include "core/datetime_format.hpp"
#include "core/datetime_text.hpp"
#include "core/scan.hpp"

namespace ormgate {
namespace {

constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view infinity_text(bool negative) {
    return negative ? "-infinity" : "infinity";
}

// 01/02/2003 or 02/01/2003
void numeric_date(DateText& text, const Civil& fields, DateOrder order, char separator) {
    const bool day_first = order == DateOrder::dmy;
    text.two_digits(day_first ? fields.day : fields.month);
    text.character(separator);
    text.two_digits(day_first ? fields.month : fields.day);
    text.character(separator);
    text.year(fields.year);
}

void german_date(DateText& text, const Civil& fields) {
    numeric_date(text, fields, DateOrder::dmy, '.');
}

// Date and time of a timestamp, without its zone.
void local_time(DateText& text, Timestamp local, DateStyle style) {
    const Civil fields = civil(local);
    switch (style.format) {
        case DateFormat::iso:
            text.date(fields);
            break;
        case DateFormat::sql:
            numeric_date(text, fields, style.order, '/');
            break;
        case DateFormat::german:
            german_date(text, fields);
            break;
        case DateFormat::postgres: {  // Wed Dec 17 07:37:16 1997
            const std::string_view month = months[static_cast<std::size_t>(fields.month - 1)];
            text.text(weekdays[static_cast<std::size_t>(day_of_week(date_of(local)))]);
            text.character(' ');
            if (style.order == DateOrder::dmy) {
                text.two_digits(fields.day);
                text.character(' ');
                text.text(month);
            } else {
                text.text(month);
                text.character(' ');
                text.two_digits(fields.day);
            }
            text.character(' ');
            text.time(time_of(local));
            text.character(' ');
            text.year(fields.year);
            return;
        }
    }
    text.character(' ');
    text.time(time_of(local));
}

struct FormatName {
    std::string_view name;
    DateFormat format;
};
constexpr FormatName format_names[] = {
    {"ISO", DateFormat::iso},
    {"SQL", DateFormat::sql},
    {"Postgres", DateFormat::postgres},
    {"German", DateFormat::german},
};

struct OrderName {
    std::string_view name;
    DateOrder order;
};
// clang-format off: one row a line
constexpr OrderName order_names[] = {
    {"MDY", DateOrder::mdy},
    {"DMY", DateOrder::dmy},
    {"YMD", DateOrder::ymd},
    {"US", DateOrder::mdy},
    {"NonEuro", DateOrder::mdy},
    {"NonEuropean", DateOrder::mdy},
    {"Euro", DateOrder::dmy},
    {"European", DateOrder::dmy},
};
// clang-format on

struct StyleName {
    std::string_view name;
    IntervalStyle style;
};
constexpr StyleName interval_style_names[] = {
    {"postgres", IntervalStyle::postgres},
    {"postgres_verbose", IntervalStyle::postgres_verbose},
    {"sql_standard", IntervalStyle::sql_standard},
    {"iso_8601", IntervalStyle::iso_8601},
};

}  // namespace

void write_date(DateText& text, Date date, DateStyle style) {
    if (!date.finite()) return text.text(infinity_text(date == Date::minus_infinity()));
    const Civil fields = civil(date);
    switch (style.format) {
        case DateFormat::iso:
            text.date(fields);
            break;
        case DateFormat::sql:
            numeric_date(text, fields, style.order, '/');
            break;
        case DateFormat::postgres:
            numeric_date(text, fields, style.order, '-');
            break;
        case DateFormat::german:
            german_date(text, fields);
            break;
    }
    text.era(fields);
}

void write_timestamp(DateText& text, Timestamp timestamp, DateStyle style) {
    if (!timestamp.finite()) return text.text(infinity_text(timestamp == Timestamp::minus_infinity()));
    local_time(text, timestamp, style);
    text.era(civil(timestamp));
}

void write_timestamptz(DateText& text, Timestamp utc, DateStyle style, const TimeZone& zone) {
    if (!utc.finite()) return write_timestamp(text, utc, style);
    const std::int64_t seconds =
        utc.microseconds / microseconds_per_second - (utc.microseconds % microseconds_per_second < 0 ? 1 : 0);
    const TimeZone::Offset offset = zone.at(seconds - unix_epoch_seconds);
    const Timestamp local{utc.microseconds + offset.seconds * microseconds_per_second};
    local_time(text, local, style);
    // The other styles than ISO name the zone.
    if (style.format != DateFormat::iso && !offset.abbreviation.empty()) {
        text.character(' ');
        text.text(offset.abbreviation);
    } else {
        if (style.format == DateFormat::postgres) text.character(' ');
        text.offset(offset.seconds);
    }
    text.era(civil(local));
}

std::string print_date(Date date, DateStyle style) {
    DateText text;
    write_date(text, date, style);
    return std::string(text.view());
}

std::string print_time(TimeOfDay time) {
    DateText text;
    text.time(time);
    return std::string(text.view());
}

std::string print_timetz(TimeTz time) {
    DateText text;
    text.time(time.time);
    text.offset(time.offset);
    return std::string(text.view());
}

std::string print_timestamp(Timestamp timestamp, DateStyle style) {
    DateText text;
    write_timestamp(text, timestamp, style);
    return std::string(text.view());
}

std::string print_timestamptz(Timestamp utc, DateStyle style, const TimeZone& zone) {
    DateText text;
    write_timestamptz(text, utc, style, zone);
    return std::string(text.view());
}

Result<DateStyle> parse_date_style(std::string_view text, DateStyle current) {
    const std::string_view whole = text;
    DateStyle style = current;
    bool has_format = false;
    bool has_order = false;
    const auto refuse = [&] {
        return fail(Errc::invalid_parameter_value,
                    "invalid value for parameter \"DateStyle\": \"" + std::string(whole) + "\"");
    };
    while (true) {
        const std::size_t comma = text.find(',');
        const std::string_view word = trimmed_blanks(text.substr(0, comma));
        bool known = false;
        for (const FormatName& row : format_names) {
            if (!equals_ignoring_case(row.name, word)) continue;
            if (has_format && style.format != row.format) return refuse();
            style.format = row.format;
            has_format = known = true;
            if (row.format == DateFormat::german && !has_order) style.order = DateOrder::dmy;
        }
        for (const OrderName& row : order_names) {
            if (!equals_ignoring_case(row.name, word)) continue;
            if (has_order && style.order != row.order) return refuse();
            style.order = row.order;
            has_order = known = true;
        }
        if (equals_ignoring_case(word, "default")) {
            if (!has_format) style.format = DateFormat::iso;
            if (!has_order) style.order = DateOrder::mdy;
            known = true;
        }
        if (!known) return refuse();
        if (comma == std::string_view::npos) return style;
        text.remove_prefix(comma + 1);
    }
}

std::string print_date_style(DateStyle style) {
    return std::string(format_names[static_cast<std::size_t>(style.format)].name) + ", " +
           std::string(order_names[static_cast<std::size_t>(style.order)].name);
}

Result<IntervalStyle> parse_interval_style(std::string_view text) {
    for (const StyleName& row : interval_style_names)
        if (equals_ignoring_case(row.name, text)) return row.style;
    return fail(Error(Errc::invalid_parameter_value,
                      "invalid value for parameter \"IntervalStyle\": \"" + std::string(text) + "\"")
                    .with_hint("Available values: postgres, postgres_verbose, sql_standard, iso_8601."));
}

std::string_view print_interval_style(IntervalStyle style) {
    return interval_style_names[static_cast<std::size_t>(style)].name;
}

}  // namespace ormgate
