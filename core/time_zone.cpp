#include "core/time_zone.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "core/datetime.hpp"
#include "core/scan.hpp"

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

// Reads a TZif file's big-endian integers; short input yields zeros and sets `bad`.
class FileReader {
public:
    explicit FileReader(std::string_view bytes) : rest_(bytes) {}
    std::uint8_t byte() {
        const std::string_view one = take(1);
        return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
    }
    std::uint32_t word() {
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i) value = value << 8 | byte();
        return value;
    }
    std::int64_t time(std::size_t width) {
        if (width == 4) return static_cast<std::int32_t>(word());
        const std::uint64_t high = word();
        return static_cast<std::int64_t>(high << 32 | word());
    }
    std::string_view take(std::size_t count) {
        if (count > rest_.size()) {
            bad_ = true;
            rest_ = {};
            return {};
        }
        const std::string_view head = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return head;
    }
    bool bad() const { return bad_; }

private:
    std::string_view rest_;
    bool bad_ = false;
};

struct FileHeader {
    char version = 0;
    std::uint32_t utc_count = 0, standard_count = 0, leap_count = 0, time_count = 0, kind_count = 0,
                  char_count = 0;
    std::size_t data_size(std::size_t width) const {
        return std::size_t{time_count} * (width + 1) + std::size_t{kind_count} * 6 + char_count +
               std::size_t{leap_count} * (width + 4) + standard_count + utc_count;
    }
};

bool read_header(FileReader& in, FileHeader& header) {
    if (in.take(4) != "TZif") return false;
    header.version = static_cast<char>(in.byte());
    in.take(15);
    header.utc_count = in.word();
    header.standard_count = in.word();
    header.leap_count = in.word();
    header.time_count = in.word();
    header.kind_count = in.word();
    header.char_count = in.word();
    return !in.bad() && header.kind_count > 0 && header.kind_count <= 256;
}

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

}  // namespace

