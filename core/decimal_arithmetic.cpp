#include <algorithm>
#include <cmath>

#include "core/decimal_digits.hpp"
#include "core/scan.hpp"

namespace ormgate {
namespace {

using Integer = Decimal::Integer;

constexpr int minimum_significant_digits = 16;
constexpr std::int64_t largest_factorial = 32177;  // the last that numeric holds

std::unexpected<Error> overflow() {
    return fail(Errc::numeric_value_out_of_range, "value overflows numeric format");
}
std::unexpected<Error> by_zero() {
    return fail(Errc::division_by_zero, "division by zero");
}

Decimal infinity_of_sign(int sign) {
    return sign < 0 ? Decimal::minus_infinity() : Decimal::infinity();
}

// Both as integers of the larger scale.
struct Aligned {
    Integer a, b;
    int scale;
};
Aligned align(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale(), b.scale());
    return {a.unscaled() * power_of_ten(scale - a.scale()),
            b.unscaled() * power_of_ten(scale - b.scale()),
            scale};
}

// numeric.c, select_div_scale(): at least 16 significant digits and no fewer decimals than either operand.
int division_scale(const Decimal& a, const Decimal& b) {
    const LeadingDigit first = leading_digit(a);
    const LeadingDigit second = leading_digit(b);
    int weight = first.weight - second.weight;
    if (first.digit <= second.digit) --weight;
    const int scale = std::max({minimum_significant_digits - weight * 4, a.scale(), b.scale(), 0});
    return std::min(scale, Decimal::max_result_scale);
}

}  // namespace

LeadingDigit leading_digit(const Decimal& value) {
    const int digits = digit_count(value.unscaled());
    if (digits == 0) return {};
    const int exponent = digits - 1 - value.scale();
    const int weight = exponent >= 0 ? exponent / 4 : -((-exponent + 3) / 4);
    const int leading = exponent - 4 * weight + 1;  // decimal digits in the first one of base 10000
    const Integer magnitude = boost::multiprecision::abs(value.unscaled());
    if (digits >= leading) return {weight, static_cast<int>(magnitude / power_of_ten(digits - leading))};
    return {weight, static_cast<int>(magnitude * power_of_ten(leading - digits))};
}

Result<Decimal> divide_to_scale(const Decimal& a, const Decimal& b, int scale) {
    const int places = scale - a.scale() + b.scale();
    Integer numerator = boost::multiprecision::abs(a.unscaled());
    Integer denominator = boost::multiprecision::abs(b.unscaled());
    if (places >= 0)
        numerator *= power_of_ten(places);
    else
        denominator *= power_of_ten(-places);
    Integer quotient, remainder;
    boost::multiprecision::divide_qr(numerator, denominator, quotient, remainder);
    if (remainder * 2 >= denominator) ++quotient;
    if (a.sign() * b.sign() < 0) quotient = -quotient;
    return checked(Decimal(std::move(quotient), scale));
}

Result<Decimal> add(const Decimal& a, const Decimal& b) {
    if (a.is_nan() || b.is_nan()) return Decimal::nan();
    if (!a.finite()) return b.finite() || a.kind() == b.kind() ? a : Decimal::nan();
    if (!b.finite()) return b;
    if (a.scale() == b.scale()) return checked(Decimal(a.unscaled() + b.unscaled(), a.scale()));
    const Aligned both = align(a, b);
    return checked(Decimal(both.a + both.b, both.scale));
}

Result<Decimal> subtract(const Decimal& a, const Decimal& b) {
    return add(a, -b);
}

Result<Decimal> multiply(const Decimal& a, const Decimal& b) {
    if (a.is_nan() || b.is_nan()) return Decimal::nan();
    if (!a.finite() || !b.finite()) {
        const int sign = a.sign() * b.sign();
        return sign == 0 ? Decimal::nan() : infinity_of_sign(sign);
    }
    return checked(Decimal(a.unscaled() * b.unscaled(), a.scale() + b.scale()));
}

Result<Decimal> divide(const Decimal& a, const Decimal& b) {
    if (a.is_nan() || b.is_nan()) return Decimal::nan();
    if (b.is_zero()) return by_zero();
    if (!a.finite()) return b.finite() ? infinity_of_sign(a.sign() * b.sign()) : Decimal::nan();
    if (!b.finite()) return Decimal(0);
    return divide_to_scale(a, b, division_scale(a, b));
}

Result<Decimal> divide_truncating(const Decimal& a, const Decimal& b) {
    if (a.is_nan() || b.is_nan()) return Decimal::nan();
    if (b.is_zero()) return by_zero();
    if (!a.finite()) return b.finite() ? infinity_of_sign(a.sign() * b.sign()) : Decimal::nan();
    if (!b.finite()) return Decimal(0);
    const Aligned both = align(a, b);
    return checked(Decimal(both.a / both.b, 0));
}

Result<Decimal> modulo(const Decimal& a, const Decimal& b) {
    if (a.is_nan() || b.is_nan()) return Decimal::nan();
    if (b.is_zero()) return by_zero();
    if (!a.finite()) return Decimal::nan();
    if (!b.finite()) return a;
    const Aligned both = align(a, b);
    return Decimal(both.a % both.b, both.scale);
}

Result<Decimal> greatest_common_divisor(const Decimal& a, const Decimal& b) {
    if (!a.finite() || !b.finite()) return Decimal::nan();
    const Aligned both = align(a, b);
    return Decimal(boost::multiprecision::gcd(both.a, both.b), both.scale);
}

Result<Decimal> least_common_multiple(const Decimal& a, const Decimal& b) {
    if (!a.finite() || !b.finite()) return Decimal::nan();
    const Aligned both = align(a, b);
    if (both.a.is_zero() || both.b.is_zero()) return Decimal(Integer(0), both.scale);
    return checked(Decimal(boost::multiprecision::lcm(both.a, both.b), both.scale));
}

Result<Decimal> factorial(std::int64_t n) {
    if (n < 0) return fail(Errc::numeric_value_out_of_range, "factorial of a negative number is undefined");
    if (n > largest_factorial) return overflow();
    Integer product = 1;
    for (std::int64_t i = 2; i <= n; ++i) product *= i;
    return Decimal(std::move(product), 0);
}

DecimalDigits split_decimal(std::string_view text) {
    DecimalDigits parts;
    if (text == "NaN") parts.rank = DecimalDigits::nan;
    if (text == "Infinity") parts.rank = DecimalDigits::infinity;
    if (text == "-Infinity") parts.rank = DecimalDigits::minus_infinity;
    if (parts.rank != DecimalDigits::not_a_number_text) return parts;
    parts.negative = text.starts_with('-');
    if (parts.negative || text.starts_with('+')) text.remove_prefix(1);
    parts.integer = take_digits(text);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        parts.decimals = take_digits(text);
    }
    if (!text.empty() || (parts.integer.empty() && parts.decimals.empty())) return parts;
    parts.rank = DecimalDigits::finite;
    while (parts.integer.starts_with('0')) parts.integer.remove_prefix(1);
    while (parts.decimals.ends_with('0')) parts.decimals.remove_suffix(1);
    if (parts.integer.empty() && parts.decimals.empty()) parts.negative = false;
    return parts;
}

int compare_magnitudes(const DecimalDigits& a, const DecimalDigits& b) {
    if (a.integer.size() != b.integer.size()) return a.integer.size() < b.integer.size() ? -1 : 1;
    if (const int order = a.integer.compare(b.integer); order != 0) return order;
    return a.decimals.compare(b.decimals);
}

}  // namespace ormgate
