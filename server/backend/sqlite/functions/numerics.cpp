#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/decimal.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

template <Result<Decimal> (*function)(const Decimal&)>
Answer unary(Call& call) {
    Result<Decimal> a = call.decimal(0);
    if (!a) return fail(a.error());
    return answer_result(call, function(*a));
}

template <Result<Decimal> (*function)(const Decimal&, const Decimal&)>
Answer binary(Call& call) {
    Result<Decimal> a = call.decimal(0), b = call.decimal(1);
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    return answer_result(call, function(*a, *b));
}

Result<Decimal> negated(const Decimal& a) {
    return -a;
}
Result<Decimal> absolute(const Decimal& a) {
    return a.abs();
}
Result<Decimal> ceiling(const Decimal& a) {
    return a.ceil();
}
Result<Decimal> floor_of(const Decimal& a) {
    return a.floor();
}
Result<Decimal> rounded(const Decimal& a) {
    return a.round();
}
Result<Decimal> truncated(const Decimal& a) {
    return a.trunc();
}
Result<Decimal> trimmed(const Decimal& a) {
    return a.trimmed();
}
Result<Decimal> sign(const Decimal& a) {
    return a.is_nan() ? a : Decimal(a.sign());
}
Result<Decimal> common_logarithm(const Decimal& a) {
    return logarithm(Decimal(10), a);
}

// round(x, n) and trunc(x, n): n beyond what a numeric holds changes nothing more.
template <Decimal (Decimal::*cut)(int) const>
Answer cut_to(Call& call) {
    Result<Decimal> a = call.decimal(0);
    if (!a) return fail(a.error());
    constexpr std::int64_t most = Decimal::max_scale, least = -Decimal::max_integer_digits;
    auto scale = static_cast<int>(std::clamp(call.integer(1), least, most));
    call.answer(((*a).*cut)(scale));
    return {};
}

Answer scale(Call& call) {
    Result<Decimal> a = call.decimal(0);
    if (!a) return fail(a.error());
    if (a->finite()) call.answer(a->scale());
    return {};
}

Answer min_scale(Call& call) {
    Result<Decimal> a = call.decimal(0);
    if (!a) return fail(a.error());
    if (a->finite()) call.answer(a->min_scale());
    return {};
}

Answer factorial_of(Call& call) {
    return answer_result(call, factorial(call.integer(0)));
}

template <class T>
constexpr const char* type_name = sizeof(T) == 2   ? "smallint"
                                  : sizeof(T) == 4 ? "integer"
                                                   : "bigint";

template <class T>
Answer numeric_to_int(Call& call) {
    Result<Decimal> a = call.decimal(0);
    if (!a) return fail(a.error());
    return answer_result(
        call, a->to_int(std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), type_name<T>));
}

// Rounds half to even, as rint() does.
template <class T>
Answer float_to_int(Call& call) {
    double value = std::nearbyint(call.real(0));
    double low = static_cast<double>(std::numeric_limits<T>::min());
    if (!(value >= low && value < -low))
        return fail(Errc::numeric_value_out_of_range, std::string(type_name<T>) + " out of range");
    call.answer(static_cast<std::int64_t>(value));
    return {};
}

template <int digits>
Answer float_to_numeric(Call& call) {
    call.answer(Decimal::of_double(call.real(0), digits));
    return {};
}

Answer numeric_to_float8(Call& call) {
    Result<Decimal> a = call.decimal(0);
    if (!a) return fail(a.error());
    return answer_result(call, a->to_double());
}

Answer numeric_to_float4(Call& call) {
    Result<Decimal> a = call.decimal(0);
    if (!a) return fail(a.error());
    Result<float> value = parse_float32(a->text());  // not by way of a double: that would round twice
    if (!value) return fail(value.error());
    call.answer(static_cast<double>(*value));
    return {};
}

Answer width_bucket(Call& call) {
    auto refuse = [](const char* message) { return fail(error_with_state("2201G", message)); };
    Result<Decimal> operand = call.decimal(0), low = call.decimal(1), high = call.decimal(2);
    for (const Result<Decimal>* argument : {&operand, &low, &high})
        if (!*argument) return fail(argument->error());
    std::int64_t count = call.integer(3);
    if (count <= 0) return refuse("count must be greater than zero");
    if (operand->is_nan() || low->is_nan() || high->is_nan())
        return refuse("operand, lower bound, and upper bound cannot be NaN");
    if (!low->finite() || !high->finite()) return refuse("lower and upper bounds must be finite");
    if (*low == *high) return refuse("lower bound cannot equal upper bound");
    bool descending = *low > *high;
    if (descending ? *operand > *low : *operand < *low) {
        call.answer(0);
        return {};
    }
    if (descending ? *operand <= *high : *operand >= *high) {
        if (count == std::numeric_limits<std::int32_t>::max())
            return fail(Errc::numeric_value_out_of_range, "integer out of range");
        call.answer(count + 1);
        return {};
    }
    Result<Decimal> distance = subtract(*operand, *low), width = subtract(*high, *low);
    if (!distance) return fail(distance.error());
    if (!width) return fail(width.error());
    Result<Decimal> scaled = multiply(*distance, Decimal(count));
    if (!scaled) return fail(scaled.error());
    Result<Decimal> bucket = divide_truncating(*scaled, *width);
    if (!bucket) return fail(bucket.error());
    Result<std::int64_t> number = bucket->to_int64();
    if (!number) return fail(number.error());
    call.answer(*number + 1);
    return {};
}

