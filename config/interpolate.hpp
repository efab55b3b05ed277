#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "config/load.hpp"

namespace ormgate {

// Replaces each ${NAME} by the environment's value, which is not looked at again; $${ stands for ${ itself.
// The error says which name is unset or how the text is malformed.
std::expected<std::string, std::string> interpolate(std::string_view text, const Surroundings& surroundings);

}  // namespace ormgate
