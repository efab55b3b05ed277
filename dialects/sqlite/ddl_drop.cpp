#include <algorithm>

#include "dialects/parser.hpp"
#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {
namespace {

bool references(const ConstraintDef& constraint, const TableDef& table) {
    return constraint.kind == ConstraintKind::foreign_key && constraint.referenced_table == table.name &&
           constraint.referenced_schema == table.schema;
}

std::string stored(const TableDef& table) {
    if (table.temporary || table.schema == "pg_temp") return "temp." + sqlite_identifier(table.name);
    return sqlite_identifier(table.backend_name.empty() ? storage_name(table.schema, table.name)
                                                        : table.backend_name);
}

}  // namespace

void DdlPlanner::depended_on(const std::string& object, const std::vector<std::string>& by) {
    Error error(Errc::dependent_objects_still_exist,
                "cannot drop " + object + " because other objects depend on it");
    for (const std::string& dependent : by)
        error.detail += (error.detail.empty() ? "" : "\n") + dependent + " depends on " + object;
    error.hint = "Use DROP ... CASCADE to drop the dependent objects too.";
    throw BindFailure{std::move(error)};
}

std::vector<const TableDef*> DdlPlanner::views_reading(const TableDef& table) {
    std::vector<const TableDef*> out_views;
    for (const TableDef& view : context_.schema->tables) {
        if (view.kind == TableKind::table || view.definition.empty()) continue;
        auto parsed = parse_statement(view.definition, dialect(DialectId::postgres));
        auto* query = parsed ? (*parsed)->as<ast::QueryPtr>() : nullptr;
        if (query == nullptr) continue;
        Binder inner(view.definition, context_);
        try {
            inner.query(**query, nullptr);
        } catch (const BindFailure&) {
            continue;  // the view is broken already
        }
        if (inner.tables_read.contains(&table)) out_views.push_back(&view);
    }
    return out_views;
}

void DdlPlanner::drop_foreign_key(const TableDef& owner, const std::string& constraint) {
    TableDef table = owner;
    std::erase_if(table.constraints, [&](const ConstraintDef& c) { return c.name == constraint; });
    notice("drop cascades to constraint " + constraint + " on table " + owner.name);
    edit_table_sql(table);
    save(table);
}

void DdlPlanner::drop_sequence(std::string_view space, std::string_view name) {
    const std::string qualified = qualified_name(space, name);
    forget("'sequence'", qualified);
    sequence_step("DELETE FROM " + sequences_of(space) + " WHERE name = " + quote_text(qualified));
}

namespace {

// The sequences that a default takes numbers of, as nextval() names them.
void sequences_in(const ast::Expr& e, std::vector<std::string>& names) {
    if (const auto* cast = e.as<ast::Cast>()) return sequences_in(*cast->operand, names);
    if (const auto* call = e.as<ast::Call>(); call != nullptr && call->function.back() == "nextval") {
        const ast::Expr* argument = call->args.empty() ? nullptr : call->args.front().value.get();
        while (argument != nullptr && argument->as<ast::Cast>() != nullptr)
            argument = argument->as<ast::Cast>()->operand.get();
        if (const auto* literal = argument == nullptr ? nullptr : argument->as<ast::Literal>())
            names.push_back(literal->text);
    }
    if (const auto* both = e.as<ast::Binary>()) {
        sequences_in(*both->left, names);
        sequences_in(*both->right, names);
    }
    ast::for_each_operand(e, [&](const ast::Expr& operand) { sequences_in(operand, names); });
}

// A default that names no schema means the one in public, which is where search_path leads unless it was
// changed.
bool feeds(const SequenceDef& sequence, const ColumnDef& column) {
    const std::string qualified = qualified_name(sequence.schema, sequence.name);
    std::vector<std::string> names{column.sequence};
    if (!column.default_expression.empty())
        if (auto parsed = parse_expression(column.default_expression, dialect(DialectId::postgres)))
            sequences_in(**parsed, names);
    return std::ranges::any_of(names, [&](std::string name) {
        std::erase(name, '"');
        return name == qualified || (name == sequence.name && sequence.schema == "public");
    });
}

}  // namespace

void DdlPlanner::drop_named_sequence(const ast::Name& name, const ast::Drop& statement) {
    const SequenceDef* found = sequence_named(name);
    if (found == nullptr) {
        const std::string message = "sequence \"" + name.back() + "\" does not exist";
        if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_table, message)};
        return notice(message + ", skipping");
    }
    take_from_defaults(*found, "sequence " + found->name, {}, statement.cascade);
    temporary_ = found->schema == "pg_temp";
    drop_sequence(found->schema, found->name);
}

