#pragma once

#include <string>
#include <string_view>

namespace ormgate::mysql {

// mysql.user.authentication_string of mysql_native_password: *, then SHA1(SHA1(password)) in hex.
std::string native_password_hash(std::string_view password);

// That of caching_sha2_password: $A$005$, the salt, and SHA-crypt's SHA-256 digest of 5000 rounds in 43
// characters. `salt`: 20 characters, neither $ nor zero.
std::string caching_sha2_hash(std::string_view password, std::string_view salt);

// The digest of both MySQL and crypt(3)'s $5$: https://www.akkadia.org/drepper/SHA-crypt.txt
std::string sha256_crypt_digest(std::string_view password, std::string_view salt, unsigned rounds);

}  // namespace ormgate::mysql
