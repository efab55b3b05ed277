#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/bytes.hpp"

namespace ormgate {

inline void put_header(Bytes& out, char tag, std::size_t total) {
    out.push_back(static_cast<std::byte>(tag));
    const auto length = static_cast<std::uint32_t>(total - 1);
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(length >> shift));
}

// Takes the string that ends at the first NUL; nullopt if there is none.
inline std::optional<std::string_view> take_cstring(std::string_view& body) {
    const std::size_t end = body.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view text = body.substr(0, end);
    body.remove_prefix(end + 1);
    return text;
}

}  // namespace ormgate
