#include "server/io/deadline.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "server/io/buffer_pool.hpp"
#include "server/io/watchdog.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/stream_pair.hpp"

namespace ormgate {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

asio::awaitable<int> seventeen() {
    co_return 17;
}
asio::awaitable<int> failing() {
    throw std::runtime_error("no");
    co_return 0;
}
asio::awaitable<void> nothing() {
    co_return;
}

TEST(Deadline, LetsAnOperationEndInTime) {
    asio::io_context io;
    const auto later = steady_clock::now() + 1h;
    EXPECT_EQ(*test::run(io, with_deadline(seventeen(), later)), 17);
    EXPECT_TRUE(test::run(io, with_deadline(nothing(), later)));
    EXPECT_THROW(test::run(io, with_deadline(failing(), later)), std::runtime_error)
        << "at once, not in an hour";
}

TEST(Deadline, CancelsAnOperationThatIsLate) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    std::byte buffer[16];
    auto read = test::run(io, with_deadline(server->read_some(buffer), steady_clock::now() + 1ms));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::query_canceled);
}

TEST(Deadline, CancelsThroughNestedCoroutines) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    Stream& stream = *server;
    bool left = false;
    const auto inner = [&]() -> asio::awaitable<void> {
        struct Leaves {
            bool& flag;
            ~Leaves() { flag = true; }
        } leaves{left};
        co_await stream.wait_readable();
    };
    const auto outer = [&]() -> asio::awaitable<void> { co_await inner(); };
    EXPECT_FALSE(test::run(io, with_deadline(outer(), steady_clock::now() + 1ms)));
    EXPECT_TRUE(left) << "the operation has ended when its deadline is reported";
}

TEST(Watchdog, CallsWhatIsDueAndNothingElse) {
    asio::io_context io;
    Watchdog watchdog(io);
    const auto now = steady_clock::now();
    int calls = 0, others = 0;
    Watchdog::Watch due(watchdog, [&] { ++calls; });
    Watchdog::Watch not_due(watchdog, [&] { ++others; });
    Watchdog::Watch never(watchdog, [&] { ++others; });
    due.arm(now);
    not_due.arm(now + 1ms);
    never.arm(now);
    never.disarm();
    watchdog.check(now);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(others, 0);
    EXPECT_TRUE(due.expired());
    EXPECT_FALSE(not_due.expired());
    watchdog.check(now);
    EXPECT_EQ(calls, 1) << "once";
    due.arm(now + 1ms);
    EXPECT_FALSE(due.expired());
    watchdog.check(now + 1ms);
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(others, 1);
}

TEST(Watchdog, LetsACallDestroyWatches) {
    asio::io_context io;
    Watchdog watchdog(io);
    const auto now = steady_clock::now();
    std::vector<std::unique_ptr<Watchdog::Watch>> watches;
    int calls = 0;
    for (int i = 0; i < 3; ++i) {
        watches.push_back(std::make_unique<Watchdog::Watch>(watchdog, [&] {
            ++calls;
            watches.clear();
        }));
        watches.back()->arm(now);
    }
    // A function must not be destroyed while it runs; the daemon's calls only cancel. Here the newest is kept
    // for that.
    auto kept = std::move(watches.back());
    watches.pop_back();
    watchdog.check(now);
    EXPECT_EQ(calls, 1) << "the first call took the others away";
}

TEST(Watchdog, Ticks) {
    asio::io_context io;
    Watchdog watchdog(io, 1ms);
    Watchdog::Watch watch(watchdog, [&] { watchdog.stop(); });
    watch.arm(steady_clock::now());
    watchdog.start();
    io.run();
    EXPECT_TRUE(watch.expired());
}

TEST(BufferPool, LendsAgainWhatCameBack) {
    BufferPool pool(1024, 1);
    Buffer first = pool.borrow();
    EXPECT_EQ(first.span().size(), 1024u);
    const std::byte* memory = first.span().data();
    first.reset();
    EXPECT_FALSE(first);
    EXPECT_TRUE(first.span().empty());
    Buffer second = pool.borrow();
    EXPECT_EQ(second.span().data(), memory);
    EXPECT_EQ(pool.lent_count(), 1u);
    Buffer third = pool.borrow();
    Buffer moved = std::move(second);
    EXPECT_FALSE(second);
    EXPECT_EQ(pool.lent_count(), 2u);
    third = Buffer();
    moved.reset();
    EXPECT_EQ(pool.lent_count(), 0u);
    EXPECT_EQ(pool.free_count(), 1u) << "no more than it was told to keep";
}

}  // namespace
}  // namespace ormgate
