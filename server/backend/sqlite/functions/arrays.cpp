#include <algorithm>
#include <string>

#include "core/array.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/split_text.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

// What does not depend on the elements' type works on the JSON that an array is.

std::vector<std::size_t> dimensions_of(const Json& array) {
    std::vector<std::size_t> dimensions;
    for (const Json* level = &array; level->kind == Json::Kind::array && !level->items.empty();
         level = &level->items[0])
        dimensions.push_back(level->items.size());
    return dimensions;
}

void append_compact(const Json& value, std::string& out) {
    if (value.kind != Json::Kind::array) return print_json(value, out);
    out += '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ',';
        append_compact(value.items[i], out);
    }
    out += ']';
}

std::string compact(const Json& value) {
    std::string out;
    append_compact(value, out);
    return out;
}

Answer answer_array(Call& call, const Json& array) {
    call.answer(compact(array));
    return {};
}

template <class Body>
Answer with_array(Call& call, Body&& body) {
    Result<Json> array = parse_json(call.text(0));
    if (!array) return fail(array.error());
    return body(*array);
}

Answer ndims(Call& call) {
    return with_array(call, [&](const Json& array) -> Answer {
        std::size_t count = dimensions_of(array).size();
        if (count > 0) call.answer(static_cast<std::int64_t>(count));
        return {};
    });
}

Answer dims(Call& call) {
    return with_array(call, [&](const Json& array) -> Answer {
        std::string out;
        for (std::size_t size : dimensions_of(array)) out += "[1:" + std::to_string(size) + "]";
        if (!out.empty()) call.answer(out);
        return {};
    });
}

// array_length and array_upper are the same, since every lower bound is 1.
template <bool lower>
Answer bound(Call& call) {
    return with_array(call, [&](const Json& array) -> Answer {
        std::vector<std::size_t> dimensions = dimensions_of(array);
        std::int64_t dimension = call.integer(1);
        if (dimension < 1 || static_cast<std::size_t>(dimension) > dimensions.size()) return {};
        call.answer(lower ? std::int64_t{1}
                          : static_cast<std::int64_t>(dimensions[static_cast<std::size_t>(dimension - 1)]));
        return {};
    });
}

Answer cardinality(Call& call) {
    return with_array(call, [&](const Json& array) -> Answer {
        std::vector<std::size_t> dimensions = dimensions_of(array);
        std::size_t count = dimensions.empty() ? 0 : 1;
        for (std::size_t size : dimensions) count *= size;
        call.answer(static_cast<std::int64_t>(count));
        return {};
    });
}

Result<Json> element_of(Call& call, int i, std::string_view type_name) {
    Result<Type> type = type_of_name(type_name);
    if (!type) return fail(type.error());
    std::string json;
    append_array_element(json, call.value(i), *type);
    return parse_json(json);
}

// array || element, element || array
template <bool at_end>
Answer add_element(Call& call) {
    constexpr int array_argument = at_end ? 0 : 1;
    Result<Json> array = call.null(array_argument) ? parse_json("[]") : parse_json(call.text(array_argument));
    if (!array) return fail(array.error());
    if (dimensions_of(*array).size() > 1)
        return fail(error_with_state("22000", "argument must be empty or one-dimensional array"));
    Result<Json> element = element_of(call, 1 - array_argument, call.text(2));
    if (!element) return fail(element.error());
    array->items.insert(at_end ? array->items.end() : array->items.begin(), std::move(*element));
    return answer_array(call, *array);
}

Error incompatible(std::string detail) {
    return Error(Errc::array_subscript_error, "cannot concatenate incompatible arrays")
        .with_detail(std::move(detail));
}

Answer concatenate(Call& call) {
    if (call.null(0) && call.null(1)) return {};
    if (call.null(0) || call.null(1)) {
        call.answer_argument(call.null(0) ? 1 : 0);
        return {};
    }
    Result<Json> a = parse_json(call.text(0)), b = parse_json(call.text(1));
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    std::vector<std::size_t> x = dimensions_of(*a), y = dimensions_of(*b);
    if (x.empty() || y.empty()) return answer_array(call, x.empty() ? *b : *a);
    if (x.size() != y.size() && x.size() != y.size() + 1 && y.size() != x.size() + 1)
        return fail(incompatible("Arrays of " + std::to_string(x.size()) + " and " +
                                 std::to_string(y.size()) +
                                 " dimensions are not compatible for concatenation."));
    // The inner dimensions must agree: those of the deeper array from its second on with all of the shallower
    // one.
    std::size_t common = std::min(x.size(), y.size());
    std::size_t from = x.size() == y.size() ? 1 : 0;
    if (!std::equal(x.end() - static_cast<std::ptrdiff_t>(common - from),
                    x.end(),
                    y.end() - static_cast<std::ptrdiff_t>(common - from)))
        return fail(incompatible(
            x.size() == y.size()
                ? "Arrays with differing element dimensions are not compatible for concatenation."
                : "Arrays with differing dimensions are not compatible for concatenation."));
    if (x.size() == y.size()) {
        a->items.insert(a->items.end(),
                        std::make_move_iterator(b->items.begin()),
                        std::make_move_iterator(b->items.end()));
        return answer_array(call, *a);
    }
    if (x.size() > y.size()) {
        a->items.push_back(std::move(*b));
        return answer_array(call, *a);
    }
    b->items.insert(b->items.begin(), std::move(*a));
    return answer_array(call, *b);
}

