#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "dialects/ast/statement.hpp"
#include "dialects/bind/binder.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/sqlite/generator.hpp"
#include "dialects/sqlite_storage.hpp"
#include "dialects/translation.hpp"
#include "dialects/translator.hpp"

namespace ormgate::dialects {

// Plans a statement that defines something as SQLite's steps; null for statements that the session runs
// itself.
Result<TranslationPtr> plan_ddl(ast::Statement& statement,
                                std::string_view source,
                                const TranslateContext& context,
                                const TextSettings& text);

// DdlPlanner turns definitions into steps. A table's SQL holds its columns, checks and foreign keys; primary
// keys (but of single integers, which are the rowid) and unique constraints are unique indexes of their name.
// So every change of a table is an edit of its SQL, of its data, or of an index, and never a copy.
class DdlPlanner {
public:
    DdlPlanner(std::string_view source, const TranslateContext& context, const TextSettings& text);

    Binder binder;
    Translation out;

    void create_table(ast::CreateTable& statement);
    void alter_table(ast::AlterTable& statement);
    void create_index(ast::CreateIndex& statement);
    void create_view(ast::CreateView& statement);
    void create_sequence(ast::CreateSequence& statement);
    void alter_sequence(ast::AlterSequence& statement);
    void create_enum(ast::CreateEnum& statement);
    void alter_enum(ast::AlterEnum& statement);
    void create_schema(ast::CreateSchema& statement);
    void create_extension(ast::CreateExtension& statement);
    void drop(ast::Drop& statement);
    void comment(ast::Comment& statement);
    void truncate(ast::Truncate& statement);
    void maintenance(ast::Maintenance& statement);

private:
    // ddl_names.cpp
    std::string choose_name(std::string_view first,
                            std::string_view second,
                            std::string_view label,
                            std::string_view space);
    bool relation_exists(std::string_view space, std::string_view name) const;
    const TableDef& table_named(const ast::Name& name, std::uint32_t position);
    // By the name's schema or the search path; null: there is none.
    const SequenceDef* sequence_named(const ast::Name& name) const;
    const EnumDef* enum_named(const ast::Name& name) const;
    void take_default(ColumnDef& column, const std::string& text);
    struct IndexOfTable {
        const TableDef* table = nullptr;
        const IndexDef* index = nullptr;
    };
    IndexOfTable index_named(const ast::Name& name) const;

    // ddl_table.cpp
    std::string table_sql(const TableDef& table, std::string_view name);
    std::string column_sql(const TableDef& table, const ColumnDef& column, bool physical);
    std::string constraint_sql(const TableDef& table, const ConstraintDef& constraint);
    std::string index_sql(const TableDef& table, const IndexDef& index);
    std::string table_expression_sql(const TableDef& table,
                                     const std::string& text,
                                     Clause clause,
                                     std::optional<Type> wanted);
    std::string settled(const TableDef& table, std::string text, Clause clause, std::optional<Type> wanted);
    std::string enum_name(Type type) const;

    // ddl_constraints.cpp
    void add_column(TableDef& table, const ast::ColumnDefinition& definition);
    void add_constraint(TableDef& table,
                        const ast::TableConstraint& constraint,
                        std::vector<std::string>* used = nullptr);
    void foreign_key(TableDef& table, const ast::TableConstraint& constraint, ConstraintDef& out);
    void make_key_index(TableDef& table, const ConstraintDef& constraint, bool nulls_not_distinct);
    void add_sequence(TableDef& table, ColumnDef& column, const ast::SequenceOptions& options);
    SequenceDef sequence_of(const ast::SequenceOptions& options, SequenceDef start, std::uint32_t position);
    void create_table_as(ast::CreateTable& statement, const std::string& space);
    void like(TableDef& table, const ast::LikeClause& clause);

    // ddl_alter.cpp
    void edit_table_sql(const TableDef& table);
    void check_rows(const TableDef& table,
                    const std::string& condition,
                    Errc code,
                    const std::string& message,
                    const std::string& column,
                    const std::string& constraint);
    void action(TableDef& table, ast::AlterAction& action);
    void action_add_column(TableDef& table, ast::AddColumn& node);
    void action_drop_column(TableDef& table, const ast::DropColumn& node);
    void action_type(TableDef& table, ast::AlterColumnType& node);
    void action_add_constraint(TableDef& table, const ast::TableConstraint& constraint);
    void action_drop_constraint(TableDef& table, const ast::DropConstraint& node);
    void action_identity(TableDef& table, ast::AlterAction& action);
    void set_not_null(TableDef& table, ColumnDef& column);
    void rebuild(const TableDef& before, const TableDef& after);
    std::string physical_column(const TableDef& table, const ColumnDef& column);
    void drop_foreign_key(const TableDef& table, const std::string& constraint);
    void save_sequence(const SequenceDef& sequence, bool fresh);
    void restart_sequence(const SequenceDef& sequence, const ast::SequenceOptions& options);
    void simple_action(TableDef& table, ast::AlterAction& action);
    void rename_constraint(TableDef& table, const std::string& from, const std::string& to);
    void rename_relation(const ast::AlterTable& statement);
    void rename_table(TableDef& table, const std::string& space, const std::string& name);
    void rename_column(TableDef& table, const ast::RenameColumn& node);
    void rename_index(const TableDef& owner, const std::string& from, const std::string& to);
    ColumnDef& column_of(TableDef& table, const std::string& name, std::uint32_t position);

    // ddl_drop.cpp
    void drop_tables(const ast::Drop& statement);
    void drop_view(const TableDef& view, bool cascade);
    void drop_index(const ast::Name& name, const ast::Drop& statement);
    void drop_type(const ast::Name& name, const ast::Drop& statement);
    void drop_schema(const ast::Name& name, const ast::Drop& statement);
    void drop_sequence(std::string_view space, std::string_view name);
    void take_from_defaults(const SequenceDef& sequence,
                            const std::string& dropped,
                            const std::vector<const TableDef*>& going,
                            bool cascade);
    void drop_named_sequence(const ast::Name& name, const ast::Drop& statement);
    std::vector<const TableDef*> views_reading(const TableDef& table);
    [[noreturn]] void depended_on(const std::string& object, const std::vector<std::string>& by);

    void step(std::string sql);
    void sequence_step(std::string sql);  // changes what sequences have come to
    void start_sequence(const SequenceDef& sequence);
    void prepare_metadata();
    void save(const TableDef& table);
    void save_rows(const std::vector<MetadataRow>& rows);
    void forget(std::string_view kinds, std::string_view name);
    void notice(std::string text) { out.notices.push_back(std::move(text)); }
    std::string metadata_table(bool temporary) const;

    static std::string sequences_of(std::string_view space);  // the table of what they have come to

    std::string_view source_;
    const TextSettings& text_;         // of the session, by which literals are read
    const TranslateContext& context_;  // the binder's, which knows the catalog
    Schema changed_;                   // tables this statement has changed, for what it does next
    bool temporary_ = false, prepared_ = false, temporary_prepared_ = false;
    std::map<std::string, bool> created_names_;
    std::vector<SequenceDef> new_sequences_;
    TableDef* self_ = nullptr;  // the table being created, which its own foreign keys may reference
};

// The default of a serial column: nextval('"Users_id_seq"'::regclass).
std::string nextval_text(std::string_view space, std::string_view name);
std::string with_settled(std::string text, std::size_t begin, std::vector<Generator::Settled> literals);

inline std::string qualified_name(std::string_view space, std::string_view name) {
    return std::string(space) + "." + std::string(name);
}

}  // namespace ormgate::dialects
