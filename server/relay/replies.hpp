#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "server/backend/postgres/prepared.hpp"

namespace ormgate {

// What the server, or the relay in its place, still owes the client.
enum class Owed : std::uint8_t {
    parse,         // ParseComplete
    hidden_parse,  // the same, of a Parse the client did not send
    bind,          // BindComplete
    describe,      // ParameterDescription, then RowDescription or NoData
    execute,       // rows, then CommandComplete, EmptyQueryResponse or PortalSuspended
    close,         // CloseComplete
    hidden_close,
    sync,           // ReadyForQuery
    query,          // anything, then ReadyForQuery
    function_call,  // FunctionCallResponse, then ReadyForQuery
    given_parse,    // ParseComplete that the relay gives: the connection has the statement
    given_close,    // CloseComplete that the relay gives: the connection keeps the statement
};

constexpr bool is_given(Owed kind) {
    return kind == Owed::given_parse || kind == Owed::given_close;
}
constexpr bool is_hidden(Owed kind) {
    return kind == Owed::hidden_parse || kind == Owed::hidden_close;
}
constexpr bool ends_with_ready(Owed kind) {
    return kind == Owed::sync || kind == Owed::query || kind == Owed::function_call;
}

struct Reply {
    Owed kind = Owed::sync;
    StatementDigest digest{};  // of a parse or hidden close
    std::string name;          // of a parse: what the client calls the statement
    bool explains = false;     // a query stands in for the EXPLAIN that the client sent
};

// Replies is the queue of what is owed, in the order in which it will come. A ring that grows to the deepest
// pipeline.
class Replies {
public:
    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    std::size_t ready_count() const { return ready_; }  // ReadyForQuery owed
    Reply& front() { return ring_[begin_]; }
    Reply& back() { return ring_[(begin_ + size_ - 1) & (ring_.size() - 1)]; }
    const Reply& at(std::size_t i) const { return ring_[(begin_ + i) & (ring_.size() - 1)]; }

    void push(Owed kind, bool explains = false) {
        Reply& reply = slot();
        reply.kind = kind;
        reply.explains = explains;
        if (ends_with_ready(kind)) ++ready_;
    }
    void push(Owed kind, const StatementDigest& digest, std::string name) {
        Reply& reply = slot();
        reply.kind = kind;
        reply.digest = digest;
        reply.name = std::move(name);
        reply.explains = false;
        if (ends_with_ready(kind)) ++ready_;
    }
    void pop() {
        if (ends_with_ready(front().kind)) --ready_;
        begin_ = (begin_ + 1) & (ring_.size() - 1);
        --size_;
    }
    // Takes out what Syncs are owed: a server that copies in ignores them.
    void forget_syncs();
    // A deep pipeline's ring is not for keeping.
    void shrink() {
        if (size_ != 0 || ring_.size() <= 64) return;
        ring_ = std::vector<Reply>(8);
        begin_ = 0;
    }

private:
    Reply& slot();

    std::vector<Reply> ring_ = std::vector<Reply>(8);  // the size is a power of two
    std::size_t begin_ = 0, size_ = 0, ready_ = 0;
};

}  // namespace ormgate
