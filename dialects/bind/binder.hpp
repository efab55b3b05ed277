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
#include "dialects/bind/scope.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/operators_postgres.hpp"
#include "dialects/translator.hpp"

namespace ormgate::dialects {

// What the binder throws to leave a deep expression; Translator catches it and answers the error.
struct BindFailure {
    Error error;
};

// Binder gives names and types to a PostgreSQL statement: it resolves them against the Schema by PostgreSQL's
// rules and rewrites the tree into one that the generator can print for the target. A Binder serves one
// statement.
class Binder {
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
    // Notes what cannot be translated and goes on, so that one error can name all of it.
    void refuse(std::string construct, std::uint32_t position);
    std::size_t character(std::uint32_t position) const;  // 1-based, of an error

    // Runs after the last expression: parameters nothing has decided are text.
    void finish();

    struct Refusal {
        std::string construct;
        std::uint32_t position;
    };
    std::vector<Refusal> refusals;
    std::vector<Type> parameters;
    std::map<int, std::string> pinned;  // literal slots whose value the translation depends on
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
    ast::ExprPtr output_text(ast::ExprPtr e);
    ast::ExprPtr spell(std::string_view spelling,
                       std::vector<ast::ExprPtr> args,
                       Type result,
                       std::uint32_t position);
    void pin(const ast::Literal& literal);
    std::string enum_labels(Type type) const;
    ast::ExprPtr ordered(ast::ExprPtr e);  // what sorts natively as the value does
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
    Type row_type(std::vector<OutputColumn> columns);                 // numbered by its modifier
    const std::vector<OutputColumn>& row_columns(Type record) const;  // none: they are not known
    void row(ast::ExprPtr& e, Scope& scope);

    // names.cpp
    void column(ast::ExprPtr& e, Scope& scope);
    bool column_in(ast::ExprPtr& e, Scope& scope, std::string_view name);
    ast::ExprPtr whole_row(const Range& range, std::uint32_t position);
    ast::ExprPtr row_value(ast::ExprPtr row);
    ast::ExprPtr range_column(const Range& range, std::size_t index, std::uint32_t position);
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
    std::vector<OutputColumn> set_columns(const Resolved& resolved, const std::string& single_name) const;
    ast::ExprPtr set_call(Resolved resolved, std::uint32_t position);
    void set_returning(ast::ExprPtr& e, Resolved resolved, Scope& scope);
    bool row_json(ast::ExprPtr& e, Scope& scope);
    ast::ExprPtr lower_aggregate(const FunctionRow& row,
                                 std::vector<ast::ExprPtr> args,
                                 ast::Call& original,
                                 Scope& scope,
                                 std::uint32_t position);
    void sort_specification(std::vector<ast::SortKey>& keys,
                            std::string& specification,
                            std::vector<ast::ExprPtr>& out);

    // from.cpp
    void from(std::vector<ast::FromItemPtr>& items, Scope& scope);
    void from_item(ast::FromItemPtr& item, Scope& scope);
    void table_item(ast::FromItem& item, Scope& scope);
    void past_item(ast::FromItem& item, const TableDef& table);
    void subquery_item(ast::FromItem& item, Scope& scope);
    void join_item(ast::FromItem& item, Scope& scope);
    void lateral_item(ast::FromItem& item, Scope& scope);
    static bool is_lateral(const ast::FromItem& item);
    void add_range(Scope& scope, Range range);
    Range table_range(const TableDef& table, const ast::Alias& alias, std::uint32_t position);
    void rename_columns(Range& range, const ast::Alias& alias, std::uint32_t position);

    // from_function.cpp
    struct FunctionRows {
        ast::ExprPtr source;                // what SQLite selects from
        std::vector<OutputColumn> columns;  // named in SQL as they are there
    };
    void unnest_item(ast::FromItem& item, ast::Call& call, Scope& scope);
    void function_item(ast::FromItem& item, Scope& scope);
    FunctionRows function_rows(ast::ExprPtr target,
                               const std::vector<ast::FunctionRef::Column>& definitions,
                               const std::string& single_name,
                               Scope& scope);
    FunctionRows record_rows(Resolved resolved,
                             const std::vector<ast::FunctionRef::Column>& definitions,
                             std::uint32_t position);
    FunctionRows rows_from(ast::FunctionRef& node, Scope& scope, std::uint32_t position);
    ast::ExprPtr collect(FunctionRows function, std::uint32_t position);
    ast::ExprPtr collected_rows(ast::ExprPtr rows, std::size_t width, std::uint32_t position);

