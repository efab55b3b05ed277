// How SQLite is made to compare and sort as PostgreSQL does.
#include <algorithm>

#include "core/object_names.hpp"
#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/sqlite_functions.hpp"
#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

std::string pg_name(Type type) {
    if (type.id == TypeId::int2vector) return "_int2";
    if (type.id == TypeId::oidvector) return "_oid";
    if (type.id == TypeId::record) return "json";  // rows are kept as JSON objects
    const TypeId id = type.id == TypeId::enumeration || type.id == TypeId::unknown ? TypeId::text : type.id;
    return (type.array ? "_" : "") + std::string(info(id).name);
}

std::string_view collation_of(Type type) {
    constexpr std::string_view word = "COLLATE ";
    if (const std::string_view declared = declared_collation(type); !declared.empty())
        return declared.substr(word.size());
    const std::string_view name = info(type.id == TypeId::cidr ? TypeId::inet : type.id).name;
    for (const std::string_view collation : collations)
        if (type.array ? collation.starts_with('_') && collation.substr(1) == name : collation == name)
            return collation;
    return {};
}

bool compares_natively(Type type) {
    if (type.array && type.id == TypeId::enumeration) return true;
    if (type.array) return !collation_of(type).empty();
    return type.id != TypeId::record && type.id != TypeId::json;
}

bool has_order(Type type) {
    return compares_natively(type);
}

ExprPtr collated(ExprPtr e) {
    const std::string_view collation = collation_of(e->type);
    if (collation.empty()) return e;
    const Type type = e->type;
    const std::uint32_t position = e->position;
    return typed(ast::make(ast::Collate{std::move(e), {std::string(collation)}}, position), type);
}

std::string SqliteLowering::enum_labels(Type type) const {
    const EnumDef* found = schema_.enum_by_oid(type.user_oid);
    return found == nullptr ? "[]" : string_list(found->labels);
}

std::string SqliteLowering::sql_name(Type type) const {
    return dialects::sql_name(type, schema_);
}

// The labels of an enumeration have an order of their own: their ranks stand for them.
ExprPtr SqliteLowering::ordered(ExprPtr e) {
    const Type type = e->type;
    if (type.id != TypeId::enumeration) return collated(std::move(e));
    const std::uint32_t position = e->position;
    const Type element = type.array ? element_of(type, schema_) : type;
    ExprPtr ranks = spelled(type.array ? "pg_enum_ranks($1, $2)" : "pg_enum_rank($1, $2)",
                            exprs(std::move(e), text_constant(enum_labels(element))),
                            Type(TypeId::int32, type.array),
                            position);
    return type.array ? collated(std::move(ranks)) : std::move(ranks);
}

void SqliteLowering::require_equality(const ast::Expr& e) {
    if (!compares_natively(e.type))
        refuse("a comparison of " + sql_name(e.type.without_modifier()), e.position);
}

}  // namespace ormgate::dialects
