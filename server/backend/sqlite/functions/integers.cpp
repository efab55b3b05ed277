#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

template <class T>
constexpr const char* type_name = sizeof(T) == 2   ? "smallint"
                                  : sizeof(T) == 4 ? "integer"
                                                   : "bigint";

template <class T>
Error out_of_range() {
    return {Errc::numeric_value_out_of_range, std::string(type_name<T>) + " out of range"};
}
Error by_zero() {
    return {Errc::division_by_zero, "division by zero"};
}

// SQLite adds, subtracts and multiplies in 64 bits and goes on as REAL where they do not do: a REAL is an
// overflow.
template <class T>
Answer checked(Call& call) {
    std::int64_t value = call.integer(0);
    if (call.storage(0) == SQLITE_FLOAT || value < std::numeric_limits<T>::min() ||
        value > std::numeric_limits<T>::max())
        return fail(out_of_range<T>());
    call.answer(value);
    return {};
}

Answer oid(Call& call) {
    std::int64_t value = call.integer(0);
    if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
        return fail(Errc::numeric_value_out_of_range, "OID out of range");
    call.answer(value);
    return {};
}

template <class T>
Answer divide(Call& call) {
    std::int64_t a = call.integer(0), b = call.integer(1);
    if (b == 0) return fail(by_zero());
    if (b == -1 && a == std::numeric_limits<T>::min()) return fail(out_of_range<T>());
    call.answer(a / b);
    return {};
}

Answer modulo(Call& call) {
    std::int64_t a = call.integer(0), b = call.integer(1);
    if (b == 0) return fail(by_zero());
    call.answer(b == -1 ? std::int64_t{0} : a % b);
    return {};
}

template <class T>
Answer absolute(Call& call) {
    std::int64_t a = call.integer(0);
    if (a == std::numeric_limits<T>::min()) return fail(out_of_range<T>());
    call.answer(a < 0 ? -a : a);
    return {};
}

// The processor takes a shift modulo the width; a smallint is shifted as an integer and cut.
template <class T, bool left>
Answer shift(Call& call) {
    constexpr unsigned mask = sizeof(T) == 8 ? 63 : 31;
    unsigned by = static_cast<unsigned>(call.integer(1)) & mask;
    std::int64_t a = call.integer(0);
    if constexpr (left) {
        call.answer(static_cast<std::int64_t>(static_cast<T>(static_cast<std::uint64_t>(a) << by)));
    } else {
        call.answer(static_cast<std::int64_t>(static_cast<T>(a >> by)));
    }
    return {};
}

Answer exclusive_or(Call& call) {
    call.answer(call.integer(0) ^ call.integer(1));
    return {};
}

std::uint64_t magnitude(std::int64_t a) {
    return a < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(a) : static_cast<std::uint64_t>(a);
}

template <class T>
Answer gcd(Call& call) {
    std::uint64_t result = std::gcd(magnitude(call.integer(0)), magnitude(call.integer(1)));
    if (result > static_cast<std::uint64_t>(std::numeric_limits<T>::max())) return fail(out_of_range<T>());
    call.answer(static_cast<std::int64_t>(result));
    return {};
}

template <class T>
Answer lcm(Call& call) {
    std::uint64_t a = magnitude(call.integer(0)), b = magnitude(call.integer(1)), result = 0;
    if (a == 0 || b == 0) {
        call.answer(0);
        return {};
    }
    if (__builtin_mul_overflow(a / std::gcd(a, b), b, &result) ||
        result > static_cast<std::uint64_t>(std::numeric_limits<T>::max()))
        return fail(out_of_range<T>());
    call.answer(static_cast<std::int64_t>(result));
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_abs_int2", 1, 1, pure, absolute<std::int16_t>},
    {"pg_abs_int4", 1, 1, pure, absolute<std::int32_t>},
    {"pg_abs_int8", 1, 1, pure, absolute<std::int64_t>},
    {"pg_bit_xor_of", 2, 2, pure, exclusive_or},
    {"pg_gcd_int4", 2, 2, pure, gcd<std::int32_t>},
    {"pg_gcd_int8", 2, 2, pure, gcd<std::int64_t>},
    {"pg_int2", 1, 1, pure, checked<std::int16_t>},
    {"pg_int2_div", 2, 2, pure, divide<std::int16_t>},
    {"pg_int2_mod", 2, 2, pure, modulo},
    {"pg_int2_shl", 2, 2, pure, shift<std::int16_t, true>},
    {"pg_int2_shr", 2, 2, pure, shift<std::int16_t, false>},
    {"pg_int4", 1, 1, pure, checked<std::int32_t>},
    {"pg_int4_div", 2, 2, pure, divide<std::int32_t>},
    {"pg_int4_mod", 2, 2, pure, modulo},
    {"pg_int4_shl", 2, 2, pure, shift<std::int32_t, true>},
    {"pg_int4_shr", 2, 2, pure, shift<std::int32_t, false>},
    {"pg_int8", 1, 1, pure, checked<std::int64_t>},
    {"pg_int8_div", 2, 2, pure, divide<std::int64_t>},
    {"pg_int8_mod", 2, 2, pure, modulo},
    {"pg_int8_shl", 2, 2, pure, shift<std::int64_t, true>},
    {"pg_int8_shr", 2, 2, pure, shift<std::int64_t, false>},
    {"pg_lcm_int4", 2, 2, pure, lcm<std::int32_t>},
    {"pg_lcm_int8", 2, 2, pure, lcm<std::int64_t>},
    {"pg_mod_int2", 2, 2, pure, modulo},
    {"pg_mod_int4", 2, 2, pure, modulo},
    {"pg_mod_int8", 2, 2, pure, modulo},
    {"pg_oid", 1, 1, pure, oid},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> integer_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
