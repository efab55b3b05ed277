#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace ormgate::sqlite {

// 2201B as PostgreSQL words it.
inline Error invalid_regex(std::string_view why) {
    return {Errc::invalid_regular_expression, "invalid regular expression: " + std::string(why)};
}
inline constexpr std::string_view bad_escape = "invalid escape \\ sequence";

inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A character as PCRE2 takes it for itself, inside a class or out of it.
std::string spelled_for_pcre(char32_t code);

// An escape that stands for a character; `at` is behind the backslash and moves behind the escape. -1: it is
// none.
Result<std::int64_t> character_escape(std::string_view in, std::size_t& at);

// BracketReader reads the part of a pattern between brackets and spells it as a class of PCRE2.
class BracketReader {
public:
    BracketReader(std::string_view in, std::size_t at) : in_(in), at_(at) {}
    std::size_t at() const { return at_; }

    // at() is behind '['.
    Result<std::string> read(bool stop_at_newline);

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
    Result<void> element(std::string& out);
    Result<void> named_class(std::string& out);
    // One character: itself, an escape, [.x.] or [=x=].
    Result<char32_t> character();

    std::string_view in_;
    std::size_t at_;
};

}  // namespace ormgate::sqlite
