#pragma once

#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

// MysqlParser is the grammar of MySQL 8.0 and MariaDB 10.11: what differs from the grammar shared by all.
class MysqlParser final : public Parser {
public:
    using Parser::Parser;

private:
    bool mariadb() const { return dialect().id == DialectId::mariadb; }
    // Words that are no keywords of their own, e.g. the d of {d '2024-01-01'}.
    bool at_word(std::string_view word, std::size_t ahead = 0) const;
    std::string lower_word();         // of any name, reserved or not
    std::string label_or_string();    // ident_or_text
    std::string option_value();       // a word, a string or a number
    std::string rest_of_statement();  // as written
    bool at_statement_end() const { return at_end() || at(';'); }

    // expression.cpp
    Infix infix() const override;
    Infix word_infix(const Token& token) const;
    ast::ExprPtr operand() override;
    ast::ExprPtr combine(ast::ExprPtr left, Infix found, bool negated) override;
    ast::ExprPtr combine_logical(ast::ExprPtr left, int level);
    ast::ExprPtr combine_operator(ast::ExprPtr left, int level);
    ast::ExprPtr combine_word(ast::ExprPtr left, int level, bool negated);
    ast::ExprPtr combine_test(ast::ExprPtr left, int level);
    ast::ExprPtr combine_range(ast::ExprPtr left, bool negated);
    ast::ExprPtr combine_pattern(ast::ExprPtr left, bool negated);
    bool at_operator_as_label() const override { return false; }
    bool at_interval() const;
    ast::ExprPtr interval();
    ast::ExprPtr interval_unit();

    // primary.cpp
    ast::ExprPtr primary() override;
    ast::ExprPtr word_primary();
    ast::ExprPtr literal() override;
    ast::ExprPtr indirection(ast::ExprPtr base, std::uint32_t begin) override;
    ast::ExprPtr typed_literal();
    ast::ExprPtr variable();
    ast::ExprPtr braces();
    ast::ExprPtr match_against();
    ast::ExprPtr row_constructor();
    ast::ExprPtr name_or_call();
    bool at_introducer() const;
    static bool is_callable(const Token& token);

    // call.cpp
    enum class Form : std::uint8_t;
    static Form form_of(Keyword word);
    bool at_call_form() const;
    ast::ExprPtr formed_call();
    ast::Call keyword_call(const Token& word);
    ast::Call quantified_call(Form form);
    ast::Call group_concat();
    ast::Call unit_call();
    ast::Call substring();
    ast::Call trim();
    ast::Call char_call();
    ast::Call position();
    ast::Call extract();
    ast::Call weight_string();
    ast::Call json_value();
    ast::ExprPtr cast();
    ast::ExprPtr convert();
    ast::Call get_format();
    ast::Call date_call();
    ast::Call plain_call(ast::Name name);
    void over_clause(ast::Call& call);
    void json_reactions(ast::JsonReaction& on_empty, ast::JsonReaction& on_error);
    ast::Argument text_argument(std::string text, std::uint32_t begin);
    std::string character_set_name();

    // type_name.cpp
    ast::TypeName column_type();
    ast::TypeName cast_type();
    void type_length(ast::TypeName& type, std::size_t most);
    void character_attributes(ast::TypeName& type);
    void type_words(ast::TypeName& type);

    // select.cpp
    bool at_query_word(std::size_t ahead) const override;
    bool at_query_tail() const override;
    ast::QueryPtr simple_query() override;
    ast::Select select_body();
    ast::SelectItem select_item() override;
    std::vector<ast::SelectItem> select_list();
    void select_options(ast::Select& select);
    void group_clause(ast::Select& select);
    ast::SortKey sort_key() override;
    void query_tail(ast::Query& query) override;
    void limit(ast::Query& query);
    void locking(ast::Query& query);
    void lock_wait(ast::Locking& lock);
    ast::CommonTable common_table() override;
    ast::Values value_rows();
    void refuse_into();

    // from.cpp
    ast::FromItemPtr from_primary() override;
    ast::FromItemPtr join_chain(ast::FromItemPtr left) override;
    bool at_join_word() const;
    ast::FromItemPtr join(ast::FromItemPtr left);
    ast::FromItemPtr attach(ast::FromItemPtr left, ast::Join join, ast::FromItemPtr right);
    bool is_closed(const ast::FromItem& item) const;
    ast::FromItemPtr table(bool aliased = true);
    ast::FromItemPtr derived(bool lateral);
    ast::FromItemPtr parenthesised_tables();
    ast::FromItemPtr json_table();
    std::vector<ast::JsonTableColumn> json_columns();
    ast::Alias table_alias(bool columns);
    void index_hints(ast::TableRef& table);
    std::vector<std::string> partition_names();
    ast::Name table_name();

