#include "core/datetime_decode.hpp"

#include <charconv>
#include <cmath>

#include "core/scan.hpp"

namespace ormgate {
namespace {

using Kind = DateToken::Kind;
constexpr DateProblem none = DateProblem::none;
constexpr DateProblem bad_format = DateProblem::bad_format;

constexpr std::int64_t julian_day_of_epoch = 2451545;  // of 2000-01-01
constexpr int most_zone_hours = 15;

std::string_view rest_behind(std::string_view text, const char* end) {
    return text.substr(static_cast<std::size_t>(end - text.data()));
}

// The number at the front of the text; nullopt if there is none.
struct Number {
    int value = 0;
    bool overflow = false;
    std::string_view rest;
};
std::optional<Number> leading_number(std::string_view text) {
    Number number;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
    if (error == std::errc::invalid_argument) return std::nullopt;
    number.overflow = error != std::errc();
    number.rest = rest_behind(text, end);
    return number;
}

int digits_value(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

bool time_overflows(const Civil& time, std::int64_t microsecond) {
    if (time.hour < 0 || time.hour > 24 || time.minute > 59 || time.second > 60) return true;
    const std::int64_t total = time.hour * microseconds_per_hour + time.minute * microseconds_per_minute +
                               time.second * microseconds_per_second + microsecond;
    return total > microseconds_per_day;
}

}  // namespace

Timestamp Decoded::local() const {
    const Timestamp whole = timestamp_of(fields);
    return {whole.microseconds + microsecond};
}

DateDecoder::DateDecoder(const DateInput& input, Wanted wanted)
    : input_(input),
      wanted_(wanted),
      utc_(TimeZone::utc()),
      zone_(input.zone != nullptr ? input.zone : utc_.get()) {}

Date DateDecoder::today() const {
    return date_of(to_local(input_.now, session_zone()));
}

void DateDecoder::set_date(Date date) {
    const Civil day = civil(date);
    out_.fields.year = day.year;
    out_.fields.month = day.month;
    out_.fields.day = day.day;
}

DateProblem DateDecoder::run(std::vector<DateToken> tokens) {
    tokens_ = std::move(tokens);
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        given_ = 0;
        if (const DateProblem problem = take(i); problem != none) return problem;
        if ((given_ & seen_) != 0) return bad_format;
        seen_ |= given_;
    }
    return finish();
}

DateProblem DateDecoder::take(std::size_t i) {
    switch (tokens_[i].kind) {
        case Kind::date:
            return date_token(i);
        case Kind::time:
            return time_token(tokens_[i].text);
        case Kind::zone:
            return numeric_zone(tokens_[i].text);
        case Kind::number:
            return number_token(i);
        case Kind::word:
        case Kind::special:
            return word_token(i);
    }
    return bad_format;
}

DateProblem DateDecoder::date_token(std::size_t i) {
    const std::string& text = tokens_[i].text;
    if (time_only()) {
        const bool date_first = i == 0 && tokens_.size() >= 2 &&
                                (tokens_.back().kind == Kind::date || tokens_[1].kind == Kind::time);
        if (date_first) return read_date(text, seen_);
        return is_digit(text.front()) ? joined_zone(text) : named_zone(text);
    }
    if (label_ == DateUnit::julian) {  // J2451187-08: a day number with a zone
        const auto number = leading_number(text);
        if (!number || number->overflow) return DateProblem::field_overflow;
        const Date date{static_cast<std::int32_t>(number->value - julian_day_of_epoch)};
        set_date(date);
        is_julian_ = true;
        label_ = DateUnit::none;
        if (const DateProblem problem = numeric_zone(number->rest); problem != none) return problem;
        given_ = date_mask | time_mask | zone_bit;
        return none;
    }
    if (label_ == DateUnit::none && !has_all(month_bit | day_bit)) return read_date(text, seen_);
    if (label_ == DateUnit::none && !is_digit(text.front())) return named_zone(text);
    if (label_ != DateUnit::none && label_ != DateUnit::time) return bad_format;
    label_ = DateUnit::none;
    return joined_zone(text);
}

// hhmmss-zz
DateProblem DateDecoder::joined_zone(const std::string& text) {
    if (has_all(time_mask)) return bad_format;
    const std::size_t sign = text.find('-');
    if (sign == std::string::npos) return bad_format;
    if (const DateProblem problem = numeric_zone(std::string_view(text).substr(sign)); problem != none)
        return problem;
    const unsigned seen = time_only() ? seen_ | date_mask : seen_;
    const DateProblem problem = read_joined(text.substr(0, sign), seen);
    given_ |= zone_bit;
    return problem;
}

DateProblem DateDecoder::named_zone(const std::string& text) {
    named_zone_ = find_time_zone(text);
    given_ = zone_bit;
    if (named_zone_) return none;
    unknown_zone_ = text;
    return bad_format;
}

// +hh[[:]mm[:ss]]
DateProblem DateDecoder::numeric_zone(std::string_view text) {
    if (!text.starts_with('+') && !text.starts_with('-')) return bad_format;
    const bool west = text.front() == '-';
    const std::size_t length = text.size();
    const auto first = leading_number(text.substr(1));
    if (!first) return bad_format;
    if (first->overflow) return DateProblem::zone_overflow;
    int hours = first->value;
    int minutes = 0;
    int seconds = 0;
    std::string_view rest = first->rest;
    const auto part = [&rest](int& out) {
        rest.remove_prefix(1);
        const std::string_view digits = take_digits(rest);
        out = digits.size() > 4 ? 9999 : digits_value(digits);
    };
    if (rest.starts_with(':')) {
        part(minutes);
        if (rest.starts_with(':')) part(seconds);
    } else if (rest.empty() && length > 3) {
        minutes = hours % 100;
        hours /= 100;
    }
    if (hours > most_zone_hours || hours < 0 || minutes > 59 || minutes < 0 || seconds > 59)
        return DateProblem::zone_overflow;
    if (!rest.empty()) return bad_format;
    const std::int32_t magnitude = (hours * 60 + minutes) * 60 + seconds;
    out_.offset = west ? -magnitude : magnitude;
    given_ = zone_bit;
    return none;
}

DateProblem DateDecoder::time_token(const std::string& text) {
    if (label_ != DateUnit::none) {
        if (label_ != DateUnit::time) return bad_format;
        label_ = DateUnit::none;
    }
    ClockFields clock;
    if (const DateProblem problem = read_clock(text, false, clock); problem != none) return problem;
    if (clock.hour > 24) return DateProblem::field_overflow;
    out_.fields.hour = static_cast<int>(clock.hour);
    out_.fields.minute = clock.minute;
    out_.fields.second = clock.second;
    out_.microsecond = clock.microsecond;
    given_ = time_mask;
    if (!time_only() && time_overflows(out_.fields, out_.microsecond)) return DateProblem::field_overflow;
    return none;
}

DateProblem DateDecoder::number_token(std::size_t i) {
    const std::string& text = tokens_[i].text;
    if (label_ != DateUnit::none) return labelled_number(text);
    const std::size_t point = text.find('.');
    const bool decimal = point != std::string::npos;
    if (time_only()) {
        if (decimal && i == 0 && tokens_.size() >= 2 && tokens_.back().kind == Kind::date)
            return read_date(text, seen_);
        if (decimal && point <= 2) return bad_format;
        if (decimal || text.size() > 4) return read_joined(text, seen_ | date_mask);
        return read_number(text, false, seen_ | date_mask);
    }
    if (decimal && (seen_ & date_mask) == 0) return read_date(text, seen_);
    if (decimal && point > 2) return read_joined(text, seen_);
    if (text.size() >= 6 && ((seen_ & date_mask) == 0 || (seen_ & time_mask) == 0))
        return read_joined(text, seen_);
    return read_number(text, has_text_month_, seen_);
}

// A number behind a word that says what it is: 'J 2451187', 'T 040506', 'y 2001'.
DateProblem DateDecoder::labelled_number(const std::string& text) {
    const DateUnit label = label_;
    label_ = DateUnit::none;
    const auto number = leading_number(text);
    if (number && number->overflow) return DateProblem::field_overflow;
    const int value = number ? number->value : 0;
    const std::string_view rest = number ? number->rest : std::string_view(text);
    if (rest.starts_with('.')) {
        if (label != DateUnit::julian && label != DateUnit::time && label != DateUnit::second)
            return bad_format;
    } else if (!rest.empty()) {
        return bad_format;
    }
    switch (label) {
        case DateUnit::year:
            out_.fields.year = value;
            given_ = year_bit;
            return none;
        case DateUnit::month:
            if ((seen_ & month_bit) != 0 && (seen_ & hour_bit) != 0) {  // 'h 4 m 5': minutes
                out_.fields.minute = value;
                given_ = minute_bit;
                return none;
            }
            out_.fields.month = value;
            given_ = month_bit;
            return none;
        case DateUnit::day:
            out_.fields.day = value;
            given_ = day_bit;
            return none;
        case DateUnit::hour:
            out_.fields.hour = value;
            given_ = hour_bit;
            return none;
        case DateUnit::minute:
            out_.fields.minute = value;
            given_ = minute_bit;
            return none;
        case DateUnit::second: {
            out_.fields.second = value;
            given_ = second_bit;
            double fraction = 0;
            if (rest.empty()) return none;
            if (!read_fraction(rest, fraction)) return bad_format;
            out_.microsecond = static_cast<std::int64_t>(std::rint(fraction * 1e6));
            given_ = all_seconds;
            return none;
        }
        case DateUnit::julian:
            return julian(text, text.size() - rest.size(), value);
        case DateUnit::time: {
            const DateProblem problem = read_joined(text, seen_ | date_mask);
            if (problem != none) return problem;
            return given_ == time_mask ? none : bad_format;
        }
        case DateUnit::other:
        case DateUnit::none:
            break;
    }
    return bad_format;
}

// A Julian day; its fraction is the time of day.
DateProblem DateDecoder::julian(const std::string& text, std::size_t end_of_digits, std::int64_t value) {
    const std::int64_t day = value - julian_day_of_epoch;
    if (value < 0 || day != static_cast<std::int32_t>(day)) return DateProblem::field_overflow;
    set_date(Date{static_cast<std::int32_t>(day)});
    is_julian_ = true;
    given_ = date_mask;
    if (end_of_digits == text.size()) return none;
    double fraction = 0;
    if (!read_fraction(std::string_view(text).substr(end_of_digits), fraction)) return bad_format;
    const auto time = static_cast<std::int64_t>(fraction * static_cast<double>(microseconds_per_day));
    const Civil clock = civil(Timestamp{time});
    out_.fields.hour = clock.hour;
    out_.fields.minute = clock.minute;
    out_.fields.second = clock.second;
    out_.microsecond = clock.microsecond;
    given_ |= time_mask;
    return none;
}

DateProblem DateDecoder::word_token(std::size_t i) {
    const std::string& text = tokens_[i].text;
    if (const ZoneAbbreviation* zone = find_zone_abbreviation(text)) {
        abbreviation_ = text;
        return abbreviation(*zone);
    }
    if (const DateWord* meaning = date_word(text)) return word(*meaning, i);
    named_zone_ = find_time_zone(text);
    given_ = zone_bit;
    return named_zone_ ? none : bad_format;
}

DateProblem DateDecoder::abbreviation(const ZoneAbbreviation& zone) {
    given_ = zone_bit;
    if (!zone.zone.empty()) {
        abbreviated_zone_ = find_time_zone(zone.zone);
        return abbreviated_zone_ ? none : bad_format;
    }
    if (zone.daylight) given_ |= daylight_zone_bit;
    out_.offset = zone.seconds;
    return none;
}

DateProblem DateDecoder::word(const DateWord& meaning, std::size_t i) {
    const bool date_allowed = !time_only();
    switch (meaning.kind) {
        case DateWord::Kind::ignored:
            return none;
        case DateWord::Kind::now: {
            const Timestamp local = to_local(input_.now, session_zone());
            const Civil now = civil(local);
            out_.fields = now;
            out_.microsecond = now.microsecond;
            out_.fields.microsecond = 0;
            given_ = time_mask;
            if (!date_allowed) return none;
            out_.offset = offset_at(input_.now, session_zone());
            given_ |= date_mask | zone_bit;
            return none;
        }
        case DateWord::Kind::today:
        case DateWord::Kind::tomorrow:
        case DateWord::Kind::yesterday: {
            const int days = meaning.kind == DateWord::Kind::today      ? 0
                             : meaning.kind == DateWord::Kind::tomorrow ? 1
                                                                        : -1;
            if (!date_allowed) return bad_format;
            set_date(Date{today().days + days});
            given_ = date_mask;
            return none;
        }
        case DateWord::Kind::midnight_utc:
            out_.fields.hour = out_.fields.minute = out_.fields.second = 0;
            out_.offset = 0;
            given_ = time_mask | zone_bit;
            return none;
        case DateWord::Kind::epoch:
        case DateWord::Kind::infinity:
        case DateWord::Kind::minus_infinity:
            if (!date_allowed) return bad_format;
            out_.kind = meaning.kind == DateWord::Kind::epoch      ? Decoded::Kind::epoch
                        : meaning.kind == DateWord::Kind::infinity ? Decoded::Kind::infinity
                                                                   : Decoded::Kind::minus_infinity;
            given_ = date_mask | time_mask | zone_bit;
            return none;
        case DateWord::Kind::month:
            if (!date_allowed) return bad_format;
            given_ = month_bit;
            // The number taken for the month was the day.
            if ((seen_ & month_bit) != 0 && !has_text_month_ && (seen_ & day_bit) == 0 &&
                out_.fields.month >= 1 && out_.fields.month <= 31) {
                out_.fields.day = out_.fields.month;
                given_ = day_bit;
            }
            has_text_month_ = true;
            out_.fields.month = meaning.value;
            return none;
        case DateWord::Kind::weekday:
            if (!date_allowed) return bad_format;
            given_ = weekday_bit;
            return none;
        case DateWord::Kind::era:
            before_christ_ = meaning.value == 1;
            given_ = era_bit;
            return none;
        case DateWord::Kind::meridiem:
            has_meridiem_ = true;
            afternoon_ = meaning.value == 1;
            given_ = meridiem_bit;
            return none;
        case DateWord::Kind::daylight:  // 'MET DST'
            out_.offset = out_.offset.value_or(0) + 3600;
            given_ = daylight_bit | daylight_zone_bit;
            return none;
        case DateWord::Kind::unit:
            label_ = static_cast<DateUnit>(meaning.value);
            return none;
        case DateWord::Kind::time_follows: {
            const bool date_missing = date_allowed && !has_all(date_mask);
            if (date_missing || i + 1 >= tokens_.size()) return bad_format;
            const Kind next = tokens_[i + 1].kind;
            if (next != Kind::number && next != Kind::time && next != Kind::date) return bad_format;
            label_ = DateUnit::time;
            return none;
        }
    }
    return bad_format;
}

// A date of three parts, one of which may be a month in letters.
DateProblem DateDecoder::read_date(std::string_view text, unsigned seen) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        while (!text.empty() && !is_digit(text.front()) && !is_alpha(text.front())) text.remove_prefix(1);
        if (text.empty()) return bad_format;
        const bool digits = is_digit(text.front());
        std::size_t n = 0;
        while (n < text.size() && (digits ? is_digit(text[n]) : is_alpha(text[n]))) ++n;
        parts.push_back(text.substr(0, n));
        text.remove_prefix(n < text.size() ? n + 1 : n);
    }
    bool text_month = false;
    unsigned given = 0;
    for (std::string_view& part : parts) {
        if (!is_alpha(part.front())) continue;
        const DateWord* meaning = date_word(part);
        if (meaning == nullptr) return bad_format;
        if (meaning->kind == DateWord::Kind::ignored) continue;
        if (meaning->kind != DateWord::Kind::month || ((seen | given) & month_bit) != 0) return bad_format;
        out_.fields.month = meaning->value;
        text_month = true;
        given |= month_bit;
        part = {};
    }
    for (const std::string_view part : parts) {
        if (part.empty()) continue;
        given_ = 0;
        if (const DateProblem problem = read_number(part, text_month, seen | given); problem != none)
            return problem;
        if (((seen | given) & given_) != 0) return bad_format;
        given |= given_;
    }
    given_ = given;
    const unsigned all = (seen | given) & ~static_cast<unsigned>(day_of_year_bit | zone_bit);
    return all == date_mask ? none : bad_format;
}

