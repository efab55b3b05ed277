#include "server/session/transaction_stack.hpp"

namespace ormgate {

TransactionState TransactionStack::state() const {
    if (block_ != Block::explicit_) return TransactionState::idle;
    return failed_ ? TransactionState::failed : TransactionState::open;
}

void TransactionStack::open_implicit() {
    if (block_ == Block::none) block_ = Block::implicit;
}

void TransactionStack::open() {
    block_ = Block::explicit_;
}

void TransactionStack::close() {
    block_ = Block::none;
    failed_ = false;
    savepoints_.clear();
}

std::size_t TransactionStack::savepoint(std::string name) {
    savepoints_.push_back(std::move(name));
    return savepoints_.size();
}

Result<std::size_t> TransactionStack::find(std::string_view name) const {
    for (std::size_t depth = savepoints_.size(); depth > 0; --depth)
        if (savepoints_[depth - 1] == name) return depth;
    return ::ormgate::fail(Errc::invalid_savepoint, "savepoint \"" + std::string(name) + "\" does not exist");
}

void TransactionStack::release(std::size_t depth) {
    savepoints_.resize(depth - 1);
}

void TransactionStack::rollback_to(std::size_t depth) {
    savepoints_.resize(depth);
    failed_ = false;
}

}  // namespace ormgate
