#include <algorithm>
#include <functional>
#include <string>

#include "core/array.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

// Functions that look at the elements, by their type: the last argument is its name.

Result<Type> last_type(Call& call) {
    return type_of_name(call.text(call.count() - 1));
}

struct Operand {
    Type element;
    Array array;
};
Result<Operand> operand(Call& call, int i) {
    Result<Type> type = last_type(call);
    if (!type) return fail(type.error());
    Type element(type->id);
    Result<Array> array = read_array(call.text(i), element);
    if (!array) return fail(array.error());
    return Operand{element, std::move(*array)};
}

// As IS NOT DISTINCT FROM.
bool same(const Value& a, const ValueView& b, Type type) {
    if (is_null(a) || is_null(b)) return is_null(a) && is_null(b);
    return compare_values(view(a), b, type) == 0;
}

Answer one_dimension(const Array& array, const char* doing) {
    if (array.dimensions.size() <= 1) return {};
    return fail(Errc::unsupported, std::string(doing) + " multidimensional arrays is not supported");
}

Answer position(Call& call) {
    if (call.null(0)) return {};
    Result<Operand> in = operand(call, 0);
    if (!in) return fail(in.error());
    if (Answer flat = one_dimension(in->array, "searching for elements in"); !flat) return flat;
    std::int64_t start = 1;
    if (call.count() > 3) {
        if (call.null(2)) return fail(Errc::null_value_not_allowed, "initial position must not be null");
        start = std::max<std::int64_t>(call.integer(2), 1);
    }
    for (auto i = static_cast<std::size_t>(start - 1); i < in->array.elements.size(); ++i) {
        if (!same(in->array.elements[i], call.value(1), in->element)) continue;
        call.answer(static_cast<std::int64_t>(i) + 1);
        return {};
    }
    return {};
}

Answer positions(Call& call) {
    if (call.null(0)) return {};
    Result<Operand> in = operand(call, 0);
    if (!in) return fail(in.error());
    if (Answer flat = one_dimension(in->array, "searching for elements in"); !flat) return flat;
    Array found;
    for (std::size_t i = 0; i < in->array.elements.size(); ++i)
        if (same(in->array.elements[i], call.value(1), in->element))
            found.elements.emplace_back(static_cast<std::int64_t>(i) + 1);
    if (!found.elements.empty()) found.dimensions = {found.elements.size()};
    call.answer(canonical_array(found, TypeId::int32));
    return {};
}

Answer remove(Call& call) {
    if (call.null(0)) return {};
    Result<Operand> in = operand(call, 0);
    if (!in) return fail(in.error());
    if (Answer flat = one_dimension(in->array, "removing elements from"); !flat) return flat;
    ValueView unwanted = call.value(1);
    std::erase_if(in->array.elements,
                  [&](const Value& element) { return same(element, unwanted, in->element); });
    in->array.dimensions.clear();
    if (!in->array.elements.empty()) in->array.dimensions = {in->array.elements.size()};
    call.answer(canonical_array(in->array, in->element));
    return {};
}

Answer replace(Call& call) {
    if (call.null(0)) return {};
    Result<Operand> in = operand(call, 0);
    if (!in) return fail(in.error());
    for (Value& element : in->array.elements)
        if (same(element, call.value(1), in->element)) element = copy(call.value(2));
    call.answer(canonical_array(in->array, in->element));
    return {};
}

Answer to_string(Call& call) {
    if (call.null(0) || call.null(1)) return {};
    Result<Operand> in = operand(call, 0);
    if (!in) return fail(in.error());
    bool shows_nulls = call.count() > 3 && !call.null(2);
    std::string out;
    bool first = true;
    for (const Value& element : in->array.elements) {
        if (is_null(element) && !shows_nulls) continue;
        if (!first) out += call.text(1);
        first = false;
        if (is_null(element))
            out += call.text(2);
        else
            out += printed_value(view(element), in->element, call.context());
    }
    call.answer(out);
    return {};
}

