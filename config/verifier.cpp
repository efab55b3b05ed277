#include "config/verifier.hpp"

#include <algorithm>

#include "config/units.hpp"

namespace ormgate {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t sha256_in_base64 = 44;

bool is_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return false;
    const std::size_t end = text.find_last_not_of('=');
    if (end == std::string_view::npos || text.size() - end > 3) return false;
    return text.substr(0, end + 1).find_first_not_of(base64_digits) == std::string_view::npos;
}

// Splits at the first separator; nullopt if there is none.
std::optional<std::string_view> take(std::string_view& rest, char separator) {
    const std::size_t at = rest.find(separator);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view head = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    return head;
}

}  // namespace

std::string_view refusal_of_scram(std::string_view verifier) {
    constexpr std::string_view form =
        "is not a verifier of the form SCRAM-SHA-256$ITERATIONS:SALT$STORED:SERVER";
    if (take(verifier, '$') != "SCRAM-SHA-256") return form;
    const auto iterations = take(verifier, ':');
    const auto salt = take(verifier, '$');
    const auto stored = take(verifier, ':');
    if (!iterations || !salt || !stored) return form;
    const std::optional<std::uint64_t> count = parse_integer(*iterations);
    if (!count || *count == 0 || *count > 10'000'000 || !is_base64(*salt)) return form;
    const auto is_key = [](std::string_view key) { return key.size() == sha256_in_base64 && is_base64(key); };
    return is_key(*stored) && is_key(verifier) ? std::string_view() : form;
}

std::string_view refusal_of_mysql(std::string_view verifier) {
    constexpr std::string_view form =
        "is neither a mysql_native_password hash (* and 40 hex digits) nor a "
        "caching_sha2_password one ($A$005$…, 70 characters)";
    constexpr std::string_view upper_hex = "0123456789ABCDEF";
    constexpr std::size_t native_size = 41, sha2_size = 70;
    if (verifier.size() == native_size && verifier.front() == '*')
        return verifier.substr(1).find_first_not_of(upper_hex) == std::string_view::npos ? std::string_view()
                                                                                         : form;
    return verifier.size() == sha2_size && verifier.starts_with("$A$") && verifier[6] == '$'
               ? std::string_view()
               : form;
}

}  // namespace ormgate
