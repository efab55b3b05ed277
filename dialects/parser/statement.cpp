#include "dialects/lexer.hpp"
#include "dialects/parser.hpp"
#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::finish(Statement::Node node, std::uint32_t begin) {
    StatementPtr statement(new Statement);
    statement->node = std::move(node);
    statement->begin = begin;
    statement->end = end();
    return statement;
}

StatementPtr Parser::whole_statement() {
    StatementPtr result = at_end() || at(';') ? finish(Empty{}, begin()) : statement();
    while (accept(';')) {
    }
    if (!at_end()) refuse();
    result->pinned_slots = std::move(pinned);
    return result;
}

ExprPtr Parser::whole_expression() {
    ExprPtr result = expression();
    if (!at_end()) refuse();
    return result;
}

StatementPtr Parser::statement() {
    return query_or_dml();
}

Result<StatementPtr> parse_statement(std::string_view sql, const Dialect& dialect) {
    if (auto checked = check_text(sql, dialect); !checked) return std::unexpected(std::move(checked).error());
    try {
        return Parser(sql, dialect).whole_statement();
    } catch (Refusal& refusal) {
        return std::unexpected(std::move(refusal.error));
    }
}

Result<ExprPtr> parse_expression(std::string_view sql, const Dialect& dialect) {
    if (auto checked = check_text(sql, dialect); !checked) return std::unexpected(std::move(checked).error());
    try {
        return Parser(sql, dialect).whole_expression();
    } catch (Refusal& refusal) {
        return std::unexpected(std::move(refusal.error));
    }
}

}  // namespace ormgate::dialects
