#include "protocol/mysql/password_hash.hpp"

#include <gtest/gtest.h>

namespace ormgate::mysql {
namespace {

TEST(NativePasswordHash, IsMysqls) {
    EXPECT_EQ(native_password_hash("password"), "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19");
    EXPECT_EQ(native_password_hash("root"), "*81F5E21E35407D884A6CD4A731AEBFB6AF209E1B");
}

// The vectors of the SHA-crypt specification.
TEST(Sha256CryptDigest, IsTheSpecifications) {
    EXPECT_EQ(sha256_crypt_digest("Hello world!", "saltstring", 5000),
              "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5");
    EXPECT_EQ(sha256_crypt_digest("Hello world!", "saltstringsaltst", 10000),
              "3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA");
    EXPECT_EQ(sha256_crypt_digest("This is just a test", "toolongsaltstrin", 5000),
              "Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5");
    EXPECT_EQ(sha256_crypt_digest(
                  "a very much longer text to encrypt.  This one even stretches over morethan one line.",
                  "anotherlongsalts",
                  1400),
              "Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1");
}

TEST(CachingSha2Hash, HasMysqlsForm) {
    const std::string hash = caching_sha2_hash("secret", "abcdefghijklmnopqrst");
    EXPECT_EQ(hash.size(), 70u);
    EXPECT_TRUE(hash.starts_with("$A$005$abcdefghijklmnopqrst"));
    EXPECT_NE(hash, caching_sha2_hash("Secret", "abcdefghijklmnopqrst"));
}

}  // namespace
}  // namespace ormgate::mysql
