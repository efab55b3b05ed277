#pragma once

#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

// MysqlWriter spells the tree as MySQL or MariaDB reads it under an empty sql_mode.
class MysqlWriter final : public Writer {
public:
    explicit MysqlWriter(DialectId target) : target_(target) {}
    void statement(const ast::Statement& statement) override { Writer::statement(statement); }
    void query(const ast::Query& query) override;
    void type(const ast::TypeName& type) override;

private:
    using Writer::write;
    bool mariadb() const { return target_ == DialectId::mariadb; }

    // words.cpp
    void identifier(std::string_view name) override;
    void string(std::string_view text);
    void option(const ast::Option& option);
    void function_name(const ast::Name& function);
    void words(const std::vector<std::string>& list);  // in upper case, a space behind each

    // expression.cpp, call.cpp
    void operand(const ast::Expr& expr, int minimum) override;
    void restricted(const ast::Expr& expr) override { expression(expr); }
    void write(const ast::Literal& node) override;
    void write(const ast::Parameter& node) override;
    void write(const ast::Unary& node) override;
    void write(const ast::Binary& node) override;
    void write(const ast::Logical& node) override;
    void write(const ast::Not& node) override;
    void write(const ast::Is& node) override;
    void write(const ast::IsDistinct& node) override;
    void write(const ast::Between& node) override;
    void write(const ast::In& node) override;
    void write(const ast::Like& node) override;
    void write(const ast::Cast& node) override;
    void write(const ast::Quantified& node) override;
    void write(const ast::Row& node) override;
    void write(const ast::Collate& node) override;
    void write(const ast::AtTimeZone& node) override;
    void write(const ast::Variable& node) override;
    void write(const ast::MatchAgainst& node) override;
    void write(const ast::Call& node) override;
    bool special_call(const ast::Call& call) override;
    void group_concat(const ast::Call& call);
    void over(const ast::Call& call);
    void reaction(const ast::JsonReaction& reaction, std::string_view event);

    // query.cpp
    void locking(const ast::Locking& lock) override;
    void limit(const ast::ExprPtr& limit, const ast::ExprPtr& offset);
    void alias(const ast::FromItem& item) override;
    void write(const ast::Select& node) override;
    void write(const ast::Values& node) override;
    void write(const ast::TableRef& node) override;
    void write(const ast::Join& node) override;
    void write(const ast::JsonTableRef& node) override;
    void json_columns(const std::vector<ast::JsonTableColumn>& columns);
    void partitions(const std::vector<std::string>& names);

    // dml.cpp
    void write(const ast::Insert& node) override;
    void insert_source(const ast::Insert& node);
    void write(const ast::Update& node) override;
    void write(const ast::Delete& node) override;
    void write(const ast::LoadData& node) override;
    void returning(const std::vector<ast::SelectItem>& items) override;

    // ddl.cpp, alter.cpp
    void write(const ast::CreateTable& node) override;
    void column(const ast::ColumnDefinition& column) override;
    void column_default(const ast::Expr& value);
    void constraint(const ast::TableConstraint& constraint, bool of_table) override;
    void references(const ast::ForeignKeyReference& reference) override;
    void index_key(const ast::CreateIndex::Key& key) override;
    void keys(const std::vector<ast::IndexElement>& all);
    void index_options(const std::vector<ast::Option>& options);
    void write(const ast::CreateIndex& node) override;
    void write(const ast::CreateView& node) override;
    void write(const ast::CreateSequence& node) override;
    void write(const ast::CreateDatabase& node) override;
    void write(const ast::AlterDatabase& node) override;
    void write(const ast::RenameTables& node) override;
    void write(const ast::Drop& node) override;
    void write(const ast::Truncate& node) override;
    void write(const ast::AlterTable& node) override;
    void write(const ast::AddColumn& node) override;
    void write(const ast::DropColumn& node) override;
    void write(const ast::SetDefault& node) override;
    void write(const ast::ModifyColumn& node) override;
    void write(const ast::SetColumnVisible& node) override;
    void write(const ast::DropIndex& node) override;
    void write(const ast::SetIndexVisible& node) override;
    void write(const ast::ConvertTo& node) override;
    void write(const ast::DropConstraint& node) override;
    void write(const ast::AlterConstraint& node) override;
    void write(const ast::RenameColumn& node) override;
    void write(const ast::RenameIndex& node) override;
    void write(const ast::SetOptions& node) override;
    void placement(const std::string& after, bool first);

    // session.cpp
    void transaction_modes(const ast::TransactionModes& modes) override;
    void write(const ast::Begin& node) override;
    void write(const ast::Commit& node) override;
    void write(const ast::Rollback& node) override;
    void write(const ast::Savepoint& node) override;
    void write(const ast::ReleaseSavepoint& node) override;
    void write(const ast::RollbackTo& node) override;
    void write(const ast::Xa& node) override;
    void write(const ast::SetTransaction& node) override;
    void write(const ast::SetVariable& node) override;
    void write(const ast::SetVariables& node) override;
    void variable_setting(const ast::SetVariable& node);
    void write(const ast::ShowObjects& node) override;
    void write(const ast::Prepare& node) override;
    void write(const ast::Execute& node) override;
    void write(const ast::Deallocate& node) override;
    void write(const ast::LockTables& node) override;
    void write(const ast::Explain& node) override;
    void write(const ast::Use& node) override;
    void write(const ast::Kill& node) override;
    void write(const ast::Maintenance& node) override;
    void write(const ast::Do& node) override;

    DialectId target_;
    bool several_locks_ = false;  // LOCK IN SHARE MODE stands by itself
};

}  // namespace ormgate::dialects
