#include "core/network.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <cstdio>
#include <optional>

#include "core/scan.hpp"

namespace ormgate {
namespace {

std::unexpected<Error> bad_syntax(std::string_view text, std::string_view type_name) {
    return fail(
        Errc::invalid_text_representation,
        "invalid input syntax for type " + std::string(type_name) + ": \"" + std::string(text) + "\"");
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

// One to four decimal octets; how many there were, 0 if the text is something else.
std::size_t read_octets(std::string_view text, NetworkAddress& out) {
    for (std::size_t count = 1; count <= 4; ++count) {
        const std::size_t dot = text.find('.');
        if (!read_number(text.substr(0, dot), out.bytes[count - 1])) return 0;
        if (dot == std::string_view::npos) return count;
        text.remove_prefix(dot + 1);
    }
    return 0;
}

// The network length of an IPv4 cidr that does not say it: by the historical classes, but not less than its
// octets.
std::uint8_t length_by_class(const NetworkAddress& address, std::size_t octets) {
    const std::uint8_t first = address.bytes[0];
    int bits = 8;
    if (first >= 240)
        bits = 32;
    else if (first >= 224)
        bits = 8;
    else if (first >= 192)
        bits = 24;
    else if (first >= 128)
        bits = 16;
    const int given = static_cast<int>(octets) * 8;
    if (bits < given) bits = given;
    if (bits == 8 && first == 224) bits = 4;
    return static_cast<std::uint8_t>(bits);
}

std::optional<NetworkAddress> read_address(std::string_view text, bool cidr) {
    const std::size_t slash = text.find('/');
    const std::string host(text.substr(0, slash));
    NetworkAddress address;
    address.v6 = host.find(':') != std::string::npos;
    std::size_t octets = 4;
    if (address.v6) {
        if (inet_pton(AF_INET6, host.c_str(), address.bytes.data()) != 1) return std::nullopt;
    } else {
        octets = read_octets(host, address);
        if (octets == 0 || (octets < 4 && !cidr)) return std::nullopt;
    }
    address.bits = address.most_bits();
    if (slash != std::string_view::npos) {
        if (!read_number(text.substr(slash + 1), address.bits) || address.bits > address.most_bits())
            return std::nullopt;
    } else if (cidr && !address.v6) {
        address.bits = length_by_class(address, octets);
    }
    return address;
}

std::string print_v4(const std::uint8_t* bytes) {
    char text[16];
    std::snprintf(text, sizeof text, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
    return text;
}

// The longest run of at least two zero words becomes '::'.
std::string print_v6(const NetworkAddress& address) {
    std::array<unsigned, 8> words{};
    for (std::size_t i = 0; i < 8; ++i)
        words[i] = static_cast<unsigned>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
    std::size_t best = 8;
    std::size_t best_length = 1;
    for (std::size_t i = 0; i < 8;) {
        std::size_t end = i;
        while (end < 8 && words[end] == 0) ++end;
        if (end - i > best_length) {
            best = i;
            best_length = end - i;
        }
        i = end == i ? i + 1 : end;
    }
    std::string out;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i >= best && i < best + best_length && best < 8) {
            if (i == best) out += ':';
            continue;
        }
        if (i != 0) out += ':';
        const bool embedded_v4 = i == 6 && best == 0 &&
                                 (best_length == 6 || (best_length == 7 && words[7] != 1) ||
                                  (best_length == 5 && words[5] == 0xffff));
        if (embedded_v4) return out + print_v4(address.bytes.data() + 12);
        char word[8];
        std::snprintf(word, sizeof word, "%x", words[i]);
        out += word;
    }
    if (best < 8 && best + best_length == 8) out += ':';
    return out;
}

std::string print_address(const NetworkAddress& address) {
    return address.v6 ? print_v6(address) : print_v4(address.bytes.data());
}

}  // namespace

bool NetworkAddress::has_host_bits() const {
    for (std::size_t bit = bits; bit < size() * 8; ++bit)
        if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return true;
    return false;
}

Result<NetworkAddress> parse_inet(std::string_view text) {
    const auto address = read_address(text, false);
    if (!address) return bad_syntax(text, "inet");
    return *address;
}

Result<NetworkAddress> parse_cidr(std::string_view text) {
    const auto address = read_address(text, true);
    if (!address) return bad_syntax(text, "cidr");
    if (address->has_host_bits())
        return fail(
            Error(Errc::invalid_text_representation, "invalid cidr value: \"" + std::string(text) + "\"")
                .with_detail("Value has bits set to right of mask."));
    return *address;
}

std::string print_inet(const NetworkAddress& address) {
    return address.bits == address.most_bits() ? print_address(address) : print_cidr(address);
}

std::string print_cidr(const NetworkAddress& address) {
    return print_address(address) + "/" + std::to_string(address.bits);
}

Result<MacAddress> parse_macaddr(std::string_view text) {
    const std::string_view body = trimmed_blanks(text);
    MacAddress address{};
    std::string digits;
    // Octets apart may have one digit; any other grouping has all twelve.
    const char separator = body.find(':') != std::string_view::npos ? ':' : '-';
    if (std::ranges::count(body, separator) == 5) {
        std::string_view rest = body;
        for (std::uint8_t& octet : address) {
            const std::string_view part = rest.substr(0, rest.find(separator));
            const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), octet, 16);
            if (error == std::errc::result_out_of_range)
                return fail(Errc::numeric_value_out_of_range,
                            "invalid octet value in \"macaddr\" value: \"" + std::string(text) + "\"");
            if (error != std::errc() || end != part.data() + part.size()) return bad_syntax(text, "macaddr");
            rest.remove_prefix(std::min(part.size() + 1, rest.size()));
        }
        return address;
    }
    const bool halves = body.size() == 13 && (body[6] == ':' || body[6] == '-');
    const bool thirds = body.size() == 14 && body[4] == body[9] && (body[4] == '.' || body[4] == '-');
    for (std::size_t i = 0; i < body.size(); ++i) {
        const bool mark = (halves && i == 6) || (thirds && (i == 4 || i == 9));
        if (!mark) digits += body[i];
    }
    if (digits.size() != 12) return bad_syntax(text, "macaddr");
    for (std::size_t i = 0; i < 6; ++i) {
        const int high = hex_digit(digits[2 * i]);
        const int low = hex_digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) return bad_syntax(text, "macaddr");
        address[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return address;
}

std::string print_macaddr(const MacAddress& a) {
    char text[24];
    std::snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", a[0], a[1], a[2], a[3], a[4], a[5]);
    return text;
}

}  // namespace ormgate
