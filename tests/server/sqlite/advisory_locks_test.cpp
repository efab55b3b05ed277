#include "server/backend/sqlite/advisory_locks.hpp"

#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

using namespace std::chrono_literals;
using sqlite::AdvisoryLocks;
using Request = AdvisoryLocks::Request;

class SqliteAdvisoryLocks : public ::testing::Test {
protected:
    std::future<Result<void>> start(Worker& worker,
                                    AdvisoryLocks::Owner owner,
                                    Request request,
                                    AdvisoryLocks::Wait& wait,
                                    std::chrono::milliseconds timeout = 10s) {
        const auto never = AdvisoryLocks::Clock::time_point::max();
        return worker.start(locks.lock(owner, request, wait, never, AdvisoryLocks::Clock::now() + timeout));
    }
    AdvisoryLocks locks;
    Worker one, two;
    const int owners[3] = {};
    AdvisoryLocks::Owner a = &owners[0], b = &owners[1], c = &owners[2];
    const Request x{{1, false}, false, false}, y{{2, false}, false, false};
    const Request shared_x{{1, false}, true, false};
};

TEST_F(SqliteAdvisoryLocks, ExcludeEachOther) {
    EXPECT_TRUE(locks.try_lock(a, x));
    EXPECT_TRUE(locks.try_lock(a, x));
    EXPECT_FALSE(locks.try_lock(b, x));
    EXPECT_FALSE(locks.try_lock(b, shared_x));
    EXPECT_TRUE(locks.try_lock(b, {{1, true}, false, false}));  // keys in two parts are others
    EXPECT_TRUE(locks.unlock(a, x));
    EXPECT_FALSE(locks.try_lock(b, x));
    EXPECT_TRUE(locks.unlock(a, x));
    EXPECT_FALSE(locks.unlock(a, x));
    EXPECT_TRUE(locks.try_lock(b, x));
}

TEST_F(SqliteAdvisoryLocks, ShareAndUpgrade) {
    EXPECT_TRUE(locks.try_lock(a, shared_x));
    EXPECT_TRUE(locks.try_lock(b, shared_x));
    EXPECT_FALSE(locks.try_lock(c, x));
    EXPECT_FALSE(locks.try_lock(a, x));
    EXPECT_TRUE(locks.unlock(b, shared_x));
    EXPECT_TRUE(locks.try_lock(a, x));
}

TEST_F(SqliteAdvisoryLocks, EndWithTransactionOrSession) {
    Request of_transaction = x;
    of_transaction.transaction = true;
    EXPECT_TRUE(locks.try_lock(a, of_transaction));
    EXPECT_TRUE(locks.try_lock(a, y));
    EXPECT_FALSE(locks.unlock(a, x));  // one of a transaction cannot be given up
    locks.end_transaction(a);
    EXPECT_TRUE(locks.try_lock(b, x));
    EXPECT_FALSE(locks.try_lock(b, y));
    locks.unlock_session(a);
    EXPECT_TRUE(locks.try_lock(b, y));
}

TEST_F(SqliteAdvisoryLocks, WaitInOrderAcrossWorkers) {
    AdvisoryLocks::Wait of_b, of_c;
    EXPECT_TRUE(locks.try_lock(a, x));
    auto second = start(one, b, x, of_b);
    EXPECT_EQ(second.wait_for(20ms), std::future_status::timeout);
    auto third = start(two, c, x, of_c);
    EXPECT_EQ(third.wait_for(20ms), std::future_status::timeout);
    locks.unlock(a, x);
    EXPECT_TRUE(second.get());
    EXPECT_EQ(third.wait_for(20ms), std::future_status::timeout);
    EXPECT_FALSE(locks.try_lock(a, shared_x));
    locks.unlock_everything(b);
    EXPECT_TRUE(third.get());
    EXPECT_EQ(locks.held().size(), 1u);
}

TEST_F(SqliteAdvisoryLocks, WaitingEndsByTimeoutOrCancel) {
    AdvisoryLocks::Wait timed, cancelled;
    EXPECT_TRUE(locks.try_lock(a, x));
    EXPECT_EQ(error_of(start(one, b, x, timed, 10ms).get()).sqlstate(), "55P03");
    auto waiting = start(one, b, x, cancelled);
    EXPECT_EQ(waiting.wait_for(20ms), std::future_status::timeout);
    one.call([&] {
        cancelled.give_up();
        return true;
    });
    EXPECT_EQ(error_of(waiting.get()).sqlstate(), "57014");
    locks.unlock(a, x);
    EXPECT_TRUE(locks.try_lock(c, x));  // nobody is left in the line
}

TEST_F(SqliteAdvisoryLocks, ACircleIsADeadlock) {
    AdvisoryLocks::Wait of_a, of_b;
    EXPECT_TRUE(locks.try_lock(a, x));
    EXPECT_TRUE(locks.try_lock(b, y));
    auto waiting = start(one, a, y, of_a);
    EXPECT_EQ(waiting.wait_for(20ms), std::future_status::timeout);
    EXPECT_EQ(error_of(start(two, b, x, of_b).get()).sqlstate(), "40P01");
    locks.unlock_everything(b);
    EXPECT_TRUE(waiting.get());
}

}  // namespace
}  // namespace ormgate::test
