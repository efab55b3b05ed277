#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace ormgate::postgres {

// Names and values of settings, in the order they apply.
using SettingList = std::vector<std::pair<std::string, std::string>>;

// The startup parameter `options`: -c name=value, -cname=value, --name=value; a backslash takes the next
// character as it is.
Result<SettingList> parse_options(std::string_view options);

}  // namespace ormgate::postgres
