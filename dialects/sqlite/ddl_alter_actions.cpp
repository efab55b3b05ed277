#include <algorithm>
#include <cctype>

#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {
namespace {

bool word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}

// Renames an identifier inside an expression's text; strings stay as they are.
std::string rename_identifier(std::string_view text, std::string_view from, std::string_view to) {
    const std::string quoted_from = sqlite_identifier(from), quoted_to = sqlite_identifier(to);
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '\'') {
            const std::size_t end = std::min(text.find('\'', i + 1), text.size() - 1);
            out += text.substr(i, end + 1 - i);
            i = end + 1;
        } else if (text.substr(i).starts_with(quoted_from)) {
            out += quoted_to;
            i += quoted_from.size();
        } else if (word_character(text[i])) {
            std::size_t end = i;
            while (end < text.size() && word_character(text[end])) ++end;
            const std::string_view word = text.substr(i, end - i);
            const bool call = end < text.size() && text[end] == '(';
            out += word == from && !call ? std::string_view(quoted_to) : word;
            i = end;
        } else {
            out += text[i++];
        }
    }
    return out;
}

void rename_in(std::vector<std::string>& names, const std::string& from, const std::string& to) {
    std::ranges::replace(names, from, to);
}

}  // namespace

void DdlPlanner::alter_table(ast::AlterTable& statement) {
    const ast::Name& name = statement.name;
    if (statement.kind == ast::ObjectKind::index || statement.kind == ast::ObjectKind::sequence ||
        statement.kind == ast::ObjectKind::type || statement.kind == ast::ObjectKind::schema ||
        statement.kind == ast::ObjectKind::view || statement.kind == ast::ObjectKind::materialized_view)
        return rename_relation(statement);
    if (statement.kind != ast::ObjectKind::table) return binder.refuse("ALTER of this kind of object", 0);
    const TableDef* found = binder.find_table(name, 0, !statement.if_exists);
    if (found == nullptr) return notice("relation \"" + name.back() + "\" does not exist, skipping");
    if (found->kind != TableKind::table) return rename_relation(statement);
    temporary_ = found->temporary || found->schema == "pg_temp";
    for (const IndexDef& index : found->indexes)
        if (index.backend_name.starts_with("sqlite_autoindex"))
            return binder.refuse("ALTER TABLE of a table that another program has made", 0);
    TableDef table = *found;
    for (ast::AlterAction& item : statement.actions) {
        action(table, item);
        if (!binder.refusals.empty()) return;
    }
    if (table.name != found->name || table.schema != found->schema)
        forget("'table', 'column', 'constraint', 'index'", qualified_name(found->schema, found->name));
    save(table);
}

void DdlPlanner::action(TableDef& table, ast::AlterAction& action) {
    if (auto* node = std::get_if<ast::AddColumn>(&action.node)) return action_add_column(table, *node);
    if (auto* node = std::get_if<ast::DropColumn>(&action.node)) return action_drop_column(table, *node);
    if (auto* node = std::get_if<ast::AlterColumnType>(&action.node)) return action_type(table, *node);
    if (auto* node = std::get_if<ast::AddConstraint>(&action.node))
        return action_add_constraint(table, node->constraint);
    if (auto* node = std::get_if<ast::DropConstraint>(&action.node))
        return action_drop_constraint(table, *node);
    if (auto* node = std::get_if<ast::RenameColumn>(&action.node)) return rename_column(table, *node);
    if (auto* node = std::get_if<ast::RenameConstraint>(&action.node))
        return rename_constraint(table, node->from, node->to);
    if (auto* node = std::get_if<ast::RenameTable>(&action.node))
        return rename_table(table, table.schema, node->to.back());
    if (auto* node = std::get_if<ast::SetSchema>(&action.node)) {
        if (node->schema != "public" && !context_.schema->has_namespace(node->schema))
            throw BindFailure{
                Error(Errc::undefined_schema, "schema \"" + node->schema + "\" does not exist")};
        for (const ColumnDef& column : table.columns)
            if (!column.sequence.empty())
                return binder.refuse("SET SCHEMA of a table with sequences", action.position);
        return rename_table(table, node->schema, table.name);
    }
    if (std::get_if<ast::AddIdentity>(&action.node) != nullptr ||
        std::get_if<ast::DropIdentity>(&action.node) != nullptr ||
        std::get_if<ast::SetIdentity>(&action.node) != nullptr)
        return action_identity(table, action);
    simple_action(table, action);
}

