#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void MysqlWriter::returning(const std::vector<SelectItem>& items) {
    if (items.empty()) return;
    out += " RETURNING ";
    select_items(items);
}

void MysqlWriter::write(const Insert& node) {
    with(node.with);
    out += node.verb == InsertVerb::replace ? "REPLACE " : "INSERT ";
    words(node.hints);
    if (node.verb == InsertVerb::insert_ignore) out += "IGNORE ";
    out += "INTO ";
    name(node.table);
    partitions(node.partitions);
    if (!node.columns.empty()) columns(node.columns);
    insert_source(node);
    if (!node.row_alias.empty()) {
        out += " AS ";
        identifier(node.row_alias);
        if (!node.row_alias_columns.empty()) columns(node.row_alias_columns);
    }
    if (!node.on_duplicate_key.empty()) {
        out += " ON DUPLICATE KEY UPDATE ";
        assignments(node.on_duplicate_key);
    }
    returning(node.returning);
}

// The rows of INSERT may be empty and hold DEFAULT, unlike those of a VALUES statement.
void MysqlWriter::insert_source(const Insert& node) {
    if (node.default_values) {
        out += " VALUES ()";
        return;
    }
    out += ' ';
    const auto* values = std::get_if<Values>(&node.source->body);
    const bool plain = values != nullptr && node.source->order_by.empty() && !node.source->limit;
    if (!plain) {
        query(*node.source);
        return;
    }
    out += "VALUES ";
    list(values->rows, [this](const std::vector<ExprPtr>& row) {
        out += '(';
        expressions(row);
        out += ')';
    });
}

void MysqlWriter::write(const Update& node) {
    with(node.with);
    out += "UPDATE ";
    words(node.hints);
    if (node.ignore) out += "IGNORE ";
    from_list(node.targets);
    out += " SET ";
    assignments(node.set);
    where(node.where, {});
    if (!node.order_by.empty()) {
        out += " ORDER BY ";
        sort_keys(node.order_by);
    }
    limit(node.limit, {});
}

void MysqlWriter::write(const Delete& node) {
    with(node.with);
    out += "DELETE ";
    words(node.hints);
    if (node.ignore) out += "IGNORE ";
    if (node.using_.empty()) {
        out += "FROM ";
        const FromItem& target = *node.targets.front();
        name(target.as<TableRef>()->name);
        alias(target);
        partitions(target.as<TableRef>()->partitions);
    } else {
        from_list(node.targets);
        out += " FROM ";
        from_list(node.using_);
    }
    where(node.where, {});
    if (!node.order_by.empty()) {
        out += " ORDER BY ";
        sort_keys(node.order_by);
    }
    limit(node.limit, {});
    returning(node.returning);
}

void MysqlWriter::write(const LoadData& node) {
    auto clause = [this](std::string_view words, const std::optional<std::string>& value) {
        if (!value) return;
        out += words;
        string(*value);
    };
    out += "LOAD DATA ";
    words(node.hints);
    out += node.local ? "LOCAL INFILE " : "INFILE ";
    string(node.file);
    if (!node.duplicates.empty()) out += ' ' + upper(node.duplicates);
    out += " INTO TABLE ";
    name(node.table);
    partitions(node.partitions);
    if (!node.character_set.empty()) out += " CHARACTER SET " + node.character_set;
    if (node.fields_terminated || node.enclosed || node.escaped) out += " FIELDS";
    clause(" TERMINATED BY ", node.fields_terminated);
    clause(node.optionally_enclosed ? " OPTIONALLY ENCLOSED BY " : " ENCLOSED BY ", node.enclosed);
    clause(" ESCAPED BY ", node.escaped);
    if (node.lines_starting || node.lines_terminated) out += " LINES";
    clause(" STARTING BY ", node.lines_starting);
    clause(" TERMINATED BY ", node.lines_terminated);
    if (node.ignore_lines) out += " IGNORE " + std::to_string(*node.ignore_lines) + " LINES";
    if (!node.columns.empty()) {
        out += " (";
        expressions(node.columns);
        out += ')';
    }
    if (node.set.empty()) return;
    out += " SET ";
    assignments(node.set);
}

}  // namespace ormgate::dialects
