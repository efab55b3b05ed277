#include <functional>
#include <optional>
#include <string>

#include "server/backend/sqlite/functions/datetime_arguments.hpp"
#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

using Context = const FunctionContext&;

// ---- + and -

template <class A, class B, auto operation>
auto swapped(Context context, B b, A a) {
    return operation(context, a, b);
}

Result<Date> date_plus_days(Context, Date date, std::int64_t days) {
    return add(date, days);
}
Result<Date> date_minus_days(Context, Date date, std::int64_t days) {
    return add(date, -days);
}
Result<std::int64_t> date_minus_date(Context, Date a, Date b) {
    return subtract(a, b);
}
Result<Timestamp> date_plus_interval(Context, Date date, Interval interval) {
    return add(timestamp_of(date), interval);
}
Result<Timestamp> date_minus_interval(Context, Date date, Interval interval) {
    return subtract(timestamp_of(date), interval);
}
Result<Timestamp> date_plus_time(Context, Date date, TimeOfDay time) {
    return timestamp_of(date, time);
}
Result<UtcTimestamp> date_plus_timetz(Context, Date date, TimeTz time) {
    Timestamp at = timestamp_of(date, time.time);
    if (at.finite()) at.microseconds -= time.offset * microseconds_per_second;
    return UtcTimestamp{at};
}

Result<Interval> interval_sum(Context, Interval a, Interval b) {
    return add(a, b);
}
Result<Interval> interval_difference(Context, Interval a, Interval b) {
    return subtract(a, b);
}
Result<Interval> interval_negated(Context, Interval a) {
    return negate(a);
}
Result<Interval> interval_times(Context, Interval a, double factor) {
    return multiply(a, factor);
}
Result<Interval> interval_divided(Context, Interval a, double divisor) {
    return divide(a, divisor);
}

Result<Interval> opposite_of_time(const Interval& interval) {
    Interval opposite;
    opposite.microseconds = -(interval.microseconds % microseconds_per_day);
    return opposite;
}

Result<TimeOfDay> time_plus_interval(Context, TimeOfDay time, Interval interval) {
    return add(time, interval);
}
Result<TimeOfDay> time_minus_interval(Context, TimeOfDay time, Interval interval) {
    return add(time, *opposite_of_time(interval));
}
Result<Interval> time_minus_time(Context, TimeOfDay a, TimeOfDay b) {
    return subtract(a, b);
}
Result<TimeTz> timetz_plus_interval(Context, TimeTz time, Interval interval) {
    return add(time, interval);
}
Result<TimeTz> timetz_minus_interval(Context, TimeTz time, Interval interval) {
    return add(time, *opposite_of_time(interval));
}

Result<Timestamp> timestamp_plus_interval(Context, Timestamp at, Interval interval) {
    return add(at, interval);
}
Result<Timestamp> timestamp_minus_interval(Context, Timestamp at, Interval interval) {
    return subtract(at, interval);
}
Result<Interval> timestamp_difference(Context, Timestamp a, Timestamp b) {
    return subtract(a, b);
}

Result<UtcTimestamp> in_utc(Result<Timestamp> at) {
    if (!at) return fail(at.error());
    return UtcTimestamp{*at};
}
Result<UtcTimestamp> utc_plus_interval(Context context, UtcTimestamp utc, Interval interval) {
    return in_utc(add(utc.at, interval, zone_of(context)));
}
Result<UtcTimestamp> utc_minus_interval(Context context, UtcTimestamp utc, Interval interval) {
    return in_utc(subtract(utc.at, interval, zone_of(context)));
}
Result<Interval> utc_difference(Context, UtcTimestamp a, UtcTimestamp b) {
    return subtract(a.at, b.at);
}

// ---- casts

