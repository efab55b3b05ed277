#include "server/backend/sqlite/functions/datetime_parse.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "server/backend/sqlite/functions/format_pattern.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_separator(char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F &&
           std::ispunct(static_cast<unsigned char>(c)) != 0;
}

Error invalid(std::string message) {
    return {Errc::invalid_datetime_format, std::move(message)};
}

// What has been read; 0 is "not given", as in PostgreSQL.
struct Parts {
    int hour = 0, minute = 0, second = 0, second_of_day = 0;
    int day_of_week = 0, day = 0, day_of_year = 0, month = 0, millisecond = 0, microsecond = 0;
    int year = 0, before_christ = 0, week_of_year = 0, week_of_month = 0, century = 0, julian = 0;
    int year_digits = 0, afternoon = 0, zone_sign = 0, zone_hours = 0, zone_minutes = 0;
    bool twelve_hour_clock = false;
    enum class Calendar : std::uint8_t { undecided, gregorian, iso_week } calendar = Calendar::undecided;
};

bool is_iso(Field field) {
    return field == Field::iso_day_of_year || field == Field::iso_day_of_week || field == Field::iso_week ||
           field == Field::iso_year;
}
bool is_gregorian(Field field) {
    constexpr Field fields[] = {Field::century,
                                Field::day_of_year,
                                Field::day,
                                Field::day_of_week,
                                Field::julian,
                                Field::month,
                                Field::month_name,
                                Field::month_short,
                                Field::quarter,
                                Field::roman_month,
                                Field::week_of_year,
                                Field::week_of_month,
                                Field::year,
                                Field::year_comma,
                                Field::era,
                                Field::era_dots};
    return std::ranges::find(fields, field) != std::end(fields);
}

int near_2020(int year) {
    if (year < 70) return year + 2000;
    if (year < 100) return year + 1900;
    if (year < 520) return year + 2000;
    return year < 1000 ? year + 1000 : year;
}

class TextReader {
public:
    TextReader(std::string_view text, const std::vector<FormatNode>& nodes) : in_(text), nodes_(nodes) {}

