#include "core/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

#include "core/decimal_digits.hpp"
#include "core/scan.hpp"

namespace ormgate {
namespace {

using Integer = Decimal::Integer;

constexpr int max_rounding_scale = 2000;  // round(x, 99999) stops here

std::unexpected<Error> overflow() {
    return fail(Errc::numeric_value_out_of_range, "value overflows numeric format");
}

std::unexpected<Error> bad_syntax(std::string_view text) {
    return fail(Errc::invalid_text_representation,
                "invalid input syntax for type numeric: \"" + std::string(text) + "\"");
}

// Digits to a number, eighteen at a time.
Integer integer_of_digits(std::string_view digits) {
    constexpr std::size_t chunk = 18;
    Integer result = 0;
    while (!digits.empty()) {
        const std::string_view head = digits.substr(0, chunk);
        std::uint64_t part = 0;
        std::from_chars(head.data(), head.data() + head.size(), part);
        if (result.is_zero())
            result = part;
        else
            result = result * power_of_ten(static_cast<int>(head.size())) + part;
        digits.remove_prefix(head.size());
    }
    return result;
}

// value / 10^places, half away from zero.
Integer shift_rounding(const Integer& value, int places) {
    const Integer divisor = power_of_ten(places);
    Integer quotient, remainder;
    boost::multiprecision::divide_qr(value, divisor, quotient, remainder);
    if (boost::multiprecision::abs(remainder) * 2 >= divisor) quotient += value.sign();
    return quotient;
}

// Kinds in SQL's order.
int rank(Decimal::Kind kind) {
    switch (kind) {
        case Decimal::Kind::minus_infinity:
            return 0;
        case Decimal::Kind::finite:
            return 1;
        case Decimal::Kind::infinity:
            return 2;
        case Decimal::Kind::nan:
            return 3;
    }
    return 3;
}

std::optional<Decimal> parse_special(std::string_view text) {
    if (equals_ignoring_case(text, "nan")) return Decimal::nan();
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (!equals_ignoring_case(text, "inf") && !equals_ignoring_case(text, "infinity")) return std::nullopt;
    return negative ? Decimal::minus_infinity() : Decimal::infinity();
}

}  // namespace

Integer power_of_ten(int exponent) {
    static constexpr auto small = [] {
        std::array<std::uint64_t, 20> powers{};
        powers[0] = 1;
        for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
        return powers;
    }();
    if (exponent < static_cast<int>(small.size())) return small[static_cast<std::size_t>(exponent)];
    return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

int digit_count(const Integer& value) {
    if (value.is_zero()) return 0;
    const Integer magnitude = boost::multiprecision::abs(value);
    const double bits = static_cast<double>(boost::multiprecision::msb(magnitude));
    const int least = static_cast<int>(bits * 0.30102999566398119521) + 1;
    return magnitude >= power_of_ten(least) ? least + 1 : least;
}

Result<Decimal> checked(Decimal value) {
    if (!value.finite()) return value;
    if (value.scale() > Decimal::max_scale) value = value.round(Decimal::max_scale);
    if (digit_count(value.unscaled()) - value.scale() > Decimal::max_integer_digits) return overflow();
    return value;
}

Result<Decimal> Decimal::parse(std::string_view text) {
    const std::string_view body = trimmed_blanks(text);
    if (auto special = parse_special(body)) return *special;
    std::string_view rest = body;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    std::string digits(take_digits(rest));
    int scale = 0;
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        const std::string_view decimals = take_digits(rest);
        digits += decimals;
        scale = static_cast<int>(std::min<std::size_t>(decimals.size(), 1U << 30));
    }
    if (digits.empty()) return bad_syntax(text);
    std::int64_t exponent = 0;
    if (rest.starts_with('e') || rest.starts_with('E')) {
        rest.remove_prefix(1);
        const bool minus = rest.starts_with('-');
        if (minus || rest.starts_with('+')) rest.remove_prefix(1);
        const std::string_view places = take_digits(rest);
        if (places.empty()) return bad_syntax(text);
        const auto [end, error] = std::from_chars(places.data(), places.data() + places.size(), exponent);
        if (error != std::errc() || exponent >= (1 << 30)) return overflow();
        if (minus) exponent = -exponent;
    }
    if (!rest.empty()) return bad_syntax(text);

    const std::int64_t new_scale = std::max<std::int64_t>(0, scale - exponent);
    if (new_scale > max_scale) return overflow();
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    const std::string_view significant = std::string_view(digits).substr(zeros);
    if (significant.empty()) return Decimal(Integer(0), static_cast<int>(new_scale));
    const std::int64_t integer_digits = static_cast<std::int64_t>(significant.size()) - scale + exponent;
    if (integer_digits > max_integer_digits) return overflow();
    Integer value = integer_of_digits(significant);
    if (exponent > scale) value *= power_of_ten(static_cast<int>(exponent - scale));
    return Decimal(negative ? Integer(-value) : value, static_cast<int>(new_scale));
}

Decimal Decimal::of_double(double value, int significant_digits) {
    if (std::isnan(value)) return nan();
    if (std::isinf(value)) return value > 0 ? infinity() : minus_infinity();
    char buffer[64];
    const int length = std::snprintf(buffer, sizeof buffer, "%.*g", significant_digits, value);
    Result<Decimal> parsed = parse({buffer, static_cast<std::size_t>(length)});
    return parsed ? *std::move(parsed) : nan();
}

std::string Decimal::text() const {
    switch (kind_) {
        case Kind::nan:
            return "NaN";
        case Kind::infinity:
            return "Infinity";
        case Kind::minus_infinity:
            return "-Infinity";
        case Kind::finite:
            break;
    }
    const Integer magnitude = boost::multiprecision::abs(unscaled_);
    std::string digits = magnitude.str();
    const auto decimals = static_cast<std::size_t>(scale_);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
    if (unscaled_.sign() < 0) digits.insert(0, 1, '-');
    return digits;
}

int Decimal::sign() const {
    switch (kind_) {
        case Kind::infinity:
            return 1;
        case Kind::minus_infinity:
            return -1;
        case Kind::nan:
            return 0;
        case Kind::finite:
            break;
    }
    return unscaled_.sign();
}

int Decimal::min_scale() const {
    return finite() ? trimmed().scale_ : 0;
}

Decimal Decimal::trimmed() const {
    if (!finite()) return *this;
    if (unscaled_.is_zero()) return Decimal(Integer(0), 0);
    Decimal result = *this;
    while (result.scale_ > 0 && result.unscaled_ % 10 == 0) {
        result.unscaled_ /= 10;
        --result.scale_;
    }
    return result;
}

Result<std::int64_t> Decimal::to_int(std::int64_t low, std::int64_t high, std::string_view type_name) const {
    const std::string name(type_name);
    if (is_nan()) return fail(Errc::unsupported, "cannot convert NaN to " + name);
    if (!finite()) return fail(Errc::unsupported, "cannot convert infinity to " + name);
    const Integer integer = scale_ == 0 ? unscaled_ : shift_rounding(unscaled_, scale_);
    if (integer < low || integer > high)
        return fail(Errc::numeric_value_out_of_range, name + " out of range");
    return integer.convert_to<std::int64_t>();
}

Result<std::int64_t> Decimal::to_int64() const {
    return to_int(
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), "bigint");
}

