#include <cstdlib>

#include "core/datetime.hpp"
#include "core/interval.hpp"

namespace ormgate {
namespace {

// Every part has the interval's sign of its own.
struct Parts {
    std::int64_t years, months, days, hours, minutes, seconds, microseconds;

    bool time_negative() const { return hours < 0 || minutes < 0 || seconds < 0 || microseconds < 0; }
    bool has_time() const { return hours != 0 || minutes != 0 || seconds != 0 || microseconds != 0; }
    bool has_seconds() const { return seconds != 0 || microseconds != 0; }
};

Parts parts_of(const Interval& interval) {
    const std::int64_t time = interval.microseconds;
    return {interval.months / 12,
            interval.months % 12,
            interval.days,
            time / microseconds_per_hour,
            time / microseconds_per_minute % 60,
            time / microseconds_per_second % 60,
            time % microseconds_per_second};
}

std::string magnitude(std::int64_t value) {
    return std::to_string(value < 0 ? -value : value);
}

std::string two_digits(std::int64_t value) {
    std::string digits = magnitude(value);
    return digits.size() < 2 ? "0" + digits : digits;
}

// Seconds without a sign, and their decimals without trailing zeros.
std::string seconds_text(const Parts& p, bool padded) {
    std::string text = padded ? two_digits(p.seconds) : magnitude(p.seconds);
    if (p.microseconds == 0) return text;
    std::string decimals = magnitude(p.microseconds);
    decimals.insert(0, 6 - decimals.size(), '0');
    while (decimals.ends_with('0')) decimals.pop_back();
    return text + "." + decimals;
}

std::string clock_text(const Parts& p) {
    return two_digits(p.hours) + ":" + two_digits(p.minutes) + ":" + seconds_text(p, true);
}

std::string print_postgres(const Parts& p) {
    std::string out;
    bool after_negative = false;  // a positive part behind a negative one shows its sign
    const auto part = [&](std::int64_t value, const char* unit) {
        if (value == 0) return;
        if (!out.empty()) out += ' ';
        if (after_negative && value > 0) out += '+';
        out += std::to_string(value) + " " + unit + (value == 1 ? "" : "s");
        after_negative = value < 0;
    };
    part(p.years, "year");
    part(p.months, "mon");
    part(p.days, "day");
    if (!out.empty() && !p.has_time()) return out;
    if (!out.empty()) out += ' ';
    if (p.time_negative())
        out += '-';
    else if (after_negative)
        out += '+';
    return out + clock_text(p);
}

std::string print_verbose(const Parts& p) {
    std::string out = "@";
    bool empty = true;
    bool ago = false;  // the first part that is not zero decides
    const auto part = [&](std::int64_t value, const char* unit) {
        if (value == 0) return;
        if (empty) ago = value < 0;
        if (ago) value = -value;
        out += " " + std::to_string(value) + " " + unit + (value == 1 ? "" : "s");
        empty = false;
    };
    part(p.years, "year");
    part(p.months, "mon");
    part(p.days, "day");
    part(p.hours, "hour");
    part(p.minutes, "min");
    if (p.has_seconds()) {
        const bool negative = p.seconds < 0 || p.microseconds < 0;
        if (empty) ago = negative;
        out += negative != ago ? " -" : " ";
        out += seconds_text(p, false);
        out += (p.seconds == 1 || p.seconds == -1) && p.microseconds == 0 ? " sec" : " secs";
        empty = false;
    }
    if (empty) out += " 0";
    if (ago) out += " ago";
    return out;
}

std::string print_iso(const Parts& p) {
    std::string out = "P";
    const auto part = [&](std::int64_t value, char unit) {
        if (value != 0) out += std::to_string(value) + unit;
    };
    part(p.years, 'Y');
    part(p.months, 'M');
    part(p.days, 'D');
    if (p.has_time()) out += 'T';
    part(p.hours, 'H');
    part(p.minutes, 'M');
    if (p.has_seconds()) {
        if (p.seconds < 0 || p.microseconds < 0) out += '-';
        out += seconds_text(p, false) + 'S';
    }
    return out == "P" ? "PT0S" : out;
}

std::string print_sql(const Parts& p) {
    const bool negative = p.years < 0 || p.months < 0 || p.days < 0 || p.time_negative();
    const bool positive = p.years > 0 || p.months > 0 || p.days > 0 || p.hours > 0 || p.minutes > 0 ||
                          p.seconds > 0 || p.microseconds > 0;
    const bool has_months = p.years != 0 || p.months != 0;
    const bool has_day_time = p.days != 0 || p.has_time();
    if (!negative && !positive) return "0";
    const std::string months = magnitude(p.years) + "-" + magnitude(p.months);
    const std::string clock = magnitude(p.hours) + ":" + two_digits(p.minutes) + ":" + seconds_text(p, true);
    if ((negative && positive) || (has_months && has_day_time)) {
        const auto sign = [](bool minus) { return minus ? '-' : '+'; };
        std::string out;
        out += sign(p.years < 0 || p.months < 0);
        out += months + ' ' + sign(p.days < 0);
        return out + magnitude(p.days) + ' ' + sign(p.time_negative()) + clock;
    }
    const std::string sign = negative ? "-" : "";
    if (has_months) return sign + months;
    if (p.days != 0) return sign + magnitude(p.days) + " " + clock;
    return sign + clock;
}

}  // namespace

std::string print_interval(const Interval& interval, IntervalStyle style) {
    const Parts parts = parts_of(interval);
    switch (style) {
        case IntervalStyle::postgres:
            break;
        case IntervalStyle::postgres_verbose:
            return print_verbose(parts);
        case IntervalStyle::sql_standard:
            return print_sql(parts);
        case IntervalStyle::iso_8601:
            return print_iso(parts);
    }
    return print_postgres(parts);
}

}  // namespace ormgate
