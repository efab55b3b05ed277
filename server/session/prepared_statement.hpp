#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/datetime.hpp"
#include "dialects/translator.hpp"

namespace ormgate {

// PreparedStatement is one statement of a client, parsed and translated; portals made of it share it.
struct PreparedStatement {
    std::string text;  // if it owns what `cut` borrows from
    dialects::Template cut;
    std::vector<Type> declared;  // parameter types as Parse gave them
    dialects::PlanPtr plan;
    std::uint64_t schema_version = 0;  // the plan's
    bool by_sql = false;               // PREPARE, not Parse
    std::string written;               // then: the whole command
    Timestamp prepared;                // UTC
    std::uint64_t runs = 0;
    std::vector<Value> literals;  // of the text, read when it was planned: 'now' is that moment

    PreparedStatement() = default;
    PreparedStatement(const PreparedStatement&) = delete;  // `cut` may point into `text`
    PreparedStatement& operator=(const PreparedStatement&) = delete;

    const ast::Statement& statement() const { return *plan->statement; }
    const dialects::Translation* translation() const { return plan->translation.get(); }
    bool empty() const { return plan->statement->as<ast::Empty>() != nullptr; }
};
using PreparedPtr = std::shared_ptr<PreparedStatement>;

}  // namespace ormgate
