#include "protocol/postgres/numeric_binary.hpp"

#include <algorithm>
#include <vector>

#include "core/scan.hpp"
#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {
namespace {

enum Sign : std::uint16_t {
    positive = 0x0000,
    negative = 0x4000,
    not_a_number = 0xc000,
    plus_infinity = 0xd000,
    minus_infinity = 0xf000,
};

constexpr std::uint16_t largest_scale = 0x3fff;
constexpr std::size_t group_length = 4;  // decimal digits in one of base 10000

std::unexpected<Error> invalid(const char* part) {
    return fail(Errc::invalid_binary_representation,
                std::string("invalid ") + part + " in external \"numeric\" value");
}

void append_group(std::string& out, unsigned value) {
    for (unsigned unit = 1000; unit > 0; unit /= 10) out += static_cast<char>('0' + value / unit % 10);
}

void write_header(
    Writer& writer, std::uint16_t count, std::int16_t weight, std::uint16_t sign, std::uint16_t scale) {
    writer.integer(count);
    writer.integer(weight);
    writer.integer(sign);
    writer.integer(scale);
}

// Groups gives the digits of a decimal text four by four, aligned at the point.
class Groups {
public:
    Groups(std::string_view integer, std::string_view decimals)
        : integer_(integer),
          decimals_(decimals),
          before_((integer.size() + group_length - 1) / group_length) {}

    std::size_t before() const { return before_; }  // the point
    std::size_t count() const { return before_ + (decimals_.size() + group_length - 1) / group_length; }
    std::uint16_t operator[](std::size_t index) const {
        unsigned value = 0;
        for (std::size_t i = 0; i < group_length; ++i) value = value * 10 + digit(index * group_length + i);
        return static_cast<std::uint16_t>(value);
    }

private:
    unsigned digit(std::size_t at) const {
        const std::size_t point = before_ * group_length;
        if (at >= point)
            return at - point < decimals_.size() ? static_cast<unsigned>(decimals_[at - point] - '0') : 0;
        const std::size_t missing = point - integer_.size();
        return at < missing ? 0 : static_cast<unsigned>(integer_[at - missing] - '0');
    }
    std::string_view integer_, decimals_;
    std::size_t before_;
};

bool encode_special(std::string_view text, Writer& writer) {
    std::uint16_t sign = positive;
    if (text == "NaN") sign = not_a_number;
    if (text == "Infinity") sign = plus_infinity;
    if (text == "-Infinity") sign = minus_infinity;
    if (sign == positive) return false;
    // PostgreSQL's infinities carry a scale that means nothing; its clients may compare bytes.
    write_header(writer, 0, 0, sign, sign == not_a_number ? 0 : 0x20);
    return true;
}

}  // namespace

Result<std::string> decode_numeric(ByteView bytes) {
    Reader reader(bytes);
    std::uint16_t count = 0, sign = 0, scale = 0;
    std::int16_t weight = 0;
    reader.integer(count);
    reader.integer(weight);
    reader.integer(sign);
    reader.integer(scale);
    if (!reader.ok()) return fail(Errc::protocol_violation, "insufficient data left in message");
    if (sign == not_a_number) return "NaN";
    if (sign == plus_infinity) return "Infinity";
    if (sign == minus_infinity) return "-Infinity";
    if (sign != positive && sign != negative) return invalid("sign");
    if (scale > largest_scale) return invalid("scale");
    if (bytes.size() != 8 + std::size_t{count} * 2) {
        const bool too_short = bytes.size() < 8 + std::size_t{count} * 2;
        if (too_short) return fail(Errc::protocol_violation, "insufficient data left in message");
        return fail(Errc::invalid_binary_representation, "incorrect binary data format");
    }
    std::vector<std::uint16_t> groups(count);
    for (std::uint16_t& group : groups) {
        reader.integer(group);
        if (group > 9999) return invalid("digit");
    }
    const auto group_at = [&groups](std::int64_t index) {
        const bool known = index >= 0 && index < static_cast<std::int64_t>(groups.size());
        return known ? unsigned{groups[static_cast<std::size_t>(index)]} : 0U;
    };
    std::string text;
    if (count > 0)
        for (std::int64_t i = 0; i <= weight; ++i) append_group(text, group_at(i));
    text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
    if (text.empty()) text = "0";
    if (scale > 0) {
        const std::size_t point = text.size();
        text += '.';
        for (std::int64_t i = std::int64_t{weight} + 1; text.size() < point + 1 + scale; ++i)
            append_group(text, count > 0 ? group_at(i) : 0);
        text.resize(point + 1 + scale);  // digits behind the scale are dropped
    }
    if (sign == negative && text.find_first_not_of("0.") != std::string::npos) text.insert(0, 1, '-');
    return text;
}

bool encode_numeric(std::string_view text, Bytes& out) {
    Writer writer(out);
    if (encode_special(text, writer)) return true;
    const bool minus = text.starts_with('-');
    if (minus) text.remove_prefix(1);
    std::string_view integer = take_digits(text);
    std::string_view decimals;
    if (integer.empty()) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        decimals = take_digits(text);
    }
    if (!text.empty() || decimals.size() > largest_scale) return false;
    integer.remove_prefix(std::min(integer.find_first_not_of('0'), integer.size()));

    const Groups groups(integer, decimals);
    std::size_t first = 0;
    std::size_t end = groups.count();
    while (first < end && groups[first] == 0) ++first;
    while (end > first && groups[end - 1] == 0) --end;
    const auto weight = static_cast<std::int64_t>(groups.before()) - 1 - static_cast<std::int64_t>(first);
    if (weight != static_cast<std::int16_t>(weight)) return false;
    const bool zero = first == end;
    write_header(writer,
                 static_cast<std::uint16_t>(end - first),
                 zero ? std::int16_t{0} : static_cast<std::int16_t>(weight),
                 minus && !zero ? negative : positive,
                 static_cast<std::uint16_t>(decimals.size()));
    for (std::size_t i = first; i < end; ++i) writer.integer(groups[i]);
    return true;
}

}  // namespace ormgate::postgres