bool TimeZone::parse_rule_date(std::string_view& in, RuleDate& out) {
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

// Adds the kinds of local time a POSIX rule names, and keeps the rule.
bool TimeZone::parse_rule(std::string_view text) {
    const std::string_view standard_name = take_zone_name(text);
    std::int32_t west = 0;
    if (!take_rule_offset(text, west)) return false;
    Rule rule;
    rule.standard = kinds_.size();
    kinds_.push_back({-west, false, std::string(standard_name)});
    if (!text.empty()) {
        const std::string_view daylight_name = take_zone_name(text);
        if (daylight_name.empty()) return false;
        std::int32_t daylight_west = west - 3600;
        if (!text.empty() && !text.starts_with(',') && !take_rule_offset(text, daylight_west)) return false;
        rule.daylight = kinds_.size();
        kinds_.push_back({-daylight_west, true, std::string(daylight_name)});
        if (text.empty()) text = default_rule;
        if (!parse_rule_date(text, rule.begin) || !parse_rule_date(text, rule.end) || !text.empty())
            return false;
    }
    rule_ = rule;
    return true;
}

std::int64_t TimeZone::seconds_in_year(const RuleDate& date, std::int64_t year) {
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

std::array<TimeZone::Transition, 2> TimeZone::rule_transitions(std::int64_t year) const {
    const Rule& rule = *rule_;
    std::array<Transition, 2> result = {{
        {seconds_in_year(rule.begin, year) - kinds_[rule.standard].seconds, *rule.daylight},
        {seconds_in_year(rule.end, year) - kinds_[*rule.daylight].seconds, rule.standard},
    }};
    if (result[1].at < result[0].at) std::swap(result[0], result[1]);
    return result;
}

std::size_t TimeZone::kind_at(std::int64_t utc_seconds) const {
    const bool after_file = transitions_.empty() || utc_seconds >= transitions_.back().at;
    if (after_file && rule_) {
        if (!rule_->daylight) return rule_->standard;
        const std::int64_t year = year_of(utc_seconds);
        std::size_t kind = rule_transitions(year - 1).back().kind;
        for (std::int64_t y = year; y <= year + 1; ++y)
            for (const Transition& transition : rule_transitions(y))
                if (transition.at <= utc_seconds) kind = transition.kind;
        return kind;
    }
    const auto next = std::ranges::upper_bound(transitions_, utc_seconds, {}, &Transition::at);
    return next == transitions_.begin() ? first_ : std::prev(next)->kind;
}

std::optional<TimeZone::Boundary> TimeZone::next_boundary(std::int64_t after_seconds) const {
    const auto next = std::ranges::upper_bound(transitions_, after_seconds, {}, &Transition::at);
    if (next != transitions_.end()) {
        const std::size_t before = next == transitions_.begin() ? first_ : std::prev(next)->kind;
        return Boundary{next->at, before, next->kind};
    }
    if (!rule_ || !rule_->daylight) return std::nullopt;
    const std::int64_t year = year_of(after_seconds);
    for (std::int64_t y = year - 1; y <= year + 1; ++y)
        for (const Transition& transition : rule_transitions(y))
            if (transition.at > after_seconds)
                return Boundary{transition.at, kind_at(transition.at - 1), transition.kind};
    return std::nullopt;
}

TimeZone::Offset TimeZone::offset(std::size_t kind) const {
    return {kinds_[kind].seconds, kinds_[kind].daylight, kinds_[kind].abbreviation};
}

TimeZone::Offset TimeZone::at(std::int64_t utc_seconds) const {
    return offset(kind_at(utc_seconds));
}

TimeZone::Offset TimeZone::at_local(std::int64_t local_seconds) const {
    const std::int64_t day_before = local_seconds - seconds_per_day;
    const std::optional<Boundary> boundary = next_boundary(day_before);
    if (!boundary) return offset(kind_at(day_before));
    const std::int64_t instant_before = local_seconds - kinds_[boundary->before].seconds;
    const std::int64_t instant_after = local_seconds - kinds_[boundary->after].seconds;
    if (instant_before < boundary->at && instant_after < boundary->at) return offset(boundary->before);
    if (instant_before > boundary->at && instant_after >= boundary->at) return offset(boundary->after);
    // In a gap the offset before it, in an overlap the one after it.
    return offset(instant_before > instant_after ? boundary->before : boundary->after);
}

TimeZone::Offset TimeZone::at_local(std::int64_t local_seconds, std::string_view abbreviation) const {
    const Offset plain = at_local(local_seconds);
    if (equals_ignoring_case(plain.abbreviation, abbreviation)) return plain;
    // The latest time before with that name, else the first one after.
    const std::int64_t utc_seconds = local_seconds - plain.seconds;
    const auto split = std::ranges::upper_bound(transitions_, utc_seconds, {}, &Transition::at);
    const auto named = [&](const Transition& t) {
        return equals_ignoring_case(kinds_[t.kind].abbreviation, abbreviation);
    };
    for (auto at = split; at != transitions_.begin();)
        if (named(*--at)) return offset(at->kind);
    const auto later = std::find_if(split, transitions_.end(), named);
    if (later != transitions_.end()) return offset(later->kind);
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
        if (equals_ignoring_case(kinds_[kind].abbreviation, abbreviation)) return offset(kind);
    return plain;
}

TimeZoneRef TimeZone::utc() {
    static const TimeZoneRef zone = [] {
        auto made = std::make_shared<TimeZone>();
        made->name_ = "UTC";
        made->kinds_.push_back({0, false, "UTC"});
        return made;
    }();
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
    auto zone = std::make_shared<TimeZone>();
    const bool west = seconds_east < 0;
    zone->name_ = west ? "<-" + offset + ">+" + offset : "<+" + offset + ">-" + offset;
    zone->kinds_.push_back({seconds_east, false, (west ? "-" : "+") + offset});
    return zone;
}

TimeZoneRef TimeZone::of_rule(std::string name, std::string_view rule) {
    auto zone = std::make_shared<TimeZone>();
    zone->name_ = std::move(name);
    if (!zone->parse_rule(rule)) return nullptr;
    return zone;
}

TimeZoneRef TimeZone::of_file(std::string name, std::string_view bytes) {
    FileReader in(bytes);
    FileHeader header;
    if (!read_header(in, header)) return nullptr;
    std::size_t width = 4;
    if (header.version >= '2') {
        in.take(header.data_size(width));
        if (in.bad() || !read_header(in, header)) return nullptr;
        width = 8;
    }
    if (header.leap_count != 0 || header.data_size(width) > bytes.size()) return nullptr;
    auto zone = std::make_shared<TimeZone>();
    zone->name_ = std::move(name);
    zone->transitions_.resize(header.time_count);
    for (Transition& transition : zone->transitions_) transition.at = in.time(width);
    for (Transition& transition : zone->transitions_) {
        transition.kind = in.byte();
        if (transition.kind >= header.kind_count) return nullptr;
    }
    std::vector<std::size_t> names;
    for (std::uint32_t i = 0; i < header.kind_count; ++i) {
        const auto seconds = static_cast<std::int32_t>(in.word());
        const bool daylight = in.byte() != 0;
        names.push_back(in.byte());
        zone->kinds_.push_back({seconds, daylight, {}});
    }
    const std::string_view chars = in.take(header.char_count);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] >= chars.size()) return nullptr;
        const std::string_view from = chars.substr(names[i]);
        zone->kinds_[i].abbreviation = from.substr(0, from.find('\0'));
    }
    in.take(std::size_t{header.standard_count} + header.utc_count);
    if (in.bad() || !std::ranges::is_sorted(zone->transitions_, {}, &Transition::at)) return nullptr;
    if (width == 4) return zone;
    const std::size_t footer = bytes.rfind('\n', bytes.size() < 2 ? 0 : bytes.size() - 2);
    if (!bytes.ends_with('\n') || footer == std::string_view::npos) return zone;
    const std::string_view rule = bytes.substr(footer + 1, bytes.size() - footer - 2);
    if (!rule.empty() && !zone->parse_rule(rule)) return nullptr;
    return zone;
}

}  // namespace ormgate
