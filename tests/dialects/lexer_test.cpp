#include "dialects/lexer.hpp"

#include <gtest/gtest.h>

using namespace ormgate;
using namespace ormgate::dialects;
using ast::LiteralKind;

namespace {

std::string visible(std::string key) {
    for (char& c : key)
        if (c == '\x01') c = '?';
    return key;
}

Template cut_one(std::string_view sql) {
    auto templates = cut_templates(sql, postgres_dialect);
    EXPECT_TRUE(templates) << sql;
    EXPECT_EQ(templates->size(), 1u) << sql;
    return std::move(templates->front());
}

}  // namespace

TEST(Lexer, WritesKeysThatTellStatementsApartButForTheirLiterals) {
    struct Case {
        std::string_view sql, key;
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"SELECT  A  FROM t -- c", "select a from t"},
        {"select /* x /* y */ */ \"A\" from t", "select \"A\" from t"},
        {"select 1, 3000000000, 99999999999999999999, 1.5, 'x'", "select ?4 , ?8 , ?g , ?d , ?s"},
        {"select -5, +5", "select - ?4 , + ?4"},
        {"select E'a', U&'a', $$a$$, N'a', B'1', X'1'", "select ?s , ?s , ?s , ?n , ?b , ?x"},
        {"select true, false, null", "select true , false , null"},
        {"select x::varchar(10), numeric(3,2) '1'", "select x :: varchar ( 10 ) , numeric ( 3 , 2 ) ?s"},
        {"select current_timestamp(3), f(3)", "select current_timestamp ( 3 ) , f ( ?4 )"},
        {"select a != b, a <> b", "select a <> b , a <> b"},
        {"insert into t values (1, 'x')", "insert into t values ( ?4 , ?s )"},
        {"set x = 5", "set x = 5"},
        {"create table t (a int default 5)", "create table t ( a int default 5 )"},
        {"alter table t add check (a > 'x')", "alter table t add check ( a > 'x' )"},
        {"(select 1)", "( select ?4 )"},
        {"select $1::int, a ? 'b'", "select $1 :: int , a ? ?s"},
    };
    // clang-format on
    for (const Case& each : cases) EXPECT_EQ(visible(cut_one(each.sql).key), each.key);
}

TEST(Lexer, DecodesTheLiteralsItLifts) {
    struct Case {
        std::string_view sql;
        LiteralKind kind;
        std::string text;
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"select 'it''s'", LiteralKind::string, "it's"},
        {"select 'a\\b'", LiteralKind::string, "a\\b"},
        {"select 'a'\n  'b'", LiteralKind::string, "ab"},
        {"select E'\\b\\f\\n\\r\\t\\v\\\\\\'\\q'", LiteralKind::string, "\b\f\n\r\t\v\\'q"},
        {"select E'\\x41\\101\\u00e9\\U0001F600'", LiteralKind::string, "AA\u00e9\U0001F600"},
        {"select E'\\uD83D\\uDE00'", LiteralKind::string, "\U0001F600"},
        {"select U&'d\\0061t\\+000061'", LiteralKind::string, "data"},
        {"select U&'d!0061t!!' UESCAPE '!'", LiteralKind::string, "dat!"},
        {"select $$it's$$", LiteralKind::string, "it's"},
        {"select $a$x$$y$a$", LiteralKind::string, "x$$y"},
        {"select N'x'", LiteralKind::national, "x"},
        {"select b'01'", LiteralKind::bit_string, "01"},
        {"select x'1F'", LiteralKind::hex_string, "1F"},
        {"select 007", LiteralKind::integer, "007"},
        {"select 1.", LiteralKind::decimal, "1."},
        {"select .5e-3", LiteralKind::decimal, ".5e-3"},
    };
    // clang-format on
    for (const Case& each : cases) {
        const Template cut = cut_one(each.sql);
        ASSERT_EQ(cut.literals.size(), 1u) << each.sql;
        EXPECT_EQ(cut.literals[0].kind, each.kind) << each.sql;
        EXPECT_EQ(cut.literals[0].text, each.text) << each.sql;
        EXPECT_EQ(cut.literals[0].position, 7u) << each.sql;
    }
}

TEST(Lexer, CutsAtSemicolonsOfTheTopLevelOnly) {
    auto templates = cut_templates(
        " ; select 1 ;; select ';' ; create function f() returns int begin atomic select 1; "
        "select case when true then 1 end; end; select 2 -- ; x",
        postgres_dialect);
    ASSERT_TRUE(templates);
    ASSERT_EQ(templates->size(), 4u);
    EXPECT_EQ((*templates)[0].text, "select 1");
    EXPECT_EQ((*templates)[0].begin, 3u);
    EXPECT_EQ((*templates)[1].text, "select ';'");
    EXPECT_TRUE((*templates)[2].text.ends_with("end; end")) << (*templates)[2].text;
    EXPECT_EQ((*templates)[3].text, "select 2");
    EXPECT_TRUE(cut_templates("", postgres_dialect)->empty());
    EXPECT_TRUE(cut_templates(" -- only a comment", postgres_dialect)->empty());
}

