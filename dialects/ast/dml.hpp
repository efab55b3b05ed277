#pragma once

#include "dialects/ast/query.hpp"

namespace ormgate::ast {

struct Assignment {
    Name target;  // column, or table.column (MySQL); with subscripts in `subscripts`
    std::vector<ExprPtr> subscripts;
    std::vector<std::string> columns;  // (a, b) = (…): then target is empty
    ExprPtr value;
    std::uint32_t position = 0;
};

struct ConflictTarget {
    struct Key {
        ExprPtr expr;
        std::string collation, opclass;
    };
    std::vector<Key> keys;
    ExprPtr where;
    std::string constraint;  // ON CONSTRAINT name
};
struct OnConflict {
    ConflictTarget target;
    bool do_nothing = true;
    std::vector<Assignment> set;
    ExprPtr where;
};

enum class InsertVerb : std::uint8_t {
    insert,
    replace,
    insert_ignore,
    insert_or_abort,
    insert_or_fail,
    insert_or_rollback
};
enum class Overriding : std::uint8_t { none, system_value, user_value };

struct Insert {
    With with;
    InsertVerb verb = InsertVerb::insert;
    Name table;
    std::string alias;
    std::vector<std::string> columns;
    std::vector<std::uint32_t> column_positions;
    bool default_values = false;
    Overriding overriding = Overriding::none;
    QueryPtr source;  // Values or a query
    std::optional<OnConflict> on_conflict;
    std::vector<Assignment> on_duplicate_key;  // MySQL
    std::string row_alias;                     // MySQL: VALUES (…) AS new (a, b)
    std::vector<std::string> row_alias_columns;
    std::vector<OnConflict> more_conflicts;  // SQLite takes several
    std::vector<std::string> hints;          // MySQL: LOW_PRIORITY, DELAYED, HIGH_PRIORITY
    std::vector<std::string> partitions;
    std::vector<SelectItem> returning;
    std::uint32_t table_position = 0;
};

struct Update {
    With with;
    std::vector<FromItemPtr> targets;  // one; several or a join in MySQL
    std::vector<Assignment> set;
    std::vector<FromItemPtr> from;
    ExprPtr where;
    std::string current_of;
    std::vector<SortKey> order_by;
    ExprPtr limit;
    std::vector<SelectItem> returning;
    bool ignore = false;
    ExprPtr offset;                  // SQLite
    std::string on_violation;        // SQLite's UPDATE OR …: rollback, abort, fail, replace
    std::vector<std::string> hints;  // MySQL: LOW_PRIORITY
};

struct Delete {
    With with;
    std::vector<FromItemPtr> targets;
    std::vector<FromItemPtr> using_;
    ExprPtr where;
    std::string current_of;
    std::vector<SortKey> order_by;
    ExprPtr limit;
    std::vector<SelectItem> returning;
    bool ignore = false;
    ExprPtr offset;                  // SQLite
    std::vector<std::string> hints;  // MySQL: LOW_PRIORITY, QUICK
};

struct MergeAction {
    enum class Match : std::uint8_t { matched, not_matched, not_matched_by_source } match = Match::matched;
    enum class Verb : std::uint8_t { do_nothing, update, delete_, insert } verb = Verb::do_nothing;
    ExprPtr condition;
    std::vector<Assignment> set;
    std::vector<std::string> columns;
    std::vector<ExprPtr> values;
    bool default_values = false;
    Overriding overriding = Overriding::none;
};
struct Merge {
    With with;
    FromItemPtr target, source;
    ExprPtr on;
    std::vector<MergeAction> actions;
    std::vector<SelectItem> returning;
};

}  // namespace ormgate::ast
