#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "config/load.hpp"

namespace ormgate {

// Overrides are the flags that take precedence over a config.
struct Overrides {
    std::optional<std::uint16_t> postgres_port, mysql_port, http_port;
};

// ConfigSource is where the settings come from: a file, or the embedded default.
struct ConfigSource {
    std::string file;  // empty: the embedded default
    std::string database = "ormgate.db";
    Overrides overrides;

    std::expected<Settings, Problems> load() const;
};

// The environment and the files of this process.
Surroundings process_surroundings();

}  // namespace ormgate
