#include "protocol/postgres/saslprep.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

namespace ormgate::postgres {

struct Range {
    char32_t first, last;
};

// RFC 3454's table C.1.2: spaces that become U+0020.
static constexpr Range spaces[] = {{0x00a0, 0x00a0},
                                   {0x1680, 0x1680},
                                   {0x2000, 0x200b},
                                   {0x202f, 0x202f},
                                   {0x205f, 0x205f},
                                   {0x3000, 0x3000}};

// Table B.1: characters that become nothing.
static constexpr Range nothing[] = {{0x00ad, 0x00ad},
                                    {0x034f, 0x034f},
                                    {0x1806, 0x1806},
                                    {0x180b, 0x180d},
                                    {0x200c, 0x200d},
                                    {0x2060, 0x2060},
                                    {0xfe00, 0xfe0f},
                                    {0xfeff, 0xfeff}};

// Tables C.2.1 to C.9: characters that a prepared string may not have.
static constexpr Range prohibited[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x0340, 0x0341},   {0x06dd, 0x06dd},   {0x070f, 0x070f},
    {0x180e, 0x180e},   {0x200e, 0x200f},   {0x2028, 0x202e},   {0x2061, 0x2063},   {0x206a, 0x206f},
    {0x2ff0, 0x2ffb},   {0xd800, 0xf8ff},   {0xfdd0, 0xfdef},   {0xfff9, 0xffff},   {0x1d173, 0x1d17a},
    {0x1fffe, 0x1ffff}, {0x2fffe, 0x2ffff}, {0x3fffe, 0x3ffff}, {0x4fffe, 0x4ffff}, {0x5fffe, 0x5ffff},
    {0x6fffe, 0x6ffff}, {0x7fffe, 0x7ffff}, {0x8fffe, 0x8ffff}, {0x9fffe, 0x9ffff}, {0xafffe, 0xaffff},
    {0xbfffe, 0xbffff}, {0xcfffe, 0xcffff}, {0xdfffe, 0xdffff}, {0xe0001, 0xe0001}, {0xe0020, 0xe007f},
    {0xefffe, 0x10ffff}};

template <std::size_t N>
static bool in(const Range (&table)[N], char32_t c) {
    return std::ranges::any_of(table,
                               [c](const Range& range) { return range.first <= c && c <= range.last; });
}

// Takes one character off `text`; nullopt if it is no UTF-8.
static std::optional<char32_t> next_character(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    const std::size_t size = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 0;
    if (size == 0 || text.size() < size) return std::nullopt;
    char32_t c = size == 1 ? lead : lead & (0x7fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if (byte(i) >> 6 != 2) return std::nullopt;
        c = c << 6 | (byte(i) & 0x3fu);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < smallest[size] || c > 0x10ffff) return std::nullopt;
    text.remove_prefix(size);
    return c;
}

std::string saslprep(std::string_view password) {
    const std::string raw(password);
    std::string prepared;
    while (!password.empty()) {
        const std::string_view before = password;
        const std::optional<char32_t> c = next_character(password);
        if (!c) return raw;
        if (in(spaces, *c)) {
            prepared += ' ';
            continue;
        }
        if (in(nothing, *c)) continue;
        if (in(prohibited, *c)) return raw;
        prepared += before.substr(0, before.size() - password.size());
    }
    return prepared.empty() ? raw : prepared;
}

}  // namespace ormgate::postgres
