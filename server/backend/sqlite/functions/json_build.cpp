#include "server/backend/sqlite/functions/json_build.hpp"

#include <cmath>

#include "core/array.hpp"
#include "core/datetime.hpp"
#include "core/json_text.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

// Timestamps as ISO 8601 whatever DateStyle says, a timestamptz with its offset in the session's zone.
std::string iso_timestamp(std::string_view canonical_text, Type type, const FunctionContext& context) {
    if (canonical_text.ends_with("infinity")) return std::string(canonical_text);
    TextSettings settings = context.text;
    settings.date_style.format = DateFormat::iso;
    std::string out;
    print_text(canonical_text, type, settings, out);
    if (std::size_t blank = out.find(' '); blank != out.npos && type.id != TypeId::date) out[blank] = 'T';
    bool with_zone = type.id == TypeId::timestamptz && !out.ends_with(" BC");
    std::size_t sign = out.find_last_of("+-");
    if (with_zone && sign != out.npos && out.size() - sign == 3) out += ":00";
    return out;
}

Result<void> append_array(std::string& out, const Json& level, Type element, const FunctionContext& context) {
    out += '[';
    for (std::size_t i = 0; i < level.items.size(); ++i) {
        if (i > 0) out += ',';
        const Json& item = level.items[i];
        if (item.kind == Json::Kind::array) {
            if (Result<void> done = append_array(out, item, element, context); !done) return done;
            continue;
        }
        Result<Array> one = read_array("[" + printed(item) + "]", element);
        if (!one) return fail(one.error());
        if (Result<void> done = append_as_json(out, view(one->elements.at(0)), element, context); !done)
            return done;
    }
    out += ']';
    return {};
}

bool looks_like_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789+-.eE") == text.npos;
}

Answer build_array_text(Call& call, std::string& out) {
    out = "[";
    for (int i = 0; i + 1 < call.count(); i += 2) {
        if (i > 0) out += ", ";
        Result<Type> type = json_type_of_name(call.text(i + 1));
        if (!type) return fail(type.error());
        if (Answer done = append_as_json(out, call.value(i), *type, call.context()); !done) return done;
    }
    out += ']';
    return {};
}

Answer build_object_text(Call& call, bool binary, std::string& out) {
    if (call.count() % 4 != 0)
        return fail(Error(Errc::invalid_parameter_value, "argument list must have even number of elements")
                        .with_hint(std::string("The arguments of ") +
                                   (binary ? "jsonb_build_object" : "json_build_object") +
                                   "() must consist of alternating keys and values."));
    out = "{";
    for (int i = 0; i + 3 < call.count(); i += 4) {
        if (i > 0) out += ", ";
        if (call.null(i)) {
            std::string argument = "argument " + std::to_string(i / 2 + 1);
            if (binary) return fail(Errc::invalid_parameter_value, argument + ": key must not be null");
            return fail(Error(Errc::invalid_parameter_value, argument + " cannot be null")
                            .with_hint("Object keys should be text."));
        }
        Result<Type> key = json_type_of_name(call.text(i + 1)), value = json_type_of_name(call.text(i + 3));
        if (!key) return fail(key.error());
        if (!value) return fail(value.error());
        if (Answer done = append_as_key(out, call.value(i), *key, call.context()); !done) return done;
        out += " : ";
        if (Answer done = append_as_json(out, call.value(i + 2), *value, call.context()); !done) return done;
    }
    out += '}';
    return {};
}

template <bool binary>
Answer answer_json(Call& call, const std::string& text) {
    if (binary) return answer_result(call, normalize_jsonb(text));
    call.answer(text);
    return {};
}

template <bool binary>
Answer build_array(Call& call) {
    std::string out;
    if (Answer done = build_array_text(call, out); !done) return done;
    return answer_json<binary>(call, out);
}

template <bool binary>
Answer build_object(Call& call) {
    std::string out;
    if (Answer done = build_object_text(call, binary, out); !done) return done;
    return answer_json<binary>(call, out);
}

// to_json(value, type)
template <bool binary>
Answer to_json(Call& call) {
    if (call.null(0)) return {};
    Result<Type> type = json_type_of_name(call.text(1));
    if (!type) return fail(type.error());
    std::string out;
    if (Answer done = append_as_json(out, call.value(0), *type, call.context()); !done) return done;
    return answer_json<binary>(call, out);
}

// array_to_json(array[, pretty], type): pretty breaks lines between the elements of the outer dimension.
Answer array_to_json(Call& call) {
    Result<Type> type = json_type_of_name(call.text(call.count() - 1));
    if (!type) return fail(type.error());
    bool pretty = call.count() > 2 && call.boolean(1);
    if (!pretty) {
        std::string out;
        if (Answer done = append_as_json(out, call.value(0), Type(type->id, true), call.context()); !done)
            return done;
        call.answer(out);
        return {};
    }
    Result<Json> array = parse_json(call.text(0));
    if (!array) return fail(array.error());
    std::string out;
    for (const Json& item : array->items) {
        Json row;
        row.kind = Json::Kind::array;
        row.items.push_back(item);
        std::string text;
        if (Answer done = append_array(text, row, Type(type->id), call.context()); !done) return done;
        out += out.empty() ? "[" : ",\n ";
        out.append(text, 1, text.size() - 2);
    }
    call.answer(out.empty() ? "[]" : out + "]");
    return {};
}

// row_to_json(record[, pretty], type): the record is JSON already.
Answer row_to_json(Call& call) {
    if (call.count() > 2 && call.boolean(1)) {
        Result<Json> row = parse_json(call.text(0));
        if (!row) return fail(row.error());
        std::string out = "{";
        for (std::size_t i = 0; i < row->items.size(); ++i) {
            out += i > 0 ? ",\n " : "";
            append_json_string(out, row->keys[i]);
            out.append(":").append(row->items[i].source);
        }
        call.answer(out + "}");
        return {};
    }
    call.answer_argument(0);
    return {};
}

