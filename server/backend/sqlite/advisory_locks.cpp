#include "server/backend/sqlite/advisory_locks.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <set>

namespace ormgate::sqlite {

// The timer is only touched on the waiter's worker; the rest under the mutex.
struct AdvisoryLocks::Waiter {
    Waiter(const asio::any_io_executor& executor, Owner who, const Request& what)
        : timer(executor), owner(who), request(what) {}
    asio::steady_timer timer;
    Owner owner;
    Request request;
    bool granted = false;
};

bool AdvisoryLocks::blocks(const Lock& lock, Owner owner, bool shared) {
    return std::ranges::any_of(lock.owners, [&](const auto& other) {
        if (other.first == owner) return false;
        if (!shared) return true;
        return std::ranges::any_of(other.second, [](const auto& hold) { return !hold.first.first; });
    });
}

void AdvisoryLocks::take(Lock& lock, Owner owner, const Request& request) {
    ++lock.owners[owner][{request.shared, request.transaction}];
}

bool AdvisoryLocks::try_lock(Owner owner, const Request& request) {
    const std::lock_guard guard(mutex_);
    const auto found = locks_.find(request.key);
    if (found != locks_.end()) {
        if (blocks(found->second, owner, request.shared)) return false;
        // Who holds it already passes those who wait; anyone else queues.
        if (!found->second.waiters.empty() && !found->second.owners.contains(owner)) return false;
    }
    take(locks_[request.key], owner, request);
    return true;
}

// Follows who waits for whom; a circle can only be closed by the newest wait.
bool AdvisoryLocks::would_deadlock(Owner start, const Key& key, bool shared) const {
    std::set<Owner> seen;
    std::vector<Owner> open;
    const auto add_blockers = [&](const Key& wanted, Owner waiting, bool wants_shared) {
        const auto found = locks_.find(wanted);
        if (found == locks_.end()) return;
        for (const auto& [holder, holds] : found->second.owners) {
            if (holder == waiting) continue;
            const bool exclusive =
                std::ranges::any_of(holds, [](const auto& hold) { return !hold.first.first; });
            if ((!wants_shared || exclusive) && seen.insert(holder).second) open.push_back(holder);
        }
    };
    add_blockers(key, start, shared);
    while (!open.empty()) {
        const Owner owner = open.back();
        open.pop_back();
        if (owner == start) return true;
        for (const auto& [wanted, lock] : locks_)
            for (const auto& waiter : lock.waiters)
                if (waiter->owner == owner && !waiter->granted) {
                    add_blockers(wanted, owner, waiter->request.shared);
                    if (seen.contains(start)) return true;
                }
    }
    return false;
}

asio::awaitable<Result<void>> AdvisoryLocks::lock(Owner owner,
                                                  Request request,
                                                  Wait& wait,
                                                  Clock::time_point statement_deadline,
                                                  Clock::time_point lock_deadline) {
    if (try_lock(owner, request)) co_return Result<void>();
    const asio::any_io_executor worker = co_await asio::this_coro::executor;
    auto waiter = std::make_shared<Waiter>(worker, owner, request);
    {
        const std::lock_guard guard(mutex_);
        if (would_deadlock(owner, request.key, request.shared))
            co_return fail(Errc::deadlock_detected, "deadlock detected");
        locks_[request.key].waiters.push_back(waiter);
    }
    // It may have come free between the attempt and the queueing.
    wake(request.key);
    struct Place {
        AdvisoryLocks& locks;
        std::shared_ptr<Waiter> waiter;
        bool left = false;
        ~Place() {
            if (!left && !locks.leave(waiter)) locks.unlock_everything(waiter->owner);
        }
    } place{*this, waiter};

    waiter->timer.expires_at(std::min(statement_deadline, lock_deadline));
    wait.timer_ = &waiter->timer;
    if (!wait.given_up_) co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    wait.timer_ = nullptr;

    place.left = true;
    const bool granted = !leave(waiter);
    if (granted && !wait.given_up_) co_return Result<void>();
    if (granted) unlock(owner, request);
    if (wait.given_up_) co_return fail(Errc::query_canceled, "canceling statement due to user request");
    if (statement_deadline <= lock_deadline)
        co_return fail(Errc::query_canceled, "canceling statement due to statement timeout");
    co_return fail(Errc::lock_not_available, "canceling statement due to lock timeout");
}

// False: too late, the waiter has it.
bool AdvisoryLocks::leave(const std::shared_ptr<Waiter>& waiter) {
    {
        const std::lock_guard guard(mutex_);
        if (waiter->granted) return false;
        const auto found = locks_.find(waiter->request.key);
        if (found == locks_.end()) return true;
        found->second.waiters.remove(waiter);
    }
    wake(waiter->request.key);  // it may have stood before one that need not wait
    return true;
}

void AdvisoryLocks::wake(const Key& key) {
    std::vector<std::shared_ptr<Waiter>> granted;
    {
        const std::lock_guard guard(mutex_);
        const auto found = locks_.find(key);
        if (found == locks_.end()) return;
        Lock& lock = found->second;
        while (!lock.waiters.empty() &&
               !blocks(lock, lock.waiters.front()->owner, lock.waiters.front()->request.shared)) {
            granted.push_back(std::move(lock.waiters.front()));
            lock.waiters.pop_front();
            granted.back()->granted = true;
            take(lock, granted.back()->owner, granted.back()->request);
        }
        if (lock.owners.empty() && lock.waiters.empty()) locks_.erase(found);
    }
    for (auto& waiter : granted) {
        const asio::any_io_executor worker = waiter->timer.get_executor();
        asio::post(worker, [waiter = std::move(waiter)] { waiter->timer.cancel(); });
    }
}

bool AdvisoryLocks::unlock(Owner owner, const Request& request) {
    {
        const std::lock_guard guard(mutex_);
        const auto lock = locks_.find(request.key);
        if (lock == locks_.end()) return false;
        const auto holds = lock->second.owners.find(owner);
        if (holds == lock->second.owners.end()) return false;
        const auto hold = holds->second.find({request.shared, request.transaction});
        if (hold == holds->second.end()) return false;
        if (--hold->second == 0) holds->second.erase(hold);
        if (holds->second.empty()) lock->second.owners.erase(holds);
    }
    wake(request.key);
    return true;
}

template <class Which>
void AdvisoryLocks::give_up_where(Owner owner, Which which) {
    std::vector<Key> touched;
    {
        const std::lock_guard guard(mutex_);
        for (auto& [key, lock] : locks_) {
            const auto holds = lock.owners.find(owner);
            if (holds == lock.owners.end()) continue;
            std::erase_if(holds->second, [&](const auto& hold) { return which(hold.first.second); });
            if (holds->second.empty()) lock.owners.erase(holds);
            touched.push_back(key);
        }
    }
    for (const Key& key : touched) wake(key);
}

void AdvisoryLocks::end_transaction(Owner owner) {
    give_up_where(owner, [](bool of_transaction) { return of_transaction; });
}
void AdvisoryLocks::unlock_session(Owner owner) {
    give_up_where(owner, [](bool of_transaction) { return !of_transaction; });
}
void AdvisoryLocks::unlock_everything(Owner owner) {
    give_up_where(owner, [](bool) { return true; });
}

std::vector<AdvisoryLocks::Held> AdvisoryLocks::held() {
    std::vector<Held> all;
    const std::lock_guard guard(mutex_);
    for (const auto& [key, lock] : locks_)
        for (const auto& [owner, holds] : lock.owners)
            for (const auto& [kind, count] : holds)
                all.push_back({owner, {key, kind.first, kind.second}, count});
    return all;
}

}  // namespace ormgate::sqlite
