#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/object_names.hpp"
#include "core/type.hpp"
#include "server/backend/sqlite/functions/context.hpp"

namespace ormgate::sqlite {

// What regclassin and its kin read: a number, '-', or a name, found by the search path if it is not
// qualified. 42P01, 42704, 42883 … for what does not exist.
Result<std::uint32_t> reg_oid(std::string_view text, TypeId type, const FunctionContext& context);
// What regclassout and its kin print; the number of what does not exist.
std::string reg_name(std::uint32_t oid, TypeId type, const FunctionContext& context);

// A relation, index or sequence of the database, or a relation of a system schema.
struct Relation {
    std::string_view schema, name;
    const TableDef* table = nullptr;  // of a table, view, or system relation; of an index its table
    const IndexDef* index = nullptr;
    const SequenceDef* sequence = nullptr;
};
Relation relation_of(std::uint32_t oid, const FunctionContext& context);       // name empty: there is none
bool in_search_path(std::string_view schema, const FunctionContext& context);  // pg_catalog is always
// A relation is visible if its schema is in the search path and no earlier schema holds one of its name.
bool is_visible(const Relation& relation, const FunctionContext& context);

std::uint32_t namespace_oid(std::string_view name, const FunctionContext& context);  // 0: there is none

std::string_view role_name(std::uint32_t oid, const FunctionContext& context);  // empty: there is none

// The owner of everything, the user of the session.
inline constexpr std::uint32_t owner_oid = 10;

}  // namespace ormgate::sqlite
