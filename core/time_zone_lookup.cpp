#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <unordered_map>

#include "core/interval.hpp"
#include "core/scan.hpp"
#include "core/time_zone_list.hpp"

namespace ormgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 255;
constexpr std::size_t most_cached = 1024;  // names are the client's: the cache must not grow without end

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    return result;
}

// The entry of a directory with this name in any case; empty if there is none.
std::string entry_named(const fs::path& directory, std::string_view name) {
    std::error_code error;
    if (fs::exists(directory / name, error)) return std::string(name);
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
        std::string entry = at->path().filename().string();
        if (equals_ignoring_case(entry, name)) return entry;
    }
    return {};
}

// The database's spelling of a zone's name; empty if it has no such zone.
std::string spelling_of(std::string_view name) {
    fs::path directory = time_zone_database;
    std::string found;
    while (true) {
        const std::size_t slash = name.find('/');
        const std::string_view part = name.substr(0, slash);
        if (part.empty() || part.starts_with('.')) return {};
        const std::string entry = entry_named(directory, part);
        if (entry.empty()) return {};
        directory /= entry;
        found += entry;
        if (slash == std::string_view::npos) break;
        found += '/';
        name.remove_prefix(slash + 1);
    }
    std::error_code error;
    return fs::is_regular_file(directory, error) ? found : std::string();
}

TimeZoneRef load(std::string_view name) {
    if (name.empty() || name.size() > longest_name || name.find('\0') != std::string_view::npos)
        return nullptr;
    if (equals_ignoring_case(name, "GMT")) return TimeZone::of_rule("GMT", "GMT0");
    if (const std::string spelling = spelling_of(name); !spelling.empty()) {
        if (TimeZoneRef zone = TimeZone::of_database(spelling)) return zone;
    }
    const std::string rule = upper(name);
    return TimeZone::of_rule(rule, rule);
}

std::unexpected<Error> invalid_setting(std::string_view text) {
    return fail(Errc::invalid_parameter_value,
                "invalid value for parameter \"TimeZone\": \"" + std::string(text) + "\"");
}

Result<TimeZoneRef> zone_of_seconds(std::int64_t seconds_east, std::string_view text) {
    if (std::abs(seconds_east) > 167 * 3600 + 3599) return invalid_setting(text);
    return TimeZone::fixed(static_cast<std::int32_t>(seconds_east));
}

// INTERVAL '+02:00' [HOUR TO MINUTE]: `quoted` begins behind the word INTERVAL.
Result<TimeZoneRef> zone_of_interval(std::string_view quoted, std::string_view text) {
    const std::size_t open = quoted.find('\'');
    const std::size_t close = quoted.rfind('\'');
    if (open == std::string_view::npos || close == open) return invalid_setting(text);
    const Result<Interval> offset = parse_interval(quoted.substr(open + 1, close - open - 1));
    if (!offset) return fail(offset.error());
    if (offset->months != 0) return invalid_setting(text);
    if (offset->days != 0) return invalid_setting(text);
    return zone_of_seconds(offset->microseconds / 1'000'000, text);
}

}  // namespace

TimeZoneRef find_time_zone(std::string_view name) {
    // Per thread, because zones are looked up on the way of a statement and a lock is not wanted there.
    thread_local std::unordered_map<std::string, TimeZoneRef> cache;
    const std::string key = lower(name);
    if (const auto found = cache.find(key); found != cache.end()) return found->second;
    if (cache.size() >= most_cached) cache.clear();
    return cache.emplace(key, load(name)).first->second;
}

std::vector<std::string> time_zone_names() {
    std::vector<std::string> out;
    const fs::path root = time_zone_database;
    std::error_code error;
    for (fs::recursive_directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        // The zones of right/ count leap seconds, which PostgreSQL's timestamps do not.
        if (at.depth() == 0 && at->path().filename() == "right") at.disable_recursion_pending();
        if (!at->is_regular_file(error)) continue;
        std::string name = at->path().lexically_relative(root).string();
        if (TimeZone::of_database(name) != nullptr) out.push_back(std::move(name));
    }
    std::ranges::sort(out);
    return out;
}

Result<TimeZoneRef> time_zone_setting(std::string_view text) {
    const std::string_view body = trimmed_blanks(text);
    constexpr std::string_view interval = "interval";
    if (equals_ignoring_case(body.substr(0, interval.size()), interval))
        return zone_of_interval(body.substr(interval.size()), text);
    const std::string number(body);
    char* end = nullptr;
    const double hours = std::strtod(number.c_str(), &end);
    if (end != number.c_str() && *end == '\0') {
        if (!std::isfinite(hours) || std::abs(hours) > 168) return invalid_setting(text);
        return zone_of_seconds(static_cast<std::int64_t>(hours * 3600), text);
    }
    TimeZoneRef zone = find_time_zone(text);
    if (!zone) return invalid_setting(text);
    return zone;
}

Result<TimeZoneRef> time_zone_named(std::string_view name) {
    if (const ZoneAbbreviation* abbreviation = find_zone_abbreviation(lower(name))) {
        if (abbreviation->zone.empty()) return TimeZone::fixed(abbreviation->seconds);
        if (TimeZoneRef zone = find_time_zone(abbreviation->zone)) return zone;
    }
    if (TimeZoneRef zone = find_time_zone(name)) return zone;
    return fail(Errc::invalid_parameter_value, "time zone \"" + std::string(name) + "\" not recognized");
}

}  // namespace ormgate
