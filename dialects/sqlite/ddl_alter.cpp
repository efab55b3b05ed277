#include <algorithm>

#include "dialects/parser.hpp"
#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {
namespace {

std::string stored(const TableDef& table) {
    if (table.temporary) return "temp." + sqlite_identifier(table.name);
    return sqlite_identifier(table.backend_name.empty() ? storage_name(table.schema, table.name)
                                                        : table.backend_name);
}

bool mentions(const IndexDef& index, const std::string& column) {
    return std::ranges::any_of(index.keys,
                               [&](const IndexKey& key) {
                                   return key.column == column ||
                                          key.expression.find(column) != std::string::npos;
                               }) ||
           index.predicate.find(column) != std::string::npos;
}

// Whether the view is another without the column, or none at all.
bool reads_column(const TableDef& view,
                  const TableDef& table,
                  const std::string& column,
                  const TranslateContext& context) {
    auto without = std::make_shared<Schema>(*context.schema);
    for (TableDef& other : without->tables)
        if (other.schema == table.schema && other.name == table.name)
            std::erase_if(other.columns, [&](const ColumnDef& c) { return c.name == column; });
    without->index();
    TranslateContext changed = context;
    changed.schema = std::move(without);
    auto parsed = parse_statement(view.definition, dialect(DialectId::postgres));
    auto* query = parsed ? (*parsed)->as<ast::QueryPtr>() : nullptr;
    if (query == nullptr) return true;
    Binder inner(view.definition, changed);
    try {
        return inner.query(**query, nullptr).size() != view.columns.size();
    } catch (const BindFailure&) {
        return true;
    }
}

}  // namespace

ColumnDef& DdlPlanner::column_of(TableDef& table, const std::string& name, std::uint32_t position) {
    const auto found = std::ranges::find(table.columns, name, &ColumnDef::name);
    if (found == table.columns.end())
        throw BindFailure{Error(Errc::undefined_column,
                                "column \"" + name + "\" of relation \"" + table.name + "\" does not exist")};
    (void)position;
    return *found;
}

// Gives a table another SQL in place: SQLite's documented way to change constraints without touching rows.
// Making and dropping a table changes the schema's version, which tells other connections to read it again.
void DdlPlanner::edit_table_sql(const TableDef& table) {
    const std::string master = table.temporary ? "temp.sqlite_master" : "main.sqlite_master";
    const std::string name = storage_name(table.temporary ? "public" : table.schema, table.name);
    step("PRAGMA writable_schema = ON");
    step("UPDATE " + master + " SET sql = " + quote_text(table_sql(table, name)) +
         " WHERE type = 'table' AND name = " + quote_text(name));
    step("PRAGMA writable_schema = RESET");
    const std::string marker = table.temporary ? "temp.ormgate_edit" : "main.ormgate_edit";
    step("CREATE TABLE " + marker + " (x)");
    step("DROP TABLE " + marker);
}

void DdlPlanner::check_rows(const TableDef& table,
                            const std::string& condition,
                            Errc code,
                            const std::string& message,
                            const std::string& column,
                            const std::string& constraint) {
    step("SELECT pg_fail(" + quote_text(info(code).sqlstate) + ", " + quote_text(message) + ", " +
         quote_text(table.schema) + ", " + quote_text(table.name) + ", " + quote_text(column) + ", " +
         quote_text(constraint) + ") FROM " + stored(table) + " AS \"row\" WHERE " + condition + " LIMIT 1");
}

void DdlPlanner::set_not_null(TableDef& table, ColumnDef& column) {
    if (column.not_null) return;
    check_rows(table,
               sqlite_identifier(column.name) + " IS NULL",
               Errc::not_null_violation,
               "column \"" + column.name + "\" of relation \"" + table.name + "\" contains null values",
               column.name,
               {});
    column.not_null = true;
    edit_table_sql(table);
}

// Copies the rows into a table of the new definition: for the few changes that an edit cannot make. Executors
// let foreign keys sleep while definitions change; what refers to the table does so by its name, which stays.
void DdlPlanner::rebuild(const TableDef& before, const TableDef& after) {
    const std::string name = storage_name(after.temporary ? "public" : after.schema, after.name);
    const std::string copy = "ormgate_new " + name;
    std::string sql = table_sql(after, copy);
    if (after.temporary) sql.insert(std::string_view("CREATE ").size(), "TEMP ");
    step(std::move(sql));
    std::string columns;
    for (const ColumnDef& column : after.columns)
        if (column.generated == Generated::none && before.column(column.name) != nullptr)
            columns += (columns.empty() ? "" : ", ") + sqlite_identifier(column.name);
    step("INSERT INTO " + sqlite_identifier(copy) + " (" + columns + ") SELECT " + columns + " FROM " +
         stored(before));
    step("DROP TABLE " + stored(before));
    step("ALTER TABLE " + sqlite_identifier(copy) + " RENAME TO " + sqlite_identifier(name));
    for (const IndexDef& index : after.indexes)
        if (std::string text = index_sql(after, index); !text.empty()) step(std::move(text));
}

