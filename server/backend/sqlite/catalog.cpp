#include "server/backend/sqlite/catalog.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "dialects/catalog/relations.hpp"
#include "dialects/catalog/static_rows.hpp"
#include "server/backend/sqlite/connection.hpp"

namespace ormgate::sqlite {
namespace {

namespace catalog = dialects::catalog;

// Views whose rows the functions of this connection know best.
struct ViewRow {
    std::string_view name, query;
};
constexpr ViewRow views[] = {
    {"pg_indexes",
     "SELECT n.nspname AS schemaname, t.relname AS tablename, i.relname AS indexname, NULL AS tablespace, "
     "pg_get_indexdef(i.oid) AS indexdef FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
     "JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace"},
    {"pg_settings",
     "SELECT s.name, pg_current_setting(s.name) AS setting, f.unit, f.category, f.short_desc, f.extra_desc, "
     "coalesce(f.context, 'user') AS context, coalesce(f.vartype, 'string') AS vartype, 'session' AS source, "
     "f.min_val, f.max_val, f.enumvals, f.boot_val, NULL AS reset_val, NULL AS sourcefile, NULL AS "
     "sourceline, 0 AS pending_restart FROM ormgate_settings s LEFT JOIN ormgate_setting_facts f ON f.name = "
     "s.name"},
    {"pg_timezone_abbrevs", "SELECT abbrev, utc_offset, is_dst FROM pg_list_zone_abbreviations()"},
    {"pg_timezone_names", "SELECT name, abbrev, utc_offset, is_dst FROM pg_list_zones()"},
};

// What PostgreSQL counts of relations and ormgate does not: every counter stands where it began.
struct CounterView {
    std::string_view name, kinds;
    char scope;  // a: all relations; u: the users', s: the system's
};
constexpr CounterView counter_views[] = {
    {"pg_stat_all_indexes", "i", 'a'},
    {"pg_stat_sys_indexes", "i", 's'},
    {"pg_stat_user_indexes", "i", 'u'},
    {"pg_stat_all_tables", "r", 'a'},
    {"pg_stat_sys_tables", "r", 's'},
    {"pg_stat_user_tables", "r", 'u'},
    {"pg_stat_xact_all_tables", "r", 'a'},
    {"pg_stat_xact_sys_tables", "r", 's'},
    {"pg_stat_xact_user_tables", "r", 'u'},
    {"pg_statio_all_indexes", "i", 'a'},
    {"pg_statio_sys_indexes", "i", 's'},
    {"pg_statio_user_indexes", "i", 'u'},
    {"pg_statio_all_sequences", "S", 'a'},
    {"pg_statio_sys_sequences", "S", 's'},
    {"pg_statio_user_sequences", "S", 'u'},
    {"pg_statio_all_tables", "r", 'a'},
    {"pg_statio_sys_tables", "r", 's'},
    {"pg_statio_user_tables", "r", 'u'},
};

// Relations of the session's own.
constexpr std::string_view session_views[] = {"pg_cursors", "pg_prepared_statements"};

std::string quote(std::string_view name) {
    return "\"" + std::string(name) + "\"";
}

std::string qualified(const TableDef& relation) {
    return quote(relation.schema) + "." + quote(relation.name);
}

bool is_view(const TableDef& relation) {
    const auto is_it = [&](const auto& view) { return relation.name == view.name; };
    return relation.schema == "pg_catalog" &&
           (std::ranges::any_of(views, is_it) || std::ranges::any_of(counter_views, is_it));
}

// A table's indexes count nothing where it has none, and nothing has a TOAST table.
std::string counter(const ColumnDef& column, std::string_view kinds) {
    const std::string_view name = column.name;
    if (name == "relid") return kinds == "i" ? "x.indrelid" : "c.oid";
    if (name == "indexrelid") return "c.oid";
    if (name == "relname") return kinds == "i" ? "t.relname" : "c.relname";
    if (name == "indexrelname") return "c.relname";
    if (name == "schemaname") return "n.nspname";
    if (name.starts_with("toast_") || name.starts_with("tidx_") || column.type.id == TypeId::timestamptz)
        return "NULL";
    return kinds == "r" && name.starts_with("idx_") ? "iif(c.relhasindex, 0, NULL)" : "0";
}

std::string counter_query(const CounterView& view) {
    std::string sql = "SELECT ";
    const TableDef& relation = *catalog::postgres_catalog().table("pg_catalog", view.name);
    for (const ColumnDef& column : relation.columns)
        sql += (&column == relation.columns.data() ? "" : ", ") + counter(column, view.kinds) + " AS " +
               column.name;
    sql += " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";
    if (view.kinds == "i")
        sql += " JOIN pg_index x ON x.indexrelid = c.oid JOIN pg_class t ON t.oid = x.indrelid";
    sql += " WHERE c.relkind = '" + std::string(view.kinds) + "'";
    if (view.scope == 'a') return sql;
    return sql + " AND n.nspname " + (view.scope == 'u' ? "NOT " : "") +
           "IN ('pg_catalog', 'information_schema', 'pg_toast')";
}

Result<void> run_with(Connection& connection, const std::string& sql, std::span<const Value> values) {
    Result<Statement> statement = connection.prepare(sql);
    if (!statement) return fail(statement.error());
    for (std::size_t i = 0; i < values.size(); ++i)
        if (auto bound = statement->bind(static_cast<int>(i) + 1, values[i]); !bound) return bound;
    const Result<bool> stepped = statement->step();
    if (!stepped) return fail(stepped.error());
    return {};
}

// pg_settings shows the values of those that ormgate_settings names, and what is said about them.
Result<void> create_settings(Connection& connection) {
    auto created = connection.run(
        "CREATE TABLE pg_catalog.ormgate_settings(name);"
        "CREATE TABLE pg_catalog.ormgate_setting_facts(name PRIMARY KEY, unit, category, short_desc, "
        "extra_desc, context, vartype, min_val, max_val, enumvals, boot_val)");
    if (!created) return created;
    const auto text = [](std::string_view value, std::string_view absent = "") {
        return value == absent ? Value() : Value(std::string(value));
    };
    for (const catalog::SettingFacts& facts : catalog::setting_facts()) {
        const Value row[] = {text(facts.name),
                             text(facts.unit),
                             text(facts.category),
                             text(facts.description),
                             text(facts.more),
                             text(facts.context),
                             text(facts.type),
                             text(facts.least),
                             text(facts.most),
                             text(facts.values),
                             text(facts.boot, "-")};
        auto done = run_with(
            connection, "INSERT INTO pg_catalog.ormgate_setting_facts VALUES(?,?,?,?,?,?,?,?,?,?,?)", row);
        if (!done) return done;
    }
    return {};
}

// Types do not matter to SQLite here: without one nothing is converted.
Result<void> create_relations(Connection& connection) {
    for (const TableDef& relation : catalog::postgres_catalog().tables) {
        if (is_view(relation)) continue;
        std::string sql = "CREATE TABLE " + qualified(relation) + "(";
        for (const ColumnDef& column : relation.columns)
            sql += (&column == relation.columns.data() ? "" : ",") + quote(column.name);
        if (auto done = connection.run(sql + ")"); !done) return done;
    }
    if (auto done = create_settings(connection); !done) return done;
    for (const ViewRow& view : views)
        if (auto done = connection.run("CREATE VIEW pg_catalog." + quote(view.name) + " AS " +
                                       std::string(view.query));
            !done)
            return done;
    for (const CounterView& view : counter_views)
        if (auto done =
                connection.run("CREATE VIEW pg_catalog." + quote(view.name) + " AS " + counter_query(view));
            !done)
            return done;
    for (const char* index : {"pg_class(oid)",
                              "pg_class(relname)",
                              "pg_attribute(attrelid)",
                              "pg_type(oid)",
                              "pg_type(typname)",
                              "pg_constraint(conrelid)",
                              "pg_index(indrelid)",
                              "pg_depend(objid)",
                              "pg_description(objoid)"}) {
        std::string name = index;
        for (char& c : name)
            if (c == '(' || c == ')') c = '_';
        if (auto done = connection.run("CREATE INDEX pg_catalog." + name + " ON " + index); !done)
            return done;
    }
    return connection.run(
        "CREATE TABLE pg_catalog.ormgate_shown(version, facts);"
        "CREATE TABLE pg_catalog.ormgate_filled(relation PRIMARY KEY, last);"
        "CREATE TABLE pg_catalog.ormgate_session_rows(view PRIMARY KEY, rows)");
}

// Inserter puts rows into the relations, with one statement for each.
class Inserter {
public:
    explicit Inserter(Connection& connection) : connection_(connection) {}

