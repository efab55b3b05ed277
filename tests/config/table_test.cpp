#include "config/table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "config/assign.hpp"
#include "config/describe.hpp"

namespace ormgate {
namespace {

TEST(SettingTable, HasEachKeyAndEachMemberOnce) {
    Settings settings;
    UserSettings user;
    DatabaseSettings database;
    const SettingScope scope{&settings, &user, &database};
    std::set<std::string_view> keys;
    std::set<const void*> members;
    for (const Setting& row : setting_table()) {
        EXPECT_TRUE(keys.insert(row.key).second) << row.key;
        const Field field = row.field(scope);
        const void* address = std::visit(
            [](const auto& member) -> const void* {
                if constexpr (std::is_same_v<std::decay_t<decltype(member)>, Choice>)
                    return member.value;
                else
                    return member;
            },
            field);
        EXPECT_TRUE(members.insert(address).second) << row.key;
    }
}

TEST(SettingTable, HoldsDefaultsWithinTheirBounds) {
    Settings settings;
    UserSettings user;
    DatabaseSettings database;
    for (const Setting& row : setting_table()) {
        const std::string refusal = refusal_of(row, row.field({&settings, &user, &database}));
        EXPECT_EQ(refusal, row.key == "users[].name" ? "is missing" : "") << row.key;
    }
}

TEST(SettingTable, ExplainsEveryRow) {
    for (const Setting& row : setting_table()) {
        EXPECT_TRUE(row.help.ends_with('.')) << row.key;
        EXPECT_LE(row.bounds.min, row.bounds.max) << row.key;
        EXPECT_EQ(row.help.find('|'), std::string_view::npos)
            << row.key << " would break its table in the docs";
    }
}

TEST(DescribeSettings, IsTheSettingsPage) {
    std::ifstream file(ORMGATE_SOURCE_DIR "/docs/settings.md");
    std::ostringstream page;
    page << file.rdbuf();
    EXPECT_EQ(page.str(), describe_settings()) << "run: ormgate settings > docs/settings.md";
}

}  // namespace
}  // namespace ormgate
