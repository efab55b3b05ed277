#include "server/backend/sqlite/functions/format_pattern.hpp"

#include <cctype>
#include <span>

#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

struct Keyword {
    std::string_view text;
    Field field;
    Spelling spelling;
    std::uint8_t digits;
    bool numeric;
};

constexpr Spelling upper = Spelling::upper, capital = Spelling::capital, lower = Spelling::lower;

// A keyword stands before its own beginnings (DDD before DD before D).
// clang-format off: one row a line
constexpr Keyword date_keywords[] = {
    {"A.D.", Field::era_dots, upper, 4, false},
    {"A.M.", Field::meridian_dots, upper, 4, false},
    {"AD", Field::era, upper, 2, false},
    {"AM", Field::meridian, upper, 2, false},
    {"B.C.", Field::era_dots, upper, 4, false},
    {"BC", Field::era, upper, 2, false},
    {"CC", Field::century, upper, 2, true},
    {"DAY", Field::day_name, upper, 3, false},
    {"DDD", Field::day_of_year, upper, 3, true},
    {"DD", Field::day, upper, 2, true},
    {"DY", Field::day_short, upper, 2, false},
    {"Day", Field::day_name, capital, 3, false},
    {"Dy", Field::day_short, capital, 2, false},
    {"D", Field::day_of_week, upper, 1, true},
    {"FF1", Field::fraction, upper, 1, true},
    {"FF2", Field::fraction, upper, 2, true},
    {"FF3", Field::fraction, upper, 3, true},
    {"FF4", Field::fraction, upper, 4, true},
    {"FF5", Field::fraction, upper, 5, true},
    {"FF6", Field::fraction, upper, 6, true},
    {"FX", Field::fixed, upper, 2, false},
    {"HH24", Field::hour24, upper, 2, true},
    {"HH12", Field::hour12, upper, 2, true},
    {"HH", Field::hour12, upper, 2, true},
    {"IDDD", Field::iso_day_of_year, upper, 3, true},
    {"ID", Field::iso_day_of_week, upper, 1, true},
    {"IW", Field::iso_week, upper, 2, true},
    {"IYYY", Field::iso_year, upper, 4, true},
    {"IYY", Field::iso_year, upper, 3, true},
    {"IY", Field::iso_year, upper, 2, true},
    {"I", Field::iso_year, upper, 1, true},
    {"J", Field::julian, upper, 1, true},
    {"MI", Field::minute, upper, 2, true},
    {"MM", Field::month, upper, 2, true},
    {"MONTH", Field::month_name, upper, 5, false},
    {"MON", Field::month_short, upper, 3, false},
    {"MS", Field::millisecond, upper, 3, true},
    {"Month", Field::month_name, capital, 5, false},
    {"Mon", Field::month_short, capital, 3, false},
    {"OF", Field::offset, upper, 2, false},
    {"P.M.", Field::meridian_dots, upper, 4, false},
    {"PM", Field::meridian, upper, 2, false},
    {"Q", Field::quarter, upper, 1, true},
    {"RM", Field::roman_month, upper, 2, false},
    {"SSSSS", Field::second_of_day, upper, 5, true},
    {"SSSS", Field::second_of_day, upper, 4, true},
    {"SS", Field::second, upper, 2, true},
    {"TZH", Field::zone_hours, upper, 3, false},
    {"TZM", Field::zone_minutes, upper, 3, true},
    {"TZ", Field::zone, upper, 2, false},
    {"US", Field::microsecond, upper, 2, true},
    {"WW", Field::week_of_year, upper, 2, true},
    {"W", Field::week_of_month, upper, 1, true},
    {"Y,YYY", Field::year_comma, upper, 5, true},
    {"YYYY", Field::year, upper, 4, true},
    {"YYY", Field::year, upper, 3, true},
    {"YY", Field::year, upper, 2, true},
    {"Y", Field::year, upper, 1, true},
};
// clang-format on

// clang-format off: one row a line
constexpr Keyword number_keywords[] = {
    {",", Field::comma, upper, 1, false},
    {".", Field::point, upper, 1, false},
    {"0", Field::zero, upper, 1, false},
    {"9", Field::digit, upper, 1, false},
    {"B", Field::blank, upper, 1, false},
    {"D", Field::local_point, upper, 1, false},
    {"EEEE", Field::exponent, upper, 4, false},
    {"G", Field::group, upper, 1, false},
    {"L", Field::currency, upper, 1, false},
    {"MI", Field::minus, upper, 2, false},
    {"PL", Field::plus, upper, 2, false},
    {"PR", Field::brackets, upper, 2, false},
    {"RN", Field::roman, upper, 2, false},
    {"SG", Field::plus_minus, upper, 2, false},
    {"S", Field::sign, upper, 1, false},
    {"TH", Field::ordinal, upper, 2, false},
    {"V", Field::shift, upper, 1, false},
};
// clang-format on

