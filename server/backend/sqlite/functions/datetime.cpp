#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "server/backend/sqlite/functions/datetime_arguments.hpp"
#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

using Context = const FunctionContext&;

// ---- clocks

Answer transaction_timestamp(Call& call) {
    answer_value(call, UtcTimestamp{call.context().transaction_time});
    return {};
}

Answer statement_timestamp(Call& call) {
    answer_value(call, UtcTimestamp{call.context().statement_time});
    return {};
}

Timestamp clock_now() {
    auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    std::int64_t microseconds = std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count();
    return {microseconds + unix_epoch_seconds * microseconds_per_second};
}

Answer clock_timestamp(Call& call) {
    answer_value(call, UtcTimestamp{clock_now()});
    return {};
}

Answer timeofday(Call& call) {
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    Timestamp now = clock_now();
    const TimeZone& zone = zone_of(call.context());
    Timestamp local = to_local(now, zone);
    Civil time = civil(local);
    char text[80];
    std::snprintf(text,
                  sizeof text,
                  "%s %s %02d %02d:%02d:%02d.%06d %04d ",
                  days[day_of_week(date_of(local))],
                  months[time.month - 1],
                  time.day,
                  time.hour,
                  time.minute,
                  time.second,
                  time.microsecond,
                  static_cast<int>(time.year));
    std::int64_t seconds = now.microseconds / microseconds_per_second - unix_epoch_seconds;
    call.answer(text + std::string(zone.at(seconds).abbreviation));
    return {};
}

// ---- fields

Result<std::optional<Decimal>> present(Result<Decimal> value) {
    if (!value) return fail(value.error());
    return std::optional<Decimal>(*value);
}

template <class T>
Result<std::optional<Decimal>> field_of(Call& call) {
    Result<T> value = argument<T>(call, 1);
    if (!value) return fail(value.error());
    std::string_view field = call.text(0);
    if constexpr (std::is_same_v<T, UtcTimestamp>)
        return extract(field, value->at, zone_of(call.context()));
    else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, Timestamp>)
        return extract(field, *value);
    else
        return present(extract(field, *value));
}

template <class T>
Answer extract_field(Call& call) {
    Result<std::optional<Decimal>> field = field_of<T>(call);
    if (!field) return fail(field.error());
    if (*field) call.answer(**field);
    return {};
}

template <class T>
Answer date_part(Call& call) {
    Result<std::optional<Decimal>> field = field_of<T>(call);
    if (!field) return fail(field.error());
    if (!*field) return {};
    return answer_result(call, (*field)->to_double());
}

template <class T>
Answer date_trunc(Call& call) {
    Result<T> value = argument<T>(call, 1);
    if (!value) return fail(value.error());
    Result<T> result = truncate(call.text(0), *value);
    if (!result) return fail(result.error());
    answer_value(call, *result);
    return {};
}

// date_trunc(field, timestamptz[, zone])
Answer date_trunc_utc(Call& call) {
    Result<UtcTimestamp> value = argument<UtcTimestamp>(call, 1);
    if (!value) return fail(value.error());
    TimeZoneRef named;
    if (call.count() > 2) {
        Result<TimeZoneRef> found = time_zone_named(call.text(2));
        if (!found) return fail(found.error());
        named = *found;
    }
    Result<Timestamp> result = truncate(call.text(0), value->at, named ? *named : zone_of(call.context()));
    if (!result) return fail(result.error());
    answer_value(call, UtcTimestamp{*result});
    return {};
}

template <class T>
Answer bin(Call& call) {
    Result<Interval> stride = argument<Interval>(call, 0);
    Result<Timestamp> at = argument<Timestamp>(call, 1), origin = argument<Timestamp>(call, 2);
    if (!stride) return fail(stride.error());
    if (!at) return fail(at.error());
    if (!origin) return fail(origin.error());
    Result<Timestamp> result = date_bin(*stride, *at, *origin);
    if (!result) return fail(result.error());
    answer_value(call, T{*result});
    return {};
}

