#pragma once

#include "core/datetime.hpp"
#include "core/interval.hpp"
#include "server/backend/sqlite/functions/call.hpp"

namespace ormgate::sqlite {

// UtcTimestamp is a timestamptz, where Timestamp is a timestamp without time zone.
struct UtcTimestamp {
    Timestamp at;
    friend constexpr auto operator<=>(const UtcTimestamp&, const UtcTimestamp&) = default;
};

// The zone of the session.
const TimeZone& zone_of(const FunctionContext& context);
// Today's date in the session's zone, by the transaction's time.
Date current_date(const FunctionContext& context);

// A canonical argument; 22007 for what is none.
template <class T>
Result<T> argument(Call& call, int i);
template <>
Result<Date> argument<Date>(Call& call, int i);
template <>
Result<Timestamp> argument<Timestamp>(Call& call, int i);
template <>
Result<UtcTimestamp> argument<UtcTimestamp>(Call& call, int i);
template <>
Result<TimeOfDay> argument<TimeOfDay>(Call& call, int i);
template <>
Result<TimeTz> argument<TimeTz>(Call& call, int i);
template <>
Result<Interval> argument<Interval>(Call& call, int i);
template <>
Result<std::int64_t> argument<std::int64_t>(Call& call, int i);
template <>
Result<double> argument<double>(Call& call, int i);

inline void answer_value(Call& call, Date value) {
    call.answer(canonical(value));
}
inline void answer_value(Call& call, Timestamp value) {
    call.answer(canonical(value));
}
inline void answer_value(Call& call, UtcTimestamp value) {
    call.answer(canonical_utc(value.at));
}
inline void answer_value(Call& call, TimeOfDay value) {
    call.answer(canonical(value));
}
inline void answer_value(Call& call, TimeTz value) {
    call.answer(canonical(value));
}
inline void answer_value(Call& call, const Interval& value) {
    call.answer(canonical(value));
}
inline void answer_value(Call& call, std::int64_t value) {
    call.answer(value);
}
inline void answer_value(Call& call, double value) {
    call.answer(value);
}
inline void answer_value(Call& call, bool value) {
    call.answer(value);
}

// A function of typed arguments as a SQL function: typed<f> reads the arguments, calls f(context, …), writes
// its result.
template <auto function>
struct Typed;
template <class R, class A, Result<R> (*function)(const FunctionContext&, A)>
struct Typed<function> {
    static Answer run(Call& call) {
        Result<A> a = argument<A>(call, 0);
        if (!a) return fail(a.error());
        Result<R> result = function(call.context(), *a);
        if (!result) return fail(result.error());
        answer_value(call, *result);
        return {};
    }
};
template <class R, class A, class B, Result<R> (*function)(const FunctionContext&, A, B)>
struct Typed<function> {
    static Answer run(Call& call) {
        Result<A> a = argument<A>(call, 0);
        if (!a) return fail(a.error());
        Result<B> b = argument<B>(call, 1);
        if (!b) return fail(b.error());
        Result<R> result = function(call.context(), *a, *b);
        if (!result) return fail(result.error());
        answer_value(call, *result);
        return {};
    }
};
template <auto function>
constexpr auto typed = Typed<function>::run;

}  // namespace ormgate::sqlite
