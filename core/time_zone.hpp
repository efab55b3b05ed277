#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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

    virtual ~TimeZone() = default;
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;

    virtual Offset at(std::int64_t utc_seconds) const = 0;
    // Of a local time, which may not exist (a gap: the offset before it) or exist twice (an overlap: the
    // later one).
    virtual Offset at_local(std::int64_t local_seconds) const = 0;
    // Of a local time called by one of the zone's abbreviations, which may contradict the time of the year
    // ('MSK').
    virtual Offset at_local(std::int64_t local_seconds, std::string_view abbreviation) const = 0;
    virtual bool is_fixed() const = 0;
    const std::string& name() const { return name_; }  // as SHOW TIME ZONE prints it

    static std::shared_ptr<const TimeZone> utc();
    static std::shared_ptr<const TimeZone> fixed(std::int32_t seconds_east);
    // A zone of the tz database by its exact name; nullptr if there is none.
    static std::shared_ptr<const TimeZone> of_database(const std::string& name);
    // A POSIX TZ rule, whose offsets count west of Greenwich; nullptr if it is not one.
    static std::shared_ptr<const TimeZone> of_rule(std::string name, std::string_view rule);

protected:
    explicit TimeZone(std::string name) : name_(std::move(name)) {}

private:
    std::string name_;
};

inline constexpr const char* time_zone_database = "/usr/share/zoneinfo";

using TimeZoneRef = std::shared_ptr<const TimeZone>;

// The zone of a name of the tz database in any case ('europe/berlin' finds Europe/Berlin) or of a POSIX rule
// ('EST5EDT', '<+02>-2', 'FOO+3'). nullptr if there is none. Cached per thread.
TimeZoneRef find_time_zone(std::string_view name);

// What SET TIME ZONE takes: a name or rule as above, hours east ('2', '-3.5', '+02'), INTERVAL '+02:00'
// as the text `INTERVAL '+02:00'`, DEFAULT/LOCAL excluded. 22023 `invalid value for parameter
// "TimeZone": "x"`.
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
