#include "server/backend/pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>

#include "server/backend/pool_policy.hpp"

namespace ormgate {
namespace {

using namespace std::chrono_literals;
using pool_policy::Time;

constexpr Time at(std::chrono::milliseconds offset) {
    return Time{} + 1h + offset;
}

static_assert(pool_policy::connections_to_open({.limit = 5, .waiting = 3}) == 3);
static_assert(pool_policy::connections_to_open({.limit = 5, .connecting = 2, .waiting = 3}) == 1);
static_assert(pool_policy::connections_to_open({.limit = 5, .open = 4, .waiting = 3}) == 1);
static_assert(pool_policy::connections_to_open({.limit = 5, .open = 5, .waiting = 3}) == 0);
static_assert(pool_policy::connections_to_open({.limit = 2, .open = 5, .waiting = 3}) ==
              0);  // the limit was lowered
static_assert(pool_policy::connections_to_open({.minimum = 4, .limit = 5, .open = 1}) == 3);
static_assert(pool_policy::connections_to_open({.minimum = 9, .limit = 5, .open = 1}) == 4);

static_assert(pool_policy::must_close({at(10s), at(0s), Time::max()}, {.idle_timeout = 10s}, 3));
static_assert(!pool_policy::must_close({at(9s), at(0s), Time::max()}, {.idle_timeout = 10s}, 3));
static_assert(!pool_policy::must_close({at(10s), at(0s), Time::max()},
                                       {.idle_timeout = 10s, .minimum = 3},
                                       3));
static_assert(pool_policy::must_close({at(10s), at(0s), at(10s)}, {.idle_timeout = 0s, .minimum = 3}, 3));
static_assert(!pool_policy::must_close({at(99h), at(0s), Time::max()}, {.idle_timeout = 0s}, 3));

static_assert(pool_policy::jittered(1000ms, 0, 12345) == 1000ms);
static_assert(pool_policy::jittered(1000ms, 10, 0) == 1000ms);
static_assert(pool_policy::jittered(1000ms, 10, 100) == 900ms);
static_assert(pool_policy::jittered(1000ms, 10, 101) == 1000ms);

static_assert(pool_policy::recipient(Time::max(), Time::max()) == pool_policy::Recipient::nobody);
static_assert(pool_policy::recipient(at(5ms), Time::max()) == pool_policy::Recipient::own_waiter);
static_assert(pool_policy::recipient(Time::max(), at(5ms)) == pool_policy::Recipient::other_worker);
static_assert(pool_policy::recipient(at(15ms), at(5ms)) == pool_policy::Recipient::own_waiter);
static_assert(pool_policy::recipient(at(500ms), at(5ms)) == pool_policy::Recipient::other_worker);

static_assert(pool_policy::fail_at_once(at(5s), at(0s), 15s, 0));
static_assert(!pool_policy::fail_at_once(at(15s), at(0s), 15s, 0));
static_assert(!pool_policy::fail_at_once(at(5s), at(0s), 15s, 1));
static_assert(!pool_policy::fail_at_once(at(5s), Time{}, 15s, 0));

class FakeConnection final : public PooledConnection {
public:
    FakeConnection(int number, int& open) : number_(number), open_(open) { ++open_; }
    ~FakeConnection() override { --open_; }
    bool reusable() const override { return certain; }
    bool alive() override { return breathing; }
    void detach() override { ++moves; }
    void attach(const asio::any_io_executor&) override {}
    int number() const { return number_; }

    bool certain = true, breathing = true;
    int moves = 0;

private:
    int number_;
    int& open_;
};

class FakeConnector final : public Connector {
public:
    asio::awaitable<Result<std::unique_ptr<PooledConnection>>> connect(Deadline) override {
        ++attempts;
        if (refusal) co_return fail(*refusal);
        co_return std::make_unique<FakeConnection>(++made, open);
    }
    std::optional<Error> refusal;
    int attempts = 0, made = 0, open = 0;
};

class PoolTest : public testing::Test {
protected:
    PoolSettings settings;
    FakeConnector connector;
    asio::io_context io;
    std::shared_ptr<PoolGroup> group;
    std::unique_ptr<Pool> pool;

