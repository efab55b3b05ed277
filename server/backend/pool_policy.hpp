#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What a Pool decides, as pure functions of what it counts.
namespace ormgate::pool_policy {

using Time = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

struct Counts {
    std::size_t minimum = 0, limit = 0;
    std::size_t open = 0;        // everywhere: in use, idle and connecting
    std::size_t connecting = 0;  // here
    std::size_t waiting = 0;     // here
};

// A connection being opened is already promised to a waiter.
constexpr std::size_t connections_to_open(const Counts& counts) {
    if (counts.open >= counts.limit) return 0;
    const std::size_t for_waiters =
        counts.waiting > counts.connecting ? counts.waiting - counts.connecting : 0;
    const std::size_t for_minimum = counts.minimum > counts.open ? counts.minimum - counts.open : 0;
    return std::min(std::max(for_waiters, for_minimum), counts.limit - counts.open);
}

struct Age {
    Time now, idle_since, retire_at;
};
struct Limits {
    milliseconds idle_timeout{0};  // 0: none
    std::size_t minimum = 0;
};

// The minimum keeps connections from being idle too long, not from growing old.
constexpr bool must_close(const Age& age, const Limits& limits, std::size_t open) {
    if (age.now >= age.retire_at) return true;
    if (limits.idle_timeout.count() == 0 || open <= limits.minimum) return false;
    return age.now - age.idle_since >= limits.idle_timeout;
}

// Spreads retirements over the last `percent` of the lifetime, so that connections opened together do not end
// together.
constexpr milliseconds jittered(milliseconds lifetime, std::uint32_t percent, std::uint32_t random) {
    const auto span =
        static_cast<std::uint64_t>(lifetime.count()) * std::min<std::uint32_t>(percent, 100) / 100;
    if (span == 0) return lifetime;
    return lifetime - milliseconds(random % (span + 1));
}

// Moving a connection to another worker costs two turns of event loops, so a worker serves its own waiters
// first unless another's has waited distinctly longer: across workers the order of arrival holds to within
// this much.
inline constexpr milliseconds order_slack{20};

enum class Recipient : std::uint8_t { nobody, own_waiter, other_worker };
// Time::max() where nobody waits.
constexpr Recipient recipient(Time own_oldest, Time other_oldest) {
    if (own_oldest == Time::max())
        return other_oldest == Time::max() ? Recipient::nobody : Recipient::other_worker;
    if (other_oldest == Time::max()) return Recipient::own_waiter;
    return other_oldest + order_slack < own_oldest ? Recipient::other_worker : Recipient::own_waiter;
}

// After a failed login everybody who would need a new connection is told so at once, for a while; who can
// hope for one of the connections that work goes on waiting.
constexpr bool fail_at_once(Time now, Time failed_at, milliseconds retry, std::size_t working) {
    return working == 0 && failed_at != Time{} && now < failed_at + retry;
}

// A wrong password or database stays wrong, and trying it again may lock an account; a server that was
// unreachable, starting or full may be asked again soon.
constexpr bool may_be_back(std::string_view sqlstate) {
    return !sqlstate.starts_with("28") && !sqlstate.starts_with("3D");
}

// A connection that has lain still this long is looked at before it is lent: its backend may have hung up.
inline constexpr milliseconds trusted_idle{100};

}  // namespace ormgate::pool_policy
