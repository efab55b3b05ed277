#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace ormgate::sqlite {

// As PostgreSQL's quote_ident() and quote_literal().
std::string quoted_identifier(std::string_view name);
std::string quoted_literal(std::string_view text);

// Splits a possibly qualified, possibly quoted name into its parts, folding unquoted ones to lower case. In
// strict mode nothing may follow; else what is after the name is ignored. 22023 for what is no name.
Result<std::vector<std::string>> parse_identifier(std::string_view text, bool strict_mode = true);

}  // namespace ormgate::sqlite
