#pragma once

#include <string_view>

#include "core/decimal.hpp"

namespace ormgate {

// What the sources of Decimal share.

Decimal::Integer power_of_ten(int exponent);
int digit_count(const Decimal::Integer& value);  // decimal digits of the magnitude, 0 of zero
// a / b with this many decimals, rounded half away from zero; b is not zero.
Result<Decimal> divide_to_scale(const Decimal& a, const Decimal& b, int scale);
// The value, with its scale cut to what numeric holds; 22003 if it has too many integer digits.
Result<Decimal> checked(Decimal value);

// PostgreSQL keeps numerics in digits of base 10000; the scales it chooses depend on the first of them.
struct LeadingDigit {
    int weight = 0;  // of 10000^weight
    int digit = 0;   // 1-9999, 0 of zero
};
LeadingDigit leading_digit(const Decimal& value);

// DecimalDigits are the parts of a numeric's text: no leading zeros in integer, no trailing ones in decimals.
struct DecimalDigits {
    enum Rank : int { minus_infinity, finite, infinity, nan, not_a_number_text } rank = not_a_number_text;
    bool negative = false;  // of zero never
    std::string_view integer, decimals;
};
DecimalDigits split_decimal(std::string_view text);
int compare_magnitudes(const DecimalDigits& a, const DecimalDigits& b);

}  // namespace ormgate
