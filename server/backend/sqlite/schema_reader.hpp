#pragma once

#include "core/error.hpp"
#include "core/schema.hpp"
#include "server/backend/sqlite/connection.hpp"
#include "server/backend/sqlite/known_tables.hpp"
#include "server/backend/sqlite/oids.hpp"

namespace ormgate::sqlite {

// Reads what the connection's database holds: SQLite's own tables and pragmas say what exists, ormgate's
// metadata what PostgreSQL knows of it beyond that. The snapshot is that of one transaction. `version` is
// left to the caller.
Result<Schema> read_schema(Connection& connection,
                           Oids& oids,
                           KnownTables& known,
                           const std::string& database_name);

}  // namespace ormgate::sqlite
