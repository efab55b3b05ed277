#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

Window Parser::window_specification() {
    Window window;
    expect('(');
    const bool clause = at_any("partition"_kw, "order"_kw, "range"_kw, "rows"_kw, "groups"_kw);
    if (!clause && is_column_id(peek())) window.base = column_id();
    if (accept("partition"_kw)) {
        expect("by"_kw);
        window.partition_by = expression_list();
    }
    if (accept("order"_kw)) {
        expect("by"_kw);
        window.order_by = sort_clause();
    }
    if (at_any("range"_kw, "rows"_kw, "groups"_kw)) window.frame = frame();
    expect(')');
    return window;
}

Frame Parser::frame() {
    const std::uint32_t begin = this->begin();
    Frame result;
    const Token unit = take();
    result.unit = unit.is("rows"_kw)     ? FrameUnit::rows
                  : unit.is("groups"_kw) ? FrameUnit::groups
                                         : FrameUnit::range;
    if (accept("between"_kw)) {
        result.start = frame_bound();
        expect("and"_kw);
        result.end = frame_bound();
    } else {
        result.start = frame_bound();
    }
    check_frame(result, begin);
    if (!accept("exclude"_kw)) return result;
    if (accept("current"_kw)) {
        expect("row"_kw);
        result.exclusion = FrameExclusion::current_row;
    } else if (accept("group"_kw)) {
        result.exclusion = FrameExclusion::group;
    } else if (accept("ties"_kw)) {
        result.exclusion = FrameExclusion::ties;
    } else {
        expect("no"_kw, "others"_kw);
    }
    return result;
}

FrameBound Parser::frame_bound() {
    if (at("current"_kw, "row"_kw)) {
        take();
        take();
        return {FrameBoundKind::current_row, {}};
    }
    if (at("unbounded"_kw, "preceding"_kw) || at("unbounded"_kw, "following"_kw)) {
        take();
        const bool before = take().is("preceding"_kw);
        return {before ? FrameBoundKind::unbounded_preceding : FrameBoundKind::unbounded_following, {}};
    }
    FrameBound bound;
    bound.offset = expression();
    if (!at("preceding"_kw) && !at("following"_kw)) refuse();
    bound.kind = take().is("preceding"_kw) ? FrameBoundKind::preceding : FrameBoundKind::following;
    return bound;
}

void Parser::check_frame(const Frame& frame, std::uint32_t begin) {
    auto wrong = [&](std::string message) { refuse(Errc::windowing_error, std::move(message), begin); };
    const FrameBoundKind start = frame.start.kind;
    if (start == FrameBoundKind::unbounded_following) wrong("frame start cannot be UNBOUNDED FOLLOWING");
    if (!frame.end) {
        if (start == FrameBoundKind::following)
            wrong("frame starting from following row cannot end with current row");
        return;
    }
    const FrameBoundKind end = frame.end->kind;
    if (end == FrameBoundKind::unbounded_preceding) wrong("frame end cannot be UNBOUNDED PRECEDING");
    if (start == FrameBoundKind::current_row && end == FrameBoundKind::preceding)
        wrong("frame starting from current row cannot have preceding rows");
    if (start == FrameBoundKind::following &&
        (end == FrameBoundKind::preceding || end == FrameBoundKind::current_row))
        wrong("frame starting from following row cannot have preceding rows");
}

}  // namespace ormgate::dialects