// A number that is a year, month or day, by what is known already and the order of DateStyle.
DateProblem DateDecoder::read_number(std::string_view text, bool text_month, unsigned seen) {
    const auto number = leading_number(text);
    if (!number) return bad_format;
    if (number->overflow) return DateProblem::field_overflow;
    const int value = number->value;
    if (number->rest.starts_with('.')) {
        if (text.size() - number->rest.size() > 2) return read_joined(std::string(text), seen | date_mask);
        double fraction = 0;
        if (!read_fraction(number->rest, fraction)) return bad_format;
        out_.microsecond = static_cast<std::int64_t>(std::rint(fraction * 1e6));
    } else if (!number->rest.empty()) {
        return bad_format;
    }
    const unsigned date = seen & date_mask;
    if (text.size() == 3 && date == year_bit && value >= 1 && value <= 366) {
        day_of_year_ = value;
        given_ = day_of_year_bit | month_bit | day_bit;
        return none;
    }
    const bool year_like = text.size() >= 3 || input_.order == DateOrder::ymd;
    switch (date) {
        case 0:
            if (year_like)
                given_ = year_bit;
            else
                given_ = input_.order == DateOrder::dmy ? day_bit : month_bit;
            break;
        case year_bit:
        case day_bit:
            given_ = month_bit;
            break;
        case month_bit:
            given_ = text_month && year_like ? year_bit : day_bit;
            break;
        case year_bit | month_bit:
            if (text_month && text.size() >= 3 && two_digit_year_) {  // the first number was the day
                out_.fields.day = static_cast<int>(out_.fields.year);
                out_.fields.year = value;
                two_digit_year_ = false;
                given_ = day_bit;
                return none;
            }
            given_ = day_bit;
            break;
        case month_bit | day_bit:
            given_ = year_bit;
            break;
        case date_mask:
            return read_joined(std::string(text), seen);
        default:
            return bad_format;
    }
    if (given_ == year_bit) {
        out_.fields.year = value;
        two_digit_year_ = text.size() <= 2;
    } else if (given_ == month_bit) {
        out_.fields.month = value;
    } else {
        out_.fields.day = value;
    }
    return none;
}

