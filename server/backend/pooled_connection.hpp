#pragma once

#include <chrono>
#include <memory>

#include "core/error.hpp"
#include "server/io/asio.hpp"
#include "server/io/deadline.hpp"

namespace ormgate {

// PooledConnection is what a Pool needs to know of a backend connection, whatever it speaks.
class PooledConnection {
public:
    using Time = std::chrono::steady_clock::time_point;

    virtual ~PooledConnection() = default;

    // Nothing is under way and nothing a client did is left over: the next one may have it.
    virtual bool reusable() const = 0;
    // While it lies idle: false if the backend has hung up or said something unexpected. Never blocks.
    virtual bool alive() = 0;
    // False if something may have come since it was given back; asks nobody.
    virtual bool quiet() const { return true; }
    // Takes the descriptor off its event loop, and puts it on another one (both on the thread of that loop).
    virtual void detach() = 0;
    virtual void attach(const asio::any_io_executor& executor) = 0;

    Time opened_at{};
    Time retire_at = Time::max();  // the pool's lifetime limit with this connection's jitter
    Time idle_since{};
};

// Connector opens connections to one target: a database entry under one user.
class Connector {
public:
    virtual ~Connector() = default;
    virtual asio::awaitable<Result<std::unique_ptr<PooledConnection>>> connect(Deadline deadline) = 0;
};

}  // namespace ormgate
