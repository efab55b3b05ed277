#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "dialects/ast/statement.hpp"
#include "dialects/bind/bound.hpp"
#include "dialects/bind/notes.hpp"
#include "dialects/bind/scope.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/operators_postgres.hpp"
#include "dialects/translator.hpp"

namespace ormgate::dialects {

// Binder gives names and types to a PostgreSQL statement: it resolves them against the Schema by PostgreSQL's
// rules, and says in the tree what each node means (dialects/ast/bound.hpp). Nothing of a target is in it. A
// Binder serves one statement.
class Binder : public Notes {
public:
    Binder(std::string_view source, const TranslateContext& context);

    // Each rewrites its statement in place and answers the result's columns.
    // keep_unknown: the caller decides what untyped literals among the outputs are.
    std::vector<OutputColumn> query(ast::Query& query, Scope* outer, bool keep_unknown = false);
    std::vector<OutputColumn> insert(ast::Insert& insert, Scope* outer);
    std::vector<OutputColumn> update(ast::Update& update, Scope* outer);
    std::vector<OutputColumn> delete_(ast::Delete& statement, Scope* outer);

    // An expression of a table's definition: its columns are in scope.
    void table_expression(ast::ExprPtr& e, const TableDef& table, Clause clause, std::optional<Type> wanted);

    void check_database(const ast::Name& name,
                        const std::string& shown,
                        std::size_t least,
                        std::uint32_t position);
    const TableDef* find_table(const ast::Name& name, std::uint32_t position, bool required);
    Type resolve_type(const ast::TypeName& name);
    std::string sql_name(Type type) const;  // of messages: enumerations by their name
    std::optional<std::string> namespace_to_create_in(const ast::Name& name, std::uint32_t position);

    [[noreturn]] void fail(Errc code, std::string message, std::uint32_t position, std::string hint = {});
    std::size_t character(std::uint32_t position) const;  // 1-based, of an error

    // Runs after the last expression: parameters nothing has decided are text.
    void finish();

    std::vector<Type> parameters;
    bool reads_catalog = false, writes = false;
    std::set<const TableDef*> tables_read;

    // Of a statement that takes several steps: what those before the one being bound have changed. It must be
    // read as it was before the statement.
    std::set<const TableDef*> changed_before;
    std::map<const TableDef*, bool> watched;  // true: with its rows as they were
    std::set<std::uint16_t> kept_read;        // kept rows that the step reads
    bool returns_other_tables = false;        // its RETURNING reads more than the table it writes
    // Whatever a change of the table may change besides, by foreign keys' actions.
    void note_change(const TableDef& table);
    const TranslateContext context;

    // expression.cpp
    void expression(ast::ExprPtr& e, Scope& scope);
    void boolean(ast::ExprPtr& e, Scope& scope, std::string_view what);
    void settle(ast::ExprPtr& e);  // an unknown becomes text

    // coerce.cpp
    void coerce(ast::ExprPtr& e, Type to, CastContext context);
    void coerce_to_common(std::vector<ast::ExprPtr*> operands, std::string_view what);
    [[noreturn]] void no_common_type(std::string_view what, Type first, Type type, std::uint32_t position);
    void assign(ast::ExprPtr& e, const ColumnDef& column, std::uint32_t position);
    ast::ExprPtr convert(ast::ExprPtr e, Type to, CastContext context);
    void unknown_becomes(ast::ExprPtr& e, Type to, CastContext context);
    ast::ExprPtr range_column(const Range& range, std::size_t index, std::uint32_t position);  // names.cpp
    void require_equality(Type type, std::uint32_t position);

private:
    friend class WritePlanner;

