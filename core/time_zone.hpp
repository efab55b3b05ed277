#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace ormgate {

// TimeZone answers how far local time is ahead of UTC: a zone of the tz database, a POSIX rule
// ('CET-1CEST,M3.5.0,M10.5.0/3') or a fixed offset. Seconds are counted from 1970-01-01 UTC. Immutable, so
// threads may share one.
class TimeZone {
public:
    struct Offset {
        std::int32_t seconds = 0;  // east of UTC
        bool daylight = false;
        std::string_view abbreviation;  // lives as long as the zone
    };

    Offset at(std::int64_t utc_seconds) const;
    // Of a local time, which may not exist (a gap: the offset before it) or exist twice (an overlap: the
    // later one).
    Offset at_local(std::int64_t local_seconds) const;
    // Of a local time called by one of the zone's abbreviations, which may contradict the time of the year
    // ('MSK').
    Offset at_local(std::int64_t local_seconds, std::string_view abbreviation) const;
    bool is_fixed() const { return transitions_.empty() && !(rule_ && rule_->daylight); }
    const std::string& name() const { return name_; }  // as SHOW TIME ZONE prints it

    static std::shared_ptr<const TimeZone> utc();
    static std::shared_ptr<const TimeZone> fixed(std::int32_t seconds_east);
    // The bytes of a TZif file (RFC 8536); nullptr if they are not one.
    static std::shared_ptr<const TimeZone> of_file(std::string name, std::string_view bytes);
    // A POSIX TZ rule, whose offsets count west of Greenwich; nullptr if it is not one.
    static std::shared_ptr<const TimeZone> of_rule(std::string name, std::string_view rule);

private:
    // One kind of local time in the zone.
    struct Kind {
        std::int32_t seconds = 0;
        bool daylight = false;
        std::string abbreviation;
    };
    struct Transition {
        std::int64_t at = 0;  // UTC
        std::size_t kind = 0;
    };
    // When the daylight part of a POSIX rule begins or ends: Mm.w.d, Jn or n, at a local time.
    struct RuleDate {
        enum class Form : std::uint8_t { month_week_day, julian, day_of_year } form = Form::month_week_day;
        int month = 0, week = 0, day = 0;
        std::int32_t seconds = 7200;
    };
    struct Rule {
        std::size_t standard = 0;  // indices of kinds_
        std::optional<std::size_t> daylight;
        RuleDate begin, end;
    };
    struct Boundary {
        std::int64_t at = 0;
        std::size_t before = 0, after = 0;
    };

    static std::int64_t seconds_in_year(const RuleDate& date, std::int64_t year);
    static bool parse_rule_date(std::string_view& in, RuleDate& out);
    bool parse_rule(std::string_view text);
    std::array<Transition, 2> rule_transitions(std::int64_t year) const;
    std::size_t kind_at(std::int64_t utc_seconds) const;
    std::optional<Boundary> next_boundary(std::int64_t after_seconds) const;
    Offset offset(std::size_t kind) const;

    std::string name_;
    std::vector<Kind> kinds_;
    std::vector<Transition> transitions_;
    std::size_t first_ = 0;     // kind before the first transition
    std::optional<Rule> rule_;  // after the last transition
};

using TimeZoneRef = std::shared_ptr<const TimeZone>;

// The zone of a name of the tz database in any case ('europe/berlin' finds Europe/Berlin) or of a POSIX rule
// ('EST5EDT',
// '<+02>-2', 'FOO+3'). nullptr if there is none. Cached per thread.
TimeZoneRef find_time_zone(std::string_view name);

// What SET TIME ZONE takes: a name or rule as above, hours east ('2', '-3.5', '+02'), INTERVAL '+02:00'
// as the text `INTERVAL '+02:00'`, DEFAULT/LOCAL excluded. 22023 `invalid value for parameter "TimeZone":
// "x"`.
Result<TimeZoneRef> time_zone_setting(std::string_view text);

// What AT TIME ZONE takes: an abbreviation, a zone's name or a POSIX rule. 22023 `time zone "x" not
// recognized`. An abbreviation with a fixed meaning answers as a fixed zone.
Result<TimeZoneRef> time_zone_named(std::string_view name);

// PostgreSQL's default abbreviations (timezone_abbreviations = Default).
struct ZoneAbbreviation {
    std::string_view name;  // lower case
    std::int32_t seconds;   // east; of a dynamic one unused
    bool daylight;
    std::string_view zone;  // of a dynamic abbreviation: the zone that says what it means at a given time
};
const ZoneAbbreviation* find_zone_abbreviation(std::string_view lower_case_name);

}  // namespace ormgate
