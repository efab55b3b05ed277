#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema.hpp"
#include "dialects/ast/statement.hpp"
#include "dialects/bind/notes.hpp"

namespace ormgate::dialects {

// SqliteLowering makes of a bound tree one that SQLite's generator can print: rows of the tables become their
// spellings, what SQLite lacks becomes what it has. It walks the tree once, from the leaves up; nodes that
// are spelled already are left as they are.
class SqliteLowering {
public:
    SqliteLowering(const Schema& schema, Notes& notes) : schema_(schema), notes_(notes) {}

    // top: the statement's own rows, which leave as values that a client can read
    void statement(ast::Statement& statement, bool top);
    void query(ast::Query& query, bool top = false);
    void expression(ast::ExprPtr& e);

private:
    // What stands for a column of an item of FROM that is not what it was.
    struct Source {
        std::vector<std::string> names;  // by column; or
        std::vector<std::shared_ptr<const ast::Expr>> computed;
    };
    // A set-returning function of a select list: it moves into FROM, and `places` are filled with where
    // its values then stand.
    struct SetCall {
        ast::ExprPtr source;
        std::vector<std::string> columns;
        std::string array;  // the fingerprint of the array whose places it walks through, if it does
        std::vector<std::shared_ptr<ast::Expr>> places;  // by column
        std::string print;  // of a call whose row has several fields: (f()).* is one call
    };
    // Rows in FROM: what SQLite selects from, and what it calls their columns.
    struct Rows {
        ast::ExprPtr source;
        std::vector<std::string> names;
    };

    void children(ast::Expr& e);
    void refuse(std::string construct, std::uint32_t position) {
        notes_.refuse(std::move(construct), position);
    }
    std::string sql_name(Type type) const;
    std::string alias_of(const char* what) { return what + std::to_string(++counter_); }
    static std::vector<std::string> numbers(std::size_t count);  // names of columns: 1, 2 …

    // spelling.cpp
    ast::ExprPtr spell(std::string_view spelling,
                       std::vector<ast::ExprPtr> args,
                       Type result,
                       std::uint32_t position);
    void applied(ast::ExprPtr& e);
    void special(ast::ExprPtr& e);
    void keyword(ast::ExprPtr& e);

    // conversions.cpp
    void conversion(ast::ExprPtr& e);
    ast::ExprPtr convert(ast::ExprPtr e, Type to, const CastRow* row, CastContext context);
    ast::ExprPtr convert_type(ast::ExprPtr e, Type to, const CastRow* row);
    ast::ExprPtr output_text(ast::ExprPtr e);
    void row_value(ast::ExprPtr& e);
    ast::ExprPtr record_text(std::vector<ast::ExprPtr> fields, std::uint32_t position);

    // ordering.cpp
    ast::ExprPtr ordered(ast::ExprPtr e);  // what sorts natively as the value does
    std::string enum_labels(Type type) const;
    void require_equality(const ast::Expr& e);

    // predicates.cpp
    void compare_rows(ast::ExprPtr& e);
    void between(ast::ExprPtr& e);
    void in(ast::ExprPtr& e);
    void like(ast::ExprPtr& e);
    void case_(ast::ExprPtr& e);
    void subquery(ast::ExprPtr& e);
    void quantified(ast::ExprPtr& e);

    // containers.cpp
    void array_literal(ast::ExprPtr& e);
    void subscript(ast::ExprPtr& e);
    void slice(ast::ExprPtr& e);
    void field(ast::ExprPtr& e);
    ast::ExprPtr field_of(const ast::Expr& row, std::size_t place, Type type);

    // aggregates.cpp
    void call(ast::ExprPtr& e);
    void aggregate(ast::ExprPtr& e);
    void ordered_set(ast::ExprPtr& e);
    void window(ast::Window& window);
    std::string sort_specification(std::vector<ast::SortKey>& keys, std::vector<ast::ExprPtr>& out);

    // query.cpp
    void with(ast::With& with);
    void select(ast::Query& query, ast::Select& select, bool top);
    void group_key(ast::ExprPtr& key, const ast::Select& select);
    ast::ExprPtr output(ast::ExprPtr key, const ast::Select& select, bool copies);
    void set_operation(ast::Query& query);
    void order_outputs(ast::Query& query);
    void sort_keys(std::vector<ast::SortKey>& keys);

    // grouping_sets.cpp
    void group_by_sets(ast::Query& query, ast::Select& select);

    // from.cpp
    void from_item(ast::FromItem& item);
    void table(ast::FromItem& item);
    void past_rows(ast::FromItem& item);
    void lateral(ast::FromItem& item);
    ast::ExprPtr collect(Rows rows, std::uint32_t position);
    ast::ExprPtr collected_rows(ast::ExprPtr rows, std::size_t width, std::uint32_t position);
    void column(ast::ExprPtr& e);

    // from_function.cpp
    using Outputs = std::vector<ast::FunctionRef::Output>;
    void function(ast::FromItem& item);
    void unnest_several(ast::FromItem& item);
    Rows function_rows(ast::ExprPtr call, const Outputs& outputs);
    Rows record_rows(ast::Applied& call, const Outputs& outputs, std::uint32_t position);
    Rows rows_from(ast::FunctionRef& node, std::uint32_t position);
    ast::ExprPtr set_call(ast::ExprPtr e);
    void set_returning(ast::ExprPtr& e);
    ast::ExprPtr row_of_set(const SetCall& call, Type type, std::uint32_t position);
    void place_sets(std::vector<SetCall>& calls, ast::Select& select, std::uint32_t position);

    const Schema& schema_;
    Notes& notes_;
    std::map<std::uint32_t, Source> sources_;  // by the range's number
    std::vector<SetCall>* set_calls_ = nullptr;
    int counter_ = 0;
};

// The columns of a bound query, by the names that the tree has for them.
struct Output {
    std::string name;
    Type type;
};
std::vector<Output> outputs_of(const ast::Query& query);

// FETCH FIRST n ROWS WITH TIES keeps the rows that rank among the first n.
void keep_ties(ast::Query& query);
// DISTINCT ON keeps the first row of each group.
void number_groups(ast::Query& query);
// INTERSECT ALL and EXCEPT ALL; the columns as both operands call them.
void number_equal_rows(ast::Query& query,
                       const std::vector<Output>& outputs,
                       const std::vector<Output>& right);
// A compound's ORDER BY can name its columns but not compute with them: one more SELECT around it can.
void wrap_compound(ast::Query& query);

ast::ExprPtr rowid_of(const TableDef& table, const std::string& alias, Notes& notes);

}  // namespace ormgate::dialects