    Result<Parts> read() {
        for (node_ = 0; node_ < nodes_.size() && at_ < in_.size(); ++node_) {
            const FormatNode& node = nodes_[node_];
            bool field = node.field != Field::none;
            if (!exact_ && node.field != Field::fixed && (field || node_ == 0)) skip_blanks();
            if (!field) {
                if (at_ < in_.size()) literal(node);
                continue;
            }
            if (Result<void> done = calendar(node); !done) return fail(done.error());
            if (Result<void> done = this->field(node); !done) return fail(done.error());
            if (exact_) continue;
            extra_ = 0;
            skip_blanks();
        }
        return parts_;
    }

private:
    char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }

    void skip_blanks() {
        for (; at_ < in_.size() && is_space(in_[at_]); ++at_) ++extra_;
    }

    // A separator of the pattern matches any one separator or blank, or nothing; other characters take the
    // place of one character, unless blanks have been skipped already.
    void literal(const FormatNode& node) {
        if (exact_) {
            at_ += character_size(in_, at_);
            return;
        }
        if (node.is_separator()) {
            --extra_;
            if (is_space(peek()) || is_separator(peek())) {
                ++at_;
                ++extra_;
            }
            return;
        }
        if (extra_ > 0)
            --extra_;
        else
            at_ += character_size(in_, at_);
    }

    Result<void> calendar(const FormatNode& node) {
        using Calendar = Parts::Calendar;
        Calendar wanted = is_iso(node.field)         ? Calendar::iso_week
                          : is_gregorian(node.field) ? Calendar::gregorian
                                                     : Calendar::undecided;
        if (wanted == Calendar::undecided) return {};
        if (parts_.calendar == Calendar::undecided) parts_.calendar = wanted;
        if (parts_.calendar == wanted) return {};
        return fail(
            invalid("invalid combination of date conventions")
                .with_hint("Do not mix Gregorian and ISO week date conventions in a formatting template."));
    }

    Result<void> set(const FormatNode& node, int& part, int value) {
        if (part != 0 && part != value)
            return fail(
                invalid("conflicting values for \"" + std::string(node.keyword) +
                        "\" field in formatting string")
                    .with_detail("This value contradicts a previous setting for the same field type."));
        part = value;
        return {};
    }

    bool digits_may_run_on(const FormatNode& node) const {
        if (node.fill_mode || node.ordinal) return true;
        if (node_ + 1 >= nodes_.size()) return true;
        const FormatNode& next = nodes_[node_ + 1];
        if (next.field != Field::none) return !next.numeric;
        return !is_digit(next.character[0]);
    }

    // Reads a number; returns how many characters it took.
    Result<std::size_t> number(const FormatNode& node, int& value, std::size_t width) {
        std::size_t begin = at_;
        while (is_space(peek())) ++at_;
        std::string_view rest = in_.substr(at_);
        std::string keyword(node.keyword);
        bool run_on = digits_may_run_on(node);
        std::string_view hint = "If your source string is not fixed-width, try using the \"FM\" modifier.";
        if (!run_on && rest.size() < width)
            return fail(invalid("source string too short for \"" + keyword + "\" formatting field")
                            .with_detail("Field requires " + std::to_string(width) +
                                         " characters, but only " + std::to_string(rest.size()) + " remain.")
                            .with_hint(std::string(hint)));
        std::string_view candidate = run_on ? rest : rest.substr(0, width);
        std::string_view digits = candidate;
        if (digits.starts_with('+')) digits.remove_prefix(1);
        auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (status == std::errc::result_out_of_range)
            return fail(Error(Errc::datetime_field_overflow,
                              "value for \"" + keyword + "\" in source string is out of range")
                            .with_detail("Value must be in the range -2147483648 to 2147483647."));
        std::size_t used = status == std::errc() ? static_cast<std::size_t>(end - candidate.data()) : 0;
        if (!run_on && used > 0 && used < width)
            return fail(invalid("invalid value \"" + std::string(candidate) + "\" for \"" + keyword + "\"")
                            .with_detail("Field requires " + std::to_string(width) +
                                         " characters, but only " + std::to_string(used) +
                                         " could be parsed.")
                            .with_hint(std::string(hint)));
        if (used == 0)
            return fail(invalid("invalid value \"" + std::string(rest.substr(0, width)) + "\" for \"" +
                                keyword + "\"")
                            .with_detail("Value must be an integer."));
        at_ += used;
        return at_ - begin;
    }

    Result<void> set_number(const FormatNode& node, int& part, std::size_t width = 0) {
        int value = 0;
        Result<std::size_t> used = number(node, value, width != 0 ? width : node.digits);
        if (!used) return fail(used.error());
        skip_ordinal(node);
        return set(node, part, value);
    }

    void skip_ordinal(const FormatNode& node) {
        if (node.ordinal) at_ = std::min(at_ + 2, in_.size());
    }

    // One of the words, in any case; at most `letters` of each.
    Result<int> word(const FormatNode& node, std::span<const std::string_view> words, std::size_t letters) {
        std::string_view rest = in_.substr(at_);
        int best = -1;
        std::size_t best_size = 0;
        for (std::size_t i = 0; i < words.size(); ++i) {
            std::string_view candidate = words[i].substr(0, letters);
            if (candidate.size() <= best_size || rest.size() < candidate.size()) continue;
            bool same = std::ranges::equal(candidate, rest.substr(0, candidate.size()), [](char a, char b) {
                return std::tolower(static_cast<unsigned char>(a)) ==
                       std::tolower(static_cast<unsigned char>(b));
            });
            if (!same) continue;
            best = static_cast<int>(i);
            best_size = candidate.size();
        }
        if (best < 0) {
            std::size_t end = 0;
            while (end < rest.size() && !is_space(rest[end])) ++end;
            return fail(
                invalid("invalid value \"" + std::string(rest.substr(0, end)) + "\" for \"" +
                        std::string(node.keyword) + "\"")
                    .with_detail("The given value did not match any of the allowed values for this field."));
        }
        at_ += best_size;
        return best;
    }

    Result<void> set_word(const FormatNode& node,
                          int& part,
                          std::span<const std::string_view> words,
                          std::size_t letters,
                          int first) {
        Result<int> i = word(node, words, letters);
        if (!i) return fail(i.error());
        return set(node, part, *i + first);
    }

    Result<void> year(const FormatNode& node) {
        int value = 0;
        Result<std::size_t> used = number(node, value, node.digits);
        if (!used) return fail(used.error());
        if (node.digits < 4 && *used < 4) value = near_2020(value);
        parts_.year_digits = node.digits;
        skip_ordinal(node);
        return set(node, parts_.year, value);
    }

    Result<void> year_with_comma(const FormatNode& node) {
        int thousands = 0, rest = 0;
        auto take = [&](int& value, std::size_t most) {
            std::string_view text = in_.substr(at_, most);
            auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
            at_ += static_cast<std::size_t>(end - text.data());
            return status == std::errc();
        };
        bool valid = take(thousands, 6) && peek() == ',';
        if (valid) ++at_;
        if (!valid || !take(rest, 3)) return fail(invalid("invalid input string for \"Y,YYY\""));
        parts_.year_digits = 4;
        skip_ordinal(node);
        return set(node, parts_.year, thousands * 1000 + rest);
    }

    Result<void> decimals(const FormatNode& node, int& part, std::size_t width) {
        int value = 0;
        Result<std::size_t> used = number(node, value, width);
        if (!used) return fail(used.error());
        std::size_t scale = node.field == Field::millisecond ? 3 : 6;
        for (std::size_t i = *used; i < scale; ++i) value *= 10;
        skip_ordinal(node);
        return set(node, part, value);
    }

    Result<void> zone_hours(const FormatNode& node) {
        if (peek() == '+' || peek() == '-' || peek() == ' ') {
            parts_.zone_sign = peek() == '-' ? -1 : 1;
            ++at_;
        } else {
            // The minus may have been taken for a separator.
            parts_.zone_sign = extra_ > 0 && at_ > 0 && in_[at_ - 1] == '-' ? -1 : 1;
        }
        return set_number(node, parts_.zone_hours, 2);
    }

    Result<void> field(const FormatNode& node) {
        constexpr std::string_view meridians[] = {"am", "pm"}, dotted_meridians[] = {"a.m.", "p.m."};
        constexpr std::string_view eras[] = {"ad", "bc"}, dotted_eras[] = {"a.d.", "b.c."};
        constexpr std::size_t whole = std::string_view::npos;
        switch (node.field) {
            case Field::fixed:
                exact_ = true;
                return {};
            case Field::meridian_dots:
            case Field::meridian: {
                parts_.twelve_hour_clock = true;
                auto words =
                    node.field == Field::meridian ? std::span(meridians) : std::span(dotted_meridians);
                return set_word(node, parts_.afternoon, words, whole, 0);
            }
            case Field::hour12:
                parts_.twelve_hour_clock = true;
                return set_number(node, parts_.hour, 2);
            case Field::hour24:
                return set_number(node, parts_.hour, 2);
            case Field::minute:
                return set_number(node, parts_.minute);
            case Field::second:
                return set_number(node, parts_.second);
            case Field::millisecond:
                return decimals(node, parts_.millisecond, 3);
            case Field::microsecond:
                return decimals(node, parts_.microsecond, 6);
            case Field::fraction:
                return decimals(node, parts_.microsecond, node.digits);
            case Field::second_of_day:
                return set_number(node, parts_.second_of_day);
            case Field::zone:
            case Field::offset:
                return fail(
                    Errc::unsupported,
                    "formatting field \"" + std::string(node.keyword) + "\" is only supported in to_char");
            case Field::zone_hours:
                return zone_hours(node);
            case Field::zone_minutes:
                if (parts_.zone_sign == 0) parts_.zone_sign = 1;
                return set_number(node, parts_.zone_minutes, 2);
            case Field::era_dots:
                return set_word(node, parts_.before_christ, dotted_eras, whole, 0);
            case Field::era:
                return set_word(node, parts_.before_christ, eras, whole, 0);
            case Field::month_name:
                return set_word(node, parts_.month, month_names, whole, 1);
            case Field::month_short:
                return set_word(node, parts_.month, month_names, 3, 1);
            case Field::month:
                return set_number(node, parts_.month);
            case Field::day_name:
                return set_word(node, parts_.day_of_week, day_names, whole, 1);
            case Field::day_short:
                return set_word(node, parts_.day_of_week, day_names, 3, 1);
            case Field::day_of_year:
            case Field::iso_day_of_year:
                return set_number(node, parts_.day_of_year, 3);
            case Field::day:
                return set_number(node, parts_.day);
            case Field::day_of_week:
                return set_number(node, parts_.day_of_week);
            case Field::iso_day_of_week: {
                Result<void> done = set_number(node, parts_.day_of_week, 1);
                if (++parts_.day_of_week > 7) parts_.day_of_week = 1;
                return done;
            }
            case Field::week_of_year:
            case Field::iso_week:
                return set_number(node, parts_.week_of_year);
            case Field::quarter: {
                int ignored = 0;
                return set_number(node, ignored);
            }
            case Field::century:
                return set_number(node, parts_.century);
            case Field::year_comma:
                return year_with_comma(node);
            case Field::year:
            case Field::iso_year:
                return year(node);
            case Field::roman_month:
                return set_word(node, parts_.month, roman_months, whole, 1);
            case Field::week_of_month:
                return set_number(node, parts_.week_of_month);
            case Field::julian:
                return set_number(node, parts_.julian);
            default:
                return {};
        }
    }

    std::string_view in_;
    const std::vector<FormatNode>& nodes_;
    Parts parts_;
    std::size_t at_ = 0, node_ = 0;
    int extra_ = 0;  // blanks skipped beyond what the pattern has
    bool exact_ = false;
};

