#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

// One mode; false: none stands here.
bool Parser::transaction_mode(TransactionModes& modes) {
    if (accept("isolation"_kw)) {
        expect("level"_kw);
        if (accept("read"_kw)) {
            if (!at("committed"_kw) && !at("uncommitted"_kw)) refuse();
            modes.isolation =
                take().is("committed"_kw) ? IsolationLevel::read_committed : IsolationLevel::read_uncommitted;
        } else if (accept("repeatable"_kw)) {
            expect("read"_kw);
            modes.isolation = IsolationLevel::repeatable_read;
        } else {
            expect("serializable"_kw);
            modes.isolation = IsolationLevel::serializable;
        }
    } else if (accept("read"_kw)) {
        if (!at("only"_kw) && !at("write"_kw)) refuse();
        modes.read_only = take().is("only"_kw);
    } else if (accept("deferrable"_kw)) {
        modes.deferrable = true;
    } else if (accept("not"_kw)) {
        expect("deferrable"_kw);
        modes.deferrable = false;
    } else {
        return false;
    }
    return true;
}

// Modes may stand with or without commas between them.
TransactionModes Parser::transaction_modes(bool required) {
    TransactionModes modes;
    bool found = transaction_mode(modes);
    if (!found && required) refuse();
    while (found) {
        if (accept(',')) {
            if (!transaction_mode(modes)) refuse();
        } else {
            found = transaction_mode(modes);
        }
    }
    return modes;
}

StatementPtr Parser::begin_transaction() {
    const std::uint32_t begin = this->begin();
    Begin result;
    result.start = take().is("start"_kw);
    if (result.start) {
        expect("transaction"_kw);
    } else {
        if (sqlite() && at_any("deferred"_kw, "immediate"_kw, "exclusive"_kw))
            result.behaviour = text(take());
        if (!accept("work"_kw)) accept("transaction"_kw);
    }
    if (!sqlite()) result.modes = transaction_modes(false);
    return finish(std::move(result), begin);
}

bool Parser::chain_clause() {
    if (!accept("and"_kw)) return false;
    const bool chain = !accept("no"_kw);
    expect("chain"_kw);
    return chain;
}

StatementPtr Parser::end_transaction() {
    const std::uint32_t begin = this->begin();
    const bool commit = take().is("commit"_kw);
    if (commit && accept("prepared"_kw)) return finish(CommitPrepared{string_constant()}, begin);
    if (!accept("work"_kw)) accept("transaction"_kw);
    return finish(Commit{chain_clause(), false}, begin);
}

StatementPtr Parser::rollback() {
    const std::uint32_t begin = this->begin();
    const bool abort = take().is("abort"_kw);
    if (!abort && accept("prepared"_kw)) return finish(RollbackPrepared{string_constant()}, begin);
    if (!accept("work"_kw)) accept("transaction"_kw);
    if (!abort && accept("to"_kw)) {
        if (at("savepoint"_kw) && is_column_id(peek(1))) take();
        return finish(RollbackTo{column_id()}, begin);
    }
    return finish(Rollback{chain_clause(), false}, begin);
}

StatementPtr Parser::savepoint() {
    const std::uint32_t begin = this->begin();
    take();
    return finish(Savepoint{column_id()}, begin);
}

StatementPtr Parser::release() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("savepoint"_kw) && is_column_id(peek(1))) take();
    return finish(ReleaseSavepoint{column_id()}, begin);
}

}  // namespace ormgate::dialects
