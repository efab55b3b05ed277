// The pre-update hook is declared only to those who ask for it.
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include "server/backend/sqlite/foreign_keys.hpp"

#include <algorithm>

#include "core/text_io.hpp"
#include "server/backend/sqlite/errors.hpp"
#include "server/backend/sqlite/row_reader.hpp"

namespace ormgate::sqlite {
namespace {

std::string sql_name(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text.push_back('"');
        text.push_back(c);
    }
    return text + "\"";
}

const std::string& stored_name(const TableDef& table) {
    return table.backend_name.empty() ? table.name : table.backend_name;
}

std::string listed(const std::vector<std::string>& columns, bool quote) {
    std::string text;
    for (const std::string& column : columns) {
        if (!text.empty()) text += ", ";
        text += quote ? sql_name(column) : column;
    }
    return text;
}

bool has_deferred_violations(Connection& connection) {
    int waiting = 0, unused = 0;
    sqlite3_db_status(connection.handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &waiting, &unused, 0);
    return waiting != 0;
}

// One row of PRAGMA foreign_key_check, found in the schema.
struct Broken {
    const TableDef* table = nullptr;
    const ConstraintDef* constraint = nullptr;
    std::string key;  // the values of its columns, as PostgreSQL prints them
};
using Accept = std::function<bool(const TableDef&, const ConstraintDef&)>;

// The constraint behind the number the pragma gives: the one with the same columns.
Result<const ConstraintDef*> constraint_of(Connection& connection,
                                           const TableDef& table,
                                           std::int64_t number) {
    Result<Statement> list =
        connection.prepare("PRAGMA foreign_key_list(" + sql_name(stored_name(table)) + ")");
    if (!list) return fail(list.error());
    std::vector<std::string> columns;
    for (;;) {
        const Result<bool> row = list->step();
        if (!row) return fail(row.error());
        if (!*row) break;
        if (list->integer(0) == number) columns.push_back(list->text(3));
    }
    for (const ConstraintDef& constraint : table.constraints)
        if (constraint.kind == ConstraintKind::foreign_key && constraint.columns == columns)
            return &constraint;
    return nullptr;
}

Result<std::string> key_of(Connection& connection, const Broken& broken, const Value& rowid) {
    if (is_null(rowid)) return std::string();  // WITHOUT ROWID: the pragma does not tell the row
    Result<Statement> select =
        connection.prepare("SELECT " + listed(broken.constraint->columns, true) + " FROM " +
                           sql_name(stored_name(*broken.table)) + " WHERE rowid = ?1");
    if (!select) return fail(select.error());
    if (auto bound = select->bind(1, rowid); !bound) return fail(bound.error());
    const Result<bool> row = select->step();
    if (!row) return fail(row.error());
    std::string text;
    for (int i = 0; *row && i < select->columns(); ++i) {
        const ColumnDef* column =
            broken.table->column(broken.constraint->columns[static_cast<std::size_t>(i)]);
        if (i > 0) text += ", ";
        if (column != nullptr) print_text(select->column(i), column->type, TextSettings{}, text);
    }
    return text;
}

// The first broken constraint of the table that is accepted.
Result<std::optional<Broken>> find_broken(Connection& connection,
                                          const TableDef& table,
                                          const Accept& accept) {
    Result<Statement> check =
        connection.prepare("PRAGMA foreign_key_check(" + sql_name(stored_name(table)) + ")");
    if (!check) return fail(check.error());
    for (;;) {
        const Result<bool> row = check->step();
        if (!row) return fail(row.error());
        if (!*row) return std::nullopt;
        const Value rowid = copy(check->column(1));
        const auto constraint = constraint_of(connection, table, check->integer(3));
        if (!constraint) return fail(constraint.error());
        if (*constraint == nullptr || !accept(table, **constraint)) continue;
        Broken broken{&table, *constraint, {}};
        auto key = key_of(connection, broken, rowid);
        if (!key) return fail(key.error());
        broken.key = std::move(*key);
        return broken;
    }
}

bool has_foreign_keys(const TableDef& table) {
    return std::ranges::find(table.constraints, ConstraintKind::foreign_key, &ConstraintDef::kind) !=
           table.constraints.end();
}

Result<std::optional<Broken>> find_broken(Connection& connection,
                                          const Schema& schema,
                                          const Accept& accept) {
    for (const TableDef& table : schema.tables) {
        if (table.kind != TableKind::table || !has_foreign_keys(table)) continue;
        auto broken = find_broken(connection, table, accept);
        if (!broken || *broken) return broken;
    }
    return std::nullopt;
}

Error missing_parent(const Broken& broken) {
    const ConstraintDef& constraint = *broken.constraint;
    Error error(Errc::foreign_key_violation,
                "insert or update on table \"" + broken.table->name +
                    "\" violates foreign key constraint \"" + constraint.name + "\"");
    if (!broken.key.empty())
        error.detail = "Key (" + listed(constraint.columns, false) + ")=(" + broken.key +
                       ") is not present in table \"" + constraint.referenced_table + "\".";
    return error;
}

Error still_referenced(const Broken& broken) {
    const ConstraintDef& constraint = *broken.constraint;
    Error error(Errc::foreign_key_violation,
                "update or delete on table \"" + constraint.referenced_table +
                    "\" violates foreign key constraint \"" + constraint.name + "\" on table \"" +
                    broken.table->name + "\"");
    if (!broken.key.empty())
        error.detail = "Key (" + listed(constraint.referenced_columns, false) + ")=(" + broken.key +
                       ") is still referenced from table \"" + broken.table->name + "\".";
    return error;
}

// PostgreSQL names the referencing table in its fields in both cases.
Error named(Error error, const Broken& broken) {
    error.schema = broken.table->schema;
    error.table = broken.table->name;
    error.constraint = broken.constraint->name;
    return error;
}

// ChangedTables notes which tables a statement writes to, while it lives.
class ChangedTables {
public:
    explicit ChangedTables(Connection& connection) : handle_(connection.handle()) {
        const auto note =
            [](void* self, sqlite3*, int, const char*, const char* table, sqlite3_int64, sqlite3_int64) {
                static_cast<ChangedTables*>(self)->names_.emplace(table);
            };
        sqlite3_preupdate_hook(handle_, note, this);
    }
    ~ChangedTables() { sqlite3_preupdate_hook(handle_, nullptr, nullptr); }
    ChangedTables(const ChangedTables&) = delete;
    ChangedTables& operator=(const ChangedTables&) = delete;
    bool contains(const TableDef& table) const { return names_.contains(stored_name(table)); }

private:
    sqlite3* handle_;
    std::set<std::string, std::less<>> names_;
};

Result<std::optional<Error>> find_after(Connection& connection,
                                        const Schema& schema,
                                        const ConstraintModes& modes,
                                        const std::function<Result<void>()>& again) {
    ChangedTables changed(connection);
    if (auto run = again(); !run) return fail(run.error());
    const Accept immediate = [&](const TableDef&, const ConstraintDef& constraint) {
        return !modes.is_deferred(constraint);
    };
    for (const TableDef& table : schema.tables) {
        if (!has_foreign_keys(table)) continue;
        const bool referenced_changed =
            std::ranges::any_of(table.constraints, [&](const ConstraintDef& constraint) {
                if (constraint.kind != ConstraintKind::foreign_key) return false;
                const TableDef* parent =
                    schema.table(constraint.referenced_schema, constraint.referenced_table);
                return parent != nullptr && changed.contains(*parent);
            });
        if (!referenced_changed && !changed.contains(table)) continue;
        auto broken = find_broken(connection, table, immediate);
        if (!broken) return fail(broken.error());
        if (!*broken) continue;
        const bool child_changed = changed.contains(table);
        return std::optional(
            named(child_changed ? missing_parent(**broken) : still_referenced(**broken), **broken));
    }
    return std::nullopt;
}

}  // namespace

