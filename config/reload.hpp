#pragma once

#include <expected>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/settings.hpp"

namespace ormgate {

// ReloadPlan is what becomes of the settings in force when a changed config is loaded.
struct ReloadPlan {
    Settings settings;                 // the new ones, except where a change needs a restart
    std::vector<std::string> changed;  // keys with an effect now; databases.shop if it came, went or changed
    std::vector<std::string> needs_restart;  // keys that keep their old value
};
// Refused if the old values that stay and the new ones together break a rule: a listener that remains open to
// the world would, without the users of before.
std::expected<ReloadPlan, Problems> plan_reload(const Settings& old_settings, const Settings& new_settings);

}  // namespace ormgate
