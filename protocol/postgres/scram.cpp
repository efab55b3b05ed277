#include "protocol/postgres/scram.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "protocol/postgres/crypto.hpp"
#include "protocol/postgres/saslprep.hpp"

namespace ormgate::postgres {

namespace {

constexpr std::string_view binding_type = "tls-server-end-point";
constexpr std::size_t salt_size = 16;
constexpr std::size_t nonce_size = 18;  // bytes; 24 characters

std::unexpected<Error> malformed_message(std::string detail) {
    return fail(Error(Errc::protocol_violation, "malformed SCRAM message").with_detail(std::move(detail)));
}

// Takes `x=value` off the front of the message, with the comma behind it.
Result<std::string_view> attribute(std::string_view& message, char name) {
    if (message.size() < 2 || message[0] != name || message[1] != '=')
        return malformed_message(std::string("Expected attribute \"") + name + "\".");
    const std::size_t end = std::min(message.find(','), message.size());
    const std::string_view value = message.substr(2, end - 2);
    message.remove_prefix(std::min(end + 1, message.size()));
    return value;
}

bool printable(std::string_view nonce) {
    return !nonce.empty() &&
           std::ranges::all_of(nonce, [](char c) { return c >= 0x21 && c <= 0x7e && c != ','; });
}

ScramKey exclusive_or(const ScramKey& a, ByteView b) {
    ScramKey out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] ^ b[i];
    return out;
}

std::optional<ScramKey> key_of(std::string_view encoded) {
    const std::optional<Bytes> bytes = base64_decode(encoded);
    ScramKey key;
    if (!bytes || bytes->size() != key.size()) return std::nullopt;
    std::ranges::copy(*bytes, key.begin());
    return key;
}

}  // namespace

Result<ScramVerifier> ScramVerifier::parse(std::string_view text) {
    const auto take = [&text](char end) {
        const std::size_t at = std::min(text.find(end), text.size());
        const std::string_view part = text.substr(0, at);
        text.remove_prefix(std::min(at + 1, text.size()));
        return part;
    };
    const std::string_view mechanism = take('$'), iterations = take(':'), salt = take('$'),
                           stored = take(':');
    ScramVerifier verifier;
    const auto parsed =
        std::from_chars(iterations.data(), iterations.data() + iterations.size(), verifier.iterations);
    const bool counted = parsed.ec == std::errc() && parsed.ptr == iterations.data() + iterations.size() &&
                         verifier.iterations > 0 && verifier.iterations <= INT32_MAX;
    const auto salt_bytes = base64_decode(salt);
    const auto stored_key = key_of(stored), server_key = key_of(text);
    if (mechanism != scram_mechanism || !counted || !salt_bytes || salt_bytes->empty() || !stored_key ||
        !server_key)
        return fail(Errc::invalid_parameter_value,
                    "the SCRAM verifier is not SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>");
    verifier.salt = *salt_bytes;
    verifier.stored_key = *stored_key;
    verifier.server_key = *server_key;
    return verifier;
}

ScramVerifier ScramVerifier::of_password(std::string_view password, Bytes salt, std::uint32_t iterations) {
    ScramVerifier verifier;
    verifier.iterations = iterations;
    verifier.salt = std::move(salt);
    const ScramKey salted = pbkdf2_sha256(saslprep(password), verifier.salt, iterations);
    verifier.stored_key = sha256(hmac_sha256(salted, as_bytes("Client Key")));
    verifier.server_key = hmac_sha256(salted, as_bytes("Server Key"));
    return verifier;
}

std::string ScramVerifier::text() const {
    return std::string(scram_mechanism) + "$" + std::to_string(iterations) + ":" + base64(salt) + "$" +
           base64(stored_key) + ":" + base64(server_key);
}

bool ScramVerifier::matches(std::string_view password) const {
    return equal_in_constant_time(of_password(password, salt, iterations).stored_key, stored_key);
}

Bytes mock_salt(ByteView secret, std::string_view user) {
    const ScramKey hash = hmac_sha256(secret, as_bytes(user));
    return {hash.begin(), hash.begin() + salt_size};
}

ScramVerifier mock_verifier(ByteView secret, std::string_view user, std::uint32_t iterations) {
    return {iterations, mock_salt(secret, user), {}, {}};
}

std::string random_nonce() {
    return base64(random_bytes(nonce_size));
}

ScramServer::ScramServer(
    ScramVerifier verifier, bool genuine, bool plus, Bytes channel_binding, std::string nonce)
    : verifier_(std::move(verifier)),
      genuine_(genuine),
      plus_(plus),
      channel_binding_(std::move(channel_binding)),
      nonce_(std::move(nonce)) {}

