#include "server/backend/pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace ormgate {

bool PoolGroup::reserve() {
    std::size_t open = open_.load();
    while (open < settings_.size)
        if (open_.compare_exchange_weak(open, open + 1)) return true;
    return false;
}

Vacancy::Vacancy(std::vector<std::shared_ptr<PoolGroup>> groups) : groups_(std::move(groups)) {
    for (const std::shared_ptr<PoolGroup>& group : groups_) ++group->vacancies_;
}

Vacancy::~Vacancy() {
    for (const std::shared_ptr<PoolGroup>& group : groups_) {
        --group->vacancies_;
        // Why nobody could log in, the database's absence maybe, may be true no more.
        const std::lock_guard lock(group->mutex_);
        group->login_error_.reset();
        group->login_failed_at_ = {};
    }
}

void Vacancy::empty_pools(const asio::any_io_executor& executor, const std::function<void()>& done) {
    const auto left = std::make_shared<std::atomic<std::size_t>>(1);
    const auto one_less = [left, executor, done] {
        if (--*left == 0) asio::post(executor, done);
    };
    for (const std::shared_ptr<PoolGroup>& group : groups_) {
        const std::lock_guard lock(group->mutex_);
        for (Pool* pool : group->pools_) {
            ++*left;
            asio::post(pool->executor_, [pool, one_less] {
                pool->close_idle();
                one_less();
            });
        }
    }
    one_less();
}

Pool::Pool(std::shared_ptr<PoolGroup> group, Connector& connector, asio::any_io_executor executor)
    : group_(std::move(group)), connector_(connector), executor_(std::move(executor)), timer_(executor_) {
    idle_.reserve(group_->settings().size);  // giving back must not allocate
    const std::lock_guard lock(group_->mutex_);
    group_->pools_.push_back(this);
    group_->pool_count_ = group_->pools_.size();
}

Pool::~Pool() {
    close();
    const std::lock_guard lock(group_->mutex_);
    std::erase(group_->pools_, this);
    group_->pool_count_ = group_->pools_.size();
}

void Pool::close_idle() noexcept {
    shown_idle_ = 0;
    while (!idle_.empty()) {
        std::unique_ptr<PooledConnection> connection = std::move(idle_.back());
        idle_.pop_back();
        drop(std::move(connection));
    }
}

void Pool::close() noexcept {
    if (std::exchange(closed_, true)) return;
    close_idle();
    timer_.reset();  // its event loop may be gone before the pool is
    // Those who wait will not be resumed: their coroutines are destroyed on the event loop, or with it.
    for (Waiter* waiter : waiters_) const std::move_only_function<void()> last = std::move(waiter->resume);
}

std::optional<Lease> Pool::try_acquire(Time now) {
    if (idle_.empty() || !waiters_.empty()) return std::nullopt;
    std::unique_ptr<PooledConnection> connection = take_idle(now);
    if (!connection) return std::nullopt;
    ++in_use_;
    return Lease(*this, std::move(connection));
}

std::unique_ptr<PooledConnection> Pool::take_idle(Time now) {
    while (!idle_.empty()) {
        std::unique_ptr<PooledConnection> connection = std::move(idle_.back());
        idle_.pop_back();
        shown_idle_.store(idle_.size(), std::memory_order_release);
        const bool trusted = connection->quiet() && now - connection->idle_since < pool_policy::trusted_idle;
        if (now < connection->retire_at && (trusted || connection->alive())) return connection;
        drop(std::move(connection));
    }
    return nullptr;
}

asio::awaitable<Result<Lease>> Pool::acquire(Request* request) {
    const Time now = std::chrono::steady_clock::now();
    return acquire(now, now + group_->settings().wait_timeout, request);
}

