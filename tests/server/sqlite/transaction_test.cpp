#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

using namespace std::chrono_literals;
using ast::IsolationLevel;

class SqliteTransaction : public SqliteTest {
protected:
    SqliteTransaction() {
        EXPECT_TRUE(a.run(ddl("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)")));
        EXPECT_TRUE(a.run(write("INSERT INTO t VALUES (1, 10)")));
    }
    Worker one, two;
    Client a{one, database}, b{two, database};
};

TEST_F(SqliteTransaction, ShowsOthersOnlyWhatIsCommitted) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("UPDATE t SET v = 11", "UPDATE")));
    EXPECT_EQ(a.number("SELECT v FROM t"), 11);
    EXPECT_EQ(b.number("SELECT v FROM t"), 10);
    ASSERT_DONE(a.commit());
    EXPECT_EQ(b.number("SELECT v FROM t"), 11);
}

TEST_F(SqliteTransaction, ReadCommittedSeesEachCommit) {
    ASSERT_DONE(b.begin());
    EXPECT_EQ(b.number("SELECT v FROM t"), 10);
    ASSERT_DONE(a.run(write("UPDATE t SET v = 11", "UPDATE")));
    EXPECT_EQ(b.number("SELECT v FROM t"), 11);
    // and it can still write: nothing was upgraded
    ASSERT_DONE(b.run(write("UPDATE t SET v = v + 1", "UPDATE")));
    ASSERT_DONE(b.commit());
    EXPECT_EQ(a.number("SELECT v FROM t"), 12);
}

TEST_F(SqliteTransaction, RepeatableReadKeepsItsSnapshot) {
    for (const IsolationLevel level : {IsolationLevel::repeatable_read, IsolationLevel::serializable}) {
        ASSERT_DONE(b.begin(level));
        const std::int64_t before = b.number("SELECT v FROM t");
        ASSERT_DONE(a.run(write("UPDATE t SET v = v + 1", "UPDATE")));
        EXPECT_EQ(b.number("SELECT v FROM t"), before);
        const Error error = error_of(b.run(write("UPDATE t SET v = 0", "UPDATE")));
        EXPECT_EQ(error.sqlstate(), "40001");
        EXPECT_EQ(error.message, "could not serialize access due to concurrent update");
        ASSERT_DONE(b.rollback());
        EXPECT_EQ(b.number("SELECT v FROM t"), before + 1);
    }
}

TEST_F(SqliteTransaction, RepeatableReadWritesFromAFreshSnapshot) {
    ASSERT_DONE(b.begin(IsolationLevel::repeatable_read));
    EXPECT_EQ(b.number("SELECT v FROM t"), 10);
    ASSERT_DONE(b.run(write("UPDATE t SET v = 20", "UPDATE")));
    ASSERT_DONE(b.commit());
    EXPECT_EQ(a.number("SELECT v FROM t"), 20);
}

TEST_F(SqliteTransaction, RollbackUndoesRowsAndTables) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("INSERT INTO t VALUES (2, 20)")));
    ASSERT_DONE(a.run(ddl("CREATE TABLE u (id INTEGER PRIMARY KEY)")));
    EXPECT_NE(a.schema()->table("public", "u"), nullptr);
    EXPECT_EQ(b.schema()->table("public", "u"), nullptr);
    ASSERT_DONE(a.rollback());
    EXPECT_EQ(a.schema()->table("public", "u"), nullptr);
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 1);
}

TEST_F(SqliteTransaction, SchemaChangesReachOthersAtCommit) {
    const std::uint64_t before = b.schema()->version;
    EXPECT_EQ(b.schema()->version, before);
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(ddl("CREATE TABLE u (id INTEGER PRIMARY KEY)")));
    const std::uint64_t inside = a.schema()->version;
    EXPECT_NE(inside, before);
    EXPECT_EQ(b.schema()->version, before);
    ASSERT_DONE(a.commit());
    EXPECT_NE(b.schema()->version, before);
    EXPECT_NE(b.schema()->version, inside);
    EXPECT_NE(b.schema()->table("public", "u"), nullptr);
}

TEST_F(SqliteTransaction, SavepointsFromBeforeTheFirstWriteCount) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(one.run(a.executor().savepoint(1)));
    ASSERT_DONE(a.run(write("UPDATE t SET v = 11", "UPDATE")));
    ASSERT_DONE(one.run(a.executor().savepoint(2)));
    ASSERT_DONE(a.run(write("UPDATE t SET v = 12", "UPDATE")));
    ASSERT_DONE(one.run(a.executor().rollback_to(2)));
    EXPECT_EQ(a.number("SELECT v FROM t"), 11);
    ASSERT_DONE(one.run(a.executor().release(2)));
    ASSERT_DONE(one.run(a.executor().rollback_to(1)));
    EXPECT_EQ(a.number("SELECT v FROM t"), 10);
    ASSERT_DONE(one.run(a.executor().release(1)));
    ASSERT_DONE(a.commit());
    EXPECT_EQ(b.number("SELECT v FROM t"), 10);
}

TEST_F(SqliteTransaction, AFailedStatementLeavesTheEarlierOnes) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("INSERT INTO t VALUES (2, 20)")));
    EXPECT_FALSE(a.run(write("INSERT INTO t VALUES (3, 30), (1, 0)")));
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 2);
    ASSERT_DONE(a.commit());
}

