#include "core/datetime_fields.hpp"

#include "core/scan.hpp"

namespace ormgate {
namespace {

struct Word {
    std::string_view name;
    DateField field;
};

constexpr std::size_t significant_letters = 10;

// clang-format off: one row a line
constexpr Word unit_words[] = {
    {"c", DateField::century},          {"cent", DateField::century},
    {"centuries", DateField::century},  {"century", DateField::century},
    {"d", DateField::day},              {"day", DateField::day},
    {"days", DateField::day},           {"dec", DateField::decade},
    {"decade", DateField::decade},      {"decades", DateField::decade},
    {"decs", DateField::decade},        {"h", DateField::hour},
    {"hour", DateField::hour},          {"hours", DateField::hour},
    {"hr", DateField::hour},            {"hrs", DateField::hour},
    {"m", DateField::minute},           {"microsecon", DateField::microseconds},
    {"mil", DateField::millennium},     {"millennia", DateField::millennium},
    {"millennium", DateField::millennium}, {"millisecon", DateField::milliseconds},
    {"mils", DateField::millennium},    {"min", DateField::minute},
    {"mins", DateField::minute},        {"minute", DateField::minute},
    {"minutes", DateField::minute},     {"mon", DateField::month},
    {"mons", DateField::month},         {"month", DateField::month},
    {"months", DateField::month},       {"ms", DateField::milliseconds},
    {"msec", DateField::milliseconds},  {"mseconds", DateField::milliseconds},
    {"msecs", DateField::milliseconds}, {"qtr", DateField::quarter},
    {"quarter", DateField::quarter},    {"s", DateField::second},
    {"sec", DateField::second},         {"second", DateField::second},
    {"seconds", DateField::second},     {"secs", DateField::second},
    {"timezone", DateField::timezone},  {"timezone_h", DateField::timezone_hour},
    {"timezone_m", DateField::timezone_minute}, {"us", DateField::microseconds},
    {"usec", DateField::microseconds},  {"useconds", DateField::microseconds},
    {"usecs", DateField::microseconds}, {"w", DateField::week},
    {"week", DateField::week},          {"weeks", DateField::week},
    {"y", DateField::year},             {"year", DateField::year},
    {"years", DateField::year},         {"yr", DateField::year},
    {"yrs", DateField::year},
};
// clang-format on

constexpr Word field_words[] = {
    {"epoch", DateField::epoch},
    {"julian", DateField::julian},
    {"j", DateField::julian},
    {"jd", DateField::julian},
    {"isoyear", DateField::isoyear},
    {"dow", DateField::day_of_week},
    {"isodow", DateField::iso_day_of_week},
    {"doy", DateField::day_of_year},
};

}  // namespace

std::optional<DateField> unit_named(std::string_view lower_case_word) {
    const std::string_view word = lower_case_word.substr(0, significant_letters);
    for (const Word& row : unit_words)
        if (row.name == word) return row.field;
    return std::nullopt;
}

std::optional<DateField> field_named(std::string_view word) {
    const std::string name = lower(word);
    if (auto unit = unit_named(name)) return unit;
    for (const Word& row : field_words)
        if (row.name == name) return row.field;
    return std::nullopt;
}

std::unexpected<Error> unknown_field(std::string_view field, std::string_view type_name) {
    return fail(Errc::invalid_parameter_value,
                "unit \"" + lower(field) + "\" not recognized for type " + std::string(type_name));
}

std::unexpected<Error> field_not_supported(std::string_view field, std::string_view type_name) {
    return fail(Errc::unsupported,
                "unit \"" + lower(field) + "\" not supported for type " + std::string(type_name));
}

}  // namespace ormgate
