#include <benchmark/benchmark.h>

#include "dialects/translator.hpp"
#include "tests/dialects/shop_schema.hpp"

using namespace ormgate;
using namespace ormgate::dialects;

namespace {

// 100 bytes, as a driver that puts values into the text sends them.
constexpr std::string_view short_statement =
    "SELECT a.id, a.name, a.email FROM author AS a WHERE a.id = 12345 AND a.born IS NOT NULL ORDER BY a.id "
    "LIMIT 9";

// 500 bytes, as Django and SQLAlchemy write them.
constexpr std::string_view long_statement =
    "SELECT \"book\".\"id\", \"book\".\"title\", \"book\".\"author_id\", \"book\".\"price\", "
    "\"author\".\"id\", \"author\".\"name\", \"author\".\"email\" FROM \"book\" INNER JOIN \"author\" ON "
    "(\"book\".\"author_id\" = \"author\".\"id\") WHERE (\"author\".\"name\"::text LIKE '%smith%' AND "
    "\"book\".\"price\" >= 10.50 AND \"book\".\"id\" IN (1, 2, 3, 5, 8, 13) AND NOT (\"book\".\"title\" = "
    "'Untitled' AND \"book\".\"title\" IS NOT NULL)) ORDER BY \"author\".\"name\" ASC, \"book\".\"price\" "
    "DESC LIMIT 21 "
    "OFFSET 42";

const std::vector<std::string> search_path{"public"};

void translate(benchmark::State& state, std::string_view statement, std::size_t cached) {
    Translator translator(postgres_dialect, sqlite_dialect, cached);
    TranslateContext context;
    context.schema = shop_schema();
    context.search_path = search_path;
    for (auto _ : state) {
        const auto cut = cut_templates(statement, postgres_dialect);
        const auto plan = translator.plan(cut->front(), context);
        if (!plan) state.SkipWithError(plan.error().message.c_str());
        benchmark::DoNotOptimize(plan);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(statement.size()));
}
BENCHMARK_CAPTURE(translate, short_cached, short_statement, 100);
BENCHMARK_CAPTURE(translate, short_uncached, short_statement, 0);
BENCHMARK_CAPTURE(translate, long_cached, long_statement, 100);
BENCHMARK_CAPTURE(translate, long_uncached, long_statement, 0);

}  // namespace