std::int64_t year_of(const Parts& parts) {
    int century = parts.before_christ ? -parts.century : parts.century;
    if (parts.year == 0) {
        if (parts.century == 0) return 0;
        return century >= 0 ? (century - 1) * 100 + 1 : century * 100 + 1;
    }
    if (parts.century != 0 && parts.year_digits <= 2) {
        int year = parts.year % 100;
        if (year != 0) return century >= 0 ? year + (century - 1) * 100 : (century + 1) * 100 - year + 1;
        return century * 100 + (century >= 0 ? 0 : 1);
    }
    int year = parts.before_christ ? -parts.year : parts.year;
    return year < 0 ? year + 1 : year;
}

// Days from 2000-01-01 of the Monday of an ISO week.
std::int64_t monday_of_week(std::int64_t year, int week) {
    std::int64_t fourth = days_of_civil(year, 1, 4);
    int weekday = day_of_week(Date{static_cast<std::int32_t>(fourth)});
    return fourth - (weekday == 0 ? 6 : weekday - 1) + (week - 1) * 7;
}

void set_date(Civil& fields, std::int64_t days) {
    Civil date = civil(Date{static_cast<std::int32_t>(days)});
    fields.year = date.year;
    fields.month = date.month;
    fields.day = date.day;
}

constexpr std::int64_t julian_of_2000 = 2451545;

