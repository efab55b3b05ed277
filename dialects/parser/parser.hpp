#pragma once

#include "dialects/parser/cursor.hpp"

namespace ormgate::dialects {

// Parser is the grammar: a method a rule, a source file a family of rules. Expressions and queries contain
// each other, and statements both, so they are one class.
class Parser : public Cursor {
public:
    using Cursor::Cursor;
    virtual ~Parser() = default;

    ast::StatementPtr whole_statement();  // up to the end of the text
    ast::ExprPtr whole_expression();

protected:
    // What a dialect has of its own, a subclass overrides.
    // expression.cpp: operators
    enum class Rule : std::uint8_t {
        none,
        logical,
        is,
        is_null,
        not_null,
        binary,
        between,
        in,
        like,
        at_time_zone,
        collate,
        cast,
        word_operator,  // MySQL's DIV, MOD, REGEXP, SOUNDS LIKE, MEMBER OF
        equal,          // MySQL's <=>
    };
    struct Infix {
        Rule rule;
        int level = 0;
        bool associates = true;
    };
    ast::ExprPtr expression();             // a_expr
    ast::ExprPtr restricted_expression();  // b_expr: where AND, IN, IS … would be ambiguous
    std::vector<ast::ExprPtr> expression_list();
    ast::ExprPtr climb(ast::ExprPtr left, std::uint32_t begin, int minimum);
    virtual ast::ExprPtr operand();
    ast::ExprPtr operand_at(int minimum);
    virtual Infix infix() const;
    Infix infix_word() const;
    Infix sqlite_infix() const;
    virtual ast::ExprPtr combine(ast::ExprPtr left, Infix found, bool negated);
    ast::ExprPtr combine_binary(ast::ExprPtr left, int level);
    ast::ExprPtr combine_is(ast::ExprPtr left, int level);
    ast::ExprPtr combine_between(ast::ExprPtr left, bool negated);
    ast::ExprPtr combine_in(ast::ExprPtr left, bool negated);
    ast::ExprPtr combine_like(ast::ExprPtr left, bool negated);
    ast::ExprPtr combine_at_time_zone(ast::ExprPtr left);
    ast::ExprPtr quantified(ast::ExprPtr left, std::string op, ast::Name schema);
    std::string operator_symbol(ast::Name& schema);  // OPERATOR(a.+) too
    bool at_quantifier() const;
    ast::ExprPtr finish(ast::ExprPtr expr, std::uint32_t begin);
    template <class T>
    ast::ExprPtr node(T value, std::uint32_t begin) {
        return finish(ast::make(std::move(value), begin), begin);
    }

    // primary.cpp: what operators work on
    virtual ast::ExprPtr primary();
    ast::ExprPtr keyword_primary();
    virtual ast::ExprPtr literal();
    ast::ExprPtr parameter();
    ast::ExprPtr named_parameter(const Token& token);
    ast::ExprPtr parenthesised();
    ast::ExprPtr case_expression();
    ast::ExprPtr cast_call();
    ast::ExprPtr array();
    ast::ExprPtr array_literal();
    ast::ExprPtr row();
    ast::ExprPtr grouping_call();
    ast::ExprPtr exists();
    ast::ExprPtr overlaps(ast::ExprPtr left, std::uint32_t begin);
    ast::ExprPtr raise_call();
    ast::ExprPtr name_or_call();
    ast::ExprPtr type_literal();
    ast::ExprPtr literal_of_type(ast::TypeName type, std::uint32_t begin);
    virtual ast::ExprPtr indirection(ast::ExprPtr base, std::uint32_t begin);
    ast::ExprPtr subscript(ast::ExprPtr base, std::uint32_t begin);
    bool at_type_literal() const;
    bool at_query_in_parentheses(std::size_t ahead = 0) const;
    virtual bool at_query_word(std::size_t ahead) const;
    // What stands between parentheses: a query or expressions. Takes both parentheses.
    struct Parenthesised {
        ast::QueryPtr query;
        std::vector<ast::ExprPtr> elements;
    };
    Parenthesised query_or_expressions(bool single = false);
    virtual bool at_query_tail() const;

