#include <gtest/gtest.h>

#include "dialects/lexer.hpp"
#include "dialects/parser.hpp"
#include "dialects/printer/printer.hpp"

using namespace ormgate;
using namespace ormgate::dialects;

namespace {

std::string printed(std::string_view sql, const Dialect& from = mysql_dialect) {
    auto parsed = parse_statement(sql, from);
    return parsed ? print_mysql(**parsed, from.id) : "! " + parsed.error().message;
}

}  // namespace

TEST(Mysql, PrintsTheUsualSpellingOfWhatMeansTheSame) {
    struct Case {
        std::string_view sql, same;
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"select a && b || !c", "SELECT a AND b OR NOT c"},
        {"select a mod b, a % b, 5 div 2", "SELECT a % b, a % b, 5 DIV 2"},
        {"select a != b, a <> b, a <=> b", "SELECT a <> b, a <> b, a <=> b"},
        {"select a rlike b, a not regexp b", "SELECT a REGEXP b, NOT a REGEXP b"},
        {"select -a ^ b, -(a ^ b)", "SELECT -a ^ b, -(a ^ b)"},
        {"select (a or b) and c, a or (b and c)", "SELECT (a OR b) AND c, a OR b AND c"},
        {"select not a = b, (not a) = b, !a = b", "SELECT NOT a = b, (NOT a) = b, (NOT a) = b"},
        {"select a between 1 and 2 and b", "SELECT a BETWEEN 1 AND 2 AND b"},
        {"select interval 1 day + a", "SELECT a + INTERVAL 1 DAY"},
        {"select 'a' 'b', \"c\"\"d\", 'e\\'f\\\\g'", "SELECT 'ab', 'c\"d', 'e''f\\\\g'"},
        {"select x'4D', 0x4d, 0x4, b'01', 0b1", "SELECT x'4D', x'4d', 0x4, b'01', b'1'"},
        {"select _utf8mb4'x', n'y'", "SELECT _utf8mb4 'x', N'y'"},
        {"select /*!50000 1, */ 2 /*!99999 , 3 */", "SELECT 1, 2"},
        {"insert into t set a = 1, b = 2", "INSERT INTO t (a, b) VALUES (1, 2)"},
        {"delete from a, b using a join b", "DELETE a, b FROM a CROSS JOIN b"},
        {"select 1 from a join b left join c on a.x = c.x", "SELECT 1 FROM a CROSS JOIN b LEFT JOIN c ON a.x = c.x"},
        {"select 1 limit 5, 10", "SELECT 1 LIMIT 10 OFFSET 5"},
        {"set @@global.x = 1, @y := 2, names utf8mb4", "SET GLOBAL x = 1, @y = 2, NAMES 'utf8mb4'"},
        {"select `key`, t.select from `order` t", "SELECT `key`, t.`select` FROM `order` AS t"},
        {"create table t (a integer(11), b bool, c character varying(5))", "CREATE TABLE t (a int(11), b boolean, c varchar(5))"},
        {"create table t (a int, index (a), unique (a))", "CREATE TABLE t (a int, KEY (a), UNIQUE KEY (a))"},
    };
    // clang-format on
    for (const Case& each : cases) EXPECT_EQ(printed(each.sql), each.same) << each.sql;
}

TEST(Mysql, RefusesSyntaxErrorsWithTheWordsOfTheServer) {
    struct Case {
        std::string_view sql, near;
        std::size_t line, position;
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"selec 1", "selec 1", 1, 1},
        {"SELECT 1 +", "", 1, 11},
        {"SELECT a,\n FROM t", "FROM t", 2, 12},
        {"SELECT 'abc", "'abc", 1, 8},
        {"SELECT a LIKE b + c", "+ c", 1, 17},
        {"SELECT * FROM t WHERE", "", 1, 22},
        {"SELECT a, * FROM t", "* FROM t", 1, 11},
        {"SELECT count (*) FROM t", "*) FROM t", 1, 15},
        {"INSERT INTO t (a VALUES (1)", "VALUES (1)", 1, 18},
        {"CREATE TABLE t (a int,)", ")", 1, 23},
        {"SELECT /* x", "/* x", 1, 8},
        {"SELECT é, FROM t", "FROM t", 1, 11},
        {"SELECT x'4'", "x'4'", 1, 8},
        {"ALTER TABLE t ADD COLUMN a", "", 1, 27},
    };
    // clang-format on
    for (const Case& each : cases) {
        auto parsed = parse_statement(each.sql, mysql_dialect);
        ASSERT_FALSE(parsed) << each.sql;
        EXPECT_EQ(
            parsed.error().message,
            "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server "
            "version for the right syntax to use near '" +
                std::string(each.near) + "' at line " + std::to_string(each.line));
        EXPECT_EQ(parsed.error().position, each.position) << each.sql;
        EXPECT_EQ(info(parsed.error().code).mysql_errno, 1064) << each.sql;
    }
}