// pg_row_json(is jsonb, name, value, type, …)
Answer row_json(Call& call) {
    std::string out = "{";
    for (int i = 1; i + 2 < call.count(); i += 3) {
        if (i > 1) out += ',';
        append_json_string(out, call.text(i));
        out += ':';
        Result<Type> type = json_type_of_name(call.text(i + 2));
        if (!type) return fail(type.error());
        if (Answer done = append_as_json(out, call.value(i + 1), *type, call.context()); !done) return done;
    }
    out += '}';
    return call.boolean(0) ? answer_json<true>(call, out) : answer_json<false>(call, out);
}

// json_object(text[]) of pairs, or json_object(keys, values)
template <bool binary>
Answer object(Call& call) {
    Result<Array> keys = read_array(call.text(0), TypeId::text);
    if (!keys) return fail(keys.error());
    Array values;
    std::size_t step = 1;
    if (call.count() > 1) {
        Result<Array> second = read_array(call.text(1), TypeId::text);
        if (!second) return fail(second.error());
        values = std::move(*second);
        if (keys->dimensions.size() > 1 || values.dimensions.size() > 1)
            return fail(Errc::array_subscript_error, "wrong number of array subscripts");
        if (keys->elements.size() != values.elements.size())
            return fail(Errc::array_subscript_error, "mismatched array dimensions");
    } else {
        if (keys->dimensions.size() > 2)
            return fail(Errc::array_subscript_error, "wrong number of array subscripts");
        if (keys->dimensions.size() == 2 && keys->dimensions[1] != 2)
            return fail(Errc::array_subscript_error, "array must have two columns");
        if (keys->elements.size() % 2 != 0)
            return fail(Errc::array_subscript_error, "array must have even number of elements");
        step = 2;
    }
    std::string out = "{";
    for (std::size_t i = 0; i < keys->elements.size(); i += step) {
        if (is_null(keys->elements[i]))
            return fail(Errc::null_value_not_allowed, "null value not allowed for object key");
        if (i > 0) out += ", ";
        append_json_string(out, std::get<std::string>(keys->elements[i]));
        out += " : ";
        const Value& value = step == 2 ? keys->elements[i + 1] : values.elements[i];
        if (is_null(value))
            out += "null";
        else
            append_json_string(out, std::get<std::string>(value));
    }
    return answer_json<binary>(call, out + "}");
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_array_to_json", 2, 3, pure, array_to_json},
    {"pg_json_build_array", 0, any_number, stable, build_array<false>},
    {"pg_json_build_object", 0, any_number, stable, build_object<false>},
    {"pg_json_object", 1, 2, pure, object<false>},
    {"pg_jsonb_build_array", 0, any_number, stable, build_array<true>},
    {"pg_jsonb_build_object", 0, any_number, stable, build_object<true>},
    {"pg_jsonb_object", 1, 2, pure, object<true>},
    {"pg_row_json", 1, any_number, stable, row_json},
    {"pg_row_to_json", 2, 3, pure, row_to_json},
    {"pg_to_json", 2, 2, stable, to_json<false>},
    {"pg_to_jsonb", 2, 2, stable, to_json<true>},
};
// clang-format on

}  // namespace

Result<Type> json_type_of_name(std::string_view name) {
    if (name == "unknown") return Type(TypeId::text);
    if (name == "_record") return Type(TypeId::record, true);
    if (name == "record") return Type(TypeId::record);
    return type_of_name(name);
}

Result<void> append_as_json(std::string& out,
                            const ValueView& value,
                            Type type,
                            const FunctionContext& context) {
    if (is_null(value)) {
        out += "null";
        return {};
    }
    if (type.array) {
        Result<Json> array = parse_json(std::get<std::string_view>(value));
        if (!array) return fail(array.error());
        return append_array(out, *array, type.element(), context);
    }
    switch (type.id) {
        case TypeId::boolean:
            out += std::get<std::int64_t>(value) != 0 ? "true" : "false";
            return {};
        case TypeId::json:
        case TypeId::jsonb:
        case TypeId::record:
            out += std::get<std::string_view>(value);
            return {};
        case TypeId::int16:
        case TypeId::int32:
        case TypeId::int64:
        case TypeId::float32:
        case TypeId::float64:
        case TypeId::numeric: {
            std::string number = printed_value(value, type, context);
            if (looks_like_number(number))
                out += number;
            else
                append_json_string(out, number);  // NaN and infinities
            return {};
        }
        case TypeId::date:
        case TypeId::timestamp:
        case TypeId::timestamptz:
            append_json_string(out, iso_timestamp(std::get<std::string_view>(value), type, context));
            return {};
        default:
            append_json_string(out, printed_value(value, type, context));
            return {};
    }
}

Result<void> append_as_key(std::string& out,
                           const ValueView& value,
                           Type type,
                           const FunctionContext& context) {
    bool structured =
        type.array || type.id == TypeId::json || type.id == TypeId::jsonb || type.id == TypeId::record;
    if (structured)
        return fail(Errc::invalid_parameter_value, "key value must be scalar, not array, composite, or json");
    bool dated = type.id == TypeId::date || type.id == TypeId::timestamp || type.id == TypeId::timestamptz;
    append_json_string(out,
                       dated ? iso_timestamp(std::get<std::string_view>(value), type, context)
                       : type.id == TypeId::boolean ? (std::get<std::int64_t>(value) != 0 ? "true" : "false")
                                                    : printed_value(value, type, context));
    return {};
}

std::span<const ScalarFunction> json_build_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
