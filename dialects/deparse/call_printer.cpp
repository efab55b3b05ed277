// Aggregates, windows, subqueries, and the keys of sorting and grouping.
#include "dialects/deparse/term_printer.hpp"
#include "dialects/printer/printer.hpp"

namespace ormgate::dialects::deparse {
namespace {

// What might be read as another construct, GROUP BY cube(a) say, if it stood there bare.
bool looks_like_a_call(const Term& term) {
    switch (term.kind) {
        case TermKind::call:
        case TermKind::grammar_call:
        case TermKind::at_time_zone:
        case TermKind::aggregate:
            return true;
        case TermKind::coercion:
            return !term.relabels;
        default:
            return false;
    }
}

std::string_view bound_words(ast::FrameBoundKind kind) {
    switch (kind) {
        case ast::FrameBoundKind::unbounded_preceding:
            return "UNBOUNDED PRECEDING";
        case ast::FrameBoundKind::preceding:
            return " PRECEDING";
        case ast::FrameBoundKind::current_row:
            return "CURRENT ROW";
        case ast::FrameBoundKind::following:
            return " FOLLOWING";
        case ast::FrameBoundKind::unbounded_following:
            return "UNBOUNDED FOLLOWING";
    }
    return {};
}

const Term& no_output(std::size_t) {
    throw std::out_of_range("a key without outputs");
}

}  // namespace

void TermPrinter::key(const KeyTerm& key, const Outputs& outputs, bool by_place) {
    if (by_place && key.output) {
        out += std::to_string(*key.output + 1);
        return;
    }
    const Term& term = key.output ? outputs(*key.output) : *key.term;
    if (term.kind == TermKind::column) return print(term, true);
    if (term.kind == TermKind::constant) {
        // A bare number would be an output's place.
        const bool bare = !term.null && !term.type.array &&
                          (term.type.id == TypeId::int32 || term.type.id == TypeId::numeric ||
                           term.type.id == TypeId::boolean);
        print(term, true);
        if (bare) out += "::" + type_text(term.type);
        return;
    }
    const bool parentheses = pretty_ || looks_like_a_call(term);
    if (parentheses) out += '(';
    print(term, true);
    if (parentheses) out += ')';
}

void TermPrinter::keys(const std::vector<KeyTerm>& keys, const Outputs& outputs) {
    for (const KeyTerm& each : keys) {
        if (&each != keys.data()) out += ", ";
        key(each, outputs);
    }
}

void TermPrinter::sort(const std::vector<KeyTerm>& keys, const Outputs& outputs, bool by_place) {
    for (const KeyTerm& each : keys) {
        if (&each != keys.data()) out += ", ";
        key(each, outputs, by_place);
        if (each.descending) out += " DESC";
        const bool nulls_first = each.nulls_first.value_or(each.descending);
        if (nulls_first != each.descending) out += nulls_first ? " NULLS FIRST" : " NULLS LAST";
    }
}

void TermPrinter::group(const GroupTerm& group_term, const Outputs& outputs, bool alone_bare) {
    switch (group_term.kind) {
        case GroupTerm::Kind::empty:
            out += "()";
            return;
        case GroupTerm::Kind::keys: {
            const bool parentheses = !alone_bare || group_term.keys.size() != 1;
            if (parentheses) out += '(';
            keys(group_term.keys, outputs);
            if (parentheses) out += ')';
            return;
        }
        case GroupTerm::Kind::rollup:
            out += "ROLLUP(";
            break;
        case GroupTerm::Kind::cube:
            out += "CUBE(";
            break;
        case GroupTerm::Kind::sets:
            out += "GROUPING SETS (";
            break;
    }
    for (const GroupTerm& part : group_term.parts) {
        if (&part != group_term.parts.data()) out += ", ";
        group(part, outputs, group_term.kind != GroupTerm::Kind::sets);
    }
    out += ')';
}

void TermPrinter::aggregate(const Term& term) {
    const CallDetails& details = *term.details;
    out += quote_identifier(term.text) + "(";
    if (details.distinct) out += "DISTINCT ";
    if (details.star) out += '*';
    list(term);
    const auto argument = [&](std::size_t place) -> const Term& { return *term.args[place]; };
    if (details.within_group) out += ") WITHIN GROUP (";
    if (!details.order_by.empty()) {
        out += details.within_group ? "ORDER BY " : " ORDER BY ";
        sort(details.order_by, argument);
    }
    if (details.filter) {
        out += ") FILTER (WHERE ";
        print(*details.filter, false);
    }
    out += ')';
    if (!details.window && details.window_name.empty()) return;
    out += " OVER ";
    if (details.window)
        window(*details.window);
    else
        out += quote_identifier(details.window_name);
}

void TermPrinter::window(const WindowTerm& window_term) {
    out += '(';
    const auto part = [&](std::string_view words) {
        if (!out.ends_with('(')) out += ' ';
        out += words;
    };
    if (!window_term.base.empty()) out += quote_identifier(window_term.base);
    if (!window_term.partition_by.empty()) {
        part("PARTITION BY ");
        keys(window_term.partition_by, no_output);
    }
    if (!window_term.order_by.empty()) {
        part("ORDER BY ");
        sort(window_term.order_by, no_output);
    }
    if (window_term.frame) {
        part("");
        frame(*window_term.frame);
    }
    out += ')';
}

void TermPrinter::frame(const FrameTerm& frame_term) {
    static constexpr std::string_view units[] = {"ROWS ", "RANGE ", "GROUPS "};
    static constexpr std::string_view exclusions[] = {
        "", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES"};
    const auto bound = [&](ast::FrameBoundKind kind, const TermPtr& offset) {
        if (offset) print(*offset, false);
        out += bound_words(kind);
    };
    out += units[static_cast<std::size_t>(frame_term.unit)];
    if (frame_term.end) out += "BETWEEN ";
    bound(frame_term.start, frame_term.start_offset);
    if (frame_term.end) {
        out += " AND ";
        bound(*frame_term.end, frame_term.end_offset);
    }
    out += exclusions[static_cast<std::size_t>(frame_term.exclusion)];
}

void TermPrinter::subquery(const Term& term) {
    const bool compares = !term.args.empty(), exists = term.text == "EXISTS";
    out += term.text == "ARRAY" ? "ARRAY(" : "(";
    if (term.args.size() > 1) out += '(';
    if (compares) list(term);
    if (term.args.size() > 1) out += ')';
    if (exists) out += "EXISTS ";
    if (compares && term.text == "=" && !term.all)
        out += " IN ";
    else if (compares)
        out += " " + term.text + (term.all ? " ALL " : " ANY ");
    if (compares || exists) out += '(';
    print(*term.query, {}, false);
    if (compares || exists) out += ')';
    out += ')';
}

}  // namespace ormgate::dialects::deparse
