#pragma once

#include <functional>

#include "config/settings.hpp"

namespace ormgate {

// ServerHooks are what a running server asks of whoever started it.
struct ServerHooks {
    // The settings to put in force on SIGHUP, or nullptr if those in force stay; it logs what it found.
    std::function<SettingsPtr(const Settings& in_force)> reload;
    // Called once all listeners are open, with the ports they really have and only those protocols on that
    // are served.
    std::function<void(const ListenSettings& listening)> listening;
};

// Serves until a signal ends it; the answer is the exit status of the process.
int run_server(SettingsPtr settings, const ServerHooks& hooks);

}  // namespace ormgate
