#include "protocol/mysql/temporal.hpp"

#include <charconv>

#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {
namespace {

constexpr unsigned max_hours = 838;

// Scanner takes digits and separators off a text; failure is sticky.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}
    bool take(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    void expect(char c) { ok_ = take(c) && ok_; }
    unsigned number(std::size_t least, std::size_t most) {
        unsigned value = 0;
        std::size_t digits = 0;
        for (; digits < most && !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; ++digits) {
            value = value * 10 + static_cast<unsigned>(text_[0] - '0');
            text_.remove_prefix(1);
        }
        ok_ = ok_ && digits >= least;
        return value;
    }
    // Up to six digits behind the point, as microseconds.
    unsigned fraction() {
        const std::size_t before = text_.size();
        unsigned value = number(1, 6);
        for (std::size_t digits = before - text_.size(); digits < 6; ++digits) value *= 10;
        return value;
    }
    bool finished() const { return ok_ && text_.empty(); }

private:
    std::string_view text_;
    bool ok_ = true;
};

bool is_valid(const Temporal& value, ColumnType type) {
    const unsigned hours = type == ColumnType::time ? max_hours : 23;
    return value.month <= 12 && value.day <= 31 && value.year <= 9999 && value.hour <= hours &&
           value.minute <= 59 && value.second <= 59 && value.microsecond <= 999999;
}

void put(std::string& out, unsigned value, std::size_t width) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    const auto size = static_cast<std::size_t>(end - digits);
    if (size < width) out.append(width - size, '0');
    out.append(digits, size);
}

template <class T>
T take(Reader& in) {
    T value = 0;
    in.integer(value);
    return value;
}

Temporal unpack_amount(Reader& in, bool with_fraction) {
    Temporal value;
    value.negative = take<std::uint8_t>(in) != 0;
    const auto days = take<std::uint32_t>(in);
    value.hour = take<std::uint8_t>(in);
    value.minute = take<std::uint8_t>(in);
    value.second = take<std::uint8_t>(in);
    if (with_fraction) value.microsecond = take<std::uint32_t>(in);
    in.require(days <= max_hours / 24);
    value.hour += days * 24;
    return value;
}

}  // namespace

std::optional<Temporal> read_temporal(std::string_view text, ColumnType type) {
    Scanner in(text);
    Temporal value;
    if (type != ColumnType::time) {
        value.year = in.number(4, 4);
        in.expect('-');
        value.month = in.number(2, 2);
        in.expect('-');
        value.day = in.number(2, 2);
        if (type != ColumnType::date) in.expect(' ');
    }
    if (type != ColumnType::date) {
        value.negative = type == ColumnType::time && in.take('-');
        value.hour = in.number(2, 3);
        in.expect(':');
        value.minute = in.number(2, 2);
        in.expect(':');
        value.second = in.number(2, 2);
        if (in.take('.')) value.microsecond = in.fraction();
    }
    if (!in.finished() || !is_valid(value, type)) return std::nullopt;
    return value;
}

std::string print_temporal(const Temporal& value, ColumnType type, unsigned decimals) {
    std::string out;
    if (type != ColumnType::time) {
        put(out, value.year, 4);
        out += '-';
        put(out, value.month, 2);
        out += '-';
        put(out, value.day, 2);
        if (type == ColumnType::date) return out;
        out += ' ';
    }
    if (value.negative) out += '-';
    put(out, value.hour, 2);
    out += ':';
    put(out, value.minute, 2);
    out += ':';
    put(out, value.second, 2);
    if (decimals == 0) return out;
    std::string fraction;
    put(fraction, value.microsecond, 6);
    return out + '.' + fraction.substr(0, decimals);
}

std::optional<Temporal> unpack_temporal(ByteView bytes, ColumnType type) {
    Reader in(bytes);
    Temporal value;
    if (bytes.empty()) return value;
    if (type == ColumnType::time) {
        value = unpack_amount(in, bytes.size() > 8);
        if (!in.finished() || !is_valid(value, type)) return std::nullopt;
        return value;
    }
    value.year = take<std::uint16_t>(in);
    value.month = take<std::uint8_t>(in);
    value.day = take<std::uint8_t>(in);
    if (bytes.size() > 4) {
        value.hour = take<std::uint8_t>(in);
        value.minute = take<std::uint8_t>(in);
        value.second = take<std::uint8_t>(in);
    }
    if (bytes.size() > 7) value.microsecond = take<std::uint32_t>(in);
    if (!in.finished() || !is_valid(value, type)) return std::nullopt;
    // A DATE may come with a time of day, which servers ignore.
    if (type == ColumnType::date) value.hour = value.minute = value.second = value.microsecond = 0;
    return value;
}

static void pack_amount(const Temporal& value, Writer& out) {
    if (!value.has_time()) return out.integer(std::uint8_t{0});
    out.integer(std::uint8_t(value.microsecond != 0 ? 12 : 8));
    out.integer(std::uint8_t{value.negative});
    out.integer(std::uint32_t{value.hour / 24});
    out.integer(static_cast<std::uint8_t>(value.hour % 24));
    out.integer(static_cast<std::uint8_t>(value.minute));
    out.integer(static_cast<std::uint8_t>(value.second));
    if (value.microsecond != 0) out.integer(std::uint32_t{value.microsecond});
}

void pack_temporal(const Temporal& value, ColumnType type, Bytes& bytes) {
    Writer out(bytes);
    if (type == ColumnType::time) return pack_amount(value, out);
    const bool with_time = type != ColumnType::date && value.has_time();
    if (!with_time && !value.has_date()) return out.integer(std::uint8_t{0});
    const bool with_fraction = with_time && value.microsecond != 0;
    out.integer(std::uint8_t(with_fraction ? 11 : with_time ? 7 : 4));
    out.integer(static_cast<std::uint16_t>(value.year));
    out.integer(static_cast<std::uint8_t>(value.month));
    out.integer(static_cast<std::uint8_t>(value.day));
    if (!with_time) return;
    out.integer(static_cast<std::uint8_t>(value.hour));
    out.integer(static_cast<std::uint8_t>(value.minute));
    out.integer(static_cast<std::uint8_t>(value.second));
    if (with_fraction) out.integer(std::uint32_t{value.microsecond});
}

}  // namespace ormgate::mysql
