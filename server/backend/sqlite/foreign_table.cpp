#include "server/backend/sqlite/foreign_table.hpp"

#include <algorithm>
#include <map>

#include "dialects/sqlite_storage.hpp"

namespace ormgate::sqlite {
namespace {

constexpr std::size_t longest_name = 63;

std::string literal(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'') quoted.push_back('\'');
        quoted.push_back(c);
    }
    return quoted + "'";
}

const std::string& stored_name(const TableDef& table) {
    return table.backend_name.empty() ? table.name : table.backend_name;
}

// A pragma as a table-valued function, which can be told the database.
Result<Statement> pragma(Connection& connection,
                         std::string_view name,
                         std::string_view argument,
                         std::string_view space) {
    return connection.prepare("SELECT * FROM pragma_" + std::string(name) + "(" + literal(argument) + ", " +
                              literal(space) + ")");
}

template <class Each>
Result<void> for_each_row(Result<Statement> statement, Each each) {
    if (!statement) return fail(statement.error());
    for (;;) {
        const Result<bool> row = statement->step();
        if (!row) return fail(row.error());
        if (!*row) return {};
        each(*statement);
    }
}

ForeignKeyAction action_of(std::string_view words) {
    static constexpr std::pair<std::string_view, ForeignKeyAction> actions[] = {
        {"RESTRICT", ForeignKeyAction::restrict},
        {"CASCADE", ForeignKeyAction::cascade},
        {"SET NULL", ForeignKeyAction::set_null},
        {"SET DEFAULT", ForeignKeyAction::set_default},
    };
    for (const auto& [name, action] : actions)
        if (name == words) return action;
    return ForeignKeyAction::no_action;
}

std::string joined(const std::vector<std::string>& columns) {
    std::string text;
    for (const std::string& column : columns) {
        if (!text.empty()) text += "_";
        text += column;
    }
    return text;
}

Result<void> read_primary_key(Connection& connection, const std::string& space, TableDef& table) {
    std::map<std::int64_t, std::string> by_place;
    auto done =
        for_each_row(pragma(connection, "table_info", stored_name(table), space), [&](const Statement& row) {
            if (row.integer(5) > 0) by_place[row.integer(5)] = row.text(1);
        });
    if (!done || by_place.empty()) return done;
    ConstraintDef key;
    key.kind = ConstraintKind::primary_key;
    for (const auto& [place, column] : by_place) {
        key.columns.push_back(column);
        for (ColumnDef& def : table.columns)
            if (def.name == column) def.not_null = true;
    }
    key.name = default_name(table.name, "", "pkey", table);
    key.index = key.name;
    IndexDef index;
    index.name = key.name;
    index.unique = index.primary = true;
    for (const std::string& column : key.columns) index.keys.emplace_back().column = column;
    table.constraints.push_back(std::move(key));
    table.indexes.push_back(std::move(index));
    return {};
}

Result<void> read_index_keys(Connection& connection, const std::string& space, IndexDef& index) {
    return for_each_row(pragma(connection, "index_xinfo", index.backend_name, space),
                        [&](const Statement& row) {
                            if (row.integer(5) == 0) return;  // the rowid behind the keys
                            IndexKey& key = index.keys.emplace_back();
                            key.column = row.text(2);
                            key.descending = row.integer(3) != 0;
                            // PostgreSQL's defaults; SQLite's NULLs come first when ascending, which only the
                            // order of rows could tell.
                            key.nulls_first = key.descending;
                        });
}

