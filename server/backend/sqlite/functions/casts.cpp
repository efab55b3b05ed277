#include <algorithm>
#include <string>

#include "core/array.hpp"
#include "core/text_io.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

// pg_input(text, type)
Answer input(Call& call) {
    Result<Type> type = type_of_name(call.text(1));
    if (!type) return fail(type.error());
    if (is_oid_alias(type->id) && !type->array) {
        Result<std::uint32_t> oid = reg_oid(call.text(0), type->id, call.context());
        if (!oid) return fail(oid.error());
        call.answer(static_cast<std::int64_t>(*oid));
        return {};
    }
    return answer_result(call, parse_text(call.text(0), *type, call.context().text, Coercion::cast));
}

// pg_output(value, type)
Answer output(Call& call) {
    Result<Type> type = type_of_name(call.text(1));
    if (!type) return fail(type.error());
    if (is_oid_alias(type->id) && !type->array) {
        call.answer(reg_name(static_cast<std::uint32_t>(call.integer(0)), type->id, call.context()));
        return {};
    }
    call.answer(printed_value(call.value(0), *type, call.context()));
    return {};
}

// pg_modifier(value, type, typmod, assignment)
Answer modifier(Call& call) {
    Result<Type> type = type_of_name(call.text(1));
    if (!type) return fail(type.error());
    type->modifier = static_cast<std::int32_t>(call.integer(2));
    if (type->modifier < 0) {
        call.answer_argument(0);
        return {};
    }
    Coercion coercion = call.boolean(3) ? Coercion::assignment : Coercion::cast;
    if (!type->array) return answer_result(call, apply_modifier(copy(call.value(0)), *type, coercion));
    Result<Array> array = read_array(call.text(0), type->element());
    if (!array) return fail(array.error());
    for (Value& element : array->elements) {
        if (is_null(element)) continue;
        Result<Value> cut = apply_modifier(std::move(element), type->element(), coercion);
        if (!cut) return fail(cut.error());
        element = std::move(*cut);
    }
    call.answer(canonical_array(*array, type->element()));
    return {};
}

// A name holds 63 bytes; a longer text is cut at a character.
Answer name(Call& call) {
    std::string_view text = call.text(0);
    std::size_t size = std::min<std::size_t>(text.size(), 63);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    call.answer(text.substr(0, size));
    return {};
}

Result<Json> labels(Call& call, int i) {
    return parse_json(call.text(i));
}

// pg_enum(text, enum name, labels)
Answer enumeration(Call& call) {
    Result<Json> known = labels(call, 2);
    if (!known) return fail(known.error());
    std::string_view text = call.text(0);
    if (std::ranges::none_of(known->items, [&](const Json& label) { return label.text == text; }))
        return fail(
            Errc::invalid_text_representation,
            "invalid input value for enum " + std::string(call.text(1)) + ": \"" + std::string(text) + "\"");
    call.answer(text);
    return {};
}

// pg_enum_rank(text, labels)
Answer enum_rank(Call& call) {
    Result<Json> known = labels(call, 1);
    if (!known) return fail(known.error());
    std::string_view text = call.text(0);
    auto found = std::ranges::find_if(known->items, [&](const Json& label) { return label.text == text; });
    if (found == known->items.end())
        return fail(Errc::invalid_text_representation, "invalid enum value \"" + std::string(text) + "\"");
    call.answer(static_cast<std::int64_t>(found - known->items.begin()) + 1);
    return {};
}

// pg_record_text(value, type, …): a row as record_out() prints it.
Answer record_text(Call& call) {
    std::string out = "(";
    for (int i = 0; i + 1 < call.count(); i += 2) {
        if (i > 0) out += ',';
        if (call.null(i)) continue;
        Result<Type> type = type_of_name(call.text(i + 1));
        if (!type) return fail(type.error());
        const std::string field = printed_value(call.value(i), *type, call.context());
        const bool quoted = field.empty() || field.find_first_of("\"\\(), \t\n\v\f\r") != field.npos;
        if (quoted) out += '"';
        for (const char c : field) {
            if (c == '"' || c == '\\') out += c;
            out += c;
        }
        if (quoted) out += '"';
    }
    call.answer(out + ")");
    return {};
}

// pg_enum_ranks(array, labels): an array of ranks, nulls where it has nulls.
Answer enum_ranks(Call& call) {
    Result<Json> known = labels(call, 1), array = parse_json(call.text(0));
    if (!known) return fail(known.error());
    if (!array) return fail(array.error());
    for (Json& element : array->items) {
        if (element.kind == Json::Kind::null) continue;
        auto found = std::ranges::find(known->items, element.text, &Json::text);
        element = Json::of_number(std::to_string(found - known->items.begin() + 1));
    }
    call.answer(printed(*array));
    return {};
}

