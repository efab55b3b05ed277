#pragma once

#include <compare>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace ormgate {

// Problem is one thing wrong with a config file, where, and with which of its keys.
struct Problem {
    std::size_t line = 0;  // 0: none in particular
    std::string key, message;
    friend auto operator<=>(const Problem&, const Problem&) = default;
};
using Problems = std::vector<Problem>;
// file:line: key: message
std::string to_text(const Problem& problem, std::string_view file);

// Node is a value of a config file, whatever its syntax, with the line it begins on.
struct Node {
    enum class Kind : unsigned char { nothing, scalar, list, map };
    Kind kind = Kind::nothing;
    bool quoted = false;  // a scalar that is text and nothing else: a JSON string, a quoted YAML scalar
    std::size_t line = 1;
    std::string text = {};  // of a scalar
    std::string key = {};   // of a child of a map: what it is called, and where that name stands
    std::size_t key_line = 1;
    std::vector<Node> children = {};
};

enum class Syntax : unsigned char { yaml, json };

// A document as a tree. Refused: bad syntax, a key twice in one map, nesting or aliases out of all
// proportion.
std::expected<Node, Problems> read_document(std::string_view text, Syntax syntax);

}  // namespace ormgate
