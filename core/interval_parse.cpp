#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/datetime.hpp"
#include "core/datetime_fields.hpp"
#include "core/datetime_tokens.hpp"
#include "core/interval.hpp"
#include "core/scan.hpp"

// Reads intervals by the rules of PostgreSQL's datetime.c (DecodeInterval, DecodeISO8601Interval).
namespace ormgate {
namespace {

constexpr double days_per_month = 30;

// The field bits of a typmod, at PostgreSQL's positions.
enum Mask : std::int32_t {
    month_bit = 1 << 1,
    year_bit = 1 << 2,
    day_bit = 1 << 3,
    hour_bit = 1 << 10,
    minute_bit = 1 << 11,
    second_bit = 1 << 12,
    full_range = 0x7fff,
};
std::int32_t range_of(std::int32_t modifier) {
    return modifier < 0 ? full_range : modifier >> 16 & full_range;
}

// IntervalSum adds up what the fields of a text say; each add_… is false on overflow.
class IntervalSum {
public:
    bool add_microseconds(std::int64_t whole, double fraction, std::int64_t unit) {
        std::int64_t product = 0;
        return !__builtin_mul_overflow(whole, unit, &product) &&
               !__builtin_add_overflow(microseconds_, product, &microseconds_) &&
               add_fraction(fraction, unit);
    }
    // Rounds half towards zero, as PostgreSQL does here.
    bool add_fraction(double fraction, std::int64_t unit) {
        if (fraction == 0) return true;
        fraction *= static_cast<double>(unit);
        auto whole = static_cast<std::int64_t>(fraction);
        fraction -= static_cast<double>(whole);
        if (fraction > 0.5) ++whole;
        if (fraction < -0.5) --whole;
        return !__builtin_add_overflow(microseconds_, whole, &microseconds_);
    }
    bool add_days(std::int64_t whole, std::int64_t unit) { return add_to(days_, whole, unit); }
    bool add_fraction_of_days(double fraction, double unit) {
        fraction *= unit;
        const auto whole = static_cast<std::int32_t>(fraction);
        return add_days(whole, 1) && add_fraction(fraction - whole, microseconds_per_day);
    }
    bool add_months(std::int64_t whole, double fraction) {
        return add_to(months_, whole, 1) && add_fraction_of_days(fraction, days_per_month);
    }
    bool add_years(std::int64_t whole, double fraction, std::int64_t unit) {
        const double months = std::rint(fraction * static_cast<double>(unit) * 12);
        return add_to(years_, whole, unit) && add_to(months_, static_cast<std::int64_t>(months), 1);
    }
    bool set_clock(const ClockFields& clock, bool negative) {
        std::int64_t time = 0;
        const std::int64_t rest = clock.minute * microseconds_per_minute +
                                  clock.second * microseconds_per_second + clock.microsecond;
        if (__builtin_mul_overflow(clock.hour, microseconds_per_hour, &time) ||
            __builtin_add_overflow(time, rest, &time))
            return false;
        microseconds_ = negative ? -time : time;
        return true;
    }
    bool negate() {
        if (years_ == min32 || months_ == min32 || days_ == min32 || microseconds_ == min64) return false;
        years_ = -years_;
        months_ = -months_;
        days_ = -days_;
        microseconds_ = -microseconds_;
        return true;
    }
    Result<Interval> result() const {
        const std::int64_t months = std::int64_t{years_} * 12 + months_;
        if (months != static_cast<std::int32_t>(months))
            return fail(Errc::datetime_field_overflow, "interval out of range");
        return Interval{static_cast<std::int32_t>(months), days_, microseconds_};
    }

private:
    static constexpr std::int32_t min32 = std::numeric_limits<std::int32_t>::min();
    static constexpr std::int64_t min64 = std::numeric_limits<std::int64_t>::min();
    static bool add_to(std::int32_t& field, std::int64_t whole, std::int64_t unit) {
        std::int64_t product = 0;
        return !__builtin_mul_overflow(whole, unit, &product) &&
               !__builtin_add_overflow(field, product, &field);
    }
    std::int32_t years_ = 0, months_ = 0, days_ = 0;
    std::int64_t microseconds_ = 0;
};

// What the unit-less number at the end of a text counts, by the declared fields.
DateField last_field(std::int32_t range) {
    if (range == full_range || (range & second_bit) != 0) return DateField::second;
    if ((range & minute_bit) != 0) return DateField::minute;
    if ((range & hour_bit) != 0) return DateField::hour;
    if ((range & day_bit) != 0) return DateField::day;
    if ((range & month_bit) != 0) return DateField::month;
    return DateField::year;
}

// A bit per field that has been given, to refuse it a second time; seconds with decimals take the bits of all
// three.
constexpr unsigned bit(DateField field) {
    return 1U << static_cast<unsigned>(field);
}
constexpr unsigned all_seconds =
    bit(DateField::second) | bit(DateField::milliseconds) | bit(DateField::microseconds);
constexpr unsigned all_time = all_seconds | bit(DateField::minute) | bit(DateField::hour);

// Decoder reads the tokens from right to left, so that units come before their values.
class Decoder {
public:
    Decoder(std::int32_t range, bool force_negative) : range_(range), force_negative_(force_negative) {}

