#include "dialects/lexer.hpp"
#include "dialects/parser.hpp"
#include "dialects/parser/mysql/parser.hpp"
#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {
namespace {

// The result of a rule of the dialect's grammar, or what it refused.
template <class Rule>
auto parse(std::string_view sql, const Dialect& dialect, Rule rule)
    -> Result<std::invoke_result_t<Rule, Parser&>> {
    if (auto checked = check_text(sql, dialect); !checked) return std::unexpected(std::move(checked).error());
    try {
        if (is_mysql(dialect)) {
            MysqlParser parser(sql, dialect);
            return rule(parser);
        }
        Parser parser(sql, dialect);
        return rule(parser);
    } catch (Refusal& refusal) {
        return std::unexpected(std::move(refusal.error));
    }
}

}  // namespace

Result<ast::StatementPtr> parse_statement(std::string_view sql, const Dialect& dialect) {
    return parse(sql, dialect, [](Parser& parser) { return parser.whole_statement(); });
}

Result<ast::ExprPtr> parse_expression(std::string_view sql, const Dialect& dialect) {
    return parse(sql, dialect, [](Parser& parser) { return parser.whole_expression(); });
}

}  // namespace ormgate::dialects
