#include "protocol/mysql/password_hash.hpp"

#include <array>

#include "protocol/mysql/digest.hpp"

namespace ormgate::mysql {
namespace {

std::string repeated_to(std::string_view digest, std::size_t size) {
    std::string result;
    while (result.size() < size) result += digest;
    result.resize(size);
    return result;
}

// Steps 4 to 12 of the specification: what the rounds begin with.
std::string initial_digest(std::string_view password, std::string_view salt) {
    const std::string alternate = Digest::sha256().add(password).add(salt).add(password).finish();
    Digest hash = Digest::sha256();
    hash.add(password).add(salt).add(repeated_to(alternate, password.size()));
    for (std::size_t bits = password.size(); bits > 0; bits >>= 1)
        hash.add((bits & 1) != 0 ? std::string_view(alternate) : password);
    return hash.finish();
}

// Steps 13 to 20: sequences of the password's and the salt's length.
std::string password_sequence(std::string_view password) {
    Digest hash = Digest::sha256();
    for (std::size_t i = 0; i < password.size(); ++i) hash.add(password);
    return repeated_to(hash.finish(), password.size());
}
std::string salt_sequence(std::string_view salt, std::string_view digest) {
    Digest hash = Digest::sha256();
    const std::size_t times = 16 + static_cast<unsigned char>(digest[0]);
    for (std::size_t i = 0; i < times; ++i) hash.add(salt);
    return repeated_to(hash.finish(), salt.size());
}

// Step 22: base64 of its own alphabet and byte order, least significant bits first.
std::string crypt_base64(std::string_view digest) {
    constexpr std::string_view alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned>(static_cast<unsigned char>(digest[i]));
    };
    std::string text;
    const auto put = [&](unsigned bits, int characters) {
        for (; characters > 0; --characters, bits >>= 6) text += alphabet[bits & 63];
    };
    constexpr std::array<std::array<std::size_t, 3>, 10> groups = {{{0, 10, 20},
                                                                    {21, 1, 11},
                                                                    {12, 22, 2},
                                                                    {3, 13, 23},
                                                                    {24, 4, 14},
                                                                    {15, 25, 5},
                                                                    {6, 16, 26},
                                                                    {27, 7, 17},
                                                                    {18, 28, 8},
                                                                    {9, 19, 29}}};
    for (const auto& [a, b, c] : groups) put(byte(a) << 16 | byte(b) << 8 | byte(c), 4);
    put(byte(31) << 8 | byte(30), 3);
    return text;
}

}  // namespace

std::string native_password_hash(std::string_view password) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text = "*";
    for (const char c : sha1(sha1(password))) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string sha256_crypt_digest(std::string_view password, std::string_view salt, unsigned rounds) {
    std::string digest = initial_digest(password, salt);
    const std::string p = password_sequence(password), s = salt_sequence(salt, digest);
    for (unsigned round = 0; round < rounds; ++round) {
        const bool odd = round % 2 != 0;
        Digest hash = Digest::sha256();
        hash.add(odd ? p : digest);
        if (round % 3 != 0) hash.add(s);
        if (round % 7 != 0) hash.add(p);
        digest = hash.add(odd ? digest : p).finish();
    }
    return crypt_base64(digest);
}

std::string caching_sha2_hash(std::string_view password, std::string_view salt) {
    constexpr unsigned rounds = 5000;  // $A$005: in thousands, in hexadecimal
    return "$A$005$" + std::string(salt) + sha256_crypt_digest(password, salt, rounds);
}

}  // namespace ormgate::mysql
