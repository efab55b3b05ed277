#include "dialects/sqlite/ddl.hpp"

#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {

DdlPlanner::DdlPlanner(std::string_view source, const TranslateContext& context, const TextSettings& text)
    : binder(source, context), source_(source), text_(text), context_(binder.context) {
    out.access = Access::ddl;
}

void DdlPlanner::step(std::string sql) {
    out.steps.push_back({std::move(sql), {}, false});
}

void DdlPlanner::sequence_step(std::string sql) {
    out.changes_sequences = true;
    step(std::move(sql));
}

std::string DdlPlanner::sequences_of(std::string_view space) {
    return (space == "pg_temp" ? "temp." : "main.") + std::string(sequence_table);
}

void DdlPlanner::start_sequence(const SequenceDef& sequence) {
    sequence_step("INSERT OR REPLACE INTO " + sequences_of(sequence.schema) +
                  " (name, last_value, is_called) VALUES (" +
                  quote_text(qualified_name(sequence.schema, sequence.name)) + ", " +
                  std::to_string(sequence.start) + ", 0)");
}

std::string DdlPlanner::metadata_table(bool temporary) const {
    return (temporary ? "temp." : "main.") + std::string(catalog_table);
}

// The tables of metadata come with the first definition of a file. What is temporary is described in a
// temporary catalog, which goes with it.
void DdlPlanner::prepare_metadata() {
    if (!prepared_)
        for (const std::string_view sql : create_metadata_tables) step(std::string(sql));
    prepared_ = true;
    if (!temporary_ || temporary_prepared_) return;
    temporary_prepared_ = true;
    for (const std::string_view sql : create_metadata_tables) {
        std::string temporary(sql);
        step(temporary.replace(temporary.find("main."), 4, "temp"));
    }
}

void DdlPlanner::save_rows(const std::vector<MetadataRow>& rows) {
    if (rows.empty()) return;
    prepare_metadata();
    std::string sql =
        "INSERT OR REPLACE INTO " + metadata_table(temporary_) + " (kind, name, sub, key, value) VALUES ";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const MetadataRow& row = rows[i];
        sql += i > 0 ? ", (" : "(";
        sql += quote_text(row.kind) + ", " + quote_text(row.name) + ", " + quote_text(row.sub) + ", " +
               quote_text(row.key) + ", " + quote_text(row.value) + ")";
    }
    step(std::move(sql));
}

// kinds: 'table', 'column', … as a list of SQL texts.
void DdlPlanner::forget(std::string_view kinds, std::string_view name) {
    prepare_metadata();
    step("DELETE FROM " + metadata_table(temporary_) + " WHERE kind IN (" + std::string(kinds) +
         ") AND name = " + quote_text(name) + " AND key NOT LIKE 'oid%'");
}

void DdlPlanner::save(const TableDef& table) {
    forget("'table', 'column', 'constraint', 'index'", qualified_name(table.schema, table.name));
    save_rows(metadata_of(table, *context_.schema));
}

