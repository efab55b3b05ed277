#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "server/backend/sqlite/functions/format_pattern.hpp"

namespace ormgate::sqlite {

// Picture is what a number's pattern says as a whole.
struct Picture {
    int before = 0, behind = 0;  // digits before and behind the point
    int zero_start = 0, zero_end = 0;
    int shift = 0;  // digits behind V
    bool zero = false, point = false, fill = false, plus = false, minus = false, brackets = false,
         roman = false;
    bool roman_upper = true, exponent = false, shifted = false;
    enum class Sign : std::uint8_t { none, before, behind } sign = Sign::none;
    int digits_before_sign = 0;
};
Result<Picture> picture_of(const std::vector<FormatNode>& nodes);

// to_number(): the text along its pattern, of which the picture is made.
Result<Decimal> read_number(std::string_view text,
                            const std::vector<FormatNode>& nodes,
                            const Picture& picture);

}  // namespace ormgate::sqlite
