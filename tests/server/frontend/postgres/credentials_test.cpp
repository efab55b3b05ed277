#include "server/frontend/postgres/credentials.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

UserSettings with_password(std::string name, std::string password) {
    UserSettings user;
    user.name = std::move(name);
    user.password = std::move(password);
    return user;
}

TEST(Credentials, KnowPasswordsAndVerifiers) {
    Settings settings;
    settings.users.push_back(with_password("plain", "pencil"));
    UserSettings hashed;
    hashed.name = "hashed";
    hashed.scram = postgres::ScramVerifier::of_password("pencil", postgres::random_bytes(16), 5000).text();
    settings.users.push_back(hashed);
    const CredentialsPtr credentials = *Credentials::make(settings);
    for (const char* user : {"plain", "hashed"}) {
        EXPECT_TRUE(credentials->verify(user, "pencil")) << user;
        EXPECT_FALSE(credentials->verify(user, "Pencil")) << user;
        EXPECT_TRUE(credentials->find(user).genuine) << user;
    }
    EXPECT_EQ(credentials->find("hashed").verifier.text(), hashed.scram);
    EXPECT_FALSE(credentials->verify("nobody", "pencil"));
    EXPECT_FALSE(credentials->find("nobody").genuine);
}

TEST(Credentials, RefuseAMalformedVerifier) {
    Settings settings;
    UserSettings user;
    user.name = "app";
    user.scram = "SCRAM-SHA-256$4096";
    settings.users.push_back(user);
    const auto credentials = Credentials::make(settings);
    ASSERT_FALSE(credentials);
    EXPECT_EQ(credentials.error().code, Errc::config_error);
    EXPECT_TRUE(credentials.error().message.starts_with("user \"app\": ")) << credentials.error().message;
}

TEST(Credentials, KeepSaltsOverAReload) {
    Settings settings;
    settings.users = {with_password("same", "a"), with_password("changed", "a")};
    const CredentialsPtr before = *Credentials::make(settings);
    settings.users[1].password = "b";
    const CredentialsPtr after = *Credentials::make(settings, before.get());
    for (const char* user : {"same", "changed", "nobody"})
        EXPECT_EQ(before->find(user).verifier.salt, after->find(user).verifier.salt) << user;
    EXPECT_TRUE(after->verify("same", "a"));
    EXPECT_TRUE(after->verify("changed", "b"));
    EXPECT_FALSE(after->verify("changed", "a"));
    EXPECT_NE((*Credentials::make(settings))->find("nobody").verifier.salt,
              after->find("nobody").verifier.salt);
}

}  // namespace
}  // namespace ormgate
