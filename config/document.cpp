#include "config/document.hpp"

#include "config/read_json.hpp"
#include "config/read_yaml.hpp"

namespace ormgate {

std::string to_text(const Problem& problem, std::string_view file) {
    std::string text(file);
    if (problem.line != 0) text += ":" + std::to_string(problem.line);
    if (!problem.key.empty()) text += ": " + problem.key;
    return text + ": " + problem.message;
}

std::expected<Node, Problems> read_document(std::string_view text, Syntax syntax) {
    return syntax == Syntax::json ? read_json(text) : read_yaml(text);
}

}  // namespace ormgate
