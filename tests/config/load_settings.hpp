#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "config/load.hpp"

namespace ormgate::testing {

// A made-up environment and file system.
inline Surroundings surroundings(std::map<std::string, std::string> variables = {},
                                 std::map<std::string, std::string> files = {}) {
    const auto variable = [variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    const auto file = [files](const std::string& path) -> std::expected<std::string, std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return std::unexpected("No such file or directory");
        return found->second;
    };
    return {variable, file};
}

// The settings of a text that must be right.
inline Settings loaded(std::string_view text,
                       Syntax syntax = Syntax::yaml,
                       const Surroundings& around = surroundings()) {
    auto result = load_settings(text, syntax, around);
    if (result) return *std::move(result);
    for (const Problem& problem : result.error()) ADD_FAILURE() << to_text(problem, "config");
    return {};
}

// Every problem of a text that must be wrong, each as LINE: KEY: MESSAGE.
inline std::vector<std::string> problems_of(std::string_view text,
                                            Syntax syntax = Syntax::yaml,
                                            const Surroundings& around = surroundings()) {
    std::vector<std::string> texts;
    const auto result = load_settings(text, syntax, around);
    if (result) return texts;
    for (const Problem& problem : result.error()) texts.push_back(to_text(problem, "f"));
    return texts;
}

}  // namespace ormgate::testing
