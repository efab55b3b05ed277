#include "server/backend/sqlite/functions/table_function.hpp"

#include <string>

#include "server/backend/sqlite/functions/families.hpp"

// An eponymous virtual table is SQLite's table function: the arguments are hidden columns behind the visible
// ones, and a call is a query with an equality for each.
namespace ormgate::sqlite {
namespace {

struct Registration {
    const TableFunction* function;
    FunctionContext* context;
};

struct Table : sqlite3_vtab {
    Registration* registration = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
    std::unique_ptr<Rows> rows;
    std::int64_t ordinality = 0;
    bool at_end = true;
};

Registration& registration_of(sqlite3_vtab_cursor* cursor) {
    return *static_cast<Table*>(cursor->pVtab)->registration;
}

int report(sqlite3_vtab* table, FunctionContext& context, Error error) {
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", error.message.c_str());
    if (!context.error) context.error = std::move(error);
    return SQLITE_ERROR;
}

int connect(sqlite3* database, void* registration, int, const char* const*, sqlite3_vtab** table, char**) {
    const TableFunction& function = *static_cast<Registration*>(registration)->function;
    std::string declaration = "CREATE TABLE x(";
    for (const char* column : function.columns) declaration += std::string("\"") + column + "\", ";
    declaration += "ordinality";
    for (int i = 0; i < function.most; ++i)
        declaration += ", \"argument " + std::to_string(i + 1) + "\" HIDDEN";
    declaration += ")";
    sqlite3_vtab_config(database, SQLITE_VTAB_INNOCUOUS);
    if (int status = sqlite3_declare_vtab(database, declaration.c_str()); status != SQLITE_OK) return status;
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

// The arguments that are given come first, without a gap; an argument that depends on a table not yet read
// makes this order of joining impossible.
int best_index(sqlite3_vtab* base, sqlite3_index_info* info) {
    const TableFunction& function = *static_cast<Table*>(base)->registration->function;
    int first_argument = static_cast<int>(function.columns.size()) + 1;
    std::vector<int> constraint_of(static_cast<std::size_t>(function.most), -1);
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto& constraint = info->aConstraint[i];
        if (constraint.iColumn < first_argument || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        if (!constraint.usable) return SQLITE_CONSTRAINT;
        constraint_of[static_cast<std::size_t>(constraint.iColumn - first_argument)] = i;
    }
    int count = 0;
    while (count < function.most && constraint_of[static_cast<std::size_t>(count)] >= 0) {
        auto& usage = info->aConstraintUsage[constraint_of[static_cast<std::size_t>(count)]];
        usage.argvIndex = ++count;
        usage.omit = 1;
    }
    info->idxNum = count;
    info->estimatedCost = 100;
    info->estimatedRows = 100;
    return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
    *cursor = new (std::nothrow) Cursor();
    return *cursor == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
    auto& cursor = *static_cast<Cursor*>(base);
    FunctionContext& context = *registration_of(base).context;
    try {
        if (context.is_cancelled())
            return report(
                base->pVtab, context, Error(Errc::query_canceled, "canceling statement due to user request"));
        Result<bool> more = cursor.rows->next();
        if (!more) return report(base->pVtab, context, std::move(more.error()));
        cursor.at_end = !*more;
        ++cursor.ordinality;
        return SQLITE_OK;
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    } catch (const std::exception& failure) {
        return report(base->pVtab, context, Error(Errc::internal, failure.what()));
    }
}

int filter(sqlite3_vtab_cursor* base, int, const char*, int count, sqlite3_value** arguments) {
    auto& cursor = *static_cast<Cursor*>(base);
    Registration& registration = registration_of(base);
    const TableFunction& function = *registration.function;
    cursor.rows.reset();
    cursor.ordinality = 0;
    cursor.at_end = true;
    try {
        if (count < function.least)
            return report(base->pVtab,
                          *registration.context,
                          Error(Errc::undefined_function,
                                std::string("too few arguments for function ") + function.name + "()"));
        Call call(nullptr, count, arguments, *registration.context);
        if (function.strict && call.any_null()) return SQLITE_OK;
        Result<std::unique_ptr<Rows>> rows = function.open(call);
        if (!rows) return report(base->pVtab, *registration.context, std::move(rows.error()));
        cursor.rows = std::move(*rows);
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    } catch (const std::exception& failure) {
        return report(base->pVtab, *registration.context, Error(Errc::internal, failure.what()));
    }
    return cursor.rows ? next(base) : SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) {
    return static_cast<Cursor*>(cursor)->at_end ? 1 : 0;
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* sqlite, int i) {
    auto& cursor = *static_cast<Cursor*>(base);
    Registration& registration = registration_of(base);
    Call call(sqlite, 0, nullptr, *registration.context);
    auto visible = static_cast<int>(registration.function->columns.size());
    if (i < visible)
        call.answer(cursor.rows->column(static_cast<std::size_t>(i)));
    else if (i == visible)
        call.answer(cursor.ordinality);
    return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = static_cast<Cursor*>(cursor)->ordinality;
    return SQLITE_OK;
}

constexpr sqlite3_module module = [] {
    sqlite3_module m{};
    m.xConnect = connect;
    m.xBestIndex = best_index;
    m.xDisconnect = disconnect;
    m.xOpen = open;
    m.xClose = close;
    m.xFilter = filter;
    m.xNext = next;
    m.xEof = at_end;
    m.xColumn = column;
    m.xRowid = row_id;
    return m;
}();

}  // namespace

bool register_table_functions(sqlite3* database, FunctionContext& context) {
    for (auto family : {array_row_functions,
                        json_row_functions,
                        jsonpath_row_functions,
                        row_list_row_functions,
                        series_functions,
                        session_row_functions,
                        text_row_functions}) {
        for (const TableFunction& function : family()) {
            auto* registration = new Registration{&function, &context};
            auto destroy = [](void* held) { delete static_cast<Registration*>(held); };
            if (sqlite3_create_module_v2(database, function.name, &module, registration, destroy) !=
                SQLITE_OK)
                return false;
        }
    }
    return true;
}

}  // namespace ormgate::sqlite
