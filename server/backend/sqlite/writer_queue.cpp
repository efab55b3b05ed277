#include "server/backend/sqlite/writer_queue.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>

namespace ormgate::sqlite {

// The timer belongs to the waiter's worker and is only touched there; `granted` is the queue's, under its
// mutex.
struct WriterQueue::Waiter {
    explicit Waiter(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    bool granted = false;
};

Turn::~Turn() {
    if (queue_ != nullptr) queue_->release();
}

Turn WriterQueue::try_acquire() {
    const std::lock_guard lock(mutex_);
    if (taken_) return {};
    taken_ = true;
    return Turn(*this);
}

asio::awaitable<Result<Turn>> WriterQueue::acquire(Wait& wait,
                                                   Clock::time_point statement_deadline,
                                                   Clock::time_point lock_deadline) {
    if (Turn turn = try_acquire()) co_return std::move(turn);

    const asio::any_io_executor worker = co_await asio::this_coro::executor;
    auto waiter = std::make_shared<Waiter>(worker);
    {
        const std::lock_guard lock(mutex_);
        if (!taken_) {
            taken_ = true;
            co_return Turn(*this);
        }
        waiters_.push_back(waiter);
    }
    // A frame destroyed while it waits must not be handed the turn.
    struct Place {
        WriterQueue& queue;
        std::shared_ptr<Waiter> waiter;
        bool left = false;
        ~Place() {
            if (!left && !queue.leave(waiter)) queue.release();
        }
    } place{*this, waiter};

    waiter->timer.expires_at(std::min(statement_deadline, lock_deadline));
    wait.timer_ = &waiter->timer;
    if (!wait.given_up_) co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    wait.timer_ = nullptr;

    place.left = true;
    const bool granted = !leave(waiter);
    Turn turn = granted ? Turn(*this) : Turn();
    if (wait.given_up_) co_return fail(Errc::query_canceled, "canceling statement due to user request");
    if (granted) co_return std::move(turn);
    if (statement_deadline <= lock_deadline)
        co_return fail(Errc::query_canceled, "canceling statement due to statement timeout");
    co_return fail(Errc::lock_not_available, "canceling statement due to lock timeout");
}

// False: too late, the turn is already the waiter's.
bool WriterQueue::leave(const std::shared_ptr<Waiter>& waiter) {
    const std::lock_guard lock(mutex_);
    if (waiter->granted) return false;
    std::erase(waiters_, waiter);
    return true;
}

void WriterQueue::release() {
    std::shared_ptr<Waiter> next;
    {
        const std::lock_guard lock(mutex_);
        if (waiters_.empty()) {
            taken_ = false;
            return;
        }
        next = std::move(waiters_.front());
        waiters_.pop_front();
        next->granted = true;
    }
    // The waiter has pushed itself and waits on its timer without leaving its thread in between, so this
    // comes after.
    const asio::any_io_executor worker = next->timer.get_executor();
    asio::post(worker, [waiter = std::move(next)] { waiter->timer.cancel(); });
}

}  // namespace ormgate::sqlite
