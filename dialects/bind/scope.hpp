#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema.hpp"
#include "core/type.hpp"
#include "dialects/ast/query.hpp"

namespace ormgate::dialects {

// OutputColumn is a column of a table, a subquery or a result, as the client names it and as the bound tree
// does: there no two columns of a subquery have names that differ in case only.
struct OutputColumn {
    std::string name, sql_name;
    Type type;
    std::uint32_t table_oid = 0;
    std::int16_t number = 0;
    bool not_null = false;
};

// Range is one item of FROM: a table, a subquery, a CTE or a function under its alias.
struct Range {
    std::string alias;
    std::vector<OutputColumn> columns;
    std::vector<bool> merged;  // by column: USING shows it once, elsewhere
    const TableDef* table = nullptr;
    bool renamed = false;   // an alias hides the table's own name
    bool nullable = false;  // on the outer side of a join
    bool function = false;
    std::uint32_t number = 0;     // in the statement, from 1
    bool recursive = false;       // a recursive query, within its own second operand
    bool qualified_only = false;  // excluded in ON CONFLICT: its columns need the qualifier
};

// MergedColumn is a column that JOIN USING or NATURAL JOIN makes of two.
struct MergedColumn {
    std::string name;
    Type type;
    std::vector<std::pair<std::size_t, std::size_t>> sources;  // range, column; several: COALESCE of them
    std::size_t first_range = 0;
};

// CommonTable is a name that WITH makes visible.
struct CommonTableRange {
    std::string name, sql_name;
    std::vector<OutputColumn> columns;
    bool pending = false;               // its own query is being bound and it is not recursive
    bool recursive = false;             // its second operand is being bound
    std::optional<std::uint16_t> kept;  // a step of its own has kept its rows
    bool without_rows = false;          // it writes and has no RETURNING
};

// Clause is the place of an expression: it decides whether aggregates and windows may stand there.
enum class Clause : std::uint8_t {
    select,
    where,
    join,
    group_by,
    having,
    order_by,
    window,
    limit,
    values,
    returning,
    update,
    insert,
    conflict,
    filter,
    function_in_from,
    default_value,
    check,
    index,
    generated,
    none,
};
std::string_view clause_name(Clause clause);

// Scope is what names mean at one level of a query; outer levels hang on behind.
struct Scope {
    Scope* outer = nullptr;
    std::deque<Range> ranges;
    std::vector<MergedColumn> merged;
    std::vector<CommonTableRange> common_tables;
    Clause clause = Clause::none;
    bool has_aggregates = false, has_windows = false, has_sets = false;
    std::uint32_t aggregate_position = 0;  // of the first
    bool in_aggregate = false, in_window = false;
    bool outer_joins = false;
    const std::vector<ast::Window>* windows = nullptr;
    bool has_grouping = false;  // grouping() is called
    bool sets_allowed = false;  // in a select list
};

}  // namespace ormgate::dialects
