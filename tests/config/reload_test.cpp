#include "config/reload.hpp"

#include <gtest/gtest.h>

#include "tests/config/load_settings.hpp"

namespace ormgate {
namespace {

using testing::loaded;
using Texts = std::vector<std::string>;

ReloadPlan planned(std::string_view before, std::string_view after) {
    auto plan = plan_reload(loaded(before), loaded(after));
    if (!plan) ADD_FAILURE() << to_text(plan.error().front(), "f");
    return plan ? *plan : ReloadPlan{};
}

TEST(PlanReload, SeesNoChangeInTheSameConfig) {
    const std::string_view text =
        "databases: {a: {path: a.db}, p: {backend: postgres, host: h}}\nusers: [{name: u, password: x}]";
    const ReloadPlan plan = planned(text, text);
    EXPECT_EQ(plan.changed, Texts{});
    EXPECT_EQ(plan.needs_restart, Texts{});
}

TEST(PlanReload, KeepsWhatNeedsARestart) {
    const ReloadPlan plan = planned("databases: {a: {path: a.db}}\nworkers: 2\nlog: {level: info}",
                                    "databases: {a: {path: a.db}}\nworkers: 5\nlog: {level: error}\n"
                                    "listen: {postgres: {port: 7000}}");
    EXPECT_EQ(plan.changed, Texts{"log.level"});
    EXPECT_EQ(plan.needs_restart,
              (Texts{"listen.postgres.port", "listen.mysql.enabled", "listen.http.enabled", "workers"}));
    EXPECT_EQ(plan.settings.workers, 2u);
    EXPECT_EQ(plan.settings.listen.postgres.port, 6432);
    EXPECT_TRUE(plan.settings.listen.mysql.enabled);
    EXPECT_EQ(plan.settings.log.level, LogLevel::error);
}

TEST(PlanReload, NamesUsersAndDatabasesThatCameWentOrChanged) {
    const ReloadPlan plan = planned(
        "users: [{name: a, password: x}, {name: b, password: y}]\n"
        "databases: {a: {path: a.db}, b: {path: b.db}, p: {backend: postgres, host: h, pool: {size: 3}}}",
        "users: [{name: c, password: x}, {name: b, password: z, databases: [a]}]\n"
        "databases: {a: {path: c.db}, c: {path: b.db}, p: {backend: postgres, host: h, pool: {size: 4}}}");
    EXPECT_EQ(plan.changed,
              (Texts{"users.c",
                     "users.b.password",
                     "users.b.databases",
                     "users.a",
                     "databases.a.path",
                     "databases.c",
                     "databases.p.pool.size",
                     "databases.b"}));
    EXPECT_EQ(plan.settings.databases.at("p").pool.size, 4u);
}

TEST(PlanReload, NeverLeavesAnOpenListenerWithoutUsers) {
    const Settings open = loaded(
        "listen: {postgres: {address: 0.0.0.0}}\nusers: [{name: a, password: x}]\ndatabases: {a: {path: "
        "a.db}}");
    const Settings closed = loaded("listen: {postgres: {port: 6432}}\ndatabases: {a: {path: a.db}}");
    const auto plan = plan_reload(open, closed);
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().front().key, "listen.postgres.address");
}

}  // namespace
}  // namespace ormgate
