#include <algorithm>

#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void Writer::write(const Call& node) {
    if (!special_call(node)) {
        static constexpr std::string_view keywords[] = {
            "coalesce", "nullif", "greatest", "least", "grouping", "substring", "overlay"};
        const bool keyword = node.function.size() == 1 &&
                             std::ranges::find(keywords, node.function.front()) != std::end(keywords);
        if (keyword)
            out += node.function.front();
        else
            name(node.function);
        arguments(node);
    }
    if (!node.within_group.empty()) {
        out += " WITHIN GROUP (ORDER BY ";
        sort_keys(node.within_group);
        out += ')';
    }
    if (node.filter) {
        out += " FILTER (WHERE ";
        expression(*node.filter);
        out += ')';
    }
    if (!node.over) return;
    out += " OVER ";
    if (node.over->by_name_only)
        identifier(node.over->name);
    else
        window(*node.over);
}

void Writer::arguments(const Call& call) {
    out += '(';
    if (call.star) out += '*';
    if (call.distinct) out += "DISTINCT ";
    list(call.args, [this](const Argument& argument) {
        if (argument.variadic) out += "VARIADIC ";
        if (!argument.name.empty()) {
            identifier(argument.name);
            out += " => ";
        }
        expression(*argument.value);
    });
    if (!call.order_by.empty()) {
        out += " ORDER BY ";
        sort_keys(call.order_by);
    }
    out += ')';
}

// The calls whose arguments have keywords between them.
bool Writer::special_call(const Call& call) {
    auto argument = [&](std::size_t index) { expression(*call.args[index].value); };
    auto rest = [&](std::size_t first) {
        for (std::size_t i = first; i < call.args.size(); ++i) {
            if (i > first) out += ", ";
            argument(i);
        }
    };
    switch (call.syntax) {
        case CallSyntax::keyword:
            out += upper(call.function.front());
            if (!call.args.empty()) arguments(call);
            return true;
        case CallSyntax::extract:
            out += "EXTRACT(";
            argument(0);
            out += " FROM ";
            argument(1);
            break;
        case CallSyntax::position_in:
            out += "POSITION(";
            restricted(*call.args[1].value);
            out += " IN ";
            restricted(*call.args[0].value);
            break;
        case CallSyntax::substring_from: {
            const bool written = call.args[1].value->end != 0 || call.args.size() < 3;
            out += "SUBSTRING(";
            argument(0);
            if (written) {
                out += " FROM ";
                argument(1);
            }
            if (call.args.size() > 2) {
                out += " FOR ";
                argument(2);
            }
            break;
        }
        case CallSyntax::substring_similar:
            out += "SUBSTRING(";
            argument(0);
            out += " SIMILAR ";
            argument(1);
            out += " ESCAPE ";
            argument(2);
            break;
        case CallSyntax::overlay_placing:
            out += "OVERLAY(";
            argument(0);
            out += " PLACING ";
            argument(1);
            out += " FROM ";
            argument(2);
            if (call.args.size() > 3) {
                out += " FOR ";
                argument(3);
            }
            break;
        case CallSyntax::trim_both:
        case CallSyntax::trim_leading:
        case CallSyntax::trim_trailing:
            out += call.syntax == CallSyntax::trim_both      ? "TRIM(BOTH FROM "
                   : call.syntax == CallSyntax::trim_leading ? "TRIM(LEADING FROM "
                                                             : "TRIM(TRAILING FROM ";
            if (call.args.size() == 2) {
                out.erase(out.size() - 5);
                argument(1);
                out += " FROM ";
                argument(0);
            } else {
                rest(0);
            }
            break;
        case CallSyntax::normalize_form:
            out += "NORMALIZE(";
            argument(0);
            if (call.args.size() > 1) out += ", " + upper(call.args[1].value->as<Literal>()->text);
            break;
        default:
            return false;
    }
    out += ')';
    return true;
}

void Writer::sort_keys(const std::vector<SortKey>& keys) {
    list(keys, [this](const SortKey& key) {
        expression(*key.expr);
        if (key.descending) out += " DESC";
        if (!key.using_operator.empty()) out += " USING " + key.using_operator;
        if (key.nulls_first) out += *key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
    });
}

void Writer::window(const Window& window) {
    out += '(';
    const std::size_t begin = out.size();
    auto space = [&] {
        if (out.size() > begin) out += ' ';
    };
    if (!window.base.empty()) identifier(window.base);
    if (!window.partition_by.empty()) {
        space();
        out += "PARTITION BY ";
        expressions(window.partition_by);
    }
    if (!window.order_by.empty()) {
        space();
        out += "ORDER BY ";
        sort_keys(window.order_by);
    }
    if (window.frame) {
        space();
        frame(*window.frame);
    }
    out += ')';
}

void Writer::frame(const Frame& frame) {
    static constexpr std::string_view units[] = {"ROWS ", "RANGE ", "GROUPS "};
    static constexpr std::string_view exclusions[] = {
        "", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES"};
    out += units[static_cast<std::size_t>(frame.unit)];
    if (frame.end) out += "BETWEEN ";
    frame_bound(frame.start);
    if (frame.end) {
        out += " AND ";
        frame_bound(*frame.end);
    }
    out += exclusions[static_cast<std::size_t>(frame.exclusion)];
}

void Writer::frame_bound(const FrameBound& bound) {
    switch (bound.kind) {
        case FrameBoundKind::unbounded_preceding:
            out += "UNBOUNDED PRECEDING";
            return;
        case FrameBoundKind::unbounded_following:
            out += "UNBOUNDED FOLLOWING";
            return;
        case FrameBoundKind::current_row:
            out += "CURRENT ROW";
            return;
        case FrameBoundKind::preceding:
        case FrameBoundKind::following:
            break;
    }
    expression(*bound.offset);
    out += bound.kind == FrameBoundKind::preceding ? " PRECEDING" : " FOLLOWING";
}

}  // namespace ormgate::dialects
