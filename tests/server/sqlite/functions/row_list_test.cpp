#include "tests/server/sqlite/functions/cases.hpp"

namespace ormgate::sqlite {
namespace {

constexpr Case cases[] = {
    {"(SELECT group_concat(\"1\" || coalesce(\"2\", '~') || ordinality, ' ') FROM pg_rows((SELECT "
     "pg_collect(a, b) FROM "
     "(SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL)), 2))",
     "1x1 2~2"},
    {"(SELECT typeof(\"1\") || typeof(\"2\") || typeof(\"3\") || typeof(\"4\") FROM pg_rows((SELECT "
     "pg_collect(1.5, X'00ff', NULL, '')), 4))",
     "realblobnulltext"},
    {"(SELECT count(*) FROM pg_rows((SELECT pg_collect(1) WHERE 0), 1))", "0"},
    {"(SELECT count(*) FROM pg_rows(NULL, 1))", "0"},
    {"(SELECT group_concat(coalesce(\"1\", '~') || coalesce(\"2\", '~'), ' ') FROM pg_rows(pg_zip((SELECT "
     "pg_collect(value) FROM pg_generate_series_int4(1, 3)), 1, (SELECT pg_collect('k')), 1), 2))",
     "1k 2~ 3~"},
    {"(SELECT count(*) FROM pg_rows(X'ff', 1))", "!XX000"},
    {"(SELECT count(*) FROM pg_rows(X'03ffffffffffffffff', 1))", "!XX000"},
};

TEST(SqliteFunctions, CollectedRowsComeBackAsTheyWere) {
    check(cases);
}

TEST(SqliteFunctions, TableFunctionsReadCollectedRowsOfTheirNeighbours) {
    FunctionDatabase database;
    EXPECT_EQ(
        database.run(
            "SELECT t.a || ':' || coalesce(r.\"1\", '~') FROM (SELECT 1 AS a UNION ALL SELECT 2) AS t LEFT "
            "JOIN pg_rows((SELECT pg_collect(x) FROM (SELECT t.a * 10 AS x WHERE t.a > 1)), 1) AS r"),
        "1:~ 2:20");
}

}  // namespace
}  // namespace ormgate::sqlite