Result<Civil> date_of_parts(Parts parts) {
    Civil fields;
    fields.year = year_of(parts);
    if (parts.julian != 0) set_date(fields, parts.julian - julian_of_2000);
    bool iso = parts.calendar == Parts::Calendar::iso_week;
    if (parts.week_of_year != 0) {
        if (iso) {
            int iso_day = parts.day_of_week == 0 ? 1 : parts.day_of_week == 1 ? 7 : parts.day_of_week - 1;
            set_date(fields, monday_of_week(fields.year, parts.week_of_year) + iso_day - 1);
        } else {
            parts.day_of_year = (parts.week_of_year - 1) * 7 + 1;
        }
    }
    if (parts.week_of_month != 0) parts.day = (parts.week_of_month - 1) * 7 + 1;
    if (parts.day != 0) fields.day = parts.day;
    if (parts.month != 0) fields.month = parts.month;
    if (parts.day_of_year != 0 && (fields.month <= 1 || fields.day <= 1)) {
        if (fields.year == 0 && parts.before_christ == 0)
            return fail(invalid("cannot calculate day of year without year information"));
        if (iso) {
            set_date(fields, monday_of_week(fields.year, 1) + parts.day_of_year - 1);
        } else {
            int days = is_leap_year(fields.year) ? 366 : 365;
            if (parts.day_of_year < 1 || parts.day_of_year > days)
                fields.month = 13;  // refused below
            else
                set_date(fields, days_of_civil(fields.year, 1, 1) + parts.day_of_year - 1);
        }
    }
    return fields;
}

}  // namespace

