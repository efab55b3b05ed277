// Statements that are large or deep in every way we know: through the lexer, parser, printer, translator and
// deparser in a time in proportion to their length, or refused by PostgreSQL's code for what is too much.

#include <gtest/gtest.h>

#include <ctime>
#include <functional>

#include "dialects/deparse/deparse.hpp"
#include "dialects/parser.hpp"
#include "dialects/printer/printer.hpp"
#include "dialects/translator.hpp"
#include "tests/dialects/shop_schema.hpp"

namespace ormgate::dialects {
namespace {

std::string repeat(std::string_view text, std::size_t count) {
    std::string result;
    result.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

// prefix, n times `unit` with its number in the place of #, suffix
std::string list(std::string_view prefix,
                 std::string_view unit,
                 std::string_view separator,
                 std::size_t count,
                 std::string_view suffix = "") {
    std::string result(prefix);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) result += separator;
        for (const char c : unit) c == '#' ? result += std::to_string(i) : result += c;
    }
    return result += suffix;
}

std::string nested(std::string_view prefix,
                   std::string_view open,
                   std::size_t depth,
                   std::string_view inside,
                   std::string_view close) {
    return std::string(prefix) + repeat(open, depth) + std::string(inside) + repeat(close, depth);
}

struct Hostile {
    const char* name;
    const char* sqlstate;  // empty: it is translated
    std::function<std::string(std::size_t)> sql;
    std::size_t size;  // what sql() is called with, and twice that
};

// clang-format off: one row a line
const Hostile cases[] = {
    {"a literal", "", [](std::size_t n) { return "SELECT '" + repeat("x", n) + "'"; }, 500000},
    {"a literal of quotes", "", [](std::size_t n) { return "SELECT '" + repeat("''", n) + "'"; }, 250000},
    {"a literal of escapes", "", [](std::size_t n) { return "SELECT E'" + repeat("\\n", n) + "'"; }, 250000},
    {"a dollar-quoted literal", "", [](std::size_t n) { return "SELECT $q$" + repeat("$", n) + "$q$"; }, 500000},
    {"digits", "", [](std::size_t n) { return "SELECT " + repeat("1", n); }, 500000},
    {"blanks", "", [](std::size_t n) { return "SELECT" + repeat(" ", n) + "1"; }, 500000},
    {"comments", "", [](std::size_t n) { return repeat("--\n", n) + "SELECT 1"; }, 150000},
    {"nested comments", "", [](std::size_t n) { return nested("SELECT 1 ", "/*", n, "", "*/"); }, 120000},
    {"a comment without an end", "42601", [](std::size_t n) { return "SELECT 1 " + repeat("/*", n); }, 250000},
    {"a literal without an end", "42601", [](std::size_t n) { return "SELECT '" + repeat("''", n); }, 250000},
    {"dollar quotes without an end", "42601", [](std::size_t n) { return list("SELECT ", "$a#$", " ", n); }, 50000},
    {"semicolons", "", [](std::size_t n) { return repeat(";", n) + "SELECT 1"; }, 500000},
    {"a name", "42703", [](std::size_t n) { return "SELECT " + repeat("x", n) + " FROM author"; }, 250000},
    {"IN of numbers", "", [](std::size_t n) { return list("SELECT 1 FROM author WHERE id IN (", "#", ",", n, ")"); }, 75000},
    {"IN of texts", "", [](std::size_t n) { return list("SELECT 1 FROM author WHERE name IN (", "'#'", ",", n, ")"); }, 50000},
    {"IN of parameters", "", [](std::size_t n) { return list("SELECT 1 FROM author WHERE id IN ($1", ",$1#", "", n, ")"); }, 5000},
    {"rows of VALUES", "", [](std::size_t n) { return list("VALUES ", "(#, 'x')", ",", n); }, 25000},
    {"rows to insert", "", [](std::size_t n) { return list("INSERT INTO author (id, name) VALUES ", "(#, 'x')", ",", n); }, 15000},
    {"AND", "", [](std::size_t n) { return list("SELECT 1 FROM author WHERE ", "id <> #", " AND ", n); }, 20000},
    {"OR", "", [](std::size_t n) { return list("SELECT 1 FROM author WHERE ", "id = #", " OR ", n); }, 20000},
    {"WHEN", "", [](std::size_t n) { return list("SELECT CASE id ", "WHEN # THEN #", " ", n, " END FROM author"); }, 10000},
    {"arguments", "", [](std::size_t n) { return list("SELECT coalesce(", "NULL", ",", n, ", 1)"); }, 20000},
    {"elements", "", [](std::size_t n) { return list("SELECT array[", "#", ",", n, "]"); }, 20000},
    {"statements", "", [](std::size_t n) { return repeat("SELECT 1;", n); }, 5000},
    {"plus", "54001", [](std::size_t n) { return "SELECT id" + repeat("+id", n) + " FROM author"; }, 150000},
    {"concatenation", "54001", [](std::size_t n) { return "SELECT name" + repeat("||name", n) + " FROM author"; }, 80000},
    {"parentheses", "54001", [](std::size_t n) { return nested("SELECT ", "(", n, "1", ")"); }, 10000},
    {"subqueries", "54001", [](std::size_t n) { return nested("SELECT ", "(SELECT ", n, "1", ")"); }, 10000},
    {"subqueries in FROM", "54001", [](std::size_t n) { return nested("SELECT * FROM ", "(SELECT * FROM ", n, "author", ") a"); }, 10000},
    {"EXISTS", "54001", [](std::size_t n) { return nested("SELECT 1 WHERE ", "EXISTS (SELECT 1 WHERE ", n, "true", ")"); }, 10000},
    {"CASE", "54001", [](std::size_t n) { return nested("SELECT ", "CASE WHEN true THEN ", n, "1", " END"); }, 10000},
    {"NOT", "54001", [](std::size_t n) { return "SELECT " + repeat("NOT ", n) + "true"; }, 10000},
    {"unary minus", "54001", [](std::size_t n) { return "SELECT " + repeat("- ", n) + "1"; }, 10000},
    {"ARRAY", "54001", [](std::size_t n) { return nested("SELECT ", "ARRAY[", n, "1", "]"); }, 10000},
    {"ROW", "54001", [](std::size_t n) { return nested("SELECT ", "ROW(", n, "1", ")"); }, 10000},
    {"calls", "54001", [](std::size_t n) { return nested("SELECT ", "abs(", n, "1", ")"); }, 10000},
    {"casts", "54001", [](std::size_t n) { return "SELECT 1" + repeat("::int", n); }, 10000},
    {"subscripts", "54001", [](std::size_t n) { return "SELECT (ARRAY[1])" + repeat("[1]", n); }, 10000},
    {"WITH in WITH", "54001", [](std::size_t n) { return nested("", "WITH a AS (", n, "SELECT 1", ") SELECT 1"); }, 10000},
    {"UNION", "54001", [](std::size_t n) { return "SELECT 1" + repeat(" UNION ALL SELECT 1", n); }, 10000},
    {"JOIN", "54001", [](std::size_t n) { return list("SELECT 1 FROM author a ", "JOIN author a# ON true", " ", n); }, 5000},
    {"FROM", "54001", [](std::size_t n) { return list("SELECT 1 FROM ", "author a#", ",", n); }, 20000},
    {"LATERAL", "54001", [](std::size_t n) { return list("SELECT 1 FROM author a", ", LATERAL (SELECT a.id) b#", "", n); }, 5000},
    {"WITH", "54001", [](std::size_t n) { return list("WITH ", "a# AS (SELECT 1)", ",", n, " SELECT 1"); }, 15000},
    {"WINDOW", "54001", [](std::size_t n) { return list("SELECT 1 FROM author WINDOW ", "w# AS (PARTITION BY id)", ",", n); }, 10000},
    {"columns", "54011", [](std::size_t n) { return list("SELECT ", "id", ",", n, " FROM author"); }, 50000},
    {"columns of VALUES", "54011", [](std::size_t n) { return list("VALUES (", "#", ",", n, ")"); }, 50000},
    {"columns of a table", "54011", [](std::size_t n) { return list("CREATE TABLE w (", "c# int", ",", n, ")"); }, 20000},
    {"ROLLUP", "54001", [](std::size_t n) { return list("SELECT count(*) FROM author GROUP BY ", "ROLLUP (id)", ",", n); }, 40},
    {"elements of ROLLUP", "54001", [](std::size_t n) { return list("SELECT count(*) FROM author GROUP BY ROLLUP (", "id", ",", n, ")"); }, 10000},
    {"elements of CUBE", "54011", [](std::size_t n) { return list("SELECT count(*) FROM author GROUP BY CUBE (", "id", ",", n, ")"); }, 10000},
    {"elements of ROLLUP, all different", "54011", [](std::size_t n) { return list("SELECT count(*) FROM author GROUP BY ROLLUP (", "id + #", ",", n, ")"); }, 10000},
    {"GROUP BY", "54011", [](std::size_t n) { return list("SELECT count(*) FROM author GROUP BY ", "id + #", ",", n); }, 20000},
    {"ORDER BY", "54011", [](std::size_t n) { return list("SELECT 1 FROM author ORDER BY ", "id + #", ",", n); }, 20000},
    {"sets of many keys", "54001", [](std::size_t n) { return list("SELECT 1 FROM author GROUP BY CUBE (id,id,id,id,id,id,id,id,id,id,id,id), (", "id + #", ",", n, ")"); }, 800},
    {"GROUPING SETS", "54001", [](std::size_t n) { return list("SELECT count(*) FROM author GROUP BY GROUPING SETS (", "CUBE (id,id,id,id,id,id,id,id)", ",", n, ")"); }, 1000},
    {"a check", "", [](std::size_t n) { return list("CREATE TABLE w (a int CHECK (", "a <> #", " AND ", n, "))"); }, 8000},
    {"a deep default", "54001", [](std::size_t n) { return nested("CREATE TABLE w (a int DEFAULT ", "(", n, "1", "))"); }, 10000},
};
// clang-format on

// Seconds of this thread's own time, which other programs do not lengthen.
double thread_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double time_of(const std::function<void()>& work) {
    const double before = thread_time();
    work();
    return thread_time() - before;
}

// Linear but for what the first pages and the allocator cost; nothing quadratic passes.
void expect_linear(double once, double twice, const std::string& what) {
    constexpr double noise = 0.1;
    EXPECT_LT(twice, 3.2 * once + noise)
        << what << ": " << once << " s, and " << twice << " s for twice as much";
}

class HostileSql : public testing::TestWithParam<Hostile> {};

std::string sqlstate_of(const std::string& sql) {
    Translator translator(postgres_dialect, sqlite_dialect, 8);
    const std::vector<std::string> path{"public"};
    TranslateContext context;
    context.schema = shop_schema();
    context.search_path = path;
    const auto templates = cut_templates(sql, postgres_dialect);
    if (!templates) return std::string(templates.error().sqlstate());
    for (const Template& statement : *templates)
        if (const auto plan = translator.plan(statement, context); !plan)
            return std::string(plan.error().sqlstate());
    return "";
}

TEST_P(HostileSql, TranslatesInLinearTimeOrIsRefused) {
    double seconds[2] = {};
    for (const std::size_t times : {std::size_t{1}, std::size_t{2}}) {
        const std::string sql = GetParam().sql(GetParam().size * times);
        seconds[times - 1] = time_of([&] { EXPECT_EQ(sqlstate_of(sql), GetParam().sqlstate); });
    }
    expect_linear(seconds[0], seconds[1], GetParam().name);
}

// Every dialect's parser, and the printer of what it has read.
TEST_P(HostileSql, ParsesAndPrintsInLinearTime) {
    for (const DialectId id :
         {DialectId::postgres, DialectId::mysql, DialectId::mariadb, DialectId::sqlite}) {
        double seconds[2] = {};
        for (const std::size_t times : {std::size_t{1}, std::size_t{2}}) {
            const std::string sql = GetParam().sql(GetParam().size * times);
            seconds[times - 1] = time_of([&] {
                const auto parsed = parse_statement(sql, dialect(id));
                if (!parsed) return;
                EXPECT_FALSE((id == DialectId::postgres || id == DialectId::sqlite
                                  ? print_postgres(**parsed)
                                  : print_mysql(**parsed, id))
                                 .empty());
            });
        }
        expect_linear(
            seconds[0], seconds[1], GetParam().name + std::string(" as ") + std::string(dialect(id).name));
    }
}

INSTANTIATE_TEST_SUITE_P(All, HostileSql, testing::ValuesIn(cases), [](const auto& each) {
    std::string name = each.param.name;
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
});

TEST(HostileExpression, IsDeparsedInLinearTime) {
    const SchemaPtr schema = shop_schema();
    const TableDef& table = schema->tables.front();
    const std::pair<const char*, std::function<std::string(std::size_t)>> expressions[] = {
        {"AND", [](std::size_t n) { return list("", "id <> #", " AND ", n); }},
        {"IN", [](std::size_t n) { return list("id IN (", "#", ",", n, ")"); }},
        {"plus", [](std::size_t n) { return "id" + repeat(" + id", n); }},
        {"parentheses", [](std::size_t n) { return nested("", "(", n, "id", ")"); }},
        {"a literal", [](std::size_t n) { return "name = '" + repeat("x", n) + "'"; }},
    };
    for (const auto& [name, make] : expressions) {
        double seconds[2] = {};
        for (const std::size_t times : {std::size_t{1}, std::size_t{2}}) {
            const std::string expression = make(10000 * times);
            seconds[times - 1] = time_of([&] {
                EXPECT_FALSE(deparse::expression_text(expression, &table, std::nullopt, *schema).empty());
            });
        }
        expect_linear(seconds[0], seconds[1], name);
    }
}

}  // namespace
}  // namespace ormgate::dialects
