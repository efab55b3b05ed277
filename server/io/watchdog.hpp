#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>

#include "server/io/deadline.hpp"

namespace ormgate {

// Watchdog keeps a worker's coarse deadlines: arming and disarming one are stores into a list node, no timer
// is touched. All deadlines are looked at every `tick`, so one may be noticed that much late.
class Watchdog {
public:
    // Watch is one deadline and what happens when it passes (typically stream.cancel()). It is called once,
    // on the worker's thread, from the event loop, and may arm again and destroy other Watches.
    class Watch {
    public:
        Watch(Watchdog& owner, std::function<void()> expired);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

        void arm(Deadline deadline) {
            deadline_ = deadline;
            expired_ = false;
        }
        void disarm() { deadline_ = Deadline::max(); }
        bool expired() const { return expired_; }  // since it was last armed

    private:
        friend class Watchdog;
        Watchdog& owner_;
        Watch *previous_ = nullptr, *next_ = nullptr;
        Deadline deadline_ = Deadline::max();
        bool expired_ = false;
        std::function<void()> call_;
    };

    explicit Watchdog(asio::io_context& io, std::chrono::milliseconds tick = std::chrono::milliseconds(100));
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    void start();  // ticks from now on, which keeps the io_context busy
    void stop();
    // The time of the last tick: good enough for deadlines of a second and more, and free.
    Deadline now() const { return now_; }
    // Calls every Watch whose deadline is not after `now`.
    void check(Deadline now);

private:
    void wait();

    asio::steady_timer timer_;
    std::chrono::milliseconds tick_;
    Watch* first_ = nullptr;
    Watch* cursor_ = nullptr;  // check()'s next Watch, kept valid while calls destroy others
    Deadline now_ = std::chrono::steady_clock::now();
    bool running_ = false;
};

}  // namespace ormgate
