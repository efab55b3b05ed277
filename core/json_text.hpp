#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace ormgate {

// Nothing if the text is JSON as PostgreSQL's json type takes it, else 22P02 `invalid input syntax for type
// json` with its detail.
Result<void> check_json(std::string_view text);

// The text jsonb prints for a JSON text: keys ordered by length then bytes, the last of equal ones kept, one
// blank after
// ':' and ',', numbers as numeric prints them.
Result<std::string> normalize_jsonb(std::string_view text);

// Appends text as a JSON string with its quotes, escaping what PostgreSQL escapes.
void append_json_string(std::string& out, std::string_view text);

// Reads the JSON string at the front of `in` (which begins with its quote), unescaped, and moves `in` behind
// it.
Result<std::string> take_json_string(std::string_view& in);

}  // namespace ormgate
