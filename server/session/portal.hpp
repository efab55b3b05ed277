#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "server/backend/executor.hpp"
#include "server/session/prepared_statement.hpp"

namespace ormgate {

// Rows is a small result the session makes itself (SHOW, EXPLAIN), or a held cursor's remaining rows.
struct Rows {
    std::vector<Column> columns;
    std::vector<std::vector<Value>> rows;
};

// RowBuffer keeps the rows it is given.
class RowBuffer : public RowSink {
public:
    bool row(std::span<const ValueView> values) override;
    asio::awaitable<void> drain() override { co_return; }
    std::vector<std::vector<Value>> take() { return std::move(rows_); }

private:
    std::vector<std::vector<Value>> rows_;
};

// Portal is a statement with its parameters, ready to run or under way: what Bind makes, and DECLARE CURSOR.
struct Portal {
    PreparedPtr statement;
    std::vector<Value> parameters, literals;
    dialects::TranslationPtr translation;
    std::vector<Column> columns;
    bool returns_rows = false;
    std::vector<std::uint16_t> result_formats;  // as Bind asked; the frontend's business only

    std::unique_ptr<Execution> execution;  // under way
    std::vector<std::vector<Value>>
        kept;                       // rows kept aside: of a session's own result, a SCROLL or a held cursor
    std::size_t kept_position = 0;  // the next of them
    bool keeps_rows = false;
    bool started = false, finished = false;
    std::uint64_t row_count = 0;    // sent so far
    std::string command_tag;        // of a statement the session ran itself
    std::shared_ptr<Portal> inner;  // EXECUTE: of the prepared statement

    // cursors
    bool is_cursor = false, hold = false, scroll = false, binary = false;
    std::uint64_t position = 0;  // of the row it stands on, from 1; 0: before the first
    bool at_end = false;         // after the last, whose number `position` is
    std::size_t depth = 0;       // the savepoint level it was made in
    bool made_in_block = false;
    std::string written;  // the whole DECLARE
    Timestamp made;       // UTC
};
using PortalPtr =
    std::shared_ptr<Portal>;  // shared: COMMIT drops the portals of its transaction, itself among them

}  // namespace ormgate
