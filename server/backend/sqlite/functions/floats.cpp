#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>

#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

Error overflow() {
    return {Errc::numeric_value_out_of_range, "value out of range: overflow"};
}
Error underflow() {
    return {Errc::numeric_value_out_of_range, "value out of range: underflow"};
}
Error bad_input() {
    return {Errc::numeric_value_out_of_range, "input is out of range"};
}

// Fails where finite operands gave infinity, or zero that they should not have given.
template <class T>
Answer answer_checked(Call& call, T result, bool may_overflow, bool may_be_zero) {
    if (std::isinf(result) && !may_overflow) return fail(overflow());
    if (result == 0 && !may_be_zero) return fail(underflow());
    call.answer(static_cast<double>(result));
    return {};
}

template <class T>
Answer float4_of(Call& call) {
    double value = call.real(0);
    return answer_checked(call, static_cast<T>(value), std::isinf(value), value == 0);
}

template <class T, class Operation>
Answer sum(Call& call) {
    T a = static_cast<T>(call.real(0)), b = static_cast<T>(call.real(1));
    return answer_checked<T>(call, Operation{}(a, b), std::isinf(a) || std::isinf(b), true);
}

template <class T>
Answer multiply(Call& call) {
    T a = static_cast<T>(call.real(0)), b = static_cast<T>(call.real(1));
    return answer_checked<T>(call, a * b, std::isinf(a) || std::isinf(b), a == 0 || b == 0);
}

template <class T>
Answer divide(Call& call) {
    T a = static_cast<T>(call.real(0)), b = static_cast<T>(call.real(1));
    if (b == 0 && !std::isnan(a)) return fail(Errc::division_by_zero, "division by zero");
    return answer_checked<T>(call, a / b, std::isinf(a) || b == 0, a == 0 || std::isinf(b));
}

template <double (*function)(double)>
Answer plain_function(Call& call) {
    call.answer(function(call.real(0)));
    return {};
}

Answer square_root(Call& call) {
    double a = call.real(0);
    if (a < 0)
        return fail(Errc::invalid_argument_for_power_function,
                    "cannot take square root of a negative number");
    call.answer(std::sqrt(a));
    return {};
}

// SQLite's minus makes 0 of -0 and of NaN.
Answer negated(Call& call) {
    call.answer(-call.real(0));
    return {};
}

Answer sign(Call& call) {
    double a = call.real(0);
    call.answer(a > 0 ? 1.0 : a < 0 ? -1.0 : a);
    return {};
}

template <double (*logarithm)(double)>
Answer log_of(Call& call) {
    double a = call.real(0);
    if (a == 0) return fail(Errc::invalid_argument_for_logarithm, "cannot take logarithm of zero");
    if (a < 0)
        return fail(Errc::invalid_argument_for_logarithm, "cannot take logarithm of a negative number");
    return answer_checked(call, logarithm(a), std::isinf(a), a == 1);
}

Answer exponential(Call& call) {
    double a = call.real(0);
    return answer_checked(call, std::exp(a), std::isinf(a), std::isinf(a));
}

Answer power(Call& call) {
    double a = call.real(0), b = call.real(1);
    if (a == 0 && b < 0)
        return fail(Errc::invalid_argument_for_power_function,
                    "zero raised to a negative power is undefined");
    if (a < 0 && std::isfinite(a) && std::isfinite(b) && std::floor(b) != b)
        return fail(Errc::invalid_argument_for_power_function,
                    "a negative number raised to a non-integer power yields a complex result");
    if (std::isinf(a) && a < 0 && std::isfinite(b) && std::floor(b) != b)
        return fail(Errc::invalid_argument_for_power_function,
                    "a negative number raised to a non-integer power yields a complex result");
    bool infinite = std::isinf(a) || std::isinf(b);
    return answer_checked(call, std::pow(a, b), infinite, infinite || a == 0);
}

// Of finite angles only.
template <double (*function)(double), bool may_overflow = false>
Answer angle_function(Call& call) {
    double a = call.real(0);
    if (std::isinf(a)) return fail(bad_input());
    return answer_checked(call, function(a), may_overflow, true);
}

template <double (*function)(double)>
Answer of_cosine(Call& call) {
    double a = call.real(0);
    if (a < -1 || a > 1) return fail(bad_input());
    call.answer(function(a));
    return {};
}

double cotangent(double a) {
    return 1 / std::tan(a);
}

Answer atan2_of(Call& call) {
    call.answer(std::atan2(call.real(0), call.real(1)));
    return {};
}

Answer hyperbolic_sine(Call& call) {
    call.answer(std::sinh(call.real(0)));  // an overflow is infinity, in PostgreSQL too
    return {};
}

Answer hyperbolic_cosine(Call& call) {
    call.answer(std::cosh(call.real(0)));
    return {};
}

