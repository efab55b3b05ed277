#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace ormgate {

// Decimal is PostgreSQL's numeric: an exact integer with a number of decimals behind it (the scale it is
// shown with), or NaN, Infinity, -Infinity. NaN equals itself and is greater than everything else. Every
// operation chooses the scale of its result as PostgreSQL does, so that results print the same digits.
class Decimal {
public:
    using Integer = boost::multiprecision::cpp_int;
    enum class Kind : std::uint8_t { finite, nan, infinity, minus_infinity };

    static constexpr int max_scale = 16383;            // of a value; a declared scale ends at 1000
    static constexpr int max_integer_digits = 131072;  // before the decimal point
    static constexpr int max_result_scale = 1000;      // that division, sqrt, exp, ln and power choose

    Decimal() = default;
    Decimal(std::int64_t integer) : unscaled_(integer) {}
    Decimal(Integer unscaled, int scale) : unscaled_(std::move(unscaled)), scale_(scale) {}

    static Decimal nan() { return of(Kind::nan); }
    static Decimal infinity() { return of(Kind::infinity); }
    static Decimal minus_infinity() { return of(Kind::minus_infinity); }

    // What numeric's input function takes: digits, a point, an exponent, NaN, [+-]inf[inity], blanks around.
    static Result<Decimal> parse(std::string_view text);
    // PostgreSQL's float8::numeric: 15 significant digits (6 for a float4).
    static Decimal of_double(double value, int significant_digits = 15);

    std::string text() const;
    Kind kind() const { return kind_; }
    bool finite() const { return kind_ == Kind::finite; }
    bool is_nan() const { return kind_ == Kind::nan; }
    bool is_zero() const { return finite() && unscaled_.is_zero(); }
    int sign() const;  // -1, 0, 1; 0 of NaN
    int scale() const { return scale_; }
    const Integer& unscaled() const { return unscaled_; }  // value * 10^scale
    int min_scale() const;                                 // decimals needed: 2 of 1.2300; 0 of NaN
    Decimal trimmed() const;                               // trim_scale()

    // Rounded half away from zero, as numeric::int does; 22003 `integer out of range`, or of NaN and
    // infinities.
    Result<std::int64_t> to_int(std::int64_t low, std::int64_t high, std::string_view type_name) const;
    Result<std::int64_t> to_int64() const;
    Result<double> to_double() const;  // 22003 if the value does not fit a double

    // numeric(precision, scale) of a column: rounds, or 22003 `numeric field overflow` with PostgreSQL's
    // detail.
    Result<Decimal> with_modifier(std::int32_t modifier) const;

    Decimal operator-() const;
    Decimal abs() const;
    // scale may be negative: round(1234, -2) is 1200.
    Decimal round(int scale = 0) const;  // half away from zero
    Decimal trunc(int scale = 0) const;
    Decimal ceil() const;
    Decimal floor() const;

    friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
    friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

private:
    static Decimal of(Kind kind) {
        Decimal d;
        d.kind_ = kind;
        return d;
    }
    Integer unscaled_;
    int scale_ = 0;
    Kind kind_ = Kind::finite;
};

// Each fails with 22003 `value overflows numeric format` beyond numeric's range.
Result<Decimal> add(const Decimal& a, const Decimal& b);
Result<Decimal> subtract(const Decimal& a, const Decimal& b);
Result<Decimal> multiply(const Decimal& a, const Decimal& b);
Result<Decimal> divide(const Decimal& a, const Decimal& b);             // 22012 by zero
Result<Decimal> divide_truncating(const Decimal& a, const Decimal& b);  // div(a, b)
Result<Decimal> modulo(const Decimal& a, const Decimal& b);             // sign of a
Result<Decimal> greatest_common_divisor(const Decimal& a, const Decimal& b);
Result<Decimal> least_common_multiple(const Decimal& a, const Decimal& b);
Result<Decimal> factorial(std::int64_t n);

// core/decimal_math.cpp
Result<Decimal> square_root(const Decimal& a);                     // 2201F of a negative
Result<Decimal> exponential(const Decimal& a);                     // exp(a)
Result<Decimal> natural_logarithm(const Decimal& a);               // 2201E of zero and negatives
Result<Decimal> logarithm(const Decimal& base, const Decimal& a);  // log(b, x); log(x) has base 10
Result<Decimal> power(const Decimal& base, const Decimal& exponent);

// Compares two canonical numeric texts without building Decimals: the collation of numeric columns.
// Text that is no numeric sorts after every number, bytewise.
int compare_decimal_text(std::string_view a, std::string_view b);

}  // namespace ormgate
