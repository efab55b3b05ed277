#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace ormgate {

// The lines of a user's entry in the config that stand for a password: scram: … and mysql: […].
std::string verifier_lines(std::string_view password);

// From a terminal without showing it, and twice; else the first line of standard input.
std::expected<std::string, std::string> read_password();

}  // namespace ormgate
