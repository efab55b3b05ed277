#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace ormgate::test {

// The statements of tests/dialects/identity/DIALECT/*.sql, one a line.
inline std::vector<std::string> identity_statements(const std::string& dialect) {
    std::vector<std::string> statements;
    const std::filesystem::path folder =
        std::filesystem::path(ORMGATE_SOURCE_DIR) / "tests/dialects/identity" / dialect;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);)
            if (!line.empty()) statements.push_back(line);
    }
    return statements;
}

}  // namespace ormgate::test
