#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/type.hpp"
#include "dialects/ast/bound.hpp"
#include "dialects/ast/pointers.hpp"

// The syntax tree of an expression. One vocabulary for all dialects: a parser normalises its dialect's
// spelling into these nodes, a generator spells them in another. Names are stored folded as the source
// dialect folds them.
namespace ormgate::ast {

enum class LiteralKind : std::uint8_t {
    null,
    boolean,
    integer,
    decimal,
    string,
    bit_string,
    hex_string,
    national
};

struct Literal {
    LiteralKind kind = LiteralKind::null;
    std::string text;  // decoded content of a string, digits of a number, "true"/"false"
    int slot = -1;     // index among the statement's lifted literals; -1: its value is part of the template
    std::string character_set = {};  // MySQL's introducer: _utf8mb4'x'
};

struct Parameter {
    std::uint16_t number = 0;  // from 1; `?` placeholders are numbered in order
    std::string name = {};     // SQLite's :name, @name, $name, with the sign
};

struct ColumnRef {
    Name parts;
    bool maybe_string = false;  // SQLite's "x": a string if there is no such column
    // bound: parts are the range's alias and the column's name there
    std::uint32_t range = 0;  // FromItem::range; 0: made by a pass
    std::uint32_t column = 0;
};
struct Star {
    Name qualifier;
};

struct Unary {
    std::string op;
    Name op_schema;
    ExprPtr operand;
    bool postfix = false;
};
struct Binary {
    std::string op;  // a symbol as written; != is stored as <>
    Name op_schema;  // OPERATOR(pg_catalog.~)
    ExprPtr left, right;
};
enum class LogicalOp : std::uint8_t { and_, or_, xor_ };
struct Logical {
    LogicalOp op = LogicalOp::and_;
    std::vector<ExprPtr> operands;
};
struct Not {
    ExprPtr operand;
};

enum class IsKind : std::uint8_t { null, true_, false_, unknown, json, document, normalized };
struct Is {
    IsKind kind = IsKind::null;
    bool negated = false;
    ExprPtr operand;
    std::string form;  // of normalized: nfc, nfd, nfkc, nfkd; empty: nfc
};
struct IsDistinct {  // MySQL's <=> is IS NOT DISTINCT FROM
    bool negated = false;
    ExprPtr left, right;
};
struct Between {
    bool negated = false, symmetric = false;
    ExprPtr operand, low, high;
};
struct In {
    bool negated = false;
    ExprPtr operand;
    std::vector<ExprPtr> list;  // or
    QueryPtr query;
};
enum class LikeKind : std::uint8_t { like, ilike, similar };
struct Like {
    LikeKind kind = LikeKind::like;
    bool negated = false;
    ExprPtr operand, pattern, escape;
};

struct When {
    ExprPtr condition, result;
};
struct Case {
    ExprPtr operand;  // null: searched CASE
    std::vector<When> whens;
    ExprPtr otherwise;
};

// TypeName is a type as written; the binder turns it into a Type.
struct TypeName {
    Name name;  // as PostgreSQL's grammar normalises: int4, varchar, timestamptz …; others as written
    std::vector<std::int64_t> modifiers;
    std::vector<std::string> modifier_words;  // instead, if one is not a number: geometry(point, 4326)
    int array_dimensions = 0;
    bool percent_type = false, set_of = false;
    std::string interval_fields;           // "day to second"
    std::string character_set, collation;  // MySQL
    bool is_unsigned = false, zerofill = false;
    std::vector<std::string> labels;  // MySQL's ENUM('a','b') and SET
    std::uint32_t position = 0;
};
enum class CastSyntax : std::uint8_t { cast, colons, literal_prefix, convert, try_cast };
struct Cast {
    CastSyntax syntax = CastSyntax::cast;  // literal_prefix: DATE '2024-01-01'
    ExprPtr operand;
    TypeName type;
};

struct SortKey {
    ExprPtr expr;
    bool descending = false;
    std::optional<bool> nulls_first;
    std::string using_operator;
};

enum class FrameUnit : std::uint8_t { rows, range, groups };
enum class FrameBoundKind : std::uint8_t {
    unbounded_preceding,
    preceding,
    current_row,
    following,
    unbounded_following
};
enum class FrameExclusion : std::uint8_t { no_others, current_row, group, ties };
struct FrameBound {
    FrameBoundKind kind = FrameBoundKind::current_row;
    ExprPtr offset;
};
struct Frame {
    FrameUnit unit = FrameUnit::range;
    FrameBound start;
    std::optional<FrameBound> end;
    FrameExclusion exclusion = FrameExclusion::no_others;
};
struct Window {
    std::string name;  // OVER name (then nothing else), or the name it is defined under
    std::string base;  // OVER (base …)
    std::vector<ExprPtr> partition_by;
    std::vector<SortKey> order_by;
    std::optional<Frame> frame;
    bool by_name_only = false;
};

// The spelling of calls whose arguments are not a plain list. The arguments stand in the order of the plain
// function: extract(field-as-string-literal, source), substring(s, from, for), position(haystack, needle),
// trim(s, characters).
enum class CallSyntax : std::uint8_t {
    plain,
    keyword,  // CURRENT_TIMESTAMP, CURRENT_USER …, with or without a precision
    extract,
    substring_from,
    substring_similar,
    position_in,
    overlay_placing,
    trim_both,
    trim_leading,
    trim_trailing,
    group_concat,   // MySQL: ORDER BY inside, SEPARATOR as the second argument
    interval_call,  // MySQL: the INTERVAL n UNIT operand; args: n, unit as a string literal
    convert_using,
    normalize_form,
    xml,
    json_constructor,
    char_using,     // MySQL: CHAR(n, … USING charset); the character set as the last argument
    unit_first,     // MySQL: TIMESTAMPADD(unit, …), GET_FORMAT(DATE, …); the word as a string literal
    weight_string,  // MySQL: WEIGHT_STRING(s AS CHAR(n)); CHAR or BINARY as a string literal, then n
    at_time_zone,   // bound: timezone(zone, time)
};
// What JSON_VALUE and JSON_TABLE do about a missing value or an error.
struct JsonReaction {
    enum class Kind : std::uint8_t { unspecified, null, error, default_ } kind = Kind::unspecified;
    ExprPtr value;  // of DEFAULT
};
struct JsonValueClauses {
    std::optional<TypeName> returning;
    JsonReaction on_empty, on_error;
};
struct Argument {
    std::string name;  // name => value
    ExprPtr value;
    bool variadic = false;
};
struct Call {
    Name function;
    std::vector<Argument> args;
    CallSyntax syntax = CallSyntax::plain;
    bool star = false;  // count(*)
    bool distinct = false;
    std::vector<SortKey> order_by;
    std::vector<SortKey> within_group;
    ExprPtr filter;
    std::unique_ptr<Window> over;
    bool ignore_nulls = false, from_last = false;
    ExprPtr limit, offset;                       // MariaDB's GROUP_CONCAT(… LIMIT …)
    std::unique_ptr<JsonValueClauses> json;      // of MySQL's JSON_VALUE
    const dialects::FunctionRow* row = nullptr;  // bound: an aggregate's or a window function's
};

enum class SubqueryKind : std::uint8_t { scalar, exists, array };
struct Subquery {
    SubqueryKind kind = SubqueryKind::scalar;
    QueryPtr query;
};
struct Quantified {  // left op ANY|ALL (array expression or subquery); op may be LIKE, NOT LIKE, ILIKE, NOT
                     // ILIKE
    std::string op;
    Name op_schema;
    bool all = false;
    ExprPtr left;
    ExprPtr array;
    QueryPtr query;
    ExprPtr test;  // bound: the comparison of left with an Element; then left is gone
};

struct ArrayLiteral {
    std::vector<ExprPtr> elements;  // nested ARRAY[…] are ArrayLiteral themselves
};
struct Row {
    bool explicit_keyword = false;
    std::vector<ExprPtr> elements;
    std::vector<std::string> names = {};  // bound: of a row that is a value
};
struct Subscript {
    ExprPtr base, index;
};
struct Slice {
    ExprPtr base, lower, upper;
};
struct Field {  // (expr).name; name "*" expands
    ExprPtr base;
    std::string name;
};
struct Collate {
    ExprPtr operand;
    Name collation;
};
struct AtTimeZone {
    ExprPtr operand, zone;  // null zone: AT LOCAL
};
struct Default {};  // in VALUES, SET
struct GroupingSets {
    enum class Kind : std::uint8_t { empty, rollup, cube, sets } kind = Kind::empty;
    std::vector<ExprPtr> elements;
};
struct Variable {  // MySQL's @name and @@scope.name; assignment by :=
    std::string name, scope;
    bool system = false;
    ExprPtr assigned;
};
// What a target's passes make of bound nodes: its spelling, in which $1, $2 … stand for the arguments.
struct Spelled {
    std::string spelling;
    std::vector<ExprPtr> args;
    std::shared_ptr<const Expr> shared =
        nullptr;  // stands for the whole node: an expression printed in several places
};
struct MatchAgainst {
    std::vector<ExprPtr> columns;
    ExprPtr query;
    std::string mode;
};

struct Expr {
    using Node = std::variant<Literal,
                              Parameter,
                              ColumnRef,
                              Star,
                              Unary,
                              Binary,
                              Logical,
                              Not,
                              Is,
                              IsDistinct,
                              Between,
                              In,
                              Like,
                              Case,
                              Cast,
                              Call,
                              Subquery,
                              Quantified,
                              ArrayLiteral,
                              Row,
                              Subscript,
                              Slice,
                              Field,
                              Collate,
                              AtTimeZone,
                              Default,
                              GroupingSets,
                              Variable,
                              MatchAgainst,
                              Applied,
                              Conversion,
                              Special,
                              Element,
                              OutputRef,
                              Grouping,
                              Spelled>;
    Node node;
    std::uint32_t position = 0;           // byte offset into the statement, from 0
    std::uint32_t end = 0;                // one past its last byte; 0 if made by a pass
    std::uint32_t operator_position = 0;  // where PostgreSQL points when it has no such operator
    Type type;                            // filled by the binder
    bool parenthesised = false;

    template <class T>
    T* as() {
        return std::get_if<T>(&node);
    }
    template <class T>
    const T* as() const {
        return std::get_if<T>(&node);
    }
};

template <class T>
ExprPtr make(T node, std::uint32_t position = 0) {
    ExprPtr expr(new Expr);
    expr->node = std::move(node);
    expr->position = position;
    return expr;
}

}  // namespace ormgate::ast