// The header says whether the client binds the channel. Returns what is behind it.
Result<std::string_view> ScramServer::read_binding(std::string_view message) {
    const std::string_view whole = message;
    const char flag = message.empty() ? '\0' : message[0];
    if (flag == 'p') {
        if (!plus_)
            return malformed_message(
                "The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes "
                "channel binding data.");
        const Result<std::string_view> type = attribute(message, 'p');
        if (!type) return fail(type.error());
        if (*type != binding_type)
            return fail(Errc::protocol_violation,
                        "unsupported SCRAM channel-binding type \"" + std::string(*type) + "\"");
    } else if (flag == 'n' || flag == 'y') {
        if (plus_)
            return malformed_message(
                "The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include channel "
                "binding data.");
        // Somebody in between may have taken our offer away.
        if (flag == 'y' && !channel_binding_.empty()) {
            return fail(
                Error(Errc::invalid_authorization, "SCRAM channel binding negotiation error")
                    .with_detail("The client supports SCRAM channel binding but thinks the server does not.  "
                                 "However, this server does support channel binding."));
        }
        if (message.size() < 2 || message[1] != ',')
            return malformed_message("Comma expected after the channel binding flag.");
        message.remove_prefix(2);
    } else {
        return malformed_message("Unexpected channel-binding flag.");
    }
    if (message.starts_with("a="))
        return fail(Errc::unsupported, "client uses authorization identity, but it is not supported");
    if (!message.starts_with(",")) return malformed_message("Unexpected attribute in client-first-message.");
    message.remove_prefix(1);
    binding_header_ = whole.substr(0, whole.size() - message.size());
    return message;
}

Result<std::string> ScramServer::first(std::string_view client_first) {
    Result<std::string_view> bare = read_binding(client_first);
    if (!bare) return fail(std::move(bare.error()));
    std::string_view rest = *bare;
    if (rest.starts_with("m="))
        return fail(Errc::unsupported, "client requires an unsupported SCRAM extension");
    // The user is the startup packet's; PostgreSQL's clients leave this one empty.
    if (auto user = attribute(rest, 'n'); !user) return fail(std::move(user.error()));
    auto nonce = attribute(rest, 'r');
    if (!nonce) return fail(std::move(nonce.error()));
    if (!printable(*nonce)) return malformed_message("Non-printable characters in SCRAM nonce.");
    client_first_bare_ = *bare;
    nonce_.insert(0, *nonce);
    server_first_ =
        "r=" + nonce_ + ",s=" + base64(verifier_.salt) + ",i=" + std::to_string(verifier_.iterations);
    return server_first_;
}

std::string ScramServer::expected_binding() const {
    Bytes binding;
    append(binding, binding_header_);
    if (plus_) append(binding, ByteView(channel_binding_));
    return base64(binding);
}

bool ScramServer::proof_holds(ByteView proof, std::string_view without_proof) {
    auth_message_ = client_first_bare_ + "," + server_first_ + "," + std::string(without_proof);
    const ScramKey signature = hmac_sha256(verifier_.stored_key, as_bytes(auth_message_));
    const ScramKey client_key = exclusive_or(signature, proof);
    const bool same = equal_in_constant_time(sha256(client_key), verifier_.stored_key);
    return same && genuine_;
}

Result<std::string> ScramServer::last(std::string_view client_final) {
    const std::size_t proof_at = client_final.rfind(",p=");
    if (server_first_.empty() || proof_at == std::string_view::npos)
        return malformed_message("The client-final-message has no proof.");
    const std::string_view without_proof = client_final.substr(0, proof_at);
    std::string_view rest = without_proof;
    auto binding = attribute(rest, 'c');
    if (!binding) return fail(std::move(binding.error()));
    auto nonce = attribute(rest, 'r');
    if (!nonce) return fail(std::move(nonce.error()));
    const auto proof = key_of(client_final.substr(proof_at + 3));
    if (!proof) return malformed_message("Malformed proof in client-final-message.");
    if (*binding != expected_binding())
        return fail(Errc::invalid_authorization, "SCRAM channel binding check failed");
    if (*nonce != nonce_)
        return fail(
            Error(Errc::protocol_violation, "invalid SCRAM response").with_detail("Nonce does not match."));
    if (!proof_holds(*proof, without_proof))
        return fail(Errc::invalid_password, "password authentication failed");
    return "v=" + base64(hmac_sha256(verifier_.server_key, as_bytes(auth_message_)));
}

}  // namespace ormgate::postgres
