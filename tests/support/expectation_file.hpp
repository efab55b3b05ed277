#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ormgate::test {

// One line of a file of expectations: fields <TAB> … <TAB> => <TAB> expected. Lines that begin with # are
// comments.
struct Expectation {
    int line = 0;
    std::vector<std::string> fields;
    std::string expected;
};

inline std::vector<Expectation> read_expectations(const std::string& path_in_tests) {
    std::ifstream file(std::string(ORMGATE_SOURCE_DIR) + "/tests/" + path_in_tests);
    std::vector<Expectation> result;
    std::string text;
    for (int line = 1; std::getline(file, text); ++line) {
        if (text.empty() || text.starts_with('#')) continue;
        const std::size_t arrow = text.find("\t=>\t");
        if (arrow == std::string::npos)
            throw std::runtime_error(path_in_tests + ": no => in line " + std::to_string(line));
        Expectation expectation{line, {}, text.substr(arrow + 4)};
        std::string fields = text.substr(0, arrow);
        while (true) {
            const std::size_t tab = fields.find('\t');
            expectation.fields.push_back(fields.substr(0, tab));
            if (tab == std::string::npos) break;
            fields.erase(0, tab + 1);
        }
        result.push_back(std::move(expectation));
    }
    if (result.empty()) throw std::runtime_error(path_in_tests + " is missing or empty");
    return result;
}

}  // namespace ormgate::test
