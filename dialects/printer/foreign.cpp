#include "dialects/printer/writer.hpp"

// Statements and clauses that PostgreSQL has no spelling for: they are printed for messages only.
namespace ormgate::dialects {

using namespace ast;

void Writer::write(const LoadData& node) {
    out += "LOAD DATA INTO TABLE ";
    name(node.table);
}
void Writer::write(const JsonTableRef&) {
    out += "JSON_TABLE(…)";
}
void Writer::write(const AlterDatabase& node) {
    out += "ALTER DATABASE " + quote_identifier(node.name);
}
void Writer::write(const RenameTables& node) {
    out += "RENAME TABLE ";
    list(node.tables, [this](const RenameTables::Pair& pair) {
        name(pair.from);
        out += " TO ";
        name(pair.to);
    });
}
void Writer::write(const SetColumnVisible& node) {
    column_action(node.name, node.visible ? " SET VISIBLE" : " SET INVISIBLE");
}
void Writer::write(const DropIndex& node) {
    out += "DROP INDEX " + quote_identifier(node.name);
}
void Writer::write(const SetIndexVisible& node) {
    out += "ALTER INDEX " + quote_identifier(node.name) + (node.visible ? " VISIBLE" : " INVISIBLE");
}
void Writer::write(const ConvertTo& node) {
    out += "CONVERT TO CHARACTER SET " + node.character_set;
}
void Writer::write(const Xa& node) {
    out += "XA " + upper(node.verb);
}

}  // namespace ormgate::dialects
