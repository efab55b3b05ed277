#include <openssl/rand.h>

#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

template <class T>
Result<T> random_bytes() {
    T bytes{};
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&bytes), sizeof(bytes)) != 1)
        return fail(Errc::internal, "could not generate random values");
    return bytes;
}

Answer gen_random_uuid(Call& call) {
    auto bytes = random_bytes<std::array<unsigned char, 16>>();
    if (!bytes) return fail(bytes.error());
    (*bytes)[6] = static_cast<unsigned char>(((*bytes)[6] & 0x0F) | 0x40);  // version 4
    (*bytes)[8] = static_cast<unsigned char>(((*bytes)[8] & 0x3F) | 0x80);  // RFC 4122's variant
    std::string out;
    for (std::size_t i = 0; i < bytes->size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
        out.push_back("0123456789abcdef"[(*bytes)[i] >> 4]);
        out.push_back("0123456789abcdef"[(*bytes)[i] & 15]);
    }
    call.answer(out);
    return {};
}

// splitmix64: any state is a good one, so that setseed() can set it to what it is given.
std::uint64_t next_random(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E37'79B9'7F4A'7C15);
    z = (z ^ z >> 30) * 0xBF58'476D'1CE4'E5B9;
    z = (z ^ z >> 27) * 0x94D0'49BB'1331'11EB;
    return z ^ z >> 31;
}

Answer random(Call& call) {
    std::optional<std::uint64_t>& state = call.context().random_state;
    if (!state) {
        Result<std::uint64_t> seed = random_bytes<std::uint64_t>();
        if (!seed) return fail(seed.error());
        state = *seed;
    }
    call.answer(std::ldexp(static_cast<double>(next_random(*state) >> 11), -53));
    return {};
}

Answer setseed(Call& call) {
    double seed = call.real(0);
    if (!(seed >= -1 && seed <= 1))
        return fail(Errc::invalid_parameter_value,
                    "setseed parameter " + print_float64(seed) + " is out of allowed range [-1,1]");
    call.context().random_state = std::bit_cast<std::uint64_t>(seed);
    call.answer("");  // void
    return {};
}

constexpr ScalarFunction functions[] = {
    {"pg_gen_random_uuid", 0, 0, plain, gen_random_uuid},
    {"pg_random", 0, 0, plain, random},
    {"pg_setseed", 1, 1, strict, setseed},
};

}  // namespace

std::span<const ScalarFunction> random_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
