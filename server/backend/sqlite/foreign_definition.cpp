// What only the text of a CREATE statement in another program's file tells.
#include <algorithm>

#include "dialects/parser.hpp"
#include "server/backend/sqlite/foreign_table.hpp"

namespace ormgate::sqlite {
namespace {

bool same_name(const std::string& a, const std::string& b) {
    return sqlite3_stricmp(a.c_str(), b.c_str()) == 0;
}

ConstraintDef* find(TableDef& table, const ast::TableConstraint& written) {
    const auto matches = [&](const ConstraintDef& constraint) {
        if (constraint.kind != written.kind) return false;
        if (constraint.kind == ConstraintKind::primary_key) return true;
        return std::ranges::equal(constraint.columns, written.columns, same_name);
    };
    const auto found = std::ranges::find_if(table.constraints, matches);
    return found == table.constraints.end() ? nullptr : &*found;
}

void rename(TableDef& table, ConstraintDef& constraint, const std::string& name) {
    if (name.empty() || table.constraint(name) != nullptr) return;
    for (IndexDef& index : table.indexes)
        if (!constraint.index.empty() && index.name == constraint.index) index.name = name;
    if (!constraint.index.empty()) constraint.index = name;
    constraint.name = name;
}

void add_check(TableDef& table, const ast::TableConstraint& written, const std::string& column) {
    ConstraintDef check;
    check.kind = ConstraintKind::check;
    check.name = written.name;
    if (check.name.empty() || table.constraint(check.name) != nullptr)
        check.name = default_name(table.name, column, "check", table);
    if (!column.empty()) check.columns = {column};
    check.expression = written.check_text;
    table.constraints.push_back(std::move(check));
}

void apply(TableDef& table, const ast::TableConstraint& written, const std::string& column) {
    if (written.kind == ConstraintKind::check) return add_check(table, written, column);
    ConstraintDef* constraint = find(table, written);
    if (constraint == nullptr) return;
    rename(table, *constraint, written.name);
    constraint->deferrable = written.deferrable;
    constraint->initially_deferred = written.initially_deferred;
}

Result<ast::StatementPtr> parse(std::string_view sql) {
    return dialects::parse_statement(sql, dialects::dialect(dialects::DialectId::sqlite));
}

}  // namespace

void read_definition(std::string_view sql, TableDef& table) {
    const auto statement = parse(sql);
    if (!statement) return;
    const auto* create = (*statement)->as<ast::CreateTable>();
    if (create == nullptr) return;
    for (const ast::ColumnDefinition& written : create->columns) {
        const auto column = std::ranges::find_if(
            table.columns, [&](const ColumnDef& c) { return same_name(c.name, written.name); });
        if (column == table.columns.end()) continue;
        column->generated_expression = written.generation_text;
        for (const ast::TableConstraint& constraint : written.constraints)
            apply(table, constraint, column->name);
    }
    for (const ast::TableConstraint& constraint : create->constraints) apply(table, constraint, {});
}

void read_index_definition(std::string_view sql, TableDef& table, IndexDef& index) {
    const auto statement = parse(sql);
    if (!statement) return;
    const auto* create = (*statement)->as<ast::CreateIndex>();
    if (create == nullptr || create->keys.size() != index.keys.size()) return;
    index.predicate = create->where_text;
    for (std::size_t i = 0; i < index.keys.size(); ++i)
        if (table.column(index.keys[i].column) == nullptr) index.keys[i].expression = create->keys[i].text;
}

}  // namespace ormgate::sqlite
