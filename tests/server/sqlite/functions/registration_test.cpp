#include <map>
#include <set>
#include <vector>

#include "dialects/casts_postgres.hpp"
#include "dialects/functions_postgres.hpp"
#include "dialects/operators_postgres.hpp"
#include "dialects/sqlite_functions.hpp"
#include "tests/server/sqlite/functions/cases.hpp"

namespace ormgate::sqlite {
namespace {

// What a connection knows: functions with their numbers of arguments (-1: any), and table functions.
struct Known {
    std::map<std::string, std::set<int>> functions;
    std::set<std::string> modules;

    bool callable(const std::string& name, int count) const {
        if (modules.contains(name)) return true;
        auto found = functions.find(name);
        return found != functions.end() && (found->second.contains(count) || found->second.contains(-1));
    }
};

Known known_to(sqlite3* database) {
    Known known;
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, "SELECT name, narg FROM pragma_function_list", -1, &statement, nullptr);
    while (sqlite3_step(statement) == SQLITE_ROW)
        known.functions[reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))].insert(
            sqlite3_column_int(statement, 1));
    sqlite3_finalize(statement);
    sqlite3_prepare_v2(database, "SELECT name FROM pragma_module_list", -1, &statement, nullptr);
    while (sqlite3_step(statement) == SQLITE_ROW)
        known.modules.insert(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    return known;
}

int words(std::string_view list) {
    int count = 0;
    for (std::size_t at = 0; at < list.size(); ++count) {
        std::size_t end = std::min(list.find(' ', at), list.size());
        at = end + 1;
    }
    return count;
}

// The calls of pg_… in a template, each with its number of arguments when the template gets `given` ones.
struct SpelledCall {
    std::string name;
    int count;
};
std::vector<SpelledCall> calls_in(std::string_view spelling, int given) {
    std::vector<SpelledCall> calls;
    if (spelling.starts_with('!')) return calls;
    if (spelling.find('$') == spelling.npos && spelling.find('(') == spelling.npos) {
        if (spelling.starts_with("pg_")) calls.push_back({std::string(spelling), given});
        return calls;
    }
    for (std::size_t at = spelling.find("pg_"); at != spelling.npos; at = spelling.find("pg_", at + 1)) {
        std::size_t open = spelling.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", at);
        if (open == spelling.npos || spelling[open] != '(') continue;
        int depth = 0, count = 0;
        std::size_t begin = open + 1;
        for (std::size_t i = open; i < spelling.size(); ++i) {
            char c = spelling[i];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            bool ends = (c == ',' && depth == 1) || depth == 0;
            if (!ends) continue;
            std::string_view argument = spelling.substr(begin, i - begin);
            while (argument.starts_with(' ')) argument.remove_prefix(1);
            if (argument.starts_with("$*typed"))
                count += 2 * given;
            else if (argument.starts_with("$*"))
                count += given;
            else if (!argument.empty())
                ++count;
            begin = i + 1;
            if (depth == 0) break;
        }
        calls.push_back({std::string(spelling.substr(at, open - at)), count});
    }
    return calls;
}

bool is_sorting(std::string_view name) {
    for (std::string_view sorting : dialects::sorting_aggregates)
        if (sorting == name) return true;
    return false;
}

TEST(SqliteFunctions, CoverEverySpellingOfFunctions) {
    FunctionDatabase functions;
    Known known = known_to(functions.database);
    using namespace dialects;
    for (auto family : {aggregate_functions(),
                        array_functions(),
                        datetime_functions(),
                        json_functions(),
                        math_functions(),
                        session_functions(),
                        set_returning_functions(),
                        string_functions()}) {
        for (const FunctionRow& row : family) {
            int most = words(row.arguments);
            for (int given = most - row.defaults; given <= most; ++given) {
                for (SpelledCall call : calls_in(row.spelling.sqlite, given)) {
                    if (row.kind == FunctionKind::ordered_set || is_sorting(call.name)) ++call.count;
                    EXPECT_TRUE(known.callable(call.name, call.count))
                        << row.name << ": " << call.name << " of " << call.count;
                }
            }
        }
    }
}