// Nothing but the tables that go may take numbers of a sequence that goes, unless CASCADE takes their
// defaults.
void DdlPlanner::take_from_defaults(const SequenceDef& sequence,
                                    const std::string& dropped,
                                    const std::vector<const TableDef*>& going,
                                    bool cascade) {
    std::vector<std::string> by;
    for (const TableDef& table : context_.schema->tables) {
        if (std::ranges::find(going, &table) != going.end()) continue;
        TableDef changed = table;
        const std::size_t before = by.size();
        for (ColumnDef& column : changed.columns) {
            if (!feeds(sequence, column)) continue;
            const std::string of = "column " + column.name + " of table " + table.name;
            if (column.identity != Identity::none)
                throw BindFailure{
                    Error(Errc::dependent_objects_still_exist,
                          "cannot drop sequence " + sequence.name + " because " + of + " requires it")
                        .with_hint("You can drop " + of + " instead.")};
            by.push_back("default value for " + of);
            column.has_default = false;
            column.sequence.clear();
            column.default_expression.clear();
            if (cascade) notice("drop cascades to " + by.back());
        }
        if (cascade && by.size() > before) save(changed);
    }
    if (!by.empty() && !cascade) depended_on(dropped, by);
}

void DdlPlanner::drop_view(const TableDef& view, bool cascade) {
    const std::vector<const TableDef*> readers = views_reading(view);
    if (!readers.empty() && !cascade) {
        std::vector<std::string> by;
        for (const TableDef* reader : readers) by.push_back("view " + reader->name);
        depended_on("view " + view.name, by);
    }
    for (const TableDef* reader : readers) drop_view(*reader, true);
    step("DROP VIEW IF EXISTS " + stored(view));
    forget("'table', 'column', 'constraint', 'index'", qualified_name(view.schema, view.name));
}

void DdlPlanner::drop_tables(const ast::Drop& statement) {
    std::vector<const TableDef*> dropped;
    for (const ast::Name& name : statement.names) {
        const TableDef* table = binder.find_table(name, 0, false);
        if (table == nullptr) {
            const std::string message = "table \"" + name.back() + "\" does not exist";
            if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_table, message)};
            notice(message + ", skipping");
            continue;
        }
        if (table->kind != TableKind::table) {
            Error error(Errc::wrong_object_type, "\"" + name.back() + "\" is not a table");
            error.hint = "Use DROP VIEW to remove a view.";
            throw BindFailure{std::move(error)};
        }
        if (std::ranges::find(dropped, table) == dropped.end()) dropped.push_back(&table_named(name, 0));
    }
    const auto goes = [&](const TableDef& table) {
        return std::ranges::find(dropped, &table) != dropped.end();
    };
    for (const TableDef* table : dropped) {
        std::vector<std::string> by;
        for (const TableDef& other : context_.schema->tables)
            for (const ConstraintDef& constraint : other.constraints)
                if (references(constraint, *table) && !goes(other))
                    by.push_back("constraint " + constraint.name + " on table " + other.name);
        const std::vector<const TableDef*> views = views_reading(*table);
        for (const TableDef* view : views) by.push_back("view " + view->name);
        if (!by.empty() && !statement.cascade) depended_on("table " + table->name, by);
        for (const TableDef* view : views) drop_view(*view, true);
    }
    // Foreign keys on what is dropped go first: SQLite would act on them while it empties the table.
    for (const TableDef& other : context_.schema->tables) {
        TableDef changed = other;
        std::erase_if(changed.constraints, [&](const ConstraintDef& constraint) {
            return std::ranges::any_of(dropped, [&](const TableDef* table) {
                return table != &other && references(constraint, *table);
            });
        });
        if (changed.constraints.size() == other.constraints.size()) continue;
        edit_table_sql(changed);
        if (!goes(other)) save(changed);
    }
    for (const TableDef* table : dropped) {
        temporary_ = table->temporary;
        step("DROP TABLE " + stored(*table));
        forget("'table', 'column', 'constraint', 'index'", qualified_name(table->schema, table->name));
        for (const SequenceDef& sequence : context_.schema->sequences)
            if (sequence.owner_table == table->name && sequence.schema == table->schema) {
                take_from_defaults(sequence, "table " + table->name, dropped, statement.cascade);
                drop_sequence(sequence.schema, sequence.name);
            }
    }
}

