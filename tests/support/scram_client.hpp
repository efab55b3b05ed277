#pragma once

#include <string>
#include <string_view>

#include "protocol/postgres/crypto.hpp"
#include "protocol/postgres/saslprep.hpp"

namespace ormgate::test {

// ScramClient is the client's side of an exchange, written after RFC 5802, section 3.
class ScramClient {
public:
    // `header`: n,, or y,, or p=tls-server-end-point,,
    explicit ScramClient(std::string password, std::string header = "n,,", Bytes binding = {})
        : password_(std::move(password)), header_(std::move(header)), binding_(std::move(binding)) {}

    std::string first() const { return header_ + bare_; }

    std::string last(std::string_view server_first) {
        using namespace postgres;
        const auto part = [&](std::string_view name) {
            const std::size_t at = server_first.find(name) + name.size();
            return std::string(server_first.substr(at, server_first.find(',', at) - at));
        };
        const Bytes salt = *base64_decode(part(",s="));
        const auto iterations = static_cast<std::uint32_t>(std::stoul(part(",i=")));
        const ScramKey salted = pbkdf2_sha256(saslprep(password_), salt, iterations);
        const ScramKey client_key = hmac_sha256(salted, as_bytes("Client Key"));
        Bytes binding;
        append(binding, header_);
        append(binding, ByteView(binding_));
        const std::string without_proof = "c=" + base64(binding) + ",r=" + part("r=");
        const std::string message = bare_ + "," + std::string(server_first) + "," + without_proof;
        ScramKey proof = hmac_sha256(sha256(client_key), as_bytes(message));
        for (std::size_t i = 0; i < proof.size(); ++i) proof[i] ^= client_key[i];
        expected_ =
            "v=" + base64(hmac_sha256(hmac_sha256(salted, as_bytes("Server Key")), as_bytes(message)));
        return without_proof + ",p=" + base64(proof);
    }

    // What a server that knows the password answers.
    const std::string& expected() const { return expected_; }

private:
    std::string password_, header_, expected_;
    Bytes binding_;
    std::string bare_ = "n=,r=fyko+d2lbbFgONRv9qkxdawL";
};

}  // namespace ormgate::test
