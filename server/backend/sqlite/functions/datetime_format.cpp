#include <cstdio>
#include <cstdlib>
#include <string>

#include "server/backend/sqlite/functions/datetime_arguments.hpp"
#include "server/backend/sqlite/functions/datetime_parse.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/format_pattern.hpp"

namespace ormgate::sqlite {
namespace {

// What the fields of a pattern show.
struct Shown {
    std::int64_t year = 0;
    int month = 0, day = 0;
    std::int64_t hour = 0;
    int minute = 0, second = 0, microsecond = 0;
    int day_of_year = 0, day_of_week = 0;
    std::int64_t julian = 0;
    int iso_week = 0, iso_day_of_year = 0;
    std::int64_t iso_year = 0;
    bool interval = false;
    bool has_zone = false;
    std::int32_t offset = 0;
    std::string zone;

    std::int64_t shown_year(std::int64_t y) const { return interval || y > 0 ? y : 1 - y; }
};

constexpr std::int64_t julian_of_2000 = 2451545;

// PostgreSQL's date2j(), which also takes the fields of an interval.
std::int64_t julian_of_fields(std::int64_t year, std::int64_t month, std::int64_t day) {
    bool before_march = month <= 2;
    month += before_march ? 13 : 1;
    year += before_march ? 4799 : 4800;
    std::int64_t century = year / 100;
    return year * 365 - 32167 + year / 4 - century + century / 4 + 7834 * month / 256 + day;
}

void add_iso_week(Shown& shown, Date date) {
    // The week belongs to the year of its Thursday.
    int iso_day = shown.day_of_week == 0 ? 7 : shown.day_of_week;
    Date thursday{date.days + 4 - iso_day};
    shown.iso_year = civil(thursday).year;
    auto first = static_cast<std::int32_t>(days_of_civil(shown.iso_year, 1, 1));
    shown.iso_week = (thursday.days - first) / 7 + 1;
    shown.iso_day_of_year = (shown.iso_week - 1) * 7 + iso_day;
}

Shown shown_of(Timestamp local) {
    Civil fields = civil(local);
    Date date = date_of(local);
    Shown shown;
    shown.year = fields.year;
    shown.month = fields.month;
    shown.day = fields.day;
    shown.hour = fields.hour;
    shown.minute = fields.minute;
    shown.second = fields.second;
    shown.microsecond = fields.microsecond;
    shown.day_of_week = day_of_week(date);
    shown.day_of_year = static_cast<int>(date.days - days_of_civil(fields.year, 1, 1)) + 1;
    shown.julian = date.days + julian_of_2000;
    add_iso_week(shown, date);
    return shown;
}

Shown shown_of(const Interval& interval) {
    Shown shown;
    shown.interval = true;
    shown.year = interval.months / 12;
    shown.month = interval.months % 12;
    shown.day = interval.days;
    std::int64_t time = interval.microseconds;
    shown.hour = time / microseconds_per_hour;
    time %= microseconds_per_hour;
    shown.minute = static_cast<int>(time / microseconds_per_minute);
    time %= microseconds_per_minute;
    shown.second = static_cast<int>(time / microseconds_per_second);
    shown.microsecond = static_cast<int>(time % microseconds_per_second);
    shown.day_of_year = static_cast<int>((shown.year * 12 + shown.month) * 30 + shown.day);
    shown.julian = julian_of_fields(shown.year, shown.month, shown.day);
    return shown;
}

class DateWriter {
public:
    explicit DateWriter(const Shown& shown) : s_(shown) {}

    Result<std::string> write(const std::vector<FormatNode>& nodes) {
        for (const FormatNode& node : nodes) {
            if (node.field == Field::none) {
                out_ += node.character;
                continue;
            }
            if (Answer done = field(node); !done) return fail(done.error());
        }
        return std::move(out_);
    }

private:
    // A number of at least `width` digits, or just as many as it has in fill mode; a negative one has a sign
    // too.
    void number(const FormatNode& node, std::int64_t value, int width) {
        char text[32];
        int padded = node.fill_mode ? 0 : value < 0 ? width + 1 : width;
        std::snprintf(text, sizeof text, "%0*lld", padded, static_cast<long long>(value));
        out_ += text;
        if (node.ordinal) out_ += ordinal_suffix(text, node.ordinal_upper);
    }

    void word(const FormatNode& node, std::string_view text, std::size_t width) {
        std::string spelled(text);
        for (std::size_t i = 0; i < spelled.size(); ++i) {
            bool to_upper = node.spelling == Spelling::upper;
            if (to_upper && spelled[i] >= 'a' && spelled[i] <= 'z')
                spelled[i] = static_cast<char>(spelled[i] - 32);
            if (node.spelling == Spelling::lower && spelled[i] >= 'A' && spelled[i] <= 'Z')
                spelled[i] = static_cast<char>(spelled[i] + 32);
        }
        if (!node.fill_mode && spelled.size() < width) spelled.append(width - spelled.size(), ' ');
        out_ += spelled;
    }

