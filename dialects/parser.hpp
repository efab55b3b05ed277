#pragma once

#include <string_view>

#include "core/error.hpp"
#include "dialects/ast/statement.hpp"
#include "dialects/dialect.hpp"

namespace ormgate::dialects {

// Parses one statement. Literals get slots in the order cut_templates() lifts them. Positions are byte
// offsets in `sql`. Error positions are 1-based characters in `sql`, as PostgreSQL counts them. Nesting
// deeper than the parser's bound is refused (statement_too_complex), so that no text can exhaust the stack
// here or in what walks the tree later.
Result<ast::StatementPtr> parse_statement(std::string_view sql, const Dialect& dialect);

// Parses a lone expression, e.g. a default or a check as a Schema holds it.
Result<ast::ExprPtr> parse_expression(std::string_view sql, const Dialect& dialect);

}  // namespace ormgate::dialects