    PoolTest() {
        settings.size = 2;
        make();
    }
    void make() {
        pool.reset();
        group = std::make_shared<PoolGroup>("shop/app", settings);
        pool = std::make_unique<Pool>(group, connector, io.get_executor());
    }

    static asio::awaitable<void> take(Pool& from, Deadline deadline, Result<Lease>& into) {
        into = co_await from.acquire(Time::clock::now(), deadline);
    }
    // Asks for a connection, without running the event loop.
    void ask(Result<Lease>& into, Deadline deadline = Time::clock::now() + 10s) {
        into = fail(Errc::internal, "still waiting");
        asio::co_spawn(io, take(*pool, deadline, into), asio::detached);
    }
    void run() {
        io.restart();
        io.poll();
    }
    static FakeConnection& of(Result<Lease>& lease) { return static_cast<FakeConnection&>(*lease->get()); }
};

TEST_F(PoolTest, OpensOnDemandUpToItsSize) {
    Result<Lease> a, b, c;
    ask(a);
    ask(b);
    ask(c);
    run();
    ASSERT_TRUE(a && b);
    EXPECT_EQ(connector.made, 2);
    EXPECT_EQ(pool->waiting_count(), 1u);
    EXPECT_EQ(pool->in_use_count(), 2u);
    b->give_back();
    run();
    ASSERT_TRUE(c);
    EXPECT_EQ(of(c).number(), 2);
    EXPECT_EQ(connector.made, 2);
}

TEST_F(PoolTest, LendsTheLastUsedFirst) {
    Result<Lease> a, b;
    ask(a);
    ask(b);
    run();
    b->give_back();
    a->give_back();
    const auto lease = pool->try_acquire(Time::clock::now());
    ASSERT_TRUE(lease);
    EXPECT_EQ(static_cast<FakeConnection&>(*lease->get()).number(), 1);
}

TEST_F(PoolTest, ServesWaitersInOrderAndANewcomerNeverOvertakes) {
    Result<Lease> a, b, c, d;
    ask(a);
    ask(b);
    run();
    ask(c);
    run();
    ask(d);
    run();
    a->give_back();
    EXPECT_FALSE(pool->try_acquire(Time::clock::now()));  // it is c's already
    run();
    EXPECT_TRUE(c);
    EXPECT_FALSE(d);
    c->give_back();
    run();
    EXPECT_TRUE(d);
}

TEST_F(PoolTest, TellsAWaiterWhoseTimeIsUpWhichPoolIsFull) {
    Result<Lease> a, b, c;
    ask(a);
    ask(b);
    run();
    ask(c, Time::clock::now() - 1s);
    run();
    ASSERT_FALSE(c);
    EXPECT_EQ(c.error().code, Errc::too_many_connections);
    EXPECT_NE(c.error().message.find("shop/app"), std::string::npos);
    EXPECT_NE(c.error().message.find("2 of 2"), std::string::npos);
    EXPECT_EQ(pool->waiting_count(), 0u);
    EXPECT_EQ(group->waiting(), 0u);
}

TEST_F(PoolTest, ClosesAConnectionInDoubtAndOpensAnotherForTheWaiter) {
    Result<Lease> a, b, c;
    ask(a);
    ask(b);
    run();
    ask(c);
    run();
    of(a).certain = false;
    a->give_back();
    run();
    ASSERT_TRUE(c);
    EXPECT_EQ(of(c).number(), 3);
    EXPECT_EQ(connector.open, 2);
    EXPECT_EQ(group->open(), 2u);
}

TEST_F(PoolTest, LooksAtAConnectionThatLayStillBeforeItLendsIt) {
    Result<Lease> a, b;
    ask(a);
    run();
    of(a).breathing = false;
    a->give_back();
    EXPECT_TRUE(pool->try_acquire(Time::clock::now()));        // used a moment ago
    EXPECT_FALSE(pool->try_acquire(Time::clock::now() + 1s));  // dead
    EXPECT_EQ(group->open(), 0u);
}

TEST_F(PoolTest, GivesWaitersTheLoginsOwnErrorAtOnceForAWhile) {
    connector.refusal = Error(Errc::invalid_password, "password authentication failed");
    Result<Lease> a, b;
    ask(a);
    run();
    ASSERT_FALSE(a);
    EXPECT_EQ(a.error().code, Errc::invalid_password);
    ask(b);
    run();
    ASSERT_FALSE(b);
    EXPECT_EQ(b.error().code, Errc::invalid_password);
    EXPECT_EQ(connector.attempts, 1);
}

TEST_F(PoolTest, TriesAgainWhenTheFailFastWindowIsOver) {
    settings.login_retry = 0s;
    make();
    connector.refusal = Error(Errc::connection_failure, "refused");
    Result<Lease> a, b;
    ask(a);
    run();
    EXPECT_FALSE(a);
    connector.refusal.reset();
    ask(b);
    run();
    EXPECT_TRUE(b);
}

TEST_F(PoolTest, NoticesWithinTheWindowThatAServerIsBack) {
    connector.refusal = Error(Errc::connection_failure, "refused");
    Result<Lease> a, b;
    ask(a);
    run();
    ASSERT_FALSE(a);
    pool->maintain(Time::clock::now());
    run();
    EXPECT_EQ(connector.attempts, 1);  // nobody wanted it since
    ask(b);
    run();
    EXPECT_FALSE(b);
    connector.refusal.reset();
    pool->maintain(Time::clock::now());
    run();
    EXPECT_EQ(pool->idle_count(), 1u);
    ask(b);
    run();
    EXPECT_TRUE(b);
}

TEST_F(PoolTest, DoesNotTryAWrongPasswordAgainInTheWindow) {
    connector.refusal = Error(Errc::invalid_password, "no");
    Result<Lease> a, b;
    ask(a);
    run();
    ask(b);
    run();
    pool->maintain(Time::clock::now());
    run();
    EXPECT_EQ(connector.attempts, 1);
}

TEST_F(PoolTest, LetsWaitersHopeForTheConnectionsThatWork) {
    Result<Lease> a, b;
    ask(a);
    run();
    connector.refusal = Error(Errc::too_many_connections, "too many clients already");
    ask(b);
    run();
    EXPECT_EQ(pool->waiting_count(), 1u);
    a->give_back();
    run();
    ASSERT_TRUE(b);
    EXPECT_EQ(of(b).number(), 1);
}

TEST_F(PoolTest, DoesNotHoldALoginThatFailedWhileOthersWorkedAgainstAServerThatIsBack) {
    Result<Lease> a, b;
    ask(a);
    run();
    connector.refusal = Error(Errc::connection_failure, "the server is being stopped");
    ask(b);
    run();
    of(a).certain = false;
    connector.refusal.reset();
    a->give_back();  // the last one that worked
    run();
    ASSERT_TRUE(b);
    EXPECT_EQ(connector.made, 2);
    b->give_back();
    pool->close();
}

TEST_F(PoolTest, AnswersWhoGivesUpWaiting) {
    settings.size = 1;
    make();
    Result<Lease> a, b = fail(Errc::internal, "still waiting");
    ask(a);
    run();
    Pool::Request request;
    const auto wait = [&]() -> asio::awaitable<void> { b = co_await pool->acquire(&request); };
    asio::co_spawn(io, wait(), asio::detached);
    run();
    EXPECT_TRUE(request.waiting());
    EXPECT_EQ(pool->waiting_count(), 1u);
    request.give_up(Error(Errc::query_canceled, "never mind"));
    EXPECT_FALSE(request.waiting());
    run();
    EXPECT_EQ(b.error().message, "never mind");
    EXPECT_EQ(pool->waiting_count(), 0u);
    request.give_up(Error(Errc::internal, "nobody waits"));
    a->give_back();
    EXPECT_EQ(pool->idle_count(), 1u);
}

TEST_F(PoolTest, KeepsItsMinimumAndClosesWhatIsIdleTooLong) {
    settings.size = 4;
    settings.minimum = 2;
    settings.idle_timeout = 10s;
    make();
    pool->maintain(Time::clock::now());
    run();
    EXPECT_EQ(pool->idle_count(), 2u);
    Result<Lease> a, b, c;
    ask(a);
    ask(b);
    ask(c);
    run();
    a->give_back();
    b->give_back();
    c->give_back();
    EXPECT_EQ(pool->idle_count(), 3u);
    pool->maintain(Time::clock::now() + 5s);
    EXPECT_EQ(pool->idle_count(), 3u);
    pool->maintain(Time::clock::now() + 11s);
    EXPECT_EQ(pool->idle_count(), 2u);
}

TEST_F(PoolTest, RetiresOldConnectionsEvenFromTheMinimum) {
    settings.minimum = 1;
    settings.lifetime = 60s;
    make();
    pool->maintain(Time::clock::now());
    run();
    EXPECT_EQ(connector.made, 1);
    pool->maintain(Time::clock::now() + 61s);
    run();
    EXPECT_EQ(connector.made, 2);
    EXPECT_EQ(connector.open, 1);
}

TEST_F(PoolTest, FindsDeadConnectionsWhileTheyAreIdle) {
    Result<Lease> a;
    ask(a);
    run();
    FakeConnection& connection = of(a);
    a->give_back();
    connection.breathing = false;
    pool->maintain(Time::clock::now());
    EXPECT_EQ(pool->idle_count(), 0u);
    EXPECT_EQ(group->open(), 0u);
}

TEST_F(PoolTest, ForgetsAWaiterWhoseCoroutineIsDestroyed) {
    Result<Lease> a, b, c;
    ask(a);
    ask(b);
    run();
    auto other = std::make_unique<asio::io_context>();
    Pool second(group, connector, other->get_executor());
    asio::co_spawn(*other, take(second, Time::clock::now() + 10s, c), asio::detached);
    other->poll();
    EXPECT_EQ(group->waiting(), 1u);
    second.close();
    other.reset();
    EXPECT_EQ(group->waiting(), 0u);
    EXPECT_EQ(group->open(), 2u);
}

TEST_F(PoolTest, HandsAnIdleConnectionOverToAnotherWorkersWaiter) {
    settings.size = 1;
    make();
    asio::io_context other_io;
    Pool other(group, connector, other_io.get_executor());
    Result<Lease> a, b;
    ask(a);
    run();
    a->give_back();
    EXPECT_EQ(pool->idle_count(), 1u);

    b = fail(Errc::internal, "still waiting");
    asio::co_spawn(other_io, take(other, Time::clock::now() + 10s, b), asio::detached);
    other_io.poll();
    EXPECT_FALSE(b);
    run();  // the first worker hears the call
    EXPECT_EQ(pool->idle_count(), 0u);
    other_io.restart();
    other_io.poll();
    ASSERT_TRUE(b);
    EXPECT_EQ(of(b).moves, 1);
    EXPECT_EQ(connector.made, 1);
    EXPECT_EQ(other.in_use_count(), 1u);
    b->give_back();
    EXPECT_EQ(other.idle_count(), 1u);
    other.close();
}

TEST_F(PoolTest, LeavesNothingIdleWhileThereIsAVacancy) {
    settings.minimum = 1;
    make();
    asio::io_context other_io;
    Pool other(group, connector, other_io.get_executor());
    Result<Lease> lent, idle, others;
    ask(lent);
    ask(idle);
    run();
    idle->give_back();
    EXPECT_EQ(pool->idle_count(), 1u);
    {
        Vacancy vacancy({group});
        bool done = false;
        vacancy.empty_pools(io.get_executor(), [&] { done = true; });
        run();
        EXPECT_EQ(pool->idle_count(), 0u);
        EXPECT_FALSE(done);  // the other worker has not looked yet
        other_io.poll();
        run();
        EXPECT_TRUE(done);
        EXPECT_EQ(connector.open, 1);
        lent->give_back();
        EXPECT_EQ(connector.open, 0);
        pool->maintain(Time::clock::now());
        run();
        EXPECT_EQ(connector.open, 0);  // not even the minimum
        ask(lent);
        run();
        ASSERT_TRUE(lent);  // who wants to work may
        lent->give_back();
        connector.refusal = Error(Errc::undefined_database, "no such database");
        ask(lent);
        run();
        EXPECT_FALSE(lent);
        connector.refusal.reset();
    }
    ask(lent);
    run();
    ASSERT_TRUE(lent) << lent.error().message;  // the failed login is forgotten
    lent->give_back();
    EXPECT_EQ(pool->idle_count(), 1u);
    other.close();
}

TEST_F(PoolTest, LendsOneConnectionToManyWorkersOnThreads) {
    settings.size = 3;
    make();
    struct Worker {
        explicit Worker(std::shared_ptr<PoolGroup> group, Connector& connector)
            : pool(std::move(group), connector, io.get_executor()) {}
        asio::io_context io{1};
        Pool pool;
        int served = 0;
    };
    // The fake connector counts without a lock, so everything is open before the threads start.
    Result<Lease> a, b, c;
    ask(a);
    ask(b);
    ask(c);
    run();
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < 3; ++i) workers.push_back(std::make_unique<Worker>(group, connector));
    a->give_back();
    b->give_back();
    c->give_back();

