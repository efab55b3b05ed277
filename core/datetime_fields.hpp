#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace ormgate {

// DateField is what date_trunc, extract and interval units can name.
enum class DateField : std::uint8_t {
    microseconds,
    milliseconds,
    second,
    minute,
    hour,
    day,
    week,
    month,
    quarter,
    year,
    decade,
    century,
    millennium,
    timezone,
    timezone_hour,
    timezone_minute,
    epoch,
    julian,
    isoyear,
    day_of_week,
    iso_day_of_week,
    day_of_year,
};

// Units of time, as intervals spell them; long words count by their first ten letters.
std::optional<DateField> unit_named(std::string_view lower_case_word);
// The fields of extract(): the units and epoch, julian, isoyear, dow, isodow, doy.
std::optional<DateField> field_named(std::string_view word);

// PostgreSQL's refusals: 22023 of a field it does not know, 0A000 of one the type does not have.
std::unexpected<Error> unknown_field(std::string_view field, std::string_view type_name);
std::unexpected<Error> field_not_supported(std::string_view field, std::string_view type_name);

}  // namespace ormgate
