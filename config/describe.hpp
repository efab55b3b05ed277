#pragma once

#include <string>

namespace ormgate {

// The reference of all settings as a Markdown page; docs/settings.md is its output.
std::string describe_settings();

}  // namespace ormgate