Result<bool> is_finite_date(Context, Date date) {
    return date.finite();
}
Result<bool> is_finite_timestamp(Context, Timestamp at) {
    return at.finite();
}
Result<bool> is_finite_interval(Context, Interval) {
    return true;
}

// ---- age

// One argument: from midnight today.
Answer age_of(Call& call) {
    bool from_today = call.count() == 1;
    Result<Timestamp> a =
        from_today ? timestamp_of(current_date(call.context())) : argument<Timestamp>(call, 0);
    Result<Timestamp> b = argument<Timestamp>(call, from_today ? 0 : 1);
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    return answer_result(call, [&]() -> Result<std::string> {
        Result<Interval> result = age(*a, *b);
        if (!result) return fail(result.error());
        return canonical(*result);
    }());
}

Answer age_of_utc(Call& call) {
    bool from_today = call.count() == 1;
    const TimeZone& zone = zone_of(call.context());
    Result<Timestamp> a =
        from_today ? to_utc(timestamp_of(current_date(call.context())), zone) : argument<Timestamp>(call, 0);
    Result<Timestamp> b = argument<Timestamp>(call, from_today ? 0 : 1);
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    Result<Interval> result = age(*a, *b, zone);
    if (!result) return fail(result.error());
    answer_value(call, *result);
    return {};
}

// ---- make_…

Answer make_date_of(Call& call) {
    Result<Date> date = make_date(call.integer(0), call.integer(1), call.integer(2));
    if (!date) return fail(date.error());
    answer_value(call, *date);
    return {};
}

Answer make_time_of(Call& call) {
    Result<TimeOfDay> time = make_time(call.integer(0), call.integer(1), call.real(2));
    if (!time) return fail(time.error());
    answer_value(call, *time);
    return {};
}

Result<Timestamp> timestamp_of_parts(Call& call) {
    TimestampParts parts{
        call.integer(0), call.integer(1), call.integer(2), call.integer(3), call.integer(4), call.real(5)};
    return make_timestamp(parts);
}

Answer make_timestamp_of(Call& call) {
    Result<Timestamp> at = timestamp_of_parts(call);
    if (!at) return fail(at.error());
    answer_value(call, *at);
    return {};
}

Answer make_timestamptz_of(Call& call) {
    Result<Timestamp> at = timestamp_of_parts(call);
    if (!at) return fail(at.error());
    TimeZoneRef named;
    if (call.count() > 6) {
        Result<TimeZoneRef> found = time_zone_named(call.text(6));
        if (!found) return fail(found.error());
        named = *found;
    }
    answer_value(call, UtcTimestamp{to_utc(*at, named ? *named : zone_of(call.context()))});
    return {};
}

Answer make_interval_of(Call& call) {
    auto part = [&](int i) { return i < call.count() ? call.integer(i) : 0; };
    IntervalParts parts{
        part(0), part(1), part(2), part(3), part(4), part(5), call.count() > 6 ? call.real(6) : 0};
    Result<Interval> interval = make_interval(parts);
    if (!interval) return fail(interval.error());
    answer_value(call, *interval);
    return {};
}

Result<Interval> hours_justified(Context, Interval a) {
    return justify_hours(a);
}
Result<Interval> days_justified(Context, Interval a) {
    return justify_days(a);
}
Result<Interval> all_justified(Context, Interval a) {
    return justify_interval(a);
}

// ---- AT TIME ZONE

