#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <mutex>

#include "core/error.hpp"
#include "server/io/asio.hpp"

namespace ormgate::sqlite {

class WriterQueue;

// Turn is the right to write to a database; the next in the queue has it when it is destroyed.
class Turn {
public:
    Turn() = default;
    explicit Turn(WriterQueue& queue) : queue_(&queue) {}
    Turn(Turn&& other) noexcept : queue_(std::exchange(other.queue_, nullptr)) {}
    Turn& operator=(Turn&& other) noexcept {
        Turn taken(std::move(other));
        std::swap(queue_, taken.queue_);
        return *this;
    }
    ~Turn();
    explicit operator bool() const { return queue_ != nullptr; }

private:
    WriterQueue* queue_ = nullptr;
};

// WriterQueue hands the one right to write from session to session, whatever worker they live on, in order of
// arrival.
class WriterQueue {
public:
    using Clock = std::chrono::steady_clock;

    // Wait is a session's place in the queue. give_up() is called on the worker of its coroutine.
    class Wait {
    public:
        void give_up() noexcept {
            given_up_ = true;
            if (timer_ != nullptr) timer_->cancel();
        }

    private:
        friend class WriterQueue;
        bool given_up_ = false;
        asio::steady_timer* timer_ = nullptr;
    };

    Turn try_acquire();
    // 57014 once given up or past statement_deadline, 55P03 past lock_deadline.
    asio::awaitable<Result<Turn>> acquire(Wait& wait,
                                          Clock::time_point statement_deadline,
                                          Clock::time_point lock_deadline);

private:
    friend class Turn;
    struct Waiter;

    void release();
    bool leave(const std::shared_ptr<Waiter>& waiter);

    std::mutex mutex_;
    bool taken_ = false;
    std::deque<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace ormgate::sqlite
