#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "dialects/catalog/rows.hpp"

namespace ormgate::sqlite {

class Connection;

// Attaches the empty databases pg_catalog and information_schema, which live in memory and belong to this
// connection. Outside transactions only.
Result<void> attach_catalog(Connection& connection);

// Makes them show `schema` and `facts`, unless they do already. What it writes goes the way of the
// transaction it is done in: after a rollback it is done again.
Result<void> refresh_catalog(Connection& connection,
                             const Schema& schema,
                             const dialects::catalog::CatalogFacts& facts);
bool catalog_is_current(Connection& connection,
                        const Schema& schema,
                        const dialects::catalog::CatalogFacts& facts);

// The same of what belongs to the session: pg_cursors, pg_prepared_statements. Answers a view's rows as a
// JSON array of arrays.
using SessionRows = std::function<std::string(std::string_view view)>;
Result<void> show_session_rows(Connection& connection, const SessionRows& rows_of);
bool session_rows_are_shown(Connection& connection, const SessionRows& rows_of);

}  // namespace ormgate::sqlite