void DdlPlanner::simple_action(TableDef& table, ast::AlterAction& action) {
    if (auto* set_default = std::get_if<ast::SetDefault>(&action.node)) {
        ColumnDef& column = column_of(table, set_default->name, action.position);
        if (column.identity != Identity::none)
            throw BindFailure{Error(
                Errc::syntax_error,
                "column \"" + column.name + "\" of relation \"" + table.name + "\" is an identity column")};
        table_expression_sql(table, set_default->text, Clause::default_value, column.type);
        const std::string text = settled(table, set_default->text, Clause::default_value, column.type);
        return take_default(column, text);
    }
    if (auto* drop_default = std::get_if<ast::DropDefault>(&action.node)) {
        ColumnDef& column = column_of(table, drop_default->name, action.position);
        column.has_default = false;
        column.default_expression.clear();
        if (column.identity == Identity::none) column.sequence.clear();
        return;
    }
    if (auto* not_null = std::get_if<ast::SetNotNull>(&action.node))
        return set_not_null(table, column_of(table, not_null->name, action.position));
    if (auto* nullable = std::get_if<ast::DropNotNull>(&action.node)) {
        ColumnDef& column = column_of(table, nullable->name, action.position);
        if (column.identity != Identity::none)
            throw BindFailure{Error(
                Errc::syntax_error,
                "column \"" + column.name + "\" of relation \"" + table.name + "\" is an identity column")};
        const ConstraintDef* key = table.primary_key();
        if (key != nullptr && std::ranges::find(key->columns, column.name) != key->columns.end())
            throw BindFailure{
                Error(Errc::invalid_table_definition, "column \"" + column.name + "\" is in a primary key")};
        if (!column.not_null) return;
        column.not_null = false;
        return edit_table_sql(table);
    }
    if (auto* validate = std::get_if<ast::ValidateConstraint>(&action.node)) {
        const auto found = std::ranges::find(table.constraints, validate->name, &ConstraintDef::name);
        if (found == table.constraints.end())
            throw BindFailure{Error(
                Errc::undefined_object,
                "constraint \"" + validate->name + "\" of relation \"" + table.name + "\" does not exist")};
        if (found->kind == ConstraintKind::check && !found->validated)
            check_rows(table,
                       "NOT (" +
                           table_expression_sql(table, found->expression, Clause::check, TypeId::boolean) +
                           ")",
                       Errc::check_violation,
                       "check constraint \"" + found->name + "\" of relation \"" + table.name +
                           "\" is violated by some row",
                       {},
                       found->name);
        found->validated = true;
        return;
    }
    if (auto* timing = std::get_if<ast::AlterConstraint>(&action.node)) {
        const auto found = std::ranges::find(table.constraints, timing->name, &ConstraintDef::name);
        if (found == table.constraints.end())
            throw BindFailure{Error(
                Errc::undefined_object,
                "constraint \"" + timing->name + "\" of relation \"" + table.name + "\" does not exist")};
        if (found->kind != ConstraintKind::foreign_key)
            throw BindFailure{Error(Errc::wrong_object_type,
                                    "constraint \"" + timing->name + "\" of relation \"" + table.name +
                                        "\" is not a foreign key constraint")};
        found->deferrable = timing->deferrable;
        found->initially_deferred = timing->initially_deferred;
        return edit_table_sql(table);
    }
    if (auto* expression = std::get_if<ast::DropExpression>(&action.node))
        return binder.refuse("DROP EXPRESSION of column " + expression->name, action.position);
    // Owners and storage parameters change nothing about what a file holds.
    if (std::get_if<ast::OwnerTo>(&action.node) != nullptr ||
        std::get_if<ast::SetOptions>(&action.node) != nullptr)
        return;
    if (auto* other = std::get_if<ast::OtherAction>(&action.node))
        return binder.refuse("ALTER TABLE … " + other->text, action.position);
    binder.refuse("this action of ALTER TABLE", action.position);
}

