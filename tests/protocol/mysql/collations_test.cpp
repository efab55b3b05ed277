#include "protocol/mysql/collations.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ormgate::mysql {
namespace {

std::string name_of(std::uint16_t id, Flavor flavor) {
    const Collation* collation = collation_of(id, flavor);
    return collation ? collation->name : "";
}

TEST(MysqlCollations, HaveTheNumbersOfTheirServer) {
    EXPECT_EQ(name_of(8, Flavor::mysql), "latin1_swedish_ci");
    EXPECT_EQ(name_of(33, Flavor::mysql), "utf8mb3_general_ci");
    EXPECT_EQ(name_of(45, Flavor::mariadb), "utf8mb4_general_ci");
    EXPECT_EQ(name_of(63, Flavor::mariadb), "binary");
    EXPECT_EQ(name_of(255, Flavor::mysql), "utf8mb4_0900_ai_ci");
    EXPECT_EQ(name_of(255, Flavor::mariadb), "");
    EXPECT_EQ(name_of(245, Flavor::mysql), "utf8mb4_croatian_ci");
    EXPECT_EQ(name_of(245, Flavor::mariadb), "utf8mb4_croatian_mysql561_ci");
    EXPECT_EQ(name_of(608, Flavor::mariadb), "utf8mb4_croatian_ci");
    // As MariaDB 10.11 lists them.
    EXPECT_EQ(name_of(1069, Flavor::mariadb), "utf8mb4_general_nopad_ci");
    EXPECT_EQ(name_of(1071, Flavor::mariadb), "latin1_nopad_bin");
    EXPECT_EQ(name_of(1026, Flavor::mariadb), "") << "latin2_czech_cs has no nopad form";
    EXPECT_EQ(name_of(2048, Flavor::mariadb), "utf8mb3_uca1400_ai_ci");
    EXPECT_EQ(name_of(2304, Flavor::mariadb), "utf8mb4_uca1400_ai_ci");
    EXPECT_EQ(name_of(2055, Flavor::mariadb), "utf8mb3_uca1400_nopad_as_cs");
    EXPECT_EQ(collations(Flavor::mysql).size(), 286u);
    EXPECT_EQ(collations(Flavor::mariadb).size(), 1242u);
}

TEST(MysqlCollations, AreFoundByNameAndSortedByNumber) {
    for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb}) {
        EXPECT_TRUE(std::ranges::is_sorted(collations(flavor), {}, &Collation::id));
        for (const Collation& one : collations(flavor)) {
            EXPECT_EQ(collation_named(one.name, flavor), &one) << one.name;
            EXPECT_EQ(collation_of(one.id, flavor), &one) << one.name;
            EXPECT_TRUE(one.name == one.charset || one.name.starts_with(std::string(one.charset) + "_"));
        }
    }
    EXPECT_EQ(collation_named("UTF8_General_CI", Flavor::mysql)->id, 33);
    EXPECT_EQ(collation_named("utf8mb4_0900_ai_ci", Flavor::mariadb), nullptr);
    EXPECT_EQ(collation_named("", Flavor::mysql), nullptr);
}

TEST(MysqlCharsets, HaveTheDefaultsOfTheirServer) {
    EXPECT_EQ(charset_named("utf8mb4", Flavor::mysql)->mysql_default, "utf8mb4_0900_ai_ci");
    EXPECT_EQ(charset_named("UTF8MB4", Flavor::mariadb)->mariadb_default, "utf8mb4_general_ci");
    EXPECT_EQ(charset_named("utf8", Flavor::mysql)->name, "utf8mb3");
    EXPECT_EQ(charset_named("gb18030", Flavor::mariadb), nullptr);
    EXPECT_EQ(charset_named("latin1", Flavor::mysql)->max_bytes, 1);
    for (const Charset& one : charsets()) {
        const Collation* collation = collation_named(one.mysql_default, Flavor::mysql);
        ASSERT_TRUE(collation) << one.name;
        EXPECT_EQ(collation->charset, one.name);
        EXPECT_TRUE(collation->is_default);
    }
}

}  // namespace
}  // namespace ormgate::mysql