// The three types have canonical texts of different shapes: 12:00:00.000000+02, … 12:00:00.000000+00, no
// offset.
Answer at_zone(Call& call, const TimeZone& zone) {
    std::string_view text = call.text(1);
    if (text.ends_with("infinity")) {
        call.answer(text);
        return {};
    }
    if (text.size() > 2 && text[2] == ':') {
        Result<TimeTz> time = argument<TimeTz>(call, 1);
        if (!time) return fail(time.error());
        std::int32_t offset = offset_at(call.context().transaction_time, zone);
        std::int64_t at = time->time.microseconds + (offset - time->offset) * microseconds_per_second;
        at = ((at % microseconds_per_day) + microseconds_per_day) % microseconds_per_day;
        answer_value(call, TimeTz{{at}, offset});
        return {};
    }
    Result<Timestamp> at = argument<Timestamp>(call, 1);
    if (!at) return fail(at.error());
    if (text.ends_with("+00"))
        answer_value(call, to_local(*at, zone));
    else
        answer_value(call, UtcTimestamp{to_utc(*at, zone)});
    return {};
}

Answer at_named_zone(Call& call) {
    Result<TimeZoneRef> zone = time_zone_named(call.text(0));
    if (!zone) return fail(zone.error());
    return at_zone(call, **zone);
}

Answer at_interval(Call& call) {
    Result<Interval> interval = argument<Interval>(call, 0);
    if (!interval) return fail(interval.error());
    if (interval->months != 0 || interval->days != 0)
        return fail(
            Errc::invalid_parameter_value,
            "interval time zone \"" + std::string(call.text(0)) + "\" must not include months or days");
    TimeZoneRef zone =
        TimeZone::fixed(static_cast<std::int32_t>(interval->microseconds / microseconds_per_second));
    return at_zone(call, *zone);
}

// ---- OVERLAPS

// A time's canonical text always has six decimals, an interval's hardly ever; a timestamp begins with its
// year.
bool is_interval(std::string_view text, bool of_times) {
    if (of_times) return text.size() < 15 || text[8] != '.';
    return !read_timestamp(text).has_value();
}

template <class T>
struct Period {
    std::optional<T> begin, end;
};

template <class T>
Result<Period<T>> period(Call& call, int first) {
    Period<T> result;
    if (!call.null(first)) {
        Result<T> begin = argument<T>(call, first);
        if (!begin) return fail(begin.error());
        result.begin = *begin;
    }
    if (call.null(first + 1)) return result;
    if (!is_interval(call.text(first + 1), std::is_same_v<T, TimeOfDay> || std::is_same_v<T, TimeTz>)) {
        Result<T> end = argument<T>(call, first + 1);
        if (!end) return fail(end.error());
        result.end = *end;
        return result;
    }
    if (!result.begin) return result;
    Result<Interval> length = argument<Interval>(call, first + 1);
    if (!length) return fail(length.error());
    if constexpr (std::is_same_v<T, TimeOfDay> || std::is_same_v<T, TimeTz>) {
        result.end = add(*result.begin, *length);
    } else {
        Result<Timestamp> end = [&] {
            if constexpr (std::is_same_v<T, UtcTimestamp>)
                return add(result.begin->at, *length, zone_of(call.context()));
            else
                return add(*result.begin, *length);
        }();
        if (!end) return fail(end.error());
        result.end = T{*end};
    }
    return result;
}

template <class T>
bool before(const T& a, const T& b) {
    if constexpr (std::is_same_v<T, TimeTz>)
        return compare(a, b) < 0;
    else
        return a < b;
}

