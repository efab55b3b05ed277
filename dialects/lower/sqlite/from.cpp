// Tables, subqueries and functions in FROM.
#include <algorithm>

#include "core/object_names.hpp"
#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/lower/sqlite/outer_joins.hpp"
#include "dialects/sqlite_functions.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

void SqliteLowering::from_item(ast::FromItem& item) {
    if (item.as<ast::TableRef>() != nullptr) return table(item);
    if (item.as<ast::FunctionRef>() != nullptr) return function(item);
    if (auto* node = item.as<ast::SubqueryRef>()) return node->lateral ? lateral(item) : query(*node->query);
    auto& node = *item.as<ast::Join>();
    const bool keeps_right = node.kind == ast::JoinKind::right || node.kind == ast::JoinKind::full;
    const auto* subquery = node.right->as<ast::SubqueryRef>();
    if (keeps_right && subquery != nullptr && subquery->lateral)
        refuse("RIGHT and FULL JOIN of a LATERAL subquery", item.position);
    from_item(*node.left);
    from_item(*node.right);
    if (keeps_right) keep_constant_conditions_in_place(*node.left);
    if (node.kind == ast::JoinKind::right) derive_table_of_function(*node.right);
    if (node.on) expression(node.on);
}

void SqliteLowering::table(ast::FromItem& item) {
    auto& node = *item.as<ast::TableRef>();
    if (node.table == nullptr) return;
    node.name = node.of_catalog ? ast::Name{node.table->schema, node.table->name} : storage_of(*node.table);
    if (node.before_statement) past_rows(item);
}

ExprPtr rowid_of(const TableDef& table, const std::string& alias, Notes& notes) {
    std::string name;
    for (const char* word : {"rowid", "_rowid_", "oid"})
        if (name.empty() && table.column(word) == nullptr) name = word;
    if (name.empty()) notes.refuse("a table whose columns take all names of SQLite's rowid", 0);
    return column_of(alias, name, TypeId::int64);
}

// The rows that the statement has not touched, and those it has as they were.
void SqliteLowering::past_rows(ast::FromItem& item) {
    const TableDef& table = *item.as<ast::TableRef>()->table;
    if (table.columns.size() > most_kept_columns)
        refuse("a table of so many columns in a statement that changes it", item.position);
    for (const ColumnDef& column : table.columns)
        if (column.generated == Generated::virtual_ || (column.has_default && !column.storage_type.empty()))
            refuse("reading another program's table in the statement that changes it", item.position);
    const ExprPtr name = text_constant(item.as<ast::TableRef>()->name.back());
    const std::string& alias = item.alias.name;
    ast::Select untouched, touched;
    ast::FunctionRef before;
    before.calls.push_back(spelled("pg_before($1)", exprs(clone(*name)), TypeId::record, 0));
    for (const ColumnDef& column : table.columns) {
        const std::string place = "c" + std::to_string(touched.items.size() + 1);
        untouched.items.push_back({column_of(alias, column.name, column.type), column.name});
        touched.items.push_back({spelled(place, {}, column.type, 0), {}});
    }
    untouched.where = spelled(
        "NOT pg_touched($1, $2)", exprs(clone(*name), rowid_of(table, alias, notes_)), TypeId::boolean, 0);
    untouched.from.push_back(ast::FromItemPtr(new ast::FromItem));
    untouched.from.front()->node = std::move(item.node);
    untouched.from.front()->alias = item.alias;
    touched.from.push_back(ast::FromItemPtr(new ast::FromItem));
    touched.from.front()->node = std::move(before);
    ast::SetOperation both;
    both.all = true;
    both.left.reset(new ast::Query);
    both.left->body = std::move(untouched);
    both.right.reset(new ast::Query);
    both.right->body = std::move(touched);
    ast::QueryPtr query(new ast::Query);
    query->body = std::move(both);
    item.node = ast::SubqueryRef{false, std::move(query)};
}

// A LATERAL subquery reads its neighbours, which SQLite's subqueries in FROM cannot but the arguments of its
// table functions can: its rows are collected there, and pg_rows() gives them back.
void SqliteLowering::lateral(ast::FromItem& item) {
    const std::uint32_t position = item.position;
    auto& node = *item.as<ast::SubqueryRef>();
    const std::vector<Output> outputs = outputs_of(*node.query);
    if (outputs.empty()) refuse("a LATERAL subquery of no columns", position);
    query(*node.query);
    // SQLite calls a column of VALUES that is another's column by that one's name
    if (auto* list = std::get_if<ast::Values>(&node.query->body))
        for (ExprPtr& value : list->rows.front()) {
            const Type type = value->type;
            if (value->as<ast::ColumnRef>() != nullptr)
                value = spelled("coalesce($1, NULL)", exprs(std::move(value)), type, position);
        }
    Rows rows;
    for (const Output& output : outputs) rows.names.push_back(output.name);
    rows.source = ast::make(ast::Subquery{ast::SubqueryKind::scalar, std::move(node.query)}, position);
    sources_[item.range].names = numbers(outputs.size());
    ast::FunctionRef function;
    function.calls.push_back(collected_rows(collect(std::move(rows), position), outputs.size(), position));
    item.node = std::move(function);
}

std::vector<std::string> SqliteLowering::numbers(std::size_t count) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(std::to_string(i + 1));
    return out;
}

// The rows of a subquery or function as pg_rows() gives them back: `rows` yields the blob.
ExprPtr SqliteLowering::collected_rows(ExprPtr rows, std::size_t width, std::uint32_t position) {
    if (width > most_collected_columns)
        refuse("more than " + std::to_string(most_collected_columns) + " columns of LATERAL or ROWS FROM",
               position);
    return spelled(
        "pg_rows($1, " + std::to_string(width) + ")", exprs(std::move(rows)), TypeId::record, position);
}

// The blob of a function's rows.
ExprPtr SqliteLowering::collect(Rows rows, std::uint32_t position) {
    std::string text = "(SELECT pg_collect(";
    for (std::size_t i = 0; i < rows.names.size(); ++i)
        text += (i > 0 ? ", " : "") + quoted_in_spelling(rows.names[i]);
    return spelled(text + ") FROM $1)", exprs(std::move(rows.source)), TypeId::bytea, position);
}

// What stands for a column where its item of FROM has become another.
void SqliteLowering::column(ExprPtr& e) {
    auto& node = *e->as<ast::ColumnRef>();
    if (node.range == 0) return;
    const auto found = sources_.find(node.range);
    if (found == sources_.end()) return;
    const Source& source = found->second;
    if (node.column < source.computed.size() && source.computed[node.column] != nullptr) {
        const std::uint32_t position = e->position, end = e->end;
        e = clone(*source.computed[node.column]);
        e->position = position;
        e->end = end;
        return;
    }
    node.parts.back() = source.names.at(node.column);
}

}  // namespace ormgate::dialects
