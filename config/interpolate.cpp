#include "config/interpolate.hpp"

namespace ormgate {
namespace {

bool is_name(std::string_view name) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

std::expected<std::string, std::string> interpolate(std::string_view text, const Surroundings& surroundings) {
    std::string result;
    for (std::size_t start = text.find("${"); start != std::string_view::npos; start = text.find("${")) {
        if (start > 0 && text[start - 1] == '$') {
            result.append(text.substr(0, start - 1)).append("${");
            text.remove_prefix(start + 2);
            continue;
        }
        const std::size_t end = text.find('}', start);
        if (end == std::string_view::npos)
            return std::unexpected("has a ${ without its } (write $${ for the characters ${)");
        const std::string name(text.substr(start + 2, end - start - 2));
        if (!is_name(name)) return std::unexpected("${" + name + "} does not name an environment variable");
        const std::optional<std::string> value = surroundings.variable(name);
        if (!value) return std::unexpected("the environment variable " + name + " is not set");
        result.append(text.substr(0, start)).append(*value);
        text.remove_prefix(end + 1);
    }
    return result.append(text);
}

}  // namespace ormgate
