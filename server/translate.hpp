#pragma once

#include <string>

namespace ormgate {

// What `ormgate translate` was asked for.
struct TranslateRequest {
    std::string from, to;  // dialects, by name
    std::string schema_file;
    std::string sql;  // empty: standard input
    bool json = false;
};

// Prints each statement of the text in the target's SQL; what is refused goes to standard error with its line
// and column. The answer is the exit status.
int run_translate(const TranslateRequest& request);

}  // namespace ormgate
