#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/datetime.hpp"
#include "core/scan.hpp"
#include "core/time_zone.hpp"

namespace ormgate {
namespace {

constexpr std::int64_t seconds_per_day = 86400;
constexpr std::int32_t longest_rule_offset = 167 * 3600 + 59 * 60 + 59;  // RFC 8536, 3.3.1
constexpr std::string_view default_rule = ",M3.2.0,M11.1.0";             // of 'FOO5BAR': the USA's

std::int64_t days_since_1970(std::int64_t year, int month, int day) {
    return days_of_civil(year, month, day) - unix_epoch_days;
}

std::int64_t year_of(std::int64_t unix_seconds) {
    const std::int64_t days = unix_seconds >= 0 ? unix_seconds / seconds_per_day
                                                : -((-unix_seconds + seconds_per_day - 1) / seconds_per_day);
    return civil(Date{static_cast<std::int32_t>(days + unix_epoch_days)}).year;
}

// When the daylight part of a rule begins or ends: Mm.w.d, Jn or n, at a local time.
struct RuleDate {
    enum class Form : std::uint8_t { month_week_day, julian, day_of_year } form = Form::month_week_day;
    int month = 0, week = 0, day = 0;
    std::int32_t seconds = 7200;
};

// One kind of local time in the zone.
struct Kind {
    std::int32_t seconds = 0;
    bool daylight = false;
    std::string abbreviation;
};

struct Rule {
    Kind standard;
    std::optional<Kind> daylight;
    RuleDate begin, end;
};

// '<+02>' or letters; empty if there is none (which PostgreSQL allows).
std::string_view take_zone_name(std::string_view& in) {
    if (in.starts_with('<')) {
        const std::size_t end = in.find('>');
        if (end == std::string_view::npos) return {};
        const std::string_view name = in.substr(1, end - 1);
        in.remove_prefix(end + 1);
        return name;
    }
    std::size_t n = 0;
    while (n < in.size() && !is_digit(in[n]) && in[n] != ',' && in[n] != '-' && in[n] != '+') ++n;
    const std::string_view name = in.substr(0, n);
    in.remove_prefix(n);
    return name;
}

bool take_number(std::string_view& in, int low, int high, int& out) {
    const std::string_view digits = take_digits(in);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return !digits.empty() && error == std::errc() && out >= low && out <= high;
}

// [+-]hh[:mm[:ss]]
bool take_rule_offset(std::string_view& in, std::int32_t& seconds) {
    const bool negative = in.starts_with('-');
    if (negative || in.starts_with('+')) in.remove_prefix(1);
    int hours = 0, minutes = 0, rest = 0;
    if (!take_number(in, 0, 167, hours)) return false;
    if (in.starts_with(':')) {
        in.remove_prefix(1);
        if (!take_number(in, 0, 59, minutes)) return false;
        if (in.starts_with(':')) {
            in.remove_prefix(1);
            if (!take_number(in, 0, 60, rest)) return false;
        }
    }
    seconds = hours * 3600 + minutes * 60 + rest;
    if (seconds > longest_rule_offset) return false;
    if (negative) seconds = -seconds;
    return true;
}

bool take_rule_date(std::string_view& in, RuleDate& out) {
    if (!in.starts_with(',')) return false;
    in.remove_prefix(1);
    if (in.starts_with('M')) {
        in.remove_prefix(1);
        out.form = RuleDate::Form::month_week_day;
        if (!take_number(in, 1, 12, out.month) || !in.starts_with('.')) return false;
        in.remove_prefix(1);
        if (!take_number(in, 1, 5, out.week) || !in.starts_with('.')) return false;
        in.remove_prefix(1);
        if (!take_number(in, 0, 6, out.day)) return false;
    } else if (in.starts_with('J')) {
        in.remove_prefix(1);
        out.form = RuleDate::Form::julian;
        if (!take_number(in, 1, 365, out.day)) return false;
    } else {
        out.form = RuleDate::Form::day_of_year;
        if (!take_number(in, 0, 365, out.day)) return false;
    }
    if (!in.starts_with('/')) return true;
    in.remove_prefix(1);
    return take_rule_offset(in, out.seconds);
}

std::optional<Rule> parse_rule(std::string_view text) {
    Rule rule;
    rule.standard.abbreviation = take_zone_name(text);
    std::int32_t west = 0;
    if (!take_rule_offset(text, west)) return std::nullopt;
    rule.standard.seconds = -west;
    if (text.empty()) return rule;
    const std::string_view daylight_name = take_zone_name(text);
    if (daylight_name.empty()) return std::nullopt;
    std::int32_t daylight_west = west - 3600;
    if (!text.empty() && !text.starts_with(',') && !take_rule_offset(text, daylight_west))
        return std::nullopt;
    rule.daylight = Kind{-daylight_west, true, std::string(daylight_name)};
    if (text.empty()) text = default_rule;
    if (!take_rule_date(text, rule.begin) || !take_rule_date(text, rule.end) || !text.empty())
        return std::nullopt;
    return rule;
}

std::int64_t seconds_in_year(const RuleDate& date, std::int64_t year) {
    std::int64_t day = days_since_1970(year, 1, 1);
    switch (date.form) {
        case RuleDate::Form::day_of_year:
            day += date.day;
            break;
        case RuleDate::Form::julian:  // February 29 is never counted
            day += date.day - 1 + (is_leap_year(year) && date.day >= 60 ? 1 : 0);
            break;
        case RuleDate::Form::month_week_day: {
            const std::int64_t first = days_since_1970(year, date.month, 1);
            const int weekday = day_of_week(Date{static_cast<std::int32_t>(first + unix_epoch_days)});
            int offset = (date.day - weekday + 7) % 7 + (date.week - 1) * 7;
            if (offset >= days_in_month(year, date.month)) offset -= 7;
            day = first + offset;
        }
    }
    return day * seconds_per_day + date.seconds;
}

// RuleZone keeps a POSIX rule for all of time; without a daylight part it is a fixed offset.
class RuleZone : public TimeZone {
public:
    RuleZone(std::string name, Rule rule) : TimeZone(std::move(name)), rule_(std::move(rule)) {}

