#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace ormgate {

// The byte ReadyForQuery carries.
enum class TransactionState : char { idle = 'I', open = 'T', failed = 'E' };

// TransactionStack is one member's view of its transaction: whether a block is open or failed, and the
// savepoints in it. It only keeps count; the session tells the backend what to do. Names may repeat: a newer
// savepoint hides an older.
class TransactionStack {
public:
    TransactionState state() const;
    bool in_block() const { return block_ != Block::none; }
    bool implicit() const { return block_ == Block::implicit; }
    bool failed() const { return failed_; }
    std::size_t depth() const { return savepoints_.size(); }

    // A multi-statement string or a pipeline opens an implicit block; BEGIN inside it makes it the client's
    // own.
    void open_implicit();
    void open();
    void close();
    void fail() { failed_ = in_block(); }

    // The new savepoint's depth, from 1.
    std::size_t savepoint(std::string name);
    // The depth of the savepoint of that name; 3B001 `savepoint "x" does not exist`.
    Result<std::size_t> find(std::string_view name) const;
    void release(std::size_t depth);      // it and those above are gone
    void rollback_to(std::size_t depth);  // those above are gone, it stays; the block works again

private:
    enum class Block : std::uint8_t { none, implicit, explicit_ };
    Block block_ = Block::none;
    bool failed_ = false;
    std::vector<std::string> savepoints_;
};

}  // namespace ormgate