// SQL's three-valued answer where an end is not known.
template <class T>
Answer overlaps(Call& call) {
    Result<Period<T>> first = period<T>(call, 0), second = period<T>(call, 2);
    if (!first) return fail(first.error());
    if (!second) return fail(second.error());
    for (Period<T>* p : {&*first, &*second}) {
        if (!p->begin && !p->end) return {};
        if (!p->begin)
            std::swap(p->begin, p->end);
        else if (p->end && before(*p->end, *p->begin))
            std::swap(p->begin, p->end);
    }
    Period<T>*early = &*first, *late = &*second;
    if (before(*late->begin, *early->begin)) std::swap(early, late);
    if (!before(*early->begin, *late->begin)) {
        if (early->end && late->end) call.answer(true);
        return {};
    }
    if (!early->end) return {};
    if (before(*late->begin, *early->end))
        call.answer(true);
    else if (late->end)
        call.answer(false);
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_age_timestamp", 1, 2, pure, age_of},
    {"pg_age_timestamptz", 1, 2, pure, age_of_utc},
    {"pg_clock_timestamp", 0, 0, plain, clock_timestamp},
    {"pg_date_bin_timestamp", 3, 3, pure, bin<Timestamp>},
    {"pg_date_bin_timestamptz", 3, 3, pure, bin<UtcTimestamp>},
    {"pg_date_part_date", 2, 2, pure, date_part<Date>},
    {"pg_date_part_interval", 2, 2, pure, date_part<Interval>},
    {"pg_date_part_time", 2, 2, pure, date_part<TimeOfDay>},
    {"pg_date_part_timestamp", 2, 2, pure, date_part<Timestamp>},
    {"pg_date_part_timestamptz", 2, 2, pure, date_part<UtcTimestamp>},
    {"pg_date_part_timetz", 2, 2, pure, date_part<TimeTz>},
    {"pg_date_trunc", 3, 3, pure, date_trunc_utc},
    {"pg_date_trunc_interval", 2, 2, pure, date_trunc<Interval>},
    {"pg_date_trunc_timestamp", 2, 2, pure, date_trunc<Timestamp>},
    {"pg_date_trunc_timestamptz", 2, 3, pure, date_trunc_utc},
    {"pg_extract_date", 2, 2, pure, extract_field<Date>},
    {"pg_extract_interval", 2, 2, pure, extract_field<Interval>},
    {"pg_extract_time", 2, 2, pure, extract_field<TimeOfDay>},
    {"pg_extract_timestamp", 2, 2, pure, extract_field<Timestamp>},
    {"pg_extract_timestamptz", 2, 2, pure, extract_field<UtcTimestamp>},
    {"pg_extract_timetz", 2, 2, pure, extract_field<TimeTz>},
    {"pg_isfinite_date", 1, 1, pure, typed<&is_finite_date>},
    {"pg_isfinite_interval", 1, 1, pure, typed<&is_finite_interval>},
    {"pg_isfinite_timestamp", 1, 1, pure, typed<&is_finite_timestamp>},
    {"pg_isfinite_timestamptz", 1, 1, pure, typed<&is_finite_timestamp>},
    {"pg_justify_days", 1, 1, pure, typed<&days_justified>},
    {"pg_justify_hours", 1, 1, pure, typed<&hours_justified>},
    {"pg_justify_interval", 1, 1, pure, typed<&all_justified>},
    {"pg_make_date", 3, 3, pure, make_date_of},
    {"pg_make_interval", 0, 7, pure, make_interval_of},
    {"pg_make_time", 3, 3, pure, make_time_of},
    {"pg_make_timestamp", 6, 6, pure, make_timestamp_of},
    {"pg_make_timestamptz", 6, 7, pure, make_timestamptz_of},
    {"pg_now", 0, 0, stable, transaction_timestamp},
    {"pg_overlaps_time", 4, 4, stable, overlaps<TimeOfDay>},
    {"pg_overlaps_timestamp", 4, 4, stable, overlaps<Timestamp>},
    {"pg_overlaps_timestamptz", 4, 4, stable, overlaps<UtcTimestamp>},
    {"pg_overlaps_timetz", 4, 4, stable, overlaps<TimeTz>},
    {"pg_statement_timestamp", 0, 0, stable, statement_timestamp},
    {"pg_timeofday", 0, 0, plain, timeofday},
    {"pg_timezone_interval", 2, 2, pure, at_interval},
    {"pg_timezone_text", 2, 2, pure, at_named_zone},
    {"pg_transaction_timestamp", 0, 0, stable, transaction_timestamp},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> datetime_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