    // expression.cpp, predicates.cpp, containers.cpp
    void literal(ast::ExprPtr& e);
    void parameter(ast::ExprPtr& e);
    void cast(ast::ExprPtr& e, Scope& scope);
    void logical(ast::ExprPtr& e, Scope& scope);
    void is(ast::ExprPtr& e, Scope& scope);
    void is_distinct(ast::ExprPtr& e, Scope& scope);
    void between(ast::ExprPtr& e, Scope& scope);
    void in(ast::ExprPtr& e, Scope& scope);
    void in_query(ast::ExprPtr& e, Scope& scope);
    void like(ast::ExprPtr& e, Scope& scope);
    void overlaps(ast::ExprPtr& e, Scope& scope);
    void case_(ast::ExprPtr& e, Scope& scope);
    void subquery(ast::ExprPtr& e, Scope& scope);
    void quantified(ast::ExprPtr& e, Scope& scope);
    void array_literal(ast::ExprPtr& e, Scope& scope, std::optional<Type> wanted);
    void subscript(ast::ExprPtr& e, Scope& scope);
    void slice(ast::ExprPtr& e, Scope& scope);
    void field(ast::ExprPtr& e, Scope& scope);
    void expand_row(ast::ExprPtr row, Scope& scope, std::vector<ast::SelectItem>& out);
    ast::ExprPtr field_of(const ast::Expr& row, std::size_t index, std::uint32_t position);
    void row(ast::ExprPtr& e, Scope& scope);

    // names.cpp
    void column(ast::ExprPtr& e, Scope& scope);
    bool column_in(ast::ExprPtr& e, Scope& scope, std::string_view name);
    ast::ExprPtr whole_row(const Range& range, std::uint32_t position);
    ast::ExprPtr row_of(const Range& range, std::uint32_t position);
    void row_value(ast::Expr& row);
    ast::ExprPtr merged_column(Scope& scope, const MergedColumn& merged, std::uint32_t position);
    std::pair<Range*, Scope*> find_range(const ast::Name& qualifier, Scope& scope);
    Range& range_named(const ast::Name& qualifier, Scope& scope, std::uint32_t position);

    // operators.cpp
    void unary(ast::ExprPtr& e, Scope& scope);
    void binary(ast::ExprPtr& e, Scope& scope);
    ast::ExprPtr apply_operator(std::string_view op,
                                ast::ExprPtr left,
                                ast::ExprPtr right,
                                std::uint32_t position);
    const OperatorRow* resolve_operator(std::string_view op, Type left, Type right, std::uint32_t position);
    ast::ExprPtr compare_rows(std::string_view op,
                              ast::ExprPtr left,
                              ast::ExprPtr right,
                              std::uint32_t position);
    Type settle_polymorphic(const std::vector<Type>& declared,
                            std::vector<ast::ExprPtr>& args,
                            Type result,
                            std::string_view what,
                            std::uint32_t position);

    // calls.cpp, aggregates.cpp, windows.cpp
    void call(ast::ExprPtr& e, Scope& scope);
    bool special_call(ast::ExprPtr& e, Scope& scope);
    struct Resolved {
        const FunctionRow* row = nullptr;
        std::vector<ast::ExprPtr> args;
        Type result;
    };
    void name_arguments(ast::Call& node, const std::string& name, std::uint32_t position);
    Resolved resolve_call(ast::Call& call, Scope& scope, std::uint32_t position);
    void aggregate(ast::ExprPtr& e, Resolved resolved, Scope& scope);
    void ordered_set(ast::ExprPtr& e, Resolved resolved, Scope& scope);
    void window_function(ast::ExprPtr& e, Resolved resolved, Scope& scope);
    void window(ast::Window& window, Scope& scope, std::uint32_t position);
    void set_returning(ast::ExprPtr& e, Resolved resolved, Scope& scope);
    bool row_json(ast::ExprPtr& e, Scope& scope);

    // from.cpp
    void from(std::vector<ast::FromItemPtr>& items, Scope& scope);
    void from_item(ast::FromItemPtr& item, Scope& scope);
    void table_item(ast::FromItem& item, Scope& scope);
    void subquery_item(ast::FromItem& item, Scope& scope);
    void join_item(ast::FromItem& item, Scope& scope);
    std::uint32_t add_range(Scope& scope, Range range);
    Range table_range(const TableDef& table, const ast::Alias& alias, std::uint32_t position);
    void rename_columns(Range& range, const ast::Alias& alias, std::uint32_t position);

