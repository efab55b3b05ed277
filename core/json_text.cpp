#include "core/json_text.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

#include "core/decimal.hpp"
#include "core/scan.hpp"
#include "core/utf8.hpp"

namespace ormgate {
namespace {

constexpr int deepest = 5000;

enum class Token : std::uint8_t {
    string,
    number,
    true_,
    false_,
    null,
    open_object,
    close_object,
    open_array,
    close_array,
    comma,
    colon,
    end,
};

bool is_word_character(char c) {
    return is_alpha(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_json_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Parser reads JSON by PostgreSQL's rules, with its messages. When `normal` is given, it writes there what
// jsonb prints.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    bool run(std::string* normal) {
        return next() && value(normal) && (token_ == Token::end || unexpected("end of input"));
    }
    Error error() const { return error_; }

private:
    std::string_view lexeme() const { return text_.substr(start_, at_ - start_); }

    // Fails with a detail; the context shows the line up to the token.
    bool refuse(std::string detail) {
        error_ = Error(Errc::invalid_json_text, "invalid input syntax for type json")
                     .with_detail(std::move(detail));
        add_context();
        return false;
    }
    bool refuse_escape(std::string detail) {
        error_ = Error(Errc::untranslatable_character, "unsupported Unicode escape sequence")
                     .with_detail(std::move(detail));
        add_context();
        return false;
    }
    bool unexpected(std::string_view wanted) {
        if (token_ == Token::end) return refuse("The input string ended unexpectedly.");
        return refuse("Expected " + std::string(wanted) + ", but found \"" + std::string(lexeme()) + "\".");
    }
    bool invalid_token() { return refuse("Token \"" + std::string(lexeme()) + "\" is invalid."); }

    void add_context() {
        constexpr std::size_t longest = 50;
        const std::string_view before = text_.substr(0, at_);
        const auto line = 1 + std::ranges::count(before, '\n');
        const std::size_t newline = before.rfind('\n');
        const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
        std::size_t from = line_start;
        while (at_ - from >= longest) {
            ++from;
            while (from < at_ && (static_cast<unsigned char>(text_[from]) & 0xc0) == 0x80) ++from;
        }
        if (from - line_start <= 3) from = line_start;
        const bool more =
            token_ != Token::end && at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r';
        error_.context = "JSON data, line " + std::to_string(line) + ": " + (from > line_start ? "..." : "") +
                         std::string(text_.substr(from, at_ - from)) + (more ? "..." : "");
    }

    bool next() {
        while (at_ < text_.size() && is_json_blank(text_[at_])) ++at_;
        start_ = at_;
        if (at_ == text_.size()) {
            token_ = Token::end;
            return true;
        }
        const char c = text_[at_];
        constexpr std::string_view marks = "{}[],:";
        constexpr Token mark_tokens[] = {Token::open_object,
                                         Token::close_object,
                                         Token::open_array,
                                         Token::close_array,
                                         Token::comma,
                                         Token::colon};
        if (const std::size_t mark = marks.find(c); mark != std::string_view::npos) {
            token_ = mark_tokens[mark];
            ++at_;
            return true;
        }
        if (c == '"') return lex_string();
        if (c == '-' || is_digit(c)) return lex_number();
        while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
        if (at_ == start_) ++at_;
        token_ = Token::null;
        if (lexeme() == "null") return true;
        token_ = Token::true_;
        if (lexeme() == "true") return true;
        token_ = Token::false_;
        return lexeme() == "false" || invalid_token();
    }

    bool lex_number() {
        token_ = Token::number;
        bool valid = true;
        const auto digits = [&] {
            std::size_t count = 0;
            for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) ++count;
            return count;
        };
        if (text_[at_] == '-') ++at_;
        if (at_ < text_.size() && text_[at_] == '0')
            ++at_;
        else
            valid = digits() > 0;
        if (at_ < text_.size() && text_[at_] == '.') {
            ++at_;
            valid = digits() > 0 && valid;
        }
        if (at_ < text_.size() && lower(text_[at_]) == 'e') {
            ++at_;
            if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
            valid = digits() > 0 && valid;
        }
        for (; at_ < text_.size() && is_word_character(text_[at_]); ++at_) valid = false;
        return valid || invalid_token();
    }

