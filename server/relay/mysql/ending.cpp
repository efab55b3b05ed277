#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>

#include "server/relay/mysql/link.hpp"

namespace ormgate {

using namespace std::chrono_literals;

// How long a server may take to obey a KILL, and to clean up after a client that has gone.
static constexpr auto patience = 5s;

asio::awaitable<void> MysqlLink::until(bool (MysqlLink::*condition)() const) {
    while (!(this->*condition)()) {
        event_.expires_at(std::chrono::steady_clock::time_point::max());
        co_await event_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

// Whoever waits for the client looks up.
void MysqlLink::wake() {
    if (!reading_client_) return;
    woken_ = true;
    client_.interrupt();
}

void MysqlLink::drain() {
    draining_ = true;
    if (request_.waiting()) {  // it has not begun anything
        lost_ = Lost::shutdown;
        request_.give_up(Error(Errc::admin_shutdown, "Server shutdown in progress"));
    }
    wake();
}

void MysqlLink::stop() {
    lost_ = Lost::shutdown;
    request_.give_up(Error(Errc::admin_shutdown, "Server shutdown in progress"));
    kill_statement();
    wake();
}

void MysqlLink::kill(ConnectionRegistry::Kill what) {
    if (what == ConnectionRegistry::Kill::connection) lost_ = Lost::killed;
    kill_statement();
    if (what == ConnectionRegistry::Kill::connection) wake();
}

void MysqlLink::kill_statement() {
    request_.give_up(Error(Errc::query_canceled, "Query execution was interrupted"));
    if (!lease_ || !answering_ || kills_ > 0) return;
    ++kills_;
    asio::co_spawn(executor_, connection()->kill_query(), [this](std::exception_ptr) {
        --kills_;
        notify();
    });
}

void MysqlLink::watch_statement() {
    const auto now = std::chrono::steady_clock::now();
    pulse_watch_.arm(now + 1s);
    if (target_.settings.query_timeout.count() > 0) query_watch_.arm(now + target_.settings.query_timeout);
}

void MysqlLink::unwatch_statement() {
    pulse_watch_.disarm();
    query_watch_.disarm();
    over_time_ = false;
}

void MysqlLink::statement_took_too_long() {
    if (!over_time_) {
        over_time_ = true;
        kill_statement();
        query_watch_.arm(std::chrono::steady_clock::now() + patience);
        return;
    }
    // The server does not listen.
    lost_ = Lost::query_timeout;
    if (lease_) {
        connection()->broken = true;
        connection()->socket().cancel();
    }
    client_.interrupt();
}

// A client that goes while its statement runs would not be noticed before there is an answer.
void MysqlLink::look_after_client() {
    if (client_.stream().peer_gone()) return kill_statement();
    pulse_watch_.arm(std::chrono::steady_clock::now() + 1s);
}

// The client has not asked for its warnings: others may have the connection.
void MysqlLink::hold_is_over() {
    if (!reading_client_ || pins_ != MysqlPins(MysqlPin::warnings)) return;
    pins_.remove(MysqlPin::warnings);
    warnings_lost_ = true;
    wake();
}

// The client is gone, or has been told to go. What it leaves on its connection is undone, or the connection
// is closed.
asio::awaitable<void> MysqlLink::leave() {
    leaving_ = true;
    unwatch_statement();
    idle_watch_.disarm();
    hold_watch_.disarm();
    bool clean = false;
    try {
        clean = lease_ && co_await clean_up();
    } catch (const ServerLost&) {
    } catch (const ClientLost&) {
    } catch (const boost::system::system_error&) {
    }
    query_watch_.disarm();
    co_await until(&MysqlLink::kills_done);
    pins_.clear();
    if (clean)
        lease_.give_back();
    else
        lease_.discard();
}

// True if the connection is as if the client had never been.
asio::awaitable<bool> MysqlLink::clean_up() {
    if (connection()->broken || (answering_ && answer_->wants_file())) co_return false;
    lost_ = Lost::no;
    over_time_ = true;  // the next alarm is the last
    query_watch_.arm(std::chrono::steady_clock::now() + patience);
    if (answering_) {
        kill_statement();
        do {
            co_await receive();
            if (answer_->wants_file()) co_return false;
        } while (!answer_->ended());
        if (answer_->outcome().told_status) connection()->status = answer_->outcome().status;
        if (answer_->outcome().failed) uncertain_ = true;
        answering_ = false;
        // What it may have set of the session nobody has looked at.
        pins_.add(MysqlPin::unknown_state);
    }
    co_await until(&MysqlLink::kills_done);
    if (!in_.empty()) co_return false;
    if (!pins_.empty()) {
        // Undoes a transaction as well.
        co_return co_await reset_connection();
    }
    if (uncertain_ || in_transaction()) {
        const MysqlOutcome done = co_await ask("ROLLBACK", mysql::Query::code);
        if (done.failed) co_return false;
    }
    co_return !in_transaction();
}

}  // namespace ormgate
