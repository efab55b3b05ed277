#include "server/io/watchdog.hpp"

namespace ormgate {

Watchdog::Watch::Watch(Watchdog& owner, std::function<void()> expired)
    : owner_(owner), next_(owner.first_), call_(std::move(expired)) {
    if (next_) next_->previous_ = this;
    owner.first_ = this;
}

Watchdog::Watch::~Watch() {
    if (owner_.cursor_ == this) owner_.cursor_ = next_;
    if (owner_.first_ == this) owner_.first_ = next_;
    if (previous_) previous_->next_ = next_;
    if (next_) next_->previous_ = previous_;
}

Watchdog::Watchdog(asio::io_context& io, std::chrono::milliseconds tick) : timer_(io), tick_(tick) {}

void Watchdog::start() {
    if (running_) return;
    running_ = true;
    now_ = std::chrono::steady_clock::now();
    wait();
}

void Watchdog::stop() {
    running_ = false;
    timer_.cancel();
}

void Watchdog::wait() {
    timer_.expires_after(tick_);
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (cancelled || !running_) return;
        check(std::chrono::steady_clock::now());
        wait();
    });
}

void Watchdog::check(Deadline now) {
    now_ = now;
    cursor_ = first_;
    while (cursor_) {
        Watch& watch = *cursor_;
        cursor_ = watch.next_;
        if (watch.deadline_ > now) continue;
        watch.deadline_ = Deadline::max();
        watch.expired_ = true;
        watch.call_();
    }
}

}  // namespace ormgate