TEST(Lexer, RefusesWhatPostgresRefuses) {
    struct Case {
        std::string_view sql, message;
        std::size_t position;
        std::string_view sqlstate = "42601";
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"select 'abc", "unterminated quoted string at or near \"'abc\"", 8},
        {"select E'abc\\'", "unterminated quoted string at or near \"E'abc\\'\"", 8},
        {"select \"abc", "unterminated quoted identifier at or near \"\"abc\"", 8},
        {"select \"\"", "zero-length delimited identifier at or near \"\"\"\"", 8},
        {"select $$abc", "unterminated dollar-quoted string at or near \"$$abc\"", 8},
        {"select 1 /* x", "unterminated /* comment at or near \"/* x\"", 10},
        {"select B'01", "unterminated bit string literal at or near \"B'01\"", 8},
        {"select X'01", "unterminated hexadecimal string literal at or near \"X'01\"", 8},
        {"select 123abc", "trailing junk after numeric literal at or near \"123a\"", 8},
        {"select 0x1F", "trailing junk after numeric literal at or near \"0x\"", 8},
        {"select 1.5x", "trailing junk after numeric literal at or near \"1.5x\"", 8},
        {"select 1e", "trailing junk after numeric literal at or near \"1e\"", 8},
        {"select 1e+", "trailing junk after numeric literal at or near \"1e+\"", 8},
        {"select $1a", "trailing junk after parameter at or near \"$1a\"", 8},
        {"select '\u00e9', 'x", "unterminated quoted string at or near \"'x\"", 13},
        {"select E'\\u00'", "invalid Unicode escape", 10, "22025"},
        {"select U&'\\00'", "invalid Unicode escape", 8, "22025"},
        {"select U&'a' UESCAPE 'xy'", "invalid Unicode escape character at or near \"'xy'\"", 22},
        {"select U&'a' UESCAPE 5", "UESCAPE must be followed by a simple string literal at or near \"5\"", 22},
        {"select '\xff'", "invalid byte sequence for encoding \"UTF8\"", 0, "22021"},
        {"select E'\\xff'", "invalid byte sequence for encoding \"UTF8\"", 0, "22021"},
    };
    // clang-format on
    for (const Case& each : cases) {
        auto cut = cut_templates(each.sql, postgres_dialect);
        ASSERT_FALSE(cut) << each.sql;
        EXPECT_EQ(cut.error().message, each.message) << each.sql;
        EXPECT_EQ(cut.error().position, each.position) << each.sql;
        EXPECT_EQ(cut.error().sqlstate(), each.sqlstate) << each.sql;
    }
}

TEST(Lexer, EndsOperatorsWherePostgresDoes) {
    struct Case {
        std::string_view sql, key;
    };
    const Case cases[] = {
        {"select a<-1", "select a < - ?4"},
        {"select a*-1", "select a * - ?4"},
        {"select a@-1", "select a @- ?4"},
        {"select a<=-1", "select a <= - ?4"},
        {"select a||b", "select a || b"},
        {"select a->>'b'", "select a ->> ?s"},
        {"select 1+--x\n2", "select ?4 + ?4"},
        {"select 1+/*x*/2", "select ?4 + ?4"},
        {"select a::int", "select a :: int"},
        {"select a[1:2]", "select a [ ?4 : ?4 ]"},
        {"select f(a:=1,b=>2)", "select f ( a := ?4 , b => ?4 )"},
    };
    for (const Case& each : cases) EXPECT_EQ(visible(cut_one(each.sql).key), each.key) << each.sql;
}

TEST(Lexer, ReadsTheOtherDialectsQuotes) {
    auto sqlite = cut_templates("SELECT [a b], `c`, \"d\", x'00', ?1, :n, 0x1F", sqlite_dialect);
    ASSERT_TRUE(sqlite);
    EXPECT_EQ(visible((*sqlite)[0].key), "SELECT [a b] , `c` , \"d\" , ?x , ?1 , :n , ?4");
    auto mysql = cut_templates("SELECT `a`, \"b\\\"c\", 'd\\'e' # x", mysql_dialect);
    ASSERT_TRUE(mysql);
    ASSERT_EQ((*mysql)[0].literals.size(), 2u);
    EXPECT_EQ((*mysql)[0].literals[0].text, "b\"c");
    EXPECT_EQ((*mysql)[0].literals[1].text, "d'e");
}

// A prefix of a text is cut or refused, never read past its end.
TEST(Lexer, SurvivesEveryTruncation) {
    const std::string sql =
        "select E'\\u00e9\\x41', U&'\\0041' uescape '!', $a$ x $a$, 'a'\n'b', /* c /* d */ */ 1.5e+3, "
        "\"x\"\"y\", $1";
    for (std::size_t size = 0; size <= sql.size(); ++size) {
        const std::string cut = sql.substr(0, size);
        auto templates = cut_templates(cut, postgres_dialect);
        if (!templates) EXPECT_FALSE(templates.error().message.empty());
    }
}
