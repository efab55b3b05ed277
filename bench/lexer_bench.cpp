#include <benchmark/benchmark.h>

#include "dialects/lexer.hpp"
#include "dialects/parser.hpp"

using namespace ormgate::dialects;

namespace {

constexpr std::string_view statement =
    "SELECT a.id, a.name, a.email FROM accounts AS a WHERE a.id = 12345 AND a.state = 'active' ORDER BY a.id";

void cut(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(cut_templates(statement, postgres_dialect));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(statement.size()));
}
BENCHMARK(cut);

void parse(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(parse_statement(statement, postgres_dialect));
}
BENCHMARK(parse);

}  // namespace