    static Answer only_of_dates(const Shown& shown) {
        if (!shown.interval) return {};
        return fail(Error(Errc::invalid_datetime_format, "invalid format specification for an interval value")
                        .with_hint("Intervals are not tied to specific calendar dates."));
    }

    void offset(bool hours_only) {
        char text[16];
        int minutes = std::abs(s_.offset) / 60;
        std::snprintf(text, sizeof text, "%c%02d", s_.offset >= 0 ? '+' : '-', minutes / 60);
        out_ += text;
        if (hours_only || minutes % 60 == 0) return;
        std::snprintf(text, sizeof text, ":%02d", minutes % 60);
        out_ += text;
    }

    void roman_month(const FormatNode& node) {
        if (s_.month == 0 && (!s_.interval || s_.year == 0)) return;
        int month = s_.month == 0 ? (s_.year >= 0 ? 0 : 11) : s_.month < 0 ? -s_.month - 1 : s_.month - 1;
        if (s_.interval && s_.month == 0) month = s_.year >= 0 ? 11 : 0;
        if (s_.interval && s_.month < 0) month = 12 + s_.month - 1;
        word(node, roman_months[month], 4);
    }

    void year(const FormatNode& node, std::int64_t value) {
        value = s_.shown_year(value);
        constexpr std::int64_t moduli[] = {1, 10, 100, 1000};
        bool whole = node.digits >= 4;
        number(node, whole ? value : value % moduli[node.digits], node.digits);
    }

    void century(const FormatNode& node) {
        std::int64_t value = s_.interval   ? s_.year / 100
                             : s_.year > 0 ? (s_.year - 1) / 100 + 1
                                           : s_.year / 100 - 1;
        number(node, value, value <= 99 && value >= -99 ? 2 : 0);
    }

    Answer field(const FormatNode& node) {
        switch (node.field) {
            case Field::meridian_dots:
                word(node, s_.hour % 24 >= 12 ? "P.M." : "A.M.", 0);
                return {};
            case Field::meridian:
                word(node, s_.hour % 24 >= 12 ? "PM" : "AM", 0);
                return {};
            case Field::hour12:
                number(node, s_.hour % 12 == 0 ? 12 : s_.hour % 12, 2);
                return {};
            case Field::hour24:
                number(node, s_.hour, 2);
                return {};
            case Field::minute:
                number(node, s_.minute, 2);
                return {};
            case Field::second:
                number(node, s_.second, 2);
                return {};
            case Field::millisecond:
                fraction(node, 3);
                return {};
            case Field::microsecond:
                fraction(node, 6);
                return {};
            case Field::fraction:
                fraction(node, node.digits);
                return {};
            case Field::second_of_day:
                number(node, s_.hour * 3600 + s_.minute * 60 + s_.second, 0);
                return {};
            case Field::month:
                number(node, s_.month, 2);
                return {};
            case Field::day:
                number(node, s_.day, 2);
                return {};
            case Field::day_of_year:
                number(node, s_.day_of_year, 3);
                return {};
            case Field::year:
                year(node, s_.year);
                return {};
            case Field::century:
                century(node);
                return {};
            case Field::year_comma:
                year_comma(node);
                return {};
            case Field::week_of_year:
                number(node, (s_.day_of_year - 1) / 7 + 1, 2);
                return {};
            case Field::week_of_month:
                number(node, (s_.day - 1) / 7 + 1, 0);
                return {};
            case Field::roman_month:
                roman_month(node);
                return {};
            case Field::quarter:
                if (s_.month != 0) number(node, (s_.month - 1) / 3 + 1, 0);
                return {};
            case Field::julian:
                number(node, s_.julian, 0);
                return {};
            case Field::fixed:
                return {};
            default:
                return dated_field(node);
        }
    }

