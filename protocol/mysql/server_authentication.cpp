#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <new>

#include "protocol/mysql/authentication.hpp"
#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/digest.hpp"
#include "protocol/mysql/password_hash.hpp"

namespace ormgate::mysql {
namespace {

// caching_sha2_password's words.
constexpr std::byte request_public_key{0x02};
constexpr char fast_success = 0x03;
constexpr char full_authentication = 0x04;
constexpr std::size_t max_password = 256;  // hashing costs time with the password's length; MySQL's own bound

// $A$005$, 20 characters of salt, 43 of digest.
constexpr std::size_t sha2_head = 7, sha2_salt = 20, sha2_digest = 43;

std::optional<unsigned> rounds_of(std::string_view hash) {
    if (hash.size() != sha2_head + sha2_salt + sha2_digest || !hash.starts_with("$A$") || hash[6] != '$')
        return std::nullopt;
    unsigned thousands = 0;
    const auto [end, error] = std::from_chars(hash.data() + 3, hash.data() + 6, thousands, 16);
    if (error != std::errc{} || end != hash.data() + 6 || thousands < 5) return std::nullopt;
    return thousands * 1000;
}

bool sha2_matches(std::string_view hash, std::string_view password) {
    const std::optional<unsigned> rounds = rounds_of(hash);
    if (!rounds) return false;
    const std::string digest =
        sha256_crypt_digest(password, hash.substr(sha2_head, sha2_salt), rounds.value());
    return equal_in_constant_time(digest, hash.substr(sha2_head + sha2_salt));
}

std::optional<std::string> from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned char byte = 0;
        const char* last = digits.data() + i + 2;
        const auto [end, error] = std::from_chars(digits.data() + i, last, byte, 16);
        if (error != std::errc{} || end != last) return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

Bytes more_data(std::string_view data) {
    Bytes payload;
    encode(AuthMoreData{as_bytes(data)}, 0, payload);
    return payload;
}

// A password is sent with a zero byte behind it.
std::optional<std::string_view> without_zero(std::string_view sent) {
    if (sent.empty() || sent.back() != '\0') return std::nullopt;
    return sent.substr(0, sent.size() - 1);
}

}  // namespace

Challenge random_challenge() {
    Challenge challenge;
    unsigned char bytes[std::tuple_size_v<Challenge>];
    if (RAND_bytes(bytes, sizeof bytes) != 1) throw std::bad_alloc();
    for (std::size_t i = 0; i < challenge.size(); ++i) {
        char c = static_cast<char>(bytes[i] & 0x7f);
        if (c == '\0' || c == '$') ++c;
        challenge[i] = c;
    }
    return challenge;
}

Result<void> PasswordVerifier::add(std::string_view verifier) {
    if (verifier.size() == 41 && verifier.starts_with('*')) {
        if (std::optional<std::string> bytes = from_hex(verifier.substr(1))) {
            native = std::move(*bytes);
            return {};
        }
    }
    if (rounds_of(verifier)) {
        caching_sha2 = verifier;
        return {};
    }
    return fail(Errc::config_error,
                "neither a hash of mysql_native_password nor one of caching_sha2_password");
}

PasswordVerifier PasswordVerifier::of_password(std::string_view password) {
    PasswordVerifier verifier;
    if (password.empty()) {
        verifier.empty_password = true;
        return verifier;
    }
    verifier.native = sha1(sha1(password));
    verifier.double_sha256 = sha256(sha256(password));
    const Challenge salt = random_challenge();
    verifier.caching_sha2 = caching_sha2_hash(password, {salt.data(), salt.size()});
    return verifier;
}

bool PasswordVerifier::matches(std::string_view password) const {
    if (empty_password) return password.empty();
    if (!caching_sha2.empty()) return sha2_matches(caching_sha2, password);
    return equal_in_constant_time(sha1(sha1(password)), native);
}

PasswordVerifier mock_verifier(ByteView secret, std::string_view user, const PasswordVerifier& like) {
    const std::string digest = Digest::sha256().add(as_text(secret)).add(user).finish();
    PasswordVerifier verifier;
    if (!like.native.empty()) verifier.native = sha1(digest);
    if (like.caching_sha2.empty()) return verifier;
    std::string salt = digest.substr(0, sha2_salt);
    for (char& c : salt) c = static_cast<char>('A' + (static_cast<unsigned char>(c) % 26));
    verifier.caching_sha2 = like.caching_sha2.substr(0, sha2_head) + salt + std::string(sha2_digest, '.');
    return verifier;
}

ServerAuthentication::ServerAuthentication(
    PasswordVerifier verifier, bool genuine, Challenge challenge, bool secure, const RsaKey* key)
    : verifier_(std::move(verifier)), genuine_(genuine), challenge_(challenge), secure_(secure), key_(key) {}

ServerAuthentication::Accepted ServerAuthentication::trust(std::string_view client, ByteView proof) {
    // This plugin waits for a word before OK once it has sent a proof.
    if (client != plugin::caching_sha2 || proof.size() != 32) return {};
    return {more_data({&fast_success, 1}), {}};
}

ServerAuthentication::Step ServerAuthentication::settle(bool holds, Accepted accepted) const {
    if (holds && genuine_) return accepted;
    return Denied{};
}

ServerAuthentication::Step ServerAuthentication::begin(std::string_view announced,
                                                       std::string_view client,
                                                       ByteView proof) {
    const bool takes_sha2 = !verifier_.caching_sha2.empty() || verifier_.empty_password;
    const bool takes_native = !verifier_.native.empty() || verifier_.empty_password;
    if (client == plugin::clear && secure_) {
        expected_ = Expected::password;
        return next(proof);
    }
    // Clients that know no plugins prove their password as MySQL 4.1 had it, and cannot be asked again.
    if (client.empty()) return takes_native ? check_native(as_text(proof)) : Step(Denied{});
    // A proof of another plugin than the announced one was made without our challenge.
    if (client == announced && client == plugin::caching_sha2 && takes_sha2)
        return check_sha2(as_text(proof));
    if (client == announced && client == plugin::native && takes_native) return check_native(as_text(proof));
    if (client == plugin::native && takes_native) return switch_to(plugin::native);
    return switch_to(takes_sha2 ? plugin::caching_sha2 : plugin::native);
}

ServerAuthentication::Step ServerAuthentication::switch_to(std::string_view plugin) {
    expected_ = plugin == plugin::native ? Expected::native_proof : Expected::sha2_proof;
    const std::string data = std::string(challenge()) + '\0';
    Reply reply;
    encode(AuthSwitchRequest{plugin, as_bytes(data)}, 0, reply.payload);
    return reply;
}

ServerAuthentication::Step ServerAuthentication::next(ByteView answer) {
    const std::string_view text = as_text(answer);
    switch (expected_) {
        case Expected::native_proof:
            return check_native(text);
        case Expected::sha2_proof:
            return check_sha2(text);
        case Expected::password:
            if (const auto password = without_zero(text)) return check_password(*password);
            return Denied{};
        case Expected::password_or_request:
            if (answer.size() != 1 || answer[0] != request_public_key) return check_sealed(text);
            if (!key_) return Denied{};
            expected_ = Expected::sealed;
            return Reply{more_data(key_->public_pem())};
        case Expected::sealed:
            return check_sealed(text);
    }
    return Denied{};
}

ServerAuthentication::Step ServerAuthentication::check_native(std::string_view proof) {
    if (proof.empty()) {
        if (verifier_.empty_password) return settle(true);
        return Denied{.used_password = false};
    }
    if (proof.size() != 20 || verifier_.empty_password) return Denied{};
    const std::string mask = Digest::sha1().add(challenge()).add(verifier_.native).finish();
    return settle(equal_in_constant_time(sha1(exclusive_or(proof, mask)), verifier_.native));
}

// First the fast way, with what is in the cache; if that does not hold the password itself is asked for.
ServerAuthentication::Step ServerAuthentication::check_sha2(std::string_view proof) {
    // A client says that it has no password by nothing or by a zero byte.
    if (proof.empty() || proof == std::string_view("\0", 1)) {
        if (verifier_.empty_password) return settle(true);
        return Denied{.used_password = false};
    }
    if (proof.size() != 32) return Denied{};
    if (!verifier_.double_sha256.empty()) {
        const std::string mask = Digest::sha256().add(verifier_.double_sha256).add(challenge()).finish();
        const std::string digest = sha256(exclusive_or(proof, mask));
        if (equal_in_constant_time(digest, verifier_.double_sha256) && genuine_)
            return Accepted{more_data({&fast_success, 1}), {}};
    }
    expected_ = secure_ ? Expected::password : Expected::password_or_request;
    return Reply{more_data({&full_authentication, 1})};
}

ServerAuthentication::Step ServerAuthentication::check_sealed(std::string_view sealed) {
    if (!key_) return Denied{};
    std::optional<std::string> masked = key_->decrypt(sealed);
    if (!masked) return Denied{};
    std::string sent = exclusive_or(*masked, challenge());
    const auto password = without_zero(sent);
    Step step = password ? check_password(*password) : Step(Denied{});
    wipe(sent);
    return step;
}

ServerAuthentication::Step ServerAuthentication::check_password(std::string_view password) {
    if (password.empty() && !verifier_.empty_password) return Denied{.used_password = false};
    if (password.size() > max_password) return Denied{};
    Accepted accepted;
    if (!password.empty()) accepted.double_sha256 = sha256(sha256(password));
    return settle(verifier_.matches(password), std::move(accepted));
}

}  // namespace ormgate::mysql
