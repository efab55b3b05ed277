#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/handshake_messages.hpp"
#include "protocol/mysql/rsa_key.hpp"

namespace ormgate::mysql {

// Authentication plugins ("Authentication Methods").
namespace plugin {
inline constexpr std::string_view native = "mysql_native_password";
inline constexpr std::string_view caching_sha2 = "caching_sha2_password";
inline constexpr std::string_view clear = "mysql_clear_password";
}  // namespace plugin

// 20 random bytes, none of them zero or a dollar, as MySQL's own.
Challenge random_challenge();

// PasswordVerifier is what a server keeps instead of a password: what mysql.user.authentication_string has of
// one plugin or of both.
struct PasswordVerifier {
    std::string native;        // SHA1(SHA1(password)), 20 bytes; empty: none
    std::string caching_sha2;  // $A$005$…; empty: none
    std::string
        double_sha256;  // SHA256(SHA256(password)), 32 bytes: the cache of caching_sha2; empty: not yet
    bool empty_password = false;

    // '*' and 40 hexadecimal digits, or $A$…; adds it to what is known.
    Result<void> add(std::string_view verifier);
    static PasswordVerifier of_password(std::string_view password);
    bool matches(std::string_view password) const;
};

// For a user who does not exist: of the shape of `like`, another one for each name, and nobody's.
PasswordVerifier mock_verifier(ByteView secret, std::string_view user, const PasswordVerifier& like);

// ServerAuthentication is the server's side of one exchange. What it costs and what can be seen of it do not
// depend on whether the user exists.
class ServerAuthentication {
public:
    struct Reply {
        Bytes payload;  // to be sent; the answer goes to next()
    };
    struct Accepted {
        Bytes payload;              // to be sent before OK, unless empty
        std::string double_sha256;  // for the cache, unless empty
    };
    struct Denied {
        bool used_password = true;
    };
    using Step = std::variant<Reply, Accepted, Denied>;

    // `genuine` false: go through it all and fail in the end. `secure`: what the client sends cannot be read
    // on the way (TLS, a unix socket). `key` null: then a password can be read over such connections only.
    ServerAuthentication(PasswordVerifier verifier,
                         bool genuine,
                         Challenge challenge,
                         bool secure,
                         const RsaKey* key = nullptr);

    // Of a client who needs no password, whatever it proves.
    static Accepted trust(std::string_view client, ByteView proof);

    // `announced`: the plugin of the handshake; `client`: the one the proof is of,
    // empty if the client knows no plugins.
    Step begin(std::string_view announced, std::string_view client, ByteView proof);
    Step next(ByteView answer);

private:
    enum class Expected : std::uint8_t { native_proof, sha2_proof, password, password_or_request, sealed };
    std::string_view challenge() const { return {challenge_.data(), challenge_.size()}; }
    Step switch_to(std::string_view plugin);
    Step check_native(std::string_view proof);
    Step check_sha2(std::string_view proof);
    Step check_sealed(std::string_view sealed);
    Step check_password(std::string_view password);
    Step settle(bool holds, Accepted accepted = {}) const;

    PasswordVerifier verifier_;
    bool genuine_;
    Challenge challenge_;
    bool secure_;
    const RsaKey* key_;
    Expected expected_ = Expected::password;
};

// ClientAuthentication is the client's side. It gives the password itself away only on a connection that is
// secure, or sealed with a key of the server.
class ClientAuthentication {
public:
    ClientAuthentication(std::string password, bool secure)
        : password_(std::move(password)), secure_(secure) {}
    // If the plugin is not known the proof is empty: the server asks again.
    Bytes begin(std::string_view plugin, const Challenge& challenge);
    Result<Bytes> answer(const AuthSwitchRequest& request);
    // nullopt: nothing to say, the server goes on.
    Result<std::optional<Bytes>> answer(const AuthMoreData& more);

private:
    Result<Bytes> proof() const;

    std::string password_;
    bool secure_;
    std::string plugin_;
    Challenge challenge_{};
};

}  // namespace ormgate::mysql
