#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "server/backend/sqlite/connection.hpp"

namespace ormgate::sqlite {

// Readers keeps one worker's idle connections to a database; only that worker's thread uses it.
class Readers {
public:
    explicit Readers(std::size_t keep) : keep_(keep) {}

    // The one used last, whose caches are warm; null: none is idle.
    std::unique_ptr<Connection> take() {
        if (idle_.empty()) return nullptr;
        std::unique_ptr<Connection> connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }
    // Its statements have been given back. One still in a transaction is closed.
    void give_back(std::unique_ptr<Connection> connection) {
        if (idle_.size() < keep_ && !connection->in_transaction()) idle_.push_back(std::move(connection));
    }

    // Other processes' schema changes are looked for every so often, not before each statement.
    bool is_schema_check_due(std::chrono::steady_clock::time_point now) const {
        return now >= next_schema_check_;
    }
    // Whoever is told that it is due does it.
    bool schema_check_due(std::chrono::steady_clock::time_point now) {
        if (!is_schema_check_due(now)) return false;
        next_schema_check_ = now + std::chrono::milliseconds(10);
        return true;
    }

private:
    std::size_t keep_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::chrono::steady_clock::time_point next_schema_check_{};
};

}  // namespace ormgate::sqlite
