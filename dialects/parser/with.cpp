#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

With Parser::with_clause() {
    take();
    With with;
    with.recursive = accept("recursive"_kw);
    do with.tables.push_back(common_table());
    while (accept(','));
    return with;
}

CommonTable Parser::common_table() {
    Descent descent(*this);
    CommonTable table;
    table.position = begin();
    table.name = column_id();
    if (at('(')) table.columns = column_list();
    expect("as"_kw);
    if (accept("materialized"_kw)) {
        table.materialized = true;
    } else if (accept("not"_kw)) {
        expect("materialized"_kw);
        table.materialized = false;
    }
    expect('(');
    table.statement = query_or_dml();
    expect(')');
    if (!sqlite()) search_and_cycle(table);
    return table;
}

void Parser::search_and_cycle(CommonTable& table) {
    if (at("search"_kw)) {
        const std::uint32_t begin = this->begin();
        take();
        if (!accept("depth"_kw)) expect("breadth"_kw);
        expect("first"_kw, "by"_kw);
        name_list();
        expect("set"_kw);
        column_id();
        table.search = source_since(begin);
    }
    if (at("cycle"_kw)) {
        const std::uint32_t begin = this->begin();
        take();
        name_list();
        expect("set"_kw);
        column_id();
        if (accept("to"_kw)) {
            constant();
            expect("default"_kw);
            constant();
        }
        expect("using"_kw);
        column_id();
        table.cycle = source_since(begin);
    }
}

// A constant that stays in the text: AexprConst.
void Parser::constant() {
    const bool word = at_any("true"_kw, "false"_kw, "null"_kw);
    if (!word && !peek().is_literal() && !at_type_literal() && !is_function_name(peek())) refuse();
    const std::uint32_t begin = this->begin();
    Descent descent(*this);
    const ExprPtr value = primary();
    const Cast* cast = value->as<Cast>();
    const Literal* literal = (cast != nullptr ? *cast->operand : *value).as<Literal>();
    if (literal == nullptr)
        refuse(Errc::syntax_error, "syntax error at or near \"" + source_since(begin) + '"', begin);
    if (literal->slot >= 0) pinned.push_back(static_cast<std::uint16_t>(literal->slot));
}

}  // namespace ormgate::dialects