bool matches(std::string_view text, std::string_view keyword, bool in_lower_case) {
    if (text.size() < keyword.size()) return false;
    for (std::size_t i = 0; i < keyword.size(); ++i) {
        auto wanted = static_cast<unsigned char>(keyword[i]);
        if (text[i] != static_cast<char>(in_lower_case ? std::tolower(wanted) : wanted)) return false;
    }
    return true;
}

// Either as the table has it, or wholly in lower case; mixed cases are keywords only where the table says so.
const Keyword* find(std::span<const Keyword> keywords, std::string_view text, Spelling& spelling) {
    for (const Keyword& keyword : keywords) {
        spelling = keyword.spelling;
        if (matches(text, keyword.text, false)) return &keyword;
        spelling = lower;
        if (keyword.spelling == upper && matches(text, keyword.text, true)) return &keyword;
    }
    return nullptr;
}

bool take(std::string_view format, std::size_t& at, std::string_view word) {
    if (!matches(format.substr(at), word, false) && !matches(format.substr(at), word, true)) return false;
    at += word.size();
    return true;
}

FormatNode literal(std::string_view format, std::size_t& at, bool quoted) {
    FormatNode node;
    std::size_t size = character_size(format, at);
    node.character = format.substr(at, size);
    node.quoted = quoted;
    auto c = static_cast<unsigned char>(node.character[0]);
    node.separator = size == 1 && c > 0x20 ? std::ispunct(c) != 0 : size == 1;
    at += size;
    return node;
}

// "text" stands for itself, and a backslash before a quote does.
void append_quoted(std::string_view format, std::size_t& at, std::vector<FormatNode>& nodes) {
    ++at;
    while (at < format.size() && format[at] != '"') {
        if (format[at] == '\\' && at + 1 < format.size()) ++at;
        nodes.push_back(literal(format, at, true));
    }
    if (at < format.size()) ++at;
}

void append_other(std::string_view format, std::size_t& at, std::vector<FormatNode>& nodes) {
    if (format[at] == '"') return append_quoted(format, at, nodes);
    bool escaped_quote = format[at] == '\\' && at + 1 < format.size() && format[at + 1] == '"';
    if (escaped_quote) ++at;
    nodes.push_back(literal(format, at, escaped_quote));
}

}  // namespace

std::vector<FormatNode> parse_date_format(std::string_view format) {
    std::vector<FormatNode> nodes;
    for (std::size_t at = 0; at < format.size();) {
        std::size_t begin = at;
        bool fill = false, translated = false;
        while (take(format, at, "FM") || take(format, at, "TM"))
            (format[at - 2] == 'F' || format[at - 2] == 'f' ? fill : translated) = true;
        Spelling spelling{};
        const Keyword* keyword =
            at < format.size() ? find(date_keywords, format.substr(at), spelling) : nullptr;
        if (keyword == nullptr) {
            // A prefix before nothing it belongs to disappears.
            if (at == begin) append_other(format, at, nodes);
            continue;
        }
        FormatNode node;
        node.field = keyword->field;
        node.spelling = spelling;
        node.keyword = format.substr(at, keyword->text.size());
        node.digits = keyword->digits;
        node.numeric = keyword->numeric;
        // names in another language's words are not padded, nor are they in English ones
        const bool is_name = keyword->field == Field::month_name || keyword->field == Field::day_name;
        node.fill_mode = fill || (translated && is_name);
        at += keyword->text.size();
        if (format.substr(at).starts_with("TH"))
            node.ordinal = node.ordinal_upper = true;
        else if (format.substr(at).starts_with("th"))
            node.ordinal = true;
        if (node.ordinal)
            at += 2;
        else
            take(format, at, "SP");
        nodes.push_back(std::move(node));
    }
    return nodes;
}

std::vector<FormatNode> parse_number_format(std::string_view format) {
    std::vector<FormatNode> nodes;
    for (std::size_t at = 0; at < format.size();) {
        FormatNode node;
        if (take(format, at, "FM")) {
            node.fill_mode = true;
            node.quoted = true;
            nodes.push_back(std::move(node));
            continue;
        }
        const Keyword* keyword = find(number_keywords, format.substr(at), node.spelling);
        if (keyword == nullptr) {
            append_other(format, at, nodes);
            continue;
        }
        node.field = keyword->field;
        node.keyword = keyword->text;
        at += keyword->text.size();
        nodes.push_back(std::move(node));
    }
    return nodes;
}

std::string ordinal_suffix(std::string_view number, bool upper_case) {
    char last = number.empty() ? '0' : number.back();
    bool teen = number.size() > 1 && number[number.size() - 2] == '1';
    std::string_view suffix = "th";
    if (!teen) suffix = last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th";
    std::string out(suffix);
    if (upper_case)
        for (char& c : out) c = static_cast<char>(c - 32);
    return out;
}

}  // namespace ormgate::sqlite
