#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema.hpp"
#include "dialects/ast/query.hpp"
#include "dialects/deparse/query_term.hpp"
#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects::deparse {

// What an Analyser throws at what it does not understand.
struct NotUnderstood {};

// Names is what the expressions of a query may name.
struct Names {
    struct Column {
        std::string name;
        RangeTermPtr range;
        std::size_t place = 0;
    };
    struct CommonTable {
        std::string name;
        std::vector<RangeTerm::Column> columns;
    };
    Names* outer = nullptr;
    QueryTerm* query = nullptr;
    std::vector<Column> visible;  // without a qualifier
    std::vector<RangeTermPtr> ranges;
    std::vector<CommonTable> common_tables;
};

// Analyser makes terms of parsed expressions and queries by the rules the binder has, but for no target:
// nothing is rewritten, and conversions stay visible.
class Analyser {
public:
    Analyser(const Schema& schema, const TableDef* table) : schema_(schema), table_(table) {}

    TermPtr term(const ast::Expr& e);
    TermPtr coerce(TermPtr term, Type to, bool implicit);
    // keep_unknown: the caller decides what untyped literals among the outputs are.
    QueryTermPtr query(const ast::Query& node, bool keep_unknown = false);

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
    TermPtr of(const ast::Row& node);
    // query_analyser.cpp
    TermPtr of(const ast::Subquery& node);
    TermPtr compared_query(
        const ast::Expr& left, const ast::Query& query, std::string_view op, bool all, bool negated);
    void with(const ast::With& node, QueryTerm& made);
    void select(const ast::Select& node, QueryTerm& made, bool keep_unknown);
    void star(const ast::Star& node, std::vector<OutputTerm>& out);
    void values(const ast::Values& node, QueryTerm& made);
    void set_operation(const ast::SetOperation& node, QueryTerm& made);
    void settle_output(QueryTerm& query, std::size_t place, Type type);
    GroupTerm group(const ast::Expr& node, const QueryTerm& query);
    KeyTerm key(const ast::Expr& node, const QueryTerm& query, bool output_first);
    std::vector<KeyTerm> sort_keys(const std::vector<ast::SortKey>& keys, const QueryTerm* query);
    WindowTerm window(const ast::Window& node);
    // from_analyser.cpp
    struct FromPart {
        FromTermPtr term;
        std::vector<Names::Column> visible;
    };
    FromPart from_item(const ast::FromItem& item);
    FromPart range_item(RangeTermPtr range, const ast::Alias& alias);
    FromPart join_item(const ast::Join& node, const ast::Alias& alias);
    std::vector<Names::Column> merged_columns(const ast::Join& node,
                                              FromPart& left,
                                              FromPart& right,
                                              FromTerm& join);
    RangeTermPtr table_range(const ast::Name& name);
    RangeTermPtr subquery_range(const ast::SubqueryRef& node);
    RangeTermPtr function_range(const ast::FunctionRef& node, const ast::Alias& alias);
    TermPtr named(const ast::Name& parts);
    TermPtr column_term(RangeTermPtr range, std::size_t place);
    // analyser_calls.cpp
    TermPtr of(const ast::Call& node);
    TermPtr of(const ast::AtTimeZone& node);
    TermPtr aggregate(const ast::Call& node, std::vector<TermPtr> args);
    template <class Node>
    TermPtr of(const Node&) {
        throw NotUnderstood();
    }

    TermPtr constant(std::string text, Type type);
    TermPtr settled(TermPtr term) { return coerce(std::move(term), TypeId::text, true); }
    TermPtr boolean(const ast::Expr& e);
    TermPtr operation(std::string_view op, TermPtr left, TermPtr right);  // left null: a prefix operator
    TermPtr row_equality(const ast::Row& left, const ast::Row& right, const std::string& op);
    TermPtr row_comparison(const ast::Row& left, const ast::Row& right, const std::string& op);
    TermPtr any_all(std::string_view op, TermPtr left, TermPtr array, bool all);
    TermPtr array_of_terms(std::vector<TermPtr> elements, std::optional<Type> element);
    TermPtr special_call(std::string_view name, std::vector<TermPtr> args);
    TermPtr resolved_call(std::string_view name,
                          std::vector<TermPtr> args,
                          std::initializer_list<FunctionKind> kinds);
    Type make_common(std::vector<TermPtr>& terms);
    // Converts arguments to what a row of the tables declares; polymorphic ones are made to agree. Answers
    // the result's type.
    Type apply_signature(const std::vector<Type>& declared, std::vector<TermPtr>& args, Type result);
    Type type_named(const ast::TypeName& name) const;

    const Schema& schema_;
    const TableDef* table_;
    Names* names_ = nullptr;
    const FunctionRow* called_ = nullptr;  // what resolved_call() has chosen last
};

TermPtr make_term(TermKind kind, Type type, std::string text = {});
template <class... Args>
TermPtr make_term(TermKind kind, Type type, std::string text, Args... args) {
    TermPtr made = make_term(kind, type, std::move(text));
    (made->args.push_back(std::move(args)), ...);
    return made;
}

}  // namespace ormgate::dialects::deparse