// Days go further than microseconds do.
Result<Timestamp> date_to_timestamp(Context, Date date) {
    const Timestamp at = timestamp_of(date);
    if (!in_range(at)) return fail(Errc::datetime_field_overflow, "date out of range for timestamp");
    return at;
}
Timestamp utc_of(Context context, Timestamp local) {
    return local.finite() ? to_utc(local, zone_of(context)) : local;
}
Timestamp local_of(Context context, UtcTimestamp utc) {
    return utc.at.finite() ? to_local(utc.at, zone_of(context)) : utc.at;
}
Result<UtcTimestamp> date_to_utc(Context context, Date date) {
    const Result<Timestamp> at = date_to_timestamp(context, date);
    if (!at) return fail(at.error());
    return UtcTimestamp{utc_of(context, *at)};
}
Result<Date> timestamp_to_date(Context, Timestamp at) {
    return date_of(at);
}
Result<UtcTimestamp> timestamp_to_utc(Context context, Timestamp at) {
    return UtcTimestamp{utc_of(context, at)};
}
Result<Date> utc_to_date(Context context, UtcTimestamp utc) {
    return date_of(local_of(context, utc));
}
Result<Timestamp> utc_to_timestamp(Context context, UtcTimestamp utc) {
    return local_of(context, utc);
}
Result<Interval> time_to_interval(Context, TimeOfDay time) {
    return Interval{0, 0, time.microseconds};
}
Result<TimeOfDay> timetz_to_time(Context, TimeTz time) {
    return time.time;
}
Result<TimeTz> time_to_timetz(Context context, TimeOfDay time) {
    return TimeTz{time, offset_at(context.transaction_time, zone_of(context))};
}
Result<TimeOfDay> interval_to_time(Context, Interval interval) {
    std::int64_t time = interval.microseconds % microseconds_per_day;
    return TimeOfDay{time < 0 ? time + microseconds_per_day : time};
}

// The time of day of an infinite timestamp is NULL.
Answer timestamp_to_time(Call& call) {
    Result<Timestamp> at = argument<Timestamp>(call, 0);
    if (!at) return fail(at.error());
    if (at->finite()) answer_value(call, time_of(*at));
    return {};
}
Answer utc_to_time(Call& call) {
    Result<UtcTimestamp> utc = argument<UtcTimestamp>(call, 0);
    if (!utc) return fail(utc.error());
    if (utc->at.finite()) answer_value(call, time_of(local_of(call.context(), *utc)));
    return {};
}
Answer utc_to_timetz(Call& call) {
    Result<UtcTimestamp> utc = argument<UtcTimestamp>(call, 0);
    if (!utc) return fail(utc.error());
    if (utc->at.finite()) answer_value(call, timetz_of(utc->at, zone_of(call.context())));
    return {};
}

// ---- comparisons of different types

Timestamp comparable(Context, Date date) {
    return timestamp_of(date);
}
Timestamp comparable(Context, Timestamp at) {
    return at;
}

template <class A, class B, class Order>
Result<bool> compared(Context context, A a, B b) {
    if constexpr (std::is_same_v<A, TimeTz>) {
        return Order{}(compare(a, b) < 0 ? -1 : compare(a, b) > 0 ? 1 : 0, 0);
    } else if constexpr (std::is_same_v<A, UtcTimestamp>) {
        return Order{}(a.at.microseconds, utc_of(context, comparable(context, b)).microseconds);
    } else if constexpr (std::is_same_v<B, UtcTimestamp>) {
        return Order{}(utc_of(context, comparable(context, a)).microseconds, b.at.microseconds);
    } else {
        return Order{}(comparable(context, a).microseconds, comparable(context, b).microseconds);
    }
}

// Rows of one pair of types, for each of the six operators.
#define ORMGATE_COMPARISONS(left, right, A, B, traits)                                        \
    {"pg_" left "_eq" right, 2, 2, traits, typed<&compared<A, B, std::equal_to<>>>},          \
        {"pg_" left "_ge" right, 2, 2, traits, typed<&compared<A, B, std::greater_equal<>>>}, \
        {"pg_" left "_gt" right, 2, 2, traits, typed<&compared<A, B, std::greater<>>>},       \
        {"pg_" left "_le" right, 2, 2, traits, typed<&compared<A, B, std::less_equal<>>>},    \
        {"pg_" left "_lt" right, 2, 2, traits, typed<&compared<A, B, std::less<>>>}, {        \
        "pg_" left "_ne" right, 2, 2, traits, typed<&compared<A, B, std::not_equal_to<>>>     \
    }