    // with.cpp
    void with(ast::With& with, Scope& scope);
    void recursive_table(ast::CommonTable& table, Scope& scope, CommonTableRange& range);
    const CommonTableRange* find_common_table(std::string_view name, Scope* scope);

    // select.cpp, query.cpp, set_operation.cpp, grouping.cpp
    std::vector<OutputColumn> body(ast::Query& query, Scope& scope);
    std::vector<OutputColumn> select(ast::Query& query, ast::Select& select, Scope& scope);
    std::vector<OutputColumn> values(ast::Values& values, Scope& scope);
    std::vector<OutputColumn> set_operation(ast::Query& query, ast::SetOperation& operation, Scope& scope);
    std::vector<OutputColumn> select_items(std::vector<ast::SelectItem>& items, Scope& scope);
    void expand_star(const ast::Star& star,
                     std::uint32_t position,
                     Scope& scope,
                     std::vector<ast::SelectItem>& out);
    struct GroupingKeys {
        std::vector<std::string> prints;  // fingerprints
        std::vector<ast::ExprPtr> exprs;
        std::vector<std::set<std::size_t>> sets;  // of places in these; empty: there are no grouping sets
    };
    void bind_grouping(ast::Select& select, Scope& scope, std::set<std::string>& grouped, GroupingKeys& keys);
    std::string group_key(ast::ExprPtr& key, ast::Select& select, Scope& scope, bool copies);
    std::vector<std::set<std::size_t>> grouping_sets(ast::ExprPtr& item,
                                                     ast::Select& select,
                                                     Scope& scope,
                                                     GroupingKeys& keys);
    void group_by_sets(ast::Query& query, ast::Select& select, GroupingKeys& keys);
    void grouping_call(ast::ExprPtr& e, Scope& scope);
    void place_sets(std::vector<SetCall>& calls, std::vector<ast::FromItemPtr>& from, std::uint32_t position);
    void with_ties(ast::Query& query, const std::vector<OutputColumn>& columns);
    void check_grouping(ast::Query& query,
                        ast::Select& select,
                        Scope& scope,
                        const std::set<std::string>& grouped,
                        bool sets);
    void distinct_on(ast::Query& query, ast::Select& select, std::vector<OutputColumn>& columns);
    void order_by(ast::Query& query, const std::vector<OutputColumn>& outputs, Scope& scope);
    void wrap_compound(ast::Query& query, const std::vector<OutputColumn>& outputs);
    void sort_key(ast::SortKey& key, Scope& scope);
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
    ast::ExprPtr rowid_of(const Range& range);
    ast::ExprPtr default_of(const TableDef& table, const ColumnDef& column, std::uint32_t position);
    const TableDef& writable_table(const ast::Name& name, std::uint32_t position, std::string_view verb);

    std::size_t output_width(const ast::Query& query, Scope& scope);

    bool yields_one_row(const ast::Select& select, const Scope& scope) const;

    bool one_row_ = false;  // the query bound last yields one row at most
    std::string_view source_;
    std::vector<std::vector<OutputColumn>> row_types_;
    bool embedded_ = false;  // the expression comes from the Schema: its literals are not the statement's
    int counter_ = 0;
};

// What a target column of a SELECT is called if it has no alias (PostgreSQL's FigureColname).
std::string output_name(const ast::Expr& e);

const std::vector<Type>& operands_of(const OperatorRow& row);  // as it declares them

ast::Name storage_of(const TableDef& table);  // its name in SQLite
bool is_rowid_alias(const TableDef& table, const ColumnDef& column);

// How comparisons of a type are done: natively, under a collation, or only by functions.
std::string_view collation_of(Type type);      // decimal, interval, jsonb, RTRIM …, or nothing
bool compares_natively(Type type);             // = and <>, under its collation if it has one
bool orders_natively(Type type);               // < and >, too
bool has_order(Type type);                     // natively or as Binder::ordered() has it
ast::ExprPtr collated(ast::ExprPtr e);         // under its type's collation, if it has one
ast::ExprPtr text_constant(std::string text);  // not a lifted literal
ast::ExprPtr integer_constant(std::int64_t value);
ast::ExprPtr spelled(std::string spelling, std::vector<ast::ExprPtr> args, Type type, std::uint32_t position);
template <class... E>
std::vector<ast::ExprPtr> exprs(E... items) {
    std::vector<ast::ExprPtr> out;
    (out.push_back(std::move(items)), ...);
    return out;
}
std::string quoted_in_spelling(std::string_view name);  // an identifier, with $ doubled
// A copy of a bound expression.
ast::ExprPtr clone(const ast::Expr& e);
bool is_null_literal(const ast::Expr& e);

}  // namespace ormgate::dialects
