#include "protocol/postgres/saslprep.hpp"

#include <unicode/usprep.h>
#include <unicode/ustring.h>

#include <cstdint>
#include <memory>
#include <optional>

namespace ormgate::postgres {
namespace {

// nullopt: no UTF-8.
std::optional<std::u16string> utf16(std::string_view text) {
    std::u16string out(text.size(), u'\0');
    std::int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8(out.data(),
                  static_cast<std::int32_t>(out.size()),
                  &size,
                  text.data(),
                  static_cast<std::int32_t>(text.size()),
                  &error);
    if (U_FAILURE(error)) return std::nullopt;
    out.resize(static_cast<std::size_t>(size));
    return out;
}

// nullopt: it has characters that a prepared string may not have, or that Unicode 3.2 did not know.
std::optional<std::u16string> prepared(const std::u16string& text) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UStringPrepProfile, decltype(&usprep_close)> profile(
        usprep_openByType(USPREP_RFC4013_SASLPREP, &error), &usprep_close);
    if (U_FAILURE(error)) return std::nullopt;
    // Normalization makes of one character at most eighteen.
    std::u16string out(18 * text.size(), u'\0');
    const std::int32_t size = usprep_prepare(profile.get(),
                                             text.data(),
                                             static_cast<std::int32_t>(text.size()),
                                             out.data(),
                                             static_cast<std::int32_t>(out.size()),
                                             USPREP_DEFAULT,
                                             nullptr,
                                             &error);
    if (U_FAILURE(error)) return std::nullopt;
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string utf8(const std::u16string& text) {
    std::string out(3 * text.size(), '\0');
    std::int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strToUTF8(out.data(),
                static_cast<std::int32_t>(out.size()),
                &size,
                text.data(),
                static_cast<std::int32_t>(text.size()),
                &error);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

}  // namespace

std::string saslprep(std::string_view password) {
    std::string raw(password);
    constexpr std::size_t longest = 1 << 20;  // of what anybody calls a password
    if (raw.empty() || raw.size() > longest) return raw;
    const std::optional<std::u16string> text = utf16(password);
    if (!text) return raw;
    const std::optional<std::u16string> done = prepared(*text);
    return done && !done->empty() ? utf8(*done) : raw;
}

}  // namespace ormgate::postgres
