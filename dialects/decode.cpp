#include <optional>

#include "dialects/scanner.hpp"

namespace ormgate::dialects {
namespace {

constexpr std::uint32_t replacement_first_surrogate = 0xD800;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
    auto put = [&out](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

// Joins UTF-16 halves written as two escapes.
class CodePoints {
public:
    explicit CodePoints(std::string& out) : out_(out) {}

    // False: not a code point, or half a pair.
    bool add(std::uint32_t code) {
        if (code >= 0xDC00 && code <= 0xDFFF) {
            if (high_ == 0) return false;
            append_utf8(out_, 0x10000 + ((high_ - replacement_first_surrogate) << 10) + (code - 0xDC00));
            high_ = 0;
            return true;
        }
        if (high_ != 0) return false;
        if (code >= replacement_first_surrogate && code <= 0xDBFF) {
            high_ = code;
            return true;
        }
        if (code == 0 || code > 0x10FFFF) return false;
        append_utf8(out_, code);
        return true;
    }
    bool in_pair() const { return high_ != 0; }

private:
    std::string& out_;
    std::uint32_t high_ = 0;
};

// Decoder undoes one token's quotes and escapes.
class Decoder {
public:
    Decoder(const Token& token, std::string_view sql, const Dialect& dialect)
        : token_(token), sql_(sql), dialect_(dialect) {}

    Result<std::string> string(std::size_t prefix) {
        const std::size_t quote = token_.begin + prefix;
        closing_ = sql_[quote];
        const bool postgres_escapes = token_.kind == TokenKind::escape_string;
        const bool backslashes = postgres_escapes || (dialect_.backslash_escapes && prefix <= 1);
        std::size_t at = quote + 1;
        CodePoints points(out_);
        bool raw_bytes = false;
        for (;;) {
            const char c = sql_[at];
            if (c == closing_) {
                if (at + 1 < token_.end && sql_[at + 1] == closing_) {
                    out_ += closing_;
                    at += 2;
                    continue;
                }
                const std::size_t again = at + 1 < token_.end ? continued_string(sql_, at + 1) : 0;
                if (again == 0) break;
                at = again;
                continue;
            }
            if (points.in_pair() && !(c == '\\' && (sql_[at + 1] == 'u' || sql_[at + 1] == 'U')))
                return bad_pair(at);
            if (c == '\\' && backslashes) {
                auto after =
                    postgres_escapes ? postgres_escape(at + 1, points, raw_bytes) : mysql_escape(at + 1);
                if (!after) return std::unexpected(std::move(after).error());
                at = *after;
                continue;
            }
            out_ += c;
            ++at;
        }
        if (points.in_pair()) return bad_pair(at);
        if (raw_bytes && !is_utf8(out_)) {
            return fail(
                Error(Errc::character_not_in_repertoire, "invalid byte sequence for encoding \"UTF8\""));
        }
        return std::move(out_);
    }

    // U&'…' and U&"…": \XXXX, \+XXXXXX, with another character for the backslash after UESCAPE.
    Result<std::string> unicode(std::size_t prefix) {
        const char escape = token_.uescape == 0 ? '\\' : sql_[token_.uescape];
        Token plain = token_;
        if (token_.uescape != 0) plain.end = static_cast<std::uint32_t>(end_of_quotes(prefix));
        Decoder inner(plain, sql_, dialect_);
        auto text = inner.string(prefix);
        if (!text) return text;
        CodePoints points(out_);
        for (std::size_t at = 0; at < text->size();) {
            const char c = (*text)[at];
            if (c != escape) {
                if (points.in_pair()) return bad_pair(token_.begin);
                out_ += c;
                ++at;
            } else if (at + 1 < text->size() && (*text)[at + 1] == escape) {
                if (points.in_pair()) return bad_pair(token_.begin);
                out_ += escape;
                at += 2;
            } else {
                const bool six = at + 1 < text->size() && (*text)[at + 1] == '+';
                const std::size_t first = at + (six ? 2 : 1), count = six ? 6 : 4;
                auto code = hex(*text, first, count);
                if (!code)
                    return invalid_escape(token_.begin, "Unicode escapes must be \\XXXX or \\+XXXXXX.");
                if (!points.add(*code)) return bad_pair(token_.begin);
                at = first + count;
            }
        }
        if (points.in_pair()) return bad_pair(token_.begin);
        return std::move(out_);
    }

    static bool is_utf8(std::string_view text) {
        for (std::size_t i = 0; i < text.size();) {
            const auto lead = static_cast<unsigned char>(text[i]);
            std::size_t extra = lead < 0x80   ? 0
                                : lead < 0xC2 ? 9
                                : lead < 0xE0 ? 1
                                : lead < 0xF0 ? 2
                                : lead < 0xF5 ? 3
                                              : 9;
            if (lead == 0 || extra == 9 || i + extra >= text.size()) return false;
            for (std::size_t k = 1; k <= extra; ++k)
                if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
            const auto second = extra == 0 ? 0u : static_cast<unsigned char>(text[i + 1]);
            if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
                return false;
            i += extra + 1;
        }
        return true;
    }

private:
    std::size_t end_of_quotes(std::size_t prefix) const {
        const char quote = sql_[token_.begin + prefix];
        std::size_t end = token_.uescape - 2;  // before the opening quote of UESCAPE's character
        // Comments may stand between; the string's own closing quote is the last one before the word UESCAPE.
        Scanner scanner(sql_.substr(token_.begin + prefix, end - token_.begin - prefix), dialect_);
        const Token inner = scanner.next();
        return inner.kind == TokenKind::error || quote == '\0' ? end : token_.begin + prefix + inner.end;
    }

    std::optional<std::uint32_t> hex(std::string_view text, std::size_t first, std::size_t count) const {
        if (first + count > text.size()) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = first; i < first + count; ++i) {
            const int digit = hex_value(text[i]);
            if (digit < 0) return std::nullopt;
            value = value * 16 + static_cast<std::uint32_t>(digit);
        }
        return value;
    }

    std::unexpected<Error> invalid_escape(std::size_t at, std::string hint) const {
        return fail(Error(Errc::invalid_escape_sequence, "invalid Unicode escape")
                        .at(character_of(sql_, at))
                        .with_hint(std::move(hint)));
    }
    std::unexpected<Error> bad_pair(std::size_t at) const {
        std::string near(sql_.substr(at, token_.end - at));
        return fail(Error(Errc::syntax_error, "invalid Unicode surrogate pair at or near \"" + near + '"')
                        .at(character_of(sql_, at)));
    }

    Result<std::size_t> postgres_escape(std::size_t at, CodePoints& points, bool& raw_bytes) {
        const char c = sql_[at];
        switch (c) {
            case 'b':
                out_ += '\b';
                return at + 1;
            case 'f':
                out_ += '\f';
                return at + 1;
            case 'n':
                out_ += '\n';
                return at + 1;
            case 'r':
                out_ += '\r';
                return at + 1;
            case 't':
                out_ += '\t';
                return at + 1;
            case 'v':
                out_ += '\v';
                return at + 1;
            case 'u':
            case 'U': {
                const std::size_t count = c == 'u' ? 4 : 8;
                auto code = hex(sql_.substr(0, token_.end), at + 1, count);
                if (!code) return invalid_escape(at - 1, "Unicode escapes must be \\uXXXX or \\UXXXXXXXX.");
                if (!points.add(*code)) return bad_pair(at - 1);
                return at + 1 + count;
            }
            case 'x': {
                if (hex_value(sql_[at + 1]) < 0) break;
                const std::size_t count = hex_value(sql_[at + 2]) < 0 ? 1 : 2;
                out_ += static_cast<char>(*hex(sql_, at + 1, count));
                raw_bytes = true;
                return at + 1 + count;
            }
            default:
                if (c >= '0' && c <= '7') {
                    unsigned value = 0;
                    std::size_t end = at;
                    for (; end < at + 3 && sql_[end] >= '0' && sql_[end] <= '7'; ++end)
                        value = value * 8 + static_cast<unsigned>(sql_[end] - '0');
                    out_ += static_cast<char>(value & 0xFF);
                    raw_bytes = true;
                    return end;
                }
        }
        out_ += c;
        return at + 1;
    }

    Result<std::size_t> mysql_escape(std::size_t at) {
        const char c = sql_[at];
        switch (c) {
            case '0':
                out_ += '\0';
                break;
            case 'b':
                out_ += '\b';
                break;
            case 'n':
                out_ += '\n';
                break;
            case 'r':
                out_ += '\r';
                break;
            case 't':
                out_ += '\t';
                break;
            case 'Z':
                out_ += '\x1A';
                break;
            case '%':
            case '_':
                out_ += '\\';
                [[fallthrough]];
            default:
                out_ += c;
        }
        return at + 1;
    }

    const Token& token_;
    std::string_view sql_;
    const Dialect& dialect_;
    std::string out_;
    char closing_ = '\'';
};

std::string fold(std::string_view word, const Dialect& dialect) {
    std::string text(word);
    if (dialect.folds_to_lower)
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

std::string cut_identifier(std::string text, const Dialect& dialect) {
    std::size_t size = dialect.identifier_bytes;
    if (size == 0 || text.size() <= size) return text;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    text.resize(size);
    return text;
}

std::string quoted_identifier(const Token& token, std::string_view sql) {
    const char closing = sql[token.end - 1];
    std::string_view inside = sql.substr(token.begin + 1, token.end - token.begin - 2);
    std::string text;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        text += inside[i];
        if (inside[i] == closing && closing != ']') ++i;
    }
    return text;
}

}  // namespace

bool is_utf8(std::string_view text) {
    return Decoder::is_utf8(text);
}

Result<std::string> decode(const Token& token, std::string_view sql, const Dialect& dialect) {
    std::string_view source = sql.substr(token.begin, token.end - token.begin);
    switch (token.kind) {
        case TokenKind::word:
            return cut_identifier(fold(source, dialect), dialect);
        case TokenKind::quoted_identifier:
            return cut_identifier(quoted_identifier(token, sql), dialect);
        case TokenKind::unicode_identifier: {
            auto text = Decoder(token, sql, dialect).unicode(2);
            if (text) *text = cut_identifier(std::move(*text), dialect);
            return text;
        }
        case TokenKind::string: {
            std::string_view inside = source.substr(1, source.size() - 2);
            if (inside.find(source.front()) == std::string_view::npos &&
                (!dialect.backslash_escapes || inside.find('\\') == std::string_view::npos))
                return std::string(inside);
            return Decoder(token, sql, dialect).string(0);
        }
        case TokenKind::escape_string:
        case TokenKind::national_string:
        case TokenKind::bit_string:
        case TokenKind::hex_string:
            if (source.front() == '0') return std::string(source.substr(2));  // MySQL's 0x4D, 0b01
            return Decoder(token, sql, dialect).string(1);
        case TokenKind::unicode_string:
            return Decoder(token, sql, dialect).unicode(2);
        case TokenKind::dollar_string: {
            const std::size_t tag = source.find('$', 1) + 1;
            return std::string(source.substr(tag, source.size() - 2 * tag));
        }
        case TokenKind::user_variable: {
            const char quote = source[1];
            Token name = token;
            ++name.begin;
            name.kind = quote == '`' ? TokenKind::quoted_identifier : TokenKind::string;
            if (quote == '`' || quote == '\'' || quote == '"') return decode(name, sql, dialect);
            return std::string(source.substr(1));
        }
        default:
            return std::string(source);
    }
}

}  // namespace ormgate::dialects
