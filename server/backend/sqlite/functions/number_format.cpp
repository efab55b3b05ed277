#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "core/decimal.hpp"
#include "core/text_io.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/format_pattern.hpp"
#include "server/backend/sqlite/functions/number_picture.hpp"

namespace ormgate::sqlite {
namespace {

// Fills a picture with the digits of a number, position by position, as PostgreSQL's NUM_processor does.
class NumberWriter {
public:
    NumberWriter(Picture picture, std::string digits, char sign, int blanks)
        : p_(picture), digits_(std::move(digits)), sign_(sign), blanks_(blanks) {
        if (p_.zero_start > 0) --p_.zero_start;
        if (p_.plus || p_.minus) {
            sign_written_ = !(p_.plus && !p_.minus);
        } else {
            if (sign_ != '-' && p_.fill) p_.brackets = false;
            sign_written_ = sign_ == '+' && p_.fill && p_.sign == Picture::Sign::none;
            if (p_.sign == Picture::Sign::before && p_.before == p_.digits_before_sign)
                p_.sign = Picture::Sign::behind;
        }
        count_ = p_.behind + p_.before - 1;
        if (p_.fill && p_.point) find_last_relevant();
        if (!sign_written_ && blanks_ == 0) ++count_;
    }

    std::string write(const std::vector<FormatNode>& nodes) {
        for (const FormatNode& node : nodes) this->node(node);
        return std::move(out_);
    }

private:
    static constexpr std::size_t nowhere = std::string::npos;

    // In fill mode zeros at the end of the decimals are left out, unless a 0 of the pattern asks for them.
    void find_last_relevant() {
        std::size_t point = digits_.find('.');
        if (point == nowhere) return;
        last_relevant_ = digits_.find_last_not_of('0');
        if (last_relevant_ == nowhere || last_relevant_ < point) last_relevant_ = point;
        if (p_.zero_end <= blanks_) return;
        std::size_t wanted = std::min(digits_.size() - 1, static_cast<std::size_t>(p_.zero_end - blanks_));
        last_relevant_ = std::max(last_relevant_, wanted);
    }

    char digit() const { return at_ < digits_.size() ? digits_[at_] : '\0'; }
    bool ends_at_point() const { return last_relevant_ != nowhere && digits_[last_relevant_] == '.'; }
    // 0.1 shows as .1 unless the pattern has a 0.
    bool is_leading_zero() const {
        return !p_.zero && at_ == 0 && !digits_.empty() && digits_[0] == '0' && p_.behind != 0;
    }

    void node(const FormatNode& node) {
        switch (node.field) {
            case Field::digit:
            case Field::zero:
            case Field::point:
            case Field::local_point:
                position(node.field == Field::zero);
                return;
            case Field::comma:
            case Field::group:
                if (inside_)
                    out_ += ',';
                else if (!p_.fill)
                    out_ += ' ';
                return;
            case Field::currency:
                out_ += ' ';
                return;
            case Field::minus:
                if (sign_ == '-')
                    out_ += '-';
                else if (!p_.fill)
                    out_ += ' ';
                return;
            case Field::plus:
                if (sign_ == '+')
                    out_ += '+';
                else if (!p_.fill)
                    out_ += ' ';
                return;
            case Field::plus_minus:
                out_ += sign_;
                return;
            case Field::ordinal: {
                bool none = digits_[0] == '#' || sign_ == '-' || p_.point;
                if (!none) out_ += ordinal_suffix(digits_, node.spelling != Spelling::lower);
                return;
            }
            case Field::none:
                out_ += node.character;
                return;
            default:
                return;
        }
    }

    void write_sign() {
        bool due = position_ >= blanks_ || (p_.zero && p_.zero_start == position_);
        if (sign_written_ || !due || (is_leading_zero() && !ends_at_point())) return;
        if (p_.sign != Picture::Sign::none) {
            if (p_.sign != Picture::Sign::before) return;
            out_ += sign_;
        } else if (p_.brackets) {
            out_ += sign_ == '+' ? ' ' : '<';
        } else if (sign_ == '+') {
            if (!p_.fill) out_ += ' ';
        } else {
            out_ += '-';
        }
        sign_written_ = true;
    }

    void write_digit(bool zero_wanted) {
        if (digit() == '.') {
            if (!ends_at_point() || p_.fill) out_ += '.';
        } else if (last_relevant_ != nowhere && at_ > last_relevant_ && !zero_wanted) {
            // left out
        } else if (is_leading_zero()) {
            if (!p_.fill)
                out_ += ' ';
            else if (ends_at_point())
                out_ += '0';
        } else if (at_ < digits_.size()) {
            out_ += digit();
            inside_ = true;
        }
        if (at_ < digits_.size()) ++at_;
    }

    void position(bool zero_wanted) {
        inside_ = false;
        write_sign();
        if (position_ < blanks_ && (p_.zero_start > position_ || !p_.zero)) {
            if (!p_.fill) out_ += ' ';
        } else if (p_.zero && position_ < blanks_ && p_.zero_start <= position_) {
            out_ += '0';
            inside_ = true;
        } else {
            write_digit(zero_wanted);
        }
        int end = count_ + (blanks_ > 0 ? 1 : 0) + (p_.point ? 1 : 0);
        if (last_relevant_ != nowhere && last_relevant_ == at_) end = position_;
        if (position_ + 1 == end) {
            if (sign_written_ && p_.brackets)
                out_ += sign_ == '+' ? ' ' : '>';
            else if (p_.sign == Picture::Sign::behind)
                out_ += sign_;
        }
        ++position_;
    }

