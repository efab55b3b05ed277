#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ormgate {

// TypeId names the types a value or column can have. The vocabulary is PostgreSQL's, the richest of the
// backends'; a dialect maps its own names to it. Rows of type_table follow this order.
enum class TypeId : std::uint8_t {
    unknown,  // an untyped literal or parameter, before the binder has decided
    boolean,
    int16,
    int32,
    int64,
    float32,
    float64,
    numeric,
    text,
    varchar,
    bpchar,
    name,
    single_char,  // PostgreSQL's "char"
    bytea,
    date,
    time,
    timetz,
    timestamp,
    timestamptz,
    interval,
    uuid,
    json,
    jsonb,
    oid,
    xid,
    regclass,
    regtype,
    regproc,
    regprocedure,
    regnamespace,
    regrole,
    regcollation,
    regconfig,
    int2vector,
    oidvector,
    pg_node_tree,
    aclitem,
    inet,
    cidr,
    macaddr,
    bit,
    varbit,
    money,
    xml,
    enumeration,  // Type::user_oid says which
    record,
    void_,
    // pseudo-types: only in signatures of functions
    any,
    anyelement,
    anyarray,
    anynonarray,
    anycompatible,
    anycompatiblearray,
};

// TypeCategory is PostgreSQL's pg_type.typcategory.
struct TypeInfo {
    TypeId id;
    std::string_view name;      // pg_type.typname: int4
    std::string_view sql_name;  // what format_type() prints: integer
    std::uint32_t oid, array_oid;
    std::int16_t length;  // bytes of the binary form; -1: varies
    char category;        // pg_type.typcategory
    bool preferred;
};
std::span<const TypeInfo> type_table();
const TypeInfo& info(TypeId id);
// nullptr if there is no such built-in type (array types are found by their element's row, see Type::of_oid).
const TypeInfo* type_named(std::string_view name);

// Type is a column's or an expression's type as the client sees it.
struct Type {
    TypeId id = TypeId::unknown;
    bool array = false;
    std::int32_t modifier =
        -1;  // PostgreSQL's typmod: varchar(n) is n + 4, numeric(p,s) is (p << 16 | s) + 4
    std::uint32_t user_oid = 0;  // of an enumeration or domain: its OID in the Schema

    constexpr Type() = default;
    constexpr Type(TypeId element, bool is_array = false, std::int32_t typmod = -1)
        : id(element), array(is_array), modifier(typmod) {}
    friend bool operator==(const Type&, const Type&) = default;

    std::uint32_t oid() const;
    std::int16_t length() const { return array ? std::int16_t{-1} : info(id).length; }
    Type element() const { return {id, false, modifier}; }
    Type without_modifier() const;
    static std::optional<Type> of_oid(std::uint32_t oid);  // built-in types and arrays of them
    // As PostgreSQL's format_type(oid, typmod): "character varying(20)", "numeric(10,2)", "integer[]".
    // An enumeration prints as `user_name`.
    std::string sql_name(std::string_view user_name = {}) const;
};

}  // namespace ormgate
