#include "dialects/deparse/term_printer.hpp"

#include <algorithm>

#include "dialects/printer/printer.hpp"

namespace ormgate::dialects::deparse {
namespace {

constexpr int indent_step = 4;

bool looks_like_a_float(std::string_view digits) {
    return !digits.empty() && digits.front() >= '0' && digits.front() <= '9' &&
           digits.find_first_of("eE.") != digits.npos;
}

}  // namespace

std::string TermPrinter::type_text(Type type) const {
    if (type.id == TypeId::enumeration) {
        const EnumDef* found = schema_.enum_by_oid(type.user_oid);
        if (found == nullptr) return "anyenum";
        const std::string space = found->schema == "public" ? "" : quote_identifier(found->schema) + ".";
        return space + quote_identifier(found->name) + (type.array ? "[]" : "");
    }
    // Without a length, char and bit would read as of length one.
    if (type.modifier < 0 && type.id == TypeId::bpchar) return type.array ? "bpchar[]" : "bpchar";
    if (type.modifier < 0 && type.id == TypeId::bit) return type.array ? "\"bit\"[]" : "\"bit\"";
    return type.sql_name();
}

void TermPrinter::print(const Term& term, bool show_implicit) {
    switch (term.kind) {
        case TermKind::column:
            return column(term);
        case TermKind::constant:
            return constant(term, true);
        case TermKind::keyword:
            out += term.text;
            return;
        case TermKind::coercion:
            return coercion(term, show_implicit);
        case TermKind::operation:
        case TermKind::distinct:
            return operation(term);
        case TermKind::call:
            out += quote_identifier(term.text) + "(";
            list(term);
            out += ')';
            return;
        case TermKind::special_call:
            out += term.text + "(";
            list(term);
            out += ')';
            return;
        case TermKind::grammar_call:
            return grammar_call(term);
        case TermKind::at_time_zone:
            out += '(';
            operand(*term.args[1], term, false);
            out += " AT TIME ZONE ";
            operand(*term.args[0], term, false);
            out += ')';
            return;
        case TermKind::logical:
            return logical(term);
        case TermKind::negation:
            open();
            out += "NOT ";
            operand(*term.args[0], term, false);
            close();
            return;
        case TermKind::null_test:
            return test(term, true);
        case TermKind::boolean_test:
            return test(term, false);
        case TermKind::any_all:
            return any_all(term);
        case TermKind::array:
            return array(term);
        case TermKind::case_:
            return case_(term);
        case TermKind::subscript:
            return subscript(term);
        case TermKind::collate:
            open();
            operand(*term.args[0], term, show_implicit);
            out += " COLLATE " + quote_identifier(term.text);
            close();
            return;
        case TermKind::aggregate:
            return aggregate(term);
        case TermKind::subquery:
            return subquery(term);
        case TermKind::row:
            out += "ROW(";
            list(term);
            out += ')';
            return;
        case TermKind::row_comparison:
            out += "(ROW(";
            list(term, 0, term.args.size() / 2, true);
            out += ") " + term.text + " ROW(";
            list(term, term.args.size() / 2, term.args.size(), true);
            out += "))";
            return;
    }
}

void TermPrinter::operand(const Term& term, const Term& parent, bool show_implicit) {
    const bool parentheses = pretty_ && !is_simple(term, parent);
    if (parentheses) out += '(';
    print(term, show_implicit);
    if (parentheses) out += ')';
}

void TermPrinter::list(const Term& parent, std::size_t first, std::size_t end, bool show_implicit) {
    for (std::size_t i = first; i < end; ++i) {
        if (i > first) out += ", ";
        print(*parent.args[i], show_implicit);
    }
}

void TermPrinter::constant(const Term& term, bool labelled) {
    if (term.null) {
        out += "NULL";
        if (labelled) out += "::" + type_text(term.type);
        return;
    }
    if (term.type.id == TypeId::boolean && !term.type.array) {
        out += term.text == "t" || term.text == "true" ? "true" : "false";
        return;
    }
    const bool plain =
        !term.type.array && ((term.type.id == TypeId::int32 && term.text.front() != '-') ||
                             (term.type.id == TypeId::numeric && looks_like_a_float(term.text)));
    if (plain) {
        out += term.text;
        return;
    }
    out += quote_literal(term.text);
    if (labelled && term.type.id != TypeId::unknown) out += "::" + type_text(term.type);
}

void TermPrinter::coercion(const Term& term, bool show_implicit) {
    const Term& argument = *term.args[0];
    if (term.implicit && !show_implicit) return operand(argument, term, false);
    const bool same = argument.kind == TermKind::constant && argument.type.id == term.type.id &&
                      argument.type.array == term.type.array;
    if (same) {
        constant(argument, false);
    } else {
        open();
        operand(argument, term, false);
        close();
    }
    out += "::" + type_text(term.type);
}

void TermPrinter::operation(const Term& term) {
    const std::string_view op =
        term.kind == TermKind::distinct ? "IS DISTINCT FROM" : std::string_view(term.text);
    open();
    if (term.args.size() == 2) {
        operand(*term.args[0], term, true);
        out += ' ';
    }
    out.append(op) += ' ';
    operand(*term.args.back(), term, true);
    close();
}

void TermPrinter::logical(const Term& term) {
    open();
    for (std::size_t i = 0; i < term.args.size(); ++i) {
        if (i > 0) out += ' ' + term.text + ' ';
        operand(*term.args[i], term, false);
    }
    close();
}

void TermPrinter::test(const Term& term, bool show_implicit) {
    open();
    operand(*term.args[0], term, show_implicit);
    out += ' ' + term.text;
    close();
}

void TermPrinter::any_all(const Term& term) {
    open();
    operand(*term.args[0], term, true);
    out += ' ' + term.text + (term.all ? " ALL (" : " ANY (");
    operand(*term.args[1], term, true);
    out += ')';
    close();
}

void TermPrinter::array(const Term& term) {
    out += "ARRAY[";
    list(term);
    out += ']';
    if (term.args.empty()) out += "::" + type_text(term.type);
}

void TermPrinter::column(const Term& term) {
    if (term.range == nullptr) {
        out += quote_identifier(term.text);
        return;
    }
    out += quote_identifier(term.range->shown) + ".";
    out += term.text == "*" ? "*" : quote_identifier(term.range->columns[term.place].shown);
}

// Pretty or not. Deep down lines are indented by less, so that they do not grow without end.
void TermPrinter::keyword_line(std::string_view words, int before, int behind, int here) {
    constexpr int deep = 40;
    indent_ += before;
    while (out.ends_with(' ')) out.pop_back();
    const int level = indent_ < deep ? std::max(indent_, 0) : (deep + (indent_ - deep) / 4) % deep;
    out += '\n' + std::string(static_cast<std::size_t>(level + here), ' ');
    out += words;
    indent_ = std::max(indent_ + behind, 0);
}

void TermPrinter::case_(const Term& term) {
    keyword_line("CASE", 0, indent_step);
    if (term.args[0] != nullptr) {
        out += ' ';
        print(*term.args[0], true);
    }
    for (std::size_t i = 1; i + 1 < term.args.size(); i += 2) {
        keyword_line("WHEN ");
        print(*term.args[i], false);
        out += " THEN ";
        print(*term.args[i + 1], true);
    }
    keyword_line("ELSE ");
    print(*term.args.back(), true);
    keyword_line("END", -indent_step);
}

void TermPrinter::grammar_call(const Term& term) {
    const auto argument = [&](std::size_t i) { print(*term.args[i], false); };
    const auto behind = [&](std::string_view word, std::size_t i) {
        if (i >= term.args.size()) return;
        out += word;
        argument(i);
    };
    switch (term.syntax) {
        case ast::CallSyntax::extract:
            out += "EXTRACT(" + term.args[0]->text;
            behind(" FROM ", 1);
            break;
        case ast::CallSyntax::substring_from:
            out += "SUBSTRING(";
            argument(0);
            behind(" FROM ", 1);
            behind(" FOR ", 2);
            break;
        case ast::CallSyntax::position_in:
            out += "POSITION((";
            argument(1);
            behind(") IN (", 0);
            out += ')';
            break;
        case ast::CallSyntax::overlay_placing:
            out += "OVERLAY(";
            argument(0);
            behind(" PLACING ", 1);
            behind(" FROM ", 2);
            behind(" FOR ", 3);
            break;
        default:
            out += term.syntax == ast::CallSyntax::trim_both      ? "TRIM(BOTH"
                   : term.syntax == ast::CallSyntax::trim_leading ? "TRIM(LEADING"
                                                                  : "TRIM(TRAILING";
            behind(" ", 1);
            behind(" FROM ", 0);
    }
    out += ')';
}

void TermPrinter::subscript(const Term& term) {
    const bool parentheses = term.args[0]->kind != TermKind::column;
    if (parentheses) out += '(';
    print(*term.args[0], false);
    if (parentheses) out += ')';
    out += '[';
    print(*term.args[1], false);
    out += ']';
}

}  // namespace ormgate::dialects::deparse
