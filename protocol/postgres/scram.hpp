#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace ormgate::postgres {

using ScramKey = std::array<std::byte, 32>;
inline constexpr std::uint32_t scram_iterations = 4096;  // what PostgreSQL takes
inline constexpr std::string_view scram_mechanism = "SCRAM-SHA-256";
inline constexpr std::string_view scram_plus_mechanism = "SCRAM-SHA-256-PLUS";

// ScramVerifier is what a server keeps instead of a password (RFC 5803, as PostgreSQL writes it into
// pg_authid).
struct ScramVerifier {
    std::uint32_t iterations = scram_iterations;
    Bytes salt;
    ScramKey stored_key{}, server_key{};

    static Result<ScramVerifier> parse(std::string_view text);  // SCRAM-SHA-256$4096:salt$StoredKey:ServerKey
    static ScramVerifier of_password(std::string_view password,
                                     Bytes salt,
                                     std::uint32_t iterations = scram_iterations);
    std::string text() const;
    // For wires where the client sends the password itself; costs as much as the client's side of an
    // exchange.
    bool matches(std::string_view password) const;
};

// For a user who does not exist: the salt depends on `secret` and the name alone, so that asking twice tells
// nothing. The keys are nobody's.
ScramVerifier mock_verifier(ByteView secret,
                            std::string_view user,
                            std::uint32_t iterations = scram_iterations);
Bytes mock_salt(ByteView secret, std::string_view user);

Bytes random_bytes(std::size_t n);
std::string random_nonce();

// ScramServer is the server's side of one exchange (RFC 5802, 7677; the channel binding is
// tls-server-end-point). Errors are worded as PostgreSQL's.
class ScramServer {
public:
    // `channel_binding`: the server's end point hash if the connection can be bound, else empty.
    // `genuine` false: go through it all, at the same cost, and fail in the end.
    ScramServer(ScramVerifier verifier, bool genuine, bool plus, Bytes channel_binding, std::string nonce);

    Result<std::string> first(std::string_view client_first);
    // Errc::invalid_password if the client did not prove that it knows the password.
    Result<std::string> last(std::string_view client_final);

private:
    Result<std::string_view> read_binding(std::string_view message);
    std::string expected_binding() const;
    bool proof_holds(ByteView proof, std::string_view without_proof);

    ScramVerifier verifier_;
    bool genuine_, plus_;
    Bytes channel_binding_;
    std::string nonce_;
    std::string binding_header_, client_first_bare_, server_first_, auth_message_;
};

}  // namespace ormgate::postgres
