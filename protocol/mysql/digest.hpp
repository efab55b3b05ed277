#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace ormgate::mysql {

// Digest is one SHA-1 or SHA-256 under way.
class Digest {
public:
    static Digest sha1() { return Digest(EVP_sha1()); }
    static Digest sha256() { return Digest(EVP_sha256()); }
    Digest& add(std::string_view bytes);
    std::string finish();

private:
    explicit Digest(const EVP_MD* kind);
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

inline std::string sha1(std::string_view bytes) {
    return Digest::sha1().add(bytes).finish();
}
inline std::string sha256(std::string_view bytes) {
    return Digest::sha256().add(bytes).finish();
}
// Byte by byte; the second is repeated where it is shorter.
std::string exclusive_or(std::string_view text, std::string_view mask);
bool equal_in_constant_time(std::string_view a, std::string_view b);
// Overwrites what must not stay in memory.
void wipe(std::string& secret);

}  // namespace ormgate::mysql
