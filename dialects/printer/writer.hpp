#pragma once

#include "dialects/printer/printer.hpp"

namespace ormgate::dialects {

// Writer appends one construct after the other to a text; a method a construct, a source file a family of
// them.
class Writer {
public:
    virtual ~Writer() = default;
    virtual void statement(const ast::Statement& statement);
    virtual void query(const ast::Query& query);
    void expression(const ast::Expr& expr) { operand(expr, 0); }
    virtual void type(const ast::TypeName& type);

    std::string out;
    std::vector<const ast::Literal*> literals;  // those written, in order

protected:
    // words.cpp
    virtual void identifier(std::string_view name) { out += quote_identifier(name); }
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
    virtual void operand(const ast::Expr& expr, int minimum);
    virtual void restricted(const ast::Expr& expr);
    void expressions(const std::vector<ast::ExprPtr>& list);
    virtual void write(const ast::Literal& node);
    virtual void write(const ast::Parameter& node);
    virtual void write(const ast::ColumnRef& node);
    virtual void write(const ast::Star& node);
    virtual void write(const ast::Unary& node);
    virtual void write(const ast::Binary& node);
    virtual void write(const ast::Logical& node);
    virtual void write(const ast::Not& node);
    virtual void write(const ast::Is& node);
    virtual void write(const ast::IsDistinct& node);
    virtual void write(const ast::Between& node);
    virtual void write(const ast::In& node);
    virtual void write(const ast::Like& node);
    virtual void write(const ast::Case& node);
    virtual void write(const ast::Cast& node);
    virtual void write(const ast::Call& node);
    virtual void write(const ast::Subquery& node);
    virtual void write(const ast::Quantified& node);
    virtual void write(const ast::ArrayLiteral& node);
    virtual void write(const ast::Row& node);
    virtual void write(const ast::Subscript& node);
    virtual void write(const ast::Slice& node);
    virtual void write(const ast::Field& node);
    virtual void write(const ast::Collate& node);
    virtual void write(const ast::AtTimeZone& node);
    virtual void write(const ast::Default& node);
    virtual void write(const ast::GroupingSets& node);
    virtual void write(const ast::Variable& node);
    virtual void write(const ast::MatchAgainst& node);
    virtual void write(const ast::Spelled& node);
    // What the binder makes is no dialect's text.
    void write(const ast::Applied&) {}
    void write(const ast::Conversion&) {}
    void write(const ast::Special&) {}
    void write(const ast::Element&) {}
    void write(const ast::OutputRef&) {}
    void write(const ast::Grouping&) {}
    void operator_symbol(const std::string& op, const ast::Name& schema);
    void base(const ast::Expr& expr);

    // call.cpp
    virtual bool special_call(const ast::Call& call);
    void arguments(const ast::Call& call);
    void window(const ast::Window& window);
    void frame(const ast::Frame& frame);
    void frame_bound(const ast::FrameBound& bound);
    void sort_keys(const std::vector<ast::SortKey>& keys);

    // query.cpp
    void with(const ast::With& with);
    virtual void set_operand(const ast::Query& query, const ast::SetOperation& parent, bool right);
    virtual void write(const ast::Select& node);
    virtual void write(const ast::Values& node);
    virtual void write(const ast::TableCommand& node);
    virtual void write(const ast::SetOperation& node);
    void select_items(const std::vector<ast::SelectItem>& items);
    virtual void locking(const ast::Locking& lock);
    void from_list(const std::vector<ast::FromItemPtr>& items);
    void from_item(const ast::FromItem& item, bool join_operand);
    virtual void write(const ast::TableRef& node);
    virtual void write(const ast::SubqueryRef& node);
    virtual void write(const ast::FunctionRef& node);
    virtual void write(const ast::Join& node);
    virtual void write(const ast::JsonTableRef& node);
    virtual void alias(const ast::FromItem& item);
    void column_definitions(const std::vector<ast::FunctionRef::Column>& columns);

    // dml.cpp
    virtual void write(const ast::Insert& node);
    virtual void write(const ast::Update& node);
    virtual void write(const ast::Delete& node);
    virtual void write(const ast::Merge& node);
    virtual void write(const ast::LoadData& node);
    void on_conflict(const ast::OnConflict& conflict);
    void assignments(const std::vector<ast::Assignment>& list);
    void where(const ast::ExprPtr& condition, const std::string& current_of);
    virtual void returning(const std::vector<ast::SelectItem>& items);
    void overriding(ast::Overriding overriding);

