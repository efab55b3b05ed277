// What a step of a statement sees of the steps before it.
#include "server/backend/sqlite/functions/statement_rows.hpp"

#include <new>
#include <string>

#include "dialects/sqlite_functions.hpp"
#include "server/backend/sqlite/functions/call.hpp"

namespace ormgate::sqlite {
namespace {

struct Registration {
    FunctionContext* context;
    StatementRows** current;
};

void destroy(void* registration) {
    delete static_cast<Registration*>(registration);
}

Result<StatementRows::Table*> watched_table(const Registration& registration, std::string_view name) {
    StatementRows* rows = *registration.current;
    if (rows != nullptr)
        if (const auto found = rows->watched.find(name); found != rows->watched.end()) return &found->second;
    return fail(Errc::internal, "table \"" + std::string(name) + "\" is not watched");
}

// pg_touched(table, rowid): whether this statement has changed or made the row.
void touched(sqlite3_context* sqlite, int count, sqlite3_value** arguments) {
    const auto& registration = *static_cast<Registration*>(sqlite3_user_data(sqlite));
    Call call(sqlite, count, arguments, *registration.context);
    const auto table = watched_table(registration, call.text(0));
    if (!table) return raise(sqlite, call.context(), table.error());
    call.answer((*table)->touched.contains(call.integer(1)));
}

// pg_once(table, rowid): true, or the error of INSERT … ON CONFLICT that meets a row for the second time.
void once(sqlite3_context* sqlite, int count, sqlite3_value** arguments) {
    const auto& registration = *static_cast<Registration*>(sqlite3_user_data(sqlite));
    Call call(sqlite, count, arguments, *registration.context);
    const auto table = watched_table(registration, call.text(0));
    if (!table) return raise(sqlite, call.context(), table.error());
    if (!(*table)->touched.contains(call.integer(1))) return call.answer(true);
    raise(sqlite,
          call.context(),
          Error(Errc::cardinality_violation, "ON CONFLICT DO UPDATE command cannot affect row a second time")
              .with_hint("Ensure that no rows proposed for insertion within the same command have duplicate "
                         "constrained values."));
}

// ---- pg_kept(number) and pg_before(table): eponymous tables, the argument their hidden column

enum class Source : std::uint8_t { kept, before };

struct Table : sqlite3_vtab {
    Registration* registration = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
    std::vector<const StatementRows::Row*> rows;
    std::size_t at = 0;
};

int connect(sqlite3* database, void* registration, int, const char* const*, sqlite3_vtab** table, char**) {
    std::string declaration = "CREATE TABLE x(";
    for (std::size_t i = 1; i <= dialects::most_kept_columns; ++i)
        declaration += "c" + std::to_string(i) + ", ";
    declaration += "argument HIDDEN)";
    sqlite3_vtab_config(database, SQLITE_VTAB_INNOCUOUS);
    if (const int status = sqlite3_declare_vtab(database, declaration.c_str()); status != SQLITE_OK)
        return status;
    auto* made = new (std::nothrow) Table();
    if (made == nullptr) return SQLITE_NOMEM;
    made->registration = static_cast<Registration*>(registration);
    *table = made;
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
    delete static_cast<Table*>(table);
    return SQLITE_OK;
}

int best_index(sqlite3_vtab*, sqlite3_index_info* info) {
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto& constraint = info->aConstraint[i];
        if (constraint.iColumn != static_cast<int>(dialects::most_kept_columns) ||
            constraint.op != SQLITE_INDEX_CONSTRAINT_EQ || !constraint.usable)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        info->estimatedCost = 100;
        info->estimatedRows = 100;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
    *cursor = new (std::nothrow) Cursor();
    return *cursor == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

int report(sqlite3_vtab* table, FunctionContext& context, Error error) {
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", error.message.c_str());
    context.error = std::move(error);
    return SQLITE_ERROR;
}

Result<std::vector<const StatementRows::Row*>> rows_of(const Registration& registration,
                                                       Source source,
                                                       sqlite3_value* argument) {
    std::vector<const StatementRows::Row*> list;
    if (source == Source::kept) {
        const StatementRows* rows = *registration.current;
        if (rows == nullptr || !rows->kept.contains(sqlite3_value_int64(argument)))
            return fail(Errc::internal, "no rows have been kept");
        for (const StatementRows::Row& row : rows->kept.at(sqlite3_value_int64(argument)))
            list.push_back(&row);
        return list;
    }
    const auto* name = reinterpret_cast<const char*>(sqlite3_value_text(argument));
    const auto table = watched_table(registration, name == nullptr ? "" : name);
    if (!table) return fail(table.error());
    for (const std::int64_t rowid : (*table)->order)
        if (const auto& row = (*table)->touched.at(rowid)) list.push_back(&*row);
    return list;
}

template <Source source>
int filter(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value** arguments) {
    auto& cursor = *static_cast<Cursor*>(base);
    const Registration& registration = *static_cast<Table*>(base->pVtab)->registration;
    cursor.at = 0;
    try {
        auto rows = rows_of(registration, source, arguments[0]);
        if (!rows) return report(base->pVtab, *registration.context, std::move(rows.error()));
        cursor.rows = std::move(*rows);
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    }
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
    ++static_cast<Cursor*>(base)->at;
    return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* base) {
    const auto& cursor = *static_cast<Cursor*>(base);
    return cursor.at >= cursor.rows.size() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* sqlite, int i) {
    const auto& cursor = *static_cast<Cursor*>(base);
    const StatementRows::Row& row = *cursor.rows[cursor.at];
    if (static_cast<std::size_t>(i) >= row.size()) return SQLITE_OK;
    Call call(sqlite, 0, nullptr, *static_cast<Table*>(base->pVtab)->registration->context);
    call.answer(row[static_cast<std::size_t>(i)]);
    return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* base, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(static_cast<Cursor*>(base)->at);
    return SQLITE_OK;
}

template <Source source>
constexpr sqlite3_module module_of = [] {
    sqlite3_module m{};
    m.xConnect = connect;
    m.xBestIndex = best_index;
    m.xDisconnect = disconnect;
    m.xOpen = open;
    m.xClose = close;
    m.xFilter = filter<source>;
    m.xNext = next;
    m.xEof = at_end;
    m.xColumn = column;
    m.xRowid = row_id;
    return m;
}();

}  // namespace

bool register_statement_functions(sqlite3* database, FunctionContext& context, StatementRows*& current) {
    const auto made = [&] { return new Registration{&context, &current}; };
    const auto function = [&](const char* name, auto* run) {
        return sqlite3_create_function_v2(
                   database, name, 2, SQLITE_UTF8, made(), run, nullptr, nullptr, destroy) == SQLITE_OK;
    };
    const auto table = [&](const char* name, const sqlite3_module& module) {
        return sqlite3_create_module_v2(database, name, &module, made(), destroy) == SQLITE_OK;
    };
    return function("pg_once", once) && function("pg_touched", touched) &&
           table("pg_before", module_of<Source::before>) && table("pg_kept", module_of<Source::kept>);
}

}  // namespace ormgate::sqlite
