#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/value.hpp"
#include "server/backend/sqlite/connection.hpp"

namespace ormgate::sqlite {

// RowReader reads a statement's current row in the canonical forms of its columns' types. What ormgate has
// written is passed on as it lies in SQLite's memory; what other programs have written into the file is
// converted, or refused.
class RowReader {
public:
    explicit RowReader(std::span<const Column> columns);

    // Valid until the statement's next step or the next read.
    Result<std::span<const ValueView>> read(const Statement& statement);

private:
    std::span<const Column> columns_;
    std::vector<ValueView> row_;
    std::vector<Value> converted_;
};

// nullopt: it is canonical as it stands.
Result<std::optional<Value>> to_canonical(const ValueView& stored, const Column& column);

}  // namespace ormgate::sqlite