TEST(SqliteFunctions, CoverEverySpellingOfOperatorsAndCasts) {
    FunctionDatabase functions;
    Known known = known_to(functions.database);
    using namespace dialects;
    for (auto family : {comparison_operators(), arithmetic_operators()})
        for (const OperatorRow& row : family)
            for (const SpelledCall& call : calls_in(row.spelling.sqlite, row.left.empty() ? 1 : 2))
                EXPECT_TRUE(known.callable(call.name, call.count))
                    << row.op << ": " << call.name << " of " << call.count;
    for (const CastRow& row : cast_rows())
        for (const SpelledCall& call : calls_in(row.spelling.sqlite, 1))
            EXPECT_TRUE(known.callable(call.name, call.count))
                << row.source << "::" << row.target << ": " << call.name;
}

TEST(SqliteFunctions, CoverWhatTranslationsCallBesides) {
    FunctionDatabase functions;
    Known known = known_to(functions.database);
    for (const dialects::RuntimeFunction& function : dialects::runtime_functions)
        EXPECT_TRUE(known.functions.contains(std::string(function.name)) ||
                    known.modules.contains(std::string(function.name)))
            << function.name;
    for (const std::string& name : dialects::spelled_functions())
        EXPECT_TRUE(known.functions.contains(name) || known.modules.contains(name)) << name;
}

TEST(SqliteFunctions, MayStandInIndexesAndGeneratedColumns) {
    FunctionDatabase functions;
    EXPECT_EQ(functions.run("CREATE TABLE t (a TEXT, b TEXT AS (pg_upper(a)), n TEXT COLLATE decimal, i TEXT "
                            "COLLATE interval)"),
              "");
    EXPECT_EQ(functions.run("CREATE INDEX t_lower ON t (pg_lower(a))"), "");
    EXPECT_EQ(functions.run("INSERT INTO t (a, n, i) VALUES ('É', '10', '1 mon'), ('b', '9.5', '31 days')"),
              "");
    EXPECT_EQ(functions.run("SELECT b FROM t WHERE pg_lower(a) = 'é'"), "É");
    EXPECT_EQ(functions.run("SELECT n FROM t ORDER BY n"), "9.5 10");
    EXPECT_EQ(functions.run("SELECT i FROM t ORDER BY i"), "1 mon 31 days");
    EXPECT_EQ(functions.run("SELECT '1.0' = '1.00' COLLATE decimal, 1"), "1");
}

TEST(SqliteFunctions, KeepTheErrorTheyFailWith) {
    FunctionDatabase functions;
    EXPECT_EQ(functions.run("SELECT pg_not_null(NULL, 'public', 't', 'c')"), "!23502");
    ASSERT_TRUE(functions.context.error);
    EXPECT_EQ(functions.context.error->message,
              "null value in column \"c\" of relation \"t\" violates not-null constraint");
    EXPECT_EQ(functions.context.error->column, "c");
    EXPECT_EQ(functions.run("SELECT pg_fail('22012', 'division by zero')"), "!22012");
    EXPECT_EQ(functions.run("SELECT pg_always('public', 't', 'id')"), "!428C9");
    EXPECT_EQ(functions.run("SELECT value FROM pg_generate_series_int4(1, 3, 0)"), "!22023");
    EXPECT_EQ(functions.run("SELECT pg_single_row(value) FROM pg_generate_series_int4(1, 2)"), "!21000");
    EXPECT_EQ(functions.run("SELECT 1"), "1");
}

TEST(SqliteFunctions, EndHostilePatternsWithAnError) {
    FunctionDatabase functions;
    EXPECT_EQ(functions.run("SELECT pg_regex_match(pg_repeat('a', 40) || 'b', '^(a+)+$')"), "0");
}

}  // namespace
}  // namespace ormgate::sqlite
