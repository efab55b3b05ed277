#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

// Characters as PostgreSQL's input functions see them: ASCII only, whatever the locale.
namespace ormgate {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool is_punctuation(char c) {
    return c > ' ' && c < 127 && !is_digit(c) && !is_alpha(c);
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
// -1 if it is no hexadecimal digit.
constexpr int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

inline std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
    return result;
}

inline bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

inline std::string_view trimmed_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// The digits at the front, which `in` is moved behind.
inline std::string_view take_digits(std::string_view& in) {
    std::size_t n = 0;
    while (n < in.size() && is_digit(in[n])) ++n;
    const std::string_view digits = in.substr(0, n);
    in.remove_prefix(n);
    return digits;
}

}  // namespace ormgate
