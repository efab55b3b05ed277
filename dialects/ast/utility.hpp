#pragma once

#include "dialects/ast/dml.hpp"

namespace ormgate::ast {

enum class IsolationLevel : std::uint8_t { read_uncommitted, read_committed, repeatable_read, serializable };
struct TransactionModes {
    std::optional<IsolationLevel> isolation;
    std::optional<bool> read_only, deferrable;
    bool consistent_snapshot = false;
};
struct Begin {
    TransactionModes modes;
    std::string behaviour;
    bool start = false;
};  // behaviour: SQLite's immediate …
struct Commit {
    bool chain = false, release = false;
};
struct Rollback {
    bool chain = false, release = false;
};
struct Savepoint {
    std::string name;
};
struct ReleaseSavepoint {
    std::string name;
};
struct RollbackTo {
    std::string name;
};
struct PrepareTransaction {
    std::string gid;
};
struct CommitPrepared {
    std::string gid;
};
struct RollbackPrepared {
    std::string gid;
};
struct Xa {  // MySQL's XA START, END, PREPARE, COMMIT, ROLLBACK, RECOVER
    std::string verb, gid, branch;
    std::optional<std::int64_t> format;
    std::string option;  // join, resume, suspend, one phase, convert xid
};
enum class SetScope : std::uint8_t { session, local, global, persist, persist_only };
struct SetTransaction {
    TransactionModes modes;
    SetScope scope = SetScope::local;
    bool characteristics = false;
    std::string snapshot;
};
struct SetConstraints {
    bool deferred = false;
    std::vector<Name> names;
};  // no names: ALL

struct SetVariable {
    SetScope scope = SetScope::session;
    std::string name;             // dotted custom names in one string; "timezone" for TIME ZONE
    std::vector<ExprPtr> values;  // empty: DEFAULT, or the literal words of the value as string literals
    bool to_default = false, from_current = false, user_variable = false;
};
struct SetVariables {
    std::vector<SetVariable> items;
};  // MySQL sets several at once
struct Reset {
    std::string name;
    bool all = false;
};
struct Show {
    std::string name;
    bool all = false;
};
struct ShowObjects {   // MySQL's SHOW family
    std::string what;  // "full columns", "index", "create table" …
    Name object;
    std::string database;
    ExprPtr like, where;
    ExprPtr limit, offset;
    std::string rest;  // what follows a form that is not understood inside
};
struct Discard {
    std::string what;
};  // all, plans, sequences, temp

struct Prepare {
    std::string name;
    std::vector<TypeName> types;
    StatementPtr statement;
    ExprPtr text;
};
struct Execute {
    std::string name;
    std::vector<ExprPtr> args;
};
struct Deallocate {
    std::string name;
    bool all = false;
};

struct DeclareCursor {
    std::string name;
    bool binary = false, hold = false;
    std::optional<bool> scroll, insensitive;
    QueryPtr query;
};
enum class FetchDirection : std::uint8_t { forward, backward, absolute, relative };
struct Fetch {
    std::string cursor;
    bool move = false;
    FetchDirection direction = FetchDirection::forward;
    std::optional<std::int64_t> count = 1;  // absent: ALL
};
struct CloseCursor {
    std::string name;
    bool all = false;
};

struct Listen {
    std::string channel;
};
struct Unlisten {
    std::string channel;
    bool all = false;
};
struct Notify {
    std::string channel, payload;
};
struct LockTables {
    std::vector<Name> tables;
    std::string mode;
    bool nowait = false, only = false;
    std::vector<std::string> table_modes;  // MySQL: read, write
    std::vector<std::string> aliases;      // MySQL: one a table, or none at all
};
struct UnlockTables {};

struct ExplainOption {
    std::string name, value;
};
struct Explain {
    std::vector<ExplainOption> options;
    StatementPtr statement;
    bool describe_table = false;
    Name table;
    std::string column;
    ExprPtr connection;  // MySQL's FOR CONNECTION n
};

struct Copy {
    Name table;
    std::vector<std::string> columns;
    StatementPtr query;  // COPY (query) TO
    bool from = false, program = false;
    std::string file;  // empty: STDIN/STDOUT
    struct Option {
        std::string name, value;
        std::vector<std::string> list;
    };
    std::vector<Option>
        options;  // names lower case: format, delimiter, null, header, quote, escape, force_quote …
    ExprPtr where;
};

// MySQL's LOAD DATA.
struct LoadData {
    bool local = false;
    std::vector<std::string> hints;  // low_priority, concurrent
    std::string file, duplicates;    // duplicates: ignore, replace
    Name table;
    std::vector<std::string> partitions;
    std::string character_set;
    std::optional<std::string> fields_terminated, enclosed, escaped, lines_starting, lines_terminated;
    bool optionally_enclosed = false;
    std::optional<std::int64_t> ignore_lines;
    std::vector<ExprPtr> columns;  // columns and @variables
    std::vector<Assignment> set;
};

struct Maintenance {
    std::string verb;
    std::vector<Name> tables;
    std::vector<std::vector<std::string>> columns;  // ANALYZE t (a, b): one list a table, or none at all
    std::vector<ExplainOption> options;
};  // vacuum, analyze, reindex, cluster, checkpoint, optimize …
struct Use {
    std::string database;
};
struct Kill {
    bool query_only = false;
    ExprPtr id;
    std::string hint;  // MariaDB: hard, soft
};
struct CallProcedure {
    ExprPtr call;
};
struct Do {
    std::string language, body;
    std::vector<ExprPtr> expressions;  // MySQL
};
struct Privileges {
    bool revoke = false;
    std::string text;
};  // GRANT and REVOKE, as written
struct Role {
    std::string verb, text;
};  // CREATE/ALTER/DROP ROLE|USER
struct Pragma {
    std::string schema, name;
    ExprPtr value;
};  // SQLite
struct Empty {};
// A statement known by its first words whose inside is not understood, e.g. CREATE FUNCTION, CREATE TRIGGER.
struct Opaque {
    std::string kind, text;
};

}  // namespace ormgate::ast
