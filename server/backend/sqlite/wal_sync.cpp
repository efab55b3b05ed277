#include "server/backend/sqlite/wal_sync.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <system_error>

namespace ormgate::sqlite {

// The timer never expires: it is what another thread wakes the coroutine with.
struct WalSync::Waiter {
    Waiter(const asio::any_io_executor& executor, std::uint64_t wanted)
        : timer(executor, asio::steady_timer::time_point::max()), ticket(wanted) {}
    asio::steady_timer timer;
    std::uint64_t ticket;
    bool woken = false;  // on its worker
    Result<void> outcome;
};

WalSync::~WalSync() {
    if (file_ >= 0) ::close(file_);
}

asio::awaitable<Result<void>> WalSync::durable(std::uint64_t ticket) {
    auto waiter = std::make_shared<Waiter>(co_await asio::this_coro::executor, ticket);
    bool start = false;
    {
        const std::lock_guard lock(mutex_);
        waiters_.push_back(waiter);
        start = !std::exchange(syncing_, true);
    }
    if (start) asio::post(pool_, [this] { sync_until_nobody_waits(); });
    while (!waiter->woken) co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return waiter->outcome;
}

void WalSync::sync_until_nobody_waits() {
    for (bool more = true; more;) {
        const std::uint64_t reached = last_.load();
        const Result<void> outcome = sync();
        std::vector<std::shared_ptr<Waiter>> done, left;
        {
            const std::lock_guard lock(mutex_);
            for (auto& waiter : waiters_)
                (waiter->ticket <= reached ? done : left).push_back(std::move(waiter));
            waiters_ = std::move(left);
            more = syncing_ = !waiters_.empty();
        }
        // The last waiter may take this object with it: from here on only if more wait.
        for (auto& waiter : done) {
            const asio::any_io_executor worker = waiter->timer.get_executor();
            asio::post(worker, [waiter = std::move(waiter), outcome] {
                waiter->outcome = outcome;
                waiter->woken = true;
                waiter->timer.cancel();
            });
        }
    }
}

Result<void> WalSync::sync() {
    if (!state_) return state_;
    if (file_ < 0) file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ >= 0 && ::fdatasync(file_) == 0) return {};
    const std::string reason = std::generic_category().message(errno);
    state_ = fail(Errc::io_error, "could not write the commit through to the disk: " + reason);
    return state_;
}

}  // namespace ormgate::sqlite