    bool lex_string() {
        token_ = Token::string;
        string_.clear();
        high_surrogate_ = 0;
        ++at_;
        while (true) {
            if (at_ >= text_.size()) return invalid_token();
            const char c = text_[at_++];
            if (c == '"') break;
            if (static_cast<unsigned char>(c) < 0x20) {
                --at_;
                char detail[64];
                std::snprintf(detail, sizeof detail, "Character with value 0x%02x must be escaped.", c);
                return refuse(detail);
            }
            if (c == '\\') {
                if (!lex_escape()) return false;
                continue;
            }
            if (high_surrogate_ != 0) return lone_surrogate();
            string_.push_back(c);
        }
        return high_surrogate_ == 0 || lone_surrogate();
    }

    bool lone_surrogate() { return refuse("Unicode low surrogate must follow a high surrogate."); }

    bool lex_escape() {
        if (at_ >= text_.size()) return invalid_token();
        const char c = text_[at_++];
        if (c == 'u') return lex_unicode();
        if (high_surrogate_ != 0) return lone_surrogate();
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        if (const std::size_t at = letters.find(c); at != std::string_view::npos) {
            string_.push_back(meanings[at]);
            return true;
        }
        while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xc0) == 0x80) ++at_;
        const std::size_t backslash = text_.rfind('\\', at_ - 1);
        return refuse("Escape sequence \"" + std::string(text_.substr(backslash, at_ - backslash)) +
                      "\" is invalid.");
    }

    bool lex_unicode() {
        char32_t code = 0;
        for (int i = 0; i < 4; ++i) {
            const int digit = at_ < text_.size() ? hex_digit(text_[at_]) : -1;
            if (at_ >= text_.size()) return invalid_token();
            ++at_;
            if (digit < 0) return refuse("\"\\u\" must be followed by four hexadecimal digits.");
            code = code * 16 + static_cast<char32_t>(digit);
        }
        if (!unescape_) return true;  // json keeps what it was given
        const bool high = code >= 0xd800 && code <= 0xdbff;
        const bool low = code >= 0xdc00 && code <= 0xdfff;
        if (high && high_surrogate_ != 0)
            return refuse("Unicode high surrogate must not follow a high surrogate.");
        if (high) {
            high_surrogate_ = code;
            return true;
        }
        if (low != (high_surrogate_ != 0)) return lone_surrogate();
        if (low) code = 0x10000 + ((high_surrogate_ & 0x3ff) << 10) + (code & 0x3ff);
        high_surrogate_ = 0;
        if (code == 0) return refuse_escape("\\u0000 cannot be converted to text.");
        append_utf8(string_, code);
        return true;
    }

    bool value(std::string* out) {
        if (++depth_ > deepest) {
            error_ = Error(Errc::statement_too_complex, "stack depth limit exceeded");
            return false;
        }
        bool done = false;
        switch (token_) {
            case Token::open_object:
                done = object(out);
                break;
            case Token::open_array:
                done = array(out);
                break;
            case Token::string:
                if (out != nullptr) append_json_string(*out, string_);
                done = next();
                break;
            case Token::number:
                done = number(out) && next();
                break;
            case Token::true_:
            case Token::false_:
            case Token::null:
                if (out != nullptr) *out += lexeme();
                done = next();
                break;
            default:
                done = unexpected("JSON value");
        }
        --depth_;
        return done;
    }

    bool number(std::string* out) {
        if (out == nullptr) return true;
        const Result<Decimal> parsed = Decimal::parse(lexeme());
        if (!parsed) {
            error_ = parsed.error();
            return false;
        }
        *out += parsed->text();
        return true;
    }

    bool array(std::string* out) {
        if (out != nullptr) *out += '[';
        if (!next()) return false;
        bool first = true;
        while (token_ != Token::close_array) {
            if (!first) {
                if (token_ != Token::comma) return unexpected("\",\" or \"]\"");
                if (out != nullptr) *out += ", ";
                if (!next()) return false;
            }
            if (!value(out)) return false;
            first = false;
        }
        if (out != nullptr) *out += ']';
        return next();
    }

    struct Member {
        std::string key, text;
        std::size_t place = 0;
    };

    bool object(std::string* out) {
        std::vector<Member> members;
        if (!next()) return false;
        bool first = true;
        while (token_ != Token::close_object) {
            if (!first) {
                if (token_ != Token::comma) return unexpected("\",\" or \"}\"");
                if (!next()) return false;
                if (token_ != Token::string) return unexpected("string");
            } else if (token_ != Token::string) {
                return unexpected("string or \"}\"");
            }
            std::string key = string_;
            if (!next()) return false;
            if (token_ != Token::colon) return unexpected("\":\"");
            if (!next()) return false;
            if (out == nullptr) {
                if (!value(nullptr)) return false;
            } else {
                members.push_back({std::move(key), {}, members.size()});
                if (!value(&members.back().text)) return false;
            }
            first = false;
        }
        if (out != nullptr) write_members(members, *out);
        return next();
    }

    static void write_members(std::vector<Member>& members, std::string& out) {
        const auto before = [](const Member& a, const Member& b) {
            if (a.key.size() != b.key.size()) return a.key.size() < b.key.size();
            const int order = a.key.compare(b.key);
            return order != 0 ? order < 0 : a.place < b.place;
        };
        std::ranges::sort(members, before);
        out += '{';
        bool first = true;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i + 1 < members.size() && members[i + 1].key == members[i].key)
                continue;  // the last one counts
            if (!first) out += ", ";
            first = false;
            append_json_string(out, members[i].key);
            out += ": ";
            out += members[i].text;
        }
        out += '}';
    }