    Offset at(std::int64_t utc_seconds) const override { return offset(kind_at(utc_seconds)); }
    Offset at_local(std::int64_t local_seconds) const override;
    Offset at_local(std::int64_t local_seconds, std::string_view abbreviation) const override;
    bool is_fixed() const override { return !rule_.daylight; }

private:
    struct Transition {
        std::int64_t at = 0;  // UTC
        const Kind* before = nullptr;
        const Kind* after = nullptr;
    };

    static Offset offset(const Kind& kind) { return {kind.seconds, kind.daylight, kind.abbreviation}; }
    std::array<Transition, 2> transitions_of(std::int64_t year) const;
    Transition next_transition(std::int64_t after_seconds) const;
    const Kind& kind_at(std::int64_t utc_seconds) const;

    Rule rule_;
};

// In order of time; only asked if there is a daylight part.
std::array<RuleZone::Transition, 2> RuleZone::transitions_of(std::int64_t year) const {
    const Kind *standard = &rule_.standard, *daylight = &*rule_.daylight;
    std::array<Transition, 2> result = {{
        {seconds_in_year(rule_.begin, year) - standard->seconds, standard, daylight},
        {seconds_in_year(rule_.end, year) - daylight->seconds, daylight, standard},
    }};
    if (result[1].at < result[0].at) std::swap(result[0], result[1]);
    return result;
}

RuleZone::Transition RuleZone::next_transition(std::int64_t after_seconds) const {
    const std::int64_t year = year_of(after_seconds);
    for (std::int64_t y = year - 1; y <= year + 1; ++y)
        for (const Transition& transition : transitions_of(y))
            if (transition.at > after_seconds) return transition;
    return transitions_of(year + 2).front();
}

const Kind& RuleZone::kind_at(std::int64_t utc_seconds) const {
    if (!rule_.daylight) return rule_.standard;
    return *next_transition(utc_seconds).before;
}

TimeZone::Offset RuleZone::at_local(std::int64_t local_seconds) const {
    if (!rule_.daylight) return offset(rule_.standard);
    const auto [at, before, after] = next_transition(local_seconds - seconds_per_day);
    const std::int64_t instant_before = local_seconds - before->seconds;
    const std::int64_t instant_after = local_seconds - after->seconds;
    if (instant_before < at && instant_after < at) return offset(*before);
    if (instant_before > at && instant_after >= at) return offset(*after);
    // In a gap the offset before it, in an overlap the one after it.
    return offset(instant_before > instant_after ? *before : *after);
}

TimeZone::Offset RuleZone::at_local(std::int64_t local_seconds, std::string_view abbreviation) const {
    if (equals_ignoring_case(rule_.standard.abbreviation, abbreviation)) return offset(rule_.standard);
    if (rule_.daylight && equals_ignoring_case(rule_.daylight->abbreviation, abbreviation))
        return offset(*rule_.daylight);
    return at_local(local_seconds);
}

}  // namespace

TimeZoneRef TimeZone::utc() {
    static const TimeZoneRef zone = std::make_shared<RuleZone>("UTC", Rule{{0, false, "UTC"}, {}, {}, {}});
    return zone;
}

TimeZoneRef TimeZone::fixed(std::int32_t seconds_east) {
    const std::int32_t magnitude = std::abs(seconds_east);
    char digits[24];
    int length = std::snprintf(digits, sizeof digits, "%02d", magnitude / 3600);
    const auto add = [&](int part) {
        const auto used = static_cast<std::size_t>(length);
        length += std::snprintf(digits + used, sizeof digits - used, ":%02d", part);
    };
    if (magnitude % 3600 != 0) add(magnitude / 60 % 60);
    if (magnitude % 60 != 0) add(magnitude % 60);
    const std::string offset(digits, static_cast<std::size_t>(length));
    const bool west = seconds_east < 0;
    std::string name = west ? "<-" + offset + ">+" + offset : "<+" + offset + ">-" + offset;
    Rule rule;
    rule.standard = {seconds_east, false, (west ? "-" : "+") + offset};
    return std::make_shared<RuleZone>(std::move(name), std::move(rule));
}

TimeZoneRef TimeZone::of_rule(std::string name, std::string_view text) {
    std::optional<Rule> rule = parse_rule(text);
    if (!rule) return nullptr;
    return std::make_shared<RuleZone>(std::move(name), std::move(*rule));
}

}  // namespace ormgate
