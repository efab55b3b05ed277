#include "dialects/lexer.hpp"
#include "dialects/parser.hpp"
#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

Result<ast::StatementPtr> parse_statement(std::string_view sql, const Dialect& dialect) {
    if (auto checked = check_text(sql, dialect); !checked) return std::unexpected(std::move(checked).error());
    try {
        return Parser(sql, dialect).whole_statement();
    } catch (Refusal& refusal) {
        return std::unexpected(std::move(refusal.error));
    }
}

Result<ast::ExprPtr> parse_expression(std::string_view sql, const Dialect& dialect) {
    if (auto checked = check_text(sql, dialect); !checked) return std::unexpected(std::move(checked).error());
    try {
        return Parser(sql, dialect).whole_expression();
    } catch (Refusal& refusal) {
        return std::unexpected(std::move(refusal.error));
    }
}

}  // namespace ormgate::dialects