// jsonb::int4 and the like: of a number or boolean only.
template <TypeId target>
Answer from_jsonb(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    constexpr bool boolean = target == TypeId::boolean;
    if (value->kind != (boolean ? Json::Kind::boolean : Json::Kind::number))
        return fail(Errc::invalid_parameter_value,
                    "cannot cast jsonb " + std::string(kind_name(value->kind)) + " to type " +
                        std::string(info(target).sql_name));
    if (boolean) {
        call.answer(value->truth);
        return {};
    }
    return answer_result(call,
                         cast_value(std::string_view(value->text), TypeId::numeric, target, call.context()));
}

// pg_not_null(value, schema, table, column)
Answer not_null(Call& call) {
    if (!call.null(0)) {
        call.answer_argument(0);
        return {};
    }
    Error error(Errc::not_null_violation,
                "null value in column \"" + std::string(call.text(3)) + "\" of relation \"" +
                    std::string(call.text(2)) + "\" violates not-null constraint");
    error.schema = call.text(1);
    error.table = call.text(2);
    error.column = call.text(3);
    return fail(std::move(error));
}

// pg_always(schema, table, column)
Answer always(Call& call) {
    std::string column(call.text(2));
    Error error(Errc::generated_always, "cannot insert a non-DEFAULT value into column \"" + column + "\"");
    error.detail = "Column \"" + column + "\" is an identity column defined as GENERATED ALWAYS.";
    error.hint = "Use OVERRIDING SYSTEM VALUE to override.";
    error.schema = call.text(0);
    error.table = call.text(1);
    error.column = column;
    return fail(std::move(error));
}

// pg_fail(sqlstate, message[, schema, table, column, constraint[, hint]])
Answer raise_error(Call& call) {
    std::string state(call.text(0));
    Error error = error_with_state(state.c_str(), std::string(call.text(1)));
    if (call.count() >= 6) {
        error.schema = call.text(2);
        error.table = call.text(3);
        error.column = call.text(4);
        error.constraint = call.text(5);
    }
    if (call.count() == 7) error.hint = call.text(6);
    return fail(std::move(error));
}

// pg_condition(value): the value, which SQLite does not know for a constant.
Answer condition(Call& call) {
    call.answer_argument(0);
    return {};
}

// pg_limit(value): null is no limit.
Answer limit(Call& call) {
    if (!call.null(0) && call.integer(0) < 0)
        return fail(Error(Errc::invalid_row_count_in_limit, "LIMIT must not be negative"));
    call.answer(call.null(0) ? std::int64_t{-1} : call.integer(0));
    return {};
}

// pg_offset(value): null is none.
Answer offset(Call& call) {
    if (!call.null(0) && call.integer(0) < 0)
        return fail(Error(Errc::invalid_row_count_in_offset, "OFFSET must not be negative"));
    call.answer(call.null(0) ? std::int64_t{0} : call.integer(0));
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_always", 3, 3, plain, always},
    {"pg_condition", 1, 1, plain, condition},
    {"pg_enum", 3, 3, pure, enumeration},
    {"pg_enum_rank", 2, 2, pure, enum_rank},
    {"pg_enum_ranks", 2, 2, pure, enum_ranks},
    {"pg_fail", 2, 7, plain, raise_error},
    {"pg_input", 2, 2, pure, input},
    {"pg_jsonb_to_bool", 1, 1, pure, from_jsonb<TypeId::boolean>},
    {"pg_jsonb_to_float4", 1, 1, pure, from_jsonb<TypeId::float32>},
    {"pg_jsonb_to_float8", 1, 1, pure, from_jsonb<TypeId::float64>},
    {"pg_jsonb_to_int2", 1, 1, pure, from_jsonb<TypeId::int16>},
    {"pg_jsonb_to_int4", 1, 1, pure, from_jsonb<TypeId::int32>},
    {"pg_jsonb_to_int8", 1, 1, pure, from_jsonb<TypeId::int64>},
    {"pg_jsonb_to_numeric", 1, 1, pure, from_jsonb<TypeId::numeric>},
    {"pg_limit", 1, 1, stable, limit},
    {"pg_modifier", 4, 4, pure, modifier},
    {"pg_name", 1, 1, pure, name},
    {"pg_record_text", 0, any_number, stable, record_text},
    {"pg_not_null", 4, 4, stable, not_null},
    {"pg_offset", 1, 1, stable, offset},
    {"pg_output", 2, 2, pure, output},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> cast_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
