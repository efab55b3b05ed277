#pragma once

#include <optional>
#include <vector>

#include "dialects/ast/statement.hpp"
#include "dialects/bind/binder.hpp"
#include "dialects/translation.hpp"

namespace ormgate::dialects {

// WritePlanner turns a statement of rows into steps: one, if SQLite can run it in one, else several that
// leave each other their rows. Common tables of a statement whose WITH changes rows are steps of their own;
// each step reads the tables as they were before the statement.
class WritePlanner {
public:
    // `text` reads the literals that stand in the steps' text.
    WritePlanner(Binder& binder, Translation& out, const TextSettings& text)
        : binder_(binder), out_(out), text_(text) {}

    // Binds the statement and adds its steps; answers the result's columns.
    std::vector<OutputColumn> plan(ast::Statement& statement);

private:
    using Kept = std::optional<std::uint16_t>;

    void common_tables(ast::With& with);
    void common_table(ast::CommonTable& table, bool recursive);
    void drop_unread();
    // One statement; its rows are the result, or kept.
    std::vector<OutputColumn> rows(ast::Statement& statement, Kept keep);
    std::vector<OutputColumn> update(ast::Update& update, Kept keep);
    std::vector<OutputColumn> delete_(ast::Delete& statement, Kept keep);

    // write_planner_merge.cpp
    void merge(ast::Merge& merge);
    CommonTableRange matches(ast::Merge& merge, const TableDef& table);
    void merge_delete(const TableDef& table, std::uint16_t kept, std::size_t action);
    void merge_update(ast::Merge& merge, ast::MergeAction& action, std::size_t number);
    void merge_insert(ast::Merge& merge, const TableDef& table, ast::MergeAction& action, std::size_t number);

    // What is around a step: nothing, unless there are common tables.
    Scope* outer() { return scope_.common_tables.empty() ? nullptr : &scope_; }
    std::uint16_t next_kept() { return kept_++; }
    // The kept rows that the step reads, as common tables of it.
    ast::With kept_tables();
    void add(ast::Statement& statement, bool result, Kept keep, const std::vector<OutputColumn>& columns);
    void add_query(ast::Query query, bool result, Kept keep, const std::vector<OutputColumn>& columns);

    Binder& binder_;
    Translation& out_;
    const TextSettings& text_;
    Scope scope_;  // the common tables
    std::uint16_t kept_ = 0;
    bool main_ = false;  // the steps being added are those of the statement itself, not of its WITH
    std::vector<std::set<std::uint16_t>> reads_;  // by step
    std::set<std::uint16_t> queries_;             // kept rows of steps that only read
};

// FROM pg_kept(number) AS alias
ast::FromItemPtr kept_item(std::uint16_t number, const std::string& alias);
ast::ExprPtr kept_column(const std::string& alias, std::size_t index, Type type);  // from 0
bool changes_rows(const ast::With& with);
ast::With* with_of(ast::Statement& statement);  // null: a statement without

}  // namespace ormgate::dialects