Answer trim_array(Call& call) {
    return with_array(call, [&](Json& array) -> Answer {
        std::int64_t count = call.integer(1);
        auto size = static_cast<std::int64_t>(array.items.size());
        if (count < 0 || count > size)
            return fail(Errc::array_subscript_error,
                        "number of elements to trim must be between 0 and " + std::to_string(size));
        array.items.resize(static_cast<std::size_t>(size - count));
        return answer_array(call, array);
    });
}

// pg_array_of(type, values…)
Answer array_of(Call& call) {
    std::string_view type = call.text(0);
    Json array;
    array.kind = Json::Kind::array;
    bool nested = type.starts_with('_');
    std::vector<std::size_t> inner;
    for (int i = 1; i < call.count(); ++i) {
        Result<Json> element =
            !nested ? element_of(call, i, type) : parse_json(call.null(i) ? "[]" : call.text(i));
        if (!element) return fail(element.error());
        if (nested) {
            std::vector<std::size_t> dimensions = dimensions_of(*element);
            if (i > 1 && dimensions != inner)
                return fail(Errc::array_subscript_error,
                            "multidimensional arrays must have array expressions with matching dimensions");
            inner = std::move(dimensions);
        }
        array.items.push_back(std::move(*element));
    }
    if (nested && inner.empty()) array.items.clear();
    return answer_array(call, array);
}

// pg_array_get(array, type, subscripts…)
Answer get(Call& call) {
    for (int i = 2; i < call.count(); ++i)
        if (call.null(i)) return {};
    if (call.null(0)) return {};
    return with_array(call, [&](const Json& array) -> Answer {
        const Json* level = &array;
        for (int i = 2; i < call.count(); ++i) {
            std::int64_t subscript = call.integer(i);
            bool inside = level->kind == Json::Kind::array && subscript >= 1 &&
                          static_cast<std::size_t>(subscript) <= level->items.size();
            if (!inside) return {};
            level = &level->items[static_cast<std::size_t>(subscript - 1)];
        }
        if (level->kind == Json::Kind::array || level->kind == Json::Kind::null) return {};
        std::string_view name = call.text(1);
        Result<Type> type = type_of_name(name.starts_with('_') ? name.substr(1) : name);
        if (!type) return fail(type.error());
        Result<Array> one = read_array("[" + printed(*level) + "]", *type);
        if (!one) return fail(one.error());
        call.answer(one->elements.at(0));
        return {};
    });
}

// Cuts one dimension; false: nothing is left of it.
bool cut(Call& call, Json& level, int bounds) {
    if (bounds >= call.count()) return true;
    if (level.kind != Json::Kind::array) return false;
    auto size = static_cast<std::int64_t>(level.items.size());
    std::int64_t lower = call.null(bounds) ? 1 : std::max<std::int64_t>(call.integer(bounds), 1);
    std::int64_t upper = call.null(bounds + 1) ? size : std::min(call.integer(bounds + 1), size);
    if (lower > upper) return false;
    level.items.erase(level.items.begin() + upper, level.items.end());
    level.items.erase(level.items.begin(), level.items.begin() + (lower - 1));
    for (Json& item : level.items)
        if (!cut(call, item, bounds + 2)) return false;
    return true;
}

// pg_array_slice(array, type, lower, upper…)
Answer slice(Call& call) {
    if (call.null(0)) return {};
    return with_array(call, [&](Json& array) -> Answer {
        if (!cut(call, array, 2)) array.items.clear();
        return answer_array(call, array);
    });
}

std::unexpected<Error> bad_subscript(std::string message) {
    return fail(Errc::array_subscript_error, std::move(message));
}

Result<std::vector<std::int64_t>> subscripts_of(Call& call, int first) {
    std::vector<std::int64_t> out;
    for (int i = first; i < call.count(); ++i) {
        if (call.null(i))
            return fail(Errc::null_value_not_allowed, "array subscript in assignment must not be null");
        out.push_back(call.integer(i));
    }
    return out;
}

