#pragma once

#include <string>

#include "core/schema.hpp"
#include "server/backend/sqlite/functions/context.hpp"

namespace ormgate::sqlite {

// What pg_get_constraintdef() and pg_get_indexdef() print. The context has a schema.
std::string constraint_definition(const TableDef& table,
                                  const ConstraintDef& constraint,
                                  bool pretty,
                                  const FunctionContext& context);
std::string index_definition(const TableDef& table,
                             const IndexDef& index,
                             bool pretty,
                             const FunctionContext& context);
// The column or expression alone.
std::string index_key(const TableDef& table,
                      const IndexKey& key,
                      bool pretty,
                      const FunctionContext& context);

}  // namespace ormgate::sqlite
