#include "server/frontend/postgres/column_value.hpp"

#include "core/array.hpp"

namespace ormgate {
namespace {

std::string object_text(std::int64_t oid, TypeId type, const ObjectNames& names) {
    return oid == 0 ? "-" : names.name_of(static_cast<std::uint32_t>(oid), type);
}

std::optional<std::string> objects_text(const ValueView& value, Type type, const ObjectNames& names) {
    if (const auto* oid = std::get_if<std::int64_t>(&value)) return object_text(*oid, type.id, names);
    const auto* json = std::get_if<std::string_view>(&value);
    if (json == nullptr || !type.array) return std::nullopt;
    const Result<Array> array = read_array(*json, type.element());
    if (!array) return std::nullopt;
    std::string out;
    append_array(out, *array, [&](std::string& text, const ValueView& element) {
        text += object_text(std::get<std::int64_t>(element), type.id, names);
    });
    return out;
}

bool is_array_of_users_type(Type type) {
    return type.array && type.user_oid != 0;
}

}  // namespace

Result<Value> parameter_value(ByteView bytes,
                              Type type,
                              postgres::Format format,
                              const TextSettings& settings,
                              const ObjectNames& names) {
    if (format == postgres::Format::binary && is_array_of_users_type(type))
        return postgres::decode_array(bytes, names.element_of(type), settings);
    return postgres::decode_value(bytes, type, format, settings);
}

Result<void> append_column_value(const ValueView& value,
                                 Type type,
                                 postgres::Format format,
                                 const TextSettings& settings,
                                 const ObjectNames& names,
                                 Bytes& out) {
    if (format == postgres::Format::text && is_oid_alias(type.id)) {
        if (const auto text = objects_text(value, type, names)) {
            const ByteView bytes = as_bytes(*text);
            out.insert(out.end(), bytes.begin(), bytes.end());
            return {};
        }
    }
    if (format == postgres::Format::binary && is_array_of_users_type(type))
        return postgres::encode_array(value, names.element_of(type), settings, out);
    return postgres::encode_value(value, type, format, settings, out);
}

}  // namespace ormgate
