#pragma once

#include <string>

#include "core/schema.hpp"
#include "dialects/deparse/term.hpp"

namespace ormgate::dialects::deparse {

// TermPrinter writes terms as PostgreSQL's ruleutils.c does, whose layout clients compare with: each
// operation in parentheses, or, if pretty, only where its reader would ask for them.
class TermPrinter {
public:
    TermPrinter(const Schema& schema, bool pretty) : schema_(schema), pretty_(pretty) {}

    // Conversions that nobody wrote are shown where they decide what an operator or function is given.
    void print(const Term& term, bool show_implicit);

    std::string out;

private:
    void operand(const Term& term, const Term& parent, bool show_implicit);
    void list(const Term& parent, std::size_t first, bool show_implicit);
    void open() {
        if (!pretty_) out += '(';
    }
    void close() {
        if (!pretty_) out += ')';
    }
    void keyword_line(std::string_view words);

    void constant(const Term& term, bool labelled);
    void coercion(const Term& term, bool show_implicit);
    void operation(const Term& term);
    void logical(const Term& term);
    void test(const Term& term, bool show_implicit);
    void any_all(const Term& term);
    void array(const Term& term);
    void case_(const Term& term);
    void grammar_call(const Term& term);
    void subscript(const Term& term);
    std::string type_text(Type type) const;

    const Schema& schema_;
    bool pretty_;
    int indent_ = 0;
};

// A node that needs no parentheses under this parent, if the text is to be pretty.
bool is_simple(const Term& term, const Term& parent);

}  // namespace ormgate::dialects::deparse
