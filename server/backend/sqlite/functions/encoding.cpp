#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <string>

#include "core/utf8.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::string hex(ByteView bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (std::byte b : bytes) {
        out.push_back(hex_digits[std::to_integer<unsigned>(b) >> 4]);
        out.push_back(hex_digits[std::to_integer<unsigned>(b) & 15]);
    }
    return out;
}

Result<Bytes> digest(const EVP_MD* algorithm, ByteView data) {
    Bytes out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    if (EVP_Digest(data.data(),
                   data.size(),
                   reinterpret_cast<unsigned char*>(out.data()),
                   &size,
                   algorithm,
                   nullptr) != 1)
        return fail(Errc::internal, "could not compute a hash");
    out.resize(size);
    return out;
}

Answer md5(Call& call) {
    Result<Bytes> hash = digest(EVP_md5(), call.bytes(0));
    if (!hash) return fail(hash.error());
    call.answer(hex(*hash));
    return {};
}

template <const EVP_MD* (*algorithm)()>
Answer sha(Call& call) {
    Result<Bytes> hash = digest(algorithm(), call.bytes(0));
    if (!hash) return fail(hash.error());
    call.answer(ByteView(*hash));
    return {};
}

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Lines of 76 characters, as PostgreSQL breaks them.
std::string encode_base64(ByteView bytes) {
    std::string out;
    std::size_t line = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0);
        for (std::size_t k = 0; k < 4; ++k)
            out.push_back(k <= count ? base64_digits[group >> (18 - 6 * k) & 63] : '=');
        line += 4;
        if (line >= 76) {
            out.push_back('\n');
            line = 0;
        }
    }
    return out;
}

Result<Bytes> decode_base64(std::string_view text) {
    Bytes out;
    std::uint32_t group = 0;
    int position = 0, padding = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char c = text[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
        std::size_t digit = base64_digits.find(c);
        if (c == '=') {
            if (padding == 0 && position < 2)
                return fail(Errc::invalid_parameter_value, "unexpected \"=\" while decoding base64 sequence");
            ++padding;
            digit = 0;
        } else if (digit == base64_digits.npos || padding > 0) {
            std::string symbol(text.substr(at, character_size(text, at)));
            return fail(Errc::invalid_parameter_value,
                        "invalid symbol \"" + symbol + "\" found while decoding base64 sequence");
        }
        group = group << 6 | static_cast<std::uint32_t>(digit);
        if (++position < 4) continue;
        for (int k = 0; k < 3 - padding; ++k)
            out.push_back(static_cast<std::byte>(group >> (16 - 8 * k) & 255));
        position = 0;
        group = 0;
    }
    if (position != 0)
        return fail(
            Error(Errc::invalid_parameter_value, "invalid base64 end sequence")
                .with_hint("Input data is missing padding, is truncated, or is otherwise corrupted."));
    return out;
}

Result<unsigned> hex_value(std::string_view text, std::size_t at) {
    auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
    std::size_t value = hex_digits.find(lower);
    if (value == hex_digits.npos)
        return fail(
            Errc::invalid_parameter_value,
            "invalid hexadecimal digit: \"" + std::string(text.substr(at, character_size(text, at))) + "\"");
    return static_cast<unsigned>(value);
}

Result<Bytes> decode_hex(std::string_view text) {
    Bytes out;
    auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    for (std::size_t at = 0; at < text.size();) {
        if (blank(text[at])) {
            ++at;
            continue;
        }
        Result<unsigned> high = hex_value(text, at++);
        if (!high) return fail(high.error());
        if (at >= text.size())
            return fail(Errc::invalid_parameter_value, "invalid hexadecimal data: odd number of digits");
        Result<unsigned> low = hex_value(text, at++);
        if (!low) return fail(low.error());
        out.push_back(static_cast<std::byte>(*high << 4 | *low));
    }
    return out;
}

