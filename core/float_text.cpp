#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "core/scan.hpp"
#include "core/text_io.hpp"

namespace ormgate {
namespace {

// The shortest digits that read back as the value, and where the decimal point stands: 0.d1d2d3… *
// 10^exponent.
struct ShortestDigits {
    std::string digits;
    int exponent = 0;
};

template <class Float>
ShortestDigits split_scientific(const char* begin, const char* end) {
    ShortestDigits result;
    const char* at = begin;
    for (; at != end && *at != 'e'; ++at)
        if (is_digit(*at)) result.digits.push_back(*at);
    std::from_chars(at + (at[1] == '+' ? 2 : 1), end, result.exponent);
    return result;
}

// Whether digits * 10^power lies exactly half way between the value and a neighbour. Such a decimal reads
// back as the value only because ties go to even; PostgreSQL does not print it but a closer one, with a digit
// more.
template <class Float>
bool is_midpoint(Float value, const ShortestDigits& shortest) {
    constexpr int largest_power = 23;  // 5^24 has more bits than two mantissas
    int power = shortest.exponent - static_cast<int>(shortest.digits.size()) + 1;
    std::uint64_t digits = 0;
    std::from_chars(shortest.digits.data(), shortest.digits.data() + shortest.digits.size(), digits);
    while (digits != 0 && digits % 10 == 0) {
        digits /= 10;
        ++power;
    }
    if (power > largest_power || power < -largest_power || digits == 0) return false;
    int binary = 0;
    const Float fraction = std::frexp(value, &binary);
    constexpr int mantissa_bits = std::numeric_limits<Float>::digits;
    const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, mantissa_bits));
    // value = mantissa * 2^scale; the midpoints are (2 * mantissa ± 1) * 2^(scale - 1)
    const int scale = binary - mantissa_bits;
    unsigned __int128 decimal = digits;
    unsigned __int128 five = 1;
    for (int i = 0; i < std::abs(power); ++i) five *= 5;
    const auto odd_part = [](unsigned __int128 v, int& twos) {
        while ((v & 1) == 0) {
            v >>= 1;
            ++twos;
        }
        return v;
    };
    for (const std::uint64_t middle : {2 * mantissa - 1, 2 * mantissa + 1}) {
        // digits * 5^power * 2^power == middle * 2^(scale - 1), compared as odd numbers and powers of two
        int left_twos = power;
        int right_twos = scale - 1;
        unsigned __int128 left = decimal;
        unsigned __int128 right = middle;
        if (power >= 0) {
            left *= five;
        } else {
            if (right > ~static_cast<unsigned __int128>(0) / five) continue;
            right *= five;
        }
        const unsigned __int128 left_odd = odd_part(left, left_twos);
        const unsigned __int128 right_odd = odd_part(right, right_twos);
        if (left_odd == right_odd && left_twos == right_twos) return true;
    }
    return false;
}

template <class Float>
ShortestDigits shortest_digits(Float value) {
    char buffer[48];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    ShortestDigits result = split_scientific<Float>(buffer, end);
    if (!is_midpoint(value, result)) return result;
    for (int precision = static_cast<int>(result.digits.size()) - 1; precision < 17; ++precision) {
        end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, precision)
                  .ptr;
        Float back = 0;
        std::from_chars(buffer, end, back, std::chars_format::scientific);
        const ShortestDigits longer = split_scientific<Float>(buffer, end);
        if (back == value && !is_midpoint(value, longer)) return longer;
    }
    return result;
}

// ryu's layout: plain digits unless the exponent is below -4 or at least `fixed_below`.
std::string lay_out(bool negative, ShortestDigits number, int fixed_below) {
    std::string out = negative ? "-" : "";
    std::string& digits = number.digits;
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    const int exponent = number.exponent;
    if (exponent < -4 || exponent >= fixed_below) {
        out += digits.front();
        if (digits.size() > 1) out += "." + digits.substr(1);
        char suffix[16];
        std::snprintf(suffix, sizeof suffix, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
        return out + suffix;
    }
    if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const auto integer_digits = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= integer_digits)
        return out + digits + std::string(integer_digits - digits.size(), '0');
    return out + digits.substr(0, integer_digits) + "." + digits.substr(integer_digits);
}

template <class Float>
std::string print_float(Float value, int extra_float_digits, int fixed_below) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    if (extra_float_digits > 0) {
        if (value == 0) return std::signbit(value) ? "-0" : "0";
        return lay_out(value < 0, shortest_digits(std::abs(value)), fixed_below);
    }
    const int digits = std::max(1, std::numeric_limits<Float>::digits10 + extra_float_digits);
    char buffer[64];
    const int length = std::snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(value));
    return std::string(buffer, static_cast<std::size_t>(length));
}

template <class Float>
Result<Float> parse_float(std::string_view text, std::string_view type_name) {
    const auto refuse = [&] {
        return fail(
            Errc::invalid_text_representation,
            "invalid input syntax for type " + std::string(type_name) + ": \"" + std::string(text) + "\"");
    };
    std::string_view body = trimmed_blanks(text);
    const bool negative = body.starts_with('-');
    if (negative || body.starts_with('+')) body.remove_prefix(1);
    if (body.starts_with('-') || body.starts_with('+')) return refuse();
    std::chars_format format = std::chars_format::general;
    if (body.size() > 2 && body[0] == '0' && lower(body[1]) == 'x') {
        body.remove_prefix(2);
        format = std::chars_format::hex;
    }
    Float value = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), value, format);
    const bool whole = end == body.data() + body.size();
    if (error == std::errc::result_out_of_range && whole)
        return fail(Errc::numeric_value_out_of_range,
                    "\"" + std::string(trimmed_blanks(text)) + "\" is out of range for type " +
                        std::string(type_name));
    if (error != std::errc() || !whole) return refuse();
    return negative ? -value : value;
}

}  // namespace

std::string print_float64(double value, int extra_float_digits) {
    return print_float(value, extra_float_digits, 15);
}
std::string print_float32(float value, int extra_float_digits) {
    return print_float(value, extra_float_digits, 6);
}
Result<double> parse_float64(std::string_view text) {
    return parse_float<double>(text, "double precision");
}
Result<float> parse_float32(std::string_view text) {
    return parse_float<float>(text, "real");
}

}  // namespace ormgate
