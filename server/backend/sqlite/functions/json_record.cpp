#include <string>

#include "core/array.hpp"
#include "core/text_io.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/row_list.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

// A column of the rows that json_to_record() and its kin make of objects.
struct Field {
    std::string name;
    Type type;
};

Result<std::vector<Field>> read_fields(std::string_view specification) {
    Result<Json> list = parse_json(specification);
    if (!list) return fail(list.error());
    std::vector<Field> fields;
    for (const Json& item : list->items) {
        if (item.items.size() != 3) return fail(Errc::internal, "malformed list of columns");
        Result<Type> type = type_of_name(item.items[1].text);
        if (!type) return fail(type.error());
        type->modifier = static_cast<std::int32_t>(std::strtol(item.items[2].text.c_str(), nullptr, 10));
        fields.push_back({item.items[0].text, *type});
    }
    return fields;
}

std::string text_of(const Json& node) {
    return node.kind == Json::Kind::string ? node.text : std::string(node.source);
}

Result<Value> value_of(const Json& node, Type type, const FunctionContext& context);

// A JSON array becomes an array of the type, to any depth.
Result<void> add_elements(
    Array& array, const Json& node, std::size_t depth, Type element, const FunctionContext& context) {
    if (array.dimensions.size() <= depth) array.dimensions.push_back(node.items.size());
    if (array.dimensions[depth] != node.items.size())
        return fail(Errc::invalid_text_representation, "malformed JSON array");
    for (const Json& item : node.items) {
        if (item.kind == Json::Kind::array && element.id != TypeId::json && element.id != TypeId::jsonb) {
            if (Result<void> done = add_elements(array, item, depth + 1, element, context); !done)
                return done;
            continue;
        }
        if (array.dimensions.size() > depth + 1)
            return fail(Errc::invalid_text_representation, "malformed JSON array");
        Result<Value> value = value_of(item, element, context);
        if (!value) return fail(value.error());
        array.elements.push_back(std::move(*value));
    }
    return {};
}

Result<Value> value_of(const Json& node, Type type, const FunctionContext& context) {
    if (node.kind == Json::Kind::null) return Value();
    const bool structured = !type.array && (type.id == TypeId::json || type.id == TypeId::jsonb);
    if (structured) {
        if (type.id == TypeId::json) return Value(std::string(node.source));
        Json copied = node;
        if (Result<void> done = normalize(copied); !done) return fail(done.error());
        return Value(printed(copied));
    }
    if (type.array && node.kind != Json::Kind::string) {
        if (node.kind != Json::Kind::array)
            return fail(Errc::invalid_text_representation, "expected JSON array");
        Array array;
        if (Result<void> done = add_elements(array, node, 0, type.element(), context); !done)
            return fail(done.error());
        if (array.elements.empty()) array.dimensions.clear();
        return Value(canonical_array(array, type.element()));
    }
    return parse_text(text_of(node), type, context.text, Coercion::cast);
}

Result<void> add_row(RowList& rows,
                     const Json& object,
                     const std::vector<Field>& fields,
                     const FunctionContext& context) {
    for (const Field& field : fields) {
        const Json* node = object.find(field.name);
        Result<Value> value = node == nullptr ? Value() : value_of(*node, field.type, context);
        if (!value) return fail(value.error());
        rows.add(view(*value));
    }
    return {};
}

// pg_json_records(json, columns, several, function): the rows of pg_rows(). `columns` is a JSON array of
// [name, type, typmod]; `several`: an array of objects makes a row each.
Answer records(Call& call) {
    const bool several = call.boolean(2);
    if (call.null(0) && several) return {};
    Result<Json> json = parse_json(call.null(0) ? std::string_view("{}") : call.text(0));
    if (!json) return fail(json.error());
    Result<std::vector<Field>> fields = read_fields(call.text(1));
    if (!fields) return fail(fields.error());
    const std::string function(call.text(3));
    RowList rows;
    if (!several) {
        if (json->kind != Json::Kind::object)
            return fail(Errc::invalid_parameter_value, "cannot call " + function + " on a non-object");
        if (Result<void> done = add_row(rows, *json, *fields, call.context()); !done) return done;
    } else {
        if (json->kind != Json::Kind::array)
            return fail(Errc::invalid_parameter_value,
                        "cannot call " + function + (json->is_scalar() ? " on a scalar" : " on an object"));
        for (const Json& item : json->items) {
            if (item.kind != Json::Kind::object)
                return fail(Errc::invalid_parameter_value,
                            "argument of " + function + " must be an array of objects");
            if (Result<void> done = add_row(rows, item, *fields, call.context()); !done) return done;
        }
    }
    call.answer(Value(rows.take()));
    return {};
}

// pg_row_field(row, place, type): a field of a row that is kept as a JSON object.
Answer row_field(Call& call) {
    if (call.null(0)) return {};
    Result<Json> row = parse_json(call.text(0));
    if (!row) return fail(row.error());
    Result<Type> type = type_of_name(call.text(2));
    if (!type) return fail(type.error());
    const auto place = static_cast<std::size_t>(call.integer(1));
    if (place >= row->items.size()) return {};
    Result<Value> value = value_of(row->items[place], *type, call.context());
    if (!value) return fail(value.error());
    call.answer(std::move(*value));
    return {};
}

constexpr ScalarFunction functions[] = {
    {"pg_row_field", 3, 3, stable, row_field},
    {"pg_json_records", 4, 4, stable, records},
};

}  // namespace

std::span<const ScalarFunction> json_record_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