    DateProblem run(const std::vector<DateToken>& tokens) {
        for (std::size_t i = tokens.size(); i-- > 0;)
            if (const DateProblem problem = take(tokens[i]); problem != DateProblem::none) return problem;
        if (seen_ == 0) return DateProblem::bad_format;
        if (ago_ && !sum_.negate()) return DateProblem::field_overflow;
        return DateProblem::none;
    }
    const IntervalSum& sum() const { return sum_; }

private:
    DateProblem take(const DateToken& token) {
        switch (token.kind) {
            case DateToken::Kind::time:
                return clock(token.text, force_negative_);
            case DateToken::Kind::zone: {
                const bool negative = token.text.front() == '-';
                const bool is_clock = token.text.find(':') != std::string::npos;
                if (is_clock && clock(token.text.substr(1), negative || force_negative_) == DateProblem::none)
                    return DateProblem::none;
                return number(token.text);
            }
            case DateToken::Kind::date:
            case DateToken::Kind::number:
                return number(token.text);
            case DateToken::Kind::word:
            case DateToken::Kind::special:
                return word(token.text);
        }
        return DateProblem::bad_format;
    }

    DateProblem clock(std::string_view text, bool negative) {
        ClockFields fields;
        const DateProblem problem = read_clock(text, range_ == (minute_bit | second_bit), fields);
        if (problem != DateProblem::none) return problem;
        if ((seen_ & all_time) != 0) return DateProblem::bad_format;
        if (!sum_.set_clock(fields, negative)) return DateProblem::field_overflow;
        seen_ |= all_time;
        unit_ = DateField::day;
        return DateProblem::none;
    }

    DateProblem word(std::string_view text) {
        if (text == "ago") {
            ago_ = true;
            unit_.reset();
            unit_missing_ = true;
            return DateProblem::none;
        }
        unit_ = unit_named(text);
        unit_missing_ = false;
        return unit_ ? DateProblem::none : DateProblem::bad_format;
    }

    DateProblem number(std::string_view text) {
        if (!unit_ && unit_missing_) return DateProblem::bad_format;
        if (!unit_) unit_ = last_field(range_);
        const bool negative = text.front() == '-';
        std::int64_t whole = 0;
        double fraction = 0;
        std::string_view digits = text;
        if (digits.front() == '+') digits.remove_prefix(1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
        if (error == std::errc::result_out_of_range) return DateProblem::field_overflow;
        const std::string_view rest = digits.substr(static_cast<std::size_t>(end - digits.data()));
        if (rest.starts_with('-')) {
            if (const DateProblem problem = years_and_months(rest.substr(1), negative, whole);
                problem != DateProblem::none)
                return problem;
        } else if (rest.starts_with('.')) {
            if (!read_fraction(rest, fraction)) return DateProblem::bad_format;
            if (negative) fraction = -fraction;
        } else if (!rest.empty()) {
            return DateProblem::bad_format;
        }
        if (force_negative_) {
            if (whole > 0) whole = -whole;
            if (fraction > 0) fraction = -fraction;
        }
        return add(whole, fraction);
    }

    // SQL's '1-2': a year and two months.
    DateProblem years_and_months(std::string_view text, bool negative, std::int64_t& whole) {
        int months = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), months);
        if (error == std::errc::result_out_of_range || months < 0 || months >= 12)
            return DateProblem::field_overflow;
        if (error == std::errc() && end != text.data() + text.size()) return DateProblem::bad_format;
        if (error != std::errc() && !text.empty()) return DateProblem::bad_format;
        unit_ = DateField::month;
        if (__builtin_mul_overflow(whole, 12, &whole) ||
            __builtin_add_overflow(whole, negative ? -months : months, &whole))
            return DateProblem::field_overflow;
        return DateProblem::none;
    }

