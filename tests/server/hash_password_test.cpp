#include "server/hash_password.hpp"

#include <gtest/gtest.h>

#include "protocol/mysql/password_hash.hpp"
#include "protocol/postgres/scram.hpp"
#include "tests/config/load_settings.hpp"

namespace ormgate {
namespace {

TEST(VerifierLines, AreAUsersVerifiersInAConfig) {
    std::string entry = verifier_lines("gehe im");
    for (std::size_t at = 0; (at = entry.find('\n', at)) + 1 < entry.size(); ++at)
        entry.insert(at + 1, "    ");
    const Settings settings =
        testing::loaded("users:\n  - name: app\n    " + entry + "databases: {a: {path: a.db}}\n");
    ASSERT_EQ(settings.users.size(), 1u);
    const auto scram = postgres::ScramVerifier::parse(settings.users[0].scram);
    ASSERT_TRUE(scram.has_value());
    EXPECT_TRUE(scram->matches("gehe im"));
    EXPECT_FALSE(scram->matches("geheim"));
    ASSERT_EQ(settings.users[0].mysql.size(), 2u);
    EXPECT_EQ(settings.users[0].mysql[0], mysql::native_password_hash("gehe im"));
    const std::string& sha2 = settings.users[0].mysql[1];
    EXPECT_EQ(sha2, mysql::caching_sha2_hash("gehe im", sha2.substr(7, 20)));
}

TEST(VerifierLines, AreSaltedAnew) {
    EXPECT_NE(verifier_lines("x"), verifier_lines("x"));
}

}  // namespace
}  // namespace ormgate
