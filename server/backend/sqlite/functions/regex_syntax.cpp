#include "server/backend/sqlite/functions/regex_syntax.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "server/backend/sqlite/functions/regex_brackets.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

constexpr int most_repetitions = 255;
constexpr int deepest_nesting = 200;

constexpr std::string_view bad_operand = "quantifier operand invalid";
constexpr std::string_view bad_parentheses = "parentheses () not balanced";
constexpr std::string_view bad_repetition = "invalid repetition count(s)";
constexpr std::string_view bad_braces = "braces {} not balanced";
constexpr std::string_view bad_reference = "invalid backreference number";

bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

enum class Preference : std::uint8_t { none, longest, shortest };

class Translation {
public:
    Translation(std::string_view in, RegexOptions options) : in_(in), options_(options) {}

    Result<RegexSyntax> run() {
        syntax_.caseless = options_.caseless;
        if (options_.literal) {
            for (std::size_t at = 0; at < in_.size();)
                syntax_.pattern += spelled_for_pcre(take_character(in_, at));
            return std::move(syntax_);
        }
        Result<Preference> preference = alternatives();
        if (!preference) return fail(preference.error());
        if (at_ < in_.size()) return fail(invalid_regex(bad_parentheses));
        syntax_.shortest = *preference == Preference::shortest;
        return std::move(syntax_);
    }

private:
    struct Atom {
        Preference preference = Preference::none;
        bool constraint = false;
        bool single = true;  // one character wide
    };

    char peek(std::size_t ahead = 0) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
    bool more() const { return at_ < in_.size(); }

    void skip_comments() {
        for (;;) {
            if (in_.substr(at_).starts_with("(?#")) {
                std::size_t end = in_.find(')', at_);
                at_ = end == in_.npos ? in_.size() : end + 1;
            } else if (options_.expanded && more() && is_blank(peek())) {
                ++at_;
            } else if (options_.expanded && peek() == '#') {
                std::size_t end = in_.find('\n', at_);
                at_ = end == in_.npos ? in_.size() : end;
            } else {
                return;
            }
        }
    }

    Result<Preference> alternatives() {
        if (++depth_ > deepest_nesting) return fail(invalid_regex("regular expression is too complex"));
        Result<Preference> preference = branch();
        while (preference && peek() == '|') {
            ++at_;
            syntax_.pattern += '|';
            syntax_.predictable = false;
            if (Result<Preference> next = branch(); !next) return next;
            preference = Preference::longest;
        }
        --depth_;
        return preference;
    }

    Result<Preference> branch() {
        Preference preference = Preference::none;
        for (skip_comments(); more() && peek() != '|' && peek() != ')'; skip_comments()) {
            std::size_t begin = syntax_.pattern.size();
            Result<Atom> atom = read_atom();
            if (!atom) return fail(atom.error());
            skip_comments();
            if (Result<void> done = quantifier(*atom, begin); !done) return fail(done.error());
            if (preference == Preference::none) preference = atom->preference;
        }
        return preference;
    }

    bool at_quantifier() const {
        char c = peek();
        return more() && (c == '*' || c == '+' || c == '?' || (c == '{' && is_digit(peek(1))));
    }

    Result<void> quantifier(Atom& atom, std::size_t begin) {
        if (!at_quantifier()) return {};
        if (atom.constraint) return fail(invalid_regex(bad_operand));
        std::string spelling(1, peek());
        bool exact = false;
        if (peek() == '{') {
            Result<std::string> bounds = read_bounds(exact);
            if (!bounds) return fail(bounds.error());
            spelling = *bounds;
        } else {
            ++at_;
        }
        bool lazy = peek() == '?';
        if (lazy) ++at_;
        skip_comments();
        if (at_quantifier()) return fail(invalid_regex(bad_operand));
        if (!atom.single || lazy) syntax_.predictable = false;
        if (!exact) atom.preference = lazy ? Preference::shortest : Preference::longest;
        // What has been quantified once is one atom: a{2}{3} is refused above, but (a*)* arrives as a group.
        if (begin == syntax_.pattern.size()) return {};  // an empty atom repeated is empty
        syntax_.pattern += spelling;
        if (lazy) syntax_.pattern += '?';
        return {};
    }

