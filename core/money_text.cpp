#include <limits>

#include "core/scan.hpp"
#include "core/text_io.hpp"

// money as PostgreSQL writes it under lc_monetary = C: $1,234.56
namespace ormgate {

Result<std::int64_t> parse_money(std::string_view text) {
    const auto refuse = [&] {
        return fail(Errc::invalid_text_representation,
                    "invalid input syntax for type money: \"" + std::string(text) + "\"");
    };
    const auto out_of_range = [&] {
        return fail(Errc::numeric_value_out_of_range,
                    "value \"" + std::string(text) + "\" is out of range for type money");
    };
    std::string_view rest = trimmed_blanks(text);
    bool negative = false;
    const auto skip = [&rest](char c) {
        if (!rest.starts_with(c)) return false;
        rest.remove_prefix(1);
        rest = trimmed_blanks(rest);
        return true;
    };
    skip('$');
    if (skip('-') || skip('('))
        negative = true;
    else
        skip('+');
    skip('$');
    __int128 cents = 0;
    int decimals = -1;
    bool any = false;
    bool round_up = false;
    for (; !rest.empty(); rest.remove_prefix(1)) {
        const char c = rest.front();
        if (is_digit(c)) {
            any = true;
            if (decimals >= 2) {
                if (decimals++ == 2) round_up = c >= '5';
                continue;
            }
            cents = cents * 10 + (c - '0');
            if (decimals >= 0) ++decimals;
            if (cents > (__int128{1} << 66)) return out_of_range();
        } else if (c == '.' && decimals < 0) {
            decimals = 0;
        } else if (c != ',') {
            break;
        }
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 2; ++i) cents *= 10;
    if (round_up) ++cents;
    for (; !rest.empty(); rest.remove_prefix(1)) {
        const char c = rest.front();
        if (c == '-')
            negative = true;
        else if (c != ')' && c != '$' && !is_blank(c))
            return refuse();
    }
    if (!any) return refuse();
    if (negative) cents = -cents;
    if (cents < std::numeric_limits<std::int64_t>::min() || cents > std::numeric_limits<std::int64_t>::max())
        return out_of_range();
    return static_cast<std::int64_t>(cents);
}

std::string print_money(std::int64_t cents) {
    const bool negative = cents < 0;
    const auto magnitude =
        negative ? 0 - static_cast<std::uint64_t>(cents) : static_cast<std::uint64_t>(cents);
    std::string digits = std::to_string(magnitude / 100);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    const std::uint64_t rest = magnitude % 100;
    return (negative ? "-$" : "$") + digits + "." + static_cast<char>('0' + rest / 10) +
           static_cast<char>('0' + rest % 10);
}

}  // namespace ormgate
