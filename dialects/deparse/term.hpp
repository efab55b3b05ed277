#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/type.hpp"
#include "dialects/ast/expression.hpp"

namespace ormgate::dialects::deparse {

// What an expression means once PostgreSQL has analysed it: operators and functions have the arguments they
// take, conversions that nobody wrote are nodes of their own.
enum class TermKind : std::uint8_t {
    column,          // text "*": the whole row
    constant,        // text: what its type's output function prints
    keyword,         // CURRENT_TIMESTAMP …
    coercion,        // to `type`
    operation,       // text: the operator; one argument or two
    call,            // text: the function's name
    grammar_call,    // EXTRACT, TRIM …: `syntax` says which
    at_time_zone,    // zone, time: the arguments of timezone()
    special_call,    // COALESCE, NULLIF, GREATEST, LEAST
    logical,         // text: AND, OR
    negation,        // NOT
    null_test,       // text: IS NULL, IS NOT NULL
    boolean_test,    // text: IS TRUE …
    distinct,        // IS DISTINCT FROM
    any_all,         // text: the operator, then `all`
    array,           // ARRAY[…]
    case_,           // operand or null, then condition and result in turns, then ELSE's
    subscript,       // array, index
    collate,         // text: the collation
    aggregate,       // a call with what `details` say, of a window's function too
    subquery,        // text: EXISTS, ARRAY, an operator (then args: what is compared), or nothing
    row,             // ROW(…)
    row_comparison,  // text: the operator; the fields of the left row, then as many of the right one
};

struct Term;
using TermPtr = std::unique_ptr<Term>;
struct RangeTerm;
struct QueryTerm;
struct CallDetails;

struct Term {
    TermKind kind = TermKind::constant;
    Type type;
    std::string text;
    std::vector<TermPtr> args;
    bool null = false;      // constants
    bool implicit = false;  // coercions that nobody wrote
    bool relabels = false;  // coercions that call no function of their own
    bool all = false;
    ast::CallSyntax syntax = ast::CallSyntax::plain;
    std::shared_ptr<const RangeTerm> range;  // of a query's column; null: a column of the table in question
    std::size_t place = 0;                   // of the column in it
    std::shared_ptr<const CallDetails> details;
    std::shared_ptr<QueryTerm> query;
};

}  // namespace ormgate::dialects::deparse
