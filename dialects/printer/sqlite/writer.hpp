#pragma once

#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

// SqliteWriter spells a tree that came of SQLite's SQL as SQLite reads it.
class SqliteWriter final : public Writer {
public:
    void query(const ast::Query& query) override;
    void type(const ast::TypeName& type) override;

private:
    using Writer::write;

    // words.cpp
    void identifier(std::string_view name) override;
    void function_name(const ast::Name& function);

    // expression.cpp
    void operand(const ast::Expr& expr, int minimum) override;
    void restricted(const ast::Expr& expr) override;
    void write(const ast::Parameter& node) override;
    void write(const ast::ColumnRef& node) override;
    void write(const ast::Unary& node) override;
    void write(const ast::Binary& node) override;
    void write(const ast::Logical& node) override;
    void write(const ast::Not& node) override;
    void write(const ast::Is& node) override;
    void write(const ast::IsDistinct& node) override;
    void write(const ast::Between& node) override;
    void write(const ast::In& node) override;
    void write(const ast::Like& node) override;
    void write(const ast::Row& node) override;
    void write(const ast::Collate& node) override;
    void write(const ast::Call& node) override;

    // statement.cpp
    void set_operand(const ast::Query& query, const ast::SetOperation& parent, bool right) override;
    void alias(const ast::FromItem& item) override;
    void limit(const ast::ExprPtr& limit, const ast::ExprPtr& offset);
    void order_and_limit(const std::vector<ast::SortKey>& keys,
                         const ast::ExprPtr& limit,
                         const ast::ExprPtr& offset);
    void write(const ast::Insert& node) override;
    void write(const ast::Update& node) override;
    void write(const ast::Delete& node) override;
    void write(const ast::Begin& node) override;
    void write(const ast::Savepoint& node) override;
    void write(const ast::ReleaseSavepoint& node) override;
    void write(const ast::RollbackTo& node) override;
    void write(const ast::Explain& node) override;
    void write(const ast::Pragma& node) override;

    // ddl.cpp
    void write(const ast::CreateTable& node) override;
    void column(const ast::ColumnDefinition& column) override;
    void constraint(const ast::TableConstraint& constraint, bool of_table) override;
    void references(const ast::ForeignKeyReference& reference) override;
    void on_conflict_of(const std::string& action);
    void index_key(const ast::IndexElement& key) override;
    void write(const ast::CreateIndex& node) override;
    void write(const ast::AddColumn& node) override;
    void write(const ast::DropColumn& node) override;
    void write(const ast::RenameColumn& node) override;
};

}  // namespace ormgate::dialects