Result<void> read_indexes(Connection& connection, const std::string& space, TableDef& table) {
    struct Row {
        std::string name, origin;
        bool unique;
    };
    std::vector<Row> rows;
    auto done = for_each_row(
        pragma(connection, "index_list", stored_name(table), space),
        [&](const Statement& row) { rows.push_back({row.text(1), row.text(3), row.integer(2) != 0}); });
    if (!done) return done;
    std::ranges::reverse(rows);  // the pragma begins with the newest
    for (const Row& row : rows) {
        IndexDef index;
        index.name = index.backend_name = row.name;
        index.unique = row.unique;
        if (auto keys = read_index_keys(connection, space, index); !keys) return keys;
        if (row.origin == "pk") {
            for (IndexDef& primary : table.indexes)
                if (primary.primary) primary.backend_name = row.name;
            continue;
        }
        if (row.origin == "u") {
            ConstraintDef constraint;
            constraint.kind = ConstraintKind::unique;
            for (const IndexKey& key : index.keys) constraint.columns.push_back(key.column);
            constraint.name = default_name(table.name, joined(constraint.columns), "key", table);
            constraint.index = index.name = constraint.name;
            table.constraints.push_back(std::move(constraint));
        } else {
            index.backend_name.clear();
        }
        table.indexes.push_back(std::move(index));
    }
    return {};
}

Result<void> read_foreign_keys(Connection& connection, const std::string& space, TableDef& table) {
    std::map<std::int64_t, ConstraintDef> by_number;
    auto done = for_each_row(pragma(connection, "foreign_key_list", stored_name(table), space),
                             [&](const Statement& row) {
                                 ConstraintDef& key = by_number[row.integer(0)];
                                 key.kind = ConstraintKind::foreign_key;
                                 key.referenced_schema = "public";
                                 key.referenced_table = row.text(2);
                                 key.columns.push_back(row.text(3));
                                 if (const std::string column = row.text(4); !column.empty())
                                     key.referenced_columns.push_back(column);
                                 key.on_update = action_of(row.text(5));
                                 key.on_delete = action_of(row.text(6));
                             });
    if (!done) return done;
    for (auto at = by_number.rbegin(); at != by_number.rend(); ++at) {  // numbered from the last one
        at->second.name = default_name(table.name, joined(at->second.columns), "fkey", table);
        table.constraints.push_back(std::move(at->second));
    }
    return {};
}

}  // namespace

std::string default_name(std::string_view table,
                         std::string_view columns,
                         std::string_view suffix,
                         const TableDef& in_use) {
    // PostgreSQL shortens the longer of the two names until all fits.
    const auto made = [&](const std::string& end) {
        std::string first(table), second(columns);
        const auto length = [&] {
            return first.size() + (second.empty() ? 0 : second.size() + 1) + 1 + end.size();
        };
        while (length() > longest_name) (first.size() > second.size() ? first : second).pop_back();
        return first + (second.empty() ? "" : "_" + second) + "_" + end;
    };
    std::string name = made(std::string(suffix));
    for (int n = 1; in_use.constraint(name) != nullptr; ++n)
        name = made(std::string(suffix) + std::to_string(n));
    return name;
}

const ColumnDef* rowid_column(const TableDef& table) {
    const ConstraintDef* key = table.primary_key();
    if (key == nullptr || key->columns.size() != 1) return nullptr;
    const ColumnDef* column = table.column(key->columns[0]);
    if (column == nullptr) return nullptr;
    std::string declared = column->storage_type;
    std::ranges::transform(declared, declared.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    return declared == "INTEGER" ? column : nullptr;
}

Result<void> read_columns(Connection& connection, const std::string& space, TableDef& table) {
    return for_each_row(pragma(connection, "table_xinfo", stored_name(table), space),
                        [&](const Statement& row) {
                            const std::int64_t hidden = row.integer(6);
                            if (hidden == 1) return;  // of a virtual table
                            ColumnDef& column = table.columns.emplace_back();
                            column.name = row.text(1);
                            column.number = static_cast<std::int16_t>(table.columns.size());
                            column.storage_type = row.text(2);
                            column.type = dialects::type_of_declaration(column.storage_type).type;
                            column.not_null = row.integer(3) != 0;
                            column.default_expression = row.text(4);
                            column.has_default = !column.default_expression.empty();
                            if (hidden == 2) column.generated = Generated::virtual_;
                            if (hidden == 3) column.generated = Generated::stored;
                        });
}

Result<void> read_constraints(Connection& connection, const std::string& space, TableDef& table) {
    if (auto done = read_primary_key(connection, space, table); !done) return done;
    if (auto done = read_indexes(connection, space, table); !done) return done;
    return read_foreign_keys(connection, space, table);
}

}  // namespace ormgate::sqlite