    // from_function.cpp
    std::vector<OutputColumn> set_columns(const Resolved& resolved, const std::string& single_name) const;
    std::vector<OutputColumn> function_call(ast::ExprPtr& call,
                                            const std::vector<ast::FunctionRef::Column>& definitions,
                                            const std::string& single_name,
                                            Scope& scope);
    void function_item(ast::FromItem& item, Scope& scope);
    void unnest_item(ast::FromItem& item, ast::Call& call, Scope& scope);

    // with.cpp
    void with(ast::With& with, Scope& scope);
    void recursive_table(ast::CommonTable& table, Scope& scope, CommonTableRange& range);
    const CommonTableRange* find_common_table(std::string_view name, Scope* scope);

    // select.cpp, query.cpp, set_operation.cpp, grouping.cpp
    std::vector<OutputColumn> body(ast::Query& query, Scope& scope);
    std::vector<OutputColumn> select(ast::Query& query, ast::Select& select, Scope& scope);
    std::vector<OutputColumn> values(ast::Values& values, Scope& scope);
    std::vector<OutputColumn> set_operation(ast::SetOperation& operation, Scope& scope);
    std::vector<OutputColumn> select_items(std::vector<ast::SelectItem>& items, Scope& scope);
    void expand_star(const ast::Star& star,
                     std::uint32_t position,
                     Scope& scope,
                     std::vector<ast::SelectItem>& out);
    // Fingerprints of what is grouped by; with grouping sets, of select.group_by in its order.
    std::vector<std::string> bind_grouping(ast::Select& select, Scope& scope);
    std::string group_key(ast::ExprPtr& key, ast::Select& select, Scope& scope);
    std::vector<std::set<std::size_t>> grouping_sets(ast::ExprPtr& item,
                                                     ast::Select& select,
                                                     Scope& scope,
                                                     std::vector<std::string>& prints);
    void bind_grouping_sets(ast::Select& select, Scope& scope, std::vector<std::string>& prints);
    void grouping_call(ast::ExprPtr& e, Scope& scope);
    void check_grouping(ast::Query& query,
                        ast::Select& select,
                        Scope& scope,
                        const std::vector<std::string>& grouped);
    void check_distinct_on(const ast::Query& query, const ast::Select& select);
    void order_select(ast::Query& query,
                      ast::Select& select,
                      std::vector<OutputColumn>& columns,
                      Scope& scope);
    void order_outputs(ast::Query& query, const std::vector<OutputColumn>& outputs);
    void sort_key(ast::SortKey& key);
    void check_with_ties(const ast::Query& query);
    void limit(ast::Query& query, Scope& scope);
    void locking(ast::Query& query);

    // dml
    std::vector<OutputColumn> returning(std::vector<ast::SelectItem>& items, Scope& scope);
    void insert_source(ast::Insert& insert,
                       const TableDef& table,
                       Scope& scope,
                       const std::vector<const ColumnDef*>& targets);
    void on_conflict(ast::Insert& insert, const TableDef& table, Scope& scope);
    void assignments(std::vector<ast::Assignment>& set, const TableDef& table, Scope& scope);
    void skip_touched(ast::ExprPtr& where, const Range& range);
    ast::ExprPtr default_of(const TableDef& table, const ColumnDef& column, std::uint32_t position);
    const TableDef& writable_table(const ast::Name& name, std::uint32_t position, std::string_view verb);

    std::size_t output_width(const ast::Query& query, Scope& scope);

    bool yields_one_row(const ast::Query& query, const Scope& scope, bool inside);

    std::string_view source_;
    bool embedded_ = false;     // the expression comes from the Schema: its literals are not the statement's
    std::uint32_t ranges_ = 0;  // numbered so far
};

// What a target column of a SELECT is called if it has no alias (PostgreSQL's FigureColname).
std::string output_name(const ast::Expr& e);

const std::vector<Type>& operands_of(const OperatorRow& row);  // as it declares them

}  // namespace ormgate::dialects
