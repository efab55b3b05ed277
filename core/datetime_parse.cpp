#include <optional>
#include <vector>

#include "core/datetime_decode.hpp"
#include "core/datetime_text.hpp"
#include "core/datetime_tokens.hpp"
#include "core/scan.hpp"

namespace ormgate {
namespace {

constexpr Timestamp unix_epoch{unix_epoch_seconds * microseconds_per_second};

Result<Decoded> decode(std::string_view text,
                       const DateInput& input,
                       DateDecoder::Wanted wanted,
                       std::string_view type_name) {
    std::vector<DateToken> tokens;
    if (!split_date_tokens(text, tokens)) return date_error(DateProblem::bad_format, text, type_name);
    DateDecoder decoder(input, wanted);
    const DateProblem problem = decoder.run(std::move(tokens));
    if (!decoder.unknown_zone().empty())
        return fail(Errc::invalid_parameter_value,
                    "time zone \"" + decoder.unknown_zone() + "\" not recognized");
    if (problem != DateProblem::none) return date_error(problem, text, type_name);
    return decoder.result();
}

// The usual 2024-01-02[ 03:04:05[.678]][+00] goes past the decoder, which knows all the other forms.
bool is_plain(std::string_view text) {
    return text.size() >= 10 && is_digit(text[0]) && text[4] == '-' && text[7] == '-';
}

std::unexpected<Error> out_of_range(std::string_view text, std::string_view what) {
    return fail(Errc::datetime_field_overflow,
                std::string(what) + " out of range: \"" + std::string(text) + "\"");
}

std::optional<Timestamp> special(const Decoded& decoded) {
    switch (decoded.kind) {
        case Decoded::Kind::epoch:
            return unix_epoch;
        case Decoded::Kind::infinity:
            return Timestamp::infinity();
        case Decoded::Kind::minus_infinity:
            return Timestamp::minus_infinity();
        case Decoded::Kind::fields:
            break;
    }
    return std::nullopt;
}

// Beyond, microseconds do not fit their integer; which days are out of range then, in_range() tells.
bool has_timestamps(const Civil& fields) {
    return fields.year >= -4713 && fields.year <= 294276;
}

bool has_days(const Civil& fields) {
    return fields.year >= -4713 && fields.year <= 5874897;
}

}  // namespace

Result<Date> parse_date(std::string_view text, const DateInput& input) {
    if (is_plain(text) && text.size() == 10)
        if (const auto date = read_date(text)) return *date;
    const Result<Decoded> decoded = decode(text, input, DateDecoder::Wanted::date_and_time, "date");
    if (!decoded) return fail(decoded.error());
    if (const auto timestamp = special(*decoded)) return date_of(*timestamp);
    const Civil& f = decoded->fields;
    if (!has_days(f)) return out_of_range(text, "date");
    const Date date{static_cast<std::int32_t>(days_of_civil(f.year, f.month, f.day))};
    if (!in_range(date)) return out_of_range(text, "date");
    return date;
}

Result<TimeOfDay> parse_time(std::string_view text, const DateInput& input) {
    const Result<Decoded> decoded = decode(text, input, DateDecoder::Wanted::time_only, "time");
    if (!decoded) return fail(decoded.error());
    Civil clock = decoded->fields;
    clock.year = 2000;
    clock.month = clock.day = 1;
    return TimeOfDay{timestamp_of(clock).microseconds + decoded->microsecond};
}

Result<TimeTz> parse_timetz(std::string_view text, const DateInput& input) {
    const Result<Decoded> decoded =
        decode(text, input, DateDecoder::Wanted::time_only, "time with time zone");
    if (!decoded) return fail(decoded.error());
    Civil clock = decoded->fields;
    clock.year = 2000;
    clock.month = clock.day = 1;
    return TimeTz{{timestamp_of(clock).microseconds + decoded->microsecond}, decoded->offset.value_or(0)};
}

Result<Timestamp> parse_timestamp(std::string_view text, const DateInput& input) {
    if (is_plain(text) && text.size() <= 26 && text.find_first_of("+Z") == std::string_view::npos &&
        text.find('-', 8) == std::string_view::npos)
        if (const auto timestamp = read_timestamp(text)) return *timestamp;
    const Result<Decoded> decoded = decode(text, input, DateDecoder::Wanted::date_and_time, "timestamp");
    if (!decoded) return fail(decoded.error());
    if (const auto timestamp = special(*decoded)) return *timestamp;
    if (!has_timestamps(decoded->fields)) return out_of_range(text, "timestamp");
    const Timestamp timestamp = decoded->local();
    if (!in_range(timestamp)) return out_of_range(text, "timestamp");
    return timestamp;
}

Result<Timestamp> parse_timestamptz(std::string_view text, const DateInput& input) {
    const Result<Decoded> decoded =
        decode(text, input, DateDecoder::Wanted::date_and_time, "timestamp with time zone");
    if (!decoded) return fail(decoded.error());
    if (const auto timestamp = special(*decoded)) return *timestamp;
    if (!has_timestamps(decoded->fields)) return out_of_range(text, "timestamp");
    const Timestamp utc{decoded->local().microseconds -
                        decoded->offset.value_or(0) * microseconds_per_second};
    if (!in_range(utc)) return out_of_range(text, "timestamp");
    return utc;
}

}  // namespace ormgate
