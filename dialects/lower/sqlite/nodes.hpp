#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema.hpp"
#include "dialects/ast/query.hpp"

// Nodes that passes towards SQLite build, and what its comparisons are.
namespace ormgate::dialects {

ast::ExprPtr spelled(std::string spelling, std::vector<ast::ExprPtr> args, Type type, std::uint32_t position);
ast::FromItemPtr derived(ast::QueryPtr query, std::string_view alias);
ast::FromItemPtr derived(ast::Select select, std::string_view alias);
ast::ExprPtr column_of(std::string_view table, std::string_view name, Type type);
std::string quoted_in_spelling(std::string_view name);  // an identifier, with $ doubled

// What $t1 of a spelling stands for: int4, _text. Enumerations are text.
std::string pg_name(Type type);

// How comparisons of a type are done: natively, under a collation, or only by functions.
std::string_view collation_of(Type type);  // decimal, interval, jsonb, RTRIM …, or nothing
bool compares_natively(Type type);         // = and <>, under its collation if it has one
bool has_order(Type type);                 // natively or by the ranks of labels
ast::ExprPtr collated(ast::ExprPtr e);     // under its type's collation, if it has one

ast::Name storage_of(const TableDef& table);  // its name in SQLite
bool is_rowid_alias(const TableDef& table, const ColumnDef& column);

}  // namespace ormgate::dialects
