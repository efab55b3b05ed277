#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void MysqlWriter::write(const CreateTable& node) {
    out += node.or_replace ? "CREATE OR REPLACE " : "CREATE ";
    out += node.temporary ? "TEMPORARY TABLE " : "TABLE ";
    if (node.if_not_exists) out += "IF NOT EXISTS ";
    name(node.name);
    if (!node.like.empty()) {
        out += " LIKE ";
        name(node.like.front().table);
        return;
    }
    if (!node.columns.empty() || !node.constraints.empty()) {
        out += " (";
        list(node.columns, [this](const ColumnDefinition& each) { column(each); });
        if (!node.columns.empty() && !node.constraints.empty()) out += ", ";
        list(node.constraints, [this](const TableConstraint& each) { constraint(each, true); });
        out += ')';
    }
    for (const Option& each : node.options) {
        out += ' ';
        option(each);
    }
    if (!node.partition_by.empty()) out += " PARTITION BY " + node.partition_by;
    if (!node.on_duplicate.empty()) out += ' ' + upper(node.on_duplicate);
    if (!node.as_query) return;
    out += " AS ";
    query(*node.as_query);
}

void MysqlWriter::column_default(const Expr& value) {
    const bool now = value.as<Call>() != nullptr && value.as<Call>()->syntax == CallSyntax::keyword;
    const bool plain =
        value.as<Literal>() != nullptr || value.as<Unary>() != nullptr || value.as<Cast>() != nullptr || now;
    if (!plain || value.parenthesised) out += '(';
    expression(value);
    if (!plain || value.parenthesised) out += ')';
}

void MysqlWriter::column(const ColumnDefinition& column) {
    identifier(column.name);
    out += ' ';
    type(*column.type);
    if (!column.compression.empty()) out += " COMPRESSED";
    if (!column.collation.empty()) {
        out += " COLLATE ";
        identifier(column.collation);
    }
    if (column.generation_expression) {
        out += " GENERATED ALWAYS AS (";
        expression(*column.generation_expression);
        out += column.generated == Generated::stored ? ") STORED" : ") VIRTUAL";
    }
    if (column.not_null) out += *column.not_null ? " NOT NULL" : " NULL";
    if (column.default_value) {
        out += " DEFAULT ";
        column_default(*column.default_value);
    }
    if (column.on_update) {
        out += " ON UPDATE ";
        expression(*column.on_update);
    }
    if (column.auto_increment) out += " AUTO_INCREMENT";
    if (column.invisible) out += " INVISIBLE";
    if (!column.comment.empty()) {
        out += " COMMENT ";
        string(column.comment);
    }
    if (!column.storage.empty()) out += " STORAGE " + upper(column.storage);
    for (const Option& each : column.attributes) {
        const bool text = each.name.ends_with("engine_attribute");
        out += ' ' + upper(each.name) + (each.name == "ref_system_id" ? " = " : " ");
        if (text)
            string(each.value);
        else
            out += upper(each.value);
    }
    for (const TableConstraint& each : column.constraints) {
        out += ' ';
        constraint(each, false);
    }
}

void MysqlWriter::references(const ForeignKeyReference& reference) {
    static constexpr std::string_view actions[] = {
        "NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"};
    out += "REFERENCES ";
    name(reference.table);
    if (!reference.columns.empty()) columns(reference.columns);
    if (!reference.match.empty()) out += " MATCH " + upper(reference.match);
    auto action = [this](std::string_view event, ForeignKeyAction what) {
        if (what == ForeignKeyAction::no_action) return;
        out += event;
        out += actions[static_cast<std::size_t>(what)];
    };
    action(" ON DELETE ", reference.on_delete);
    action(" ON UPDATE ", reference.on_update);
}

void MysqlWriter::index_key(const CreateIndex::Key& key) {
    const bool plain = key.expr->as<ColumnRef>() != nullptr && !key.expr->parenthesised;
    if (!plain) out += '(';
    expression(*key.expr);
    if (!plain) out += ')';
    if (key.length) out += '(' + std::to_string(*key.length) + ')';
    if (key.descending) out += " DESC";
}

void MysqlWriter::keys(const std::vector<IndexElement>& all) {
    out += " (";
    list(all, [this](const IndexElement& key) { index_key(key); });
    out += ')';
}

void MysqlWriter::index_options(const std::vector<Option>& options) {
    for (const Option& each : options) {
        out += ' ' + upper(each.name);
        if (each.value.empty() && each.name != "comment") continue;
        const bool assigned =
            each.name == "key_block_size" || each.name == "algorithm" || each.name == "lock";
        out += assigned ? " = " : " ";
        if (each.name == "comment" || each.name.ends_with("engine_attribute"))
            string(each.value);
        else
            out += each.value;
    }
}

