#pragma once

#include "dialects/printer/printer.hpp"

namespace ormgate::dialects {

// Writer appends one construct after the other to a text; a method a construct, a source file a family of
// them.
class Writer {
public:
    void statement(const ast::Statement& statement);
    void query(const ast::Query& query);
    void expression(const ast::Expr& expr) { operand(expr, 0); }
    void type(const ast::TypeName& type);

    std::string out;
    std::vector<const ast::Literal*> literals;  // those written, in order

private:
    // words.cpp
    void identifier(std::string_view name) { out += quote_identifier(name); }
    void name(const ast::Name& name);
    void names(const std::vector<std::string>& list);    // a, b
    void columns(const std::vector<std::string>& list);  // " (a, b)"
    void qualified_names(const std::vector<ast::Name>& list);
    void option_list(const std::vector<ast::Option>& options);
    template <class Range, class Each>
    void list(const Range& range, Each&& each, std::string_view separator = ", ") {
        bool first = true;
        for (const auto& item : range) {
            if (!first) out += separator;
            first = false;
            each(item);
        }
    }

    // expression.cpp
    void operand(const ast::Expr& expr, int minimum);
    void restricted(const ast::Expr& expr);
    void expressions(const std::vector<ast::ExprPtr>& list);
    void write(const ast::Literal& node);
    void write(const ast::Parameter& node);
    void write(const ast::ColumnRef& node);
    void write(const ast::Star& node);
    void write(const ast::Unary& node);
    void write(const ast::Binary& node);
    void write(const ast::Logical& node);
    void write(const ast::Not& node);
    void write(const ast::Is& node);
    void write(const ast::IsDistinct& node);
    void write(const ast::Between& node);
    void write(const ast::In& node);
    void write(const ast::Like& node);
    void write(const ast::Case& node);
    void write(const ast::Cast& node);
    void write(const ast::Call& node);
    void write(const ast::Subquery& node);
    void write(const ast::Quantified& node);
    void write(const ast::ArrayLiteral& node);
    void write(const ast::Row& node);
    void write(const ast::Subscript& node);
    void write(const ast::Slice& node);
    void write(const ast::Field& node);
    void write(const ast::Collate& node);
    void write(const ast::AtTimeZone& node);
    void write(const ast::Default& node);
    void write(const ast::GroupingSets& node);
    void write(const ast::Variable& node);
    void write(const ast::MatchAgainst& node);
    void write(const ast::Spelled& node);
    void operator_symbol(const std::string& op, const ast::Name& schema);
    void base(const ast::Expr& expr);

    // call.cpp
    bool special_call(const ast::Call& call);
    void arguments(const ast::Call& call);
    void window(const ast::Window& window);
    void frame(const ast::Frame& frame);
    void frame_bound(const ast::FrameBound& bound);
    void sort_keys(const std::vector<ast::SortKey>& keys);

    // query.cpp
    void with(const ast::With& with);
    void set_operand(const ast::Query& query, const ast::SetOperation& parent, bool right);
    void write(const ast::Select& node);
    void write(const ast::Values& node);
    void write(const ast::TableCommand& node);
    void write(const ast::SetOperation& node);
    void select_items(const std::vector<ast::SelectItem>& items);
    void locking(const ast::Locking& lock);
    void from_list(const std::vector<ast::FromItemPtr>& items);
    void from_item(const ast::FromItem& item, bool join_operand);
    void write(const ast::TableRef& node);
    void write(const ast::SubqueryRef& node);
    void write(const ast::FunctionRef& node);
    void write(const ast::Join& node);
    void alias(const ast::FromItem& item);
    void column_definitions(const std::vector<ast::FunctionRef::Column>& columns);

    // dml.cpp
    void write(const ast::Insert& node);
    void write(const ast::Update& node);
    void write(const ast::Delete& node);
    void write(const ast::Merge& node);
    void on_conflict(const ast::OnConflict& conflict);
    void assignments(const std::vector<ast::Assignment>& list);
    void where(const ast::ExprPtr& condition, const std::string& current_of);
    void returning(const std::vector<ast::SelectItem>& items);
    void overriding(ast::Overriding overriding);

