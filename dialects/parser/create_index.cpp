#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

// A key of an index or of ON CONFLICT: a column, a function's call or an expression in parentheses.
CreateIndex::Key Parser::index_element() {
    CreateIndex::Key key;
    const std::uint32_t begin = this->begin();
    if (sqlite()) {
        key.expr = expression();
    } else if (accept('(')) {
        key.expr = expression();
        key.expr->parenthesised = true;
        expect(')');
    } else if (at_function()) {
        key.expr = function_without_window();
    } else {
        ColumnRef column{{column_id()}, false};
        key.expr = node(std::move(column), begin);
    }
    key.text = source_since(begin);
    if (Collate* collate = sqlite() ? key.expr->as<Collate>() : nullptr) {
        key.collation = collate->collation.back();
        ExprPtr inner = std::move(collate->operand);
        key.text = std::string(source_of(*inner));
        key.expr = std::move(inner);
    } else if (!sqlite() && accept("collate"_kw)) {
        key.collation = qualified_name().back();
    }
    if (!sqlite() && is_column_id(peek()) && !at("nulls"_kw)) key.opclass = qualified_name();
    if (!key.opclass.empty() && at('(')) refuse_unsupported("an operator class's options", this->begin());
    key.descending = accept("desc"_kw);
    if (!key.descending) accept("asc"_kw);
    if (at("nulls"_kw) && (peek(1).is("first"_kw) || peek(1).is("last"_kw))) {
        take();
        key.nulls_first = take().is("first"_kw);
    }
    return key;
}

}  // namespace ormgate::dialects
