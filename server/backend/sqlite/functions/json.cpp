#include <charconv>
#include <functional>
#include <string>

#include "core/json_text.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"

namespace ormgate::sqlite {
namespace {

// Reading json and jsonb: what is taken out of a json keeps its spelling, what is taken out of a jsonb is
// printed anew, which is the same text, since it is normalised already.

Answer answer_node(Call& call, const Json* node) {
    if (node != nullptr) call.answer(node->source);
    return {};
}

Answer answer_text(Call& call, const Json* node) {
    if (node == nullptr || node->kind == Json::Kind::null) return {};
    if (node->kind == Json::Kind::string)
        call.answer(node->text);
    else
        call.answer(node->source);
    return {};
}

using AnswerNode = Answer (*)(Call&, const Json*);

const Json* item_at(const Json& array, std::int64_t index) {
    if (array.kind != Json::Kind::array) return nullptr;
    auto size = static_cast<std::int64_t>(array.items.size());
    if (index < 0) index += size;
    return index >= 0 && index < size ? &array.items[static_cast<std::size_t>(index)] : nullptr;
}

const Json* step(const Json& value, std::string_view key) {
    if (value.kind == Json::Kind::object) return value.find(key);
    std::int32_t index = 0;
    if (key.starts_with('+')) key.remove_prefix(1);
    auto [end, status] = std::from_chars(key.data(), key.data() + key.size(), index);
    if (status != std::errc() || end != key.data() + key.size()) return nullptr;
    return item_at(value, index);
}

template <AnswerNode answer>
Answer get(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    if (value->kind != Json::Kind::object) return {};
    return answer(call, value->find(call.text(1)));
}

// A jsonb scalar at the top is kept as an array of itself, which shows here.
template <AnswerNode answer, bool binary>
Answer get_index(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    const std::int64_t index = call.integer(1);
    if (binary && value->is_scalar()) return answer(call, index == 0 || index == -1 ? &*value : nullptr);
    return answer(call, item_at(*value, index));
}

// #> and #>>: the path is an array of text.
template <AnswerNode answer>
Answer get_path(Call& call) {
    Result<Json> value = parse_json(call.text(0)), path = parse_json(call.text(1));
    if (!value) return fail(value.error());
    if (!path) return fail(path.error());
    const Json* node = &*value;
    for (const Json& key : path->items) {
        if (key.kind == Json::Kind::null) return {};
        node = step(*node, key.text);
        if (node == nullptr) return {};
    }
    return answer(call, node);
}

// json_extract_path(json, key…)
template <AnswerNode answer>
Answer extract_path(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    const Json* node = &*value;
    for (int i = 1; i < call.count() && node != nullptr; ++i) node = step(*node, call.text(i));
    return answer(call, node);
}

Answer type_of(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    call.answer(kind_name(value->kind));
    return {};
}

Answer array_length(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    if (value->kind == Json::Kind::object)
        return fail(Errc::invalid_parameter_value, "cannot get array length of a non-array");
    if (value->is_scalar()) return fail(Errc::invalid_parameter_value, "cannot get array length of a scalar");
    call.answer(static_cast<std::int64_t>(value->items.size()));
    return {};
}

bool same_scalar(const Json& a, const Json& b) {
    return a.kind == b.kind && a.is_scalar() && compare(a, b) == 0;
}

bool deeply_contains(const Json& whole, const Json& part);

bool has_element(const Json& array, const Json& wanted) {
    for (const Json& item : array.items)
        if (wanted.is_scalar() ? same_scalar(item, wanted)
                               : item.kind == wanted.kind && deeply_contains(item, wanted))
            return true;
    return false;
}

bool deeply_contains(const Json& whole, const Json& part) {
    if (whole.kind != part.kind) return false;
    if (part.is_scalar()) return same_scalar(whole, part);
    for (std::size_t i = 0; i < part.items.size(); ++i) {
        if (part.kind == Json::Kind::array) {
            if (!has_element(whole, part.items[i])) return false;
            continue;
        }
        const Json* found = whole.find(part.keys[i]);
        if (found == nullptr || !deeply_contains(*found, part.items[i])) return false;
    }
    return true;
}

template <int whole_argument>
Answer contains(Call& call) {
    Result<Json> whole = parse_jsonb(call.text(whole_argument)),
                 part = parse_jsonb(call.text(1 - whole_argument));
    if (!whole) return fail(whole.error());
    if (!part) return fail(part.error());
    // An array may contain a bare scalar.
    bool element = whole->kind == Json::Kind::array && part->is_scalar();
    call.answer(element ? has_element(*whole, *part) : deeply_contains(*whole, *part));
    return {};
}

bool has_key(const Json& value, std::string_view key) {
    if (value.kind == Json::Kind::object) return value.find(key) != nullptr;
    if (value.kind == Json::Kind::string) return value.text == key;
    for (const Json& item : value.items)
        if (item.kind == Json::Kind::string && item.text == key) return true;
    return false;
}

Answer exists(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    call.answer(has_key(*value, call.text(1)));
    return {};
}

template <bool all>
Answer exists_several(Call& call) {
    Result<Json> value = parse_json(call.text(0)), keys = parse_json(call.text(1));
    if (!value) return fail(value.error());
    if (!keys) return fail(keys.error());
    for (const Json& key : keys->items) {
        if (key.kind == Json::Kind::null) continue;
        if (has_key(*value, key.text) == all) continue;
        call.answer(!all);
        return {};
    }
    call.answer(all);
    return {};
}

template <class Order>
Answer compared(Call& call) {
    Result<Json> a = parse_jsonb(call.text(0)), b = parse_jsonb(call.text(1));
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    call.answer(Order{}(compare(*a, *b), 0));
    return {};
}

Answer to_jsonb(Call& call) {
    return answer_result(call, normalize_jsonb(call.text(0)));
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_json_array_length", 1, 1, pure, array_length},
    {"pg_json_extract_path", 1, any_number, pure, extract_path<answer_node>},
    {"pg_json_extract_path_text", 1, any_number, pure, extract_path<answer_text>},
    {"pg_json_get", 2, 2, pure, get<answer_node>},
    {"pg_json_get_index", 2, 2, pure, get_index<answer_node, false>},
    {"pg_json_get_path", 2, 2, pure, get_path<answer_node>},
    {"pg_json_get_path_text", 2, 2, pure, get_path<answer_text>},
    {"pg_json_get_text", 2, 2, pure, get<answer_text>},
    {"pg_json_get_text_index", 2, 2, pure, get_index<answer_text, false>},
    {"pg_json_typeof", 1, 1, pure, type_of},
    {"pg_jsonb", 1, 1, pure, to_jsonb},
    {"pg_jsonb_array_length", 1, 1, pure, array_length},
    {"pg_jsonb_contained", 2, 2, pure, contains<1>},
    {"pg_jsonb_contains", 2, 2, pure, contains<0>},
    {"pg_jsonb_exists", 2, 2, pure, exists},
    {"pg_jsonb_exists_all", 2, 2, pure, exists_several<true>},
    {"pg_jsonb_exists_any", 2, 2, pure, exists_several<false>},
    {"pg_jsonb_extract_path", 1, any_number, pure, extract_path<answer_node>},
    {"pg_jsonb_extract_path_text", 1, any_number, pure, extract_path<answer_text>},
    {"pg_jsonb_ge", 2, 2, pure, compared<std::greater_equal<int>>},
    {"pg_jsonb_get", 2, 2, pure, get<answer_node>},
    {"pg_jsonb_get_index", 2, 2, pure, get_index<answer_node, true>},
    {"pg_jsonb_get_path", 2, 2, pure, get_path<answer_node>},
    {"pg_jsonb_get_path_text", 2, 2, pure, get_path<answer_text>},
    {"pg_jsonb_get_text", 2, 2, pure, get<answer_text>},
    {"pg_jsonb_get_text_index", 2, 2, pure, get_index<answer_text, true>},
    {"pg_jsonb_gt", 2, 2, pure, compared<std::greater<int>>},
    {"pg_jsonb_le", 2, 2, pure, compared<std::less_equal<int>>},
    {"pg_jsonb_lt", 2, 2, pure, compared<std::less<int>>},
    {"pg_jsonb_typeof", 1, 1, pure, type_of},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> json_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
