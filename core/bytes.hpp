#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ormgate {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline ByteView as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}
inline void append(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}
inline void append(Bytes& out, std::string_view text) {
    append(out, as_bytes(text));
}

}  // namespace ormgate