    // call.cpp
    ast::ExprPtr call(ast::Name name, std::uint32_t begin, bool windows = true);
    void call_arguments(ast::Call& call);
    ast::Argument argument();
    void call_clauses(ast::Call& call);
    ast::Window window_specification();
    ast::Frame frame();
    virtual ast::FrameBound frame_bound();
    void check_frame(const ast::Frame& frame, std::uint32_t begin);
    bool at_special_call() const;
    ast::ExprPtr special_call();
    ast::ExprPtr keyword_value();
    ast::Call extract_call();
    ast::Call overlay_call();
    ast::Call position_call();
    ast::Call substring_call();
    ast::Call trim_call();
    ast::Call normalize_call();
    ast::Call list_call(std::string name);
    std::vector<ast::Argument> arguments_until_close();

    // type_name.cpp
    ast::TypeName type_name();
    void simple_type(ast::TypeName& type);
    bool keyword_type(ast::TypeName& type);
    void generic_type(ast::TypeName& type);
    void character_type(ast::TypeName& type);
    void time_type(ast::TypeName& type, std::string plain, std::string zoned);
    void float_type(ast::TypeName& type);
    void interval_fields(ast::TypeName& type);
    void integer_modifier(ast::TypeName& type);
    void type_modifiers(ast::TypeName& type);
    void add_modifier(ast::TypeName& type, const ast::Expr& value);
    void array_bounds(ast::TypeName& type);
    bool at_interval_field() const;
    ast::TypeName sqlite_type();
    ast::Name collation_name();

    // select.cpp
    ast::QueryPtr query();  // SelectStmt, with or without parentheses
    ast::QueryPtr query_rest(ast::QueryPtr left, ast::With with, std::uint32_t begin);
    ast::QueryPtr set_expression(int minimum);
    ast::QueryPtr set_rest(ast::QueryPtr left, int minimum);
    virtual ast::QueryPtr simple_query();
    ast::QueryPtr parenthesised_query();
    ast::Select select();
    bool at_select_list_end(std::size_t ahead = 0) const;
    virtual bool at_operator_as_label() const;
    std::vector<ast::SelectItem> select_items();
    virtual ast::SelectItem select_item();
    void into_clause(ast::Select& select);
    std::vector<ast::ExprPtr> group_items();
    ast::ExprPtr group_item();
    ast::Values values();
    virtual void query_tail(ast::Query& query);
    void limit_clauses(ast::Query& query);
    void fetch_clause(ast::Query& query);
    void sqlite_limit(ast::Query& query);
    bool at_limit() const;
    bool at_locking() const;
    void locking_clauses(ast::Query& query);
    std::vector<ast::SortKey> sort_clause();  // after ORDER BY
    virtual ast::SortKey sort_key();
    ast::With with_clause();
    virtual ast::CommonTable common_table();
    void search_and_cycle(ast::CommonTable& table);
    void constant();

    // from.cpp
    std::vector<ast::FromItemPtr> from_list();
    ast::FromItemPtr from_item();
    virtual ast::FromItemPtr from_primary();
    virtual ast::FromItemPtr join_chain(ast::FromItemPtr left);
    bool at_join() const;
    ast::FromItemPtr join(ast::FromItemPtr left);
    ast::JoinKind join_kind();
    void join_condition(ast::Join& join);
    struct FromParentheses {
        ast::QueryPtr query;
        ast::FromItemPtr item;
    };
    FromParentheses from_parentheses();
    ast::FromItemPtr parenthesised_from();
    ast::FromItemPtr subquery_from(ast::QueryPtr query, bool lateral, std::uint32_t begin);
    ast::FromItemPtr function_from(bool lateral, std::uint32_t begin);
    ast::FromItemPtr rows_from(bool lateral, std::uint32_t begin);
    ast::FromItemPtr table_from();
    ast::TableRef relation();
    ast::FromItemPtr target_relation();  // of UPDATE and DELETE
    void sqlite_index_hint(ast::TableRef& table);
    ast::ExprPtr function_without_window();
    bool at_function() const;
    void function_alias(ast::FromItem& item, ast::FunctionRef& function);
    std::vector<ast::FunctionRef::Column> column_definitions();
    ast::Alias alias();
    bool at_window_clause() const;
    void table_sample(ast::TableRef& table);