    DateProblem add(std::int64_t whole, double fraction) {
        const DateField unit = *unit_;
        unsigned given = bit(unit);
        bool fits = false;
        switch (unit) {
            case DateField::microseconds:
                fits = sum_.add_microseconds(whole, fraction, 1);
                break;
            case DateField::milliseconds:
                fits = sum_.add_microseconds(whole, fraction, 1000);
                break;
            case DateField::second:
                fits = sum_.add_microseconds(whole, fraction, microseconds_per_second);
                if (fraction != 0) given = all_seconds;
                break;
            case DateField::minute:
                fits = sum_.add_microseconds(whole, fraction, microseconds_per_minute);
                break;
            case DateField::hour:
                fits = sum_.add_microseconds(whole, fraction, microseconds_per_hour);
                unit_ = DateField::day;
                break;
            case DateField::day:
                fits = sum_.add_days(whole, 1) && sum_.add_fraction(fraction, microseconds_per_day);
                break;
            case DateField::week:
                fits = sum_.add_days(whole, 7) && sum_.add_fraction_of_days(fraction, 7);
                break;
            case DateField::month:
                fits = sum_.add_months(whole, fraction);
                break;
            case DateField::year:
                fits = sum_.add_years(whole, fraction, 1);
                break;
            case DateField::decade:
                fits = sum_.add_years(whole, fraction, 10);
                break;
            case DateField::century:
                fits = sum_.add_years(whole, fraction, 100);
                break;
            case DateField::millennium:
                fits = sum_.add_years(whole, fraction, 1000);
                break;
            default:
                return DateProblem::bad_format;
        }
        if (!fits) return DateProblem::field_overflow;
        if ((seen_ & given) != 0) return DateProblem::bad_format;
        seen_ |= given;
        return DateProblem::none;
    }

    std::int32_t range_;
    bool force_negative_;
    bool ago_ = false;
    bool unit_missing_ = false;  // behind 'ago' a number needs its unit
    unsigned seen_ = 0;
    std::optional<DateField> unit_;
    IntervalSum sum_;
};

// IsoDecoder reads ISO 8601 durations: P1Y2M3DT4H5M6S, P0001-02-03T04:05:06, P00010203T040506.
class IsoDecoder {
public:
    explicit IsoDecoder(std::string_view text) : text_(text) {}

    DateProblem run() {
        if (text_.size() < 2 || text_.front() != 'P') return DateProblem::bad_format;
        text_.remove_prefix(1);
        while (!text_.empty() && problem_ == DateProblem::none) {
            if (text_.front() == 'T') {
                text_.remove_prefix(1);
                begin_time();
                continue;
            }
            const std::string_view field = text_;
            if (!number()) return problem_;
            const char unit = text_.empty() ? '\0' : text_.front();
            if (!text_.empty()) text_.remove_prefix(1);
            if (in_time_)
                time_field(unit, field);
            else
                date_field(unit, field);
        }
        return problem_;
    }
    const IntervalSum& sum() const { return sum_; }

private:
    void begin_time() {
        in_time_ = true;
        any_field_ = false;
    }
    void check(bool fits) {
        if (!fits && problem_ == DateProblem::none) problem_ = DateProblem::field_overflow;
    }
    void refuse() { problem_ = DateProblem::bad_format; }

    bool number() {
        const bool plausible =
            !text_.empty() && (is_digit(text_.front()) || text_.front() == '-' || text_.front() == '.');
        double value = 0;
        const auto [end, error] =
            std::from_chars(text_.data(), text_.data() + text_.size(), value, std::chars_format::general);
        if (!plausible || error != std::errc() || std::isnan(value)) {
            refuse();
            return false;
        }
        if (std::abs(value) > 1e15) {
            problem_ = DateProblem::field_overflow;
            return false;
        }
        text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
        whole_ = static_cast<std::int64_t>(value);
        fraction_ = value - static_cast<double>(whole_);
        return true;
    }

    static std::size_t width(std::string_view field) {
        if (field.starts_with('-')) field.remove_prefix(1);
        return take_digits(field).size();
    }

    void date_field(char unit, std::string_view field) {
        switch (unit) {
            case 'Y':
                check(sum_.add_years(whole_, fraction_, 1));
                break;
            case 'M':
                check(sum_.add_months(whole_, fraction_));
                break;
            case 'W':
                check(sum_.add_days(whole_, 7) && sum_.add_fraction_of_days(fraction_, 7));
                break;
            case 'D':
                check(sum_.add_days(whole_, 1) && sum_.add_fraction(fraction_, microseconds_per_day));
                break;
            case '\0':
            case 'T':
                if (width(field) == 8 && !any_field_) {
                    check(sum_.add_years(whole_ / 10000, 0, 1) && sum_.add_months(whole_ / 100 % 100, 0) &&
                          sum_.add_days(whole_ % 100, 1) &&
                          sum_.add_fraction(fraction_, microseconds_per_day));
                    if (unit == 'T') begin_time();
                    return;
                }
                [[fallthrough]];
            case '-':
                extended_date(unit);
                return;
            default:
                refuse();
        }
        any_field_ = true;
    }