// What depends on the session's zone is not stable.
// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_date_add_int4", 2, 2, pure, typed<&date_plus_days>},
    {"pg_date_add_interval", 2, 2, pure, typed<&date_plus_interval>},
    {"pg_date_add_time", 2, 2, pure, typed<&date_plus_time>},
    {"pg_date_add_timetz", 2, 2, pure, typed<&date_plus_timetz>},
    {"pg_date_sub_date", 2, 2, pure, typed<&date_minus_date>},
    {"pg_date_sub_int4", 2, 2, pure, typed<&date_minus_days>},
    {"pg_date_sub_interval", 2, 2, pure, typed<&date_minus_interval>},
    {"pg_date_to_timestamp", 1, 1, pure, typed<&date_to_timestamp>},
    {"pg_date_to_timestamptz", 1, 1, pure, typed<&date_to_utc>},
    {"pg_float8_mul_interval", 2, 2, pure, typed<&swapped<Interval, double, &interval_times>>},
    {"pg_int4_add_date", 2, 2, pure, typed<&swapped<Date, std::int64_t, &date_plus_days>>},
    {"pg_interval_add_date", 2, 2, pure, typed<&swapped<Date, Interval, &date_plus_interval>>},
    {"pg_interval_add_interval", 2, 2, pure, typed<&interval_sum>},
    {"pg_interval_add_time", 2, 2, pure, typed<&swapped<TimeOfDay, Interval, &time_plus_interval>>},
    {"pg_interval_add_timestamp", 2, 2, pure, typed<&swapped<Timestamp, Interval, &timestamp_plus_interval>>},
    {"pg_interval_add_timestamptz", 2, 2, pure, typed<&swapped<UtcTimestamp, Interval, &utc_plus_interval>>},
    {"pg_interval_add_timetz", 2, 2, pure, typed<&swapped<TimeTz, Interval, &timetz_plus_interval>>},
    {"pg_interval_div_float8", 2, 2, pure, typed<&interval_divided>},
    {"pg_interval_mul_float8", 2, 2, pure, typed<&interval_times>},
    {"pg_interval_neg", 1, 1, pure, typed<&interval_negated>},
    {"pg_interval_sub_interval", 2, 2, pure, typed<&interval_difference>},
    {"pg_interval_to_time", 1, 1, pure, typed<&interval_to_time>},
    {"pg_time_add_date", 2, 2, pure, typed<&swapped<Date, TimeOfDay, &date_plus_time>>},
    {"pg_time_add_interval", 2, 2, pure, typed<&time_plus_interval>},
    {"pg_time_sub_interval", 2, 2, pure, typed<&time_minus_interval>},
    {"pg_time_sub_time", 2, 2, pure, typed<&time_minus_time>},
    {"pg_time_to_interval", 1, 1, pure, typed<&time_to_interval>},
    {"pg_time_to_timetz", 1, 1, pure, typed<&time_to_timetz>},
    {"pg_timestamp_add_interval", 2, 2, pure, typed<&timestamp_plus_interval>},
    {"pg_timestamp_sub_interval", 2, 2, pure, typed<&timestamp_minus_interval>},
    {"pg_timestamp_sub_timestamp", 2, 2, pure, typed<&timestamp_difference>},
    {"pg_timestamp_to_date", 1, 1, pure, typed<&timestamp_to_date>},
    {"pg_timestamp_to_time", 1, 1, pure, timestamp_to_time},
    {"pg_timestamp_to_timestamptz", 1, 1, pure, typed<&timestamp_to_utc>},
    {"pg_timestamptz_add_interval", 2, 2, pure, typed<&utc_plus_interval>},
    {"pg_timestamptz_sub_interval", 2, 2, pure, typed<&utc_minus_interval>},
    {"pg_timestamptz_sub_timestamptz", 2, 2, pure, typed<&utc_difference>},
    {"pg_timestamptz_to_date", 1, 1, pure, typed<&utc_to_date>},
    {"pg_timestamptz_to_time", 1, 1, pure, utc_to_time},
    {"pg_timestamptz_to_timestamp", 1, 1, pure, typed<&utc_to_timestamp>},
    {"pg_timestamptz_to_timetz", 1, 1, pure, utc_to_timetz},
    {"pg_timetz_add_date", 2, 2, pure, typed<&swapped<Date, TimeTz, &date_plus_timetz>>},
    {"pg_timetz_add_interval", 2, 2, pure, typed<&timetz_plus_interval>},
    {"pg_timetz_sub_interval", 2, 2, pure, typed<&timetz_minus_interval>},
    {"pg_timetz_to_time", 1, 1, pure, typed<&timetz_to_time>},
    ORMGATE_COMPARISONS("date", "_timestamp", Date, Timestamp, pure),
    ORMGATE_COMPARISONS("date", "_timestamptz", Date, UtcTimestamp, pure),
    ORMGATE_COMPARISONS("timestamp", "_date", Timestamp, Date, pure),
    ORMGATE_COMPARISONS("timestamp", "_timestamptz", Timestamp, UtcTimestamp, pure),
    ORMGATE_COMPARISONS("timestamptz", "_date", UtcTimestamp, Date, pure),
    ORMGATE_COMPARISONS("timestamptz", "_timestamp", UtcTimestamp, Timestamp, pure),
    ORMGATE_COMPARISONS("timetz", "", TimeTz, TimeTz, pure),
};
// clang-format on
#undef ORMGATE_COMPARISONS

}  // namespace

std::span<const ScalarFunction> datetime_arithmetic_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
