// Statements about what tables hold, and what is said about them: COMMENT, TRUNCATE, VACUUM and its like.
#include <algorithm>

#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {

void DdlPlanner::comment(ast::Comment& statement) {
    const std::string text = statement.text.value_or("");
    switch (statement.kind) {
        case ast::ObjectKind::table:
        case ast::ObjectKind::view: {
            TableDef table = table_named(statement.name, 0);
            temporary_ = table.temporary;
            table.comment = text;
            return save(table);
        }
        case ast::ObjectKind::column: {
            if (statement.name.size() < 2)
                throw BindFailure{Error(Errc::syntax_error, "column name must be qualified")};
            const ast::Name owner(statement.name.begin(), statement.name.end() - 1);
            TableDef table = table_named(owner, 0);
            temporary_ = table.temporary;
            column_of(table, statement.name.back(), 0).comment = text;
            return save(table);
        }
        case ast::ObjectKind::constraint: {
            TableDef table = table_named(statement.on_table, 0);
            temporary_ = table.temporary;
            const auto found =
                std::ranges::find(table.constraints, statement.name.back(), &ConstraintDef::name);
            if (found == table.constraints.end())
                throw BindFailure{Error(Errc::undefined_object,
                                        "constraint \"" + statement.name.back() + "\" for table \"" +
                                            table.name + "\" does not exist")};
            found->comment = text;
            return save(table);
        }
        case ast::ObjectKind::index:
            if (const TableDef* owner = index_named(statement.name).table) {
                TableDef table = *owner;
                temporary_ = table.temporary;
                std::ranges::find(table.indexes, statement.name.back(), &IndexDef::name)->comment = text;
                return save(table);
            }
            throw BindFailure{
                Error(Errc::undefined_table, "relation \"" + statement.name.back() + "\" does not exist")};
        case ast::ObjectKind::sequence:
            if (const SequenceDef* found = sequence_named(statement.name)) {
                SequenceDef sequence = *found;
                temporary_ = found->schema == "pg_temp";
                sequence.comment = text;
                return save_sequence(sequence, false);
            }
            throw BindFailure{
                Error(Errc::undefined_table, "relation \"" + statement.name.back() + "\" does not exist")};
        case ast::ObjectKind::type:
            if (const EnumDef* found = enum_named(statement.name)) {
                EnumDef type = *found;
                type.comment = text;
                forget("'enum'", qualified_name(type.schema, type.name));
                return save_rows(metadata_of(type));
            }
            throw BindFailure{
                Error(Errc::undefined_object, "type \"" + statement.name.back() + "\" does not exist")};
        case ast::ObjectKind::schema:
            return save_rows({{"schema", statement.name.back(), "", "name", statement.name.back()},
                              {"schema", statement.name.back(), "", "comment", text}});
        case ast::ObjectKind::extension:
            return;
        default:
            return binder.refuse("COMMENT ON this kind of object", 0);
    }
}

void DdlPlanner::truncate(ast::Truncate& statement) {
    out.access = Access::write;
    std::vector<const TableDef*> tables;
    const auto has = [&](const TableDef& table) { return std::ranges::find(tables, &table) != tables.end(); };
    for (const ast::Name& name : statement.tables) {
        const TableDef& table = table_named(name, 0);
        if (table.kind != TableKind::table)
            throw BindFailure{Error(Errc::wrong_object_type, "\"" + table.name + "\" is not a table")};
        if (!has(table)) tables.push_back(&table);
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
        for (const TableDef& other : context_.schema->tables) {
            if (has(other)) continue;
            const bool depends = std::ranges::any_of(other.constraints, [&](const ConstraintDef& constraint) {
                return constraint.kind == ConstraintKind::foreign_key &&
                       constraint.referenced_table == tables[i]->name &&
                       constraint.referenced_schema == tables[i]->schema;
            });
            if (!depends) continue;
            if (!statement.cascade) {
                Error error(Errc::unsupported,
                            "cannot truncate a table referenced in a foreign key constraint");
                error.detail = "Table \"" + other.name + "\" references \"" + tables[i]->name + "\".";
                error.hint =
                    "Truncate table \"" + other.name + "\" at the same time, or use TRUNCATE ... CASCADE.";
                throw BindFailure{std::move(error)};
            }
            notice("truncate cascades to table \"" + other.name + "\"");
            tables.push_back(&other);
        }
    }
    // all of them become empty together, whatever they reference
    if (tables.size() > 1) step("PRAGMA defer_foreign_keys = ON");
    for (const TableDef* table : tables) {
        const ast::Name name = storage_of(*table);
        std::string target;
        for (const std::string& part : name) target += (target.empty() ? "" : ".") + sqlite_identifier(part);
        step("DELETE FROM " + target);
        if (!statement.restart_identity) continue;
        for (const SequenceDef& sequence : context_.schema->sequences) {
            ast::SequenceOptions restart;
            restart.restart = true;
            if (sequence.schema == table->schema && sequence.owner_table == table->name)
                restart_sequence(sequence, restart);
        }
    }
}

void DdlPlanner::maintenance(ast::Maintenance& statement) {
    out.access = Access::write;
    for (const ast::Name& name : statement.tables) table_named(name, 0);
    if (statement.verb == "analyze") step("ANALYZE");
    if (statement.verb == "reindex") step("REINDEX");
}

}  // namespace ormgate::dialects
