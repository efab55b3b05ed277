#include <algorithm>
#include <string>

#include "core/array.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/regex.hpp"
#include "server/backend/sqlite/functions/split_text.hpp"
#include "server/backend/sqlite/functions/table_function.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

using RowsResult = Result<std::unique_ptr<Rows>>;

RowsResult listed(const std::vector<std::string>& texts) {
    auto rows = std::make_unique<ListedRows>(1);
    for (const std::string& text : texts) rows->add(text);
    return rows;
}

// ---- text

std::string_view flags_of(Call& call) {
    return call.count() > 2 ? call.text(2) : std::string_view();
}

RowsResult regexp_matches(Call& call) {
    Result<std::vector<std::string>> matches =
        regex_match_rows(call.context(), call.text(0), call.text(1), flags_of(call));
    if (!matches) return fail(matches.error());
    return listed(*matches);
}

RowsResult regexp_split(Call& call) {
    Result<std::vector<std::string>> pieces =
        regex_pieces(call.context(), "regexp_split_to_table", call.text(0), call.text(1), flags_of(call));
    if (!pieces) return fail(pieces.error());
    return listed(*pieces);
}

RowsResult string_to_table(Call& call) {
    auto rows = std::make_unique<ListedRows>(1);
    if (call.null(0)) return rows;
    auto text_or_null = [&](int i) {
        return i >= call.count() || call.null(i) ? std::nullopt : std::optional(call.text(i));
    };
    for (std::optional<std::string>& piece : split_text(call.text(0), text_or_null(1), text_or_null(2)))
        rows->add(piece ? Value(std::move(*piece)) : Value());
    return rows;
}

// ---- arrays

// The elements in row-major order, whatever the dimensions.
RowsResult unnest(Call& call) {
    std::string_view name = call.text(1);
    Result<Type> type = type_of_name(name.starts_with('_') ? name.substr(1) : name);
    if (!type) return fail(type.error());
    Result<Array> array = read_array(call.text(0), *type);
    if (!array) return fail(array.error());
    auto rows = std::make_unique<ListedRows>(1);
    for (Value& element : array->elements) rows->add(std::move(element));
    return rows;
}

// pg_expand_array(array, type): the elements along the first dimension and their places, from 1; as
// array[i] does, an array of several dimensions yields nulls.
RowsResult expand_array(Call& call) {
    std::string_view name = call.text(1);
    Result<Type> type = type_of_name(name.starts_with('_') ? name.substr(1) : name);
    if (!type) return fail(type.error());
    Result<Array> array = read_array(call.text(0), *type);
    if (!array) return fail(array.error());
    auto rows = std::make_unique<ListedRows>(2);
    const std::size_t size = array->dimensions.empty() ? 0 : array->dimensions.front();
    for (std::size_t i = 0; i < size; ++i) {
        rows->add(array->dimensions.size() > 1 ? Value() : std::move(array->elements[i]));
        rows->add(static_cast<std::int64_t>(i + 1));
    }
    return rows;
}

// pg_elements(array, type): what = ANY (array) looks through; one null row of a null array.
RowsResult elements(Call& call) {
    if (!call.null(0)) return unnest(call);
    auto rows = std::make_unique<ListedRows>(1);
    rows->add(Value());
    return rows;
}

RowsResult generate_subscripts(Call& call) {
    Result<Json> array = parse_json(call.text(0));
    if (!array) return fail(array.error());
    auto rows = std::make_unique<ListedRows>(1);
    std::int64_t dimension = call.integer(1);
    const Json* level = &*array;
    for (; dimension > 1 && !level->items.empty(); --dimension) level = &level->items[0];
    if (dimension != 1 || level->kind != Json::Kind::array) return rows;
    auto size = static_cast<std::int64_t>(level->items.size());
    bool reverse = call.count() > 2 && call.boolean(2);
    for (std::int64_t i = 1; i <= size; ++i) rows->add(reverse ? size + 1 - i : i);
    return rows;
}

// ---- json

enum class Form : std::uint8_t { node, text };

