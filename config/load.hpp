#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/document.hpp"
#include "config/settings.hpp"

namespace ormgate {

// Surroundings are what a config refers to beyond its own text.
struct Surroundings {
    std::function<std::optional<std::string>(const std::string& name)> variable;  // of the environment
    // A file's content, or in words why there is none.
    std::function<std::expected<std::string, std::string>(const std::string& path)> file;
};

// JSON if the file's name ends so, else YAML.
Syntax syntax_of(std::string_view file_name);

// All settings of a config file, or everything that is wrong with it.
std::expected<Settings, Problems> load_settings(std::string_view text,
                                                Syntax syntax,
                                                const Surroundings& surroundings);

// What ormgate serves without a config file: one SQLite file as database `app`, others beside it by their
// names.
Settings embedded_settings(std::string_view path = "ormgate.db");

}  // namespace ormgate
