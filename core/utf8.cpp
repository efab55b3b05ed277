#include "core/utf8.hpp"

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace ormgate {
namespace {

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// The length a leading byte announces; 1 of a byte that cannot lead.
std::size_t announced_length(unsigned char lead) {
    if ((lead & 0xe0) == 0xc0) return 2;
    if ((lead & 0xf0) == 0xe0) return 3;
    if ((lead & 0xf8) == 0xf0) return 4;
    return 1;
}

// The length of the valid character at the front, 0 if it is none. RFC 3629: no overlong forms, no
// surrogates.
std::size_t valid_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return lead == 0 ? 0 : 1;
    const std::size_t length = announced_length(lead);
    if (length == 1 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text[i])) return 0;
    const auto second = static_cast<unsigned char>(text[1]);
    if (lead < 0xc2 || lead > 0xf4) return 0;
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
    return length;
}

// The length of a prefix of whole words of plain ASCII without NUL.
std::size_t ascii_prefix(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        if ((word & high_bits) != 0 || ((word - ones) & ~word & high_bits) != 0) break;
    }
    return i;
}

}  // namespace

Result<void> check_utf8(std::string_view text) {
    text.remove_prefix(ascii_prefix(text));
    while (!text.empty()) {
        const std::size_t length = valid_length(text);
        if (length == 0) {
            const std::string_view bad =
                text.substr(0, announced_length(static_cast<unsigned char>(text[0])));
            std::string message = "invalid byte sequence for encoding \"UTF8\":";
            for (const char c : bad) {
                char byte[8];
                std::snprintf(byte, sizeof byte, " 0x%02x", static_cast<unsigned char>(c));
                message += byte;
            }
            return fail(Errc::character_not_in_repertoire, std::move(message));
        }
        text.remove_prefix(length);
    }
    return {};
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += is_continuation(c) ? 0 : 1;
    return count;
}

std::string_view first_characters(std::string_view text, std::size_t count) {
    if (text.size() <= count) return text;
    std::size_t i = 0;
    for (; i < text.size(); ++i)
        if (!is_continuation(text[i]) && count-- == 0) break;
    return text.substr(0, i);
}

std::string_view clipped_to_bytes(std::string_view text, std::size_t size) {
    if (text.size() <= size) return text;
    while (size > 0 && is_continuation(text[size])) --size;
    return text.substr(0, size);
}

void append_utf8(std::string& out, char32_t c) {
    const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xc0 | c >> 6);
        byte(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        byte(0xe0 | c >> 12);
        byte(0x80 | (c >> 6 & 0x3f));
        byte(0x80 | (c & 0x3f));
    } else {
        byte(0xf0 | c >> 18);
        byte(0x80 | (c >> 12 & 0x3f));
        byte(0x80 | (c >> 6 & 0x3f));
        byte(0x80 | (c & 0x3f));
    }
}

}  // namespace ormgate
