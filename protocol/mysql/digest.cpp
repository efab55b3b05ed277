#include "protocol/mysql/digest.hpp"

#include <openssl/crypto.h>

#include <array>
#include <stdexcept>

namespace ormgate::mysql {

Digest::Digest(const EVP_MD* kind) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), kind, nullptr) != 1)
        throw std::runtime_error("no such digest");
}

Digest& Digest::add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("digest failed");
    return *this;
}

std::string Digest::finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) != 1)
        throw std::runtime_error("digest failed");
    return {bytes.begin(), bytes.begin() + size};
}

std::string exclusive_or(std::string_view text, std::string_view mask) {
    std::string result(text);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<char>(result[i] ^ mask[i % mask.size()]);
    return result;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::string& secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
    secret.clear();
}

}  // namespace ormgate::mysql
