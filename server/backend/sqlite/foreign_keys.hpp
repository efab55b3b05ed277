#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/schema.hpp"
#include "dialects/ast/expression.hpp"
#include "server/backend/sqlite/connection.hpp"

namespace ormgate::sqlite {

// ConstraintModes keeps what SET CONSTRAINTS has said in a transaction. SQLite only knows constraints
// deferred by their declaration and all of them at once, so the rest is checked after each statement.
class ConstraintModes {
public:
    // No names: all. 42704 and 42809 as PostgreSQL says them.
    Result<void> set(bool deferred, const std::vector<ast::Name>& names, const Schema& schema);
    bool is_deferred(const ConstraintDef& constraint) const;
    // SQLite has to defer constraints that are declared immediate, too.
    bool defers_more() const { return defers_more_; }
    // Constraints may differ from their declarations.
    bool changed() const { return all_.has_value() || !named_.empty(); }

private:
    std::optional<bool> all_;
    std::map<std::string, bool, std::less<>> named_;  // since ALL was last set
    bool defers_more_ = false;
};

// Fails with 23503 if a constraint that is immediate now has violations waiting for the end of the
// transaction.
Result<void> check_immediate(Connection& connection, const Schema& schema, const ConstraintModes& modes);

// A COMMIT has failed for a deferred constraint: says which. The transaction is still open.
Error explain_at_commit(Connection& connection, const Schema& schema, Error error);

// A statement has failed for a foreign key and is undone: runs `again` with all constraints deferred, looks
// which one is broken, and undoes it once more. A row was inserted or updated in the referencing table, or
// the referenced row has gone.
Error explain_foreign_key(Connection& connection,
                          const Schema& schema,
                          const ConstraintModes& modes,
                          Error error,
                          const std::function<Result<void>()>& again);

}  // namespace ormgate::sqlite