    // dml.cpp
    ast::Insert insert(ast::With with);
    ast::Update update(ast::With with);
    ast::Delete delete_(ast::With with);
    ast::Merge merge(ast::With with);
    virtual ast::StatementPtr query_or_dml();  // what WITH, COPY, EXPLAIN, PREPARE take
    void insert_columns(ast::Insert& insert);
    void insert_source(ast::Insert& insert);
    ast::OnConflict on_conflict();
    ast::ConflictTarget conflict_target();
    std::vector<ast::Assignment> assignments();
    virtual ast::Assignment assignment();
    std::vector<ast::SelectItem> returning();
    void sqlite_order_and_limit(std::vector<ast::SortKey>& order_by,
                                ast::ExprPtr& limit,
                                ast::ExprPtr& offset);
    void where_or_current_of(ast::ExprPtr& where, std::string& current_of);
    ast::MergeAction merge_action();
    void merge_insert(ast::MergeAction& action);
    ast::Overriding overriding();

    // statement.cpp: by the first word
    virtual ast::StatementPtr statement();
    ast::StatementPtr sqlite_statement();
    ast::StatementPtr sqlite_alter();
    ast::StatementPtr pragma();
    ast::StatementPtr create_statement();
    ast::StatementPtr alter_statement();
    ast::StatementPtr drop_statement();
    ast::StatementPtr opaque(std::string kind, std::uint32_t begin);
    ast::StatementPtr role(std::string verb, std::uint32_t begin);

    // create_table.cpp
    struct CreatePrefix {
        bool or_replace = false, temporary = false, unlogged = false;
    };
    ast::StatementPtr create_table(CreatePrefix prefix, std::uint32_t begin);
    ast::StatementPtr create_table_as(ast::CreateTable table, std::uint32_t begin);
    void table_elements(ast::CreateTable& table);
    void table_options(ast::CreateTable& table);
    void partition_of(ast::CreateTable& table);
    void partition_bound();
    void partition_by(ast::CreateTable& table);
    void on_commit(ast::CreateTable& table);
    bool at_table_constraint() const;
    bool at_column_name_list() const;
    ast::LikeClause like_clause();
    ast::ColumnDefinition column_definition();
    bool column_clause(ast::ColumnDefinition& column);
    void column_default(ast::ColumnDefinition& column);
    void column_generated(ast::ColumnDefinition& column);
    void add_column_constraint(ast::ColumnDefinition& column, ast::TableConstraint constraint);
    ast::SequenceOptions parenthesised_sequence_options();

    // constraint.cpp
    ast::TableConstraint table_constraint();
    bool constraint_start(ast::TableConstraint& constraint);
    void check_constraint(ast::TableConstraint& constraint);
    void key_constraint(ast::TableConstraint& constraint, bool of_table);
    void exclusion_constraint(ast::TableConstraint& constraint);
    void index_parameters(ast::TableConstraint& constraint);
    void references(ast::TableConstraint& constraint);
    ForeignKeyAction foreign_key_action(ast::ForeignKeyReference& reference, bool deleting);
    void constraint_attributes(ast::TableConstraint& constraint);
    bool constraint_timing(ast::TableConstraint& constraint);
    void conflict_clause(ast::TableConstraint& constraint);
    std::vector<ast::Option> options();  // (a = b, c)
    ast::Option option();

