#include <optional>
#include <string>

#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/jsonpath.hpp"
#include "server/backend/sqlite/functions/table_function.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

// What jsonb_path_…(target, path, vars, silent) are made of. The operators @? and @@ are silent.
struct Query {
    Json document, variables;
    JsonPath path;
    bool silent = false;
    PathItems found;
    std::optional<Error> error;  // of the evaluation, if the query is silent
};

// Errors of a silent query are no errors, but those of the path's text and of a cancel are.
bool is_hushed(const Error& error) {
    return error.native_sqlstate.starts_with("2203") || error.code == Errc::division_by_zero ||
           error.code == Errc::numeric_value_out_of_range;
}

Result<std::unique_ptr<Query>> run(Call& call) {
    auto query = std::make_unique<Query>();
    Result<Json> document = parse_json(call.text(0));
    if (!document) return fail(document.error());
    query->document = std::move(*document);
    Result<JsonPath> path = parse_jsonpath(call.text(1));
    if (!path) return fail(path.error());
    query->path = std::move(*path);
    Result<Json> variables = parse_json(call.count() > 2 ? call.text(2) : std::string_view("{}"));
    if (!variables) return fail(variables.error());
    query->variables = std::move(*variables);
    if (query->variables.kind != Json::Kind::object) {
        Error error(Errc::invalid_parameter_value, "\"vars\" argument is not an object");
        error.detail = "Jsonpath parameters should be encoded as key-value pairs of \"vars\" object.";
        return fail(std::move(error));
    }
    query->silent = call.count() > 3 && call.boolean(3);
    Result<void> done =
        evaluate(query->path, query->document, query->variables, call.context(), query->found);
    if (!done && query->silent && is_hushed(done.error()))
        query->error = std::move(done.error());
    else if (!done)
        return fail(done.error());
    return query;
}

std::string text_of(const Json& item) {
    return item.source.empty() ? printed(item) : std::string(item.source);
}

// In lax mode the first item decides, whatever would have gone wrong behind it.
Answer path_exists(Call& call) {
    Result<std::unique_ptr<Query>> query = run(call);
    if (!query) return fail(query.error());
    if ((*query)->error && ((*query)->path.strict || (*query)->found.items.empty())) return {};
    call.answer(!(*query)->found.items.empty());
    return {};
}

Answer path_match(Call& call) {
    Result<std::unique_ptr<Query>> query = run(call);
    if (!query) return fail(query.error());
    if ((*query)->error) return {};
    const std::vector<const Json*>& items = (*query)->found.items;
    if (items.size() == 1 && items[0]->kind == Json::Kind::boolean) {
        call.answer(items[0]->truth);
        return {};
    }
    if (items.size() == 1 && items[0]->kind == Json::Kind::null) return {};
    if ((*query)->silent) return {};
    return fail(error_with_state("22038", "single boolean result is expected"));
}

Answer path_query_array(Call& call) {
    Result<std::unique_ptr<Query>> query = run(call);
    if (!query) return fail(query.error());
    std::string out = "[";
    if (!(*query)->error)
        for (const Json* item : (*query)->found.items) out += (out.size() > 1 ? ", " : "") + text_of(*item);
    call.answer(out + "]");
    return {};
}

Answer path_query_first(Call& call) {
    Result<std::unique_ptr<Query>> query = run(call);
    if (!query) return fail(query.error());
    if ((*query)->error || (*query)->found.items.empty()) return {};
    call.answer(text_of(*(*query)->found.items[0]));
    return {};
}

Result<std::unique_ptr<Rows>> path_query(Call& call) {
    Result<std::unique_ptr<Query>> query = run(call);
    if (!query) return fail(query.error());
    auto rows = std::make_unique<ListedRows>(1);
    if (!(*query)->error)
        for (const Json* item : (*query)->found.items) rows->add(text_of(*item));
    return rows;
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_jsonb_path_exists", 2, 4, pure, path_exists},
    {"pg_jsonb_path_match", 2, 4, pure, path_match},
    {"pg_jsonb_path_query_array", 2, 4, pure, path_query_array},
    {"pg_jsonb_path_query_first", 2, 4, pure, path_query_first},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> jsonpath_functions() {
    return functions;
}

std::span<const TableFunction> jsonpath_row_functions() {
    static const TableFunction rows[] = {
        {"pg_jsonb_path_query", {"value"}, 2, 4, true, path_query},
    };
    return rows;
}

}  // namespace ormgate::sqlite
