#include "dialects/bind/types.hpp"

#include <algorithm>
#include <unordered_map>

namespace ormgate::dialects {
namespace {

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        if (blank > 0) out.push_back(text.substr(0, blank));
        text.remove_prefix(std::min(blank + 1, text.size()));
    }
    return out;
}

Signature read_signature(const FunctionRow& row) {
    Signature out;
    for (std::string_view word : words(row.arguments)) {
        if (word.starts_with("...")) {
            out.variadic = true;
            word.remove_prefix(3);
            if (word.starts_with('_')) word.remove_prefix(1);
            if (word == "anyarray") word = "anyelement";
        }
        out.arguments.push_back(type_of_pg_name(word));
    }
    out.result = type_of_pg_name(row.result);
    return out;
}

bool accepts_polymorphic(Type from, Type to) {
    switch (to.id) {
        case TypeId::anyarray:
        case TypeId::anycompatiblearray:
            return from.array || from.id == TypeId::int2vector || from.id == TypeId::oidvector;
        case TypeId::anynonarray:
            return !from.array;
        default:
            return true;
    }
}

}  // namespace

const Signature& signature(const FunctionRow& row) {
    static thread_local std::unordered_map<const FunctionRow*, Signature> read;
    const auto found = read.find(&row);
    if (found != read.end()) return found->second;
    return read.emplace(&row, read_signature(row)).first->second;
}

std::optional<std::vector<Type>> arguments_for(const FunctionRow& row, std::size_t count) {
    const Signature& types = signature(row);
    std::vector<Type> list = types.arguments;
    if (types.variadic) {
        if (count < list.size()) return std::nullopt;
        list.resize(count, list.back());
        return list;
    }
    if (count > list.size() || count + static_cast<std::size_t>(row.defaults) < list.size())
        return std::nullopt;
    list.resize(count);
    return list;
}

bool returns_record(const FunctionRow& row) {
    return row.kind == FunctionKind::set && row.result == "record" && row.outputs.empty();
}

Type type_of_pg_name(std::string_view name) {
    const bool array = name.starts_with('_');
    if (array) name.remove_prefix(1);
    const TypeInfo* found = type_named(name);
    return {found == nullptr ? TypeId::unknown : found->id, array};
}

std::string sql_name(Type type, const Schema& schema) {
    if (type.id != TypeId::enumeration) return type.sql_name();
    const EnumDef* found = schema.enum_by_oid(type.user_oid);
    return type.sql_name(found == nullptr ? std::string_view("anyenum") : std::string_view(found->name));
}

bool same_type(Type a, Type b) {
    return a.id == b.id && a.array == b.array && a.user_oid == b.user_oid;
}

char category(Type type) {
    return type.array ? 'A' : info(type.id).category;
}

bool preferred(Type type) {
    return !type.array && info(type.id).preferred;
}

bool is_polymorphic(Type type) {
    switch (type.id) {
        case TypeId::any:
        case TypeId::anyelement:
        case TypeId::anyarray:
        case TypeId::anynonarray:
        case TypeId::anycompatible:
        case TypeId::anycompatiblearray:
            return true;
        case TypeId::enumeration:
            return type.user_oid == 0;  // anyenum
        default:
            return false;
    }
}

bool is_string(Type type) {
    return category(type) == 'S';
}

bool is_integer(Type type) {
    return !type.array && (type.id == TypeId::int16 || type.id == TypeId::int32 || type.id == TypeId::int64);
}

bool can_coerce(Type from, Type to, CastContext context) {
    if (same_type(from, to) || from.id == TypeId::unknown) return true;
    if (to.id == TypeId::enumeration && to.user_oid == 0)
        return from.id == TypeId::enumeration && from.array == to.array;
    if (is_polymorphic(to)) return accepts_polymorphic(from, to);
    if (from.array && to.array) {
        if (from.id == TypeId::enumeration || to.id == TypeId::enumeration)
            return context == CastContext::explicit_;
        return can_coerce(Type(from.id), Type(to.id), context);
    }
    // The vectors of the catalogs are arrays by another name.
    if (!from.array && to.array && from.id == TypeId::int2vector)
        return can_coerce(TypeId::int16, Type(to.id), context);
    if (!from.array && to.array && from.id == TypeId::oidvector)
        return can_coerce(TypeId::oid, Type(to.id), context);
    if (!from.array && !to.array) {
        if (const CastRow* row = find_cast(from.id, to.id)) return row->context <= context;
    }
    if (from.id == TypeId::record && !from.array && is_string(to)) return context == CastContext::explicit_;
    if (from.id == TypeId::record || to.id == TypeId::record || from.id == TypeId::void_) return false;
    if (is_string(to)) return context >= CastContext::assignment;
    if (is_string(from)) return context == CastContext::explicit_;
    return false;
}

bool relabels_elements(Type from, Type to) {
    from.array = to.array = false;
    return from.id == to.id || (is_string(from) && is_string(to)) ||
           (is_integer(from) && is_integer(to) && info(to.id).length >= info(from.id).length);
}

Type converted_type(Type from, Type to, CastContext context) {
    Type out = same_type(from, to) ? from : to.without_modifier();
    if (from.array && to.array && !same_type(from, to) && !relabels_elements(from, to)) out = to;
    if (to.id == TypeId::enumeration && !to.array) out = to;
    return to.modifier >= 0 && context != CastContext::implicit ? to : out;
}

Type element_of(Type array, const Schema& schema) {
    if (array.id == TypeId::int2vector) return TypeId::int16;
    if (array.id == TypeId::oidvector) return TypeId::oid;
    Type element = array;
    element.array = false;
    if (array.id == TypeId::enumeration)
        if (const EnumDef* found = schema.enum_by_oid(array.user_oid)) element.user_oid = found->oid;
    return element;
}

Type array_of(Type element, const Schema& schema) {
    Type array = element;
    array.array = true;
    if (element.id == TypeId::enumeration)
        if (const EnumDef* found = schema.enum_by_oid(element.user_oid)) array.user_oid = found->array_oid;
    if (element.id == TypeId::unknown) array.id = TypeId::text;
    return array;
}

std::optional<Type> common_type(const std::vector<Type>& types) {
    Type chosen;
    bool modifiers_agree = true;
    for (const Type type : types) {
        if (type.id == TypeId::unknown) {
            modifiers_agree = false;
            continue;
        }
        if (chosen.id == TypeId::unknown) {
            chosen = type;
            continue;
        }
        if (type.modifier != chosen.modifier) modifiers_agree = false;
        if (same_type(type, chosen)) continue;
        modifiers_agree = false;
        if (category(type) != category(chosen)) return std::nullopt;
        if (preferred(chosen)) continue;
        if (can_coerce(chosen, type, CastContext::implicit) &&
            !can_coerce(type, chosen, CastContext::implicit))
            chosen = type;
    }
    if (chosen.id == TypeId::unknown) return Type(TypeId::text);
    for (const Type type : types)
        if (!can_coerce(type, chosen, CastContext::implicit)) return std::nullopt;
    if (!modifiers_agree) chosen.modifier = -1;
    return chosen;
}

}  // namespace ormgate::dialects
