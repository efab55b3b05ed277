#include "dialects/printer/sqlite/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void SqliteWriter::write(const CreateTable& node) {
    out += node.temporary ? "CREATE TEMPORARY TABLE " : "CREATE TABLE ";
    if (node.if_not_exists) out += "IF NOT EXISTS ";
    name(node.name);
    if (node.as_query) {
        out += " AS ";
        query(*node.as_query);
        return;
    }
    out += " (";
    list(node.columns, [this](const ColumnDefinition& each) { column(each); });
    for (const TableConstraint& each : node.constraints) {
        out += ", ";
        constraint(each, true);
    }
    out += ')';
    if (node.without_rowid) out += " WITHOUT ROWID";
    if (node.strict) out += node.without_rowid ? ", STRICT" : " STRICT";
}

void SqliteWriter::on_conflict_of(const std::string& action) {
    if (!action.empty()) out += " ON CONFLICT " + upper(action);
}

void SqliteWriter::column(const ColumnDefinition& column) {
    identifier(column.name);
    if (column.type) {
        out += ' ';
        type(*column.type);
    }
    for (const TableConstraint& each : column.constraints) {
        out += ' ';
        constraint(each, false);
        if (each.kind != ConstraintKind::primary_key) continue;
        if (column.primary_descending) out += " DESC";
        on_conflict_of(each.on_conflict);
        if (column.auto_increment) out += " AUTOINCREMENT";
    }
    if (column.not_null) {
        out += *column.not_null ? " NOT NULL" : " NULL";
        on_conflict_of(column.not_null_conflict);
    }
    if (!column.collation.empty()) {
        out += " COLLATE ";
        identifier(column.collation);
    }
    if (column.default_value) {
        out += " DEFAULT ";
        restricted(*column.default_value);
    }
    if (!column.generation_expression) return;
    out += " GENERATED ALWAYS AS (";
    expression(*column.generation_expression);
    out += column.generated == Generated::stored ? ") STORED" : ") VIRTUAL";
}

void SqliteWriter::references(const ForeignKeyReference& reference) {
    static constexpr std::string_view actions[] = {
        "NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"};
    out += "REFERENCES ";
    name(reference.table);
    if (!reference.columns.empty()) columns(reference.columns);
    if (!reference.match.empty()) {
        out += " MATCH ";
        identifier(reference.match);
    }
    auto action = [this](std::string_view event, ForeignKeyAction what) {
        if (what == ForeignKeyAction::no_action) return;
        out += event;
        out += actions[static_cast<std::size_t>(what)];
    };
    action(" ON DELETE ", reference.on_delete);
    action(" ON UPDATE ", reference.on_update);
}

void SqliteWriter::constraint(const TableConstraint& constraint, bool of_table) {
    if (!constraint.name.empty()) {
        out += "CONSTRAINT ";
        identifier(constraint.name);
        out += ' ';
    }
    switch (constraint.kind) {
        case ConstraintKind::foreign_key:
            if (of_table) {
                out += "FOREIGN KEY";
                columns(constraint.columns);
                out += ' ';
            }
            references(constraint.references);
            if (constraint.deferrable) out += " DEFERRABLE";
            if (constraint.initially_deferred) out += " INITIALLY DEFERRED";
            return;
        case ConstraintKind::check:
            out += "CHECK (";
            expression(*constraint.check);
            out += ')';
            break;
        default:
            out += constraint.kind == ConstraintKind::primary_key ? "PRIMARY KEY" : "UNIQUE";
            if (!of_table) break;
            out += " (";
            list(constraint.keys, [this](const IndexElement& key) { index_key(key); });
            out += ')';
    }
    const bool primary_of_column = !of_table && constraint.kind == ConstraintKind::primary_key;
    if (!primary_of_column) on_conflict_of(constraint.on_conflict);
}

void SqliteWriter::index_key(const IndexElement& key) {
    expression(*key.expr);
    if (!key.collation.empty()) {
        out += " COLLATE ";
        identifier(key.collation);
    }
    if (key.descending) out += " DESC";
    if (key.nulls_first) out += *key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
}

void SqliteWriter::write(const CreateIndex& node) {
    out += node.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (node.if_not_exists) out += "IF NOT EXISTS ";
    identifier(node.name);
    out += " ON ";
    name(node.table);
    out += " (";
    list(node.keys, [this](const IndexElement& key) { index_key(key); });
    out += ')';
    where(node.where, {});
}

void SqliteWriter::write(const AddColumn& node) {
    out += "ADD COLUMN ";
    column(node.column);
}
void SqliteWriter::write(const DropColumn& node) {
    out += "DROP COLUMN ";
    identifier(node.name);
}
void SqliteWriter::write(const RenameColumn& node) {
    out += "RENAME COLUMN ";
    identifier(node.from);
    out += " TO ";
    identifier(node.to);
}

}  // namespace ormgate::dialects
