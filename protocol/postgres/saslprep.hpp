#pragma once

#include <string>
#include <string_view>

namespace ormgate::postgres {

// A password as SCRAM hashes it (RFC 4013), or the password itself if it cannot be prepared, as PostgreSQL
// does it.
std::string saslprep(std::string_view password);

}  // namespace ormgate::postgres