    // Fields that an interval does not have.
    Answer dated_field(const FormatNode& node) {
        if (Answer dated = only_of_dates(s_); !dated) return dated;
        auto month = static_cast<std::size_t>(s_.month > 0 ? s_.month - 1 : 0);
        auto weekday = static_cast<std::size_t>(s_.day_of_week);
        switch (node.field) {
            case Field::era_dots:
                word(node, s_.year <= 0 ? "B.C." : "A.D.", 0);
                return {};
            case Field::era:
                word(node, s_.year <= 0 ? "BC" : "AD", 0);
                return {};
            case Field::month_name:
                word(node, month_names[month], 9);
                return {};
            case Field::month_short:
                word(node, month_names[month].substr(0, 3), 0);
                return {};
            case Field::day_name:
                word(node, day_names[weekday], 9);
                return {};
            case Field::day_short:
                word(node, day_names[weekday].substr(0, 3), 0);
                return {};
            case Field::day_of_week:
                number(node, s_.day_of_week + 1, 0);
                return {};
            case Field::iso_day_of_week:
                number(node, s_.day_of_week == 0 ? 7 : s_.day_of_week, 0);
                return {};
            case Field::iso_day_of_year:
                number(node, s_.iso_day_of_year, 3);
                return {};
            case Field::iso_week:
                number(node, s_.iso_week, 2);
                return {};
            case Field::iso_year:
                year(node, s_.iso_year);
                return {};
            case Field::zone:
                word(node, s_.zone, 0);
                return {};
            case Field::zone_hours:
                offset(true);
                return {};
            case Field::zone_minutes:
                number(node, std::abs(s_.offset) / 60 % 60, 2);
                return {};
            case Field::offset:
                offset(false);
                return {};
            default:
                return {};
        }
    }

    void fraction(const FormatNode& node, int digits) {
        int value = s_.microsecond;
        for (int i = digits; i < 6; ++i) value /= 10;
        FormatNode padded = node;
        padded.fill_mode = false;  // decimals keep their leading zeros
        number(padded, value, digits);
    }

    void year_comma(const FormatNode& node) {
        std::int64_t value = s_.shown_year(s_.year);
        char text[32];
        std::snprintf(text,
                      sizeof text,
                      "%lld,%03lld",
                      static_cast<long long>(value / 1000),
                      static_cast<long long>(value % 1000));
        out_ += text;
        if (node.ordinal) out_ += ordinal_suffix(text, node.ordinal_upper);
    }

    const Shown& s_;
    std::string out_;
};

Answer answer_formatted(Call& call, const Shown& shown) {
    std::string_view format = call.text(1);
    if (format.empty()) return {};
    return answer_result(call, DateWriter(shown).write(parse_date_format(format)));
}

Answer format_timestamp(Call& call) {
    Result<Timestamp> at = argument<Timestamp>(call, 0);
    if (!at) return fail(at.error());
    if (!at->finite()) return {};
    return answer_formatted(call, shown_of(*at));
}

Answer format_timestamptz(Call& call) {
    Result<UtcTimestamp> utc = argument<UtcTimestamp>(call, 0);
    if (!utc) return fail(utc.error());
    if (!utc->at.finite()) return {};
    const TimeZone& zone = zone_of(call.context());
    Shown shown = shown_of(to_local(utc->at, zone));
    std::int64_t seconds = utc->at.microseconds / microseconds_per_second;
    if (utc->at.microseconds % microseconds_per_second < 0) --seconds;
    TimeZone::Offset offset = zone.at(seconds - unix_epoch_seconds);
    shown.has_zone = true;
    shown.offset = offset.seconds;
    shown.zone = offset.abbreviation;
    return answer_formatted(call, shown);
}

Answer format_interval(Call& call) {
    Result<Interval> interval = argument<Interval>(call, 0);
    if (!interval) return fail(interval.error());
    return answer_formatted(call, shown_of(*interval));
}

// to_timestamp(seconds since 1970) and to_timestamp(text, format)
Answer to_timestamp(Call& call) {
    if (call.count() == 1) {
        Result<Timestamp> at = timestamp_of_epoch(call.real(0));
        if (!at) return fail(at.error());
        answer_value(call, UtcTimestamp{*at});
        return {};
    }
    Result<ParsedTimestamp> parsed = parse_formatted(call.text(0), call.text(1));
    if (!parsed) return fail(parsed.error());
    Timestamp at = parsed->local;
    if (parsed->offset)
        at.microseconds -= *parsed->offset * microseconds_per_second;
    else
        at = to_utc(at, zone_of(call.context()));
    answer_value(call, UtcTimestamp{at});
    return {};
}

Answer to_date(Call& call) {
    Result<ParsedTimestamp> parsed = parse_formatted(call.text(0), call.text(1));
    if (!parsed) return fail(parsed.error());
    answer_value(call, date_of(parsed->local));
    return {};
}

constexpr ScalarFunction functions[] = {
    {"pg_to_char_interval", 2, 2, pure, format_interval},
    {"pg_to_char_timestamp", 2, 2, pure, format_timestamp},
    {"pg_to_char_timestamptz", 2, 2, pure, format_timestamptz},
    {"pg_to_date", 2, 2, pure, to_date},
    {"pg_to_timestamp", 1, 2, pure, to_timestamp},
};

}  // namespace

std::span<const ScalarFunction> datetime_format_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
