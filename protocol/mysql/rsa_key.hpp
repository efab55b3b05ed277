#pragma once

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ormgate::mysql {

// RsaKey is the pair of keys that passwords travel with where there is no TLS: RSA of 2048 bits, OAEP with
// SHA-1, as caching_sha2_password has it.
class RsaKey {
public:
    static RsaKey generate();  // takes some tenths of a second
    static std::optional<RsaKey> read_private(std::string_view pem);
    static std::optional<RsaKey> read_public(std::string_view pem);

    const std::string& public_pem() const { return public_pem_; }
    std::optional<std::string> decrypt(std::string_view sealed) const;
    std::optional<std::string> encrypt(std::string_view text) const;

private:
    explicit RsaKey(EVP_PKEY* key);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
    std::string public_pem_;
};

}  // namespace ormgate::mysql
