#include "core/datetime_tokens.hpp"

#include <charconv>
#include <cmath>

#include "core/scan.hpp"

// The lexical rules of PostgreSQL's datetime.c (ParseDateTime and its tables).
namespace ormgate {
namespace {

using Kind = DateToken::Kind;

constexpr std::size_t longest_text = 256;
constexpr std::size_t most_tokens = 25;
constexpr std::size_t significant_letters = 10;

struct WordRow {
    std::string_view name;
    DateWord word;
};

constexpr int unit(DateUnit u) {
    return static_cast<int>(u);
}

// clang-format off: one row a line
constexpr WordRow words[] = {
    {"-infinity", {DateWord::Kind::minus_infinity}},
    {"ad", {DateWord::Kind::era, 0}},
    {"allballs", {DateWord::Kind::midnight_utc}},
    {"am", {DateWord::Kind::meridiem, 0}},
    {"apr", {DateWord::Kind::month, 4}},
    {"april", {DateWord::Kind::month, 4}},
    {"at", {DateWord::Kind::ignored}},
    {"aug", {DateWord::Kind::month, 8}},
    {"august", {DateWord::Kind::month, 8}},
    {"bc", {DateWord::Kind::era, 1}},
    {"d", {DateWord::Kind::unit, unit(DateUnit::day)}},
    {"dec", {DateWord::Kind::month, 12}},
    {"december", {DateWord::Kind::month, 12}},
    {"dow", {DateWord::Kind::unit, unit(DateUnit::other)}},
    {"doy", {DateWord::Kind::unit, unit(DateUnit::other)}},
    {"dst", {DateWord::Kind::daylight}},
    {"epoch", {DateWord::Kind::epoch}},
    {"feb", {DateWord::Kind::month, 2}},
    {"february", {DateWord::Kind::month, 2}},
    {"fri", {DateWord::Kind::weekday}},
    {"friday", {DateWord::Kind::weekday}},
    {"h", {DateWord::Kind::unit, unit(DateUnit::hour)}},
    {"infinity", {DateWord::Kind::infinity}},
    {"isodow", {DateWord::Kind::unit, unit(DateUnit::other)}},
    {"isoyear", {DateWord::Kind::unit, unit(DateUnit::other)}},
    {"j", {DateWord::Kind::unit, unit(DateUnit::julian)}},
    {"jan", {DateWord::Kind::month, 1}},
    {"january", {DateWord::Kind::month, 1}},
    {"jd", {DateWord::Kind::unit, unit(DateUnit::julian)}},
    {"jul", {DateWord::Kind::month, 7}},
    {"julian", {DateWord::Kind::unit, unit(DateUnit::julian)}},
    {"july", {DateWord::Kind::month, 7}},
    {"jun", {DateWord::Kind::month, 6}},
    {"june", {DateWord::Kind::month, 6}},
    {"m", {DateWord::Kind::unit, unit(DateUnit::month)}},
    {"mar", {DateWord::Kind::month, 3}},
    {"march", {DateWord::Kind::month, 3}},
    {"may", {DateWord::Kind::month, 5}},
    {"mm", {DateWord::Kind::unit, unit(DateUnit::minute)}},
    {"mon", {DateWord::Kind::weekday}},
    {"monday", {DateWord::Kind::weekday}},
    {"nov", {DateWord::Kind::month, 11}},
    {"november", {DateWord::Kind::month, 11}},
    {"now", {DateWord::Kind::now}},
    {"oct", {DateWord::Kind::month, 10}},
    {"october", {DateWord::Kind::month, 10}},
    {"on", {DateWord::Kind::ignored}},
    {"pm", {DateWord::Kind::meridiem, 1}},
    {"s", {DateWord::Kind::unit, unit(DateUnit::second)}},
    {"sat", {DateWord::Kind::weekday}},
    {"saturday", {DateWord::Kind::weekday}},
    {"sep", {DateWord::Kind::month, 9}},
    {"sept", {DateWord::Kind::month, 9}},
    {"september", {DateWord::Kind::month, 9}},
    {"sun", {DateWord::Kind::weekday}},
    {"sunday", {DateWord::Kind::weekday}},
    {"t", {DateWord::Kind::time_follows}},
    {"thu", {DateWord::Kind::weekday}},
    {"thur", {DateWord::Kind::weekday}},
    {"thurs", {DateWord::Kind::weekday}},
    {"thursday", {DateWord::Kind::weekday}},
    {"today", {DateWord::Kind::today}},
    {"tomorrow", {DateWord::Kind::tomorrow}},
    {"tue", {DateWord::Kind::weekday}},
    {"tues", {DateWord::Kind::weekday}},
    {"tuesday", {DateWord::Kind::weekday}},
    {"wed", {DateWord::Kind::weekday}},
    {"wednesday", {DateWord::Kind::weekday}},
    {"weds", {DateWord::Kind::weekday}},
    {"y", {DateWord::Kind::unit, unit(DateUnit::year)}},
    {"yesterday", {DateWord::Kind::yesterday}},
};
// clang-format on

// Lexer cuts the text into tokens; each take_… appends one.
class Lexer {
public:
    Lexer(std::string_view text, std::vector<DateToken>& out) : rest_(text), out_(out) {}

