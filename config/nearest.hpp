#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ormgate {

// " (did you mean 'x'?)" for the candidate nearest to a mistyped word, or nothing if none is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace ormgate
