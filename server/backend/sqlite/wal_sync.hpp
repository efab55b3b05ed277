#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "server/io/asio.hpp"

namespace ormgate::sqlite {

// WalSync makes commits durable, many at once: a commit writes to the write-ahead log and passes the turn on;
// then one sync of the log covers all commits before it. No client hears of its commit earlier. Commits that
// follow are in the same log behind it, so they are never durable without it.
class WalSync {
public:
    WalSync(const std::string& database_path, asio::thread_pool& pool)
        : path_(database_path + "-wal"), pool_(pool) {}
    ~WalSync();
    WalSync(const WalSync&) = delete;
    WalSync& operator=(const WalSync&) = delete;

    // The ticket of a commit just written; only by who still has the turn.
    std::uint64_t committed() { return ++last_; }
    // Until everything up to the ticket is on the disk. Not to be given up: the commit has happened.
    asio::awaitable<Result<void>> durable(std::uint64_t ticket);

private:
    struct Waiter;

    void sync_until_nobody_waits();
    Result<void> sync();

    std::string path_;
    asio::thread_pool& pool_;
    std::atomic<std::uint64_t> last_ = 0;
    std::mutex mutex_;
    bool syncing_ = false;
    // Only of the thread that syncs.
    int file_ = -1;
    Result<void> state_;  // a failure stays: what the kernel has once dropped, it does not report again
    std::vector<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace ormgate::sqlite
