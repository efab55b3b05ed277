#include "protocol/mysql/authentication.hpp"
#include "protocol/mysql/digest.hpp"

namespace ormgate::mysql {
namespace {

Bytes bytes_of(std::string_view text) {
    Bytes bytes;
    append(bytes, text);
    return bytes;
}

std::string native_proof(std::string_view password, std::string_view challenge) {
    const std::string once = sha1(password);
    return exclusive_or(once, Digest::sha1().add(challenge).add(sha1(once)).finish());
}

std::string sha2_proof(std::string_view password, std::string_view challenge) {
    const std::string once = sha256(password);
    return exclusive_or(once, Digest::sha256().add(sha256(once)).add(challenge).finish());
}

}  // namespace

Result<Bytes> ClientAuthentication::proof() const {
    const std::string_view challenge(challenge_.data(), challenge_.size());
    if (plugin_ == plugin::native)
        return password_.empty() ? Bytes{} : bytes_of(native_proof(password_, challenge));
    if (plugin_ == plugin::caching_sha2)
        return password_.empty() ? Bytes{} : bytes_of(sha2_proof(password_, challenge));
    if (plugin_ != plugin::clear) {
        return fail(Errc::invalid_authorization,
                    "the server asks for authentication by " + plugin_ + ", which is not supported");
    }
    if (!secure_) {
        return fail(Errc::invalid_authorization,
                    "the server asks for the password itself, which is not sent without TLS");
    }
    return bytes_of(password_ + '\0');
}

Bytes ClientAuthentication::begin(std::string_view plugin, const Challenge& challenge) {
    plugin_ = plugin;
    challenge_ = challenge;
    return proof().value_or(Bytes{});
}

Result<Bytes> ClientAuthentication::answer(const AuthSwitchRequest& request) {
    plugin_ = request.plugin;
    challenge_ = {};
    const std::string_view data = as_text(request.data);
    std::copy_n(data.begin(), std::min(data.size(), challenge_.size()), challenge_.begin());
    return proof();
}

Result<std::optional<Bytes>> ClientAuthentication::answer(const AuthMoreData& more) {
    const std::string_view data = as_text(more.data);
    if (plugin_ != plugin::caching_sha2 || data.empty())
        return fail(Errc::protocol_violation, "unexpected authentication data of the server");
    if (data == "\x03") return std::nullopt;
    if (data == "\x04" && secure_) return bytes_of(password_ + '\0');
    if (data == "\x04") return bytes_of("\x02");
    const std::optional<RsaKey> key = RsaKey::read_public(data);
    if (!key) return fail(Errc::protocol_violation, "the server's public key cannot be read");
    const std::string_view challenge(challenge_.data(), challenge_.size());
    const std::optional<std::string> sealed = key->encrypt(exclusive_or(password_ + '\0', challenge));
    if (!sealed) return fail(Errc::invalid_authorization, "the password is too long for the server's key");
    return bytes_of(*sealed);
}

}  // namespace ormgate::mysql
