#pragma once

#include <string>
#include <string_view>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

// PostgreSQL's own bounds.
inline constexpr std::size_t most_targets = 1664, most_columns = 1600, most_grouping_sets = 4096;
// What is compared with all others of its kind is bounded, so that a statement costs time in proportion to
// its length.
inline constexpr std::size_t most_ranges = 200, most_common_tables = 1000, most_windows = 1000;
inline constexpr std::size_t most_grouped = 262'144;  // keys, of all sets together

// Of what a query yields, and of its keys.
inline void check_width(Binder& binder, std::size_t columns) {
    if (columns > most_targets)
        binder.fail(Errc::too_many_columns,
                    "target lists can have at most " + std::to_string(most_targets) + " entries",
                    0);
}

// Asked before the sets are made: a few dozen ROLLUPs multiply to more than there is memory for.
inline void check_grouping_sets(Binder& binder, std::size_t count) {
    if (count > most_grouping_sets)
        binder.fail(Errc::statement_too_complex,
                    "too many grouping sets present (maximum " + std::to_string(most_grouping_sets) + ")",
                    0);
}

inline void check_count(Binder& binder, std::size_t count, std::size_t most, std::string_view what) {
    if (count > most)
        binder.fail(Errc::statement_too_complex,
                    "more than " + std::to_string(most) + " " + std::string(what) + " are not supported",
                    0);
}

}  // namespace ormgate::dialects
