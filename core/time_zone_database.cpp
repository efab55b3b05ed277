#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <filesystem>
#include <optional>

#include "core/scan.hpp"
#include "core/time_zone.hpp"

namespace ormgate {
namespace {

using Instant = cctz::time_point<cctz::seconds>;

Instant instant(std::int64_t utc_seconds) {
    return Instant(cctz::seconds(utc_seconds));
}

// DatabaseZone asks CCTZ about a zone of the tz database.
class DatabaseZone : public TimeZone {
public:
    DatabaseZone(std::string name, cctz::time_zone zone) : TimeZone(std::move(name)), zone_(zone) {}

    Offset at(std::int64_t utc_seconds) const override { return offset_at(instant(utc_seconds)); }
    Offset at_local(std::int64_t local_seconds) const override;
    Offset at_local(std::int64_t local_seconds, std::string_view abbreviation) const override;
    bool is_fixed() const override {
        cctz::time_zone::civil_transition first;
        return !zone_.next_transition(Instant::min(), &first);
    }

private:
    Offset offset_at(Instant when) const {
        const cctz::time_zone::absolute_lookup found = zone_.lookup(when);
        return {found.offset, found.is_dst, found.abbr};
    }
    std::optional<Offset> named_before(Instant when, std::string_view abbreviation) const;
    std::optional<Offset> named_after(Instant when, std::string_view abbreviation) const;

    cctz::time_zone zone_;
};

TimeZone::Offset DatabaseZone::at_local(std::int64_t local_seconds) const {
    const auto found = zone_.lookup(cctz::civil_second(1970, 1, 1) + local_seconds);
    if (found.kind == cctz::time_zone::civil_lookup::SKIPPED)
        return offset_at(found.trans - cctz::seconds(1));
    return offset_at(found.post);
}

TimeZone::Offset DatabaseZone::at_local(std::int64_t local_seconds, std::string_view abbreviation) const {
    const Offset plain = at_local(local_seconds);
    if (equals_ignoring_case(plain.abbreviation, abbreviation)) return plain;
    const Instant when = instant(local_seconds - plain.seconds);
    if (const auto before = named_before(when, abbreviation)) return *before;
    return named_after(when, abbreviation).value_or(plain);
}

// What the abbreviation meant when it was last in use.
std::optional<TimeZone::Offset> DatabaseZone::named_before(Instant when,
                                                           std::string_view abbreviation) const {
    cctz::time_zone::civil_transition transition;
    while (zone_.prev_transition(when, &transition)) {
        when = zone_.lookup(transition.to).trans;
        const Offset earlier = offset_at(when - cctz::seconds(1));
        if (equals_ignoring_case(earlier.abbreviation, abbreviation)) return earlier;
    }
    return std::nullopt;
}

std::optional<TimeZone::Offset> DatabaseZone::named_after(Instant when, std::string_view abbreviation) const {
    cctz::time_zone::civil_transition transition;
    while (zone_.next_transition(when, &transition)) {
        when = zone_.lookup(transition.to).trans;
        const Offset later = offset_at(when);
        if (equals_ignoring_case(later.abbreviation, abbreviation)) return later;
    }
    return std::nullopt;
}

}  // namespace

TimeZoneRef TimeZone::of_database(const std::string& name) {
    // An absolute path: CCTZ gives names like 'libc:localtime' a meaning of its own.
    const std::filesystem::path file = std::filesystem::path(time_zone_database) / name;
    cctz::time_zone zone;
    if (!cctz::load_time_zone(file.string(), &zone)) return nullptr;
    return std::make_shared<DatabaseZone>(name, zone);
}

}  // namespace ormgate
