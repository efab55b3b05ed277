#pragma once

#include <map>
#include <string>
#include <string_view>

#include "config/document.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"

namespace ormgate {

// The line of each key and section a file holds, by its path: users[0].name, databases.shop.pool.
using Lines = std::map<std::string, std::size_t, std::less<>>;

// Where a file has a `listen`, a protocol that is not in it is off.
void turn_off_unlisted(Settings& settings, const Lines& lines);
void read_password_files(Settings& settings,
                         const Lines& lines,
                         const Surroundings& surroundings,
                         Problems& problems);
// What no single row of the table can say, because it is about several settings.
void check_rules(const Settings& settings, const Lines& lines, Problems& problems);

bool is_loopback(std::string_view address);

}  // namespace ormgate
