#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dialects/ast/query.hpp"
#include "dialects/deparse/term.hpp"

namespace ormgate::dialects::deparse {

// RangeTerm is a table, common table, subquery or function in FROM.
struct RangeTerm {
    enum class Kind : std::uint8_t { relation, common_table, subquery, function };
    struct Column {
        std::string name, shown;
        Type type;
    };

    Kind kind = Kind::relation;
    std::string schema, relation;  // its own name; the schema's if it must be written
    std::string name;              // what its query calls it
    std::string shown;             // the same, or t_1 where a query around it has the name already
    bool aliased = false, columns_renamed = false, only = false, lateral = false, ordinality = false;
    std::vector<Column> columns;
    std::shared_ptr<QueryTerm> query;
    TermPtr call;
};
using RangeTermPtr = std::shared_ptr<RangeTerm>;

// FromTerm is a range or a join.
struct FromTerm {
    RangeTermPtr range;
    ast::JoinKind kind = ast::JoinKind::inner;
    std::unique_ptr<FromTerm> left, right;
    TermPtr on;
    std::vector<std::string> using_columns;
    std::string using_alias;
};
using FromTermPtr = std::unique_ptr<FromTerm>;

struct OutputTerm {
    TermPtr term;
    std::string name;
};

// What ORDER BY, GROUP BY and DISTINCT ON name: an output by its place, or a term of their own.
struct KeyTerm {
    std::optional<std::size_t> output;
    TermPtr term;
    bool descending = false;
    std::optional<bool> nulls_first;
};

struct GroupTerm {
    enum class Kind : std::uint8_t { keys, empty, rollup, cube, sets } kind = Kind::keys;
    std::vector<KeyTerm> keys;
    std::vector<GroupTerm> parts;
};

struct FrameTerm {
    ast::FrameUnit unit = ast::FrameUnit::range;
    ast::FrameBoundKind start = ast::FrameBoundKind::unbounded_preceding;
    std::optional<ast::FrameBoundKind> end;
    TermPtr start_offset, end_offset;
    ast::FrameExclusion exclusion = ast::FrameExclusion::no_others;
};

struct WindowTerm {
    std::string name, base;
    std::vector<KeyTerm> partition_by, order_by;
    std::optional<FrameTerm> frame;
};

// CallDetails is what an aggregate's or a window function's call has besides arguments.
struct CallDetails {
    bool star = false, distinct = false, within_group = false;
    std::vector<KeyTerm> order_by;
    TermPtr filter;
    std::optional<WindowTerm> window;
    std::string window_name;  // OVER name
};

struct CommonTerm {
    std::string name;
    std::vector<std::string> columns;  // as written behind the name
    std::optional<bool> materialized;
    std::shared_ptr<QueryTerm> query;
};

// QueryTerm is a query once PostgreSQL has analysed it.
struct QueryTerm {
    enum class Kind : std::uint8_t { select, values, set_operation } kind = Kind::select;
    bool recursive = false;
    std::vector<CommonTerm> with;

    bool distinct = false, group_distinct = false, grouping_sets = false;
    std::vector<KeyTerm> distinct_on;
    std::vector<OutputTerm> outputs;  // of VALUES and set operations: names and types only
    std::vector<FromTermPtr> from;
    TermPtr where;
    std::vector<GroupTerm> group_by;
    TermPtr having;
    std::vector<WindowTerm> windows;

    std::vector<std::vector<TermPtr>> rows;  // of VALUES

    ast::SetOperator op = ast::SetOperator::union_;  // of a set operation
    bool all = false;
    std::shared_ptr<QueryTerm> left, right;

    std::vector<KeyTerm> order_by;
    TermPtr limit, offset;
    bool with_ties = false;

    std::vector<RangeTermPtr> ranges;                // in the order of their appearance
    std::vector<std::shared_ptr<QueryTerm>> nested;  // the queries inside this one
};
using QueryTermPtr = std::shared_ptr<QueryTerm>;

// Gives each range a name that no query around it uses: PostgreSQL's set_rtable_names(). `taken`: the names
// that may not be given.
void name_ranges(QueryTerm& query, std::vector<std::string> taken);

}  // namespace ormgate::dialects::deparse
