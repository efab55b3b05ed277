#pragma once

#include <string>

#include "core/error.hpp"
#include "core/type.hpp"
#include "core/value.hpp"
#include "server/backend/sqlite/functions/context.hpp"

namespace ormgate::sqlite {

// Appends a canonical value as to_json() writes it. A record is JSON already.
Result<void> append_as_json(std::string& out,
                            const ValueView& value,
                            Type type,
                            const FunctionContext& context);

// Appends a value as the key of an object; 22023 of arrays, records and JSON.
Result<void> append_as_key(std::string& out,
                           const ValueView& value,
                           Type type,
                           const FunctionContext& context);

// The pg_type name behind a value. json_agg() and others take record too.
Result<Type> json_type_of_name(std::string_view name);

}  // namespace ormgate::sqlite