Result<void> ConstraintModes::set(bool deferred, const std::vector<ast::Name>& names, const Schema& schema) {
    for (const ast::Name& name : names) {
        bool found = false;
        for (const TableDef& table : schema.tables) {
            const ConstraintDef* constraint = table.constraint(name.back());
            if (constraint == nullptr) continue;
            found = true;
            if (!constraint->deferrable)
                return fail(Errc::wrong_object_type, "constraint \"" + name.back() + "\" is not deferrable");
            if (deferred && !constraint->initially_deferred) defers_more_ = true;
        }
        if (!found) return fail(Errc::undefined_object, "constraint \"" + name.back() + "\" does not exist");
        named_[name.back()] = deferred;
    }
    if (!names.empty()) return {};
    all_ = deferred;
    named_.clear();
    if (!deferred) return {};
    for (const TableDef& table : schema.tables)
        for (const ConstraintDef& constraint : table.constraints)
            if (constraint.deferrable && !constraint.initially_deferred) defers_more_ = true;
    return {};
}

bool ConstraintModes::is_deferred(const ConstraintDef& constraint) const {
    if (!constraint.deferrable) return false;
    const auto own = named_.find(constraint.name);
    if (own != named_.end()) return own->second;
    return all_.value_or(constraint.initially_deferred);
}

Result<void> check_immediate(Connection& connection, const Schema& schema, const ConstraintModes& modes) {
    if (!has_deferred_violations(connection)) return {};
    const Accept immediate = [&](const TableDef&, const ConstraintDef& constraint) {
        return !modes.is_deferred(constraint);
    };
    auto broken = find_broken(connection, schema, immediate);
    if (!broken) return fail(broken.error());
    if (!*broken) return {};
    return fail(named(missing_parent(**broken), **broken));
}

Error explain_at_commit(Connection& connection, const Schema& schema, Error error) {
    auto broken = find_broken(connection, schema, [](const TableDef&, const ConstraintDef&) { return true; });
    if (!broken || !*broken) return error;
    return named(missing_parent(**broken), **broken);
}

Error explain_foreign_key(Connection& connection,
                          const Schema& schema,
                          const ConstraintModes& modes,
                          Error error,
                          const std::function<Result<void>()>& again) {
    if (auto kept = connection.run("SAVEPOINT ormgate_explain"); !kept) return error;
    if (auto deferred = connection.run("PRAGMA defer_foreign_keys=ON"); !deferred) return error;
    auto found = find_after(connection, schema, modes, again);
    static_cast<void>(connection.run("ROLLBACK TO ormgate_explain"));
    static_cast<void>(connection.run("RELEASE ormgate_explain"));
    if (!modes.defers_more()) static_cast<void>(connection.run("PRAGMA defer_foreign_keys=OFF"));
    if (!found || !*found) return error;
    return std::move(**found);
}

}  // namespace ormgate::sqlite
