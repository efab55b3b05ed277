// pg_prepared_statements and pg_cursors: what the session itself knows.
#include "core/array.hpp"
#include "server/session/session.hpp"

namespace ormgate {
namespace {

// RowsText writes rows as a JSON array of arrays.
class RowsText {
public:
    void row() {
        if (!text_.empty()) text_ += "],";
        text_ += '[';
        first_ = true;
    }
    RowsText& json(std::string_view written) {
        if (!first_) text_ += ',';
        first_ = false;
        text_ += written;
        return *this;
    }
    RowsText& text(const std::string& value) {
        std::string quoted;
        append_array_element(quoted, std::string_view(value), TypeId::text);
        return json(quoted);
    }
    RowsText& number(std::uint64_t value) { return json(std::to_string(value)); }
    std::string take() && { return "[" + text_ + (text_.empty() ? "]" : "]]"); }

private:
    std::string text_;
    bool first_ = true;
};

std::string oids(const std::vector<Type>& types) {
    std::string out = "[";
    for (const Type& type : types) out += (out.size() > 1 ? "," : "") + std::to_string(type.oid());
    return out + "]";
}

}  // namespace

std::string Session::prepared_statement_rows() const {
    RowsText rows;
    for (const auto& [name, statement] : statements_) {
        if (name.empty()) continue;
        rows.row();
        rows.text(name).text(statement->written.empty() ? statement->text : statement->written);
        rows.text(canonical_utc(statement->prepared)).json(oids(parameters(*statement)));
        rows.number(statement->by_sql ? 1 : 0).number(statement->runs).number(0);
    }
    return std::move(rows).take();
}

std::string Session::cursor_rows() const {
    RowsText rows;
    for (const auto& [name, portal] : portals_) {
        if (name.empty() && !portal->is_cursor) continue;
        rows.row();
        const PreparedStatement& statement = *portal->statement;
        rows.text(name).text(portal->written.empty() ? statement.text : portal->written);
        rows.number(portal->hold ? 1 : 0).number(portal->binary ? 1 : 0);
        rows.number(portal->scroll ? 1 : 0).text(canonical_utc(portal->made));
    }
    return std::move(rows).take();
}

}  // namespace ormgate
