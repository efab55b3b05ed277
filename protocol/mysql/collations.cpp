#include "protocol/mysql/collations.hpp"

#include <algorithm>
#include <vector>

#include "protocol/mysql/collation_rows.hpp"

namespace ormgate::mysql {
namespace {

// MariaDB's collations that ignore no trailing blanks have the number of the one that does, and this.
constexpr std::uint16_t nopad_ids = 1024;

// MariaDB's collations of Unicode 14 ("UCA1400"): 2048, then 3 bits character set, 5 language, nopad,
// accents and case.
constexpr std::uint16_t uca1400_ids = 2048;
constexpr std::string_view uca1400_charsets[] = {"utf8mb3", "utf8mb4", "ucs2", "utf16", "utf32"};
constexpr std::string_view uca1400_languages[] = {
    "",         "icelandic", "latvian",    "romanian",  "slovenian", "polish",     "estonian",
    "spanish",  "swedish",   "turkish",    "czech",     "danish",    "lithuanian", "slovak",
    "spanish2", "roman",     "persian",    "esperanto", "hungarian", "sinhala",    "german2",
    "no such",  "no such",   "vietnamese", "croatian"};
constexpr std::string_view uca1400_suffixes[] = {"ai_ci", "ai_cs", "as_ci", "as_cs"};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// In lower case, the old name of utf8mb3 replaced.
std::string normal(std::string_view name) {
    std::string text(name);
    std::ranges::transform(text, text.begin(), lower);
    if (text == "utf8" || text.starts_with("utf8_")) text.insert(4, "mb3");
    return text;
}

Collation collation(std::uint16_t id, std::string name, Flavor flavor) {
    const std::string_view prefix = std::string_view(name).substr(0, name.find('_'));
    const auto charset = std::ranges::find(charset_table, prefix, &Charset::name);
    const bool is_default = charset->default_collation(flavor) == name;
    return {id, std::move(name), charset->name, is_default};
}

// latin1_swedish_ci → latin1_swedish_nopad_ci
std::string nopad_name(std::string_view name) {
    const std::size_t last = name.rfind('_');
    return std::string(name.substr(0, last)) + "_nopad" + std::string(name.substr(last));
}

void add_uca1400(std::vector<Collation>& all) {
    for (std::size_t charset = 0; charset < std::size(uca1400_charsets); ++charset) {
        for (std::size_t language = 0; language < std::size(uca1400_languages); ++language) {
            if (uca1400_languages[language] == "no such") continue;
            for (std::size_t flags = 0; flags < 8; ++flags) {
                std::string name = std::string(uca1400_charsets[charset]) + "_uca1400_";
                if (language > 0) name += std::string(uca1400_languages[language]) + '_';
                if ((flags & 4) != 0) name += "nopad_";
                name += uca1400_suffixes[flags & 3];
                const std::size_t id = uca1400_ids + (charset << 8) + (language << 3) + flags;
                all.push_back(collation(static_cast<std::uint16_t>(id), std::move(name), Flavor::mariadb));
            }
        }
    }
}

std::vector<Collation> all_of(Flavor flavor) {
    const auto other = flavor == Flavor::mysql ? CollationRow::mariadb : CollationRow::mysql;
    std::vector<Collation> all;
    for (const CollationRow& row : collation_rows)
        if (row.servers != other) all.push_back(collation(row.id, std::string(row.name), flavor));
    if (flavor == Flavor::mysql) return all;
    for (const CollationRow& row : collation_rows) {
        if (!row.has_nopad || row.servers == other) continue;
        const auto id = static_cast<std::uint16_t>(row.id + nopad_ids);
        all.push_back(collation(id, nopad_name(row.name), flavor));
    }
    add_uca1400(all);
    return all;
}

}  // namespace

std::span<const Collation> collations(Flavor flavor) {
    static const std::vector<Collation> of_mysql = all_of(Flavor::mysql),
                                        of_mariadb = all_of(Flavor::mariadb);
    return flavor == Flavor::mysql ? of_mysql : of_mariadb;
}

const Collation* collation_of(std::uint16_t id, Flavor flavor) {
    const auto all = collations(flavor);
    const auto found = std::ranges::lower_bound(all, id, {}, &Collation::id);
    return found != all.end() && found->id == id ? &*found : nullptr;
}

const Collation* collation_named(std::string_view name, Flavor flavor) {
    const std::string wanted = normal(name);
    const auto all = collations(flavor);
    const auto found = std::ranges::find(all, wanted, &Collation::name);
    return found != all.end() ? &*found : nullptr;
}

std::span<const Charset> charsets() {
    return charset_table;
}

const Charset* charset_named(std::string_view name, Flavor flavor) {
    const auto found = std::ranges::find(charset_table, normal(name), &Charset::name);
    if (found == charset_table.end() || found->default_collation(flavor).empty()) return nullptr;
    return &*found;
}

}  // namespace ormgate::mysql
