#include "server/relay/mysql/classify.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

MysqlTraits classified(std::string_view sql, std::string_view mode = "") {
    return classify_mysql(sql, mysql_dialect_of(true, mode));
}

TEST(MysqlClassify, FindsNothingInPlainStatements) {
    for (const char* sql : {"SELECT 1",
                            "INSERT INTO t (a) VALUES ('GET_LOCK(1)', \"@x := 1\") -- LOCK TABLES",
                            "UPDATE t SET a = @x WHERE b = @@sql_mode",
                            "DELETE FROM t /* CREATE TEMPORARY TABLE x */ WHERE a = 1",
                            "SELECT t.last_insert_id FROM t",
                            "INSERT INTO t SELECT @x",
                            "SHOW TABLES",
                            "BEGIN",
                            "COMMIT"})
        EXPECT_TRUE(classified(sql).plain()) << sql;
}

TEST(MysqlClassify, NamesWhatPins) {
    const std::pair<const char*, MysqlPin> cases[] = {
        {"create temporary table x (a int)", MysqlPin::temporary_table},
        {"CREATE OR REPLACE TEMPORARY TABLE x (a int)", MysqlPin::temporary_table},
        {"select get_lock('a', 1)", MysqlPin::user_lock},
        {"LOCK TABLES t WRITE", MysqlPin::table_lock},
        {"FLUSH TABLES WITH READ LOCK", MysqlPin::table_lock},
        {"PREPARE s FROM 'SELECT 1'", MysqlPin::sql_prepare},
        {"SELECT @a := 1", MysqlPin::user_variable},
        {"SELECT a INTO @a FROM t", MysqlPin::user_variable},
        {"CALL p(@a)", MysqlPin::user_variable},
        {"SET @a = NOW()", MysqlPin::user_variable},
        {"SET @a = 1 + 1", MysqlPin::user_variable},
        {"SELECT SQL_CALC_FOUND_ROWS * FROM t", MysqlPin::found_rows},
        {"SET TRANSACTION ISOLATION LEVEL READ COMMITTED", MysqlPin::next_transaction},
        {"SET ROLE admin", MysqlPin::role},
        {"SET SESSION insert_id = 5", MysqlPin::replication_variable},
        {"HANDLER t OPEN", MysqlPin::handler},
        {"XA START 'x'", MysqlPin::xa_transaction},
        {"SELECT 1; CREATE /*! TEMPORARY */ TABLE x (a int)", MysqlPin::temporary_table},
    };
    for (const auto& [sql, pin] : cases) EXPECT_TRUE(classified(sql).pins.has(pin)) << sql;
    EXPECT_TRUE(classified("UNLOCK TABLES").unpins.has(MysqlPin::table_lock));
}

TEST(MysqlClassify, TakesLiteralsOfUserVariables) {
    const MysqlTraits traits = classified("SET @A = 'x''y', @b := -1.5, time_zone = '+00:00', @c = NULL");
    EXPECT_TRUE(traits.pins.empty());
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"@a", "'x''y'"}, {"@b", "-1.5"}, {"@c", "NULL"}};
    EXPECT_EQ(traits.user_variables, expected);
    EXPECT_TRUE(
        classified("SET @a = 'ä'").pins.has(MysqlPin::user_variable));  // its character set is the session's
}

TEST(MysqlClassify, KnowsWhatAsksForTheStatementBefore) {
    EXPECT_TRUE(classified("SELECT LAST_INSERT_ID()").reads_insert_id);
    EXPECT_TRUE(classified("INSERT INTO t VALUES (last_insert_id())").reads_insert_id);
    EXPECT_TRUE(classified("SELECT @@identity").reads_insert_id);
    EXPECT_TRUE(classified("SELECT ROW_COUNT()").reads_previous);
    EXPECT_TRUE(classified("SELECT FOUND_ROWS()").reads_previous);
    EXPECT_TRUE(classified("SHOW WARNINGS").reads_warnings);
    EXPECT_TRUE(classified("SHOW COUNT(*) ERRORS").reads_warnings);
    EXPECT_TRUE(classified("SELECT @@session.warning_count").reads_warnings);
    EXPECT_FALSE(classified("DELETE FROM t; SELECT ROW_COUNT()").reads_previous);  // of its own text
}

TEST(MysqlClassify, ReadsSet) {
    EXPECT_TRUE(classified("SET NAMES utf8mb4").sets_characters);
    EXPECT_TRUE(classified("SET @@session.collation_connection = latin1_bin").sets_characters);
    EXPECT_TRUE(classified("SET STATEMENT sql_mode = '' FOR SELECT 1").borrows_settings);
    EXPECT_TRUE(classified("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE").pins.empty());
    EXPECT_EQ(classified("SET @@ormgate_session = 'x'").own, std::vector<std::string>{"ormgate_session"});
}

TEST(MysqlClassify, ReadsKillAndUse) {
    const auto kill = classified("KILL QUERY 17").kill;
    ASSERT_TRUE(kill);
    EXPECT_TRUE(kill->query);
    EXPECT_EQ(kill->id, 17u);
    EXPECT_FALSE(classified("kill 5").kill->query);
    EXPECT_FALSE(classified("KILL 5; SELECT 1").kill);
    EXPECT_EQ(classified("USE `my db`").database, "my db");
}

TEST(MysqlClassify, FollowsTheSqlMode) {
    EXPECT_FALSE(classified("SELECT \"\\\"; LOCK TABLES t WRITE; \"").pins.has(MysqlPin::table_lock));
    EXPECT_TRUE(classified("SELECT '\\'; LOCK TABLES t WRITE", "NO_BACKSLASH_ESCAPES")
                    .pins.has(MysqlPin::table_lock));
}

TEST(MysqlClassify, SurvivesWhatIsNotSql) {
    for (const char* sql :
         {"", ";", ";;", "'", "`", "SET", "SET @", "SET @a", "SET @a =", "USE", "KILL", "SELECT @@", "/*"})
        classified(sql);
}

}  // namespace
}  // namespace ormgate
