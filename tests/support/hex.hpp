#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"

namespace ormgate::test {

inline Bytes from_hex(std::string_view hex) {
    const auto digit = [](char c) {
        const std::size_t value = std::string_view("0123456789abcdef").find(c);
        if (value == std::string_view::npos) throw std::invalid_argument("not a hexadecimal digit");
        return value;
    };
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    return bytes;
}

inline std::string to_hex(ByteView bytes) {
    std::string hex;
    for (std::byte b : bytes) {
        hex += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
        hex += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15];
    }
    return hex;
}

// A line of a corpus file: side,name,hex.
struct CorpusLine {
    std::string side, name;
    Bytes bytes;
};

inline std::vector<CorpusLine> read_corpus(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<CorpusLine> lines;
    std::string line;
    std::getline(file, line);  // the heading
    while (std::getline(file, line)) {
        const std::size_t first = line.find(','), last = line.rfind(',');
        lines.push_back({line.substr(0, first),
                         line.substr(first + 1, last - first - 1),
                         from_hex(line.substr(last + 1))});
    }
    return lines;
}

}  // namespace ormgate::test
