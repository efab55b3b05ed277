#pragma once

#include <memory>
#include <string>

#include "dialects/translator.hpp"
#include "server/backend/sqlite/connection.hpp"
#include "server/backend/sqlite/known_tables.hpp"
#include "server/backend/sqlite/oids.hpp"

namespace ormgate {

// SqliteTranslation translates PostgreSQL's statements for SQLite without a server. Definitions are run on a
// database in memory, so that what follows finds its tables.
class SqliteTranslation {
public:
    Result<void> open();

    // Runs the definitions of a schema file.
    Result<void> define(std::string_view definitions);
    // The statement's steps, with its literals written in; a client's parameter $n is ?n.
    Result<std::string> translate(const dialects::Template& statement);

private:
    Result<dialects::PlanPtr> plan(const dialects::Template& statement);
    Result<void> run(const dialects::Translation& translation, const dialects::Template& statement);
    Result<void> read_schema();
    Result<Value> literal(const dialects::Binding& binding, const dialects::Template& statement) const;
    Result<std::string> spell(const dialects::Step& step, const dialects::Template& statement);
    Result<std::string> quote(const Value& value);

    std::unique_ptr<sqlite::Connection> connection_;
    sqlite::Oids oids_;
    sqlite::KnownTables known_tables_;
    std::uint64_t version_ = 0;
    SchemaPtr schema_;
    dialects::Translator translator_{dialects::postgres_dialect, dialects::sqlite_dialect, 64};
};

}  // namespace ormgate
