#pragma once

#include "dialects/ast/expression.hpp"

namespace ormgate {

struct TableDef;

}  // namespace ormgate

namespace ormgate::ast {

struct Alias {
    std::string name;
    std::vector<std::string> columns;
};

struct TableRef {
    Name name;
    bool only = false;
    std::string sample_method;
    std::vector<ExprPtr> sample_args;
    ExprPtr sample_seed;
    std::vector<std::string> index_hints;  // MySQL's USE/FORCE/IGNORE INDEX, SQLite's INDEXED BY, as written
    std::vector<std::string> partitions;
    // bound
    const TableDef* table = nullptr;  // null: a common table, by the name it has in the tree
    bool of_catalog = false;          // pg_catalog's or information_schema's
    bool before_statement = false;    // with its rows as they were before the statement's other parts
};
struct SubqueryRef {
    bool lateral = false;
    QueryPtr query;
};
struct FunctionRef {
    bool lateral = false;
    std::vector<ExprPtr> calls;
    bool rows_from = false;  // ROWS FROM (…), which may have more than one call
    bool with_ordinality = false;
    struct Column {
        std::string name;
        TypeName type;
        Name collation;
    };
    std::vector<Column> column_types;                    // AS t(a int, b text)
    std::vector<std::vector<Column>> call_column_types;  // ROWS FROM (f() AS (a int)), one list a call
    struct Output {
        std::string name;
        Type type;
    };
    std::vector<std::vector<Output>> outputs;  // bound: the columns of each call
    bool side_by_side = false;                 // bound: the rows of several calls, or of one as ROWS FROM
};
struct JsonTableColumn {
    enum class Kind : std::uint8_t { ordinality, path, exists, nested } kind = Kind::path;
    std::string name, path;
    TypeName type;
    JsonReaction on_empty, on_error;
    std::vector<JsonTableColumn> nested;
};
struct JsonTableRef {  // JSON_TABLE(document, path COLUMNS (…))
    ExprPtr document;
    std::string path;
    std::vector<JsonTableColumn> columns;
};
enum class JoinKind : std::uint8_t { inner, left, right, full, cross };
struct Join {
    JoinKind kind = JoinKind::inner;
    bool natural = false, straight = false;
    FromItemPtr left, right;
    ExprPtr on;
    std::vector<std::string> using_columns;
    std::string using_alias;
};
struct FromItem {
    std::variant<TableRef, SubqueryRef, FunctionRef, Join, JsonTableRef> node;
    Alias alias;
    std::uint32_t position = 0;
    std::uint32_t range = 0;  // bound: its number in the statement, from 1

    template <class T>
    T* as() {
        return std::get_if<T>(&node);
    }
    template <class T>
    const T* as() const {
        return std::get_if<T>(&node);
    }
};

struct SelectItem {
    ExprPtr expr;
    std::string alias;
};

struct Select {
    bool distinct = false;
    std::vector<ExprPtr> distinct_on;
    std::vector<SelectItem> items;  // may be empty in PostgreSQL
    std::vector<FromItemPtr> from;  // comma list
    ExprPtr where;
    std::vector<ExprPtr> group_by;
    bool group_distinct = false, with_rollup = false;
    ExprPtr having;
    std::vector<Window> windows;
    Name into;  // SELECT INTO
    bool into_temporary = false;
    std::vector<std::string> hints;  // MySQL's SQL_CALC_FOUND_ROWS, HIGH_PRIORITY …
    // bound; an item's alias is the column's name in the tree, unlike all others but for case
    bool has_aggregates = false, has_windows = false;
    std::vector<std::vector<std::size_t>> grouping_sets;  // of places in group_by; empty: plain GROUP BY
};
struct Values {
    std::vector<std::vector<ExprPtr>> rows;
};
struct TableCommand {  // TABLE t
    Name name;
};
enum class SetOperator : std::uint8_t { union_, intersect, except };
struct SetOperation {
    SetOperator op = SetOperator::union_;
    bool all = false;
    QueryPtr left, right;
};

struct CommonTable {
    std::string name;
    std::vector<std::string> columns;
    std::optional<bool> materialized;
    StatementPtr statement;     // a query, or data-modifying
    std::string search, cycle;  // as written; not empty: present
    std::uint32_t position = 0;
};
struct With {
    bool recursive = false;
    std::vector<CommonTable> tables;
};

enum class LockStrength : std::uint8_t { update, no_key_update, share, key_share };
enum class LockWait : std::uint8_t { block, nowait, skip_locked };
struct Locking {
    LockStrength strength = LockStrength::update;
    std::vector<Name> of;
    LockWait wait = LockWait::block;
    std::optional<std::int64_t> wait_seconds;  // MariaDB's WAIT n
};

// Query is a query expression: WITH, a body, and what stands behind the body.
struct Query {
    With with;
    std::variant<Select, Values, TableCommand, SetOperation> body;
    std::vector<SortKey> order_by;
    ExprPtr limit, offset;
    bool with_ties = false;
    std::vector<Locking> locking;
    bool parenthesised = false;
    std::uint32_t position = 0;
    bool one_row = false;  // bound: it yields one row at most
};

}  // namespace ormgate::ast
