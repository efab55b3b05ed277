#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace ormgate::sqlite {

// RegexOptions are what flags and a pattern's own (?…) prefix decide.
struct RegexOptions {
    bool caseless = false;
    bool dot_stops_at_newline = false;  // . and [^…] do not match a newline
    bool anchors_at_newlines = false;   // ^ and $ match around newlines
    bool expanded = false;              // blanks and comments in the pattern do not count
    bool literal = false;               // the pattern is plain text
    bool global = false;
};

// The letters of a flags argument; g only where all matches may be asked for: the caller checks.
Result<RegexOptions> parse_regex_flags(std::string_view flags);
Result<void> apply_regex_flag(RegexOptions& options, char flag);

// RegexSyntax is an advanced regular expression of PostgreSQL, spelled for PCRE2 (compiled with DOTALL, UTF
// and UCP).
struct RegexSyntax {
    std::string pattern;
    bool caseless = false;
    int groups = 0;
    bool back_references = false;
    // PostgreSQL looks for the longest match (or the shortest, if the first quantifier with a preference is a
    // lazy one), PCRE2 for the first one that works. Of a predictable pattern both are the same.
    bool predictable = true;
    bool shortest = false;
};
Result<RegexSyntax> translate_regex(std::string_view pattern, RegexOptions options);

// A SIMILAR TO pattern as an advanced regular expression. An empty escape: there is none.
Result<std::string> similar_to_regex(std::string_view pattern, std::string_view escape);

}  // namespace ormgate::sqlite
