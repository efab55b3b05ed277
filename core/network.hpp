#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace ormgate {

// NetworkAddress is an inet or cidr: an address of 4 or 16 bytes and the length of its network part.
struct NetworkAddress {
    bool v6 = false;
    std::uint8_t bits = 32;
    std::array<std::uint8_t, 16> bytes{};
    std::size_t size() const { return v6 ? 16 : 4; }
    std::uint8_t most_bits() const { return v6 ? 128 : 32; }
    bool has_host_bits() const;  // any bit set to the right of the network part
    friend bool operator==(const NetworkAddress&, const NetworkAddress&) = default;
};

Result<NetworkAddress> parse_inet(std::string_view text);
Result<NetworkAddress> parse_cidr(std::string_view text);
std::string print_inet(const NetworkAddress& address);  // without the length if it is the whole address
std::string print_cidr(const NetworkAddress& address);

using MacAddress = std::array<std::uint8_t, 6>;
Result<MacAddress> parse_macaddr(std::string_view text);
std::string print_macaddr(const MacAddress& address);

}  // namespace ormgate