// Zero bytes and those beyond ASCII as \nnn, a backslash doubled.
std::string encode_escape(ByteView bytes) {
    std::string out;
    for (std::byte b : bytes) {
        auto code = std::to_integer<unsigned>(b);
        if (code == 0 || code >= 128) {
            out.push_back('\\');
            for (int shift = 6; shift >= 0; shift -= 3)
                out.push_back(static_cast<char>('0' + (code >> shift & 7)));
            continue;
        }
        if (code == '\\') out.push_back('\\');
        out.push_back(static_cast<char>(code));
    }
    return out;
}

Result<Bytes> decode_escape(std::string_view text) {
    Bytes out;
    auto octal = [&](std::size_t at, char most) {
        return at < text.size() && text[at] >= '0' && text[at] <= most;
    };
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '\\') {
            out.push_back(static_cast<std::byte>(text[at++]));
            continue;
        }
        if (octal(at + 1, '3') && octal(at + 2, '7') && octal(at + 3, '7')) {
            int code = (text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 + (text[at + 3] - '0');
            out.push_back(static_cast<std::byte>(code));
            at += 4;
            continue;
        }
        if (at + 1 >= text.size() || text[at + 1] != '\\')
            return fail(Errc::invalid_text_representation, "invalid input syntax for type bytea");
        out.push_back(std::byte{'\\'});
        at += 2;
    }
    return out;
}

struct BinaryFormat {
    std::string_view name;
    std::string (*encode)(ByteView);
    Result<Bytes> (*decode)(std::string_view);
};
constexpr BinaryFormat binary_formats[] = {
    {"hex", hex, decode_hex},
    {"base64", encode_base64, decode_base64},
    {"escape", encode_escape, decode_escape},
};

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

Result<const BinaryFormat*> binary_format(std::string_view name) {
    for (const BinaryFormat& format : binary_formats)
        if (same_word(format.name, name)) return &format;
    return fail(Errc::invalid_parameter_value, "unrecognized encoding: \"" + std::string(name) + "\"");
}

Answer encode(Call& call) {
    Result<const BinaryFormat*> format = binary_format(call.text(1));
    if (!format) return fail(format.error());
    call.answer((*format)->encode(call.bytes(0)));
    return {};
}

Answer decode(Call& call) {
    Result<const BinaryFormat*> format = binary_format(call.text(1));
    if (!format) return fail(format.error());
    Result<Bytes> bytes = (*format)->decode(call.text(0));
    if (!bytes) return fail(bytes.error());
    call.answer(ByteView(*bytes));
    return {};
}

template <std::uint64_t mask>
Answer to_hex(Call& call) {
    std::uint64_t number = static_cast<std::uint64_t>(call.integer(0)) & mask;
    std::string out;
    do {
        out.insert(out.begin(), hex_digits[number & 15]);
        number >>= 4;
    } while (number != 0);
    call.answer(out);
    return {};
}

Error bad_index(std::int64_t index, std::int64_t last) {
    return {Errc::array_subscript_error,
            "index " + std::to_string(index) + " out of valid range, 0.." + std::to_string(last)};
}

// get_byte, set_byte, get_bit and set_bit; bit 0 is the lowest of the first byte.
template <bool of_bits, bool sets>
Answer byte_access(Call& call) {
    ByteView bytes = call.bytes(0);
    std::int64_t size = static_cast<std::int64_t>(bytes.size()) * (of_bits ? 8 : 1);
    std::int64_t index = call.integer(1);
    if (index < 0 || index >= size) return fail(bad_index(index, size - 1));
    auto at = static_cast<std::size_t>(of_bits ? index / 8 : index);
    unsigned shift = of_bits ? static_cast<unsigned>(index % 8) : 0;
    if constexpr (!sets) {
        call.answer(
            static_cast<std::int64_t>(std::to_integer<unsigned>(bytes[at]) >> shift & (of_bits ? 1 : 255)));
        return {};
    } else {
        std::int64_t value = call.integer(2);
        if (of_bits && value != 0 && value != 1)
            return fail(Errc::invalid_parameter_value, "new bit must be 0 or 1");
        Bytes out(bytes.begin(), bytes.end());
        auto mask = static_cast<std::byte>(of_bits ? 1U << shift : 255U);
        out[at] = (out[at] & ~mask) | (static_cast<std::byte>(value << shift) & mask);
        call.answer(ByteView(out));
        return {};
    }
}

