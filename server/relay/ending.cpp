#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>

#include "server/relay/link.hpp"

namespace ormgate {

using namespace std::chrono_literals;

// How long a server may take to obey a cancel, and to clean up after a client that has gone.
static constexpr auto patience = 5s;

// Waits for something that a pump, a cancel or a watch brings about.
asio::awaitable<void> Link::until(bool (Link::*condition)() const) {
    while (!(this->*condition)()) {
        event_.expires_at(std::chrono::steady_clock::time_point::max());
        co_await event_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

// A pump passes answers on while the client goes on sending: COPY, units larger than buffers, notifications.
void Link::start_pump() {
    if (pumping_ || (replies_.empty() && !keep_pumping_)) return;
    pumping_ = true;
    asio::co_spawn(executor_, pump(), [this](std::exception_ptr problem) {
        pumping_ = false;
        if (problem) failure_ = problem;
        // Whoever waits for the client would not hear of it.
        if (reading_client_ && (problem || replies_.empty())) {
            woken_ = true;
            client_.cancel();
        }
        notify();
    });
}

asio::awaitable<void> Link::pump() {
    co_await answer(true);
}

asio::awaitable<void> Link::stop_pump() {
    keep_pumping_ = false;
    if (!pumping_) co_return;
    stopping_ = true;
    if (connection() != nullptr) connection()->cancel_io();
    co_await until(&Link::pump_stopped);
    stopping_ = false;
}

void Link::cancel_statement() {
    request_.give_up(Error(Errc::query_canceled, "canceling statement due to user request"));
    if (connection() == nullptr || between_units() || cancels_ > 0) return;
    ++cancels_;
    asio::co_spawn(executor_, connection()->cancel(), [this](std::exception_ptr) {
        --cancels_;
        notify();
    });
}

void Link::watch_statement() {
    pulse_watch_.arm(worker_.watchdog.now() + 1s);
    if (target_.query_timeout.count() > 0)
        query_watch_.arm(std::chrono::steady_clock::now() + target_.query_timeout);
}

void Link::unwatch_statement() {
    pulse_watch_.disarm();
    query_watch_.disarm();
    over_time_ = false;
}

void Link::statement_took_too_long() {
    if (!over_time_) {
        over_time_ = true;
        cancel_statement();
        query_watch_.arm(std::chrono::steady_clock::now() + patience);
        return;
    }
    // The server does not listen.
    lost_ = Lost::query_timeout;
    if (connection() != nullptr) {
        connection()->broken = true;
        connection()->cancel_io();
    }
    client_.cancel();
}

// A client that goes while its statement runs would not be noticed before there is an answer, and an end of
// stream that came together with the last bytes not at all.
void Link::look_after_client() {
    if (parked_ && waits_for_client_) return look_again(*client_watch_);
    if (client_.peer_gone())
        cancel_statement();
    else
        pulse_watch_.arm(std::chrono::steady_clock::now() + 1s);
    if (parked_) look_again(*connection()->watch_reads());
}

// The client is gone, or has been told to go. What it leaves on its connection is undone, or the connection
// is closed.
asio::awaitable<void> Link::leave() {
    client_gone_ = true;
    unwatch_statement();
    idle_watch_.disarm();
    bool clean = false;
    try {
        clean = session_.lease && co_await clean_up();
    } catch (const ServerLost&) {
    } catch (const boost::system::system_error&) {
    }
    query_watch_.disarm();
    co_await stop_pump();
    co_await until(&Link::cancels_done);
    session_.pins.clear();
    vacancy_.reset();
    if (clean)
        session_.lease.give_back();
    else
        session_.lease.discard();
}

// True if the connection is as if the client had never been.
asio::awaitable<bool> Link::clean_up() {
    // Half a message was sent, or statements without their Sync, which must not be committed by one of ours.
    const bool unfinished = stream_left_ > 0 || unit_open_ || up_sent_ != up_.size() ||
                            connection()->broken || failure_ || session_.pins.has(Pin::loaded_library);
    if (unfinished) co_return false;
    lost_ = Lost::no;
    over_time_ = true;  // the next alarm is the last
    query_watch_.arm(std::chrono::steady_clock::now() + patience);
    if (copying_in_) {
        if (!copying_query_) co_return false;
        Bytes fail_copy;
        postgres::encode(postgres::CopyFail{"the client has gone"}, fail_copy);
        co_await connection()->write(fail_copy);
        copying_in_ = false;
    } else if (!replies_.empty()) {
        cancel_statement();
    }
    if (pumping_ && !replies_.empty()) co_await until(&Link::answered);
    if (!failure_ && !replies_.empty()) co_await answer(false);
    if (failure_ || copying_in_) co_return false;
    co_await stop_pump();
    co_await until(&Link::cancels_done);
    if (body_left_ > 0) co_return false;
    if (status() != 'I' && !co_await ask("ROLLBACK")) co_return false;
    if (session_.pinned() || has_debts()) {
        PostgresConnection& mine = *connection();
        if (!co_await ask("DISCARD ALL")) co_return false;
        mine.prepared.clear();
        mine.settings.clear();
        mine.unnamed_owner = 0;
    }
    co_return status() == 'I' && down_begin_ == down_end_;
}

}  // namespace ormgate
