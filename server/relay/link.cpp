#include "server/relay/link.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>

namespace ormgate {

static constexpr std::size_t most_spare = 64, most_kept_capacity = 64 * 1024;

Bytes RelayWorker::take_bytes() {
    if (spare_.empty()) {
        Bytes bytes;
        bytes.reserve(flush_at + 2048);
        return bytes;
    }
    Bytes bytes = std::move(spare_.back());
    spare_.pop_back();
    return bytes;
}

void RelayWorker::give_bytes(Bytes bytes) {
    if (spare_.size() >= most_spare || bytes.capacity() > most_kept_capacity) return;
    bytes.clear();
    spare_.push_back(std::move(bytes));
}

static Error shutting_down() {
    return Error(Errc::admin_shutdown, "terminating connection due to administrator command");
}

Link::Link(Stream& client,
           RelaySession& session,
           RelayWorker& worker,
           RelayTarget& target,
           RelayStart start,
           const asio::any_io_executor& executor)
    : client_(client),
      session_(session),
      worker_(worker),
      target_(target),
      start_(std::move(start)),
      executor_(executor),
      id_(worker.next_id()),
      in_(worker.buffers),
      seat_(worker.cancels, executor, start_.key_size, [this] { cancel_statement(); }),
      event_(executor),
      query_watch_(worker.watchdog, [this] { statement_took_too_long(); }),
      idle_watch_(worker.watchdog,
                  [this] {
                      lost_ = Lost::idle_in_transaction;
                      client_.cancel();
                  }),
      pulse_watch_(worker.watchdog, [this] { look_after_client(); }) {
    plain_socket_ = client_.is_tls() ? -1 : client_.native_handle();
    ByteView early = start_.already_read;
    while (!early.empty()) {
        const std::span<std::byte> space = in_.space(early.size());
        const std::size_t n = std::min(space.size(), early.size());
        std::copy_n(early.data(), n, space.data());
        in_.commit(n);
        early = early.subspan(n);
        if (in_.size() == in_.most()) break;  // no client sends that much before it knows that it is in
    }
}

PostgresRelay::PostgresRelay(Stream& client,
                             RelaySession& session,
                             RelayWorker& worker,
                             RelayTarget& target,
                             RelayStart start,
                             const asio::any_io_executor& executor)
    : link_(std::make_unique<Link>(client, session, worker, target, std::move(start), executor)) {}
PostgresRelay::~PostgresRelay() = default;
asio::awaitable<void> PostgresRelay::serve() {
    return link_->serve();
}
void PostgresRelay::drain() {
    link_->drain();
}
void PostgresRelay::stop() {
    link_->stop();
}

asio::awaitable<void> Link::serve() {
    std::optional<Error> last_words;
    try {
        if (co_await greet()) co_await run();
    } catch (const ClientLost& lost) {
        if (!fatal_) last_words = lost.error;  // else the server has said it already
    } catch (const ServerLost& lost) {
        last_words = lost.error;
        if (connection() != nullptr) connection()->broken = true;
    } catch (const boost::system::system_error&) {
        // The client has gone, or a watch has ended its read.
    }
    if (lost_ == Lost::idle_in_transaction)
        last_words = Error(Errc::idle_in_transaction_timeout,
                           "terminating connection due to idle-in-transaction timeout");
    if (lost_ == Lost::shutdown) last_words = shutting_down();
    if (lost_ == Lost::query_timeout)
        last_words = Error(Errc::query_canceled, "terminating connection due to query timeout");
    if (last_words) {
        local_.clear();
        postgres::encode(postgres::error_response(*last_words, postgres::Severity::fatal), local_);
        try {
            co_await client_.write(local_);
        } catch (const boost::system::system_error&) {
            // It does not matter any more.
        }
    }
    co_await leave();
}

void Link::drain() {
    draining_ = true;
    if (request_.waiting()) {  // it has not begun anything
        lost_ = Lost::shutdown;
        request_.give_up(shutting_down());
    }
    if (!reading_client_) return;
    woken_ = true;
    client_.cancel();
}

void Link::stop() {
    lost_ = Lost::shutdown;
    request_.give_up(shutting_down());
    cancel_statement();
    client_.cancel();
}

asio::awaitable<void> Link::run() {
    while (lost_ == Lost::no) {
        std::optional<Error> lost;
        try {
            const Step step = co_await express();
            if (step == Step::leave) co_return;
            if (step == Step::lease && lease_now()) continue;
            co_await carry_out(step);
        } catch (const ServerLost& problem) {
            lost = problem.error;
        } catch (const boost::system::system_error& problem) {
            if (!std::exchange(woken_, false) || problem.code() != asio::error::operation_aborted ||
                lost_ != Lost::no)
                throw;
            reading_client_ = false;
        }
        if (lost) co_await server_lost(std::move(*lost));
    }
}

asio::awaitable<void> Link::carry_out(Step step) {
    switch (step) {
        case Step::more:
            if (copying_in_ || stream_left_ > 0) {
                start_pump();
                co_await flush();
            }
            co_await settle();
            if (draining_ && between_units() && status() == 'I') throw ClientLost{shutting_down()};
            co_await fill();
            break;
        case Step::lease:
            co_await lease();
            break;
        case Step::align: {
            const Result<void> aligned = co_await align_settings();
            if (!aligned) throw ServerLost{aligned.error()};
            break;
        }
        case Step::vacate:
            co_await vacate();
            break;
        case Step::flush:
            start_pump();
            co_await flush();
            break;
        case Step::turn:
            watch_statement();
            co_await take_turn();
            unwatch_statement();
            co_await settle();
            break;
        case Step::pass:
            co_await answer(false);
            unwatch_statement();
            co_await settle();
            break;
        case Step::wait:
            co_await take_turn();
            break;
        case Step::settle:
            co_await settle();
            break;
        case Step::answer: {
            const Bytes said = std::move(local_);
            local_ = Bytes();
            co_await say(said);
            co_await settle();
            break;
        }
        default:
            break;
    }
}

asio::awaitable<void> Link::say(ByteView bytes) {
    co_await client_.write(bytes);
}

asio::awaitable<void> Link::fill() {
    const bool in_transaction = session_.lease && status() != 'I';
    if (in_transaction && target_.idle_in_transaction_timeout.count() > 0)
        idle_watch_.arm(std::chrono::steady_clock::now() + target_.idle_in_transaction_timeout);
    in_.rest();
    reading_client_ = true;
    std::size_t n = 0;
    bool woken = false;
    try {
        n = co_await client_.read_some(in_.space(wanted_));
    } catch (const boost::system::system_error& problem) {
        // The pump has something to tell.
        woken = problem.code() == asio::error::operation_aborted && lost_ == Lost::no && (woken_ || failure_);
        if (!woken) throw;
    }
    reading_client_ = woken_ = false;
    idle_watch_.disarm();
    in_.commit(n);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

// The client may leave, cancel its statement or be told to go in the meantime.
asio::awaitable<Result<Lease>> Link::wait_for_connection() {
    if (draining_) lost_ = Lost::shutdown;
    if (lost_ != Lost::no) co_return fail(shutting_down());
    pulse_watch_.arm(std::chrono::steady_clock::now() + std::chrono::seconds(1));
    Result<Lease> lease = co_await target_.pool.acquire(&request_);
    pulse_watch_.disarm();
    co_return lease;
}

// True if there was an idle connection, and it is as this client wants it.
bool Link::lease_now() {
    std::optional<Lease> idle = target_.pool.try_acquire(std::chrono::steady_clock::now());
    if (!idle) return false;
    take(std::move(*idle));
    return connection()->settings == settings_;
}

void Link::take(Lease lease) {
    session_.lease = std::move(lease);
    PostgresConnection& mine = *connection();
    foreign_ = mine.last_user != id_;
    mine.last_user = id_;
    if (target_.pool.mode() == PoolMode::session) session_.pins.add(Pin::session_mode);
}

// Leases a connection and makes it look as this client has set it.
asio::awaitable<void> Link::lease() {
    std::optional<Error> problem;
    if (!session_.lease) {
        Result<Lease> waited = co_await wait_for_connection();
        if (lost_ != Lost::no) co_return;
        if (waited)
            take(std::move(*waited));
        else
            problem = std::move(waited.error());
    }
    if (!problem) {
        if (connection()->settings == settings_) co_return;
        const Result<void> aligned = co_await align_settings();
        if (aligned) co_return;
        problem = aligned.error();
    }
    // The message that wanted the connection is still there; it, or all up to its Sync, is refused.
    const std::optional<Message> message = peek();
    if (!message) throw ClientLost{std::move(*problem)};
    if (skipping_) {
        refused_ = true;
        co_return;
    }
    if (message->tag == 'S') {
        postgres::encode(postgres::error_response(*problem), local_);
        postgres::encode(postgres::ReadyForQuery{status()}, local_);
        consume(*message);
    } else {
        refused(*message, *problem);
    }
    const Bytes said = std::exchange(local_, Bytes());
    co_await say(said);
}

// Idle connections of the pools, this one's and others', are no reason to refuse to drop a database.
asio::awaitable<void> Link::vacate() {
    std::vector<std::shared_ptr<PoolGroup>> groups;
    for (const std::string& name : std::exchange(in_the_way_, {})) {
        std::vector<std::shared_ptr<PoolGroup>> more = target_.all.groups_of(target_.settings, name);
        std::ranges::move(more, std::back_inserter(groups));
    }
    vacancy_.emplace(std::move(groups));
    vacating_ = true;
    vacancy_->empty_pools(executor_, [this] {
        vacating_ = false;
        notify();
    });
    co_await until(&Link::vacated);
}

// False if the server does not take everything at once.
bool Link::flush_now() {
    if (up_sent_ < up_.size()) {
        try {
            up_sent_ += connection()->write_now(ByteView(up_).subspan(up_sent_));
        } catch (const boost::system::system_error&) {
            // What the server said before it hung up is worth reading.
            up_sent_ = up_.size();
        }
    }
    return up_sent_ == up_.size();
}

asio::awaitable<void> Link::flush() {
    if (!flush_now()) {
        start_pump();
        std::optional<Error> lost;
        try {
            co_await connection()->write(ByteView(up_).subspan(up_sent_));
        } catch (const boost::system::system_error& problem) {
            lost = Error(Errc::connection_failure,
                         "the connection to the server broke: " + problem.code().message());
        }
        if (lost && !failure_) throw ServerLost{std::move(*lost)};
    }
    up_.clear();
    up_sent_ = 0;
    unit_statements_.clear();  // too much was sent to try it again
    retried_ = true;
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

asio::awaitable<void> Link::take_turn() {
    turn_due_ = false;
    if (!flush_now()) co_await flush();
    if (pumping_)
        co_await until(&Link::answered);
    else
        co_await answer(false);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

bool Link::between_units() const {
    return replies_.empty() && !unit_open_ && !copying_in_ && stream_left_ == 0 && up_sent_ == up_.size();
}

// What follows a turn, if nothing needs to be awaited for it: gives the connection back as soon as it is
// free.
bool Link::settle_now() {
    if (!session_.lease) return true;
    if (!between_units()) return true;
    reset_unit();
    if (has_debts() || cancels_ != 0) return false;
    if (status() != 'I') return target_.idle_in_transaction_timeout.count() == 0;
    if (session_.pinned()) return !session_.pins.has(Pin::listen) || pumping_;
    if (pumping_ || down_begin_ != down_end_) return false;
    session_.lease.give_back();
    return true;
}

void Link::reset_unit() {
    vacancy_.reset();
    if (up_.capacity() == 0) return;
    worker_.give_bytes(std::move(up_));
    up_ = Bytes();
    up_sent_ = 0;
    replies_.shrink();
}

asio::awaitable<void> Link::settle() {
    if (!session_.lease || !between_units()) co_return;
    reset_unit();
    if (has_debts()) co_await settle_settings();
    if (status() != 'I') co_return;
    if (session_.pins.has(Pin::listen)) {
        keep_pumping_ = true;
        start_pump();
        co_return;
    }
    keep_pumping_ = false;
    if (session_.pinned()) co_return;
    co_await stop_pump();
    co_await until(&Link::cancels_done);
    if (down_begin_ != down_end_) connection()->broken = true;  // it has more to say than anyone asked
    down_begin_ = down_end_ = 0;
    session_.lease.give_back();
}

// The client may go on if it can know that nothing of its work is lost but the statement under way.
asio::awaitable<void> Link::server_lost(Error error) {
    unwatch_statement();
    co_await stop_pump();
    co_await until(&Link::cancels_done);
    failure_ = nullptr;
    const bool recoverable = status_before_ == 'I' && !session_.pinned() && body_left_ == 0 && !copying_in_ &&
                             stream_left_ == 0 && replies_.ready_count() <= 1 &&
                             (unit_open_ || replies_.ready_count() == 1);
    session_.lease.discard();
    if (!recoverable) throw ClientLost{std::move(error)};
    Bytes words;
    if (!failed_) postgres::encode(postgres::error_response(error), words);
    if (unit_open_ && replies_.ready_count() == 0)
        skipping_ = refused_ = true;
    else
        postgres::encode(postgres::ReadyForQuery{'I'}, words);
    forget_unit();
    co_await say(words);
}

void Link::forget_unit() {
    while (!replies_.empty()) replies_.pop();
    up_.clear();
    up_sent_ = 0;
    vacancy_.reset();
    unit_open_ = turn_due_ = retrying_ = hide_body_ = false;
    down_begin_ = down_end_ = body_left_ = 0;
    parts_.clear();
    inserted_.clear();
    touched_.clear();
    reset_.clear();
    reset_all_ = discard_all_ = false;
    new_pins_.clear();
    unpins_.clear();
}

}  // namespace ormgate