TEST_F(SqliteTransaction, SeveralStepsAreOneWhole) {
    const Sql two_steps{.tag = "INSERT",
                        .access = dialects::Access::write,
                        .steps = {"INSERT INTO t VALUES (5, 50)", "INSERT INTO t VALUES (1, 0)"}};
    EXPECT_FALSE(a.run(two_steps));
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 1);
    ASSERT_DONE(a.begin());
    EXPECT_FALSE(a.run(two_steps));
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 1);
    ASSERT_DONE(a.commit());
}

TEST_F(SqliteTransaction, ReadOnlyRefusesWrites) {
    ASSERT_DONE(a.begin({}, true));
    EXPECT_EQ(a.number("SELECT v FROM t"), 10);
    const Error error = error_of(a.run(write("DELETE FROM t", "DELETE")));
    EXPECT_EQ(error.sqlstate(), "25006");
    EXPECT_EQ(error.message, "cannot execute DELETE in a read-only transaction");
    ASSERT_DONE(a.rollback());
}

TEST_F(SqliteTransaction, WritersWaitTheirTurnInOrder) {
    Client c{one, database};
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("UPDATE t SET v = 100", "UPDATE")));
    auto second = b.start(write("UPDATE t SET v = v * 2", "UPDATE"));
    EXPECT_EQ(second.wait_for(50ms), std::future_status::timeout);
    auto third = c.start(write("UPDATE t SET v = v + 1", "UPDATE"));
    EXPECT_EQ(third.wait_for(50ms), std::future_status::timeout);
    ASSERT_DONE(a.commit());
    ASSERT_DONE(second.get());
    ASSERT_DONE(third.get());
    EXPECT_EQ(a.number("SELECT v FROM t"), 201);
}

TEST_F(SqliteTransaction, WaitingForATurnEndsByTimeoutOrCancel) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("UPDATE t SET v = 100", "UPDATE")));
    b.executor().environment().lock_timeout = 20ms;
    EXPECT_EQ(error_of(b.run(write("UPDATE t SET v = 0", "UPDATE"))).sqlstate(), "55P03");
    b.executor().environment().lock_timeout = 0ms;
    b.executor().environment().statement_timeout = 20ms;
    EXPECT_EQ(error_of(b.run(write("UPDATE t SET v = 0", "UPDATE"))).sqlstate(), "57014");
    b.executor().environment().statement_timeout = 0ms;
    auto waiting = b.start(write("UPDATE t SET v = 0", "UPDATE"));
    EXPECT_EQ(waiting.wait_for(20ms), std::future_status::timeout);
    b.cancel();
    EXPECT_EQ(error_of(waiting.get()).sqlstate(), "57014");
    ASSERT_DONE(a.commit());
    ASSERT_DONE(b.run(write("UPDATE t SET v = 7", "UPDATE")));
    EXPECT_EQ(a.number("SELECT v FROM t"), 7);
}

TEST_F(SqliteTransaction, ManyWritersLoseNothing) {
    constexpr int clients = 8, rounds = 25;
    Worker three;
    std::vector<std::unique_ptr<Client>> all;
    Worker* workers[] = {&one, &two, &three};
    for (int i = 0; i < clients; ++i) all.push_back(std::make_unique<Client>(*workers[i % 3], database));
    std::vector<std::thread> threads;
    for (auto& client : all)
        threads.emplace_back([&client] {
            for (int i = 0; i < rounds; ++i) {
                if (i % 2 == 0) {
                    EXPECT_TRUE(client->run(write("UPDATE t SET v = v + 1", "UPDATE")));
                    continue;
                }
                EXPECT_TRUE(client->begin());
                EXPECT_TRUE(client->run(select("SELECT v FROM t")));
                EXPECT_TRUE(client->run(write("UPDATE t SET v = v + 1", "UPDATE")));
                EXPECT_TRUE(client->commit());
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(a.number("SELECT v FROM t"), 10 + clients * rounds);
}

TEST_F(SqliteTransaction, TemporaryTablesBelongToTheirSession) {
    Sql create = ddl("CREATE TEMP TABLE scratch (x INTEGER)");
    create.temporary = true;
    ASSERT_DONE(a.run(create));
    ASSERT_DONE(a.run(write("INSERT INTO scratch VALUES (1)")));
    EXPECT_EQ(a.number("SELECT count(*) FROM scratch"), 1);
    EXPECT_NE(a.schema()->table("pg_temp", "scratch"), nullptr);
    EXPECT_FALSE(b.run(select("SELECT * FROM scratch")));
    ASSERT_DONE(b.run(write("INSERT INTO t VALUES (9, 9)")));
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("INSERT INTO t SELECT 10 + x, 0 FROM scratch")));
    ASSERT_DONE(a.commit());
    EXPECT_EQ(b.number("SELECT count(*) FROM t"), 3);
    ASSERT_DONE(one.run(a.executor().discard(Executor::Discarded::all)));
    EXPECT_FALSE(a.run(select("SELECT * FROM scratch")));
}

}  // namespace
}  // namespace ormgate::test
