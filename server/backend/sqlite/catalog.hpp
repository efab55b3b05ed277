#pragma once

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

}  // namespace ormgate::sqlite
