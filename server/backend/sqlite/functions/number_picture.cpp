#include "server/backend/sqlite/functions/number_picture.hpp"

#include <string>

namespace ormgate::sqlite {
namespace {

Error misplaced(std::string message) {
    return {Errc::syntax_error, std::move(message)};
}

}  // namespace

Result<Picture> picture_of(const std::vector<FormatNode>& nodes) {
    Picture p;
    for (const FormatNode& node : nodes) {
        if (node.fill_mode) p.fill = true;
        if (p.exponent && node.field != Field::none)
            return fail(misplaced("\"EEEE\" must be the last pattern used"));
        switch (node.field) {
            case Field::digit:
            case Field::zero:
                if (p.brackets)
                    return fail(misplaced("\"" + std::string(node.keyword) + "\" must be ahead of \"PR\""));
                if (p.shifted && node.field == Field::digit) {
                    ++p.shift;
                    break;
                }
                if (node.field == Field::zero && !p.zero && !p.point) {
                    p.zero = true;
                    p.zero_start = p.before + 1;
                }
                ++(p.point ? p.behind : p.before);
                if (node.field == Field::zero) p.zero_end = p.before + p.behind;
                break;
            case Field::local_point:
            case Field::point:
                if (p.point) return fail(misplaced("multiple decimal points"));
                if (p.shifted) return fail(misplaced("cannot use \"V\" and decimal point together"));
                p.point = true;
                break;
            case Field::sign:
                if (p.sign != Picture::Sign::none) return fail(misplaced("cannot use \"S\" twice"));
                if (p.plus || p.minus || p.brackets)
                    return fail(misplaced("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together"));
                p.sign = p.point ? Picture::Sign::behind : Picture::Sign::before;
                p.digits_before_sign = p.before;
                break;
            case Field::minus:
                if (p.sign != Picture::Sign::none)
                    return fail(misplaced("cannot use \"S\" and \"MI\" together"));
                p.minus = true;
                break;
            case Field::plus:
                if (p.sign != Picture::Sign::none)
                    return fail(misplaced("cannot use \"S\" and \"PL\" together"));
                p.plus = true;
                break;
            case Field::plus_minus:
                if (p.sign != Picture::Sign::none)
                    return fail(misplaced("cannot use \"S\" and \"SG\" together"));
                p.plus = p.minus = true;
                break;
            case Field::brackets:
                if (p.sign != Picture::Sign::none || p.plus || p.minus)
                    return fail(misplaced("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together"));
                p.brackets = true;
                break;
            case Field::roman:
                p.roman = true;
                p.roman_upper = node.spelling != Spelling::lower;
                break;
            case Field::shift:
                if (p.point) return fail(misplaced("cannot use \"V\" and decimal point together"));
                p.shifted = true;
                break;
            case Field::exponent:
                if (p.fill || p.sign != Picture::Sign::none || p.brackets || p.minus || p.plus || p.roman ||
                    p.shifted)
                    return fail(
                        Error(misplaced("\"EEEE\" is incompatible with other formats"))
                            .with_detail(
                                "\"EEEE\" may only be used together with digit and decimal point patterns."));
                p.exponent = true;
                break;
            default:
                break;
        }
    }
    return p;
}

}  // namespace ormgate::sqlite
