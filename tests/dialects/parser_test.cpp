#include "dialects/parser.hpp"

#include <gtest/gtest.h>

#include "dialects/printer/printer.hpp"

using namespace ormgate;
using namespace ormgate::dialects;

TEST(Parser, RefusesSyntaxErrorsWherePostgresDoes) {
    struct Case {
        std::string_view sql, message;
        std::size_t position;
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"selec 1", "syntax error at or near \"selec\"", 1},
        {"select 1 +", "syntax error at end of input", 11},
        {"select 1,", "syntax error at end of input", 10},
        {"select a, from t", "syntax error at or near \"from\"", 11},
        {"select from from", "syntax error at or near \"from\"", 13},
        {"select * from t where", "syntax error at end of input", 22},
        {"select '\u00e9' FROM 'x'", "syntax error at or near \"'x'\"", 17},
        {"select a < b < c", "syntax error at or near \"<\"", 14},
        {"select a like b like c", "syntax error at or near \"like\"", 17},
        {"select a between 1", "syntax error at end of input", 19},
        {"select f(x)[1]", "syntax error at or near \"[\"", 12},
        {"select * from (select 1)", "subquery in FROM must have an alias", 15},
        {"select 1 limit 2, 3", "LIMIT #,# syntax is not supported", 10},
        {"select 1; select 2", "syntax error at or near \"select\"", 11},
        {"insert t values (1)", "syntax error at or near \"t\"", 8},
        {"insert into t (a b) values (1)", "syntax error at or near \"b\"", 18},
        {"update t set a", "syntax error at end of input", 15},
        {"update t where a = 1", "syntax error at or near \"where\"", 10},
        {"delete t", "syntax error at or near \"t\"", 8},
        {"create table t (a)", "syntax error at end of input", 19},
        {"create table t (a int,)", "syntax error at or near \")\"", 23},
        {"create table t (a int primary)", "syntax error at or near \")\"", 30},
        {"alter table t add constraint", "syntax error at end of input", 29},
        {"drop tabel t", "syntax error at or near \"tabel\"", 6},
        {"begin isolation level chaos", "syntax error at or near \"chaos\"", 23},
        {"set x", "syntax error at end of input", 6},
        {"select $1 from t for updat", "syntax error at or near \"updat\"", 22},
        {"select a.b.c.d from \"T\" \"U\" \"V\"", "syntax error at or near \"\"V\"\"", 29},
        {"select extract(5 from x)", "syntax error at or near \"5\"", 16},
        {"select 1 union", "syntax error at end of input", 15},
        {"select {", "syntax error at or near \"{\"", 8},
        {"select 1 from from 'abc", "syntax error at or near \"from\"", 15},
        {"select 1 order by 1 fetch first 2 rows with ties limit 3", "syntax error at or near \"limit\"", 50},
        {"(select 1 order by 1) order by 1", "multiple ORDER BY clauses not allowed", 23},
        {"create table t (a int null not null)", "conflicting NULL/NOT NULL declarations for column \"a\"", 28},
        {"create table t (a int default 1 default 2)", "multiple default values specified for column \"a\"", 33},
    };
    // clang-format on
    for (const Case& each : cases) {
        auto parsed = parse_statement(each.sql, postgres_dialect);
        ASSERT_FALSE(parsed) << each.sql;
        EXPECT_EQ(parsed.error().message, each.message) << each.sql;
        EXPECT_EQ(parsed.error().position, each.position) << each.sql;
        EXPECT_EQ(parsed.error().code, Errc::syntax_error) << each.sql;
    }
}

TEST(Parser, GivesOperatorsPostgresPrecedence) {
    struct Case {
        std::string_view sql, printed;  // parentheses are printed only where they change the meaning
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"((a * b) + c)", "a * b + c"},
        {"a * (b + c)", "a * (b + c)"},
        {"(a + b) + c", "a + b + c"},
        {"a + (b + c)", "a + (b + c)"},
        {"not (a = b)", "NOT a = b"},
        {"(not a) = b", "(NOT a) = b"},
        {"(a and b) or c", "a AND b OR c"},
        {"a and (b or c)", "a AND (b OR c)"},
        {"(a || b) = c", "a || b = c"},
        {"a || (b = c)", "a || (b = c)"},
        {"(a = b) is null", "a = b IS NULL"},
        {"a = (b is null)", "a = (b IS NULL)"},
        {"(-a) ^ b", "-a ^ b"},
        {"-(a ^ b)", "-(a ^ b)"},
        {"(a::int) + 1", "a::integer + 1"},
        {"-(1::int)", "-1::integer"},
        {"(-1)::int", "(-1)::integer"},
        {"(a + b) at time zone c", "(a + b) AT TIME ZONE c"},
        {"a + (b at time zone c)", "a + b AT TIME ZONE c"},
        {"a between (b) and (c)", "a BETWEEN b AND c"},
        {"a between (b and c) and d", "a BETWEEN (b AND c) AND d"},
        {"(a) != (b)", "a <> b"},
        {"- - a", "- -a"},
        {"\"select\" + \"Abc\" + \"abc\"", "\"select\" + \"Abc\" + abc"},
    };
    // clang-format on
    for (const Case& each : cases) {
        auto parsed = parse_expression(each.sql, postgres_dialect);
        ASSERT_TRUE(parsed) << each.sql << parsed.error().message;
        EXPECT_EQ(print_postgres(**parsed), each.printed);
    }
}

