#pragma once

#include <string>

#include "core/schema.hpp"
#include "server/backend/sqlite/functions/context.hpp"

namespace ormgate::sqlite {

// What pg_get_constraintdef() and pg_get_indexdef() print.
std::string constraint_definition(const ConstraintDef& constraint,
                                  bool pretty,
                                  const FunctionContext& context);
std::string index_definition(const TableDef& table,
                             const IndexDef& index,
                             bool pretty,
                             const FunctionContext& context);
std::string index_key(const IndexKey& key);  // the column or expression alone

}  // namespace ormgate::sqlite