namespace {

template <class Node, class Method>
bool run(ast::Statement& statement, DdlPlanner& planner, Method method, std::string tag) {
    auto* node = statement.as<Node>();
    if (node == nullptr) return false;
    planner.out.tag = std::move(tag);
    (planner.*method)(*node);
    return true;
}

std::string_view object_word(ast::ObjectKind kind) {
    switch (kind) {
        case ast::ObjectKind::view:
            return "VIEW";
        case ast::ObjectKind::materialized_view:
            return "MATERIALIZED VIEW";
        case ast::ObjectKind::index:
            return "INDEX";
        case ast::ObjectKind::sequence:
            return "SEQUENCE";
        case ast::ObjectKind::type:
            return "TYPE";
        case ast::ObjectKind::domain:
            return "DOMAIN";
        case ast::ObjectKind::schema:
            return "SCHEMA";
        case ast::ObjectKind::extension:
            return "EXTENSION";
        default:
            return "TABLE";
    }
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

// Statements that PostgreSQL knows and that mean nothing to an SQLite file.
std::string_view refused_statement(const ast::Statement& statement) {
    if (statement.as<ast::CreateDomain>() != nullptr) return "CREATE DOMAIN";
    if (statement.as<ast::CallProcedure>() != nullptr) return "CALL";
    if (statement.as<ast::Do>() != nullptr) return "DO";
    if (statement.as<ast::Privileges>() != nullptr) return "GRANT and REVOKE";
    if (statement.as<ast::Role>() != nullptr) return "roles";
    if (statement.as<ast::Pragma>() != nullptr) return "PRAGMA";
    if (const auto* opaque = statement.as<ast::Opaque>()) return opaque->kind;
    return {};
}

bool plan(ast::Statement& statement, DdlPlanner& p) {
    if (auto* create = statement.as<ast::CreateTable>()) {
        p.out.tag = create->materialized_view ? "CREATE MATERIALIZED VIEW"
                    : create->as_query        ? "CREATE TABLE AS"
                                              : "CREATE TABLE";
        p.create_table(*create);
        return true;
    }
    if (auto* alter = statement.as<ast::AlterTable>()) {
        p.out.tag = "ALTER " + std::string(object_word(alter->kind));
        p.alter_table(*alter);
        return true;
    }
    if (auto* drop = statement.as<ast::Drop>(); drop != nullptr && drop->kind != ast::ObjectKind::database) {
        p.out.tag = "DROP " + std::string(object_word(drop->kind));
        p.drop(*drop);
        return true;
    }
    if (auto* maintenance = statement.as<ast::Maintenance>()) {
        p.out.tag = upper(maintenance->verb);
        p.maintenance(*maintenance);
        return true;
    }
    if (statement.as<ast::LockTables>() != nullptr) {
        p.out.tag = "LOCK TABLE";
        p.out.access = Access::write;
        return true;
    }
    return run<ast::CreateIndex>(statement, p, &DdlPlanner::create_index, "CREATE INDEX") ||
           run<ast::CreateView>(statement, p, &DdlPlanner::create_view, "CREATE VIEW") ||
           run<ast::CreateSequence>(statement, p, &DdlPlanner::create_sequence, "CREATE SEQUENCE") ||
           run<ast::AlterSequence>(statement, p, &DdlPlanner::alter_sequence, "ALTER SEQUENCE") ||
           run<ast::CreateEnum>(statement, p, &DdlPlanner::create_enum, "CREATE TYPE") ||
           run<ast::AlterEnum>(statement, p, &DdlPlanner::alter_enum, "ALTER TYPE") ||
           run<ast::CreateSchema>(statement, p, &DdlPlanner::create_schema, "CREATE SCHEMA") ||
           run<ast::CreateExtension>(statement, p, &DdlPlanner::create_extension, "CREATE EXTENSION") ||
           run<ast::Comment>(statement, p, &DdlPlanner::comment, "COMMENT") ||
           run<ast::Truncate>(statement, p, &DdlPlanner::truncate, "TRUNCATE TABLE");
}

}  // namespace

Result<TranslationPtr> plan_ddl(ast::Statement& statement,
                                std::string_view source,
                                const TranslateContext& context,
                                const TextSettings& text) {
    if (const std::string_view refused = refused_statement(statement); !refused.empty())
        return fail(Errc::unsupported, "not supported on SQLite: " + std::string(refused));
    DdlPlanner planner(source, context, text);
    try {
        if (!plan(statement, planner)) return TranslationPtr();
    } catch (const BindFailure& failure) {
        return fail(failure.error);
    }
    if (!planner.binder.refusals.empty()) {
        const auto& first = planner.binder.refusals.front();
        Error error(Errc::unsupported, "not supported on SQLite: " + first.construct);
        error.position = planner.binder.character(first.position);
        for (std::size_t i = 1; i < planner.binder.refusals.size(); ++i)
            error.detail += (i > 1 ? ", " : "Also not supported: ") + planner.binder.refusals[i].construct;
        return fail(std::move(error));
    }
    return std::make_shared<const Translation>(std::move(planner.out));
}

}  // namespace ormgate::dialects
