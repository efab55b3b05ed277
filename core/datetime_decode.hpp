#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/datetime_text.hpp"
#include "core/datetime_tokens.hpp"

namespace ormgate {

// Decoded is what a text says about a date and a time.
struct Decoded {
    enum class Kind : std::uint8_t { fields, epoch, infinity, minus_infinity } kind = Kind::fields;
    Civil fields;
    std::int64_t microsecond = 0;  // 0 to a million
    std::optional<std::int32_t>
        offset;  // seconds east; always there if the decoder was asked for a time only
    Timestamp local() const;
};

// DateDecoder reads tokens as PostgreSQL's DecodeDateTime and DecodeTimeOnly do. It needs to know the
// session's zone even where the type has none, because zones in the text are read and ignored.
class DateDecoder {
public:
    enum class Wanted : std::uint8_t { date_and_time, time_only };
    DateDecoder(const DateInput& input, Wanted wanted);

    DateProblem run(std::vector<DateToken> tokens);
    const Decoded& result() const { return out_; }
    // A zone's name in the text that nobody knows; the problem is then bad_format.
    const std::string& unknown_zone() const { return unknown_zone_; }

private:
    // Which fields have been given; a second time is refused.
    enum Field : unsigned {
        year_bit = 1U << 0,
        month_bit = 1U << 1,
        day_bit = 1U << 2,
        day_of_year_bit = 1U << 3,
        zone_bit = 1U << 4,
        daylight_zone_bit = 1U << 5,
        daylight_bit = 1U << 6,
        hour_bit = 1U << 7,
        minute_bit = 1U << 8,
        second_bit = 1U << 9,
        fraction_bit = 1U << 10,
        meridiem_bit = 1U << 11,
        era_bit = 1U << 12,
        weekday_bit = 1U << 13,
        all_seconds = second_bit | fraction_bit,
        date_mask = year_bit | month_bit | day_bit,
        time_mask = hour_bit | minute_bit | all_seconds,
    };
    bool time_only() const { return wanted_ == Wanted::time_only; }
    bool has_all(unsigned mask) const { return (seen_ & mask) == mask; }

    DateProblem take(std::size_t i);
    DateProblem date_token(std::size_t i);
    DateProblem time_token(const std::string& text);
    DateProblem number_token(std::size_t i);
    DateProblem labelled_number(const std::string& text);
    DateProblem julian(const std::string& text, std::size_t end_of_digits, std::int64_t value);
    DateProblem word_token(std::size_t i);
    DateProblem abbreviation(const ZoneAbbreviation& zone);
    DateProblem word(const DateWord& meaning, std::size_t i);
    DateProblem joined_zone(const std::string& text);
    DateProblem named_zone(const std::string& text);
    DateProblem numeric_zone(std::string_view text);

    DateProblem read_date(std::string_view text, unsigned seen);
    DateProblem read_number(std::string_view text, bool text_month, unsigned seen);
    DateProblem read_joined(std::string text, unsigned seen);

    DateProblem finish();
    DateProblem check_date();
    DateProblem find_offset();
    void set_date(Date date);
    Date today() const;
    const TimeZone& session_zone() const { return *zone_; }

    DateInput input_;
    Wanted wanted_;
    TimeZoneRef utc_;
    const TimeZone* zone_;
    std::vector<DateToken> tokens_;
    Decoded out_;
    std::string unknown_zone_;

    unsigned seen_ = 0;
    unsigned given_ = 0;               // by the token at hand
    DateUnit label_ = DateUnit::none;  // what the next number is
    int day_of_year_ = 0;
    bool has_text_month_ = false, is_julian_ = false, two_digit_year_ = false, before_christ_ = false;
    bool has_meridiem_ = false, afternoon_ = false;
    TimeZoneRef named_zone_, abbreviated_zone_;
    std::string abbreviation_;
};

}  // namespace ormgate