TEST(Parser, NormalisesTheSpellingsOfTypes) {
    struct Case {
        std::string_view type, name;
    };
    // clang-format off: one row a line
    const Case cases[] = {
        {"int", "int4"},          {"integer", "int4"},           {"bigint", "int8"},
        {"smallint", "int2"},     {"real", "float4"},            {"float", "float8"},
        {"float(24)", "float4"},  {"float(25)", "float8"},       {"double precision", "float8"},
        {"dec(3)", "numeric"},    {"boolean", "bool"},           {"character varying(3)", "varchar"},
        {"char", "bpchar"},       {"\"char\"", "char"},          {"timestamp(3) with time zone", "timestamptz"},
        {"time", "time"},         {"bit varying(3)", "varbit"},  {"national character(3)", "bpchar"},
        {"text[]", "text"},       {"interval day to second(3)", "interval"},
    };
    // clang-format on
    for (const Case& each : cases) {
        auto parsed = parse_expression("x::" + std::string(each.type), postgres_dialect);
        ASSERT_TRUE(parsed) << each.type << parsed.error().message;
        const auto* cast = (*parsed)->as<ast::Cast>();
        ASSERT_NE(cast, nullptr);
        EXPECT_EQ(cast->type.name, ast::Name{std::string(each.name)}) << each.type;
    }
}

TEST(Parser, KeepsPositionsAndSourceSlices) {
    const std::string sql =
        "create table t (a int default 1 + 2 check (a  >  0), b int generated always as (a*2) stored)";
    auto parsed = parse_statement(sql, postgres_dialect);
    ASSERT_TRUE(parsed);
    const auto& table = *(*parsed)->as<ast::CreateTable>();
    EXPECT_EQ(table.columns[0].default_text, "1 + 2");
    EXPECT_EQ(table.columns[0].constraints[0].check_text, "a  >  0");
    EXPECT_EQ(table.columns[1].generation_text, "a*2");
    EXPECT_EQ(table.columns[1].position, sql.find("b int"));

    const std::string query = "select (a + b) * c from t";
    auto selected = parse_statement(query, postgres_dialect);
    ASSERT_TRUE(selected);
    const auto& select = std::get<ast::Select>((*(*selected)->as<ast::QueryPtr>())->body);
    const ast::Expr& product = *select.items[0].expr;
    EXPECT_EQ(query.substr(product.position, product.end - product.position), "(a + b) * c");
    EXPECT_EQ(product.operator_position, query.find('*'));
}

TEST(Parser, PinsLiteralsTheGrammarUses) {
    struct Case {
        std::string_view sql;
        std::vector<std::uint16_t> pinned;
    };
    const Case cases[] = {
        {"select 1", {}},
        {"select 'a', x::geometry(5)", {1}},
        {"select x::int[3]", {0}},
        {"select extract('year' from x), 1", {0}},
        {"with a as (select 1) cycle x set y to 'Y' default 'N' using z select 2", {1, 2}},
    };
    for (const Case& each : cases) {
        auto parsed = parse_statement(each.sql, postgres_dialect);
        ASSERT_TRUE(parsed) << each.sql << parsed.error().message;
        EXPECT_EQ((*parsed)->pinned_slots, each.pinned) << each.sql;
    }
}