    // ddl.cpp, alter.cpp
    void write(const ast::CreateTable& node);
    void column(const ast::ColumnDefinition& column);
    void like_clause(const ast::LikeClause& like);
    void constraint(const ast::TableConstraint& constraint, bool of_table);
    void references(const ast::ForeignKeyReference& reference);
    void sequence_options(const ast::SequenceOptions& options, std::string_view prefix = " ");
    void index_key(const ast::CreateIndex::Key& key);
    void write(const ast::CreateIndex& node);
    void write(const ast::CreateView& node);
    void write(const ast::CreateSequence& node);
    void write(const ast::AlterSequence& node);
    void write(const ast::CreateEnum& node);
    void write(const ast::AlterEnum& node);
    void write(const ast::CreateDomain& node);
    void write(const ast::CreateSchema& node);
    void write(const ast::CreateDatabase& node);
    void write(const ast::CreateExtension& node);
    void write(const ast::Drop& node);
    void write(const ast::Comment& node);
    void write(const ast::Truncate& node);
    void write(const ast::AlterTable& node);
    void write(const ast::AddColumn& node);
    void write(const ast::DropColumn& node);
    void write(const ast::AlterColumnType& node);
    void write(const ast::SetDefault& node);
    void write(const ast::DropDefault& node);
    void write(const ast::SetNotNull& node);
    void write(const ast::DropNotNull& node);
    void write(const ast::AddIdentity& node);
    void write(const ast::SetIdentity& node);
    void write(const ast::DropIdentity& node);
    void write(const ast::DropExpression& node);
    void write(const ast::ModifyColumn& node);
    void write(const ast::AddConstraint& node);
    void write(const ast::DropConstraint& node);
    void write(const ast::ValidateConstraint& node);
    void write(const ast::AlterConstraint& node);
    void write(const ast::RenameTable& node);
    void write(const ast::RenameColumn& node);
    void write(const ast::RenameConstraint& node);
    void write(const ast::RenameIndex& node);
    void write(const ast::SetSchema& node);
    void write(const ast::OwnerTo& node);
    void write(const ast::SetOptions& node);
    void write(const ast::ToggleTriggers& node);
    void write(const ast::OtherAction& node);
    void column_action(std::string_view column, std::string_view action);

    // utility.cpp
    void write(const ast::QueryPtr& node) { query(*node); }
    void write(const ast::Copy& node);
    void write(const ast::Begin& node);
    void write(const ast::Commit& node);
    void write(const ast::Rollback& node);
    void write(const ast::Savepoint& node);
    void write(const ast::ReleaseSavepoint& node);
    void write(const ast::RollbackTo& node);
    void write(const ast::PrepareTransaction& node);
    void write(const ast::CommitPrepared& node);
    void write(const ast::RollbackPrepared& node);
    void write(const ast::SetTransaction& node);
    void write(const ast::SetConstraints& node);
    void write(const ast::SetVariable& node);
    void write(const ast::SetVariables& node);
    void write(const ast::Reset& node);
    void write(const ast::Show& node);
    void write(const ast::ShowObjects& node);
    void write(const ast::Discard& node);
    void write(const ast::Prepare& node);
    void write(const ast::Execute& node);
    void write(const ast::Deallocate& node);
    void write(const ast::DeclareCursor& node);
    void write(const ast::Fetch& node);
    void write(const ast::CloseCursor& node);
    void write(const ast::Listen& node);
    void write(const ast::Unlisten& node);
    void write(const ast::Notify& node);
    void write(const ast::LockTables& node);
    void write(const ast::UnlockTables& node);
    void write(const ast::Explain& node);
    void write(const ast::Use& node);
    void write(const ast::Kill& node);
    void write(const ast::Maintenance& node);
    void write(const ast::CallProcedure& node);
    void write(const ast::Do& node);
    void write(const ast::Privileges& node);
    void write(const ast::Role& node);
    void write(const ast::Pragma& node);
    void write(const ast::Empty& node);
    void write(const ast::Opaque& node);
    void transaction_modes(const ast::TransactionModes& modes);
    void variable(std::string_view dotted);
    void utility_options(const std::vector<ast::ExplainOption>& options);
};

std::string upper(std::string_view text);

}  // namespace ormgate::dialects