Result<double> Decimal::to_double() const {
    switch (kind_) {
        case Kind::nan:
            return std::numeric_limits<double>::quiet_NaN();
        case Kind::infinity:
            return std::numeric_limits<double>::infinity();
        case Kind::minus_infinity:
            return -std::numeric_limits<double>::infinity();
        case Kind::finite:
            break;
    }
    const std::string digits = text();
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc())
        return fail(Errc::numeric_value_out_of_range,
                    "\"" + digits + "\" is out of range for type double precision");
    return value;
}

Result<Decimal> Decimal::with_modifier(std::int32_t modifier) const {
    if (modifier < 4 || is_nan()) return *this;
    const int precision = (modifier - 4) >> 16 & 0xffff;
    const int declared_scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;  // eleven bits, signed
    const std::string field =
        "A field with precision " + std::to_string(precision) + ", scale " + std::to_string(declared_scale);
    if (!finite())
        return fail(Error(Errc::numeric_value_out_of_range, "numeric field overflow")
                        .with_detail(field + " cannot hold an infinite value."));
    Decimal rounded = round(declared_scale);
    const int integer_digits = digit_count(rounded.unscaled_) - rounded.scale_;
    const int room = precision - declared_scale;
    if (rounded.unscaled_.is_zero() || integer_digits <= room) return rounded;
    const std::string limit = room == 0 ? "1" : "10^" + std::to_string(room);
    return fail(Error(Errc::numeric_value_out_of_range, "numeric field overflow")
                    .with_detail(field + " must round to an absolute value less than " + limit + "."));
}

