#include "server/session/settings_vector.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

SettingsVector vector_of(std::initializer_list<SettingsVector::Entry> entries) {
    SettingsVector vector;
    for (const auto& [name, value] : entries) vector.set(name, value);
    return vector;
}

TEST(SettingsVector, FoldsNamesAndComparesByContent) {
    SettingsVector a = vector_of({{"TimeZone", "UTC"}, {"work_mem", "64MB"}});
    SettingsVector b = vector_of({{"work_mem", "1MB"}, {"timezone", "UTC"}});
    EXPECT_FALSE(a == b);
    b.set("WORK_MEM", "64MB");
    EXPECT_TRUE(a == b);
    ASSERT_NE(a.find("TIMEZONE"), nullptr);
    EXPECT_EQ(*a.find("timezone"), "UTC");
    a.erase("TimeZone");
    EXPECT_FALSE(a == b);
    b.erase("timezone");
    EXPECT_TRUE(a == b);
    a.clear();
    b.erase("work_mem");
    EXPECT_TRUE(a == b);
}

struct Difference {
    SettingsVector from, to;
    std::string sql;
};

TEST(SettingsVector, SendsOnlyTheDifference) {
    // clang-format off: one row a line
    const std::vector<Difference> cases = {
        {{}, {}, ""},
        {vector_of({{"a", "1"}}), vector_of({{"a", "1"}}), ""},
        {{}, vector_of({{"b", "2"}, {"a", "1"}}), "SELECT pg_catalog.set_config('a','1',false),pg_catalog.set_config('b','2',false)"},
        {vector_of({{"a", "1"}, {"b", "2"}}), vector_of({{"b", "3"}}), "RESET \"a\";SELECT pg_catalog.set_config('b','3',false)"},
        {vector_of({{"my.thing", "x"}}), {}, "RESET \"my\".\"thing\";"},
        {{}, vector_of({{"a", "it's \\ here"}}), "SELECT pg_catalog.set_config('a', E'it''s \\\\ here',false)"},
        {vector_of({{"role", "x"}, {"a", "1"}}), {}, "RESET \"role\";RESET \"a\";"},
        {{}, vector_of({{"role", "x"}, {"session_authorization", "y"}, {"zoo", "1"}}),
         "SELECT pg_catalog.set_config('zoo','1',false),pg_catalog.set_config('session_authorization','y',false),"
         "pg_catalog.set_config('role','x',false)"},
    };
    // clang-format on
    for (const Difference& c : cases) EXPECT_EQ(settings_difference(c.from, c.to), c.sql);
}

}  // namespace
}  // namespace ormgate
