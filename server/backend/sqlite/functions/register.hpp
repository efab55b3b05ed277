#pragma once

struct sqlite3;

namespace ormgate::sqlite {

struct FunctionContext;

// Registers PostgreSQL's functions, aggregates, collations and table functions as pg_… on a connection. The
// context must outlive the connection. False: SQLite refused one (no memory).
bool register_functions(sqlite3* database, FunctionContext& context);

}  // namespace ormgate::sqlite