    bool run() {
        while (!rest_.empty()) {
            const char c = rest_.front();
            if (is_blank(c)) {
                rest_.remove_prefix(1);
                continue;
            }
            if (out_.size() >= most_tokens) return false;
            if (is_digit(c)) {
                take_numeric();
            } else if (c == '.') {
                begin(Kind::number);
                copy();
                copy_while(is_digit);
            } else if (is_alpha(c)) {
                take_alphabetic();
            } else if (c == '+' || c == '-') {
                if (!take_signed()) return false;
            } else if (is_punctuation(c)) {
                rest_.remove_prefix(1);
            } else {
                return false;
            }
        }
        return true;
    }

private:
    char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
    void begin(Kind kind) { out_.push_back({kind, {}}); }
    DateToken& token() { return out_.back(); }
    void copy() {
        token().text.push_back(lower(rest_.front()));
        rest_.remove_prefix(1);
    }
    void copy_while(auto wanted) {
        while (!rest_.empty() && wanted(rest_.front())) copy();
    }

    void take_numeric() {
        begin(Kind::number);
        copy_while(is_digit);
        const char delimiter = peek();
        if (delimiter == ':') {
            token().kind = Kind::time;
            copy_while([](char c) { return is_digit(c) || c == ':' || c == '.'; });
            return;
        }
        if (delimiter != '-' && delimiter != '/' && delimiter != '.') return;
        copy();
        if (!is_digit(peek())) {  // a month in letters
            token().kind = Kind::date;
            copy_while([delimiter](char c) { return is_digit(c) || is_alpha(c) || c == delimiter; });
            return;
        }
        token().kind = delimiter == '.' ? Kind::number : Kind::date;
        copy_while(is_digit);
        if (peek() != delimiter) return;
        token().kind = Kind::date;
        copy_while([delimiter](char c) { return is_digit(c) || c == delimiter; });
    }

    void take_alphabetic() {
        begin(Kind::word);
        copy_while(is_alpha);
        const char next = peek();
        bool joined = next == '-' || next == '/' || next == '.';
        if (next == '+' || is_digit(next)) joined = date_word(token().text) == nullptr;
        if (!joined) return;
        token().kind = Kind::date;
        copy_while([](char c) {
            return is_digit(c) || is_alpha(c) || std::string_view("+-/_.:").find(c) != std::string_view::npos;
        });
    }

    bool take_signed() {
        begin(Kind::zone);
        copy();
        while (is_blank(peek())) rest_.remove_prefix(1);
        if (is_digit(peek())) {
            copy_while([](char c) { return is_digit(c) || c == ':' || c == '.' || c == '-'; });
            return true;
        }
        token().kind = Kind::special;
        if (!is_alpha(peek())) return false;
        copy_while(is_alpha);
        return true;
    }

    std::string_view rest_;
    std::vector<DateToken>& out_;
};

// False on overflow; no digits are zero.
template <class Integer>
bool take_integer(std::string_view& in, Integer& out) {
    const std::string_view digits = take_digits(in);
    out = 0;
    if (digits.empty()) return true;
    return std::from_chars(digits.data(), digits.data() + digits.size(), out).ec == std::errc();
}

}  // namespace

std::unexpected<Error> date_error(DateProblem problem, std::string_view text, std::string_view type_name) {
    const std::string quoted = "\"" + std::string(text) + "\"";
    switch (problem) {
        case DateProblem::field_overflow:
            return fail(Errc::datetime_field_overflow, "date/time field value out of range: " + quoted);
        case DateProblem::month_or_day_overflow:
            return fail(Error(Errc::datetime_field_overflow, "date/time field value out of range: " + quoted)
                            .with_hint("Perhaps you need a different \"datestyle\" setting."));
        case DateProblem::interval_overflow:
            return fail(Errc::interval_field_overflow, "interval field value out of range: " + quoted);
        case DateProblem::zone_overflow:
            return fail(Errc::invalid_time_zone_displacement,
                        "time zone displacement out of range: " + quoted);
        case DateProblem::none:
        case DateProblem::bad_format:
            break;
    }
    return fail(Errc::invalid_datetime_format,
                "invalid input syntax for type " + std::string(type_name) + ": " + quoted);
}

bool split_date_tokens(std::string_view text, std::vector<DateToken>& out) {
    if (text.size() > longest_text) return false;
    return Lexer(text, out).run();
}

const DateWord* date_word(std::string_view lower_case_word) {
    const std::string_view key = lower_case_word.substr(0, significant_letters);
    for (const WordRow& row : words)
        if (row.name == key) return &row.word;
    return nullptr;
}

bool read_fraction(std::string_view text, double& out) {
    out = 0;
    if (text == ".") return true;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), out, std::chars_format::fixed);
    return error == std::errc() && end == text.data() + text.size();
}

DateProblem read_clock(std::string_view text, bool two_fields_are_minutes, ClockFields& out) {
    std::int64_t first = 0;
    int second = 0;
    double fraction = 0;
    out = {};
    if (!take_integer(text, first)) return DateProblem::field_overflow;
    if (!text.starts_with(':')) return DateProblem::bad_format;
    text.remove_prefix(1);
    if (!take_integer(text, second)) return DateProblem::field_overflow;
    const bool minutes_first = text.starts_with('.') || (text.empty() && two_fields_are_minutes);
    if (minutes_first) {
        if (first > 59) return DateProblem::field_overflow;
        out.minute = static_cast<int>(first);
        out.second = second;
    } else {
        out.hour = first;
        out.minute = second;
        if (text.starts_with(':')) {
            text.remove_prefix(1);
            if (!take_integer(text, out.second)) return DateProblem::field_overflow;
        }
    }
    if (!text.empty() && (!text.starts_with('.') || !read_fraction(text, fraction)))
        return DateProblem::bad_format;
    out.microsecond = static_cast<std::int64_t>(std::rint(fraction * 1e6));
    if (out.minute > 59 || out.second > 60) return DateProblem::field_overflow;
    return DateProblem::none;
}

}  // namespace ormgate
