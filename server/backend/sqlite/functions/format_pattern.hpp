#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ormgate::sqlite {

// A field of a template pattern of to_char(), to_date() and their kin.
enum class Field : std::uint8_t {
    none,
    // dates and times
    era_dots,
    era,
    meridian_dots,
    meridian,
    century,
    day_name,
    day_short,
    day_of_year,
    day,
    day_of_week,
    fraction,
    fixed,
    hour24,
    hour12,
    iso_day_of_year,
    iso_day_of_week,
    iso_week,
    iso_year,
    julian,
    minute,
    month_name,
    month_short,
    month,
    millisecond,
    offset,
    quarter,
    roman_month,
    second_of_day,
    second,
    zone_hours,
    zone_minutes,
    zone,
    microsecond,
    week_of_year,
    week_of_month,
    year_comma,
    year,
    // numbers
    comma,
    point,
    digit,
    zero,
    blank,
    local_point,
    exponent,
    group,
    currency,
    minus,
    plus,
    brackets,
    roman,
    sign,
    plus_minus,
    ordinal,
    shift,
};

// How a word is spelled: MONTH, Month, month.
enum class Spelling : std::uint8_t { upper, capital, lower };

// FormatNode is a field, or a character that stands for itself.
struct FormatNode {
    Field field = Field::none;
    Spelling spelling = Spelling::upper;
    std::string_view keyword;  // as the table has it, for messages
    std::uint8_t digits = 0;   // how wide the field is in a text without separators
    bool numeric = false;      // the field is read as digits
    bool fill_mode = false;    // FM before it
    bool ordinal = false;      // TH or th behind it
    bool ordinal_upper = false;
    std::string character;  // of a node without a field
    bool quoted = false;
    bool is_separator() const { return field == Field::none && !quoted && separator; }
    bool separator = false;  // a blank or punctuation: matches any such
};

std::vector<FormatNode> parse_date_format(std::string_view format);
std::vector<FormatNode> parse_number_format(std::string_view format);

// "st", "nd", "rd", "th" for a number's last digits.
std::string ordinal_suffix(std::string_view number, bool upper);

inline constexpr std::string_view month_names[] = {"January",
                                                   "February",
                                                   "March",
                                                   "April",
                                                   "May",
                                                   "June",
                                                   "July",
                                                   "August",
                                                   "September",
                                                   "October",
                                                   "November",
                                                   "December"};
inline constexpr std::string_view day_names[] = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
inline constexpr std::string_view roman_months[] = {
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};

}  // namespace ormgate::sqlite
