#pragma once

#include <string>
#include <string_view>

#include "dialects/ast/statement.hpp"
#include "dialects/dialect.hpp"

namespace ormgate::dialects {

// The tree as PostgreSQL's SQL: keywords in upper case, identifiers quoted if quote_ident() would,
// parentheses only where precedence needs them.
std::string print_postgres(const ast::Statement& statement);
std::string print_postgres(const ast::Query& query);
std::string print_postgres(const ast::Expr& expr);
std::string print_postgres(const ast::TypeName& type);

// The tree as SQL of MySQL or MariaDB, to be read under an empty sql_mode.
std::string print_mysql(const ast::Statement& statement, DialectId target);
std::string print_mysql(const ast::Expr& expr, DialectId target);

// A tree that came of SQLite's SQL, as SQLite's SQL.
std::string print_sqlite(const ast::Statement& statement);

// PostgreSQL's quote_ident() and quote_literal().
std::string quote_identifier(std::string_view name);
std::string quote_literal(std::string_view text);

}  // namespace ormgate::dialects