    Result<std::string> read_bounds(bool& exact) {
        std::size_t end = in_.find('}', at_);
        if (end == in_.npos) return fail(invalid_regex(bad_braces));
        std::string_view bounds = in_.substr(at_ + 1, end - at_ - 1);
        auto take = [&](int& number) {
            number = 0;
            bool any = false;
            for (; !bounds.empty() && is_digit(bounds[0]); bounds.remove_prefix(1)) {
                any = true;
                number = std::min(number * 10 + (bounds[0] - '0'), most_repetitions + 1);
            }
            return any;
        };
        int low = 0, high = 0;
        if (!take(low)) return fail(invalid_regex(bad_repetition));
        exact = bounds.empty();
        bool open_ended = false;
        if (exact) {
            high = low;
        } else {
            if (bounds[0] != ',') return fail(invalid_regex(bad_repetition));
            bounds.remove_prefix(1);
            open_ended = !take(high);
            if (open_ended) high = low;
        }
        if (!bounds.empty() || low > most_repetitions || high > most_repetitions || low > high)
            return fail(invalid_regex(bad_repetition));
        std::string spelling(in_.substr(at_, end + 1 - at_));
        at_ = end + 1;
        return spelling;
    }

    Result<Atom> constraint(std::string_view spelling, bool predictable) {
        syntax_.pattern += spelling;
        if (!predictable) syntax_.predictable = false;
        Atom atom;
        atom.constraint = true;
        return atom;
    }

    Result<Atom> read_atom() {
        char c = peek();
        switch (c) {
            case '^':
                ++at_;
                return constraint(options_.anchors_at_newlines ? "(?m:^)" : "\\A", true);
            case '$':
                ++at_;
                return constraint(options_.anchors_at_newlines ? "(?m:$)" : "\\z", true);
            case '.':
                ++at_;
                syntax_.pattern += options_.dot_stops_at_newline ? "[^\\n]" : ".";
                return Atom{};
            case '*':
            case '+':
            case '?':
                return fail(invalid_regex(bad_operand));
            case '{':
                if (is_digit(peek(1))) return fail(invalid_regex(bad_operand));
                break;
            case '(':
                return group();
            case '[':
                return bracket();
            case '\\':
                return escape();
            default:
                break;
        }
        syntax_.pattern += spelled_for_pcre(take_character(in_, at_));
        return Atom{};
    }

    Result<Atom> bracket() {
        if (in_.substr(at_).starts_with("[[:<:]]")) return word_constraint(7, "(?<!\\w)(?=\\w)");
        if (in_.substr(at_).starts_with("[[:>:]]")) return word_constraint(7, "(?<=\\w)(?!\\w)");
        BracketReader reader(in_, at_ + 1);
        Result<std::string> spelling = reader.read(options_.dot_stops_at_newline);
        if (!spelling) return fail(spelling.error());
        at_ = reader.at();
        syntax_.pattern += *spelling;
        return Atom{};
    }

    Result<Atom> word_constraint(std::size_t size, std::string_view spelling) {
        at_ += size;
        return constraint(spelling, false);
    }

    Result<Atom> group() {
        struct Opening {
            std::string_view spelling;
            bool constraint, captures;
        };
        // clang-format off: one row a line
        constexpr Opening openings[] = {
            {"(?:", false, false},
            {"(?=", true, false},
            {"(?!", true, false},
            {"(?<=", true, false},
            {"(?<!", true, false},
            {"(", false, true},
        };
        // clang-format on
        for (const Opening& opening : openings) {
            if (!in_.substr(at_).starts_with(opening.spelling)) continue;
            if (opening.captures && peek(1) == '?') return fail(invalid_regex(bad_operand));
            at_ += opening.spelling.size();
            bool captures = opening.captures && lookarounds_ == 0;
            int number = captures ? ++syntax_.groups : 0;
            syntax_.pattern += opening.captures && !captures ? "(?:" : opening.spelling;
            lookarounds_ += opening.constraint;
            Result<Preference> preference = alternatives();
            if (!preference) return fail(preference.error());
            lookarounds_ -= opening.constraint;
            if (peek() != ')') return fail(invalid_regex(bad_parentheses));
            ++at_;
            syntax_.pattern += ')';
            if (captures) closed_.push_back(number);
            if (opening.constraint) syntax_.predictable = false;
            return Atom{opening.constraint ? Preference::none : *preference, opening.constraint, false};
        }
        return fail(invalid_regex(bad_parentheses));
    }