// Nulls fill what lies between the array's end and the subscript.
Result<void> make_room(Json& array, std::int64_t lower, std::int64_t upper) {
    constexpr std::int64_t most_elements = 134217727;
    if (lower < 1) return fail(Errc::unsupported, "arrays with a lower bound other than 1 are not supported");
    if (array.items.empty() && lower > 1)
        return fail(Errc::unsupported, "arrays with a lower bound other than 1 are not supported");
    if (upper > most_elements)
        return fail(Errc::program_limit_exceeded,
                    "array size exceeds the maximum allowed (" + std::to_string(most_elements) + ")");
    const auto wanted = static_cast<std::size_t>(upper);
    if (array.items.size() < wanted) array.items.resize(wanted);
    return {};
}

// pg_array_set(array, element type, value, subscripts…): SET a[i][j] = value
Answer set_element(Call& call) {
    Result<Json> array = call.null(0) ? parse_json("[]") : parse_json(call.text(0));
    if (!array) return fail(array.error());
    Result<Json> element = element_of(call, 2, call.text(1));
    if (!element) return fail(element.error());
    const Result<std::vector<std::int64_t>> subscripts = subscripts_of(call, 3);
    if (!subscripts) return fail(subscripts.error());
    const std::vector<std::size_t> dimensions = dimensions_of(*array);
    if (!dimensions.empty() && dimensions.size() != subscripts->size())
        return bad_subscript("wrong number of array subscripts");
    Json* level = &*array;
    for (const std::int64_t subscript : *subscripts) {
        const bool grows = dimensions.empty() || dimensions.size() == 1;
        if (grows) {
            if (auto room = make_room(*level, subscript, subscript); !room) return fail(room.error());
        } else if (subscript < 1 || static_cast<std::size_t>(subscript) > level->items.size()) {
            return bad_subscript("array subscript out of range");
        }
        level = &level->items[static_cast<std::size_t>(subscript - 1)];
        if (dimensions.empty()) level->kind = Json::Kind::array;
    }
    *level = std::move(*element);
    return answer_array(call, *array);
}

// pg_array_set_slice(array, new elements, lower, upper): SET a[l:u] = new elements
Answer set_slice(Call& call) {
    if (call.null(1)) {
        call.answer_argument(0);  // as PostgreSQL has it: nothing changes
        return {};
    }
    Result<Json> array = call.null(0) ? parse_json("[]") : parse_json(call.text(0));
    Result<Json> source = parse_json(call.text(1));
    if (!array) return fail(array.error());
    if (!source) return fail(source.error());
    if (dimensions_of(*array).size() > 1 || dimensions_of(*source).size() > 1)
        return fail(Errc::unsupported, "an assignment to a slice of several dimensions is not supported");
    const Result<std::vector<std::int64_t>> bounds = subscripts_of(call, 2);
    if (!bounds) return fail(bounds.error());
    const std::int64_t lower = (*bounds)[0], upper = (*bounds)[1];
    if (lower > upper) return bad_subscript("upper bound cannot be less than lower bound");
    if (auto room = make_room(*array, lower, upper); !room) return fail(room.error());
    const auto count = static_cast<std::size_t>(upper - lower + 1);
    if (source->items.size() < count) return bad_subscript("source array too small");
    std::move(source->items.begin(),
              source->items.begin() + static_cast<std::ptrdiff_t>(count),
              array->items.begin() + (lower - 1));
    return answer_array(call, *array);
}

Answer string_to_array(Call& call) {
    if (call.null(0)) return {};
    auto text_or_null = [&](int i) {
        return i >= call.count() || call.null(i) ? std::nullopt : std::optional(call.text(i));
    };
    std::vector<std::optional<std::string>> parts =
        split_text(call.text(0), text_or_null(1), text_or_null(2));
    Array array;
    if (!parts.empty()) array.dimensions = {parts.size()};
    for (std::optional<std::string>& part : parts)
        array.elements.emplace_back(part ? Value(std::move(*part)) : Value());
    call.answer(canonical_array(array, TypeId::text));
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_array_append", 3, 3, stable, add_element<true>},
    {"pg_array_cat", 2, 2, stable, concatenate},
    {"pg_array_dims", 1, 1, pure, dims},
    {"pg_array_get", 3, any_number, stable, get},
    {"pg_array_length", 2, 2, pure, bound<false>},
    {"pg_array_lower", 2, 2, pure, bound<true>},
    {"pg_array_ndims", 1, 1, pure, ndims},
    {"pg_array_of", 1, any_number, stable, array_of},
    {"pg_array_prepend", 3, 3, stable, add_element<false>},
    {"pg_array_set", 4, any_number, stable, set_element},
    {"pg_array_set_slice", 4, 4, stable, set_slice},
    {"pg_array_slice", 4, any_number, stable, slice},
    {"pg_array_upper", 2, 2, pure, bound<false>},
    {"pg_cardinality", 1, 1, pure, cardinality},
    {"pg_string_to_array", 2, 3, stable, string_to_array},
    {"pg_trim_array", 2, 2, pure, trim_array},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> array_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
