#include "server/backend/sqlite/errors.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace ormgate::sqlite {
namespace {

// Extended codes that do not follow their primary code come first; the words are PostgreSQL's where it has
// some.
struct Row {
    int code;
    Errc condition;
    std::string_view message;  // empty: SQLite's
};
// clang-format off: one row a line
constexpr Row rows[] = {
    {SQLITE_BUSY_SNAPSHOT, Errc::serialization_failure, "could not serialize access due to concurrent update"},
    {SQLITE_CONSTRAINT_CHECK, Errc::check_violation, {}},
    {SQLITE_CONSTRAINT_FOREIGNKEY, Errc::foreign_key_violation, {}},
    {SQLITE_CONSTRAINT_NOTNULL, Errc::not_null_violation, {}},
    {SQLITE_CONSTRAINT_PRIMARYKEY, Errc::unique_violation, {}},
    {SQLITE_CONSTRAINT_ROWID, Errc::unique_violation, {}},
    {SQLITE_CONSTRAINT_UNIQUE, Errc::unique_violation, {}},
    {SQLITE_CONSTRAINT_DATATYPE, Errc::datatype_mismatch, {}},
    {SQLITE_IOERR_NOMEM, Errc::out_of_memory, "out of memory"},
    {SQLITE_CONSTRAINT, Errc::integrity_constraint_violation, {}},
    {SQLITE_BUSY, Errc::lock_not_available, "the database file is locked by another process"},
    {SQLITE_LOCKED, Errc::object_in_use, "cannot change a table that is being used by active queries in this session"},
    {SQLITE_FULL, Errc::disk_full, "could not extend the database file: no space left on device"},
    {SQLITE_IOERR, Errc::io_error, {}},
    {SQLITE_CANTOPEN, Errc::io_error, {}},
    {SQLITE_CORRUPT, Errc::data_corrupted, {}},
    {SQLITE_NOTADB, Errc::data_corrupted, {}},
    {SQLITE_READONLY, Errc::read_only_transaction, {}},
    {SQLITE_NOMEM, Errc::out_of_memory, "out of memory"},
    {SQLITE_TOOBIG, Errc::program_limit_exceeded, {}},
    {SQLITE_MISMATCH, Errc::datatype_mismatch, {}},
    {SQLITE_AUTH, Errc::insufficient_privilege, {}},
    {SQLITE_PERM, Errc::insufficient_privilege, {}},
    {SQLITE_ABORT, Errc::invalid_transaction_state, {}},
};
// clang-format on

const Row* row_of(int code) {
    const auto exact = std::ranges::find(rows, code, &Row::code);
    if (exact != std::end(rows)) return exact;
    const auto primary = std::ranges::find(rows, code & 0xFF, &Row::code);
    return primary == std::end(rows) ? nullptr : primary;
}

// SQLite says only in words which of its limits a statement exceeds.
constexpr std::string_view limits[] = {
    "Expression tree is too large",
    "LIKE or GLOB pattern too complex",
    "at most ",
    "parser stack overflow",
    "too many ",
    "variable number must be between ",
};

bool is_limit(int code, std::string_view message) {
    return code == SQLITE_ERROR &&
           std::ranges::any_of(limits, [&](std::string_view limit) { return message.starts_with(limit); });
}

std::string_view words_of(Interruption::Reason reason) {
    if (reason == Interruption::Reason::timed_out) return "canceling statement due to statement timeout";
    return "canceling statement due to user request";
}

// "t.a, t.b" after the colon; a name may hold anything, so it is compared with names made from the schema.
std::string_view named_part(std::string_view message) {
    const std::size_t colon = message.find(": ");
    return colon == std::string_view::npos ? std::string_view{} : message.substr(colon + 2);
}

const std::string& backend_name(const TableDef& table) {
    return table.backend_name.empty() ? table.name : table.backend_name;
}

std::string key_text(const TableDef& table, const std::vector<std::string>& columns) {
    std::string text;
    for (const std::string& column : columns) {
        if (!text.empty()) text += ", ";
        text += backend_name(table) + "." + column;
    }
    return text;
}

std::vector<std::string> columns_of(const IndexDef& index) {
    std::vector<std::string> columns;
    for (const IndexKey& key : index.keys) columns.push_back(key.column);
    return columns;
}

bool is_key(const ConstraintDef& constraint) {
    return constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
}

bool names_index(const IndexDef& index, std::string_view named) {
    return named == "index '" + (index.backend_name.empty() ? index.name : index.backend_name) + "'";
}

// A primary key before a unique constraint before a bare index, as several may have the same columns.
Violation find_key(std::string_view named, const Schema& schema, bool primary) {
    for (const TableDef& table : schema.tables) {
        for (const ConstraintDef& constraint : table.constraints) {
            if (!is_key(constraint) || (primary && constraint.kind != ConstraintKind::primary_key)) continue;
            if (named == key_text(table, constraint.columns))
                return {.table = &table, .constraint = &constraint};
        }
        for (const IndexDef& index : table.indexes) {
            if (!index.unique || !(names_index(index, named) || named == key_text(table, columns_of(index))))
                continue;
            const ConstraintDef* behind = table.constraint(index.name);
            return {.table = &table, .constraint = behind, .index = &index};
        }
    }
    return {};
}

Violation find_not_null(std::string_view named, const Schema& schema) {
    for (const TableDef& table : schema.tables)
        for (const ColumnDef& column : table.columns)
            if (named == backend_name(table) + "." + column.name) return {.table = &table, .column = &column};
    return {};
}

Violation find_check(std::string_view named, const Schema& schema) {
    for (const TableDef& table : schema.tables)
        for (const ConstraintDef& constraint : table.constraints)
            // SQLite calls a check without a name by its text.
            if (constraint.kind == ConstraintKind::check &&
                (constraint.name == named || constraint.expression == named))
                return {.table = &table, .constraint = &constraint};
    return {};
}

std::string quoted(std::string_view name) {
    return "\"" + std::string(name) + "\"";
}

Error describe_unique(const Violation& violation) {
    const std::string& name =
        violation.constraint != nullptr ? violation.constraint->name : violation.index->name;
    Error error(Errc::unique_violation, "duplicate key value violates unique constraint " + quoted(name));
    error.constraint = name;
    return error;
}

Error describe_not_null(const Violation& violation) {
    Error error(Errc::not_null_violation,
                "null value in column " + quoted(violation.column->name) + " of relation " +
                    quoted(violation.table->name) + " violates not-null constraint");
    error.column = violation.column->name;
    return error;
}

Error describe_check(const Violation& violation) {
    Error error(Errc::check_violation,
                "new row for relation " + quoted(violation.table->name) + " violates check constraint " +
                    quoted(violation.constraint->name));
    error.constraint = violation.constraint->name;
    return error;
}

}  // namespace

