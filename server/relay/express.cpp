#include <sys/socket.h>

#include <cerrno>

#include "server/relay/link.hpp"

// The way of nearly every statement, for clients and servers without TLS: driven by reports of readiness, so
// that it costs neither a coroutine nor a system call more than the bytes need. Whatever else is to be done
// is left to the coroutine, which lies parked meanwhile.
namespace ormgate {

// A long answer lets other clients have their turn after this many buffers.
static constexpr int most_reads = 4;

// What is to be done that this way does not do.
asio::awaitable<Link::Step> Link::express() {
    in_turn_ = false;
    client_watch_ = client_.watch_reads();
    if (client_watch_ == nullptr) co_return next();
    const Step step = advance();
    if (step != Step::park) co_return step;
    const auto park = [this](auto handler) {
        parked_ = [handler = std::move(handler)]() mutable { std::move(handler)(); };
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(park, asio::use_awaitable);
    if (parked_failure_) std::rethrow_exception(std::exchange(parked_failure_, nullptr));
    co_return parked_step_;
}

Link::Step Link::advance() {
    while (lost_ == Lost::no) {
        if (in_turn_) {
            if (const Step step = pass_on(); step != Step::again) return step;
            in_turn_ = false;
            unwatch_statement();
            if (!settle_now()) return Step::settle;
        }
        const Step step = next();
        if (step == Step::lease && lease_now()) continue;
        if (step == Step::turn) {
            if (!begin_turn()) return step;
            continue;
        }
        if (step != Step::more || !up_.empty() || pumping_ || draining_ || !settle_now()) return step;
        if (!client_watch_->on()) return step;
        if (!read_client()) return park(*client_watch_);
    }
    return Step::again;
}

// Sends what is ready; false if that cannot be done at once.
bool Link::begin_turn() {
    if (pumping_ || connection()->watch_reads() == nullptr) return false;
    watch_statement();
    if (!flush_now()) return false;
    turn_due_ = false;
    in_turn_ = true;
    give_what_is_due();
    return true;
}

// `again` when nothing is owed any more.
Link::Step Link::pass_on() {
    PostgresConnection& server = *connection();
    ReadWatch& watch = *server.watch_reads();
    for (int reads = 0;; ++reads) {
        if (!parts_.empty() && !send_parts_now()) return Step::pass;
        if (retrying_ && replies_.empty()) return Step::pass;
        if (replies_.empty() || copying_in_) break;
        if (reads == most_reads) return Step::pass;
        if (!watch.readable()) return park(watch);
        make_room();
        std::optional<Error> lost;
        std::size_t n = 0;
        try {
            n = server.read_now(down_.span().subspan(down_end_));
        } catch (const boost::system::system_error& problem) {
            lost = server_broke(problem);
        }
        if (lost) throw ServerLost{std::move(*lost)};
        down_end_ += n;
        if (n > 0) scan();
    }
    let_go();
    return Step::again;
}

// False if the client has sent nothing.
bool Link::read_client() {
    if (!client_watch_->readable()) {
        in_.rest();
        if (end_may_hide_) pulse_watch_.arm(worker_.watchdog.now() + std::chrono::seconds(1));
        return false;
    }
    pulse_watch_.disarm();
    const std::span<std::byte> space = in_.space(wanted_);
    const ssize_t n = ::recv(plain_socket_, space.data(), space.size(), MSG_DONTWAIT);
    if (n > 0) {
        in_.commit(static_cast<std::size_t>(n));
        if (static_cast<std::size_t>(n) == space.size()) return true;
        client_watch_->emptied();
        end_may_hide_ = true;
        return true;
    }
    if (n == 0) throw boost::system::system_error(asio::error::make_error_code(asio::error::eof));
    if (errno == EINTR) return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        throw boost::system::system_error(errno, boost::system::system_category());
    client_watch_->emptied();
    end_may_hide_ = false;
    in_.rest();
    return false;
}

Link::Step Link::park(ReadWatch& watch) {
    waits_for_client_ = &watch == client_watch_;
    reading_client_ = waits_for_client_;
    const auto listener = [](void* self, ReadWatch::Report report) {
        static_cast<Link*>(self)->reported(report);
    };
    watch.listen(this, listener);
    return Step::park;
}

// Has the watch report what it may have missed.
void Link::look_again(ReadWatch& watch) {
    watch.ignore();
    watch.suspect();
    reported(ReadWatch::Report::readable);
}

void Link::reported(ReadWatch::Report report) {
    if (report == ReadWatch::Report::destroyed) {
        const auto last = std::move(parked_);  // takes the coroutine with it, and this
        return;
    }
    try {
        if (report == ReadWatch::Report::cancelled) {
            const boost::system::system_error cancelled(asio::error::operation_aborted);
            if (waits_for_client_) throw cancelled;
            throw ServerLost{server_broke(cancelled)};
        }
        reading_client_ = false;
        parked_step_ = advance();
        if (parked_step_ == Step::park) return;
    } catch (...) {
        parked_failure_ = std::current_exception();
    }
    std::exchange(parked_, nullptr)();
}

}  // namespace ormgate
