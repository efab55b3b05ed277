#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

#include "dialects/dialect.hpp"
#include "dialects/keyword_table.hpp"

namespace ormgate::dialects {

// Keyword is the index of a word in keyword_table, from 1. It has no enumerators: the table is the only list.
enum class Keyword : std::uint16_t {};
inline constexpr Keyword no_keyword{0};  // an ordinary identifier

namespace literals {
// "select"_kw; a word that is not in the table does not compile.
consteval Keyword operator""_kw(const char* text, std::size_t size) {
    std::string_view word(text, size);
    std::size_t first = 0, last = std::size(keyword_table);
    while (first < last) {
        const std::size_t middle = (first + last) / 2;
        if (keyword_table[middle].word == word) return static_cast<Keyword>(middle + 1);
        (keyword_table[middle].word < word ? first : last) =
            keyword_table[middle].word < word ? middle + 1 : middle;
    }
    throw "not a keyword";
}
}  // namespace literals

// Of a word in any case; no_keyword if it is not one.
Keyword find_keyword(std::string_view word);

inline const KeywordInfo& info(Keyword keyword) {
    return keyword_table[static_cast<std::size_t>(keyword) - 1];
}

inline KeywordCategory category(Keyword keyword, DialectId dialect) {
    if (keyword == no_keyword) return KeywordCategory::none;
    switch (dialect) {
        case DialectId::sqlite:
            return info(keyword).sqlite;
        case DialectId::mysql:
            return info(keyword).mysql;
        case DialectId::mariadb:
            return info(keyword).mariadb;
        case DialectId::postgres:
            break;
    }
    return info(keyword).postgres;
}

}  // namespace ormgate::dialects
