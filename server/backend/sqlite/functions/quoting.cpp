#include "server/backend/sqlite/functions/quoting.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/array.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

// Keywords that PostgreSQL 15 does not take as a column's name without quotes, and those quote_ident() quotes
// though they could stand there (column-name and type-or-function keywords). Sorted.
constexpr std::array<std::string_view, 151> quoted_keywords = {
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
};
static_assert(std::is_sorted(quoted_keywords.begin(), quoted_keywords.end()));

bool is_plain_identifier(std::string_view name) {
    if (name.empty() || (name[0] != '_' && (name[0] < 'a' || name[0] > 'z'))) return false;
    bool plain_characters = std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    return plain_characters && !std::binary_search(quoted_keywords.begin(), quoted_keywords.end(), name);
}

Answer quote_ident(Call& call) {
    call.answer(quoted_identifier(call.text(0)));
    return {};
}

Answer quote_literal(Call& call) {
    call.answer(quoted_literal(call.text(0)));
    return {};
}

Answer quote_nullable(Call& call) {
    call.answer(call.null(0) ? std::string("NULL") : quoted_literal(call.text(0)));
    return {};
}

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Answer parse_ident(Call& call) {
    Result<std::vector<std::string>> parts =
        parse_identifier(call.text(0), call.count() < 2 || call.boolean(1));
    if (!parts) return fail(parts.error());
    Array array;
    array.dimensions = {parts->size()};
    for (std::string& part : *parts) array.elements.emplace_back(std::move(part));
    call.answer(canonical_array(array, TypeId::text));
    return {};
}

// One %…: position, flags, width and conversion of format().
struct Directive {
    std::int64_t position = 0;  // 0: the next argument
    bool left = false;
    bool width_argument = false;
    std::int64_t width_position = 0;
    std::int64_t width = 0;
    char conversion = 0;
};

class FormatReader {
public:
    FormatReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    Result<Directive> read() {
        Directive directive;
        Result<std::int64_t> number = take_number();
        if (!number) return fail(number.error());
        if (peek() == '$' && *number >= 0) {
            if (*number == 0) return fail(zero_position());
            directive.position = *number;
            ++at_;
            number = -1;
        } else if (*number >= 0) {
            directive.width = *number;
        }
        if (*number < 0) {
            while (peek() == '-') {
                directive.left = true;
                ++at_;
            }
            if (Answer done = read_width(directive); !done) return fail(done.error());
        }
        if (at_ >= text_.size())
            return fail(Error(Errc::invalid_parameter_value, "unterminated format() type specifier")
                            .with_hint("For a single \"%\" use \"%%\"."));
        directive.conversion = text_[at_];
        if (std::string_view("sIL").find(directive.conversion) == std::string_view::npos) {
            std::string symbol(text_.substr(at_, character_size(text_, at_)));
            return fail(Error(Errc::invalid_parameter_value,
                              "unrecognized format() type specifier \"" + symbol + "\"")
                            .with_hint("For a single \"%\" use \"%%\"."));
        }
        ++at_;
        return directive;
    }
    std::size_t at() const { return at_; }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    static Error zero_position() {
        return {Errc::invalid_parameter_value,
                "format specifies argument 0, but arguments are numbered from 1"};
    }

    // -1: there is none.
    Result<std::int64_t> take_number() {
        if (peek() < '0' || peek() > '9') return -1;
        std::int32_t number = 0;
        auto [end, status] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
        if (status != std::errc()) return fail(Errc::numeric_value_out_of_range, "number is out of range");
        at_ = static_cast<std::size_t>(end - text_.data());
        return number;
    }

    Answer read_width(Directive& directive) {
        if (peek() != '*') {
            Result<std::int64_t> number = take_number();
            if (!number) return fail(number.error());
            directive.width = std::max<std::int64_t>(*number, 0);
            return {};
        }
        ++at_;
        directive.width_argument = true;
        Result<std::int64_t> number = take_number();
        if (!number) return fail(number.error());
        if (*number < 0) return {};
        if (peek() != '$')
            return fail(Errc::invalid_parameter_value, "width argument position must be ended by \"$\"");
        if (*number == 0) return fail(zero_position());
        ++at_;
        directive.width_position = *number;
        return {};
    }

    std::string_view text_;
    std::size_t at_;
};

