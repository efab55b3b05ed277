#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace ormgate::postgres {

// numeric on the wire: count of digits, weight of the first, sign and scale as Int16, then the digits in base
// 10000.
Result<std::string> decode_numeric(ByteView bytes);
// Of a canonical numeric text; false, with nothing written, for any other.
bool encode_numeric(std::string_view text, Bytes& out);

}  // namespace ormgate::postgres
