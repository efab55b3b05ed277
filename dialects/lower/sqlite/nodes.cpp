#include "dialects/lower/sqlite/nodes.hpp"

#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

ExprPtr spelled(std::string spelling, std::vector<ExprPtr> args, Type type, std::uint32_t position) {
    return typed(ast::make(ast::Spelled{std::move(spelling), std::move(args), nullptr}, position), type);
}

ast::FromItemPtr derived(ast::QueryPtr query, std::string_view alias) {
    ast::FromItemPtr item(new ast::FromItem);
    item->node = ast::SubqueryRef{false, std::move(query)};
    item->alias.name = alias;
    return item;
}

ast::FromItemPtr derived(ast::Select select, std::string_view alias) {
    ast::QueryPtr query(new ast::Query);
    query->body = std::move(select);
    return derived(std::move(query), alias);
}

ExprPtr column_of(std::string_view table, std::string_view name, Type type) {
    return typed(ast::make(ast::ColumnRef{{std::string(table), std::string(name)}}), type);
}

std::string quoted_in_spelling(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        out += c;
        if (c == '"' || c == '$') out += c;
    }
    return out + '"';
}

ast::Name storage_of(const TableDef& table) {
    if (table.temporary || table.schema == "pg_temp") return {"temp", table.name};
    return {table.backend_name.empty() ? storage_name(table.schema, table.name) : table.backend_name};
}

bool is_rowid_alias(const TableDef& table, const ColumnDef& column) {
    const ConstraintDef* key = table.primary_key();
    return key != nullptr && key->columns.size() == 1 && key->columns[0] == column.name &&
           is_integer(column.type);
}

}  // namespace ormgate::dialects
