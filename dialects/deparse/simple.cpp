// Which parentheses a reader does not need: ruleutils.c's isSimpleNode().
#include "dialects/deparse/term_printer.hpp"

namespace ormgate::dialects::deparse {
namespace {

enum class Strength { none, additive, multiplicative };

Strength strength_of(const Term& term) {
    if (term.kind != TermKind::operation || term.args.size() != 2 || term.text.size() != 1)
        return Strength::none;
    switch (term.text.front()) {
        case '+':
        case '-':
            return Strength::additive;
        case '*':
        case '/':
        case '%':
            return Strength::multiplicative;
        default:
            return Strength::none;
    }
}

bool is_simple_operation(const Term& term, const Term& parent) {
    const Strength own = strength_of(term), outer = strength_of(parent);
    if (own == Strength::none || outer == Strength::none) return false;
    if (own != outer) return own > outer;
    return parent.args.front().get() == &term;  // (a - b) - c, not a - (b - c)
}

// Parents that set their operands off by commas, brackets or words of their own.
bool sets_off(const Term& parent) {
    switch (parent.kind) {
        case TermKind::call:
        case TermKind::special_call:
        case TermKind::array:
        case TermKind::case_:
        case TermKind::subscript:
        case TermKind::aggregate:
        case TermKind::row:
            return true;
        default:
            return false;
    }
}

bool is_simple_connective(const Term& term, const Term& parent) {
    const bool is_or = term.kind == TermKind::logical && term.text == "OR";
    if (parent.kind == TermKind::logical) return !is_or || parent.text == "OR";
    return sets_off(parent);
}

}  // namespace

bool is_simple(const Term& term, const Term& parent) {
    switch (term.kind) {
        case TermKind::column:
        case TermKind::constant:
        case TermKind::keyword:
        case TermKind::call:
        case TermKind::grammar_call:
        case TermKind::at_time_zone:
        case TermKind::special_call:
        case TermKind::array:
        case TermKind::case_:
        case TermKind::subscript:
        case TermKind::aggregate:
        case TermKind::row:
            return true;
        case TermKind::coercion:
            return !term.relabels || is_simple(*term.args[0], term);
        case TermKind::operation:
            if (parent.kind == TermKind::operation) return is_simple_operation(term, parent);
            return parent.kind == TermKind::logical || parent.kind == TermKind::negation || sets_off(parent);
        case TermKind::subquery:
        case TermKind::distinct:
        case TermKind::null_test:
        case TermKind::boolean_test:
            return parent.kind == TermKind::logical || parent.kind == TermKind::negation || sets_off(parent);
        case TermKind::logical:
        case TermKind::negation:
            return is_simple_connective(term, parent);
        case TermKind::any_all:
        case TermKind::row_comparison:
        case TermKind::collate:
            return false;
    }
    return false;
}

}  // namespace ormgate::dialects::deparse
