#include <algorithm>
#include <string>

#include "server/backend/sqlite/functions/number_picture.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

// NumberReader reads a number along its pattern, as PostgreSQL's NUM_processor() does: each field of the
// pattern looks at one character, takes it if it fits, and what it does with others differs from field to
// field.
class NumberReader {
public:
    NumberReader(std::string_view text, const std::vector<FormatNode>& nodes, const Picture& picture)
        : in_(text), nodes_(nodes), picture_(picture) {}

    Result<Decimal> read() {
        for (const FormatNode& node : nodes_) {
            if (ended()) break;
            if (takes(node)) ++at_;
        }
        if (digits_.ends_with('.')) digits_.pop_back();
        if (digits_.empty())
            return fail(Errc::invalid_text_representation,
                        std::string("invalid input syntax for type numeric: \"") + sign_ + "\"");
        Result<Decimal> number = Decimal::parse((sign_ == '-' ? "-" : "") + digits_);
        if (!number || !picture_.shifted) return number;
        const Result<Decimal> unit = power(Decimal(10), Decimal(-picture_.shift));
        if (!unit) return unit;
        return multiply(*number, *unit);
    }

private:
    bool ended() const { return at_ >= in_.size(); }
    char peek() const { return ended() ? '\0' : in_[at_]; }
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    void skip_character() { at_ = std::min(at_ + character_size(in_, at_), in_.size()); }

    // Steps over what cannot belong to a number.
    void skip_others(int most) {
        constexpr std::string_view data = "0123456789.,+-";
        for (; most > 0 && !ended() && data.find(peek()) == std::string_view::npos; --most) skip_character();
    }

    // Whether the field is done with the character under it.
    bool takes(const FormatNode& node) {
        switch (node.field) {
            case Field::digit:
            case Field::zero:
                digit(true);
                return true;
            case Field::point:
            case Field::local_point:
                digit(false);
                return true;
            case Field::comma:
            case Field::group:
                return !picture_.fill && peek() == ',';
            case Field::minus:
                return takes_sign("-");
            case Field::plus:
                return takes_sign("+");
            case Field::plus_minus:
                return takes_sign("-+");
            case Field::currency:
                skip_others(1);
                return false;
            case Field::ordinal:
                if (sign_ != '-' && !picture_.point) skip_others(2);
                return false;
            case Field::none:
                if (!node.fill_mode) skip_character();
                return false;
            default:
                return false;
        }
    }

    bool takes_sign(std::string_view signs) {
        if (signs.find(peek()) == std::string_view::npos) {
            skip_others(1);
            return false;
        }
        sign_ = peek();
        return true;
    }

    void digit(bool of_digits) {
        if (peek() == ' ') ++at_;
        if (ended()) return;
        if (sign_ == ' ' && of_digits && !has_read()) sign_before();
        if (ended()) return;
        bool is_read = false;
        if (is_digit(peek())) {
            if (point_ && behind_ == picture_.behind) return;
            digits_ += peek();
            ++(point_ ? behind_ : before_);
            is_read = true;
        } else if (picture_.point && !point_ && peek() == '.') {
            digits_ += '.';
            point_ = is_read = true;
        }
        if (sign_ == ' ' && has_read()) sign_behind(is_read);
    }

    bool has_read() const { return before_ + behind_ > 0; }

    void sign_before() {
        const bool is_signed = picture_.sign != Picture::Sign::none;
        if (is_signed && picture_.sign != Picture::Sign::before) return;
        const bool bracket = !is_signed && picture_.brackets && peek() == '<';
        if (peek() != '-' && peek() != '+' && !bracket) return;
        sign_ = peek() == '+' ? '+' : '-';
        ++at_;
    }

    // Where a sign behind the number is cannot be told from the pattern: behind the last digit read.
    void sign_behind(bool is_read) {
        const bool is_signed = picture_.sign != Picture::Sign::none;
        if (is_signed && is_read && at_ + 1 < in_.size() && !is_digit(in_[at_ + 1])) {
            if (in_[at_ + 1] != '-' && in_[at_ + 1] != '+') return;
            sign_ = in_[++at_];
        } else if (!is_read && !is_signed && (picture_.plus || picture_.minus) &&
                   (peek() == '-' || peek() == '+')) {
            sign_ = peek();
        }
    }

    std::string_view in_;
    const std::vector<FormatNode>& nodes_;
    const Picture& picture_;
    std::string digits_;
    std::size_t at_ = 0;
    int before_ = 0, behind_ = 0;  // digits read before and behind the point
    char sign_ = ' ';
    bool point_ = false;
};

}  // namespace

Result<Decimal> read_number(std::string_view text,
                            const std::vector<FormatNode>& nodes,
                            const Picture& picture) {
    return NumberReader(text, nodes, picture).read();
}

}  // namespace ormgate::sqlite