void DdlPlanner::rename_column(TableDef& table, const ast::RenameColumn& node) {
    if (table.column(node.from) == nullptr)
        throw BindFailure{Error(Errc::undefined_column, "column \"" + node.from + "\" does not exist")};
    ColumnDef& column = column_of(table, node.from, 0);
    if (table.column(node.to) != nullptr)
        throw BindFailure{
            Error(Errc::duplicate_column,
                  "column \"" + node.to + "\" of relation \"" + table.name + "\" already exists")};
    step("ALTER TABLE " + sqlite_identifier(storage_name(temporary_ ? "public" : table.schema, table.name)) +
         " RENAME COLUMN " + sqlite_identifier(node.from) + " TO " + sqlite_identifier(node.to));
    column.name = node.to;
    for (ColumnDef& other : table.columns)
        if (!other.generated_expression.empty())
            other.generated_expression = rename_identifier(other.generated_expression, node.from, node.to);
    for (ConstraintDef& constraint : table.constraints) {
        rename_in(constraint.columns, node.from, node.to);
        if (constraint.kind == ConstraintKind::check)
            constraint.expression = rename_identifier(constraint.expression, node.from, node.to);
        if (constraint.referenced_table == table.name && constraint.referenced_schema == table.schema)
            rename_in(constraint.referenced_columns, node.from, node.to);
    }
    for (IndexDef& index : table.indexes) {
        for (IndexKey& key : index.keys) {
            if (key.column == node.from) key.column = node.to;
            key.expression = rename_identifier(key.expression, node.from, node.to);
        }
        rename_in(index.include, node.from, node.to);
        index.predicate = rename_identifier(index.predicate, node.from, node.to);
    }
    for (const TableDef& other : context_.schema->tables) {
        TableDef changed = other;
        bool touched = false;
        for (ConstraintDef& constraint : changed.constraints) {
            if (constraint.kind != ConstraintKind::foreign_key || constraint.referenced_table != table.name ||
                constraint.referenced_schema != table.schema || other.name == table.name)
                continue;
            rename_in(constraint.referenced_columns, node.from, node.to);
            touched = true;
        }
        if (touched) save(changed);
    }
    for (SequenceDef sequence : context_.schema->sequences) {
        if (sequence.owner_table != table.name || sequence.owner_column != node.from ||
            sequence.schema != table.schema)
            continue;
        sequence.owner_column = node.to;
        save_sequence(sequence, false);
    }
}

void DdlPlanner::rename_table(TableDef& table, const std::string& space, const std::string& name) {
    if (relation_exists(space, name))
        throw BindFailure{Error(Errc::duplicate_table, "relation \"" + name + "\" already exists")};
    const TableDef before = table;
    const std::string from = storage_name(temporary_ ? "public" : table.schema, table.name);
    const std::string to = storage_name(temporary_ ? "public" : space, name);
    step("ALTER TABLE " + sqlite_identifier(from) + " RENAME TO " + sqlite_identifier(to));
    table.name = name;
    table.schema = space;
    for (ConstraintDef& constraint : table.constraints) {
        if (constraint.referenced_table != before.name || constraint.referenced_schema != before.schema)
            continue;
        constraint.referenced_table = name;
        constraint.referenced_schema = space;
    }
    for (const TableDef& other : context_.schema->tables) {
        if (other.name == before.name && other.schema == before.schema) continue;
        TableDef changed = other;
        bool touched = false;
        for (ConstraintDef& constraint : changed.constraints) {
            if (constraint.referenced_table != before.name || constraint.referenced_schema != before.schema)
                continue;
            constraint.referenced_table = name;
            constraint.referenced_schema = space;
            touched = true;
        }
        if (touched) save(changed);
    }
    for (SequenceDef sequence : context_.schema->sequences) {
        if (sequence.owner_table != before.name || sequence.schema != before.schema) continue;
        sequence.owner_table = name;
        save_sequence(sequence, false);
    }
}

// SQLite cannot rename an index: it is made again under its new name.
void DdlPlanner::rename_index(const TableDef& owner, const std::string& from, const std::string& to) {
    TableDef table = owner;
    const auto index = std::ranges::find(table.indexes, from, &IndexDef::name);
    if (!index->backend_name.empty() && index->backend_name != storage_name(table.schema, from))
        return binder.refuse("a new name for an index that another program has made", 0);
    if (relation_exists(table.schema, to))
        throw BindFailure{Error(Errc::duplicate_table, "relation \"" + to + "\" already exists")};
    const bool real = !index_sql(table, *index).empty();
    if (real) step("DROP INDEX " + sqlite_identifier(storage_name(table.schema, from)));
    index->name = to;
    index->backend_name.clear();
    if (real) step(index_sql(table, *index));
    for (ConstraintDef& constraint : table.constraints) {
        if (constraint.index != from) continue;
        constraint.index = to;
        constraint.name = to;
    }
    save(table);
}

void DdlPlanner::rename_constraint(TableDef& table, const std::string& from, const std::string& to) {
    const auto found = std::ranges::find(table.constraints, from, &ConstraintDef::name);
    if (found == table.constraints.end())
        throw BindFailure{
            Error(Errc::undefined_object,
                  "constraint \"" + from + "\" for table \"" + table.name + "\" does not exist")};
    if (table.constraint(to) != nullptr)
        throw BindFailure{
            Error(Errc::duplicate_object,
                  "constraint \"" + to + "\" for relation \"" + table.name + "\" already exists")};
    found->name = to;
    const auto index = std::ranges::find(table.indexes, found->index, &IndexDef::name);
    if (found->index.empty() || index == table.indexes.end()) return edit_table_sql(table);
    const bool real = !index_sql(table, *index).empty();
    if (real) step("DROP INDEX " + sqlite_identifier(storage_name(table.schema, index->name)));
    found->index = to;
    index->name = to;
    if (real) step(index_sql(table, *index));
}

}  // namespace ormgate::dialects