TEST(Parser, BoundsNestingAndHeight) {
    auto repeat = [](std::string_view text, std::size_t count) {
        std::string result;
        for (std::size_t i = 0; i < count; ++i) result += text;
        return result;
    };
    EXPECT_TRUE(parse_statement("select " + repeat("(", 100) + "1" + repeat(")", 100), postgres_dialect));
    EXPECT_TRUE(parse_statement("select 1" + repeat(" + 1", 400), postgres_dialect));
    EXPECT_TRUE(parse_statement("select a" + repeat(" and a", 100000), postgres_dialect));
    EXPECT_TRUE(parse_statement("select 1 in (1" + repeat(", 1", 100000) + ")", postgres_dialect));
    constexpr std::size_t many = 100000;
    const std::string hostile[] = {
        "select " + repeat("(", many),
        "select " + repeat("((select ", many),
        "select " + repeat("not ", many) + "a",
        "select " + repeat("- ", many) + "1",
        "select " + repeat("@ ", many) + "1",
        "select 1" + repeat(" + 1", many),
        "select a" + repeat("[1]", many),
        "select a" + repeat("::int", many),
        "select " + repeat("x::a(", many),
        "select " + repeat("case when ", many),
        "select " + repeat("array[", many),
        "select " + repeat("f(", many),
        "select " + repeat("a = any (", many),
        "select 1" + repeat(" union select 1", many),
        "select * from " + repeat("(", many),
        "select * from " + repeat("(select * from ", many),
        "select * from a" + repeat(" cross join a", many),
        "select * from a" + repeat(" join a", many),
        "select 1 group by " + repeat("grouping sets (", many),
        repeat("with a as (", many),
        repeat("explain ", 2) + repeat("(", many),
        "create schema s " + repeat("create schema s ", many),
        "select (1,2)" + repeat(" overlaps (1,2)", many),
        "insert into t " + repeat("(", many),
        "prepare a as " + repeat("(", many),
    };
    for (const std::string& sql : hostile) {
        auto parsed = parse_statement(sql, postgres_dialect);
        ASSERT_FALSE(parsed) << sql.substr(0, 40);
        EXPECT_TRUE(parsed.error().code == Errc::statement_too_complex ||
                    parsed.error().code == Errc::syntax_error)
            << sql.substr(0, 40) << parsed.error().message;
    }
}

TEST(Parser, NamesWhatItDoesNotSupport) {
    for (const char* sql : {"select xmlelement(name a)",
                            "select treat(a as b)",
                            "select * from xmltable('x' passing y columns z int)",
                            "insert into t (a.b) values (1)",
                            "create table t as execute p"}) {
        auto parsed = parse_statement(sql, postgres_dialect);
        ASSERT_FALSE(parsed) << sql;
        EXPECT_EQ(parsed.error().code, Errc::unsupported) << sql;
        EXPECT_GT(parsed.error().position, 0u) << sql;
    }
}

TEST(Parser, RefusesEveryTruncationWithoutReadingPastIt) {
    const std::string sql =
        "with a as (select 1) insert into t (b, c) select x::int[], (y).z from (a join b using (c)) as d "
        "where e between 1 and 2 "
        "on conflict (f) do update set g = excluded.g returning *";
    for (std::size_t size = 0; size < sql.size(); ++size) {
        auto parsed = parse_statement(sql.substr(0, size), postgres_dialect);
        if (!parsed) EXPECT_GT(parsed.error().position, 0u) << size;
    }
}

TEST(Parser, FlagsSqlitesDoubleQuotedNames) {
    auto parsed = parse_expression("\"x\" = [y]", sqlite_dialect);
    ASSERT_TRUE(parsed);
    const auto* equal = (*parsed)->as<ast::Binary>();
    ASSERT_NE(equal, nullptr);
    EXPECT_TRUE(equal->left->as<ast::ColumnRef>()->maybe_string);
    EXPECT_FALSE(equal->right->as<ast::ColumnRef>()->maybe_string);
}

TEST(Parser, ReadsSqlitesTableAsItStandsInItsCatalog) {
    auto parsed = parse_statement(
        "CREATE TABLE \"T\" (id INTEGER PRIMARY KEY AUTOINCREMENT, a UNSIGNED BIG INT DEFAULT -1, b TEXT "
        "COLLATE NOCASE, "
        "c AS (a + 1) STORED, UNIQUE (a, b) ON CONFLICT REPLACE) STRICT, WITHOUT ROWID",
        sqlite_dialect);
    ASSERT_TRUE(parsed) << parsed.error().message;
    const auto& table = *(*parsed)->as<ast::CreateTable>();
    EXPECT_EQ(table.name, ast::Name{"T"});
    EXPECT_TRUE(table.strict && table.without_rowid);
    EXPECT_TRUE(table.columns[0].auto_increment);
    EXPECT_EQ(table.columns[1].type->name, ast::Name{"UNSIGNED BIG INT"});
    EXPECT_EQ(table.columns[1].default_text, "-1");
    EXPECT_EQ(table.columns[2].collation, "NOCASE");
    EXPECT_FALSE(table.columns[3].type);
    EXPECT_EQ(table.columns[3].generated, Generated::stored);
    EXPECT_EQ(table.constraints[0].columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(table.constraints[0].on_conflict, "replace");
}
