#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "server/backend/pool_policy.hpp"
#include "server/backend/pooled_connection.hpp"

namespace ormgate {

class Pool;

// Lease lends a connection of a Pool; its destructor gives it back, or closes it if its state is not certain.
class Lease {
public:
    Lease() = default;
    Lease(Pool& pool, std::unique_ptr<PooledConnection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) noexcept : pool_(other.pool_), connection_(std::move(other.connection_)) {}
    Lease& operator=(Lease&& other) noexcept {
        std::swap(pool_, other.pool_);
        std::swap(connection_, other.connection_);
        return *this;
    }
    ~Lease() { give_back(); }

    void give_back() noexcept;
    void discard() noexcept;  // closes it, whatever its state
    PooledConnection* get() const { return connection_.get(); }
    explicit operator bool() const { return connection_ != nullptr; }

private:
    Pool* pool_ = nullptr;
    std::unique_ptr<PooledConnection> connection_;
};

// PoolGroup is what the workers' Pools of one target share: the limit, and who waits where. On the way of a
// statement it is read, never locked.
class PoolGroup {
public:
    PoolGroup(std::string name, PoolSettings settings)
        : name_(std::move(name)), settings_(std::move(settings)) {}

    const std::string& name() const { return name_; }
    const PoolSettings& settings() const { return settings_; }
    std::size_t open() const { return open_.load(std::memory_order_relaxed); }
    std::size_t waiting() const { return waiting_.load(); }

private:
    friend class Pool;
    friend class Vacancy;

    bool reserve();  // one more connection, within the limit
    void release() { --open_; }

    std::string name_;
    PoolSettings settings_;
    std::atomic<std::size_t> open_ = 0;     // connecting ones included
    std::atomic<std::size_t> working_ = 0;  // logged in
    std::atomic<std::size_t> waiting_ = 0;

    std::atomic<std::size_t> pool_count_ = 0;
    std::atomic<std::size_t> vacancies_ = 0;  // while there is one, no connection lies idle

    std::mutex mutex_;  // guards what follows: failed logins, and the list of pools
    std::vector<Pool*> pools_;
    std::optional<Error> login_error_;
    pool_policy::Time login_failed_at_{};
};

// Vacancy keeps the pools of some groups without idle connections for as long as it lives: a client of
// another group is about to drop, rename or copy the database they are open to. Connections that are lent
// stay, and keep the server from doing so as any client's would.
class Vacancy {
public:
    explicit Vacancy(std::vector<std::shared_ptr<PoolGroup>> groups);
    Vacancy(Vacancy&&) noexcept = default;
    Vacancy& operator=(Vacancy&&) = delete;
    ~Vacancy();

    // Has every worker close what lies idle there; `done` is called on `executor` when all have.
    void empty_pools(const asio::any_io_executor& executor, const std::function<void()>& done);

private:
    std::vector<std::shared_ptr<PoolGroup>> groups_;
};

// Pool lends one worker's connections to one target. Waiters are served in order of arrival, a newcomer never
// overtakes; the connection used last is lent first. Its coroutines run on the worker's executor, all else on
// the worker's thread. The worker stops its event loop, then calls close(), destroys the event loop and at
// last the pool.
class Pool {
public:
    using Time = pool_policy::Time;

    Pool(std::shared_ptr<PoolGroup> group, Connector& connector, asio::any_io_executor executor);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Request is a place among those who wait for a connection; who has it can give it up.
    class Request;

    // An idle connection, if nobody waits for one: neither suspends nor locks.
    std::optional<Lease> try_acquire(Time now);
    asio::awaitable<Result<Lease>> acquire(Time now, Deadline deadline, Request* request = nullptr);
    // With the pool's own wait_timeout.
    asio::awaitable<Result<Lease>> acquire(Request* request = nullptr);

    // Closes what is too old, too long idle or dead and opens up to the minimum. Call it every second or so.
    void maintain(Time now);
    void close() noexcept;

    const PoolGroup& group() const { return *group_; }
    PoolMode mode() const { return group_->settings().mode; }
    std::size_t idle_count() const { return idle_.size(); }
    std::size_t in_use_count() const { return in_use_; }
    std::size_t waiting_count() const { return waiters_.size(); }

private:
    friend class Lease;
    friend class Vacancy;

    struct Waiter {
        Time since;
        Deadline deadline;
        std::move_only_function<void()> resume;  // owns the coroutine that waits, and with it this
        std::optional<Result<Lease>> answer;
        std::list<Waiter*>::iterator place;
        Request* request;
    };

    void give_back(std::unique_ptr<PooledConnection> connection) noexcept;
    void drop(std::unique_ptr<PooledConnection> connection) noexcept;
    void settle(std::unique_ptr<PooledConnection> connection);
    void lay_aside(std::unique_ptr<PooledConnection> connection);
    void close_idle() noexcept;
    void answer(Waiter& waiter, Result<Lease> result);
    void time_out_waiters(Time now);
    void arm_timer();
    void remove(Waiter& waiter);
    void open_connections();
    asio::awaitable<void> open_one();
    void fail_waiters(const Error& error);
    std::unique_ptr<PooledConnection> take_idle(Time now);
    void call_for_idle();
    void surrender_idle();
    void wake_openers();
    void hand_over(std::unique_ptr<PooledConnection> connection);
    void publish();
    std::optional<Error> recent_login_error(Time now);
    Error timed_out(Time since, Time now) const;
    Pool* longest_waiting_other(Time& since);

    std::shared_ptr<PoolGroup> group_;
    Connector& connector_;
    asio::any_io_executor executor_;
    std::vector<std::unique_ptr<PooledConnection>> idle_;  // the one used last at the back
    std::list<Waiter*> waiters_;
    std::optional<asio::steady_timer>
        timer_;  // for the first waiter whose time is up; it is not touched for every waiter
    Deadline timer_set_ = Deadline::max();
    std::size_t in_use_ = 0, connecting_ = 0;
    bool closed_ = false;
    bool wanted_ = false;  // somebody was refused because of a failed login
    std::minstd_rand random_{std::random_device{}()};

    // For the other workers to see.
    std::atomic<std::size_t> shown_idle_ = 0;
    std::atomic<Time::rep> oldest_wait_ = Time::max().time_since_epoch().count();
};

class Pool::Request {
public:
    Request() = default;
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

    bool waiting() const { return waiter_ != nullptr; }
    // Whoever waits is answered with `error`.
    void give_up(Error error) {
        if (waiter_ != nullptr) pool_->answer(*waiter_, fail(std::move(error)));
    }

private:
    friend class Pool;
    Pool* pool_ = nullptr;
    Waiter* waiter_ = nullptr;
};

inline void Lease::give_back() noexcept {
    if (connection_) pool_->give_back(std::move(connection_));
}
inline void Lease::discard() noexcept {
    if (!connection_) return;
    --pool_->in_use_;
    pool_->drop(std::move(connection_));
}

}  // namespace ormgate