// Digits run together: yyyymmdd, yymmdd, hhmmss[.f], hhmm.
DateProblem DateDecoder::read_joined(std::string text, unsigned seen) {
    const std::size_t point = text.find('.');
    if (point != std::string::npos) {
        double fraction = 0;
        if (!read_fraction(std::string_view(text).substr(point), fraction)) return bad_format;
        out_.microsecond = static_cast<std::int64_t>(std::rint(fraction * 1e6));
        text.resize(point);
    } else if ((seen & date_mask) != date_mask && text.size() >= 6) {
        const std::string_view digits = text;
        const std::size_t year_length = digits.size() - 4;
        out_.fields.day = digits_value(digits.substr(year_length + 2));
        out_.fields.month = digits_value(digits.substr(year_length, 2));
        out_.fields.year = digits_value(digits.substr(0, year_length));
        two_digit_year_ = year_length == 2;
        given_ = date_mask;
        return none;
    }
    if ((seen & time_mask) == time_mask || (text.size() != 6 && text.size() != 4)) return bad_format;
    const std::string_view digits = text;
    out_.fields.hour = digits_value(digits.substr(0, 2));
    out_.fields.minute = digits_value(digits.substr(2, 2));
    out_.fields.second = digits.size() == 6 ? digits_value(digits.substr(4)) : 0;
    given_ = time_mask;
    return none;
}