void DdlPlanner::drop_index(const ast::Name& name, const ast::Drop& statement) {
    const auto [table, index] = index_named(name);
    if (index == nullptr) {
        const std::string message = "index \"" + name.back() + "\" does not exist";
        if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_object, message)};
        return notice(message + ", skipping");
    }
    for (const ConstraintDef& constraint : table->constraints)
        if (constraint.index == index->name) {
            const std::string key = "constraint " + constraint.name + " on table " + table->name;
            throw BindFailure{Error(Errc::dependent_objects_still_exist,
                                    "cannot drop index " + index->name + " because " + key + " requires it")
                                  .with_hint("You can drop " + key + " instead.")};
        }
    temporary_ = table->temporary;
    const std::string backend =
        index->backend_name.empty() ? storage_name(table->schema, index->name) : index->backend_name;
    step("DROP INDEX " + sqlite_identifier(backend));
    TableDef changed = *table;
    std::erase_if(changed.indexes, [&](const IndexDef& i) { return i.name == index->name; });
    save(changed);
}

void DdlPlanner::drop_type(const ast::Name& name, const ast::Drop& statement) {
    const EnumDef* found = enum_named(name);
    if (found == nullptr) {
        const std::string message = "type \"" + name.back() + "\" does not exist";
        if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_object, message)};
        return notice(message + ", skipping");
    }
    std::vector<std::string> by;
    for (const TableDef& table : context_.schema->tables)
        for (const ColumnDef& column : table.columns)
            if (column.type.id == TypeId::enumeration &&
                context_.schema->enum_by_oid(column.type.user_oid) == found)
                by.push_back("column " + column.name + " of table " + table.name);
    if (!by.empty()) {
        if (statement.cascade) return binder.refuse("DROP TYPE … CASCADE of a type in use", 0);
        depended_on("type " + found->name, by);
    }
    forget("'enum'", qualified_name(found->schema, found->name));
}

void DdlPlanner::drop_schema(const ast::Name& name, const ast::Drop& statement) {
    const std::string& space = name.back();
    if (!context_.schema->has_namespace(space) || space == "pg_catalog" || space == "information_schema") {
        const std::string message = "schema \"" + space + "\" does not exist";
        if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_schema, message)};
        return notice(message + ", skipping");
    }
    ast::Drop tables;
    tables.cascade = true;
    std::vector<std::string> by;
    for (const TableDef& table : context_.schema->tables) {
        if (table.schema != space) continue;
        by.push_back((table.kind == TableKind::table ? "table " : "view ") +
                     qualified_name(space, table.name));
        if (table.kind == TableKind::table) tables.names.push_back({space, table.name});
    }
    for (const EnumDef& type : context_.schema->enums)
        if (type.schema == space) by.push_back("type " + qualified_name(space, type.name));
    if (!by.empty() && !statement.cascade) depended_on("schema " + space, by);
    for (const TableDef& table : context_.schema->tables)
        if (table.schema == space && table.kind != TableKind::table) drop_view(table, true);
    if (!tables.names.empty()) drop_tables(tables);
    for (const EnumDef& type : context_.schema->enums)
        if (type.schema == space) forget("'enum'", qualified_name(space, type.name));
    for (const SequenceDef& sequence : context_.schema->sequences)
        if (sequence.schema == space) drop_sequence(space, sequence.name);
    forget("'schema'", space);
    if (space == "public") binder.refuse("DROP SCHEMA public", 0);
}

void DdlPlanner::drop(ast::Drop& statement) {
    switch (statement.kind) {
        case ast::ObjectKind::table:
            return drop_tables(statement);
        case ast::ObjectKind::view:
            for (const ast::Name& name : statement.names) {
                const TableDef* view = binder.find_table(name, 0, false);
                if (view != nullptr && view->kind == TableKind::table)
                    throw BindFailure{
                        Error(Errc::wrong_object_type, "\"" + name.back() + "\" is not a view")};
                if (view != nullptr) {
                    drop_view(*view, statement.cascade);
                    continue;
                }
                const std::string message = "view \"" + name.back() + "\" does not exist";
                if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_table, message)};
                notice(message + ", skipping");
            }
            return;
        case ast::ObjectKind::index:
            for (const ast::Name& name : statement.names) drop_index(name, statement);
            return;
        case ast::ObjectKind::type:
            for (const ast::Name& name : statement.names) drop_type(name, statement);
            return;
        case ast::ObjectKind::schema:
            for (const ast::Name& name : statement.names) drop_schema(name, statement);
            return;
        case ast::ObjectKind::sequence:
            for (const ast::Name& name : statement.names) drop_named_sequence(name, statement);
            return;
        case ast::ObjectKind::extension:
            return;
        default:
            return binder.refuse("DROP of this kind of object", 0);
    }
}

}  // namespace ormgate::dialects
