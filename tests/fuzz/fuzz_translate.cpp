#include <cstdlib>
#include <string>
#include <vector>

#include "dialects/translator.hpp"
#include "tests/dialects/shop_schema.hpp"

using namespace ormgate;
using namespace ormgate::dialects;

// Any statement is translated, or refused for a reason that is not ours, at a place inside the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const SchemaPtr schema = shop_schema();
    static const std::vector<std::string> path{"public"};
    static Translator translator(postgres_dialect, sqlite_dialect, 64);
    const std::string_view sql(reinterpret_cast<const char*>(data), size);
    auto templates = cut_templates(sql, postgres_dialect);
    if (!templates) return 0;
    for (const Template& statement : *templates) {
        TranslateContext context;
        context.schema = schema;
        context.search_path = path;
        const auto plan = translator.plan(statement, context);
        if (plan) continue;
        if (plan.error().code == Errc::internal || plan.error().position > size + 1) std::abort();
    }
    return 0;
}