DateProblem DateDecoder::check_date() {
    Civil& f = out_.fields;
    if ((seen_ & year_bit) != 0 && !is_julian_) {
        if (f.year < 0 || (f.year == 0 && (before_christ_ || !two_digit_year_)))
            return DateProblem::field_overflow;
        if (before_christ_)
            f.year = 1 - f.year;
        else if (two_digit_year_ && f.year < 70)
            f.year += 2000;
        else if (two_digit_year_ && f.year < 100)
            f.year += 1900;
    }
    if ((seen_ & day_of_year_bit) != 0)
        set_date(Date{static_cast<std::int32_t>(days_of_civil(f.year, 1, 1) + day_of_year_ - 1)});
    if ((seen_ & month_bit) != 0 && (f.month < 1 || f.month > 12)) return DateProblem::month_or_day_overflow;
    if ((seen_ & day_bit) != 0 && (f.day < 1 || f.day > 31)) return DateProblem::month_or_day_overflow;
    if (has_all(date_mask) && f.day > days_in_month(f.year, f.month)) return DateProblem::field_overflow;
    return none;
}

DateProblem DateDecoder::finish() {
    if (out_.kind != Decoded::Kind::fields) return none;
    if (const DateProblem problem = check_date(); problem != none) return problem;
    Civil& f = out_.fields;
    if (has_meridiem_) {
        if (f.hour > 12) return DateProblem::field_overflow;
        if (!afternoon_ && f.hour == 12)
            f.hour = 0;
        else if (afternoon_ && f.hour != 12)
            f.hour += 12;
    }
    if (time_only()) {
        if (time_overflows(f, out_.microsecond)) return DateProblem::field_overflow;
        if (!has_all(time_mask)) return bad_format;
    } else {
        if (!has_all(date_mask)) return bad_format;
        if (time_overflows(f, out_.microsecond)) return DateProblem::field_overflow;
    }
    return find_offset();
}

