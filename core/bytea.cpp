#include "core/bytea.hpp"

#include "core/scan.hpp"

namespace ormgate {
namespace {

Result<Bytes> parse_hex(std::string_view digits) {
    Bytes out;
    out.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size();) {
        if (is_blank(digits[i])) {
            ++i;
            continue;
        }
        int value[2] = {0, 0};
        for (int& half : value) {
            if (i >= digits.size())
                return fail(Errc::invalid_parameter_value, "invalid hexadecimal data: odd number of digits");
            half = hex_digit(digits[i]);
            if (half < 0)
                return fail(Errc::invalid_parameter_value,
                            std::string("invalid hexadecimal digit: \"") + digits[i] + "\"");
            ++i;
        }
        out.push_back(static_cast<std::byte>(value[0] * 16 + value[1]));
    }
    return out;
}

bool is_octal(char c, char highest) {
    return c >= '0' && c <= highest;
}

}  // namespace

Result<Bytes> parse_bytea(std::string_view text) {
    if (text.starts_with("\\x")) return parse_hex(text.substr(2));
    Bytes out;
    out.reserve(text.size());
    while (!text.empty()) {
        if (text.front() != '\\') {
            out.push_back(static_cast<std::byte>(text.front()));
            text.remove_prefix(1);
            continue;
        }
        if (text.starts_with("\\\\")) {
            out.push_back(std::byte{'\\'});
            text.remove_prefix(2);
            continue;
        }
        const bool octal =
            text.size() >= 4 && is_octal(text[1], '3') && is_octal(text[2], '7') && is_octal(text[3], '7');
        if (!octal) return fail(Errc::invalid_text_representation, "invalid input syntax for type bytea");
        out.push_back(static_cast<std::byte>((text[1] - '0') * 64 + (text[2] - '0') * 8 + text[3] - '0'));
        text.remove_prefix(4);
    }
    return out;
}

void append_bytea_hex(std::string& out, ByteView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out.reserve(out.size() + 2 + bytes.size() * 2);
    out += "\\x";
    for (const std::byte b : bytes) {
        out += digits[static_cast<std::size_t>(b >> 4)];
        out += digits[static_cast<std::size_t>(b & std::byte{15})];
    }
}

void append_bytea_escape(std::string& out, ByteView bytes) {
    for (const std::byte b : bytes) {
        const auto c = static_cast<unsigned char>(b);
        if (c == '\\') {
            out += "\\\\";
        } else if (c < 0x20 || c > 0x7e) {
            out += '\\';
            out += static_cast<char>('0' + (c >> 6));
            out += static_cast<char>('0' + (c >> 3 & 7));
            out += static_cast<char>('0' + (c & 7));
        } else {
            out += static_cast<char>(c);
        }
    }
}

}  // namespace ormgate
