#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/limits.hpp"

namespace ormgate::dialects {

const CommonTableRange* Binder::find_common_table(std::string_view name, Scope* scope) {
    for (Scope* level = scope; level != nullptr; level = level->outer)
        for (auto found = level->common_tables.rbegin(); found != level->common_tables.rend(); ++found)
            if (found->name == name) return &*found;
    return nullptr;
}

namespace {

void name_columns(Binder& binder, CommonTableRange& range, const ast::CommonTable& table) {
    if (table.columns.size() > range.columns.size())
        binder.fail(Errc::invalid_column_reference,
                    "WITH query \"" + table.name + "\" has " + std::to_string(range.columns.size()) +
                        " columns available but " + std::to_string(table.columns.size()) +
                        " columns specified",
                    table.position);
    for (std::size_t i = 0; i < table.columns.size(); ++i) range.columns[i].name = table.columns[i];
}

// The tree gets the column names the target uses, so that they are what references say.
void print_columns(ast::CommonTable& table, const CommonTableRange& range) {
    table.name = range.sql_name;
    table.columns.clear();
    for (const OutputColumn& column : range.columns) table.columns.push_back(column.sql_name);
}

}  // namespace

void Binder::with(ast::With& with, Scope& scope) {
    check_count(*this, with.tables.size(), most_common_tables, "WITH queries");
    for (ast::CommonTable& table : with.tables) {
        if (!table.search.empty()) refuse("SEARCH", table.position);
        if (!table.cycle.empty()) refuse("CYCLE", table.position);
        for (const CommonTableRange& other : scope.common_tables)
            if (other.name == table.name && &other >= scope.common_tables.data())
                fail(Errc::duplicate_alias,
                     "WITH query name \"" + table.name + "\" specified more than once",
                     table.position);
        CommonTableRange range;
        range.name = table.name;
        range.sql_name = table.name;
        // SQLite takes a name inside its own query for a recursion
        if (find_table({table.name}, table.position, false) != nullptr) range.sql_name += " with";
        auto* inner = table.statement ? table.statement->as<ast::QueryPtr>() : nullptr;
        if (inner == nullptr) {
            fail(Errc::unsupported,
                 "WITH clause containing a data-modifying statement must be at the top level",
                 table.position);
        }
        const bool self = with.recursive && std::get_if<ast::SetOperation>(&(*inner)->body) != nullptr;
        if (self) {
            recursive_table(table, scope, range);
        } else {
            range.columns = query(**inner, &scope);
            name_columns(*this, range, table);
        }
        print_columns(table, range);
        if (!self) scope.common_tables.push_back(std::move(range));
    }
}

// The first operand of a recursive query gives its columns; the second sees them.
void Binder::recursive_table(ast::CommonTable& table, Scope& scope, CommonTableRange& range) {
    ast::Query& whole = **table.statement->as<ast::QueryPtr>();
    auto& both = std::get<ast::SetOperation>(whole.body);
    Scope inside;
    inside.outer = &scope;
    with(whole.with, inside);
    range.columns = query(*both.left, &inside);
    name_columns(*this, range, table);
    range.recursive = true;
    scope.common_tables.push_back(range);
    const std::size_t place = scope.common_tables.size() - 1;
    std::vector<OutputColumn> next = query(*both.right, &inside, true);
    scope.common_tables[place].recursive = false;
    if (next.size() != range.columns.size())
        fail(Errc::syntax_error, "each UNION query must have the same number of columns", whole.position);
    for (std::size_t i = 0; i < next.size(); ++i) {
        auto* items = std::get_if<ast::Select>(&both.right->body);
        if (next[i].type.id == TypeId::unknown && items != nullptr) {
            coerce(items->items[i].expr, range.columns[i].type.without_modifier(), CastContext::implicit);
            next[i].type = items->items[i].expr->type;
        }
        const Type first = range.columns[i].type, second = next[i].type;
        const bool alike = same_type(first, second) || second.id == TypeId::unknown;
        if (!alike && !(is_integer(first) && is_integer(second)) && !(is_string(first) && is_string(second)))
            fail(Errc::datatype_mismatch,
                 "recursive query \"" + range.name + "\" column " + std::to_string(i + 1) + " has type " +
                     sql_name(first) + " in non-recursive term but type " + sql_name(second) + " overall",
                 whole.position,
                 "Cast the output of the non-recursive term to the correct type.");
    }
    if (both.op != ast::SetOperator::union_) refuse("a recursive query without UNION", table.position);
    if (!whole.order_by.empty() || whole.limit || whole.offset)
        refuse("ORDER BY and LIMIT in a recursive query", table.position);
}

}  // namespace ormgate::dialects
