#pragma once

#include "server/config_file.hpp"

namespace ormgate {

// The command `serve`: loads the settings, runs the server, reloads on SIGHUP.
int run_serve(const ConfigSource& source);

// To standard error, one a line.
void print_problems(const Problems& problems, const ConfigSource& source);

}  // namespace ormgate
