#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/schema.hpp"

namespace ormgate::dialects::catalog {

// RelationRow is one relation of a system schema: its columns as "name type, name type", types by
// pg_type.typname, with ! behind those whose being NOT NULL is an exception.
struct RelationRow {
    std::string_view name;
    std::uint32_t oid;
    char kind;  // r, v
    std::string_view columns;
};
std::span<const RelationRow> pg_catalog_relations();
std::span<const RelationRow> statistics_relations();  // of pg_catalog, too
std::span<const RelationRow> information_schema_relations();

// Both as tables of a Schema, for the binder: what a client may read besides its own tables.
const Schema& postgres_catalog();

inline constexpr std::uint32_t pg_catalog_oid = 11, pg_toast_oid = 99, public_oid = 2200,
                               information_schema_oid = 13375,
                               temporary_oid = 13400;  // of the session's temporary objects

// What a Schema calls pg_temp has, as on PostgreSQL, another name for those who read the catalogs.
inline constexpr std::string_view temporary_name = "pg_temp_1";

}  // namespace ormgate::dialects::catalog
