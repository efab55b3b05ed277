#include "config/settings.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

Settings with_wildcard() {
    Settings settings;
    settings.databases["app"].path = "main.db";
    settings.databases["*"].path = "data/{database}.db";
    return settings;
}

TEST(SettingsDatabase, PrefersTheEntryOfItsName) {
    EXPECT_EQ(with_wildcard().database("app")->path, "main.db");
    EXPECT_EQ(with_wildcard().database("app")->database, "app");
}

TEST(SettingsDatabase, PutsOtherNamesIntoTheWildcardsPath) {
    EXPECT_EQ(with_wildcard().database("test app")->path, "data/test app.db");
    EXPECT_EQ(with_wildcard().database("{database}")->path, "data/{database}.db");
}

TEST(SettingsDatabase, RefusesNamesThatAreNotOneComponentOfAPath) {
    using namespace std::literals;
    for (const std::string_view name :
         {""sv, "."sv, ".."sv, "../x"sv, "/etc/passwd"sv, "a/b"sv, "a\\b"sv, ".hidden"sv, "a\0b"sv, "*"sv})
        EXPECT_FALSE(with_wildcard().database(name).has_value()) << name;
    EXPECT_FALSE(with_wildcard().database(std::string(201, 'x')).has_value());
}

TEST(SettingsDatabase, KnowsNoOtherNameWithoutAWildcard) {
    Settings settings;
    settings.databases["app"].database = "other";
    EXPECT_EQ(settings.database("app")->database, "other");
    EXPECT_FALSE(settings.database("shop").has_value());
}

TEST(MayUse, AllowsAllOrTheListedDatabases) {
    EXPECT_TRUE(may_use(UserSettings{}, "app"));
    UserSettings user;
    user.databases = {"shop"};
    EXPECT_TRUE(may_use(user, "shop"));
    EXPECT_FALSE(may_use(user, "app"));
}

}  // namespace
}  // namespace ormgate