    Picture p_;
    std::string digits_;
    char sign_;
    int blanks_;  // positions before the first digit
    int count_ = 0, position_ = 0;
    std::size_t at_ = 0, last_relevant_ = nowhere;
    bool sign_written_ = false, inside_ = false;
    std::string out_;
};

std::string roman_numeral(const Decimal& value, const Picture& picture) {
    Result<std::int64_t> number = value.round().to_int64();
    std::string out;
    if (!number || *number < 1 || *number > 3999) {
        out.assign(15, '#');
    } else {
        constexpr struct {
            int value;
            std::string_view text;
        } numerals[] = {{1000, "M"},
                        {900, "CM"},
                        {500, "D"},
                        {400, "CD"},
                        {100, "C"},
                        {90, "XC"},
                        {50, "L"},
                        {40, "XL"},
                        {10, "X"},
                        {9, "IX"},
                        {5, "V"},
                        {4, "IV"},
                        {1, "I"}};
        for (const auto& numeral : numerals)
            for (; *number >= numeral.value; *number -= numeral.value) out += numeral.text;
    }
    if (!picture.roman_upper)
        for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (!picture.fill && out.size() < 15) out.insert(0, 15 - out.size(), ' ');
    return out;
}

std::string scientific(const Decimal& value, const Picture& picture) {
    auto behind = static_cast<std::size_t>(picture.behind);
    if (!value.finite()) {
        std::string out(static_cast<std::size_t>(picture.before) + behind + 6, '#');
        out[0] = ' ';
        out.insert(static_cast<std::size_t>(picture.before) + 1, ".");
        return out;
    }
    Decimal magnitude = value.abs();
    std::string digits = magnitude.unscaled().str();
    int exponent = magnitude.is_zero() ? 0 : static_cast<int>(digits.size()) - 1 - magnitude.scale();
    // One digit before the point: round where that leaves `behind` of them.
    Decimal mantissa =
        magnitude.is_zero() ? Decimal(0) : Decimal(magnitude.unscaled(), static_cast<int>(digits.size()) - 1);
    mantissa = mantissa.round(picture.behind);
    if (mantissa >= Decimal(10)) {
        mantissa = Decimal(mantissa.unscaled(), mantissa.scale() + 1).round(picture.behind);
        ++exponent;
    }
    char tail[16];
    std::snprintf(tail, sizeof tail, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
    return (value.sign() < 0 ? "-" : " ") + mantissa.text() + tail;
}

Result<std::string> formatted(Decimal value, std::string_view format) {
    std::vector<FormatNode> nodes = parse_number_format(format);
    Result<Picture> read = picture_of(nodes);
    if (!read) return fail(read.error());
    Picture picture = *read;
    if (picture.roman) return roman_numeral(value, picture);
    if (picture.exponent) return scientific(value, picture);
    if (picture.shifted) {
        Result<Decimal> shifted = multiply(
            value,
            Decimal(boost::multiprecision::pow(Decimal::Integer(10), static_cast<unsigned>(picture.shift)),
                    0));
        if (!shifted) return fail(shifted.error());
        value = std::move(*shifted);
        picture.before += picture.shift;
    }
    std::string digits = value.finite() ? value.round(picture.behind).text() : value.text();
    char sign = digits.starts_with('-') ? '-' : '+';
    if (sign == '-') digits.erase(0, 1);
    auto before = static_cast<int>(std::min(digits.find('.'), digits.size()));
    int blanks = 0;
    if (before < picture.before) {
        blanks = picture.before - before;
    } else if (before > picture.before) {
        digits.assign(static_cast<std::size_t>(picture.before), '#');
        digits.append(".").append(static_cast<std::size_t>(picture.behind), '#');
    }
    if (digits.empty()) digits = ".";
    return NumberWriter(picture, std::move(digits), sign, blanks).write(nodes);
}

Answer format_number(Call& call) {
    Result<Decimal> value = call.decimal(0);
    if (!value) return fail(value.error());
    if (call.text(1).empty()) return {};
    return answer_result(call, formatted(std::move(*value), call.text(1)));
}

// A float shows only the digits it is sure of: 15, of a float4 6.
template <int significant>
Answer format_float(Call& call) {
    double value = call.real(0);
    if (call.text(1).empty()) return {};
    std::string text = print_float64(value);
    if (std::isfinite(value)) {
        char whole[400];
        int before = std::snprintf(whole, sizeof whole, "%.0f", std::fabs(value));
        char exact[400];
        std::snprintf(exact, sizeof exact, "%.*f", std::max(significant - before, 0), value);
        text = exact;
    }
    Result<Decimal> number = Decimal::parse(text);
    if (!number) return fail(number.error());
    return answer_result(call, formatted(std::move(*number), call.text(1)));
}

Answer to_number(Call& call) {
    std::string_view format = call.text(1);
    if (format.empty()) return {};
    std::vector<FormatNode> nodes = parse_number_format(format);
    Result<Picture> picture = picture_of(nodes);
    if (!picture) return fail(picture.error());
    if (picture->exponent) return fail(Errc::unsupported, "\"EEEE\" not supported for input");
    if (picture->roman) return fail(Errc::unsupported, "\"RN\" not supported for input");
    return answer_result(call, read_number(call.text(0), nodes, *picture));
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_to_char_float4", 2, 2, pure, format_float<6>},
    {"pg_to_char_float8", 2, 2, pure, format_float<15>},
    {"pg_to_char_int4", 2, 2, pure, format_number},
    {"pg_to_char_int8", 2, 2, pure, format_number},
    {"pg_to_char_numeric", 2, 2, pure, format_number},
    {"pg_to_number", 2, 2, pure, to_number},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> number_format_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
