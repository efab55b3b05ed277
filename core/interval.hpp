#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/error.hpp"

namespace ormgate {

// IntervalStyle is the setting of that name.
enum class IntervalStyle : std::uint8_t { postgres, postgres_verbose, sql_standard, iso_8601 };

// Interval is PostgreSQL's: months, days and microseconds apart, because neither converts into the other
// exactly.
struct Interval {
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int64_t microseconds = 0;

    // Field by field; compare() is the order of SQL, in which 30 days equal a month.
    friend bool operator==(const Interval&, const Interval&) = default;
};

// Reads every form PostgreSQL reads: '1 day 02:03:04', '@ 1 year ago', ISO 8601 'P1Y2M3DT4H5M6S',
// 'P0001-02-03T04:05:06', SQL standard '1-2 3 4:05:06'. modifier is the typmod: fields (INTERVAL DAY TO
// SECOND) and precision.
Result<Interval> parse_interval(std::string_view text,
                                std::int32_t modifier = -1,
                                IntervalStyle style = IntervalStyle::postgres);
std::string print_interval(const Interval& interval, IntervalStyle style = IntervalStyle::postgres);
// The canonical form, which Value holds.
inline std::string canonical(const Interval& interval) {
    return print_interval(interval);
}

// Cuts to the fields and precision of a typmod, as a cast does.
Result<Interval> with_modifier(Interval interval, std::int32_t modifier);

// SQL's order: a month counts 30 days, a day 24 hours.
std::strong_ordering compare(const Interval& a, const Interval& b);

// Each fails with 22008 `interval out of range` on overflow.
Result<Interval> negate(const Interval& a);
Result<Interval> add(const Interval& a, const Interval& b);
Result<Interval> subtract(const Interval& a, const Interval& b);
Result<Interval> multiply(const Interval& a, double factor);
Result<Interval> divide(const Interval& a, double divisor);  // 22012 by zero
Result<Interval> justify_hours(const Interval& a);           // 24 hours become a day
Result<Interval> justify_days(const Interval& a);            // 30 days become a month
Result<Interval> justify_interval(const Interval& a);        // both, with signs made equal

// extract(field from interval); 22023 for an unknown field, 0A000 for one that an interval does not have.
Result<Decimal> extract(std::string_view field, const Interval& interval);
Result<Interval> truncate(std::string_view field, const Interval& interval);  // date_trunc

// make_interval(...)
struct IntervalParts {
    std::int64_t years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0;
    double seconds = 0;
};
Result<Interval> make_interval(const IntervalParts& parts);

}  // namespace ormgate