    // dml.cpp
    ast::StatementPtr query_or_dml() override;
    ast::Insert insert_statement(ast::With with);
    void insert_rows(ast::Insert& insert);
    void insert_assignments(ast::Insert& insert);
    ast::Values insert_values();
    void duplicate_key(ast::Insert& insert);
    ast::Update update_statement(ast::With with);
    ast::Delete delete_statement(ast::With with);
    ast::FromItemPtr delete_target();
    ast::Assignment assignment() override;
    ast::StatementPtr load_data();
    void load_formats(ast::LoadData& load);
    std::vector<std::string> words(std::initializer_list<Keyword> known);
    void order_and_limit(std::vector<ast::SortKey>& order_by, ast::ExprPtr& limit);

    // create_table.cpp, column.cpp, key.cpp
    ast::StatementPtr create_table(bool or_replace, bool temporary, std::uint32_t begin);
    void create_definitions(ast::CreateTable& table);
    void create_tail(ast::CreateTable& table);
    bool table_option(std::vector<ast::Option>& options);
    void partition_clause(ast::CreateTable& table);
    ast::ColumnDefinition column(std::string name);
    bool column_attribute(ast::ColumnDefinition& column);
    bool column_flag(ast::ColumnDefinition& column);
    void generated_column(ast::ColumnDefinition& column);
    void column_check(ast::ColumnDefinition& column, std::string name);
    ast::ExprPtr now_or_value();
    bool at_table_key() const;
    ast::TableConstraint table_key();
    void key_parts(ast::TableConstraint& key);
    ast::IndexElement key_part();
    void index_name_and_method(ast::TableConstraint& key, bool named);
    bool index_option(std::vector<ast::Option>& options, std::string& method);
    std::string index_method();
    void foreign_key(ast::TableConstraint& constraint);
    void reference(ast::ForeignKeyReference& reference);
    ForeignKeyAction reference_action();
    void check(ast::TableConstraint& constraint);

    // alter_table.cpp
    ast::StatementPtr alter_table_statement(std::uint32_t begin);
    void alter_actions(ast::AlterTable& alter);
    void add(ast::AlterTable& alter);
    ast::AlterAction drop();
    ast::AlterAction alter_part();
    ast::AlterAction modify();
    ast::AlterAction rename();
    ast::AlterAction other(std::uint32_t begin);
    void placement(std::string& after, bool& first);
    void push(ast::AlterTable& alter, ast::AlterAction action);
    bool partition_action(ast::AlterTable& alter);

    // create.cpp
    ast::StatementPtr create();
    ast::StatementPtr create_index_statement(bool or_replace, std::uint32_t begin);
    ast::StatementPtr create_view_statement(bool or_replace, std::uint32_t begin);
    ast::StatementPtr create_database_statement(bool or_replace, std::uint32_t begin);
    ast::StatementPtr create_sequence_statement(std::uint32_t begin);
    std::vector<ast::Option> view_options();
    bool database_option(std::vector<ast::Option>& options);
    std::string account();
    ast::StatementPtr alter();
    ast::StatementPtr drop_statement();
    ast::StatementPtr rename_statement();

    // transaction.cpp
    ast::StatementPtr start_transaction();
    ast::StatementPtr commit_statement();
    ast::StatementPtr rollback_statement();
    ast::StatementPtr xa();
    ast::StatementPtr lock_tables();
    ast::TransactionModes session_modes();
    void completion(bool& chain, bool& release);

    // set.cpp, show.cpp, utility.cpp
    ast::StatementPtr set();
    ast::SetVariable set_one();
    ast::SetVariable set_names();
    ast::StatementPtr set_transaction_statement(ast::SetScope scope, std::uint32_t begin);
    std::optional<ast::SetScope> scope_word();
    ast::ExprPtr set_value();
    ast::StatementPtr show_statement();
    bool show_columns(ast::ShowObjects& show);
    void like_or_where(ast::ShowObjects& show);
    ast::StatementPtr explain_statement();
    ast::StatementPtr maintenance_statement();
    ast::StatementPtr prepared();
    ast::StatementPtr kill();
    ast::StatementPtr known_by_name(std::uint32_t begin);
    ast::StatementPtr statement() override;

    bool in_duplicate_key_ = false;                   // where MariaDB has VALUES(column)
    std::vector<const ast::FromItem*> closed_joins_;  // in parentheses of their own
};

}  // namespace ormgate::dialects
