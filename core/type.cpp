#include "core/type.hpp"

#include <array>

namespace ormgate {
namespace {

// clang-format off: one row a line
constexpr TypeInfo rows[] = {
    {TypeId::unknown, "unknown", "unknown", 705, 0, -2, 'X', false},
    {TypeId::boolean, "bool", "boolean", 16, 1000, 1, 'B', true},
    {TypeId::int16, "int2", "smallint", 21, 1005, 2, 'N', false},
    {TypeId::int32, "int4", "integer", 23, 1007, 4, 'N', false},
    {TypeId::int64, "int8", "bigint", 20, 1016, 8, 'N', false},
    {TypeId::float32, "float4", "real", 700, 1021, 4, 'N', false},
    {TypeId::float64, "float8", "double precision", 701, 1022, 8, 'N', true},
    {TypeId::numeric, "numeric", "numeric", 1700, 1231, -1, 'N', false},
    {TypeId::text, "text", "text", 25, 1009, -1, 'S', true},
    {TypeId::varchar, "varchar", "character varying", 1043, 1015, -1, 'S', false},
    {TypeId::bpchar, "bpchar", "character", 1042, 1014, -1, 'S', false},
    {TypeId::name, "name", "name", 19, 1003, 64, 'S', false},
    {TypeId::single_char, "char", "\"char\"", 18, 1002, 1, 'Z', false},
    {TypeId::bytea, "bytea", "bytea", 17, 1001, -1, 'U', false},
    {TypeId::date, "date", "date", 1082, 1182, 4, 'D', false},
    {TypeId::time, "time", "time without time zone", 1083, 1183, 8, 'D', false},
    {TypeId::timetz, "timetz", "time with time zone", 1266, 1270, 12, 'D', false},
    {TypeId::timestamp, "timestamp", "timestamp without time zone", 1114, 1115, 8, 'D', false},
    {TypeId::timestamptz, "timestamptz", "timestamp with time zone", 1184, 1185, 8, 'D', true},
    {TypeId::interval, "interval", "interval", 1186, 1187, 16, 'T', true},
    {TypeId::uuid, "uuid", "uuid", 2950, 2951, 16, 'U', false},
    {TypeId::json, "json", "json", 114, 199, -1, 'U', false},
    {TypeId::jsonb, "jsonb", "jsonb", 3802, 3807, -1, 'U', false},
    {TypeId::oid, "oid", "oid", 26, 1028, 4, 'N', true},
    {TypeId::xid, "xid", "xid", 28, 1011, 4, 'U', false},
    {TypeId::regclass, "regclass", "regclass", 2205, 2210, 4, 'N', false},
    {TypeId::regtype, "regtype", "regtype", 2206, 2211, 4, 'N', false},
    {TypeId::regproc, "regproc", "regproc", 24, 1008, 4, 'N', false},
    {TypeId::regprocedure, "regprocedure", "regprocedure", 2202, 2207, 4, 'N', false},
    {TypeId::regnamespace, "regnamespace", "regnamespace", 4089, 4090, 4, 'N', false},
    {TypeId::regrole, "regrole", "regrole", 4096, 4097, 4, 'N', false},
    {TypeId::regcollation, "regcollation", "regcollation", 4191, 4192, 4, 'N', false},
    {TypeId::regconfig, "regconfig", "regconfig", 3734, 3735, 4, 'N', false},
    {TypeId::int2vector, "int2vector", "int2vector", 22, 1006, -1, 'A', false},
    {TypeId::oidvector, "oidvector", "oidvector", 30, 1013, -1, 'A', false},
    {TypeId::pg_node_tree, "pg_node_tree", "pg_node_tree", 194, 0, -1, 'Z', false},
    {TypeId::aclitem, "aclitem", "aclitem", 1033, 1034, 12, 'U', false},
    {TypeId::inet, "inet", "inet", 869, 1041, -1, 'I', true},
    {TypeId::cidr, "cidr", "cidr", 650, 651, -1, 'I', false},
    {TypeId::macaddr, "macaddr", "macaddr", 829, 1040, 6, 'U', false},
    {TypeId::bit, "bit", "bit", 1560, 1561, -1, 'V', false},
    {TypeId::varbit, "varbit", "bit varying", 1562, 1563, -1, 'V', true},
    {TypeId::money, "money", "money", 790, 791, 8, 'N', false},
    {TypeId::xml, "xml", "xml", 142, 143, -1, 'U', false},
    {TypeId::enumeration, "anyenum", "anyenum", 3500, 0, 4, 'E', false},
    {TypeId::record, "record", "record", 2249, 2287, -1, 'P', false},
    {TypeId::void_, "void", "void", 2278, 0, 4, 'P', false},
    {TypeId::any, "any", "\"any\"", 2276, 0, 4, 'P', false},
    {TypeId::anyelement, "anyelement", "anyelement", 2283, 0, 4, 'P', false},
    {TypeId::anyarray, "anyarray", "anyarray", 2277, 0, -1, 'P', false},
    {TypeId::anynonarray, "anynonarray", "anynonarray", 2776, 0, 4, 'P', false},
    {TypeId::anycompatible, "anycompatible", "anycompatible", 5077, 0, 4, 'P', false},
    {TypeId::anycompatiblearray, "anycompatiblearray", "anycompatiblearray", 5078, 0, -1, 'P', false},
};
// clang-format on

consteval bool rows_stand_in_order() {
    for (std::size_t i = 0; i < std::size(rows); ++i)
        if (static_cast<std::size_t>(rows[i].id) != i) return false;
    return std::size(rows) == static_cast<std::size_t>(TypeId::anycompatiblearray) + 1;
}
static_assert(rows_stand_in_order(), "type_table follows the order of TypeId");

std::string modifier_text(Type type) {
    const std::int32_t m = type.modifier;
    if (m < 0) return {};
    switch (type.id) {
        case TypeId::varchar:
        case TypeId::bpchar:
            return "(" + std::to_string(m - 4) + ")";
        case TypeId::bit:
        case TypeId::varbit:
            return "(" + std::to_string(m) + ")";
        case TypeId::numeric: {
            const std::int32_t scale = ((m - 4) & 0x7ff) ^ 1024;  // eleven bits, signed
            return "(" + std::to_string((m - 4) >> 16 & 0xffff) + "," + std::to_string(scale - 1024) + ")";
        }
        default:
            return {};
    }
}

// The precision of time types stands inside the name: timestamp(3) without time zone.
std::string with_precision(Type type, std::string_view name) {
    if (type.modifier < 0) return std::string(name);
    const std::string precision = "(" + std::to_string(type.modifier & 0xffff) + ")";
    const std::size_t space = name.find(' ');
    if (space == std::string_view::npos) return std::string(name) + precision;
    return std::string(name.substr(0, space)) + precision + std::string(name.substr(space));
}

}  // namespace

std::span<const TypeInfo> type_table() {
    return rows;
}

const TypeInfo& info(TypeId id) {
    return rows[static_cast<std::size_t>(id)];
}

const TypeInfo* type_named(std::string_view name) {
    for (const TypeInfo& row : rows)
        if (row.name == name) return &row;
    return nullptr;
}

std::uint32_t Type::oid() const {
    if (user_oid != 0) return user_oid;
    return array ? info(id).array_oid : info(id).oid;
}

Type Type::without_modifier() const {
    Type plain = *this;
    plain.modifier = -1;
    return plain;
}

std::optional<Type> Type::of_oid(std::uint32_t oid) {
    if (oid == 0) return std::nullopt;
    for (const TypeInfo& row : rows) {
        if (row.oid == oid) return Type(row.id);
        if (row.array_oid == oid) return Type(row.id, true);
    }
    return std::nullopt;
}

std::string Type::sql_name(std::string_view user_name) const {
    std::string name;
    switch (id) {
        case TypeId::enumeration:
            name = user_name.empty() ? info(id).sql_name : user_name;
            break;
        case TypeId::time:
        case TypeId::timetz:
        case TypeId::timestamp:
        case TypeId::timestamptz:
            name = with_precision(*this, info(id).sql_name);
            break;
        default:
            name = std::string(info(id).sql_name) + modifier_text(*this);
    }
    return array ? name + "[]" : name;
}

}  // namespace ormgate
