#include <algorithm>
#include <cmath>

#include "core/decimal_digits.hpp"

// sqrt, exp, ln, log and power, with the scales that PostgreSQL's numeric.c gives their results. The
// transcendental ones are computed in binary fixed point with guard bits and rounded once at the end.
namespace ormgate {
namespace {

using Integer = Decimal::Integer;

constexpr int minimum_significant_digits = 16;
constexpr double limit_of_exponent = 2000 * 3;  // numeric.c gives up beyond exp(±6000)
constexpr double log10_of_e = 0.434294481903252;
constexpr unsigned guard_bits = 96;

std::unexpected<Error> overflow() {
    return fail(Errc::numeric_value_out_of_range, "value overflows numeric format");
}

int result_scale(int wanted, int at_least) {
    return std::clamp(std::max(wanted, at_least), 0, Decimal::max_result_scale);
}

// Fixed is value * 2^bits.
struct Fixed {
    Integer value;
    unsigned bits;
};

unsigned bits_for_digits(int digits) {
    return static_cast<unsigned>(static_cast<double>(std::max(digits, 0)) * 3.3219280948873626) + guard_bits;
}

Integer multiply_fixed(const Integer& a, const Integer& b, unsigned bits) {
    return (a * b) >> bits;
}

Fixed to_fixed(const Decimal& value, unsigned bits) {
    return {(value.unscaled() << bits) / power_of_ten(value.scale()), bits};
}

Decimal to_decimal(const Fixed& fixed, int scale) {
    Integer magnitude = boost::multiprecision::abs(fixed.value) * power_of_ten(scale);
    magnitude += Integer(1) << (fixed.bits - 1);
    magnitude >>= fixed.bits;
    return Decimal(fixed.value.sign() < 0 ? Integer(-magnitude) : magnitude, scale);
}

// 2 * atanh(z) = ln((1 + z) / (1 - z)), by its series.
Integer twice_atanh(const Integer& z, unsigned bits) {
    const Integer square = multiply_fixed(z, z, bits);
    Integer power = z;
    Integer sum = z;
    for (unsigned n = 3; !power.is_zero(); n += 2) {
        power = multiply_fixed(power, square, bits);
        if (power == -1) break;  // shifting rounds towards minus infinity
        sum += power / n;
    }
    return sum * 2;
}

Integer ln2_fixed(unsigned bits) {
    return twice_atanh((Integer(1) << bits) / 3, bits);
}

// Of a positive number.
Fixed ln_fixed(const Decimal& value, unsigned bits) {
    const Integer ten = power_of_ten(value.scale());
    const auto exponent = static_cast<std::int64_t>(boost::multiprecision::msb(value.unscaled())) -
                          static_cast<std::int64_t>(boost::multiprecision::msb(ten));
    // y = value / 2^exponent lies between 1/2 and 2
    const std::int64_t shift = static_cast<std::int64_t>(bits) - exponent;
    Integer y = shift >= 0 ? Integer((value.unscaled() << static_cast<unsigned>(shift)) / ten)
                           : Integer(value.unscaled() / (ten << static_cast<unsigned>(-shift)));
    constexpr unsigned halvings = 10;
    for (unsigned i = 0; i < halvings; ++i) y = boost::multiprecision::sqrt(Integer(y << bits));
    const Integer one = Integer(1) << bits;
    const Integer z = ((y - one) << bits) / (y + one);
    Integer result = twice_atanh(z, bits) << halvings;
    if (exponent != 0) result += ln2_fixed(bits) * exponent;
    return {result, bits};
}

Fixed exp_fixed(const Fixed& argument) {
    const unsigned bits = argument.bits;
    const Integer ln2 = ln2_fixed(bits);
    const auto power_of_two = static_cast<std::int64_t>(Integer(argument.value / ln2));
    constexpr unsigned halvings = 10;
    const Integer reduced = (argument.value - ln2 * power_of_two) >> halvings;
    const Integer one = Integer(1) << bits;
    Integer term = one;
    Integer sum = one;
    for (unsigned n = 1; !term.is_zero(); ++n) {
        term = multiply_fixed(term, reduced, bits) / n;
        sum += term;
    }
    for (unsigned i = 0; i < halvings; ++i) sum = multiply_fixed(sum, sum, bits);
    if (power_of_two >= 0) return {sum << static_cast<unsigned>(power_of_two), bits};
    return {sum >> static_cast<unsigned>(-power_of_two), bits};
}

double approximate(const Decimal& value) {
    const Result<double> number = value.to_double();
    if (number) return *number;
    const LeadingDigit first = leading_digit(value);
    if (first.weight < 0) return 0;
    return value.sign() < 0 ? -HUGE_VAL : HUGE_VAL;
}

// log10 of the magnitude of a number that is not zero, from its first eight digits.
double approximate_log10(const Decimal& value) {
    const int digits = digit_count(value.unscaled());
    const int kept = std::min(digits, 17);
    const Integer head = boost::multiprecision::abs(value.unscaled()) / power_of_ten(digits - kept);
    return std::log10(static_cast<double>(head.convert_to<std::uint64_t>())) + digits - kept - value.scale();
}

// numeric.c, estimate_ln_dweight(): the decimal weight of ln(value).
int weight_of_ln(const Decimal& value) {
    if (value.sign() <= 0) return 0;
    const Decimal point_nine(Integer(9), 1);
    const Decimal one_point_one(Integer(11), 1);
    if (value >= point_nine && value <= one_point_one) {
        const Decimal distance(value.unscaled() - power_of_ten(value.scale()), value.scale());
        if (distance.is_zero()) return 0;
        const LeadingDigit first = leading_digit(distance);
        return first.weight * 4 + static_cast<int>(std::log10(first.digit));
    }
    return static_cast<int>(std::log10(std::abs(approximate_log10(value) * 2.302585092994046)));
}

Result<void> check_logarithm(const Decimal& value) {
    if (value.is_nan() || value.sign() > 0) return {};
    if (value.is_zero()) return fail(Errc::invalid_argument_for_logarithm, "cannot take logarithm of zero");
    return fail(Errc::invalid_argument_for_logarithm, "cannot take logarithm of a negative number");
}

// The exponent's bits decide which squares are multiplied; the product keeps only the digits that matter.
Result<Decimal> power_of_integer(const Decimal& base, std::int64_t exponent, int scale) {
    if (exponent == 0) return Decimal(1).round(scale);
    if (exponent == 1) return base.round(scale);
    if (base.is_zero()) {
        if (exponent < 0) return fail(Errc::division_by_zero, "division by zero");
        return Decimal(Integer(0), scale);
    }
    if (exponent == -1) return divide_to_scale(Decimal(1), base, scale);
    const double weight = approximate_log10(base) * static_cast<double>(exponent);
    if (weight > Decimal::max_integer_digits) return overflow();
    if (weight + 1 < -scale || weight + 1 < -Decimal::max_result_scale) return Decimal(Integer(0), scale);

    const int kept = std::max(1 + scale + static_cast<int>(weight), 1) + 32;
    Integer square = boost::multiprecision::abs(base.unscaled());
    std::int64_t square_scale = base.scale();
    Integer product = 1;
    std::int64_t product_scale = 0;
    const auto cut = [kept](Integer& value, std::int64_t& value_scale) {
        const int excess = digit_count(value) - kept;
        if (excess <= 0) return;
        value /= power_of_ten(excess);
        value_scale -= excess;
    };
    for (std::uint64_t bits = static_cast<std::uint64_t>(std::abs(exponent)); bits != 0; bits >>= 1) {
        if ((bits & 1) != 0) {
            product *= square;
            product_scale += square_scale;
            cut(product, product_scale);
        }
        if (bits == 1) break;
        square *= square;
        square_scale *= 2;
        cut(square, square_scale);
    }
    const bool negative = base.sign() < 0 && (exponent & 1) != 0;
    // product / 10^product_scale, or its inverse, with `scale` decimals
    Integer numerator = 1;
    Integer denominator = 1;
    std::int64_t places = scale;
    if (exponent > 0) {
        numerator = product;
        places -= product_scale;
    } else {
        denominator = product;
        places += product_scale;
    }
    if (places >= 0)
        numerator *= power_of_ten(static_cast<int>(places));
    else
        denominator *= power_of_ten(static_cast<int>(-places));
    Integer quotient, remainder;
    boost::multiprecision::divide_qr(numerator, denominator, quotient, remainder);
    if (remainder * 2 >= denominator) ++quotient;
    return checked(Decimal(negative ? Integer(-quotient) : quotient, scale));
}

// Of operands one of which is NaN or infinite: what POSIX says of pow().
Result<Decimal> power_of_special(const Decimal& base, const Decimal& exponent) {
    if (base.is_nan()) return exponent.is_zero() ? Decimal(1) : Decimal::nan();
    if (exponent.is_nan()) return base == Decimal(1) ? Decimal(1) : Decimal::nan();
    if (exponent.is_zero()) return Decimal(1);
    if (!exponent.finite()) {
        if (base == Decimal(1)) return Decimal(1);
        const bool grows = exponent.sign() > 0;
        if (base.is_zero() && !grows)
            return fail(Errc::invalid_argument_for_power_function,
                        "zero raised to a negative power is undefined");
        const std::strong_ordering size = base.abs() <=> Decimal(1);
        if (size == 0) return Decimal(1);
        return (size > 0) == grows ? Decimal::infinity() : Decimal(0);
    }
    // the base is infinite
    const bool integral = exponent == exponent.trunc();
    if (base.sign() < 0 && !integral)
        return fail(Errc::invalid_argument_for_power_function,
                    "a negative number raised to a non-integer power yields a complex result");
    if (exponent.sign() < 0) return Decimal(0);
    const bool odd = exponent.trunc().unscaled() % 2 != 0;
    return base.sign() < 0 && odd ? Decimal::minus_infinity() : Decimal::infinity();
}

}  // namespace

Result<Decimal> square_root(const Decimal& a) {
    if (a.sign() < 0)
        return fail(Errc::invalid_argument_for_power_function,
                    "cannot take square root of a negative number");
    if (!a.finite()) return a;
    const int weight = (leading_digit(a).weight + 1) * 4 / 2 - 1;
    const int scale = result_scale(minimum_significant_digits - weight, a.scale());
    const int places = 2 * scale - a.scale();
    const Integer radicand = a.unscaled() * power_of_ten(std::max(places, 0));
    Integer remainder;
    Integer root = boost::multiprecision::sqrt(radicand, remainder);
    if (remainder > root) ++root;
    return Decimal(std::move(root), scale);
}

Result<Decimal> exponential(const Decimal& a) {
    if (a.kind() == Decimal::Kind::minus_infinity) return Decimal(0);
    if (!a.finite()) return a;
    const double argument = approximate(a);
    const int weight = static_cast<int>(std::clamp(argument * log10_of_e, -2000.0, 2000.0));
    const int scale = result_scale(minimum_significant_digits - weight, a.scale());
    if (std::abs(argument) >= limit_of_exponent) {
        if (argument > 0) return overflow();
        return Decimal(Integer(0), scale);
    }
    const unsigned bits = bits_for_digits(scale + std::max(0, static_cast<int>(argument * log10_of_e)) + 8);
    return checked(to_decimal(exp_fixed(to_fixed(a, bits)), scale));
}

Result<Decimal> natural_logarithm(const Decimal& a) {
    if (const auto valid = check_logarithm(a); !valid) return fail(valid.error());
    if (!a.finite()) return a;
    const int scale = result_scale(minimum_significant_digits - weight_of_ln(a), a.scale());
    return to_decimal(ln_fixed(a, bits_for_digits(scale + 8)), scale);
}

Result<Decimal> logarithm(const Decimal& base, const Decimal& a) {
    if (base.is_nan() || a.is_nan()) return Decimal::nan();
    if ((!base.finite() || !a.finite()) && (base.sign() < 0 || a.sign() < 0))
        return fail(Errc::invalid_argument_for_logarithm, "cannot take logarithm of a negative number");
    if (const auto valid = check_logarithm(base); !valid) return fail(valid.error());
    if (const auto valid = check_logarithm(a); !valid) return fail(valid.error());
    if (!base.finite()) return a.finite() ? Decimal(0) : Decimal::nan();
    if (!a.finite()) return a;
    const int weight_of_base = weight_of_ln(base);
    const int weight = weight_of_ln(a) - weight_of_base;
    const int scale = result_scale(minimum_significant_digits - weight, std::max(base.scale(), a.scale()));
    const unsigned bits =
        bits_for_digits(scale + 2 * std::max(0, -weight_of_base) + std::max(0, weight) + 16);
    const Fixed ln_base = ln_fixed(base, bits);
    if (ln_base.value.is_zero() || base == Decimal(1))
        return fail(Errc::division_by_zero, "division by zero");
    const Integer quotient = (ln_fixed(a, bits).value << bits) / ln_base.value;
    return to_decimal({quotient, bits}, scale);
}

Result<Decimal> power(const Decimal& base, const Decimal& exponent) {
    if (!base.finite() || !exponent.finite()) return power_of_special(base, exponent);
    if (base.is_zero() && exponent.sign() < 0)
        return fail(Errc::invalid_argument_for_power_function,
                    "zero raised to a negative power is undefined");
    const bool integral = exponent == exponent.trunc();
    if (base.sign() < 0 && !integral)
        return fail(Errc::invalid_argument_for_power_function,
                    "a negative number raised to a non-integer power yields a complex result");
    if (integral) {
        const Result<std::int64_t> small = exponent.to_int(INT32_MIN, INT32_MAX, "integer");
        if (small)
            return power_of_integer(base, *small, result_scale(minimum_significant_digits, base.scale()));
    }
    if (base.is_zero()) return Decimal(Integer(0), minimum_significant_digits);
    const bool negative = base.sign() < 0 && exponent.trunc().unscaled() % 2 != 0;
    const Decimal magnitude = base.abs();

    const double argument = approximate_log10(magnitude) * approximate(exponent) / log10_of_e;
    const double precise =
        magnitude >= Decimal(Integer(9), 1) && magnitude <= Decimal(Integer(11), 1)
            ? approximate(to_decimal(ln_fixed(magnitude, bits_for_digits(40)), 40)) * approximate(exponent)
            : argument;
    if (std::abs(precise) > 2000 * 3.01) {
        if (precise > 0) return overflow();
        return Decimal(Integer(0), Decimal::max_result_scale);
    }
    const int weight = static_cast<int>(precise * log10_of_e);
    const int scale =
        result_scale(minimum_significant_digits - weight, std::max(base.scale(), exponent.scale()));
    const int digits_of_exponent = std::max(0, digit_count(exponent.unscaled()) - exponent.scale());
    const unsigned bits = bits_for_digits(scale + std::max(0, weight) + digits_of_exponent + 16);
    const Integer product =
        ln_fixed(magnitude, bits).value * exponent.unscaled() / power_of_ten(exponent.scale());
    const Decimal result = to_decimal(exp_fixed({product, bits}), scale);
    return checked(negative ? -result : result);
}

}  // namespace ormgate
