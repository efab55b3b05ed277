#include "protocol/postgres/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <new>

namespace ormgate::postgres {

static const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
static unsigned char* raw(ScramKey& key) {
    return reinterpret_cast<unsigned char*>(key.data());
}

// These functions of OpenSSL fail only for want of memory.
static void require(bool done) {
    if (!done) throw std::bad_alloc();
}

ScramKey sha256(ByteView data) {
    ScramKey hash;
    require(SHA256(raw(data), data.size(), raw(hash)) != nullptr);
    return hash;
}

ScramKey hmac_sha256(ByteView key, ByteView data) {
    ScramKey hash;
    unsigned int size = 0;
    require(HMAC(EVP_sha256(),
                 key.data(),
                 static_cast<int>(key.size()),
                 raw(data),
                 data.size(),
                 raw(hash),
                 &size) != nullptr);
    return hash;
}

ScramKey pbkdf2_sha256(std::string_view password, ByteView salt, std::uint32_t iterations) {
    ScramKey key;
    require(PKCS5_PBKDF2_HMAC(password.data(),
                              static_cast<int>(password.size()),
                              raw(salt),
                              static_cast<int>(salt.size()),
                              static_cast<int>(iterations),
                              EVP_sha256(),
                              static_cast<int>(key.size()),
                              raw(key)) == 1);
    return key;
}

bool equal_in_constant_time(ByteView a, ByteView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Bytes random_bytes(std::size_t n) {
    Bytes bytes(n);
    require(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(n)) == 1);
    return bytes;
}

std::string base64(ByteView bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a zero byte
    const int size = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(text.data()), raw(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::optional<Bytes> base64_decode(std::string_view text) {
    // OpenSSL would skip white space and take '=' for a zero anywhere.
    const std::size_t digits = std::min(text.find('='), text.size());
    const std::size_t padding = text.size() - digits;
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0 || padding > 2) return std::nullopt;
    if (text.substr(0, digits).find_first_not_of(alphabet) != std::string_view::npos) return std::nullopt;
    if (text.substr(digits).find_first_not_of('=') != std::string_view::npos) return std::nullopt;
    Bytes bytes(text.size() / 4 * 3);
    const int size = EVP_DecodeBlock(
        reinterpret_cast<unsigned char*>(bytes.data()), raw(as_bytes(text)), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

}  // namespace ormgate::postgres
