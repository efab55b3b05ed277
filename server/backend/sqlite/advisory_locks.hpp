#pragma once

#include <boost/asio/steady_timer.hpp>
#include <compare>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/error.hpp"
#include "server/io/asio.hpp"

namespace ormgate::sqlite {

// AdvisoryLocks keeps the advisory locks of a database for all its sessions. Waiting is asynchronous: no
// thread waits.
class AdvisoryLocks {
public:
    using Clock = std::chrono::steady_clock;
    using Owner = const void*;  // a session

    struct Key {
        std::int64_t number = 0;
        bool two_keys = false;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Request {
        Key key;
        bool shared = false;
        bool transaction = false;  // released at its end
        friend bool operator==(const Request&, const Request&) = default;
    };
    // Wait is a session's place in the line. give_up() is called on the worker of its coroutine.
    class Wait {
    public:
        void give_up() noexcept {
            given_up_ = true;
            if (timer_ != nullptr) timer_->cancel();
        }

    private:
        friend class AdvisoryLocks;
        bool given_up_ = false;
        asio::steady_timer* timer_ = nullptr;
    };

    bool try_lock(Owner owner, const Request& request);
    // 40P01 if the wait would close a circle, 57014 and 55P03 as WriterQueue::acquire().
    asio::awaitable<Result<void>> lock(Owner owner,
                                       Request request,
                                       Wait& wait,
                                       Clock::time_point statement_deadline,
                                       Clock::time_point lock_deadline);
    bool unlock(Owner owner, const Request& request);  // of the session's; false: it does not hold it
    void end_transaction(Owner owner);
    void unlock_session(Owner owner);  // pg_advisory_unlock_all()
    void unlock_everything(Owner owner);

    struct Held {
        Owner owner;
        Request request;
        std::size_t count;
    };
    std::vector<Held> held();

private:
    struct Waiter;
    using Holds = std::map<std::pair<bool, bool>, std::size_t>;  // (shared, transaction) → how often
    struct Lock {
        std::map<Owner, Holds> owners;
        std::list<std::shared_ptr<Waiter>> waiters;
    };

    static bool blocks(const Lock& lock, Owner owner, bool shared);
    bool would_deadlock(Owner start, const Key& key, bool shared) const;
    void take(Lock& lock, Owner owner, const Request& request);
    template <class Which>
    void give_up_where(Owner owner, Which which);
    void wake(const Key& key);
    bool leave(const std::shared_ptr<Waiter>& waiter);

    std::mutex mutex_;
    std::map<Key, Lock> locks_;
};

}  // namespace ormgate::sqlite