Error condition_of(int code, std::string_view message, const Interruption* interruption) {
    if ((code & 0xFF) == SQLITE_INTERRUPT) {
        const auto reason =
            interruption == nullptr ? Interruption::Reason::cancelled : interruption->reason();
        return Error(Errc::query_canceled, std::string(words_of(reason)));
    }
    // A wait for another process was cut short.
    if ((code & 0xFF) == SQLITE_BUSY && interruption != nullptr &&
        interruption->reason() != Interruption::Reason::none)
        return Error(Errc::query_canceled, std::string(words_of(interruption->reason())));
    if (is_limit(code, message)) return Error(Errc::program_limit_exceeded, std::string(message));
    const Row* row = row_of(code);
    if (row == nullptr) return Error(Errc::internal, "SQLite: " + std::string(message));
    return Error(row->condition, std::string(row->message.empty() ? message : row->message));
}

Violation find_violation(int code, std::string_view message, const Schema& schema) {
    const std::string_view named = named_part(message);
    switch (code) {
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return find_key(named, schema, true);
        case SQLITE_CONSTRAINT_UNIQUE:
            return find_key(named, schema, false);
        case SQLITE_CONSTRAINT_NOTNULL:
            return find_not_null(named, schema);
        case SQLITE_CONSTRAINT_CHECK:
            return find_check(named, schema);
        default:
            return {};
    }
}

Error describe(int code, std::string_view message, const Violation& violation) {
    if (violation.table == nullptr) return condition_of(code, message, nullptr);
    Error error = violation.column != nullptr ? describe_not_null(violation)
                  : violation.constraint != nullptr && violation.constraint->kind == ConstraintKind::check
                      ? describe_check(violation)
                      : describe_unique(violation);
    error.schema = violation.table->schema;
    error.table = violation.table->name;
    return error;
}

bool is_constraint_violation(int code) {
    return (code & 0xFF) == SQLITE_CONSTRAINT;
}
bool is_foreign_key_violation(int code) {
    return code == SQLITE_CONSTRAINT_FOREIGNKEY;
}

const TableDef* table_of_backend(const Schema& schema, std::string_view name) {
    for (const TableDef& table : schema.tables)
        if (backend_name(table) == name) return &table;
    return nullptr;
}

}  // namespace ormgate::sqlite