public:
    void unescape() { unescape_ = true; }

private:
    std::string_view text_;
    std::size_t start_ = 0, at_ = 0;
    Token token_ = Token::end;
    std::string string_;  // of a string token, unescaped
    bool unescape_ = false;
    char32_t high_surrogate_ = 0;
    int depth_ = 0;
    Error error_;
};

}  // namespace

Result<void> check_json(std::string_view text) {
    Parser parser(text);
    if (!parser.run(nullptr)) return fail(parser.error());
    return {};
}

Result<std::string> normalize_jsonb(std::string_view text) {
    Parser parser(text);
    parser.unescape();
    std::string normal;
    normal.reserve(text.size() + text.size() / 8);
    if (!parser.run(&normal)) return fail(parser.error());
    return normal;
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    char escaped[8];
                    std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
                    out += escaped;
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

Result<std::string> take_json_string(std::string_view& in) {
    const auto refuse = [] { return fail(Errc::invalid_json_text, "malformed JSON string"); };
    const auto take_code = [&in](char32_t& code) {
        if (in.size() < 4) return false;
        code = 0;
        for (int i = 0; i < 4; ++i) {
            const int digit = hex_digit(in[static_cast<std::size_t>(i)]);
            if (digit < 0) return false;
            code = code * 16 + static_cast<char32_t>(digit);
        }
        in.remove_prefix(4);
        return true;
    };
    if (!in.starts_with('"')) return refuse();
    in.remove_prefix(1);
    std::string out;
    while (!in.empty()) {
        const char c = in.front();
        in.remove_prefix(1);
        if (c == '"') return out;
        if (c != '\\') {
            out += c;
            continue;
        }
        if (in.empty()) return refuse();
        const char letter = in.front();
        in.remove_prefix(1);
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        if (const std::size_t at = letters.find(letter); at != std::string_view::npos) {
            out += meanings[at];
            continue;
        }
        char32_t code = 0;
        if (letter != 'u' || !take_code(code)) return refuse();
        if (code >= 0xd800 && code <= 0xdbff) {
            char32_t low = 0;
            if (!in.starts_with("\\u")) return refuse();
            in.remove_prefix(2);
            if (!take_code(low) || low < 0xdc00 || low > 0xdfff) return refuse();
            code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        } else if (code >= 0xdc00 && code <= 0xdfff) {
            return refuse();
        }
        append_utf8(out, code);
    }
    return refuse();
}

}  // namespace ormgate
