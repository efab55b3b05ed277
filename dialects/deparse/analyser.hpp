#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema.hpp"
#include "dialects/ast/expression.hpp"
#include "dialects/deparse/term.hpp"

namespace ormgate::dialects::deparse {

// What an Analyser throws at what it does not understand.
struct NotUnderstood {};

// Analyser makes terms of parsed expressions by the rules the binder has, but for no target: nothing is
// rewritten, and conversions stay visible.
class Analyser {
public:
    Analyser(const Schema& schema, const TableDef* table) : schema_(schema), table_(table) {}

    TermPtr term(const ast::Expr& e);
    TermPtr coerce(TermPtr term, Type to, bool implicit);

private:
    // analyser.cpp
    TermPtr of(const ast::Literal& node);
    TermPtr of(const ast::ColumnRef& node);
    TermPtr of(const ast::Unary& node);
    TermPtr of(const ast::Binary& node);
    TermPtr of(const ast::Logical& node);
    TermPtr of(const ast::Not& node);
    TermPtr of(const ast::Is& node);
    TermPtr of(const ast::IsDistinct& node);
    TermPtr of(const ast::Cast& node);
    TermPtr of(const ast::Subscript& node);
    TermPtr of(const ast::Collate& node);
    TermPtr of(const ast::ArrayLiteral& node);
    // analyser_predicates.cpp
    TermPtr of(const ast::Between& node);
    TermPtr of(const ast::In& node);
    TermPtr of(const ast::Like& node);
    TermPtr of(const ast::Quantified& node);
    TermPtr of(const ast::Case& node);
    // analyser_calls.cpp
    TermPtr of(const ast::Call& node);
    TermPtr of(const ast::AtTimeZone& node);
    template <class Node>
    TermPtr of(const Node&) {
        throw NotUnderstood();
    }

    TermPtr constant(std::string text, Type type);
    TermPtr settled(TermPtr term) { return coerce(std::move(term), TypeId::text, true); }
    TermPtr boolean(const ast::Expr& e);
    TermPtr operation(std::string_view op, TermPtr left, TermPtr right);  // left null: a prefix operator
    TermPtr row_equality(const ast::Row& left, const ast::Row& right, const std::string& op);
    TermPtr any_all(std::string_view op, TermPtr left, TermPtr array, bool all);
    TermPtr array_of_terms(std::vector<TermPtr> elements, std::optional<Type> element);
    TermPtr special_call(std::string_view name, std::vector<TermPtr> args);
    TermPtr resolved_call(std::string_view name, std::vector<TermPtr> args);
    Type make_common(std::vector<TermPtr>& terms);
    // Converts arguments to what a row of the tables declares; polymorphic ones are made to agree. Answers
    // the result's type.
    Type apply_signature(const std::vector<Type>& declared, std::vector<TermPtr>& args, Type result);
    Type type_named(const ast::TypeName& name) const;

    const Schema& schema_;
    const TableDef* table_;
};

TermPtr make_term(TermKind kind, Type type, std::string text = {});
template <class... Args>
TermPtr make_term(TermKind kind, Type type, std::string text, Args... args) {
    TermPtr made = make_term(kind, type, std::move(text));
    (made->args.push_back(std::move(args)), ...);
    return made;
}

}  // namespace ormgate::dialects::deparse
