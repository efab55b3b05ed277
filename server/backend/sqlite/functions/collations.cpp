#include <algorithm>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/interval.hpp"
#include "dialects/sqlite_functions.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

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

// The order of a type that is kept as text but does not sort as text: jsonb, arrays, inet …
int compare_typed(void* type, int size_a, const void* a, int size_b, const void* b) {
    const std::string_view x = text_of(size_a, a), y = text_of(size_b, b);
    if (x == y) return 0;
    try {
        return compare_values(x, y, *static_cast<const Type*>(type));
    } catch (const std::exception&) {
        return x.compare(y);
    }
}

using Compare = int (*)(void*, int, const void*, int, const void*);
Compare comparison(std::string_view collation) {
    if (collation == "decimal") return compare_decimals;
    if (collation == "interval") return compare_intervals;
    return compare_typed;
}

}  // namespace

bool register_collations(sqlite3* database) {
    return std::ranges::all_of(dialects::collations, [&](std::string_view name) {
        Type* type = nullptr;
        if (const Result<Type> found = type_of_name(name)) type = new Type(*found);
        const auto destroy = [](void* held) { delete static_cast<Type*>(held); };
        return sqlite3_create_collation_v2(
                   database, std::string(name).c_str(), SQLITE_UTF8, type, comparison(name), destroy) ==
               SQLITE_OK;
    });
}

}  // namespace ormgate::sqlite