    // The year stands before `unit`; months and days may follow.
    void extended_date(char unit) {
        if (any_field_) return refuse();
        check(sum_.add_years(whole_, fraction_, 1));
        if (unit == 'T') return begin_time();
        if (unit == '\0' || !number()) return;
        check(sum_.add_months(whole_, fraction_));
        if (text_.empty() || text_.front() == 'T') return;
        if (text_.front() != '-') return refuse();
        text_.remove_prefix(1);
        if (!number()) return;
        check(sum_.add_days(whole_, 1) && sum_.add_fraction(fraction_, microseconds_per_day));
        if (!text_.empty() && text_.front() != 'T') refuse();
    }

    void time_field(char unit, std::string_view field) {
        switch (unit) {
            case 'H':
                check(sum_.add_microseconds(whole_, fraction_, microseconds_per_hour));
                break;
            case 'M':
                check(sum_.add_microseconds(whole_, fraction_, microseconds_per_minute));
                break;
            case 'S':
                check(sum_.add_microseconds(whole_, fraction_, microseconds_per_second));
                break;
            case '\0':
                if (width(field) == 6 && !any_field_) {
                    check(sum_.add_microseconds(whole_ / 10000, 0, microseconds_per_hour) &&
                          sum_.add_microseconds(whole_ / 100 % 100, 0, microseconds_per_minute) &&
                          sum_.add_microseconds(whole_ % 100, 0, microseconds_per_second) &&
                          sum_.add_fraction(fraction_, 1));
                    return;
                }
                [[fallthrough]];
            case ':':
                extended_time(unit);
                return;
            default:
                refuse();
        }
        any_field_ = true;
    }

    void extended_time(char unit) {
        if (any_field_) return refuse();
        check(sum_.add_microseconds(whole_, fraction_, microseconds_per_hour));
        if (unit == '\0' || !number()) return;
        check(sum_.add_microseconds(whole_, fraction_, microseconds_per_minute));
        if (text_.empty()) return;
        if (text_.front() != ':') return refuse();
        text_.remove_prefix(1);
        if (!number()) return;
        check(sum_.add_microseconds(whole_, fraction_, microseconds_per_second));
        if (!text_.empty()) refuse();
    }

    std::string_view text_;
    IntervalSum sum_;
    DateProblem problem_ = DateProblem::none;
    bool in_time_ = false;
    bool any_field_ = false;
    std::int64_t whole_ = 0;
    double fraction_ = 0;
};

// In SQL's style a sign at the front counts for everything, unless another sign follows.
bool one_sign_for_all(const std::vector<DateToken>& tokens) {
    if (tokens.empty() || !tokens.front().text.starts_with('-')) return false;
    for (std::size_t i = 1; i < tokens.size(); ++i)
        if (tokens[i].text.starts_with('-') || tokens[i].text.starts_with('+')) return false;
    return true;
}

}  // namespace

Result<Interval> parse_interval(std::string_view text, std::int32_t modifier, IntervalStyle style) {
    std::vector<DateToken> tokens;
    DateProblem problem = DateProblem::bad_format;
    Result<Interval> result;
    if (split_date_tokens(text, tokens)) {
        Decoder decoder(range_of(modifier), style == IntervalStyle::sql_standard && one_sign_for_all(tokens));
        problem = decoder.run(tokens);
        result = decoder.sum().result();
    }
    if (problem == DateProblem::bad_format) {
        IsoDecoder decoder(text);
        problem = decoder.run();
        result = decoder.sum().result();
    }
    if (problem == DateProblem::field_overflow) problem = DateProblem::interval_overflow;
    if (problem != DateProblem::none) return date_error(problem, text, "interval");
    if (!result) return result;
    return with_modifier(*result, modifier);
}

Result<Interval> with_modifier(Interval interval, std::int32_t modifier) {
    if (modifier < 0) return interval;
    const std::int32_t range = range_of(modifier);
    if (range != full_range) {
        const bool has_time = (range & (hour_bit | minute_bit | second_bit)) != 0;
        const bool has_days = has_time || (range & day_bit) != 0;
        if (!has_time) interval.microseconds = 0;
        if (!has_days) interval.days = 0;
        if (range == year_bit) interval.months = interval.months / 12 * 12;
        if (has_time && (range & second_bit) == 0) {
            const std::int64_t unit =
                (range & minute_bit) != 0 ? microseconds_per_minute : microseconds_per_hour;
            interval.microseconds = interval.microseconds / unit * unit;
        }
    }
    const std::int32_t precision = modifier & 0xffff;
    if (precision > 6) return interval;
    // Rounded as a timestamp is; the extremes would overflow.
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() - microseconds_per_second;
    if (interval.microseconds > limit || interval.microseconds < -limit)
        return fail(Errc::datetime_field_overflow, "interval out of range");
    interval.microseconds = round_to_precision(Timestamp{interval.microseconds}, precision).microseconds;
    return interval;
}

}  // namespace ormgate
