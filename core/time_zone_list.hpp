#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/time_zone.hpp"

namespace ormgate {

// Every zone of the tz database, as find_time_zone() takes it, in the order of their names.
std::vector<std::string> time_zone_names();

// PostgreSQL's default abbreviations, in the order of their names.
std::span<const ZoneAbbreviation> zone_abbreviations();

}  // namespace ormgate