Answer bit_count(Call& call) {
    std::int64_t count = 0;
    for (std::byte b : call.bytes(0)) count += std::popcount(std::to_integer<unsigned>(b));
    call.answer(count);
    return {};
}

std::string encoding_word(std::string_view name) {
    std::string word;
    for (char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)))
            word.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    return word;
}

enum class Encoding : std::uint8_t { utf8, latin1 };

Result<Encoding> encoding_named(std::string_view name) {
    std::string word = encoding_word(name);
    if (word == "utf8" || word == "unicode") return Encoding::utf8;
    if (word == "latin1" || word == "iso88591") return Encoding::latin1;
    return fail(Errc::unsupported,
                "conversion of the encoding \"" + std::string(name) + "\" is not supported");
}

Answer convert_from(Call& call) {
    Result<Encoding> encoding = encoding_named(call.text(1));
    if (!encoding) return fail(encoding.error());
    std::string_view bytes = as_text(call.bytes(0));
    if (*encoding == Encoding::utf8) {
        if (Result<void> valid = check_utf8(bytes); !valid) return valid;
        call.answer(bytes);
        return {};
    }
    std::string out;
    for (char c : bytes) append_character(out, static_cast<unsigned char>(c));
    call.answer(out);
    return {};
}

Answer convert_to(Call& call) {
    Result<Encoding> encoding = encoding_named(call.text(1));
    if (!encoding) return fail(encoding.error());
    std::string_view text = call.text(0);
    if (*encoding == Encoding::utf8) {
        call.answer(as_bytes(text));
        return {};
    }
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::string_view symbol = text.substr(at, character_size(text, at));
        char32_t code = take_character(text, at);
        if (code > 0xFF) {
            std::string bytes;
            for (std::byte b : as_bytes(symbol)) bytes += " 0x" + hex(ByteView(&b, 1));
            return fail(Errc::untranslatable_character,
                        "character with byte sequence" + bytes +
                            " in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"");
        }
        out.push_back(static_cast<char>(static_cast<unsigned char>(code)));
    }
    call.answer(as_bytes(out));
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_bit_count_bytea", 1, 1, pure, bit_count},
    {"pg_convert_from", 2, 2, pure, convert_from},
    {"pg_convert_to", 2, 2, pure, convert_to},
    {"pg_decode", 2, 2, pure, decode},
    {"pg_encode", 2, 2, pure, encode},
    {"pg_get_bit_bytea", 2, 2, pure, byte_access<true, false>},
    {"pg_get_byte", 2, 2, pure, byte_access<false, false>},
    {"pg_md5_bytea", 1, 1, pure, md5},
    {"pg_md5_text", 1, 1, pure, md5},
    {"pg_set_bit_bytea", 3, 3, pure, byte_access<true, true>},
    {"pg_set_byte", 3, 3, pure, byte_access<false, true>},
    {"pg_sha224", 1, 1, pure, sha<EVP_sha224>},
    {"pg_sha256", 1, 1, pure, sha<EVP_sha256>},
    {"pg_sha384", 1, 1, pure, sha<EVP_sha384>},
    {"pg_sha512", 1, 1, pure, sha<EVP_sha512>},
    {"pg_to_hex_int4", 1, 1, pure, to_hex<0xFFFF'FFFF>},
    {"pg_to_hex_int8", 1, 1, pure, to_hex<0xFFFF'FFFF'FFFF'FFFF>},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> encoding_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
