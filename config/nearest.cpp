#include "config/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ormgate {
namespace {

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    constexpr std::size_t longest = 64;  // nobody mistypes more, and a file may hold anything
    if (word.size() > longest) return {};
    std::string_view best;
    std::size_t least = word.size() / 3 + 2;  // more changes than that and it is another word
    for (const std::string_view candidate : candidates) {
        const bool abbreviates =
            word.size() >= 3 && (candidate.starts_with(word) || word.starts_with(candidate));
        const std::size_t changes = abbreviates ? 1 : distance(word, candidate);
        if (changes >= least) continue;
        least = changes;
        best = candidate;
    }
    return best.empty() ? std::string() : " (did you mean '" + std::string(best) + "'?)";
}

}  // namespace ormgate
