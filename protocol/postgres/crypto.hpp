#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "protocol/postgres/scram.hpp"

namespace ormgate::postgres {

ScramKey sha256(ByteView data);
ScramKey hmac_sha256(ByteView key, ByteView data);
ScramKey pbkdf2_sha256(std::string_view password, ByteView salt, std::uint32_t iterations);
bool equal_in_constant_time(ByteView a, ByteView b);

std::string base64(ByteView bytes);
std::optional<Bytes> base64_decode(std::string_view text);

}  // namespace ormgate::postgres
