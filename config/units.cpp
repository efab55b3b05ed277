#include "config/units.hpp"

#include <charconv>
#include <limits>
#include <span>

namespace ormgate {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};
// Smallest first.
constexpr Unit duration_units[] = {
    {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr Unit byte_units[] = {{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

std::optional<std::uint64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
    const std::size_t end = text.find_first_not_of("0123456789");
    if (end == std::string_view::npos) return std::nullopt;
    const std::optional<std::uint64_t> number = parse_integer(text.substr(0, end));
    if (!number) return std::nullopt;
    for (const Unit& unit : units) {
        if (text.substr(end) != unit.name) continue;
        if (*number > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
        return *number * unit.factor;
    }
    return std::nullopt;
}

std::string print_with_unit(std::uint64_t number, std::span<const Unit> units) {
    if (number == 0) return "0";
    const Unit* best = &units.front();
    for (const Unit& unit : units)
        if (number % unit.factor == 0) best = &unit;
    return std::to_string(number / best->factor) + std::string(best->name);
}

}  // namespace

std::optional<std::uint64_t> parse_integer(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text == "0") return Duration(0);
    const std::optional<std::uint64_t> milliseconds = parse_with_unit(text, duration_units);
    if (!milliseconds) return std::nullopt;
    return Duration(static_cast<Duration::rep>(*milliseconds));
}

std::optional<ByteCount> parse_byte_count(std::string_view text) {
    if (const std::optional<std::uint64_t> plain = parse_integer(text)) return plain;
    return parse_with_unit(text, byte_units);
}

std::optional<Percent> parse_percent(std::string_view text) {
    if (text.empty() || text.back() != '%') return std::nullopt;
    const std::optional<std::uint64_t> number = parse_integer(text.substr(0, text.size() - 1));
    if (!number || *number > 100) return std::nullopt;
    return Percent{static_cast<std::uint32_t>(*number)};
}

std::optional<bool> read_boolean(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

std::string to_text(Duration duration) {
    return print_with_unit(static_cast<std::uint64_t>(duration.count()), duration_units);
}

std::string to_text(ByteCount bytes) {
    return print_with_unit(bytes, byte_units);
}

}  // namespace ormgate
