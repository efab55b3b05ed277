#pragma once

#include <functional>
#include <optional>
#include <string>

#include "server/backend/sqlite/connection.hpp"
#include "server/backend/sqlite/errors.hpp"

namespace ormgate::sqlite {

// The detail PostgreSQL gives with a violation: the key that exists, or the row that fails. SQLite does not
// tell, so `again` runs the failed statement, which is undone, once more under a trigger that looks at its
// rows; then it is undone again. Empty if it cannot be told.
std::string detail_of(Connection& connection,
                      const Violation& violation,
                      const std::function<Result<void>()>& again);

}  // namespace ormgate::sqlite
