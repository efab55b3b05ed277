#include "server/backend/sqlite/functions/regex_brackets.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

constexpr std::string_view bad_brackets = "brackets [] not balanced";
constexpr std::string_view bad_class = "invalid character class";
constexpr std::string_view bad_range = "invalid character range";

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string_view shorthand(char letter) {
    switch (letter) {
        case 'd':
            return "0-9";
        case 'D':
            return "\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}";
        case 's':
            return "\\s";
        case 'S':
            return "\\S";
        case 'w':
            return "\\w";
        default:
            return "\\W";
    }
}

}  // namespace

std::string spelled_for_pcre(char32_t code) {
    if (code < 0x80) {
        auto c = static_cast<char>(code);
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
        if (letter) return std::string(1, c);
        if (c > ' ' && c < 0x7F) return {'\\', c};
    }
    char text[16];
    std::snprintf(text, sizeof text, "\\x{%x}", static_cast<unsigned>(code));
    return text;
}

Result<std::int64_t> character_escape(std::string_view in, std::size_t& at) {
    if (at >= in.size()) return fail(invalid_regex(bad_escape));
    char c = in[at];
    auto hexadecimal = [&](std::size_t from, std::size_t least, std::size_t most) -> Result<std::int64_t> {
        std::int64_t code = 0;
        std::size_t count = 0;
        while (count < most && from + count < in.size() && hex_value(in[from + count]) >= 0) {
            code = code * 16 + hex_value(in[from + count++]);
            if (code > 0x10FFFF) return fail(invalid_regex(bad_escape));
        }
        if (count < least) return fail(invalid_regex(bad_escape));
        at = from + count;
        return code;
    };
    constexpr std::string_view letters = "abefnrtv";
    constexpr std::string_view meanings = "\a\b\033\f\n\r\t\v";
    if (std::size_t i = letters.find(c); i != letters.npos) {
        ++at;
        return meanings[i];
    }
    switch (c) {
        case 'B':
            ++at;
            return '\\';
        case 'c':
            if (at + 1 >= in.size()) return fail(invalid_regex(bad_escape));
            at += 2;
            return in[at - 1] & 0x1F;
        case 'u':
            return hexadecimal(at + 1, 4, 4);
        case 'U':
            return hexadecimal(at + 1, 8, 8);
        case 'x':
            return hexadecimal(at + 1, 1, in.size());
        case '0': {
            std::int64_t code = 0;
            for (std::size_t count = 0; count < 3 && at < in.size() && in[at] >= '0' && in[at] <= '7';
                 ++count)
                code = code * 8 + (in[at++] - '0');
            return code;
        }
        default:
            break;
    }
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
    if (letter) return -1;
    return static_cast<std::int64_t>(take_character(in, at));
}

Result<std::string> BracketReader::read(bool stop_at_newline) {
    std::string out = "[";
    bool negated = peek() == '^';
    if (negated) {
        ++at_;
        out += '^';
    }
    bool first = true;
    for (;; first = false) {
        if (at_ >= in_.size()) return fail(invalid_regex(bad_brackets));
        if (peek() == ']' && !first) break;
        if (Result<void> done = element(out); !done) return fail(done.error());
    }
    ++at_;
    if (negated && stop_at_newline) out += "\\n";
    return out + "]";
}

Result<void> BracketReader::element(std::string& out) {
    if (peek() == '[' && peek(1) == ':') return named_class(out);
    if (peek() == '\\' && std::string_view("dDsSwW").find(peek(1)) != std::string_view::npos &&
        at_ + 1 < in_.size()) {
        out += shorthand(peek(1));
        at_ += 2;
        return {};
    }
    Result<char32_t> low = character();
    if (!low) return fail(low.error());
    if (peek() != '-' || peek(1) == ']' || at_ + 1 >= in_.size()) {
        out += spelled_for_pcre(*low);
        return {};
    }
    ++at_;
    if (peek() == '[' && peek(1) == ':') return fail(invalid_regex(bad_range));
    Result<char32_t> high = character();
    if (!high) return fail(high.error());
    if (*high < *low) return fail(invalid_regex(bad_range));
    out += spelled_for_pcre(*low) + "-" + spelled_for_pcre(*high);
    return {};
}

Result<void> BracketReader::named_class(std::string& out) {
    std::size_t end = in_.find(":]", at_ + 2);
    if (end == in_.npos) return fail(invalid_regex(bad_brackets));
    std::string_view name = in_.substr(at_ + 2, end - at_ - 2);
    constexpr std::array<std::string_view, 13> names = {"alnum",
                                                        "alpha",
                                                        "ascii",
                                                        "blank",
                                                        "cntrl",
                                                        "graph",
                                                        "lower",
                                                        "print",
                                                        "punct",
                                                        "space",
                                                        "upper",
                                                        "word",
                                                        "xdigit"};
    if (name == "digit")
        out += "0-9";
    else if (std::ranges::find(names, name) != names.end())
        out.append("[:").append(name).append(":]");
    else
        return fail(invalid_regex(bad_class));
    at_ = end + 2;
    return {};
}

Result<char32_t> BracketReader::character() {
    char kind = peek(1);
    if (peek() == '[' && (kind == '.' || kind == '=')) {
        const char closing[] = {kind, ']', '\0'};
        std::size_t end = in_.find(closing, at_ + 2);
        if (end == in_.npos) return fail(invalid_regex(bad_brackets));
        std::string_view name = in_.substr(at_ + 2, end - at_ - 2);
        std::size_t i = 0;
        if (name.empty() || take_character(name, i) == 0 || i != name.size())
            return fail(invalid_regex("invalid collating element"));
        i = 0;
        at_ = end + 2;
        return take_character(name, i);
    }
    if (peek() == '\\') {
        ++at_;
        Result<std::int64_t> code = character_escape(in_, at_);
        if (!code) return fail(code.error());
        if (*code < 0) return fail(invalid_regex(bad_escape));
        return static_cast<char32_t>(*code);
    }
    return take_character(in_, at_);
}

}  // namespace ormgate::sqlite
