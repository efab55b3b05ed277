#pragma once

#include "core/schema.hpp"
#include "dialects/ast/query.hpp"

namespace ormgate::ast {

struct Option {  // WITH (fillfactor = 70), ENGINE=InnoDB
    std::string name, value;
};

struct SequenceOptions {
    std::optional<TypeName> type;
    std::optional<std::int64_t> start, increment, minimum, maximum, cache, restart_with;
    bool no_minimum = false, no_maximum = false, restart = false;
    std::optional<bool> cycle;
    Name owned_by;  // table, column; {"none"} for OWNED BY NONE
    Name name;      // SEQUENCE NAME, of an identity column in dumps
};

struct ForeignKeyReference {
    Name table;
    std::vector<std::string> columns;
    std::string match;  // full, partial, simple
    ForeignKeyAction on_update = ForeignKeyAction::no_action, on_delete = ForeignKeyAction::no_action;
    std::vector<std::string> on_delete_columns;
};

// A key of an index.
struct IndexElement {
    ExprPtr expr;  // a ColumnRef for a plain column
    std::string text;
    std::string collation;
    Name opclass;
    bool descending = false;
    std::optional<bool> nulls_first;
    std::optional<std::int64_t> length;  // MySQL prefix
};

struct TableConstraint {
    ConstraintKind kind = ConstraintKind::check;
    std::string name;
    std::vector<std::string> columns;
    std::vector<IndexElement> keys;  // MySQL and SQLite: keys with length, order, collation
    std::vector<std::string> include;
    ForeignKeyReference references;
    ExprPtr check;
    std::string check_text;  // the condition as written
    std::string using_index;
    std::vector<Option> options;  // WITH (fillfactor = 70); MySQL's COMMENT, KEY_BLOCK_SIZE, …
    std::string tablespace;
    bool nulls_not_distinct = false, deferrable = false, initially_deferred = false, not_valid = false,
         no_inherit = false;
    bool not_enforced = false;
    std::string exclusion_text;  // EXCLUDE … as written
    std::string on_conflict;     // SQLite
    bool is_index = false;       // MySQL's KEY inside CREATE TABLE: not a constraint
    std::string index_name;      // MySQL: of a key whose constraint has another name, of a foreign key
    std::string index_kind, index_method;  // MySQL: fulltext, spatial; btree, hash
    bool if_not_exists = false;            // MariaDB
    std::uint32_t position = 0;
};

struct ColumnDefinition {
    std::string name;
    std::optional<TypeName> type;  // absent in SQLite, and in ALTER … ADD of a view's column
    std::string collation;
    std::optional<bool> not_null;                  // false: an explicit NULL
    std::string not_null_name, not_null_conflict;  // CONSTRAINT name NOT NULL; SQLite's ON CONFLICT
    bool primary_descending = false;               // SQLite: not the rowid then
    ExprPtr default_value;
    std::string default_text;
    ExprPtr on_update;  // MySQL's ON UPDATE CURRENT_TIMESTAMP
    Generated generated = Generated::none;
    ExprPtr generation_expression;
    std::string generation_text;
    Identity identity = Identity::none;
    SequenceOptions identity_options;
    bool auto_increment = false;
    std::string comment;
    std::vector<TableConstraint> constraints;  // as written on the column, `columns` filled with its name
    std::string compression, storage;
    bool invisible = false;          // MySQL
    std::vector<Option> attributes;  // MySQL's COLUMN_FORMAT, SRID, …
    std::uint32_t position = 0;
};

struct LikeClause {
    Name table;
    std::vector<std::string> including, excluding;
    std::size_t columns_before = 0;  // of the table's own columns, those written before it
};

struct CreateTable {
    Name name;
    bool if_not_exists = false, temporary = false, unlogged = false;
    std::vector<ColumnDefinition> columns;
    std::vector<TableConstraint> constraints;
    std::vector<LikeClause> like;
    std::vector<Name> inherits;
    Name of_type;  // CREATE TABLE t OF type
    std::string partition_by, partition_of, tablespace, access_method;
    std::vector<Option> options;
    std::string on_commit;  // preserve rows, delete rows, drop
    QueryPtr as_query;      // CREATE TABLE AS
    bool with_data = true;
    bool materialized_view = false;
    bool without_rowid = false, strict = false;  // SQLite
    std::string comment;
    std::vector<std::string> as_columns;
    bool or_replace = false;   // MariaDB
    std::string on_duplicate;  // MySQL's IGNORE, REPLACE before AS
};

// Actions of ALTER TABLE, one struct each.
struct AddColumn {
    bool if_not_exists = false;
    ColumnDefinition column;
    std::string after;
    bool first = false;
};
struct DropColumn {
    std::string name;
    bool if_exists = false, cascade = false;
};
struct AlterColumnType {
    std::string name;
    TypeName type;
    std::string collation;
    ExprPtr using_;
    std::string using_text;
};
struct SetDefault {
    std::string name;
    ExprPtr value;
    std::string text;
};
struct DropDefault {
    std::string name;
};
struct SetNotNull {
    std::string name;
};
struct DropNotNull {
    std::string name;
};
struct AddIdentity {
    std::string name;
    Identity identity = Identity::by_default;
    SequenceOptions options;
};
struct SetIdentity {
    std::string name;
    std::optional<Identity> identity;
    SequenceOptions options;
};
struct DropIdentity {
    std::string name;
    bool if_exists = false;
};
struct DropExpression {
    std::string name;
    bool if_exists = false;
};
struct ModifyColumn {  // MySQL's MODIFY and CHANGE
    std::string old_name;
    ColumnDefinition column;
    std::string after;
    bool first = false, if_exists = false;
};
struct SetColumnVisible {  // MySQL
    std::string name;
    bool visible = true;
};
struct DropIndex {  // MySQL
    std::string name;
    bool if_exists = false;
};
struct SetIndexVisible {  // MySQL's VISIBLE, MariaDB's IGNORED
    std::string name;
    bool visible = true, if_exists = false;
};
struct ConvertTo {  // MySQL's CONVERT TO CHARACTER SET
    std::string character_set, collation;
};
struct AddConstraint {
    TableConstraint constraint;
};
struct DropConstraint {
    std::string name;
    bool if_exists = false, cascade = false;
    ConstraintKind kind = ConstraintKind::check;
    bool any_kind = true;
};
struct ValidateConstraint {
    std::string name;
};
struct AlterConstraint {
    std::string name;
    bool deferrable = false, initially_deferred = false;
    std::optional<bool> enforced = std::nullopt;  // MySQL
};
struct RenameTable {
    Name to;
};
struct RenameColumn {
    std::string from, to;
    bool if_exists = false;
};
struct RenameConstraint {
    std::string from, to;
};
struct RenameIndex {
    std::string from, to;
    bool if_exists = false;
};
struct SetSchema {
    std::string schema;
};
struct OwnerTo {
    std::string role;
};
struct SetOptions {
    std::vector<Option> options;
};
struct ToggleTriggers {
    bool enable = true;
    std::string which;
};
struct OtherAction {
    std::string text;
};  // parsed as an action, not understood inside

struct AlterAction {
    std::variant<AddColumn,
                 DropColumn,
                 AlterColumnType,
                 SetDefault,
                 DropDefault,
                 SetNotNull,
                 DropNotNull,
                 AddIdentity,
                 SetIdentity,
                 DropIdentity,
                 DropExpression,
                 ModifyColumn,
                 SetColumnVisible,
                 DropIndex,
                 SetIndexVisible,
                 ConvertTo,
                 AddConstraint,
                 DropConstraint,
                 ValidateConstraint,
                 AlterConstraint,
                 RenameTable,
                 RenameColumn,
                 RenameConstraint,
                 RenameIndex,
                 SetSchema,
                 OwnerTo,
                 SetOptions,
                 ToggleTriggers,
                 OtherAction>
        node;
    std::uint32_t position = 0;
};
enum class ObjectKind : std::uint8_t {
    table,
    view,
    materialized_view,
    index,
    sequence,
    type,
    domain,
    schema,
    database,
    extension,
    function,
    procedure,
    trigger,
    role,
    collation,
    column,
    constraint,
    rule,
    policy,
    aggregate,
    operator_,
    publication,
    cast,
    tablespace,
    user,
};
struct AlterTable {  // also ALTER VIEW/INDEX/SEQUENCE … RENAME, SET SCHEMA, OWNER
    ObjectKind kind = ObjectKind::table;
    Name name;
    bool if_exists = false, only = false;
    std::vector<AlterAction> actions;
    std::vector<std::string> hints;  // MariaDB: ONLINE, IGNORE
};

struct CreateIndex {
    std::string name;  // empty: the server names it
    Name table;
    bool unique = false, concurrently = false, if_not_exists = false, only = false,
         nulls_not_distinct = false;
    std::string method;
    using Key = IndexElement;
    std::vector<Key> keys;
    std::vector<std::string> include;
    std::vector<Option> options;
    std::string tablespace;
    ExprPtr where;
    std::string where_text;
    std::string kind;  // MySQL: fulltext, spatial
    std::string comment;
    bool or_replace = false;  // MariaDB
};

struct CreateView {
    Name name;
    bool or_replace = false, temporary = false, recursive = false, if_not_exists = false;
    std::vector<std::string> columns;
    QueryPtr query;
    std::string query_text;
    std::string check_option;
    std::vector<Option> options;
};
struct CreateSequence {
    Name name;
    bool if_not_exists = false, temporary = false;
    SequenceOptions options;
};
struct AlterSequence {
    Name name;
    bool if_exists = false;
    SequenceOptions options;
};
struct CreateEnum {
    Name name;
    std::vector<std::string> labels;
};
struct AlterEnum {
    Name name;
    std::string add, rename_from, rename_to, neighbour;
    bool if_not_exists = false, before = false, after = false;
};
struct CreateDomain {
    Name name;
    TypeName type;
    std::string collation;
    ExprPtr default_value;
    std::vector<TableConstraint> constraints;
    std::optional<bool> not_null;
};
struct CreateSchema {
    std::string name, authorization;
    bool if_not_exists = false;
    std::vector<StatementPtr> elements;
};
struct CreateDatabase {
    std::string name;
    bool if_not_exists = false;
    std::vector<Option> options;
    bool or_replace = false;  // MariaDB
};
struct AlterDatabase {  // MySQL
    std::string name;   // empty: the current one
    std::vector<Option> options;
};
struct RenameTables {  // MySQL
    struct Pair {
        Name from, to;
    };
    std::vector<Pair> tables;
};
struct CreateExtension {
    std::string name, schema, version;
    bool if_not_exists = false, cascade = false;
};
struct Drop {
    ObjectKind kind = ObjectKind::table;
    std::vector<Name> names;
    bool if_exists = false, cascade = false, concurrently = false, temporary = false;
    Name on_table;                // triggers, policies; MySQL's DROP INDEX … ON t
    std::vector<Option> options;  // DROP DATABASE … WITH (FORCE)
};
struct Comment {
    ObjectKind kind = ObjectKind::table;
    Name name;
    Name on_table;
    std::optional<std::string> text;
};
struct Truncate {
    std::vector<Name> tables;
    bool restart_identity = false, cascade = false, only = false;
};

}  // namespace ormgate::ast