void DdlPlanner::action_add_column(TableDef& table, ast::AddColumn& node) {
    const std::string& name = node.column.name;
    if (table.column(name) != nullptr) {
        const std::string message =
            "column \"" + name + "\" of relation \"" + table.name + "\" already exists";
        if (!node.if_not_exists) binder.fail(Errc::duplicate_column, message, 0);
        return notice(message + ", skipping");
    }
    const std::size_t constraints = table.constraints.size(), indexes = table.indexes.size();
    const TableDef before = table;
    add_column(table, node.column);
    ColumnDef& column = table.columns.back();
    if (column.generated == Generated::stored)
        column.generated = Generated::virtual_;  // all that can be added in place
    if (column.has_default && column.sequence.empty() && column.identity == Identity::none)
        column.default_expression =
            settled(table, std::move(column.default_expression), Clause::default_value, column.type);
    if (column.generated != Generated::none)
        column.generated_expression =
            settled(table, std::move(column.generated_expression), Clause::generated, column.type);
    for (const ast::TableConstraint& constraint : node.column.constraints) add_constraint(table, constraint);
    const bool keyed = before.primary_key() == nullptr && table.primary_key() != nullptr;
    step("ALTER TABLE " + stored(table) + " ADD COLUMN " + physical_column(table, column));
    for (const SequenceDef& sequence : new_sequences_) save_sequence(sequence, true);
    if (column.has_default || !column.sequence.empty()) {
        std::string value;
        if (!column.sequence.empty()) {
            value = "pg_nextval_of(" + quote_text(column.sequence) + ")";
        } else {
            value =
                table_expression_sql(table, column.default_expression, Clause::default_value, column.type);
        }
        step("UPDATE " + stored(table) + " SET " + sqlite_identifier(name) + " = " + value);
    }
    if (column.not_null && column.generated == Generated::none)
        check_rows(table,
                   sqlite_identifier(name) + " IS NULL",
                   Errc::not_null_violation,
                   "column \"" + name + "\" of relation \"" + table.name + "\" contains null values",
                   name,
                   {});
    if (keyed && is_rowid_alias(table, column)) {
        TableDef with_column = table;
        with_column.constraints = before.constraints;
        return rebuild(with_column, table);
    }
    if (column.not_null || table.constraints.size() > constraints) edit_table_sql(table);
    for (std::size_t i = indexes; i < table.indexes.size(); ++i)
        if (std::string text = index_sql(table, table.indexes[i]); !text.empty()) step(std::move(text));
}

// A column as ADD COLUMN takes it: without constraints, which an edit adds once the rows have their values.
std::string DdlPlanner::physical_column(const TableDef& table, const ColumnDef& column) {
    TableDef plain = table;
    std::erase_if(plain.constraints,
                  [](const ConstraintDef& c) { return c.kind == ConstraintKind::primary_key; });
    return column_sql(plain, column, true);
}

void DdlPlanner::action_drop_column(TableDef& table, const ast::DropColumn& node) {
    if (table.column(node.name) == nullptr && node.if_exists)
        return notice("column \"" + node.name + "\" of relation \"" + table.name +
                      "\" does not exist, skipping");
    const ColumnDef column = column_of(table, node.name, 0);
    if (table.columns.size() == 1) return binder.refuse("a table of no columns", 0);
    const auto has = [&](const std::vector<std::string>& names) {
        return std::ranges::find(names, node.name) != names.end();
    };
    if (const TableDef* known = context_.schema->table(table.schema, table.name))
        for (const TableDef* view : views_reading(*known)) {
            if (!reads_column(*view, table, node.name, context_)) continue;
            if (!node.cascade)
                depended_on("column " + node.name + " of table " + table.name, {"view " + view->name});
            notice("drop cascades to view " + view->name);
            drop_view(*view, true);
        }
    for (const TableDef& other : context_.schema->tables) {
        for (const ConstraintDef& constraint : other.constraints) {
            const bool depends = constraint.kind == ConstraintKind::foreign_key &&
                                 constraint.referenced_table == table.name &&
                                 constraint.referenced_schema == table.schema &&
                                 has(constraint.referenced_columns) && other.name != table.name;
            if (!depends) continue;
            if (!node.cascade) {
                Error error(Errc::dependent_objects_still_exist,
                            "cannot drop column " + node.name + " of table " + table.name +
                                " because other objects depend on it");
                error.detail = "constraint " + constraint.name + " on table " + other.name +
                               " depends on column " + node.name + " of table " + table.name;
                error.hint = "Use DROP ... CASCADE to drop the dependent objects too.";
                throw BindFailure{std::move(error)};
            }
            drop_foreign_key(other, constraint.name);
        }
    }
    const bool was_alias = is_rowid_alias(table, column);
    const TableDef before = table;
    for (const IndexDef& index : table.indexes)
        if (mentions(index, node.name) && !index_sql(table, index).empty())
            step("DROP INDEX " + sqlite_identifier(storage_name(table.schema, index.name)));
    std::erase_if(table.indexes, [&](const IndexDef& index) { return mentions(index, node.name); });
    const std::size_t constraints = table.constraints.size();
    std::erase_if(table.constraints,
                  [&](const ConstraintDef& constraint) { return has(constraint.columns); });
    if (was_alias) {
        std::erase_if(table.columns, [&](const ColumnDef& c) { return c.name == node.name; });
        rebuild(before, table);
    } else {
        if (table.constraints.size() != constraints) edit_table_sql(table);
        step("ALTER TABLE " + stored(table) + " DROP COLUMN " + sqlite_identifier(node.name));
        std::erase_if(table.columns, [&](const ColumnDef& c) { return c.name == node.name; });
    }
    for (const SequenceDef& sequence : context_.schema->sequences)
        if (sequence.schema == table.schema && sequence.owner_table == table.name &&
            sequence.owner_column == node.name)
            drop_sequence(sequence.schema, sequence.name);
}