Answer inverse_hyperbolic_cosine(Call& call) {
    double a = call.real(0);
    if (a < 1) return fail(bad_input());
    call.answer(std::acosh(a));
    return {};
}

Answer inverse_hyperbolic_tangent(Call& call) {
    double a = call.real(0);
    if (a < -1 || a > 1) return fail(bad_input());
    call.answer(std::atanh(a));
    return {};
}

constexpr double radians_per_degree = 0.0174532925199432957692;

Answer degrees(Call& call) {
    double a = call.real(0);
    return answer_checked(call, a / radians_per_degree, std::isinf(a), a == 0);
}

Answer radians(Call& call) {
    call.answer(call.real(0) * radians_per_degree);
    return {};
}

// Functions of degrees are exact where the exact answer is known: sind(30) is 0.5. Volatile keeps the
// compiler from folding the constants with another precision than the library computes with.
namespace by_degree {

const volatile double thirty = 30, forty_five = 45, sixty = 60, one_half = 0.5, one = 1;

double sine_30() {
    return std::sin(thirty * radians_per_degree);
}
double one_minus_cosine_60() {
    return 1.0 - std::cos(sixty * radians_per_degree);
}

double sine_to_30(double x) {
    return std::sin(x * radians_per_degree) / sine_30() / 2.0;
}
double cosine_to_60(double x) {
    double versine = 1.0 - std::cos(x * radians_per_degree);
    return 1.0 - versine / one_minus_cosine_60() / 2.0;
}
double sine_in_quadrant(double x) {
    return x <= 30.0 ? sine_to_30(x) : cosine_to_60(90.0 - x);
}
double cosine_in_quadrant(double x) {
    return x <= 60.0 ? cosine_to_60(x) : sine_to_30(90.0 - x);
}

double sine(double x) {
    double sign = 1;
    x = std::fmod(x, 360.0);
    if (x < 0) x = -x, sign = -sign;
    if (x > 180) x = 360.0 - x, sign = -sign;
    if (x > 90) x = 180.0 - x;
    return sign * sine_in_quadrant(x);
}

double cosine(double x) {
    double sign = 1;
    x = std::fmod(x, 360.0);
    if (x < 0) x = -x;
    if (x > 180) x = 360.0 - x;
    if (x > 90) x = 180.0 - x, sign = -sign;
    return sign * cosine_in_quadrant(x);
}

double tangent(double x) {
    double sign = 1;
    x = std::fmod(x, 360.0);
    if (x < 0) x = -x, sign = -sign;
    if (x > 180) x = 360.0 - x, sign = -sign;
    if (x > 90) x = 180.0 - x, sign = -sign;
    double tangent_45 = sine_in_quadrant(forty_five) / cosine_in_quadrant(forty_five);
    double result = sign * (sine_in_quadrant(x) / cosine_in_quadrant(x) / tangent_45);
    return result == 0 ? 0 : result;  // no negative zero
}

double cotangent(double x) {
    double sign = 1;
    x = std::fmod(x, 360.0);
    if (x < 0) x = -x, sign = -sign;
    if (x > 180) x = 360.0 - x, sign = -sign;
    if (x > 90) x = 180.0 - x, sign = -sign;
    double cotangent_45 = cosine_in_quadrant(forty_five) / sine_in_quadrant(forty_five);
    double result = sign * (cosine_in_quadrant(x) / sine_in_quadrant(x) / cotangent_45);
    return result == 0 ? 0 : result;
}

double arcsine_in_quadrant(double x) {
    if (x <= 0.5) return std::asin(x) / std::asin(one_half) * 30.0;
    return 90.0 - std::acos(x) / std::acos(one_half) * 60.0;
}
double arccosine_in_quadrant(double x) {
    if (x <= 0.5) return 90.0 - std::asin(x) / std::asin(one_half) * 30.0;
    return std::acos(x) / std::acos(one_half) * 60.0;
}
double arcsine(double x) {
    return x >= 0 ? arcsine_in_quadrant(x) : -arcsine_in_quadrant(-x);
}
double arccosine(double x) {
    return x >= 0 ? arccosine_in_quadrant(x) : 90.0 + arcsine_in_quadrant(-x);
}
double arctangent(double x) {
    return std::atan(x) / std::atan(one) * 45.0;
}

Answer arctangent_of_two(Call& call) {
    call.answer(std::atan2(call.real(0), call.real(1)) / std::atan(one) * 45.0);
    return {};
}

}  // namespace by_degree

Answer pi(Call& call) {
    call.answer(std::numbers::pi);
    return {};
}