    // ddl.cpp, alter.cpp
    virtual void write(const ast::CreateTable& node);
    virtual void column(const ast::ColumnDefinition& column);
    void like_clause(const ast::LikeClause& like);
    virtual void constraint(const ast::TableConstraint& constraint, bool of_table);
    virtual void references(const ast::ForeignKeyReference& reference);
    void sequence_options(const ast::SequenceOptions& options, std::string_view prefix = " ");
    virtual void index_key(const ast::CreateIndex::Key& key);
    virtual void write(const ast::CreateIndex& node);
    virtual void write(const ast::CreateView& node);
    virtual void write(const ast::CreateSequence& node);
    virtual void write(const ast::AlterSequence& node);
    virtual void write(const ast::CreateEnum& node);
    virtual void write(const ast::AlterEnum& node);
    virtual void write(const ast::CreateDomain& node);
    virtual void write(const ast::CreateSchema& node);
    virtual void write(const ast::CreateDatabase& node);
    virtual void write(const ast::AlterDatabase& node);
    virtual void write(const ast::RenameTables& node);
    virtual void write(const ast::CreateExtension& node);
    virtual void write(const ast::Drop& node);
    virtual void write(const ast::Comment& node);
    virtual void write(const ast::Truncate& node);
    virtual void write(const ast::AlterTable& node);
    virtual void write(const ast::AddColumn& node);
    virtual void write(const ast::DropColumn& node);
    virtual void write(const ast::AlterColumnType& node);
    virtual void write(const ast::SetDefault& node);
    virtual void write(const ast::DropDefault& node);
    virtual void write(const ast::SetNotNull& node);
    virtual void write(const ast::DropNotNull& node);
    virtual void write(const ast::AddIdentity& node);
    virtual void write(const ast::SetIdentity& node);
    virtual void write(const ast::DropIdentity& node);
    virtual void write(const ast::DropExpression& node);
    virtual void write(const ast::ModifyColumn& node);
    virtual void write(const ast::SetColumnVisible& node);
    virtual void write(const ast::DropIndex& node);
    virtual void write(const ast::SetIndexVisible& node);
    virtual void write(const ast::ConvertTo& node);
    virtual void write(const ast::AddConstraint& node);
    virtual void write(const ast::DropConstraint& node);
    virtual void write(const ast::ValidateConstraint& node);
    virtual void write(const ast::AlterConstraint& node);
    virtual void write(const ast::RenameTable& node);
    virtual void write(const ast::RenameColumn& node);
    virtual void write(const ast::RenameConstraint& node);
    virtual void write(const ast::RenameIndex& node);
    virtual void write(const ast::SetSchema& node);
    virtual void write(const ast::OwnerTo& node);
    virtual void write(const ast::SetOptions& node);
    virtual void write(const ast::ToggleTriggers& node);
    virtual void write(const ast::OtherAction& node);
    void column_action(std::string_view column, std::string_view action);

    // utility.cpp
    virtual void write(const ast::QueryPtr& node) { query(*node); }
    virtual void write(const ast::Copy& node);
    virtual void write(const ast::Begin& node);
    virtual void write(const ast::Commit& node);
    virtual void write(const ast::Rollback& node);
    virtual void write(const ast::Savepoint& node);
    virtual void write(const ast::ReleaseSavepoint& node);
    virtual void write(const ast::RollbackTo& node);
    virtual void write(const ast::PrepareTransaction& node);
    virtual void write(const ast::CommitPrepared& node);
    virtual void write(const ast::RollbackPrepared& node);
    virtual void write(const ast::Xa& node);
    virtual void write(const ast::SetTransaction& node);
    virtual void write(const ast::SetConstraints& node);
    virtual void write(const ast::SetVariable& node);
    virtual void write(const ast::SetVariables& node);
    virtual void write(const ast::Reset& node);
    virtual void write(const ast::Show& node);
    virtual void write(const ast::ShowObjects& node);
    virtual void write(const ast::Discard& node);
    virtual void write(const ast::Prepare& node);
    virtual void write(const ast::Execute& node);
    virtual void write(const ast::Deallocate& node);
    virtual void write(const ast::DeclareCursor& node);
    virtual void write(const ast::Fetch& node);
    virtual void write(const ast::CloseCursor& node);
    virtual void write(const ast::Listen& node);
    virtual void write(const ast::Unlisten& node);
    virtual void write(const ast::Notify& node);
    virtual void write(const ast::LockTables& node);
    virtual void write(const ast::UnlockTables& node);
    virtual void write(const ast::Explain& node);
    virtual void write(const ast::Use& node);
    virtual void write(const ast::Kill& node);
    virtual void write(const ast::Maintenance& node);
    virtual void write(const ast::CallProcedure& node);
    virtual void write(const ast::Do& node);
    virtual void write(const ast::Privileges& node);
    virtual void write(const ast::Role& node);
    virtual void write(const ast::Pragma& node);
    virtual void write(const ast::Empty& node);
    virtual void write(const ast::Opaque& node);
    virtual void transaction_modes(const ast::TransactionModes& modes);
    void variable(std::string_view dotted);
    void utility_options(const std::vector<ast::ExplainOption>& options);
};

std::string upper(std::string_view text);

}  // namespace ormgate::dialects
