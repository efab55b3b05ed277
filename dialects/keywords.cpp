#include "dialects/keywords.hpp"

#include <algorithm>
#include <array>

namespace ormgate::dialects {
namespace {

constexpr std::size_t buckets = 4096;
constexpr std::size_t longest = [] {
    std::size_t size = 0;
    for (const auto& row : keyword_table) size = std::max(size, row.word.size());
    return size;
}();

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr std::size_t hash(std::string_view word) {
    std::uint32_t h = 2166136261u;
    for (char c : word) h = (h ^ static_cast<unsigned char>(lower(c))) * 16777619u;
    return (h ^ (h >> 15)) % buckets;
}

// Open addressing: a bucket holds the keyword's number, 0 is empty.
constexpr auto index = [] {
    std::array<std::uint16_t, buckets> result{};
    for (std::size_t i = 0; i < std::size(keyword_table); ++i) {
        std::size_t at = hash(keyword_table[i].word);
        while (result[at] != 0) at = (at + 1) % buckets;
        result[at] = static_cast<std::uint16_t>(i + 1);
    }
    return result;
}();

static_assert(std::ranges::is_sorted(keyword_table, {}, &KeywordInfo::word));

bool same_word(std::string_view text, std::string_view word) {
    return text.size() == word.size() &&
           std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) { return lower(a) == b; });
}

}  // namespace

Keyword find_keyword(std::string_view word) {
    if (word.size() > longest) return no_keyword;
    for (std::size_t at = hash(word); index[at] != 0; at = (at + 1) % buckets)
        if (same_word(word, keyword_table[index[at] - 1].word)) return static_cast<Keyword>(index[at]);
    return no_keyword;
}

}  // namespace ormgate::dialects
