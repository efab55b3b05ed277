#include <string>

#include "server/backend/sqlite/functions/regex_syntax.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {

Result<void> apply_regex_flag(RegexOptions& options, char flag) {
    switch (flag) {
        case 'g':
            options.global = true;
            return {};
        case 'b':
        case 'e':
            return fail(Errc::unsupported,
                        std::string("the regular expression option \"") + flag + "\" is not supported");
        case 'c':
            options.caseless = false;
            return {};
        case 'i':
            options.caseless = true;
            return {};
        case 'm':
        case 'n':
            options.dot_stops_at_newline = options.anchors_at_newlines = true;
            return {};
        case 'p':
            options.dot_stops_at_newline = true;
            options.anchors_at_newlines = false;
            return {};
        case 'q':
            options.literal = true;
            return {};
        case 's':
            options.dot_stops_at_newline = options.anchors_at_newlines = false;
            return {};
        case 't':
            options.expanded = false;
            return {};
        case 'w':
            options.dot_stops_at_newline = false;
            options.anchors_at_newlines = true;
            return {};
        case 'x':
            options.expanded = true;
            return {};
        default:
            return fail(Errc::invalid_parameter_value,
                        std::string("invalid regular expression option: \"") + flag + "\"");
    }
}

Result<RegexOptions> parse_regex_flags(std::string_view flags) {
    RegexOptions options;
    for (char flag : flags)
        if (Result<void> done = apply_regex_flag(options, flag); !done) return fail(done.error());
    return options;
}

Result<std::string> similar_to_regex(std::string_view pattern, std::string_view escape) {
    if (!escape.empty() && character_size(escape, 0) != escape.size())
        return fail(Error(Errc::invalid_escape_sequence, "invalid escape string")
                        .with_hint("Escape string must be empty or one character."));
    std::string out = "^(?:";
    bool escaped = false, in_brackets = false;
    int separators = 0;
    for (std::size_t at = 0; at < pattern.size();) {
        std::string_view symbol = pattern.substr(at, character_size(pattern, at));
        at += symbol.size();
        if (escaped) {
            escaped = false;
            if (symbol == "\"" && !in_brackets) {
                if (separators > 1)
                    return fail(Errc::invalid_escape_sequence,
                                "SQL regular expression may not contain more than two escape-double-quote "
                                "separators");
                out += separators++ == 0 ? "){1,1}?(" : "){1,1}(?:";
            } else {
                out.append("\\").append(symbol);
            }
        } else if (!escape.empty() && symbol == escape) {
            escaped = true;
        } else if (in_brackets) {
            if (symbol == "\\") out += '\\';
            out += symbol;
            if (symbol == "]") in_brackets = false;
        } else if (symbol == "[") {
            out += symbol;
            in_brackets = true;
        } else if (symbol == "%") {
            out += ".*";
        } else if (symbol == "_") {
            out += '.';
        } else if (symbol == "(") {
            out += "(?:";
        } else if (symbol == "\\" || symbol == "." || symbol == "^" || symbol == "$") {
            out.append("\\").append(symbol);
        } else {
            out += symbol;
        }
    }
    return out + ")$";
}

}  // namespace ormgate::sqlite
