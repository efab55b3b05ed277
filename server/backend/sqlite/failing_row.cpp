#include "server/backend/sqlite/failing_row.hpp"

#include "core/text_io.hpp"
#include "server/backend/sqlite/row_reader.hpp"

namespace ormgate::sqlite {
namespace {

constexpr std::size_t most_arguments = 100;  // of a function in SQLite: 127
constexpr std::size_t longest_field = 64;    // what PostgreSQL shows of a value

std::string sql_name(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text.push_back('"');
        text.push_back(c);
    }
    return text + "\"";
}

bool is_key(const Violation& violation) {
    const ConstraintDef* constraint = violation.constraint;
    return violation.column == nullptr &&
           (constraint == nullptr || constraint->kind != ConstraintKind::check);
}

std::vector<std::string> columns_to_show(const Violation& violation) {
    std::vector<std::string> columns;
    if (!is_key(violation)) {
        for (const ColumnDef& column : violation.table->columns) columns.push_back(column.name);
        return columns;
    }
    if (violation.constraint != nullptr) return violation.constraint->columns;
    for (const IndexKey& key : violation.index->keys) columns.push_back(key.column);
    return columns;
}

bool create_trigger(Connection& connection,
                    const TableDef& table,
                    const std::vector<std::string>& columns,
                    std::string_view event) {
    const std::string& stored = table.backend_name.empty() ? table.name : table.backend_name;
    std::string sql = "CREATE TEMP TRIGGER ormgate_look_";
    sql.append(event).append(" BEFORE ").append(event).append(" ON ");
    sql += (table.temporary ? "temp." : "main.") + sql_name(stored) + " BEGIN SELECT ormgate_look(";
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql += (i > 0 ? ", NEW." : "NEW.") + sql_name(columns[i]);
    return connection.run(sql + "); END").has_value();
}

std::optional<std::string> printed(Connection& connection,
                                   const TableDef& table,
                                   const std::string& name,
                                   const Value& stored) {
    const ColumnDef* column = table.column(name);
    if (column == nullptr) return std::nullopt;
    const auto converted = to_canonical(view(stored), Column{name, column->type, 0, 0});
    if (!converted) return std::nullopt;
    const Value& value = *converted ? **converted : stored;
    if (is_null(value)) return "null";
    std::string text;
    print_text(view(value), column->type, connection.context().text, text);
    return text;
}

std::string list_of(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
    return text;
}

// Cut between characters.
void shorten(std::string& text) {
    if (text.size() <= longest_field) return;
    std::size_t end = longest_field;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    text += "...";
}

}  // namespace

std::string detail_of(Connection& connection,
                      const Violation& violation,
                      const std::function<Result<void>()>& again) {
    if (violation.table == nullptr) return {};
    const TableDef& table = *violation.table;
    const std::vector<std::string> columns = columns_to_show(violation);
    for (const std::string& column : columns)
        if (table.column(column) == nullptr) return {};  // an expression
    if (columns.empty() || columns.size() > most_arguments) return {};

    std::vector<Value> row;
    if (!connection.run("SAVEPOINT ormgate_look")) return {};
    if (create_trigger(connection, table, columns, "INSERT") &&
        create_trigger(connection, table, columns, "UPDATE")) {
        connection.look_at_rows(&row);
        static_cast<void>(again());
        connection.look_at_rows(nullptr);
    }
    static_cast<void>(connection.run("ROLLBACK TO ormgate_look"));
    static_cast<void>(connection.run("RELEASE ormgate_look"));
    if (row.size() != columns.size()) return {};

    std::vector<std::string> values;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto text = printed(connection, table, columns[i], row[i]);
        if (!text) return {};
        if (!is_key(violation)) shorten(*text);
        values.push_back(std::move(*text));
    }
    if (is_key(violation)) return "Key (" + list_of(columns) + ")=(" + list_of(values) + ") already exists.";
    return "Failing row contains (" + list_of(values) + ").";
}

}  // namespace ormgate::sqlite
