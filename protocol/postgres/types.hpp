#pragma once

#include <cstdint>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/text_io.hpp"
#include "core/type.hpp"
#include "core/value.hpp"

namespace ormgate::postgres {

// Format is the format code of a parameter or result column.
enum class Format : std::uint16_t { text = 0, binary = 1 };

// The canonical value of one parameter's bytes, without their length word. Bad bytes are 22P03, short ones
// 08P01 `insufficient data left in message`, as PostgreSQL's receive functions say it; the caller adds which
// parameter it was (and tests for trailing bytes nowhere: this does).
Result<Value> decode_value(ByteView bytes, Type type, Format format, const TextSettings& settings);

// Appends the bytes of one result column of canonical form, without the length word. Null appends nothing.
// A canonical value that is malformed (a foreign tool wrote it) cannot be sent in binary: 22P03 then.
Result<void> encode_value(
    const ValueView& value, Type type, Format format, const TextSettings& settings, Bytes& out);

// The same of arrays in binary whose element is a user's type: its OID is known to the schema alone.
Result<Value> decode_array(ByteView bytes, Type element, const TextSettings& settings);
Result<void> encode_array(const ValueView& value, Type element, const TextSettings& settings, Bytes& out);

}  // namespace ormgate::postgres
