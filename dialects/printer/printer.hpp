#pragma once

#include <string>
#include <string_view>

#include "dialects/ast/statement.hpp"

namespace ormgate::dialects {

// The tree as PostgreSQL's SQL: keywords in upper case, identifiers quoted if quote_ident() would,
// parentheses only where precedence needs them.
std::string print_postgres(const ast::Statement& statement);
std::string print_postgres(const ast::Query& query);
std::string print_postgres(const ast::Expr& expr);
std::string print_postgres(const ast::TypeName& type);

// PostgreSQL's quote_ident() and quote_literal().
std::string quote_identifier(std::string_view name);
std::string quote_literal(std::string_view text);

}  // namespace ormgate::dialects