Decimal Decimal::operator-() const {
    if (kind_ == Kind::infinity) return minus_infinity();
    if (kind_ == Kind::minus_infinity) return infinity();
    Decimal result = *this;
    result.unscaled_ = -result.unscaled_;
    return result;
}

Decimal Decimal::abs() const {
    return sign() < 0 ? -*this : *this;
}

Decimal Decimal::round(int scale) const {
    if (!finite()) return *this;
    // A column's numeric(p,s) may hold more decimals than round() makes.
    scale = std::clamp(scale, -max_rounding_scale, std::max(max_rounding_scale, std::min(scale_, max_scale)));
    if (scale >= scale_) return Decimal(unscaled_ * power_of_ten(scale - scale_), scale);
    if (scale >= 0) return Decimal(shift_rounding(unscaled_, scale_ - scale), scale);
    if (digit_count(unscaled_) - scale_ < -scale) return Decimal(Integer(0), 0);
    return Decimal(shift_rounding(unscaled_, scale_ - scale) * power_of_ten(-scale), 0);
}

Decimal Decimal::trunc(int scale) const {
    if (!finite()) return *this;
    scale = std::clamp(scale, -max_rounding_scale, max_rounding_scale);
    if (scale >= scale_) return Decimal(unscaled_ * power_of_ten(scale - scale_), scale);
    const Integer cut = unscaled_ / power_of_ten(scale_ - scale);
    if (scale >= 0) return Decimal(cut, scale);
    return Decimal(cut * power_of_ten(-scale), 0);
}

Decimal Decimal::ceil() const {
    Decimal result = trunc();
    if (finite() && result < *this) result.unscaled_ += 1;
    return result;
}

Decimal Decimal::floor() const {
    Decimal result = trunc();
    if (finite() && result > *this) result.unscaled_ -= 1;
    return result;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    if (a.kind_ != b.kind_ || !a.finite()) return rank(a.kind_) <=> rank(b.kind_);
    if (a.unscaled_.sign() != b.unscaled_.sign()) return a.unscaled_.sign() <=> b.unscaled_.sign();
    if (a.scale_ == b.scale_) return a.unscaled_.compare(b.unscaled_) <=> 0;
    if (a.scale_ < b.scale_)
        return Integer(a.unscaled_ * power_of_ten(b.scale_ - a.scale_)).compare(b.unscaled_) <=> 0;
    return a.unscaled_.compare(Integer(b.unscaled_ * power_of_ten(a.scale_ - b.scale_))) <=> 0;
}

int compare_decimal_text(std::string_view a, std::string_view b) {
    const DecimalDigits left = split_decimal(a);
    const DecimalDigits right = split_decimal(b);
    if (left.rank != right.rank) return left.rank < right.rank ? -1 : 1;
    if (left.rank == DecimalDigits::not_a_number_text) return a.compare(b);
    if (left.rank != DecimalDigits::finite) return 0;
    if (left.negative != right.negative) return left.negative ? -1 : 1;
    const int magnitude = compare_magnitudes(left, right);
    return left.negative ? -magnitude : magnitude;
}

}  // namespace ormgate