// width_bucket(operand, thresholds): how many thresholds, an ascending array, are not above the operand.
Answer width_bucket_array(Call& call) {
    Result<Json> thresholds = parse_json(call.text(1));
    if (!thresholds) return fail(thresholds.error());
    Result<Decimal> operand = call.decimal(0);
    bool numbers = operand.has_value();
    std::int64_t bucket = 0;
    for (const Json& threshold : thresholds->items) {
        if (threshold.kind == Json::Kind::null)
            return fail(Errc::null_value_not_allowed, "thresholds array must not contain NULLs");
        if (threshold.kind == Json::Kind::array)
            return fail(Errc::array_subscript_error, "thresholds must be one-dimensional array");
        Result<Decimal> bound = numbers ? Decimal::parse(threshold.text) : operand;
        if (numbers && !bound) return fail(bound.error());
        bool reached = numbers ? *operand >= *bound : call.text(0) >= threshold.text;
        if (!reached) break;
        ++bucket;
    }
    call.answer(bucket);
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_abs_numeric", 1, 1, pure, unary<absolute>},
    {"pg_ceil_numeric", 1, 1, pure, unary<ceiling>},
    {"pg_ceiling_numeric", 1, 1, pure, unary<ceiling>},
    {"pg_div", 2, 2, pure, binary<divide_truncating>},
    {"pg_exp_numeric", 1, 1, pure, unary<exponential>},
    {"pg_factorial", 1, 1, pure, factorial_of},
    {"pg_float4_to_numeric", 1, 1, pure, float_to_numeric<6>},
    {"pg_float8_to_numeric", 1, 1, pure, float_to_numeric<15>},
    {"pg_float_to_int2", 1, 1, pure, float_to_int<std::int16_t>},
    {"pg_float_to_int4", 1, 1, pure, float_to_int<std::int32_t>},
    {"pg_float_to_int8", 1, 1, pure, float_to_int<std::int64_t>},
    {"pg_floor_numeric", 1, 1, pure, unary<floor_of>},
    {"pg_gcd_numeric", 2, 2, pure, binary<greatest_common_divisor>},
    {"pg_lcm_numeric", 2, 2, pure, binary<least_common_multiple>},
    {"pg_ln_numeric", 1, 1, pure, unary<natural_logarithm>},
    {"pg_log", 2, 2, pure, binary<logarithm>},
    {"pg_log10_numeric", 1, 1, pure, unary<common_logarithm>},
    {"pg_log_numeric", 1, 1, pure, unary<common_logarithm>},
    {"pg_min_scale", 1, 1, pure, min_scale},
    {"pg_mod_numeric", 2, 2, pure, binary<modulo>},
    {"pg_numeric_add", 2, 2, pure, binary<add>},
    {"pg_numeric_div", 2, 2, pure, binary<divide>},
    {"pg_numeric_mod", 2, 2, pure, binary<modulo>},
    {"pg_numeric_mul", 2, 2, pure, binary<multiply>},
    {"pg_numeric_neg", 1, 1, pure, unary<negated>},
    {"pg_numeric_sub", 2, 2, pure, binary<subtract>},
    {"pg_numeric_to_float4", 1, 1, pure, numeric_to_float4},
    {"pg_numeric_to_float8", 1, 1, pure, numeric_to_float8},
    {"pg_numeric_to_int2", 1, 1, pure, numeric_to_int<std::int16_t>},
    {"pg_numeric_to_int4", 1, 1, pure, numeric_to_int<std::int32_t>},
    {"pg_numeric_to_int8", 1, 1, pure, numeric_to_int<std::int64_t>},
    {"pg_pow_numeric", 2, 2, pure, binary<power>},
    {"pg_power_numeric", 2, 2, pure, binary<power>},
    {"pg_round", 2, 2, pure, cut_to<&Decimal::round>},
    {"pg_round_numeric", 1, 1, pure, unary<rounded>},
    {"pg_scale", 1, 1, pure, scale},
    {"pg_sign_numeric", 1, 1, pure, unary<sign>},
    {"pg_sqrt_numeric", 1, 1, pure, unary<square_root>},
    {"pg_trim_scale", 1, 1, pure, unary<trimmed>},
    {"pg_trunc", 2, 2, pure, cut_to<&Decimal::trunc>},
    {"pg_trunc_numeric", 1, 1, pure, unary<truncated>},
    {"pg_width_bucket", 2, 2, pure, width_bucket_array},
    {"pg_width_bucket_numeric", 4, 4, pure, width_bucket},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> numeric_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
