#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

int hex_digit(char c) {
    std::size_t value = std::string_view("0123456789abcdef")
                            .find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

// unistr('\0441\+0061FF\u0441\U0001F600'), a backslash doubled.
Answer unistr(Call& call) {
    std::string_view text = call.text(0);
    std::string out;
    char32_t high = 0;  // a surrogate waiting for its second half
    auto digits = [&](std::size_t at, std::size_t count, char32_t& code) {
        code = 0;
        if (text.size() - std::min(at, text.size()) < count) return false;
        for (std::size_t i = 0; i < count; ++i) {
            int value = hex_digit(text[at + i]);
            if (value < 0) return false;
            code = code << 4 | static_cast<char32_t>(value);
        }
        return true;
    };
    for (std::size_t at = 0; at < text.size();) {
        char32_t code = 0;
        std::size_t used = 0;
        if (text[at] == '\\') {
            char next = at + 1 < text.size() ? text[at + 1] : '\0';
            if (next == '\\')
                used = 2, code = '\\';
            else if (next == 'u' && digits(at + 2, 4, code))
                used = 6;
            else if (next == 'U' && digits(at + 2, 8, code))
                used = 10;
            else if (next == '+' && digits(at + 2, 6, code))
                used = 8;
            else if (digits(at + 1, 4, code))
                used = 5;
            else
                return fail(
                    Error(Errc::syntax_error, "invalid Unicode escape")
                        .with_hint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX."));
        }
        bool low_half = used > 2 && code >= 0xDC00 && code <= 0xDFFF;
        if ((high != 0) != low_half) return fail(Errc::syntax_error, "invalid Unicode surrogate pair");
        if (used > 2 && (code == 0 || code > 0x10FFFF))
            return fail(Errc::syntax_error,
                        "invalid Unicode code point: " + std::string(text.substr(at, used)));
        at += used == 0 ? 1 : used;
        if (used == 0) {
            out.push_back(text[at - 1]);
        } else if (low_half) {
            append_character(out, 0x10000 + ((high & 0x3FF) << 10 | (code & 0x3FF)));
            high = 0;
        } else if (code >= 0xD800 && code <= 0xDBFF && used > 2) {
            high = code;
        } else {
            append_character(out, code);
        }
    }
    if (high != 0) return fail(Errc::syntax_error, "invalid Unicode surrogate pair");
    call.answer(out);
    return {};
}

Result<const UNormalizer2*> normalizer(Call& call) {
    std::string_view form = call.count() > 1 ? call.text(1) : "NFC";
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* found = same_word(form, "NFC")    ? unorm2_getNFCInstance(&status)
                                : same_word(form, "NFD")  ? unorm2_getNFDInstance(&status)
                                : same_word(form, "NFKC") ? unorm2_getNFKCInstance(&status)
                                : same_word(form, "NFKD") ? unorm2_getNFKDInstance(&status)
                                                          : nullptr;
    if (found == nullptr)
        return fail(Errc::invalid_parameter_value, "invalid normalization form: " + std::string(form));
    return found;
}

std::u16string utf16(std::string_view text) {
    std::u16string out(text.size() + 1, u'\0');
    int32_t size = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(out.data(),
                         static_cast<int32_t>(out.size()),
                         &size,
                         text.data(),
                         static_cast<int32_t>(text.size()),
                         0xFFFD,
                         nullptr,
                         &status);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

Answer normalize(Call& call) {
    Result<const UNormalizer2*> form = normalizer(call);
    if (!form) return fail(form.error());
    std::u16string source = utf16(call.text(0));
    std::u16string result(source.size() * 18 + 1, u'\0');  // no character decomposes into more
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = unorm2_normalize(*form,
                                    source.data(),
                                    static_cast<int32_t>(source.size()),
                                    result.data(),
                                    static_cast<int32_t>(result.size()),
                                    &status);
    if (U_FAILURE(status)) return fail(Errc::internal, "Unicode normalization failed");
    std::string out(static_cast<std::size_t>(size) * 3 + 1, '\0');
    int32_t bytes = 0;
    u_strToUTF8(out.data(), static_cast<int32_t>(out.size()), &bytes, result.data(), size, &status);
    call.answer(std::string_view(out).substr(0, static_cast<std::size_t>(bytes)));
    return {};
}

Answer is_normalized(Call& call) {
    Result<const UNormalizer2*> form = normalizer(call);
    if (!form) return fail(form.error());
    std::u16string source = utf16(call.text(0));
    UErrorCode status = U_ZERO_ERROR;
    call.answer(unorm2_isNormalized(*form, source.data(), static_cast<int32_t>(source.size()), &status) != 0);
    return {};
}

constexpr ScalarFunction functions[] = {
    {"pg_is_normalized", 1, 2, pure, is_normalized},
    {"pg_normalize", 1, 2, pure, normalize},
    {"pg_unistr", 1, 1, pure, unistr},
};

}  // namespace

std::span<const ScalarFunction> unicode_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
