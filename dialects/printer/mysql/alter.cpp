#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void MysqlWriter::write(const AlterTable& node) {
    out += "ALTER ";
    words(node.hints);
    out += node.if_exists ? "TABLE IF EXISTS " : "TABLE ";
    name(node.name);
    const char* separator = " ";
    for (const AlterAction& action : node.actions) {
        // PARTITION BY and REMOVE PARTITIONING follow the other actions without a comma.
        const auto* other = action.node.index() == 0 ? nullptr : std::get_if<OtherAction>(&action.node);
        const std::string verb = other == nullptr ? std::string() : upper(other->text.substr(0, 9));
        out += verb == "PARTITION" || verb == "REMOVE PA" ? " " : separator;
        separator = ", ";
        std::visit([this](const auto& each) { write(each); }, action.node);
    }
}

void MysqlWriter::placement(const std::string& after, bool first) {
    if (first) out += " FIRST";
    if (after.empty()) return;
    out += " AFTER ";
    identifier(after);
}

void MysqlWriter::write(const AddColumn& node) {
    out += node.if_not_exists ? "ADD COLUMN IF NOT EXISTS " : "ADD COLUMN ";
    column(node.column);
    placement(node.after, node.first);
}
void MysqlWriter::write(const DropColumn& node) {
    out += node.if_exists ? "DROP COLUMN IF EXISTS " : "DROP COLUMN ";
    identifier(node.name);
}
void MysqlWriter::write(const SetDefault& node) {
    column_action(node.name, " SET DEFAULT ");
    column_default(*node.value);
}
void MysqlWriter::write(const ModifyColumn& node) {
    const bool renamed = node.old_name != node.column.name;
    out += renamed ? "CHANGE COLUMN " : "MODIFY COLUMN ";
    if (node.if_exists) out += "IF EXISTS ";
    if (renamed) {
        identifier(node.old_name);
        out += ' ';
    }
    column(node.column);
    placement(node.after, node.first);
}
void MysqlWriter::write(const SetColumnVisible& node) {
    column_action(node.name, node.visible ? " SET VISIBLE" : " SET INVISIBLE");
}
void MysqlWriter::write(const DropIndex& node) {
    out += node.if_exists ? "DROP INDEX IF EXISTS " : "DROP INDEX ";
    identifier(node.name);
}
void MysqlWriter::write(const SetIndexVisible& node) {
    out += node.if_exists ? "ALTER INDEX IF EXISTS " : "ALTER INDEX ";
    identifier(node.name);
    if (mariadb())
        out += node.visible ? " NOT IGNORED" : " IGNORED";
    else
        out += node.visible ? " VISIBLE" : " INVISIBLE";
}
void MysqlWriter::write(const ConvertTo& node) {
    out += "CONVERT TO CHARACTER SET " + node.character_set;
    if (!node.collation.empty()) out += " COLLATE " + node.collation;
}
void MysqlWriter::write(const DropConstraint& node) {
    const std::string exists = node.if_exists ? "IF EXISTS " : "";
    if (node.kind == ConstraintKind::primary_key) {
        out += "DROP PRIMARY KEY";
        return;
    }
    if (node.any_kind)
        out += "DROP CONSTRAINT ";
    else
        out += node.kind == ConstraintKind::foreign_key ? "DROP FOREIGN KEY " : "DROP CHECK ";
    out += exists;
    identifier(node.name);
}
void MysqlWriter::write(const AlterConstraint& node) {
    out += "ALTER CONSTRAINT ";
    identifier(node.name);
    out += node.enforced.value_or(true) ? " ENFORCED" : " NOT ENFORCED";
}
void MysqlWriter::write(const RenameColumn& node) {
    out += node.if_exists ? "RENAME COLUMN IF EXISTS " : "RENAME COLUMN ";
    identifier(node.from);
    out += " TO ";
    identifier(node.to);
}
void MysqlWriter::write(const RenameIndex& node) {
    out += node.if_exists ? "RENAME INDEX IF EXISTS " : "RENAME INDEX ";
    identifier(node.from);
    out += " TO ";
    identifier(node.to);
}
void MysqlWriter::write(const SetOptions& node) {
    list(node.options, [this](const Option& each) { option(each); }, " ");
}

}  // namespace ormgate::dialects
