#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace ormgate {

// 22021 `invalid byte sequence for encoding "UTF8": 0x…` unless the text is UTF-8 without a NUL.
Result<void> check_utf8(std::string_view text);

// Of valid UTF-8.
std::size_t count_characters(std::string_view text);
// The first `count` characters.
std::string_view first_characters(std::string_view text, std::size_t count);
// As much as fits into `size` bytes without splitting a character.
std::string_view clipped_to_bytes(std::string_view text, std::size_t size);

void append_utf8(std::string& out, char32_t character);

}  // namespace ormgate