TEST(Mysql, RefusesByNameWhatItDoesNotDo) {
    for (std::string_view sql :
         {"SELECT 1 INTO @a", "SELECT 1 INTO OUTFILE 'x'", "LOAD XML INFILE 'x' INTO TABLE t"}) {
        auto parsed = parse_statement(sql, mysql_dialect);
        ASSERT_FALSE(parsed) << sql;
        EXPECT_EQ(parsed.error().code, Errc::unsupported) << sql;
    }
}

TEST(Mysql, ReadsATextAsItsSqlModeSays) {
    const Dialect& ansi = dialect(DialectId::mysql, sql_mode::ansi_quotes | sql_mode::pipes_as_concat);
    EXPECT_EQ(printed("SELECT \"a b\" || 'c'", ansi), "SELECT concat(`a b`, 'c')");
    EXPECT_EQ(printed("SELECT \"a b\" || 'c'"), "SELECT 'a b' OR 'c'");
    const Dialect& plain = dialect(DialectId::mysql, sql_mode::no_backslash_escapes);
    EXPECT_EQ(printed(R"(SELECT 'a\')", plain), R"(SELECT 'a\\')");
    const Dialect& high = dialect(DialectId::mysql, sql_mode::high_not_precedence);
    EXPECT_EQ(printed("SELECT NOT a = b", high), "SELECT (NOT a) = b");
    auto one = cut_templates("SELECT \"a\"", mysql_dialect), other = cut_templates("SELECT \"a\"", ansi);
    ASSERT_TRUE(one && other);
    EXPECT_NE(one->front().key, other->front().key);
}

TEST(Mysql, CutsStoredProgramsAtTheirEnd) {
    auto templates = cut_templates(
        "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; WHILE 1 DO SET x = 1; END WHILE; "
        "CASE x WHEN 1 THEN SELECT 2; END CASE; BEGIN SELECT 3; END; END; SELECT 4",
        mysql_dialect);
    ASSERT_TRUE(templates);
    ASSERT_EQ(templates->size(), 2u);
    EXPECT_EQ((*templates)[1].text, "SELECT 4");
}

TEST(Mysql, SkipsExecutableCommentsOfOtherServers) {
    EXPECT_EQ(printed("SELECT 1 /*M! + 1 */ /*!50701 + 2 */ /*!100100 + 3 */", mariadb_dialect),
              "SELECT 1 + 1 + 3");
    EXPECT_EQ(printed("SELECT 1 /*M! + 1 */ /*!50701 + 2 */ /*!80100 + 3 */"), "SELECT 1 + 2");
    auto templates =
        cut_templates("/*!40101 SET NAMES utf8mb4 */; SELECT 1 /*! + 1 */; SELECT 2", mysql_dialect);
    ASSERT_TRUE(templates);
    ASSERT_EQ(templates->size(), 3u);
    EXPECT_EQ((*templates)[1].text, "SELECT 1 /*! + 1 */");
}

TEST(Mysql, BoundsTheDepthOfStatements) {
    std::string deep = "SELECT ";
    for (int i = 0; i < 2000; ++i) deep += '(';
    EXPECT_EQ(parse_statement(deep, mysql_dialect).error().code, Errc::statement_too_complex);
    std::string chain = "SELECT 1";
    for (int i = 0; i < 5000; ++i) chain += " + 1";
    EXPECT_EQ(parse_statement(chain, mysql_dialect).error().code, Errc::statement_too_complex);
    std::string list = "SELECT a = 1";
    for (int i = 0; i < 5000; ++i) list += " OR a = 1";
    EXPECT_TRUE(parse_statement(list, mysql_dialect));
}
