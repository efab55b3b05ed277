#pragma once

#include <string_view>

namespace ormgate::dialects {

// Spellings is what a row of the tables is called on each target, in the forms that FunctionRow describes. A
// row that gives one spelling gives SQLite's; another target is one more member and argument here, and
// {"…", "…"} in the rows that have it.
struct Spellings {
    std::string_view sqlite;

    constexpr Spellings(const char* on_sqlite = "") : sqlite(on_sqlite) {}
};

}  // namespace ormgate::dialects
