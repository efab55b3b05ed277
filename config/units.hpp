#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.hpp"

namespace ormgate {

// Texts of numbers with units. A parser answers nullopt for anything but the whole text being right.
std::optional<std::uint64_t> parse_integer(std::string_view text);
std::optional<Duration> parse_duration(std::string_view text);     // 500ms 15s 10m 1h 1d, and 0
std::optional<ByteCount> parse_byte_count(std::string_view text);  // 64KiB 16MiB 1GiB, 512B or 512
std::optional<Percent> parse_percent(std::string_view text);       // 10%
std::optional<bool> read_boolean(std::string_view text);           // true false

// In the largest unit that says it exactly.
std::string to_text(Duration duration);
std::string to_text(ByteCount bytes);

}  // namespace ormgate