    void operator()(const TableDef& relation, std::span<const Value> values) {
        if (!done_ || is_view(relation)) return;
        done_ = insert(relation, values);
    }
    const Result<void>& done() const { return done_; }
    std::vector<const TableDef*> relations() const {
        std::vector<const TableDef*> out;
        for (const auto& [relation, statement] : statements_) out.push_back(relation);
        return out;
    }

private:
    Result<void> insert(const TableDef& relation, std::span<const Value> values) {
        Statement& statement = statements_[&relation];
        if (!statement) {
            std::string sql = "INSERT INTO " + qualified(relation) + " VALUES(";
            for (std::size_t i = 0; i < values.size(); ++i) sql += i == 0 ? "?" : ",?";
            Result<Statement> prepared = connection_.prepare(sql + ")");
            if (!prepared) return fail(prepared.error());
            statement = std::move(*prepared);
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            if (auto bound = statement.bind(static_cast<int>(i) + 1, values[i]); !bound) return bound;
        if (const Result<bool> stepped = statement.step(); !stepped) return fail(stepped.error());
        return statement.reset();
    }

    Connection& connection_;
    std::map<const TableDef*, Statement> statements_;
    Result<void> done_;
};

std::string facts_text(const catalog::CatalogFacts& facts) {
    std::string out = facts.owner + "\n";
    for (const std::string& name : facts.databases) out += name + "\n";
    out += "\n";
    for (const std::string& name : facts.roles) out += name + "\n";
    return out;
}

// What no change of the database changes is written once; ormgate_filled remembers where it ends.
Result<void> create(Connection& connection, const Schema& schema) {
    if (auto created = create_relations(connection); !created) return created;
    Inserter insert(connection);
    catalog::static_rows(schema.database, std::ref(insert));
    if (!insert.done()) return insert.done();
    for (const TableDef* relation : insert.relations())
        if (auto noted = connection.run("INSERT INTO pg_catalog.ormgate_filled SELECT '" +
                                        qualified(*relation) + "', max(rowid) FROM " + qualified(*relation));
            !noted)
            return noted;
    return {};
}

// Takes out what was written for another schema.
Result<void> empty(Connection& connection) {
    std::string emptying = "DELETE FROM pg_catalog.ormgate_shown; DELETE FROM pg_catalog.ormgate_settings;";
    Result<Statement> filled = connection.prepare("SELECT relation, last FROM pg_catalog.ormgate_filled");
    if (!filled) return fail(filled.error());
    for (;;) {
        const Result<bool> row = filled->step();
        if (!row) return fail(row.error());
        if (!*row) break;
        emptying += "DELETE FROM " + filled->text(0) + " WHERE rowid > " + filled->text(1) + ";";
    }
    filled = Statement();
    return connection.run(emptying);
}

Result<void> fill(Connection& connection, const Schema& schema, const catalog::CatalogFacts& facts) {
    const Result<Value> made = connection.value_of("SELECT count(*) FROM pg_catalog.sqlite_schema");
    if (!made) return fail(made.error());
    if (*made == Value(std::int64_t{0})) {
        if (auto created = create(connection, schema); !created) return created;
    } else if (auto emptied = empty(connection); !emptied) {
        return emptied;
    }
    Inserter insert(connection);
    catalog::schema_rows(schema, facts, std::ref(insert));
    if (!insert.done()) return insert.done();
    for (const TableDef* relation : insert.relations())
        if (auto noted = connection.run("INSERT OR IGNORE INTO pg_catalog.ormgate_filled VALUES('" +
                                        qualified(*relation) + "', 0)");
            !noted)
            return noted;
    for (const std::string& name : facts.settings) {
        const Value row[] = {name};
        if (auto done = run_with(connection, "INSERT INTO pg_catalog.ormgate_settings VALUES(?)", row); !done)
            return done;
    }
    const Value mark[] = {static_cast<std::int64_t>(schema.version), facts_text(facts)};
    return run_with(connection, "INSERT INTO pg_catalog.ormgate_shown VALUES(?,?)", mark);
}

bool shows_rows(Connection& connection, std::string_view view, const std::string& rows) {
    const Result<Value> shown = connection.value_of(
        "SELECT rows FROM pg_catalog.ormgate_session_rows WHERE view = '" + std::string(view) + "'");
    return shown && *shown == Value(rows);
}

}  // namespace

Result<void> attach_catalog(Connection& connection) {
    if (auto done = connection.run("ATTACH ':memory:' AS pg_catalog"); !done) return done;
    return connection.run("ATTACH ':memory:' AS information_schema");
}

bool catalog_is_current(Connection& connection, const Schema& schema, const catalog::CatalogFacts& facts) {
    const Result<Value> made =
        connection.value_of("SELECT count(*) FROM pg_catalog.sqlite_schema WHERE name = 'ormgate_shown'");
    if (!made || *made != Value(std::int64_t{1})) return false;
    const Result<Value> version = connection.value_of("SELECT version FROM pg_catalog.ormgate_shown");
    if (!version || *version != Value(static_cast<std::int64_t>(schema.version))) return false;
    const Result<Value> shown = connection.value_of("SELECT facts FROM pg_catalog.ormgate_shown");
    return shown && *shown == Value(facts_text(facts));
}

Result<void> refresh_catalog(Connection& connection,
                             const Schema& schema,
                             const catalog::CatalogFacts& facts) {
    if (catalog_is_current(connection, schema, facts)) return {};
    if (auto begun = connection.run("SAVEPOINT ormgate_catalog"); !begun) return begun;
    const Result<void> filled = fill(connection, schema, facts);
    if (!filled) static_cast<void>(connection.run("ROLLBACK TO ormgate_catalog"));
    if (auto released = connection.run("RELEASE ormgate_catalog"); !released) return released;
    return filled;
}

bool session_rows_are_shown(Connection& connection, const SessionRows& rows_of) {
    for (const std::string_view view : session_views)
        if (!shows_rows(connection, view, rows_of(view))) return false;
    return true;
}

Result<void> show_session_rows(Connection& connection, const SessionRows& rows_of) {
    for (const std::string_view view : session_views) {
        const std::string rows = rows_of(view);
        if (shows_rows(connection, view, rows)) continue;
        const TableDef& relation = *catalog::postgres_catalog().table("pg_catalog", view);
        std::string select;
        for (std::size_t i = 0; i < relation.columns.size(); ++i)
            select += (i == 0 ? "value" : ", value") +
                      std::string(relation.columns[i].type.array ? "->" : "->>") + std::to_string(i);
        const Value bound[] = {rows};
        if (auto emptied = connection.run("DELETE FROM " + qualified(relation)); !emptied) return emptied;
        auto filled =
            run_with(connection,
                     "INSERT INTO " + qualified(relation) + " SELECT " + select + " FROM json_each(?)",
                     bound);
        if (!filled) return filled;
        const Value mark[] = {std::string(view), rows};
        auto noted =
            run_with(connection, "INSERT OR REPLACE INTO pg_catalog.ormgate_session_rows VALUES(?, ?)", mark);
        if (!noted) return noted;
    }
    return {};
}

}  // namespace ormgate::sqlite
