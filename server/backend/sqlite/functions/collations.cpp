#include <string_view>

#include "core/decimal.hpp"
#include "core/interval.hpp"
#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

std::string_view text_of(int size, const void* data) {
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

// The collation of numeric columns, which the sqlite3 shell knows under the same name.
int compare_decimals(void*, int size_a, const void* a, int size_b, const void* b) {
    return compare_decimal_text(text_of(size_a, a), text_of(size_b, b));
}

// Texts that are no intervals sort behind all that are, bytewise.
int compare_intervals(void*, int size_a, const void* a, int size_b, const void* b) {
    try {
        Result<Interval> x = parse_interval(text_of(size_a, a)), y = parse_interval(text_of(size_b, b));
        if (x && y) {
            auto order = compare(*x, *y);
            return order < 0 ? -1 : order > 0 ? 1 : 0;
        }
        if (x.has_value() != y.has_value()) return x ? -1 : 1;
    } catch (const std::exception&) {
        // no memory for a message nobody reads
    }
    return text_of(size_a, a).compare(text_of(size_b, b));
}

}  // namespace

bool register_collations(sqlite3* database) {
    return sqlite3_create_collation_v2(
               database, "decimal", SQLITE_UTF8, nullptr, compare_decimals, nullptr) == SQLITE_OK &&
           sqlite3_create_collation_v2(
               database, "interval", SQLITE_UTF8, nullptr, compare_intervals, nullptr) == SQLITE_OK;
}

}  // namespace ormgate::sqlite