    Result<Atom> escape() {
        ++at_;
        if (!more()) return fail(invalid_regex(bad_escape));
        switch (peek()) {
            case 'd':
                ++at_;
                syntax_.pattern += "[0-9]";
                return Atom{};
            case 'D':
                ++at_;
                syntax_.pattern += "[^0-9]";
                return Atom{};
            case 's':
                ++at_;
                syntax_.pattern += "\\s";
                return Atom{};
            case 'S':
                ++at_;
                syntax_.pattern += "\\S";
                return Atom{};
            case 'w':
                ++at_;
                syntax_.pattern += "\\w";
                return Atom{};
            case 'W':
                ++at_;
                syntax_.pattern += "\\W";
                return Atom{};
            case 'A':
                ++at_;
                return constraint("\\A", true);
            case 'Z':
                ++at_;
                return constraint("\\z", true);
            case 'm':
                return word_constraint(1, "(?<!\\w)(?=\\w)");
            case 'M':
                return word_constraint(1, "(?<=\\w)(?!\\w)");
            case 'y':
                return word_constraint(1, "\\b");
            case 'Y':
                return word_constraint(1, "\\B");
            default:
                break;
        }
        if (peek() >= '1' && peek() <= '9') return back_reference();
        Result<std::int64_t> code = character_escape(in_, at_);
        if (!code) return fail(code.error());
        if (*code < 0) return fail(invalid_regex(bad_escape));
        syntax_.pattern += spelled_for_pcre(static_cast<char32_t>(*code));
        return Atom{};
    }

    // \1 … \9 refer to a group; more digits do only if there are as many groups, else they are an octal code.
    Result<Atom> back_reference() {
        std::size_t end = at_;
        int number = 0;
        while (end < in_.size() && is_digit(in_[end]) && number < 1000)
            number = number * 10 + (in_[end++] - '0');
        if (end - at_ > 1 && number > syntax_.groups) {
            std::int64_t code = 0;
            std::size_t octal = at_;
            while (octal < in_.size() && octal < at_ + 3 && in_[octal] >= '0' && in_[octal] <= '7')
                code = code * 8 + (in_[octal++] - '0');
            if (octal == at_) return fail(invalid_regex(bad_reference));
            at_ = octal;
            syntax_.pattern += spelled_for_pcre(static_cast<char32_t>(code));
            return Atom{};
        }
        if (lookarounds_ > 0 || std::ranges::find(closed_, number) == closed_.end())
            return fail(invalid_regex(bad_reference));
        at_ = end;
        syntax_.back_references = true;
        syntax_.predictable = false;
        syntax_.pattern += "\\g{" + std::to_string(number) + "}";
        return Atom{Preference::none, false, false};
    }

    std::string_view in_;
    RegexOptions options_;
    RegexSyntax syntax_;
    std::vector<int> closed_;
    std::size_t at_ = 0;
    int depth_ = 0, lookarounds_ = 0;
};

}  // namespace

Result<RegexSyntax> translate_regex(std::string_view pattern, RegexOptions options) {
    if (!options.literal && pattern.starts_with("***")) {
        char director = pattern.size() > 3 ? pattern[3] : '\0';
        if (director != '=' && director != ':') return fail(invalid_regex(bad_operand));
        options.literal = director == '=';
        pattern.remove_prefix(4);
    }
    // (?i) and the like at the very beginning
    if (!options.literal && pattern.starts_with("(?") && pattern.size() > 2 && pattern[2] >= 'a' &&
        pattern[2] <= 'z') {
        std::size_t end = 2;
        while (end < pattern.size() && pattern[end] >= 'a' && pattern[end] <= 'z') ++end;
        if (end >= pattern.size() || pattern[end] != ')')
            return fail(invalid_regex("invalid embedded option"));
        for (char flag : pattern.substr(2, end - 2)) {
            if (flag == 'g') return fail(invalid_regex("invalid embedded option"));
            Result<void> done = apply_regex_flag(options, flag);
            if (!done && done.error().code != Errc::unsupported)
                return fail(invalid_regex("invalid embedded option"));
            if (!done) return fail(done.error());
        }
        pattern.remove_prefix(end + 1);
    }
    return Translation(pattern, options).run();
}

}  // namespace ormgate::sqlite
