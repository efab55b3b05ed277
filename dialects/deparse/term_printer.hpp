#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/schema.hpp"
#include "dialects/deparse/query_term.hpp"

namespace ormgate::dialects::deparse {

// TermPrinter writes terms as PostgreSQL's ruleutils.c does, whose layout clients compare with: each
// operation in parentheses, or, if pretty, only where its reader would ask for them.
class TermPrinter {
public:
    TermPrinter(const Schema& schema, bool pretty) : schema_(schema), pretty_(pretty) {}
    // A list's next item begins a line where this one would grow longer; below 0: never.
    TermPrinter(const Schema& schema, bool pretty, int wrap_column)
        : schema_(schema), pretty_(pretty), wrap_column_(wrap_column) {}

    // Conversions that nobody wrote are shown where they decide what an operator or function is given.
    void print(const Term& term, bool show_implicit);
    // `names`: what the outputs are called if it is not what the query says; empty: that. Names that a
    // query's reader cannot see are shown only if they are not what an output would be called anyway.
    void print(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible);

    std::string out;

private:
    void operand(const Term& term, const Term& parent, bool show_implicit);
    void list(const Term& parent, std::size_t first, std::size_t end, bool show_implicit);
    void list(const Term& parent) { list(parent, 0, parent.args.size(), true); }
    void open() {
        if (!pretty_) out += '(';
    }
    void close() {
        if (!pretty_) out += ')';
    }
    // Words on a line of their own, and how the lines before, behind and this one are indented.
    void keyword_line(std::string_view words, int before = 0, int behind = 0, int here = 0);

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
    void column(const Term& term);
    // query_printer.cpp
    void with(const QueryTerm& query);
    void select(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible);
    void outputs(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible);
    void wrapped(std::string text, bool first, bool last_was_multiline);
    void values(const QueryTerm& query);
    void renamed_values(const QueryTerm& query, const std::vector<std::string>& names);
    void operand(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible);
    void set_operation(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible);
    void limit(const QueryTerm& query);
    void from(const QueryTerm& query);
    void from_item(const FromTerm& item);
    void range(const RangeTerm& range);
    void join(const FromTerm& item);
    // call_printer.cpp
    using Outputs = std::function<const Term&(std::size_t place)>;
    void key(const KeyTerm& key, const Outputs& outputs, bool by_place = false);
    void keys(const std::vector<KeyTerm>& keys, const Outputs& outputs);
    void sort(const std::vector<KeyTerm>& keys, const Outputs& outputs, bool by_place = false);
    void group(const GroupTerm& group, const Outputs& outputs, bool alone_bare);
    void aggregate(const Term& term);
    void window(const WindowTerm& window);
    void frame(const FrameTerm& frame);
    void subquery(const Term& term);
    std::string type_text(Type type) const;

    const Schema& schema_;
    bool pretty_;
    int indent_ = 0, wrap_column_ = 0;
};

// A node that needs no parentheses under this parent, if the text is to be pretty.
bool is_simple(const Term& term, const Term& parent);

}  // namespace ormgate::dialects::deparse
