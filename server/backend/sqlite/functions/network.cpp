#include "server/backend/sqlite/functions/network.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

bool bit(const NetworkAddress& address, int i) {
    return (address.bytes[static_cast<std::size_t>(i / 8)] >> (7 - i % 8) & 1) != 0;
}

int common_bits(const NetworkAddress& a, const NetworkAddress& b, int most) {
    int count = 0;
    while (count < most && bit(a, count) == bit(b, count)) ++count;
    return count;
}

}  // namespace

int compare_networks(const NetworkAddress& a, const NetworkAddress& b) {
    if (a.v6 != b.v6) return a.v6 ? 1 : -1;
    int shared = std::min<int>(a.bits, b.bits);
    if (int same = common_bits(a, b, shared); same < shared) return bit(a, same) ? 1 : -1;
    if (a.bits != b.bits) return a.bits < b.bits ? -1 : 1;
    int same = common_bits(a, b, a.most_bits());
    return same == a.most_bits() ? 0 : bit(a, same) ? 1 : -1;
}

namespace {

template <class Order>
Answer compared(Call& call) {
    Result<NetworkAddress> a = parse_inet(call.text(0)), b = parse_inet(call.text(1));
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    call.answer(Order{}(compare_networks(*a, *b), 0));
    return {};
}

// The text of an inet shows its number of bits even if it is all of them.
Answer to_text(Call& call) {
    Result<NetworkAddress> address = parse_inet(call.text(0));
    if (!address) return fail(address.error());
    call.answer(print_cidr(*address));
    return {};
}

Answer merge(Call& call) {
    Result<NetworkAddress> a = parse_inet(call.text(0)), b = parse_inet(call.text(1));
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    if (a->v6 != b->v6)
        return fail(Errc::invalid_parameter_value, "cannot merge addresses from different families");
    int shared = common_bits(*a, *b, std::min<int>(a->bits, b->bits));
    a->bits = static_cast<std::uint8_t>(shared);
    for (int i = shared; i < a->most_bits(); ++i)
        a->bytes[static_cast<std::size_t>(i / 8)] &= static_cast<std::uint8_t>(~(0x80 >> i % 8));
    call.answer(print_cidr(*a));
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_inet_ge", 2, 2, pure, compared<std::greater_equal<int>>},
    {"pg_inet_gt", 2, 2, pure, compared<std::greater<int>>},
    {"pg_inet_le", 2, 2, pure, compared<std::less_equal<int>>},
    {"pg_inet_lt", 2, 2, pure, compared<std::less<int>>},
    {"pg_inet_merge", 2, 2, pure, merge},
    {"pg_inet_to_text", 1, 1, pure, to_text},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> network_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
