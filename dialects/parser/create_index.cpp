#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::create_index(bool unique, std::uint32_t begin) {
    CreateIndex index;
    index.unique = unique;
    expect("index"_kw);
    if (!sqlite()) index.concurrently = accept("concurrently"_kw);
    index.if_not_exists = if_not_exists();
    if (sqlite()) {
        const std::uint32_t name_begin = this->begin();
        Name name = qualified_name();
        if (name.size() > 1 && name.front() != "main")
            refuse_unsupported("an index outside of main", name_begin);
        index.name = std::move(name.back());
        expect("on"_kw);
    } else if (!accept("on"_kw)) {
        index.name = column_id();
        expect("on"_kw);
    } else if (index.if_not_exists) {
        refuse();
    }
    TableRef table = relation();
    index.table = std::move(table.name);
    index.only = table.only;
    if (!sqlite() && accept("using"_kw)) index.method = column_id();
    expect('(');
    do index.keys.push_back(index_element());
    while (accept(','));
    expect(')');
    if (!sqlite()) {
        if (accept("include"_kw)) index.include = included_columns();
        if (accept("nulls"_kw)) {
            index.nulls_not_distinct = accept("not"_kw);
            expect("distinct"_kw);
        }
        if (accept("with"_kw)) index.options = options();
        if (accept("tablespace"_kw)) index.tablespace = column_id();
    }
    if (accept("where"_kw)) {
        const std::uint32_t where = this->begin();
        index.where = expression();
        index.where_text = source_since(where);
    }
    return finish(std::move(index), begin);
}

std::vector<std::string> Parser::included_columns() {
    std::vector<std::string> columns;
    expect('(');
    do {
        const std::uint32_t begin = this->begin();
        const CreateIndex::Key key = index_element();
        const ColumnRef* column = key.expr->as<ColumnRef>();
        if (column == nullptr || key.expr->parenthesised)
            refuse(Errc::unsupported, "expressions are not supported in included columns", begin);
        columns.push_back(column->parts.front());
    } while (accept(','));
    expect(')');
    return columns;
}

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