void DdlPlanner::action_type(TableDef& table, ast::AlterColumnType& node) {
    ColumnDef& column = column_of(table, node.name, 0);
    const Type from = column.type;
    const Type to = binder.resolve_type(node.type);
    if (node.using_text.empty() && !can_coerce(from, to, CastContext::assignment)) {
        Error error(Errc::datatype_mismatch,
                    "column \"" + node.name + "\" cannot be cast automatically to type " +
                        binder.sql_name(to.without_modifier()));
        error.hint = "You might need to specify \"USING " + node.name + "::" + binder.sql_name(to) + "\".";
        throw BindFailure{std::move(error)};
    }
    const std::string plain = sqlite_identifier(node.name);
    const std::string value = table_expression_sql(
        table, node.using_text.empty() ? sqlite_identifier(node.name) : node.using_text, Clause::update, to);
    const TableDef before = table;
    const bool was_alias = is_rowid_alias(before, column);
    const bool wider = from.id == TypeId::varchar && same_type(from, to) && node.using_text.empty() &&
                       (to.modifier < 0 || (from.modifier >= 0 && to.modifier >= from.modifier));
    column.type = to;
    if (was_alias && is_rowid_alias(table, column)) {
        if (value != plain) step("UPDATE " + stored(table) + " SET " + plain + " = " + value);
        return;
    }
    if (was_alias) return binder.refuse("another type for an integer primary key", node.type.position);
    std::vector<const IndexDef*> dropped;
    for (const IndexDef& index : table.indexes) {
        if (!mentions(index, node.name) || index_sql(table, index).empty()) continue;
        step("DROP INDEX " + sqlite_identifier(storage_name(table.schema, index.name)));
        dropped.push_back(&index);
    }
    edit_table_sql(table);
    if (value != plain && !wider) {
        step("PRAGMA defer_foreign_keys = ON");
        step("UPDATE " + stored(table) + " SET " + plain + " = " + value);
    }
    for (const IndexDef* index : dropped) step(index_sql(table, *index));
}

void DdlPlanner::action_add_constraint(TableDef& table, const ast::TableConstraint& constraint) {
    const TableDef before = table;
    const std::size_t indexes = table.indexes.size();
    self_ = &table;
    add_constraint(table, constraint);
    self_ = nullptr;
    if (!binder.refusals.empty()) return;
    const ConstraintDef& made = table.constraints.back();
    switch (made.kind) {
        case ConstraintKind::unique:
            return step(index_sql(table, table.indexes.back()));
        case ConstraintKind::primary_key: {
            for (const std::string& name : made.columns)
                check_rows(before,
                           sqlite_identifier(name) + " IS NULL",
                           Errc::not_null_violation,
                           "column \"" + name + "\" of relation \"" + table.name + "\" contains null values",
                           name,
                           {});
            if (index_sql(table, table.indexes[indexes]).empty()) return rebuild(before, table);
            edit_table_sql(table);
            return step(index_sql(table, table.indexes[indexes]));
        }
        case ConstraintKind::check:
            if (!constraint.not_valid)
                check_rows(before,
                           "NOT (" +
                               table_expression_sql(table, made.expression, Clause::check, TypeId::boolean) +
                               ")",
                           Errc::check_violation,
                           "check constraint \"" + made.name + "\" of relation \"" + table.name +
                               "\" is violated by some row",
                           {},
                           made.name);
            return edit_table_sql(table);
        default:
            break;
    }
    std::string condition, match;
    for (std::size_t i = 0; i < made.columns.size(); ++i) {
        const std::string own = "\"row\"." + sqlite_identifier(made.columns[i]);
        condition += own + " IS NOT NULL AND ";
        match += (i > 0 ? " AND " : "") + ("\"parent\"." + sqlite_identifier(made.referenced_columns[i])) +
                 " = " + own;
    }
    if (!constraint.not_valid)
        check_rows(before,
                   condition + "NOT EXISTS (SELECT 1 FROM " +
                       sqlite_identifier(storage_name(made.referenced_schema, made.referenced_table)) +
                       " AS \"parent\" WHERE " + match + ")",
                   Errc::foreign_key_violation,
                   "insert or update on table \"" + table.name + "\" violates foreign key constraint \"" +
                       made.name + "\"",
                   {},
                   made.name);
    edit_table_sql(table);
}