Answer append_directive(Call& call, Directive directive, int& next, std::string& out) {
    auto argument = [&](std::int64_t position) { return position > 0 ? static_cast<int>(position) : ++next; };
    auto present = [&](int i) -> Answer {
        if (i >= call.count()) return fail(Errc::invalid_parameter_value, "too few arguments for format()");
        return {};
    };
    if (directive.width_argument) {
        int i = argument(directive.width_position);
        if (directive.width_position > 0) next = i;
        if (Answer done = present(i); !done) return done;
        directive.width = call.null(i) ? 0 : call.integer(i);
        if (directive.width < 0) {
            directive.left = true;
            directive.width = -directive.width;
        }
    }
    int i = argument(directive.position);
    next = i;
    if (Answer done = present(i); !done) return done;
    std::string text;
    if (call.null(i)) {
        if (directive.conversion == 'I')
            return fail(Errc::null_value_not_allowed, "null values cannot be formatted as an SQL identifier");
        if (directive.conversion == 'L') text = "NULL";
    } else {
        std::string_view value = call.text(i);
        text = directive.conversion == 's'   ? std::string(value)
               : directive.conversion == 'I' ? quoted_identifier(value)
                                             : quoted_literal(value);
    }
    auto size = static_cast<std::int64_t>(count_characters(text));
    std::int64_t padding = std::max<std::int64_t>(directive.width - size, 0);
    if (static_cast<std::size_t>(padding) > call.longest_result())
        return fail(Errc::program_limit_exceeded, "requested length too large");
    if (!directive.left) out.append(static_cast<std::size_t>(padding), ' ');
    out.append(text);
    if (directive.left) out.append(static_cast<std::size_t>(padding), ' ');
    return {};
}

Answer format(Call& call) {
    if (call.null(0)) return {};
    std::string_view pattern = call.text(0);
    std::string out;
    int next = 0;
    for (std::size_t at = 0; at < pattern.size();) {
        char c = pattern[at++];
        if (c != '%') {
            out.push_back(c);
            continue;
        }
        if (at < pattern.size() && pattern[at] == '%') {
            out.push_back('%');
            ++at;
            continue;
        }
        FormatReader reader(pattern, at);
        Result<Directive> directive = reader.read();
        if (!directive) return fail(directive.error());
        at = reader.at();
        if (Answer done = append_directive(call, *directive, next, out); !done) return done;
    }
    call.answer(out);
    return {};
}

constexpr ScalarFunction functions[] = {
    {"pg_format", 1, any_number, stable, format},
    {"pg_parse_ident", 1, 2, pure, parse_ident},
    {"pg_quote_ident", 1, 1, pure, quote_ident},
    {"pg_quote_literal", 1, 1, pure, quote_literal},
    {"pg_quote_nullable", 1, 1, stable, quote_nullable},
};

}  // namespace

std::string quoted_identifier(std::string_view name) {
    if (is_plain_identifier(name)) return std::string(name);
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
    return out;
}

std::string quoted_literal(std::string_view text) {
    std::string out = text.find('\\') == text.npos ? "'" : "E'";
    for (char c : text) {
        if (c == '\'' || c == '\\') out.push_back(c);
        out.push_back(c);
    }
    out.push_back('\'');
    return out;
}

Result<std::vector<std::string>> parse_identifier(std::string_view text, bool strict_mode) {
    auto invalid = [&](std::string detail) {
        return fail(Error(Errc::invalid_parameter_value,
                          "string is not a valid identifier: \"" + std::string(text) + "\"")
                        .with_detail(std::move(detail)));
    };
    std::vector<std::string> parts;
    std::size_t at = 0;
    auto skip_blanks = [&] {
        while (at < text.size() && is_space(text[at])) ++at;
    };
    skip_blanks();
    for (;;) {
        std::string part;
        if (at < text.size() && text[at] == '"') {
            ++at;
            for (;; ++at) {
                if (at >= text.size()) return invalid("String has unclosed double quotes.");
                if (text[at] == '"' && (at + 1 >= text.size() || text[at + 1] != '"')) break;
                if (text[at] == '"') ++at;
                part.push_back(text[at]);
            }
            ++at;
            if (part.empty()) return invalid("Quoted identifier must not be empty.");
        } else {
            auto is_start = [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                       static_cast<signed char>(c) < 0;
            };
            auto is_rest = [&](char c) { return is_start(c) || (c >= '0' && c <= '9') || c == '$'; };
            if (at < text.size() && is_start(text[at])) {
                for (; at < text.size() && is_rest(text[at]); ++at) {
                    char c = text[at];
                    part.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
                }
            }
            if (part.empty()) {
                if (at < text.size() && text[at] == '.') return invalid("No valid identifier before \".\".");
                if (!parts.empty()) return invalid("No valid identifier after \".\".");
                return fail(Errc::invalid_parameter_value,
                            "string is not a valid identifier: \"" + std::string(text) + "\"");
            }
        }
        parts.push_back(std::move(part));
        skip_blanks();
        if (at < text.size() && text[at] == '.') {
            ++at;
            skip_blanks();
            continue;
        }
        if (at < text.size() && strict_mode)
            return fail(Errc::invalid_parameter_value,
                        "string is not a valid identifier: \"" + std::string(text) + "\"");
        return parts;
    }
}

std::span<const ScalarFunction> quoting_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