    constexpr int rounds = 500, clients = 4;
    for (auto& worker : workers)
        for (int i = 0; i < clients; ++i)
            asio::co_spawn(
                worker->io,
                [](Worker& self) -> asio::awaitable<void> {
                    for (int n = 0; n < rounds; ++n) {
                        Result<Lease> lease = co_await self.pool.acquire();
                        if (lease) ++self.served;
                        co_await asio::post(asio::use_awaitable);
                    }
                }(*worker),
                asio::detached);
    auto guard = asio::make_work_guard(io);
    io.restart();
    std::thread home([this] { io.run(); });
    // Workers must keep running while others call for their idle connections.
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards;
    std::vector<std::thread> threads;
    for (auto& worker : workers) {
        guards.push_back(asio::make_work_guard(worker->io));
        threads.emplace_back([&worker] { worker->io.run(); });
    }
    const auto patience = std::chrono::steady_clock::now() + 20s;
    const auto all_served = [&] { return group->waiting() == 0; };
    for (auto& worker : workers) {
        while (std::chrono::steady_clock::now() < patience) {
            std::promise<int> seen;
            asio::post(worker->io, [&] { seen.set_value(worker->served); });
            if (seen.get_future().get() == rounds * clients) break;
        }
    }
    EXPECT_TRUE(all_served());
    // A pool's timer for those who wait keeps its event loop going until the pool is closed.
    for (auto& worker : workers) asio::post(worker->io, [&worker] { worker->pool.close(); });
    asio::post(io, [this] { pool->close(); });
    guards.clear();
    guard.reset();
    for (auto& thread : threads) thread.join();
    home.join();
    for (auto& worker : workers) EXPECT_EQ(worker->served, rounds * clients);
    EXPECT_EQ(connector.made, 3);
    EXPECT_EQ(connector.open, 0);
}

}  // namespace
}  // namespace ormgate
