#pragma once

#include <string_view>

namespace ormgate {

// Whether a stored verifier has the form its users expect: an empty answer, or what is wrong with it.
std::string_view refusal_of_scram(std::string_view verifier);  // SCRAM-SHA-256$4096:salt$StoredKey:ServerKey
std::string_view refusal_of_mysql(std::string_view verifier);  // *40 hex digits, or $A$005$…

}  // namespace ormgate