Result<ParsedTimestamp> parse_formatted(std::string_view text, std::string_view format) {
    std::vector<FormatNode> nodes = parse_date_format(format);
    Result<Parts> read = TextReader(text, nodes).read();
    if (!read) return fail(read.error());
    Parts& parts = *read;
    auto out_of_range = [&] {
        return fail(Errc::datetime_field_overflow,
                    "date/time field value out of range: \"" + std::string(text) + "\"");
    };
    if (parts.twelve_hour_clock) {
        if (parts.hour < 1 || parts.hour > 12)
            return fail(
                invalid("hour \"" + std::to_string(parts.hour) + "\" is invalid for the 12-hour clock")
                    .with_hint("Use the 24-hour clock, or give an hour between 1 and 12."));
        if (parts.afternoon != 0 && parts.hour < 12)
            parts.hour += 12;
        else if (parts.afternoon == 0 && parts.hour == 12)
            parts.hour = 0;
    }
    Result<Civil> date = date_of_parts(parts);
    if (!date) return fail(date.error());
    Civil fields = *date;
    fields.hour = parts.hour;
    fields.minute = parts.minute;
    fields.second = parts.second;
    if (parts.second_of_day != 0) {
        fields.hour = parts.second_of_day / 3600;
        fields.minute = parts.second_of_day / 60 % 60;
        fields.second = parts.second_of_day % 60;
    }
    std::int64_t microseconds = std::int64_t{parts.millisecond} * 1000 + parts.microsecond;
    bool valid = is_valid_date(fields.year, fields.month, fields.day) && fields.hour >= 0 &&
                 fields.hour < 24 && fields.minute >= 0 && fields.minute < 60 && fields.second >= 0 &&
                 fields.second < 60 && microseconds < microseconds_per_second;
    if (!valid) return out_of_range();
    fields.microsecond = static_cast<int>(microseconds);
    ParsedTimestamp result;
    result.local = timestamp_of(fields);
    if (!in_range(result.local))
        return fail(Errc::datetime_field_overflow, "timestamp out of range: \"" + std::string(text) + "\"");
    if (parts.zone_sign != 0) {
        if (parts.zone_hours > 15 || parts.zone_minutes > 59 || parts.zone_hours < 0 ||
            parts.zone_minutes < 0)
            return out_of_range();
        result.offset = parts.zone_sign * (parts.zone_hours * 3600 + parts.zone_minutes * 60);
    }
    return result;
}

}  // namespace ormgate::sqlite