asio::awaitable<Result<Lease>> Pool::acquire(Time now, Deadline deadline, Request* request) {
    if (std::optional<Lease> lease = try_acquire(now)) co_return std::move(*lease);
    if (closed_) co_return fail(Errc::admin_shutdown, "the pool " + group_->name() + " is closed");
    if (std::optional<Error> error = recent_login_error(now)) {
        wanted_ = true;
        co_return fail(std::move(*error));
    }

    Waiter waiter{
        .since = now, .deadline = deadline, .resume = {}, .answer = {}, .place = {}, .request = request};
    waiter.place = waiters_.insert(waiters_.end(), &waiter);
    if (request != nullptr) {
        request->pool_ = this;
        request->waiter_ = &waiter;
    }
    struct Leave {  // also when the waiting coroutine is destroyed
        Pool& pool;
        Waiter& waiter;
        ~Leave() {
            if (!waiter.answer) pool.remove(waiter);
        }
    } leave{*this, waiter};
    ++group_->waiting_;
    publish();
    call_for_idle();
    open_connections();
    if (!waiter.answer) {
        if (deadline < timer_set_) arm_timer();
        const auto park = [&waiter](auto handler) {
            waiter.resume = [handler = std::move(handler)]() mutable { std::move(handler)(); };
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(park, asio::use_awaitable);
    }
    co_return std::move(*waiter.answer);
}

void Pool::arm_timer() {
    timer_set_ = Deadline::max();
    for (const Waiter* waiter : waiters_) timer_set_ = std::min(timer_set_, waiter->deadline);
    if (timer_set_ == Deadline::max()) return;
    timer_->expires_at(timer_set_);
    timer_->async_wait([this](boost::system::error_code cancelled) {
        if (cancelled || closed_) return;
        time_out_waiters(std::chrono::steady_clock::now());
        arm_timer();
    });
}

void Pool::time_out_waiters(Time now) {
    for (auto next = waiters_.begin(); next != waiters_.end();) {
        Waiter& waiter = **next++;
        if (waiter.deadline <= now) answer(waiter, fail(timed_out(waiter.since, now)));
    }
}

void Pool::remove(Waiter& waiter) {
    waiters_.erase(waiter.place);
    if (waiter.request != nullptr) waiter.request->waiter_ = nullptr;
    --group_->waiting_;
    publish();
}

void Pool::answer(Waiter& waiter, Result<Lease> result) {
    remove(waiter);
    waiter.answer.emplace(std::move(result));
    if (waiter.resume) asio::post(executor_, [resume = std::move(waiter.resume)]() mutable { resume(); });
}

void Pool::publish() {
    const Time oldest = waiters_.empty() ? Time::max() : waiters_.front()->since;
    oldest_wait_ = oldest.time_since_epoch().count();
}

void Pool::give_back(std::unique_ptr<PooledConnection> connection) noexcept {
    --in_use_;
    const Time now = std::chrono::steady_clock::now();
    if (closed_ || !connection->reusable() || now >= connection->retire_at) {
        drop(std::move(connection));
        return;
    }
    connection->idle_since = now;
    settle(std::move(connection));
}

// Gives a free connection to whoever has waited longest, or lays it aside.
void Pool::settle(std::unique_ptr<PooledConnection> connection) {
    if (group_->waiting_.load() != 0) {
        Time other{};
        longest_waiting_other(other);
        const Time own = waiters_.empty() ? Time::max() : waiters_.front()->since;
        switch (pool_policy::recipient(own, other)) {
            case pool_policy::Recipient::own_waiter:
                ++in_use_;
                return answer(*waiters_.front(), Lease(*this, std::move(connection)));
            case pool_policy::Recipient::other_worker:
                return hand_over(std::move(connection));
            case pool_policy::Recipient::nobody:
                break;
        }
    }
    lay_aside(std::move(connection));
    // A waiter that came to another worker just now looked for idle connections before this one was shown, so
    // it is looked for once more: one of the two must see the other.
    if (group_->waiting_.load() != 0) surrender_idle();
}

void Pool::lay_aside(std::unique_ptr<PooledConnection> connection) {
    if (group_->vacancies_.load() != 0) return drop(std::move(connection));
    idle_.push_back(std::move(connection));
    shown_idle_ = idle_.size();
}

Pool* Pool::longest_waiting_other(Time& since) {
    since = Time::max();
    Pool* found = nullptr;
    if (group_->pool_count_ == 1) return found;
    const std::lock_guard lock(group_->mutex_);
    for (Pool* pool : group_->pools_) {
        if (pool == this) continue;
        const Time oldest{Time::duration(pool->oldest_wait_.load())};
        if (oldest >= since) continue;
        since = oldest;
        found = pool;
    }
    return found;
}

void Pool::hand_over(std::unique_ptr<PooledConnection> connection) {
    Time since{};
    Pool* target = longest_waiting_other(since);
    if (target == nullptr) return lay_aside(std::move(connection));
    connection->detach();
    asio::post(target->executor_, [target, moved = std::move(connection)]() mutable {
        moved->attach(target->executor_);
        if (target->closed_) return target->drop(std::move(moved));
        if (target->waiters_.empty()) return target->settle(std::move(moved));
        ++target->in_use_;
        target->answer(*target->waiters_.front(), Lease(*target, std::move(moved)));
    });
}

// Asks the workers that have idle connections for one.
void Pool::call_for_idle() {
    if (group_->pool_count_ == 1) return;
    const std::lock_guard lock(group_->mutex_);
    for (Pool* pool : group_->pools_) {
        if (pool == this || pool->shown_idle_.load() == 0) continue;
        asio::post(pool->executor_, [pool] { pool->surrender_idle(); });
        return;
    }
}

void Pool::surrender_idle() {
    if (closed_ || group_->waiting_.load() == 0) return;
    std::unique_ptr<PooledConnection> connection = take_idle(std::chrono::steady_clock::now());
    if (!connection) return wake_openers();
    if (!waiters_.empty()) {
        ++in_use_;
        return answer(*waiters_.front(), Lease(*this, std::move(connection)));
    }
    hand_over(std::move(connection));
}

void Pool::drop(std::unique_ptr<PooledConnection> connection) noexcept {
    connection.reset();
    --group_->working_;
    group_->release();
    if (!closed_) wake_openers();
}

// There is room for a new connection: whoever waits may open it.
void Pool::wake_openers() {
    if (group_->waiting_.load() == 0) return;
    if (!waiters_.empty()) return open_connections();
    Time since{};
    if (Pool* other = longest_waiting_other(since))
        asio::post(other->executor_, [other] { other->open_connections(); });
}

void Pool::open_connections() {
    if (closed_ || group_->open() >= group_->settings().size) return;
    // An idle connection of another worker is on its way, and much sooner here than a new one.
    const std::size_t waiting = waiters_.size();
    std::size_t coming = 0;
    if (group_->pool_count_ > 1) {
        const std::lock_guard lock(group_->mutex_);
        for (const Pool* pool : group_->pools_)
            if (pool != this) coming += pool->shown_idle_.load();
    }
    pool_policy::Counts counts{.minimum = group_->vacancies_.load() == 0 ? group_->settings().minimum : 0,
                               .limit = group_->settings().size,
                               .open = group_->open(),
                               .connecting = connecting_,
                               .waiting = waiting > coming ? waiting - coming : 0};
    for (std::size_t n = pool_policy::connections_to_open(counts); n > 0 && group_->reserve(); --n) {
        ++connecting_;
        asio::co_spawn(executor_, open_one(), asio::detached);
    }
}

asio::awaitable<void> Pool::open_one() {
    const PoolSettings& settings = group_->settings();
    Result<std::unique_ptr<PooledConnection>> opened = fail(Errc::connection_failure, "not connected");
    try {
        opened = co_await connector_.connect(std::chrono::steady_clock::now() + settings.connect_timeout);
    } catch (const std::exception& problem) {
        opened = fail(Errc::connection_failure, problem.what());
    }
    --connecting_;
    const Time now = std::chrono::steady_clock::now();
    if (!opened) {
        group_->release();
        // While others work this is no reason to turn anybody away, nor when they have ended: then the
        // server may have been stopped and started again.
        if (group_->working_.load() != 0) co_return;
        {
            const std::lock_guard lock(group_->mutex_);
            group_->login_error_ = opened.error();
            group_->login_failed_at_ = now;
        }
        fail_waiters(opened.error());
        co_return;
    }
    ++group_->working_;
    {
        const std::lock_guard lock(group_->mutex_);
        group_->login_error_.reset();
        group_->login_failed_at_ = {};
    }
    std::unique_ptr<PooledConnection> connection = std::move(*opened);
    connection->opened_at = connection->idle_since = now;
    if (settings.lifetime.count() > 0)
        connection->retire_at = now + pool_policy::jittered(settings.lifetime,
                                                            settings.lifetime_jitter.value,
                                                            static_cast<std::uint32_t>(random_()));
    if (closed_) {
        drop(std::move(connection));
        co_return;
    }
    settle(std::move(connection));
}

void Pool::fail_waiters(const Error& error) {
    while (!waiters_.empty()) answer(*waiters_.front(), fail(error));
}

std::optional<Error> Pool::recent_login_error(Time now) {
    const std::size_t working = group_->working_.load();
    if (working != 0) return std::nullopt;
    const std::lock_guard lock(group_->mutex_);
    const Time failed_at = group_->login_failed_at_;
    if (!pool_policy::fail_at_once(now, failed_at, group_->settings().login_retry, working))
        return std::nullopt;
    return group_->login_error_;
}

Error Pool::timed_out(Time since, Time now) const {
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(now - since).count();
    std::string text = "no connection of pool " + group_->name() + " became free in " +
                       std::to_string(waited) + " ms (" + std::to_string(group_->open()) + " of " +
                       std::to_string(group_->settings().size) + " open, " +
                       std::to_string(group_->waiting()) + " clients waiting)";
    return Error(Errc::too_many_connections, std::move(text))
        .with_hint("Raise pool.size or pool.wait_timeout, or look for transactions that are held open.");
}

void Pool::maintain(Time now) {
    if (closed_) return;
    const PoolSettings& settings = group_->settings();
    const pool_policy::Limits limits{.idle_timeout = settings.idle_timeout, .minimum = settings.minimum};
    for (std::size_t i = 0; i < idle_.size();) {
        const PooledConnection& candidate = *idle_[i];
        const pool_policy::Age age{
            .now = now, .idle_since = candidate.idle_since, .retire_at = candidate.retire_at};
        if (!pool_policy::must_close(age, limits, group_->open()) && idle_[i]->alive()) {
            ++i;
            continue;
        }
        std::unique_ptr<PooledConnection> old = std::move(idle_[i]);
        idle_.erase(idle_.begin() + static_cast<std::ptrdiff_t>(i));
        shown_idle_ = idle_.size();
        drop(std::move(old));
    }
    if (!waiters_.empty()) call_for_idle();
    const std::optional<Error> error = recent_login_error(now);
    if (!error)
        return open_connections();  // for those left when a login failed while others worked, and the minimum
    fail_waiters(*error);
    // A server that was away may be back long before the window ends.
    if (!std::exchange(wanted_, false) || connecting_ > 0 || !pool_policy::may_be_back(error->sqlstate()))
        return;
    if (!group_->reserve()) return;
    ++connecting_;
    asio::co_spawn(executor_, open_one(), asio::detached);
}

}  // namespace ormgate
