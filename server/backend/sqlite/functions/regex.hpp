#pragma once

#include <vector>

#include "server/backend/sqlite/functions/call.hpp"
#include "server/backend/sqlite/functions/regex_cache.hpp"

namespace ormgate::sqlite {

// substring(text, regular expression) and substring(text SIMILAR pattern ESCAPE escape).
Answer regex_substring(Call& call);
Answer similar_substring(Call& call);

// What regexp_matches() and regexp_split_to_table() step through.
Result<std::vector<std::string>> regex_match_rows(FunctionContext& context,
                                                  std::string_view text,
                                                  std::string_view pattern,
                                                  std::string_view flags);  // each an array of the groups
Result<std::vector<std::string>> regex_pieces(FunctionContext& context,
                                              std::string_view function,
                                              std::string_view text,
                                              std::string_view pattern,
                                              std::string_view flags);

}  // namespace ormgate::sqlite