DateProblem DateDecoder::find_offset() {
    const bool zone_given = (seen_ & zone_bit) != 0;
    const bool daylight_given = (seen_ & daylight_bit) != 0;
    if (daylight_given && (named_zone_ || !zone_given)) return bad_format;
    if (zone_given && !named_zone_ && !abbreviated_zone_) return none;

    Civil local = out_.fields;
    if (!has_all(date_mask)) {
        const bool needs_date = named_zone_ ? !named_zone_->is_fixed() : (seen_ & date_mask) != 0;
        if (needs_date) return bad_format;
        const Civil day = civil(today());
        local.year = day.year;
        local.month = day.month;
        local.day = day.day;
    }
    // Beyond what microseconds count; the caller refuses such a year.
    if (local.year < -290000 || local.year > 290000) {
        out_.offset = 0;
        return none;
    }
    const std::int64_t seconds =
        timestamp_of(local).microseconds / microseconds_per_second - unix_epoch_seconds;
    if (named_zone_)
        out_.offset = named_zone_->at_local(seconds).seconds;
    else if (abbreviated_zone_)
        out_.offset = abbreviated_zone_->at_local(seconds, abbreviation_).seconds;
    else
        out_.offset = session_zone().at_local(seconds).seconds;
    return none;
}

}  // namespace ormgate
