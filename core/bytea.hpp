#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace ormgate {

// bytea's input: '\x' and hex digits, or the escape format.
Result<Bytes> parse_bytea(std::string_view text);
void append_bytea_hex(std::string& out, ByteView bytes);
void append_bytea_escape(std::string& out, ByteView bytes);

}  // namespace ormgate
