#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ormgate::sqlite {

// Text from SQLite is UTF-8, but another program may have written bytes that are not: every step below stays
// inside the text and takes a stray byte as a character of its own.

inline std::size_t character_size(std::string_view text, std::size_t at) {
    auto first = static_cast<unsigned char>(text[at]);
    std::size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return size <= text.size() - at ? size : text.size() - at;
}

inline std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

// The byte where the n-th character (from 0) begins; the text's size if it has fewer.
inline std::size_t offset_of_character(std::string_view text, std::size_t n) {
    std::size_t at = 0;
    for (; n > 0 && at < text.size(); --n) at += character_size(text, at);
    return at;
}

inline char32_t take_character(std::string_view text, std::size_t& at) {
    std::size_t size = character_size(text, at);
    auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[at + i]));
    };
    char32_t code = byte(0);
    if (size == 2) code = (code & 0x1F) << 6 | (byte(1) & 0x3F);
    if (size == 3) code = (code & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    if (size == 4)
        code = (code & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    at += size;
    return code;
}

inline void append_character(std::string& out, char32_t code) {
    auto push = [&](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (code < 0x80) return push(code);
    if (code < 0x800) {
        push(0xC0 | code >> 6);
        return push(0x80 | (code & 0x3F));
    }
    if (code < 0x10000) {
        push(0xE0 | code >> 12);
        push(0x80 | (code >> 6 & 0x3F));
        return push(0x80 | (code & 0x3F));
    }
    push(0xF0 | code >> 18);
    push(0x80 | (code >> 12 & 0x3F));
    push(0x80 | (code >> 6 & 0x3F));
    push(0x80 | (code & 0x3F));
}

}  // namespace ormgate::sqlite
