#include "tests/server/sqlite/functions/cases.hpp"

namespace ormgate::sqlite {
namespace {

// What PostgreSQL 15 answers to the same call.
// clang-format off: one row a line
constexpr Case cases[] = {
    {"pg_jsonb_path_query_array('{\"a\":[1,2,3]}', '$.a[*] ? (@ > 1)')", "[2, 3]"},
    {"pg_jsonb_path_query_array('[1,[2]]', '$.**')", "[[1,[2]], 1, [2], 2]"},
    {"pg_jsonb_path_query_array('[1,2,3]', '$[0, last]')", "[1, 3]"},
    {"pg_jsonb_path_query_array('[1,2,3]', '$[*] + 1')", "!22038"},
    {"pg_jsonb_path_query_array('[5]', '$[0] * 2 - 1')", "[9]"},
    {"pg_jsonb_path_query_first('[{\"x\":1},{\"x\":2}]', '$.x')", "1"},
    {"pg_jsonb_path_query_first('{}', '$.x')", "NULL"},
    {"pg_jsonb_path_query_first('{}', 'strict $.x')", "!2203A"},
    {"pg_jsonb_path_exists('{}', 'strict $.x', '{}', 1)", "NULL"},
    {"pg_jsonb_path_match('{\"a\":\"abc\"}', '$.a like_regex \"^A\" flag \"i\"')", "1"},
    {"pg_jsonb_path_match('{\"a\":1}', '$.a')", "!22038"},
    {"pg_jsonb_path_exists('[1,2]', '$[*] ? (@ > $n)', '{\"n\":1}')", "1"},
    {"pg_jsonb_path_exists('1', '$n')", "!42704"},
    {"pg_jsonb_path_exists('1', '$.')", "!42601"},
    {"pg_jsonb_path_exists('1', '@')", "!42601"},
    {"pg_jsonb_path_exists('1', ' ')", "!22P02"},
    {"pg_jsonb_path_exists('1', '$.datetime()')", "!0A000"},
};
// clang-format on

TEST(SqliteFunctions, JsonPathsFindWhatPostgresFinds) {
    check(cases);
}

TEST(SqliteFunctions, DeeplyNestedJsonPathsAreRefused) {
    FunctionDatabase database;
    const std::string path = std::string(5000, '(') + "$" + std::string(5000, ')');
    EXPECT_EQ(database.run("SELECT pg_jsonb_path_exists('1', '" + path + "')"), "!54001");
}

}  // namespace
}  // namespace ormgate::sqlite
