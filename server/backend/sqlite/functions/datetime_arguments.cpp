#include "server/backend/sqlite/functions/datetime_arguments.hpp"

namespace ormgate::sqlite {
namespace {

template <class T>
Result<T> read_or_fail(std::optional<T> value, std::string_view text, const char* type) {
    if (value) return *value;
    return fail(Errc::invalid_datetime_format,
                std::string("invalid input syntax for type ") + type + ": \"" + std::string(text) + "\"");
}

}  // namespace

const TimeZone& zone_of(const FunctionContext& context) {
    static const TimeZoneRef utc = TimeZone::utc();
    return context.text.time_zone != nullptr ? *context.text.time_zone : *utc;
}

Date current_date(const FunctionContext& context) {
    return date_of(to_local(context.transaction_time, zone_of(context)));
}

template <>
Result<Date> argument<Date>(Call& call, int i) {
    return read_or_fail(read_date(call.text(i)), call.text(i), "date");
}
template <>
Result<Timestamp> argument<Timestamp>(Call& call, int i) {
    return read_or_fail(read_timestamp(call.text(i)), call.text(i), "timestamp");
}
template <>
Result<UtcTimestamp> argument<UtcTimestamp>(Call& call, int i) {
    Result<Timestamp> at =
        read_or_fail(read_timestamp(call.text(i)), call.text(i), "timestamp with time zone");
    if (!at) return fail(at.error());
    return UtcTimestamp{*at};
}
template <>
Result<TimeOfDay> argument<TimeOfDay>(Call& call, int i) {
    return read_or_fail(read_time(call.text(i)), call.text(i), "time");
}
template <>
Result<TimeTz> argument<TimeTz>(Call& call, int i) {
    return read_or_fail(read_timetz(call.text(i)), call.text(i), "time with time zone");
}
template <>
Result<Interval> argument<Interval>(Call& call, int i) {
    return parse_interval(call.text(i));
}
template <>
Result<std::int64_t> argument<std::int64_t>(Call& call, int i) {
    return call.integer(i);
}
template <>
Result<double> argument<double>(Call& call, int i) {
    return call.real(i);
}

}  // namespace ormgate::sqlite
