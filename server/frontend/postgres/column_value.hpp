#pragma once

#include "core/object_names.hpp"
#include "core/text_io.hpp"
#include "protocol/postgres/types.hpp"

namespace ormgate {

// Appends a value of a result as the wire has it. Only here is it known whether the client gets the OID of a
// regclass and its kin (binary) or the name of what it numbers (text).
Result<void> append_column_value(const ValueView& value,
                                 Type type,
                                 postgres::Format format,
                                 const TextSettings& settings,
                                 const ObjectNames& names,
                                 Bytes& out);

// A parameter's value, or a field's of a binary COPY, as decode_value() has it.
Result<Value> parameter_value(ByteView bytes,
                              Type type,
                              postgres::Format format,
                              const TextSettings& settings,
                              const ObjectNames& names);

}  // namespace ormgate