// array_fill(value, dimensions[, lower bounds], type)
Answer fill(Call& call) {
    if (call.null(1) || (call.count() > 3 && call.null(2)))
        return fail(Errc::null_value_not_allowed, "dimension array or low bound array cannot be null");
    Result<Type> type = last_type(call);
    if (!type) return fail(type.error());
    Result<Array> dimensions = read_array(call.text(1), TypeId::int32);
    if (!dimensions) return fail(dimensions.error());
    Array array;
    std::size_t count = dimensions->elements.empty() ? 0 : 1;
    for (const Value& dimension : dimensions->elements) {
        const auto* size = std::get_if<std::int64_t>(&dimension);
        if (size == nullptr) return fail(Errc::null_value_not_allowed, "dimension values cannot be null");
        if (*size < 0 || *size > 134217727 ||
            count * static_cast<std::size_t>(*size) > call.longest_result() / 2)
            return fail(Errc::program_limit_exceeded, "array size exceeds the maximum allowed (134217727)");
        count *= static_cast<std::size_t>(*size);
        array.dimensions.push_back(static_cast<std::size_t>(*size));
    }
    if (call.count() > 3) {
        Result<Array> lower = read_array(call.text(2), TypeId::int32);
        if (!lower) return fail(lower.error());
        for (const Value& bound : lower->elements)
            if (bound != Value(std::int64_t{1}))
                return fail(Errc::unsupported, "arrays whose lower bound is not 1 are not supported");
    }
    if (count == 0) array.dimensions.clear();
    array.elements.assign(count, copy(call.value(0)));
    call.answer(canonical_array(array, Type(type->id)));
    return {};
}

bool contains(const Array& whole, const Array& part, Type element) {
    return std::ranges::all_of(part.elements, [&](const Value& wanted) {
        return !is_null(wanted) && std::ranges::any_of(whole.elements, [&](const Value& held) {
            return !is_null(held) && compare_values(view(held), view(wanted), element) == 0;
        });
    });
}

bool overlaps(const Array& a, const Array& b, Type element) {
    return std::ranges::any_of(a.elements, [&](const Value& wanted) {
        return !is_null(wanted) && std::ranges::any_of(b.elements, [&](const Value& held) {
            return !is_null(held) && compare_values(view(held), view(wanted), element) == 0;
        });
    });
}

bool contained(const Array& part, const Array& whole, Type element) {
    return contains(whole, part, element);
}

template <bool (*relation)(const Array&, const Array&, Type)>
Answer related(Call& call) {
    Result<Operand> a = operand(call, 0), b = operand(call, 1);
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    call.answer(relation(a->array, b->array, a->element));
    return {};
}

template <class Order>
Answer compared(Call& call) {
    Result<Type> type = last_type(call);
    if (!type) return fail(type.error());
    call.answer(Order{}(compare_values(call.value(0), call.value(1), Type(type->id, true)), 0));
    return {};
}

// pg_array_cast(array, element type, target element type, typmod)
Answer cast(Call& call) {
    Result<Type> from = type_of_name(call.text(1)), to = type_of_name(call.text(2));
    if (!from) return fail(from.error());
    if (!to) return fail(to.error());
    Type source(from->id), target(to->id, false, static_cast<std::int32_t>(call.integer(3)));
    Result<Array> array = read_array(call.text(0), source);
    if (!array) return fail(array.error());
    for (Value& element : array->elements) {
        Result<Value> value = cast_value(view(element), source, target, call.context());
        if (!value) return fail(value.error());
        element = std::move(*value);
    }
    call.answer(canonical_array(*array, target));
    return {};
}

// pg_greatest(type, values…), pg_least(type, values…): nulls do not count.
template <int sign>
Answer extreme(Call& call) {
    Result<Type> type = type_of_name(call.text(0));
    if (!type) return fail(type.error());
    int best = 0;
    for (int i = 1; i < call.count(); ++i) {
        if (call.null(i)) continue;
        if (best == 0 || compare_values(call.value(i), call.value(best), *type) * sign > 0) best = i;
    }
    if (best > 0) call.answer_argument(best);
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_array_cast", 4, 4, pure, cast},
    {"pg_array_contained", 3, 3, pure, related<contained>},
    {"pg_array_contains", 3, 3, pure, related<contains>},
    {"pg_array_eq", 3, 3, pure, compared<std::equal_to<int>>},
    {"pg_array_fill", 3, 4, stable, fill},
    {"pg_array_ge", 3, 3, pure, compared<std::greater_equal<int>>},
    {"pg_array_gt", 3, 3, pure, compared<std::greater<int>>},
    {"pg_array_le", 3, 3, pure, compared<std::less_equal<int>>},
    {"pg_array_lt", 3, 3, pure, compared<std::less<int>>},
    {"pg_array_ne", 3, 3, pure, compared<std::not_equal_to<int>>},
    {"pg_array_overlaps", 3, 3, pure, related<overlaps>},
    {"pg_array_position", 3, 4, stable, position},
    {"pg_array_positions", 3, 3, stable, positions},
    {"pg_array_remove", 3, 3, stable, remove},
    {"pg_array_replace", 4, 4, stable, replace},
    {"pg_array_to_string", 3, 4, stable, to_string},
    {"pg_greatest", 1, any_number, stable, extreme<1>},
    {"pg_least", 1, any_number, stable, extreme<-1>},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> array_element_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
