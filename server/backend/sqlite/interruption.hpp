#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace ormgate::sqlite {

// Interruption is the brake of one statement: SQLite's progress handler and blocking functions ask it whether
// to go on. cancel() may come from another thread than the one the statement runs on.
class Interruption {
public:
    using Clock = std::chrono::steady_clock;
    enum class Reason : std::uint8_t { none, cancelled, timed_out, over_budget };

    // SQLite asks every so many of its virtual machine's steps.
    static constexpr int period = 1000;

    // A new statement: what was asked of the one before does not concern it.
    void reset(Clock::time_point deadline) {
        cancelled_.store(false, std::memory_order_relaxed);
        deadline_ = deadline;
        reason_ = Reason::none;
    }
    void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
    const std::atomic<bool>& cancelled() const { return cancelled_; }
    Clock::time_point deadline() const { return deadline_; }

    // On a worker a statement gets `periods` before it has to leave for the blocking pool. Until the first
    // row is out it is interrupted then (it will be run again from the start); later spent() tells when to
    // move.
    void limit(int periods) {
        limited_ = true;
        interruptible_ = true;
        left_ = periods;
    }
    void unlimit() { limited_ = false; }
    void rows_are_out() { interruptible_ = false; }
    bool on_worker() const { return limited_; }
    bool spent() const { return limited_ && left_ <= 0; }

    // True: stop, for reason().
    bool check() {
        if (cancelled_.load(std::memory_order_relaxed)) return stop(Reason::cancelled);
        if (limited_ && --left_ <= 0 && interruptible_) return stop(Reason::over_budget);
        if (deadline_ != Clock::time_point::max() && Clock::now() >= deadline_)
            return stop(Reason::timed_out);
        return false;
    }
    // As check(), where the wait is for others and costs no budget.
    bool check_waiting() {
        if (cancelled_.load(std::memory_order_relaxed)) return stop(Reason::cancelled);
        if (deadline_ != Clock::time_point::max() && Clock::now() >= deadline_)
            return stop(Reason::timed_out);
        return false;
    }
    Reason reason() const { return reason_; }
    void forget_reason() { reason_ = Reason::none; }

private:
    bool stop(Reason why) {
        reason_ = why;
        return true;
    }

    std::atomic<bool> cancelled_ = false;
    Clock::time_point deadline_ = Clock::time_point::max();
    Reason reason_ = Reason::none;
    bool limited_ = false, interruptible_ = false;
    int left_ = 0;
};

}  // namespace ormgate::sqlite
