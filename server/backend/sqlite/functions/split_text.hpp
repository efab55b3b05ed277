#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {

// The pieces of string_to_array(text, separator[, null text]) and string_to_table(). No separator (nullopt):
// every character; an empty one: the whole. A piece equal to the null text is null.
inline std::vector<std::optional<std::string>> split_text(std::string_view text,
                                                          std::optional<std::string_view> separator,
                                                          std::optional<std::string_view> null_text) {
    std::vector<std::optional<std::string>> pieces;
    auto add = [&](std::string_view piece) {
        pieces.push_back(null_text && piece == *null_text ? std::nullopt : std::optional<std::string>(piece));
    };
    if (text.empty()) return pieces;
    if (!separator) {
        for (std::size_t at = 0; at < text.size(); at += character_size(text, at))
            add(text.substr(at, character_size(text, at)));
        return pieces;
    }
    if (separator->empty()) {
        add(text);
        return pieces;
    }
    std::size_t at = 0;
    for (std::size_t hit = text.find(*separator); hit != text.npos; hit = text.find(*separator, at)) {
        add(text.substr(at, hit - at));
        at = hit + separator->size();
    }
    add(text.substr(at));
    return pieces;
}

}  // namespace ormgate::sqlite