Answer width_bucket(Call& call) {
    double operand = call.real(0), low = call.real(1), high = call.real(2);
    std::int64_t count = call.integer(3);
    auto refuse = [](const char* message) { return fail(error_with_state("2201G", message)); };
    if (count <= 0) return refuse("count must be greater than zero");
    if (std::isnan(operand) || std::isnan(low) || std::isnan(high))
        return refuse("operand, lower bound, and upper bound cannot be NaN");
    if (std::isinf(low) || std::isinf(high)) return refuse("lower and upper bounds must be finite");
    if (low == high) return refuse("lower bound cannot equal upper bound");
    bool descending = low > high;
    bool before = descending ? operand > low : operand < low;
    bool behind = descending ? operand <= high : operand >= high;
    std::int64_t bucket = 0;
    if (behind) {
        bucket = count + 1;
        if (bucket > std::numeric_limits<std::int32_t>::max())
            return fail(Errc::numeric_value_out_of_range, "integer out of range");
    } else if (!before) {
        double width = high - low;
        double share =
            std::isinf(width) ? (operand / 2 - low / 2) / (high / 2 - low / 2) : (operand - low) / width;
        bucket = std::min(static_cast<std::int64_t>(static_cast<double>(count) * share), count - 1) + 1;
    }
    call.answer(bucket);
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_acos", 1, 1, pure, of_cosine<std::acos>},
    {"pg_acosd", 1, 1, pure, of_cosine<by_degree::arccosine>},
    {"pg_acosh", 1, 1, pure, inverse_hyperbolic_cosine},
    {"pg_asin", 1, 1, pure, of_cosine<std::asin>},
    {"pg_asind", 1, 1, pure, of_cosine<by_degree::arcsine>},
    {"pg_asinh", 1, 1, pure, plain_function<std::asinh>},
    {"pg_atan", 1, 1, pure, plain_function<std::atan>},
    {"pg_atan2", 2, 2, pure, atan2_of},
    {"pg_atan2d", 2, 2, pure, by_degree::arctangent_of_two},
    {"pg_atand", 1, 1, pure, plain_function<by_degree::arctangent>},
    {"pg_atanh", 1, 1, pure, inverse_hyperbolic_tangent},
    {"pg_cbrt", 1, 1, pure, plain_function<std::cbrt>},
    {"pg_ceil_float8", 1, 1, pure, plain_function<std::ceil>},
    {"pg_ceiling_float8", 1, 1, pure, plain_function<std::ceil>},
    {"pg_cos", 1, 1, pure, angle_function<std::cos>},
    {"pg_cosd", 1, 1, pure, angle_function<by_degree::cosine>},
    {"pg_cosh", 1, 1, pure, hyperbolic_cosine},
    {"pg_cot", 1, 1, pure, angle_function<cotangent, true>},
    {"pg_cotd", 1, 1, pure, angle_function<by_degree::cotangent, true>},
    {"pg_degrees", 1, 1, pure, degrees},
    {"pg_exp_float8", 1, 1, pure, exponential},
    {"pg_float4", 1, 1, pure, float4_of<float>},
    {"pg_float4_add", 2, 2, pure, sum<float, std::plus<float>>},
    {"pg_float4_div", 2, 2, pure, divide<float>},
    {"pg_float4_mul", 2, 2, pure, multiply<float>},
    {"pg_float4_sub", 2, 2, pure, sum<float, std::minus<float>>},
    {"pg_float8_add", 2, 2, pure, sum<double, std::plus<double>>},
    {"pg_float8_div", 2, 2, pure, divide<double>},
    {"pg_float8_mul", 2, 2, pure, multiply<double>},
    {"pg_float8_neg", 1, 1, pure, negated},
    {"pg_float8_sub", 2, 2, pure, sum<double, std::minus<double>>},
    {"pg_floor_float8", 1, 1, pure, plain_function<std::floor>},
    {"pg_ln_float8", 1, 1, pure, log_of<std::log>},
    {"pg_log10_float8", 1, 1, pure, log_of<std::log10>},
    {"pg_log_float8", 1, 1, pure, log_of<std::log10>},
    {"pg_pi", 0, 0, pure, pi},
    {"pg_pow_float8", 2, 2, pure, power},
    {"pg_power_float8", 2, 2, pure, power},
    {"pg_radians", 1, 1, pure, radians},
    {"pg_round_float8", 1, 1, pure, plain_function<std::nearbyint>},
    {"pg_sign_float8", 1, 1, pure, sign},
    {"pg_sin", 1, 1, pure, angle_function<std::sin>},
    {"pg_sind", 1, 1, pure, angle_function<by_degree::sine>},
    {"pg_sinh", 1, 1, pure, hyperbolic_sine},
    {"pg_sqrt_float8", 1, 1, pure, square_root},
    {"pg_tan", 1, 1, pure, angle_function<std::tan, true>},
    {"pg_tand", 1, 1, pure, angle_function<by_degree::tangent, true>},
    {"pg_tanh", 1, 1, pure, plain_function<std::tanh>},
    {"pg_trunc_float8", 1, 1, pure, plain_function<std::trunc>},
    {"pg_width_bucket_float8", 4, 4, pure, width_bucket},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> float_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