void MysqlWriter::constraint(const TableConstraint& constraint, bool of_table) {
    if (!constraint.name.empty()) {
        out += "CONSTRAINT ";
        identifier(constraint.name);
        out += ' ';
    }
    const bool exists = constraint.if_not_exists;
    if (constraint.kind == ConstraintKind::check) {
        out += "CHECK (";
        expression(*constraint.check);
        out += constraint.not_enforced ? ") NOT ENFORCED" : ")";
        return;
    }
    if (constraint.kind == ConstraintKind::foreign_key) {
        if (of_table) {
            out += exists ? "FOREIGN KEY IF NOT EXISTS" : "FOREIGN KEY";
            if (!constraint.index_name.empty()) {
                out += ' ';
                identifier(constraint.index_name);
            }
            columns(constraint.columns);
            out += ' ';
        }
        references(constraint.references);
        return;
    }
    if (constraint.is_index)
        out += constraint.index_kind.empty() ? "KEY" : upper(constraint.index_kind) + " KEY";
    else
        out += constraint.kind == ConstraintKind::primary_key ? "PRIMARY KEY" : "UNIQUE KEY";
    if (!of_table) return;
    if (exists) out += " IF NOT EXISTS";
    if (!constraint.index_name.empty()) {
        out += ' ';
        identifier(constraint.index_name);
    }
    keys(constraint.keys);
    if (!constraint.index_method.empty()) out += " USING " + upper(constraint.index_method);
    index_options(constraint.options);
}

void MysqlWriter::write(const CreateIndex& node) {
    out += node.or_replace ? "CREATE OR REPLACE " : "CREATE ";
    if (node.unique) out += "UNIQUE ";
    if (!node.kind.empty()) out += upper(node.kind) + ' ';
    out += node.if_not_exists ? "INDEX IF NOT EXISTS " : "INDEX ";
    identifier(node.name);
    out += " ON ";
    name(node.table);
    keys(node.keys);
    if (!node.method.empty()) out += " USING " + upper(node.method);
    index_options(node.options);
}

void MysqlWriter::write(const CreateView& node) {
    out += node.or_replace ? "CREATE OR REPLACE " : "CREATE ";
    for (const Option& each : node.options) {
        out += upper(each.name);
        out += each.name == "sql security" ? " " : " = ";
        out += (each.name == "definer" ? each.value : upper(each.value)) + ' ';
    }
    out += node.if_not_exists ? "VIEW IF NOT EXISTS " : "VIEW ";
    name(node.name);
    if (!node.columns.empty()) columns(node.columns);
    out += " AS ";
    query(*node.query);
    if (!node.check_option.empty()) out += " WITH " + upper(node.check_option) + " CHECK OPTION";
}

void MysqlWriter::write(const CreateSequence& node) {
    const SequenceOptions& options = node.options;
    auto number = [this](std::string_view words, const std::optional<std::int64_t>& value) {
        if (value) out += std::string(words) + std::to_string(*value);
    };
    out += node.if_not_exists ? "CREATE SEQUENCE IF NOT EXISTS " : "CREATE SEQUENCE ";
    name(node.name);
    number(" START WITH ", options.start);
    number(" INCREMENT BY ", options.increment);
    number(" MINVALUE ", options.minimum);
    if (options.no_minimum) out += " NO MINVALUE";
    number(" MAXVALUE ", options.maximum);
    if (options.no_maximum) out += " NO MAXVALUE";
    if (options.cache == 0)
        out += " NOCACHE";
    else
        number(" CACHE ", options.cache);
    if (options.cycle) out += *options.cycle ? " CYCLE" : " NOCYCLE";
}

void MysqlWriter::write(const CreateDatabase& node) {
    out += node.or_replace ? "CREATE OR REPLACE DATABASE " : "CREATE DATABASE ";
    if (node.if_not_exists) out += "IF NOT EXISTS ";
    identifier(node.name);
    for (const Option& each : node.options) {
        out += ' ';
        option(each);
    }
}

void MysqlWriter::write(const AlterDatabase& node) {
    out += "ALTER DATABASE";
    if (!node.name.empty()) {
        out += ' ';
        identifier(node.name);
    }
    for (const Option& each : node.options) {
        out += ' ';
        option(each);
    }
}

void MysqlWriter::write(const RenameTables& node) {
    Writer::write(node);
}

void MysqlWriter::write(const Drop& node) {
    out += node.temporary ? "DROP TEMPORARY " : "DROP ";
    switch (node.kind) {
        case ObjectKind::view:
            out += "VIEW ";
            break;
        case ObjectKind::database:
        case ObjectKind::schema:
            out += "DATABASE ";
            break;
        case ObjectKind::index:
            out += "INDEX ";
            break;
        case ObjectKind::sequence:
            out += "SEQUENCE ";
            break;
        default:
            out += "TABLE ";
    }
    if (node.if_exists) out += "IF EXISTS ";
    qualified_names(node.names);
    if (!node.on_table.empty()) {
        out += " ON ";
        name(node.on_table);
    }
    index_options(node.options);
}

void MysqlWriter::write(const Truncate& node) {
    out += "TRUNCATE TABLE ";
    qualified_names(node.tables);
}

}  // namespace ormgate::dialects