    // alter_table.cpp
    ast::StatementPtr alter_table(ast::ObjectKind kind, std::uint32_t begin);
    ast::AlterAction alter_action();
    bool rename_action(ast::AlterTable& alter);
    ast::AlterAction add_action();
    ast::AlterAction drop_action();
    ast::AlterAction alter_column();
    ast::AlterAction set_column(std::string name, std::uint32_t begin);
    ast::AlterAction column_type(std::string name);
    ast::AlterAction set_identity(std::string name);
    ast::AlterAction set_action(std::uint32_t begin);
    ast::AlterAction toggle_action(std::uint32_t begin);
    ast::AlterAction other_action(std::uint32_t begin);
    bool drop_behaviour();  // CASCADE

    // create_index.cpp
    ast::StatementPtr create_index(bool unique, std::uint32_t begin);
    ast::CreateIndex::Key index_element();
    std::vector<std::string> included_columns();

    // create.cpp
    ast::StatementPtr create_view(CreatePrefix prefix, std::uint32_t begin);
    ast::StatementPtr create_sequence(CreatePrefix prefix, std::uint32_t begin);
    bool sequence_option(ast::SequenceOptions& options);
    ast::StatementPtr create_type(std::uint32_t begin);
    ast::StatementPtr create_domain(std::uint32_t begin);
    ast::StatementPtr create_schema(std::uint32_t begin);
    ast::StatementPtr create_database(std::uint32_t begin);
    ast::StatementPtr create_extension(std::uint32_t begin);
    bool if_not_exists();
    bool if_exists();
    std::string role_name();

    // alter.cpp, drop.cpp
    ast::StatementPtr alter_type(std::uint32_t begin);
    ast::StatementPtr alter_object(ast::ObjectKind kind, std::uint32_t begin);
    ast::StatementPtr alter_sequence(std::uint32_t begin);
    std::optional<ast::ObjectKind> object_kind();
    ast::StatementPtr drop_objects(ast::ObjectKind kind, std::uint32_t begin);
    ast::StatementPtr comment_statement();
    ast::StatementPtr truncate();

    // transaction.cpp
    ast::StatementPtr begin_transaction();
    ast::StatementPtr end_transaction();
    ast::StatementPtr rollback();
    ast::StatementPtr savepoint();
    ast::StatementPtr release();
    ast::TransactionModes transaction_modes(bool required);
    bool transaction_mode(ast::TransactionModes& modes);
    bool chain_clause();

    // session.cpp
    ast::StatementPtr set_statement();
    ast::StatementPtr set_rest(ast::SetScope scope, std::uint32_t begin);
    ast::SetVariable set_value(std::string name);
    ast::SetVariable set_time_zone();
    ast::ExprPtr set_item();
    ast::StatementPtr set_constraints(std::uint32_t begin);
    std::string variable_name();
    ast::StatementPtr reset();
    ast::StatementPtr show();
    ast::StatementPtr discard();
    ast::StatementPtr prepare();
    ast::StatementPtr execute();
    ast::StatementPtr deallocate();
    ast::StatementPtr declare_cursor();
    ast::StatementPtr fetch();
    ast::StatementPtr close_cursor();
    ast::StatementPtr listen();
    ast::StatementPtr notify();

    // utility.cpp
    ast::StatementPtr explain();
    ast::StatementPtr copy();
    void copy_options(ast::Copy& copy);
    void old_copy_options(ast::Copy& copy);
    void copy_force_columns(ast::Copy::Option& option);
    ast::StatementPtr maintenance();
    std::vector<ast::ExplainOption> utility_options();
    ast::StatementPtr lock_table();
    ast::StatementPtr do_block();
    ast::StatementPtr call_statement();
    ast::StatementPtr privileges();

    ast::StatementPtr finish(ast::Statement::Node node, std::uint32_t begin);

    bool restricted_ = false;             // inside a b_expr
    std::size_t label_depth_ = SIZE_MAX;  // the depth at which the item of a SELECT list stands
    std::uint32_t questions_ = 0;         // placeholders without a number so far
    std::vector<std::pair<std::string_view, std::uint16_t>> named_parameters_;  // SQLite
    int minimum_ = 0;           // how tightly the operand to come is bound
    std::size_t negation_ = 0;  // 1: the operator looked for stands behind a NOT
};

}  // namespace ormgate::dialects