void DdlPlanner::action_drop_constraint(TableDef& table, const ast::DropConstraint& node) {
    const ConstraintDef* found = table.constraint(node.name);
    if (found == nullptr) {
        const std::string message =
            "constraint \"" + node.name + "\" of relation \"" + table.name + "\" does not exist";
        if (!node.if_exists) throw BindFailure{Error(Errc::undefined_object, message)};
        return notice(message + ", skipping");
    }
    const ConstraintDef constraint = *found;
    const TableDef before = table;
    const bool key =
        constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
    if (key) {
        for (const TableDef& other : context_.schema->tables)
            for (const ConstraintDef& reference : other.constraints) {
                const bool depends = reference.kind == ConstraintKind::foreign_key &&
                                     reference.referenced_table == table.name &&
                                     reference.referenced_schema == table.schema &&
                                     reference.referenced_columns == constraint.columns;
                if (!depends) continue;
                if (!node.cascade) {
                    Error error(Errc::dependent_objects_still_exist,
                                "cannot drop constraint " + node.name + " on table " + table.name +
                                    " because other objects depend on it");
                    error.detail = "constraint " + reference.name + " on table " + other.name +
                                   " depends on index " + node.name;
                    error.hint = "Use DROP ... CASCADE to drop the dependent objects too.";
                    throw BindFailure{std::move(error)};
                }
                drop_foreign_key(other, reference.name);
            }
    }
    std::erase_if(table.constraints, [&](const ConstraintDef& c) { return c.name == node.name; });
    if (!key) return edit_table_sql(table);
    const auto index = std::ranges::find(table.indexes, node.name, &IndexDef::name);
    const bool rowid = index == table.indexes.end() || index_sql(before, *index).empty();
    if (index != table.indexes.end()) table.indexes.erase(index);
    if (rowid && constraint.kind == ConstraintKind::primary_key) return rebuild(before, table);
    step("DROP INDEX " + sqlite_identifier(storage_name(table.schema, node.name)));
}

void DdlPlanner::action_identity(TableDef& table, ast::AlterAction& action) {
    if (auto* add = std::get_if<ast::AddIdentity>(&action.node)) {
        ColumnDef& column = column_of(table, add->name, action.position);
        if (column.identity != Identity::none)
            throw BindFailure{Error(Errc::object_not_in_prerequisite_state,
                                    "column \"" + add->name + "\" of relation \"" + table.name +
                                        "\" is already an identity column")};
        column.identity = add->identity;
        add_sequence(table, column, add->options);
        return save_sequence(new_sequences_.back(), true);
    }
    if (auto* drop = std::get_if<ast::DropIdentity>(&action.node)) {
        ColumnDef& column = column_of(table, drop->name, action.position);
        if (column.identity == Identity::none) {
            const std::string message =
                "column \"" + drop->name + "\" of relation \"" + table.name + "\" is not an identity column";
            if (!drop->if_exists) throw BindFailure{Error(Errc::object_not_in_prerequisite_state, message)};
            return notice(message + ", skipping");
        }
        const std::size_t dot = column.sequence.find('.');
        if (!column.sequence.empty())
            drop_sequence(table.schema,
                          dot == std::string::npos ? column.sequence : column.sequence.substr(dot + 1));
        column.identity = Identity::none;
        column.sequence.clear();
        return;
    }
    auto& set = std::get<ast::SetIdentity>(action.node);
    ColumnDef& column = column_of(table, set.name, action.position);
    if (set.identity) column.identity = *set.identity;
    const std::size_t dot = column.sequence.find('.');
    const SequenceDef* sequence = context_.schema->sequence(
        table.schema, dot == std::string::npos ? column.sequence : column.sequence.substr(dot + 1));
    if (sequence == nullptr) return;
    const SequenceDef changed = sequence_of(set.options, *sequence, action.position);
    save_sequence(changed, false);
    restart_sequence(changed, set.options);
}

}  // namespace ormgate::dialects