Value cell_of(const Json& node, Form form) {
    if (form == Form::node) return std::string(node.source);
    if (node.kind == Json::Kind::null) return {};
    return node.kind == Json::Kind::string ? Value(node.text) : Value(std::string(node.source));
}

Error refused(std::string message) {
    return {Errc::invalid_parameter_value, std::move(message)};
}

template <bool binary, Form form>
RowsResult array_elements(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    constexpr const char* function = form == Form::node ? "json_array_elements" : "json_array_elements_text";
    if (value->kind != Json::Kind::array) {
        bool scalar = value->is_scalar();
        if (binary)
            return fail(refused(scalar ? "cannot extract elements from a scalar"
                                       : "cannot extract elements from an object"));
        return fail(
            refused(std::string("cannot call ") + function + (scalar ? " on a scalar" : " on a non-array")));
    }
    auto rows = std::make_unique<ListedRows>(1);
    for (const Json& item : value->items) rows->add(cell_of(item, form));
    return rows;
}

template <bool binary, Form form>
RowsResult each(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    if (value->kind != Json::Kind::object) {
        if (binary)
            return fail(refused(std::string("cannot call jsonb_each") + (form == Form::text ? "_text" : "") +
                                " on a non-object"));
        return fail(refused(value->kind == Json::Kind::array ? "cannot deconstruct an array as an object"
                                                             : "cannot deconstruct a scalar"));
    }
    auto rows = std::make_unique<ListedRows>(2);
    for (std::size_t i = 0; i < value->items.size(); ++i) {
        rows->add(value->keys[i]);
        rows->add(cell_of(value->items[i], form));
    }
    return rows;
}

template <bool binary>
RowsResult object_keys(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    if (value->kind != Json::Kind::object) {
        std::string function = binary ? "jsonb_object_keys" : "json_object_keys";
        return fail(refused("cannot call " + function +
                            (value->kind == Json::Kind::array ? " on an array" : " on a scalar")));
    }
    return listed(value->keys);
}

}  // namespace

std::span<const TableFunction> text_row_functions() {
    static const TableFunction functions[] = {
        {"pg_regexp_matches", {"value"}, 2, 3, true, regexp_matches},
        {"pg_regexp_split_to_table", {"value"}, 2, 3, true, regexp_split},
        {"pg_string_to_table", {"value"}, 2, 3, false, string_to_table},
    };
    return functions;
}

std::span<const TableFunction> array_row_functions() {
    static const TableFunction functions[] = {
        {"pg_elements", {"value"}, 2, 2, false, elements},
        {"pg_generate_subscripts", {"value"}, 2, 3, true, generate_subscripts},
        {"pg_expand_array", {"x", "n"}, 2, 2, true, expand_array},
        {"pg_unnest", {"value"}, 2, 2, true, unnest},
    };
    return functions;
}

std::span<const TableFunction> json_row_functions() {
    // clang-format off: one row a line
    static const TableFunction functions[] = {
        {"pg_json_array_elements", {"value"}, 1, 1, true, array_elements<false, Form::node>},
        {"pg_json_array_elements_text", {"value"}, 1, 1, true, array_elements<false, Form::text>},
        {"pg_json_each", {"key", "value"}, 1, 1, true, each<false, Form::node>},
        {"pg_json_each_text", {"key", "value"}, 1, 1, true, each<false, Form::text>},
        {"pg_json_object_keys", {"value"}, 1, 1, true, object_keys<false>},
        {"pg_jsonb_array_elements", {"value"}, 1, 1, true, array_elements<true, Form::node>},
        {"pg_jsonb_array_elements_text", {"value"}, 1, 1, true, array_elements<true, Form::text>},
        {"pg_jsonb_each", {"key", "value"}, 1, 1, true, each<true, Form::node>},
        {"pg_jsonb_each_text", {"key", "value"}, 1, 1, true, each<true, Form::text>},
        {"pg_jsonb_object_keys", {"value"}, 1, 1, true, object_keys<true>},
    };
    // clang-format on
    return functions;
}

}  // namespace ormgate::sqlite
