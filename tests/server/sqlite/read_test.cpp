#include <cmath>
#include <limits>

#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

using namespace std::chrono_literals;

const std::string endless =
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

class SqliteRead : public SqliteTest {
protected:
    SqliteRead() {
        EXPECT_TRUE(a.run(ddl("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")));
        EXPECT_TRUE(
            a.run(write("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
                        "INSERT INTO t SELECT i, 'row ' || i FROM n")));
    }
    std::unique_ptr<Execution> open(Client& client, Sql sql) {
        auto made = client.worker().run(client.executor().execute(translation(sql), {}, {}));
        EXPECT_TRUE(made) << made.error().message;
        return made ? std::move(*made) : nullptr;
    }
    static Result<bool> fetch(Client& client,
                              Execution& execution,
                              std::uint64_t rows,
                              CollectingSink& sink) {
        return client.worker().run(execution.fetch(rows, sink));
    }
    static void close(Client& client, std::unique_ptr<Execution>& execution) {
        client.worker().call([&] {
            execution.reset();
            return true;
        });
    }
    Worker one, two;
    Client a{one, database}, b{two, database};
};

TEST_F(SqliteRead, BindsEachStorageClass) {
    Sql sql = select("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7", std::vector<Type>(7, TypeId::unknown));
    sql.columns[2].type = TypeId::float64;
    sql.parameters = 7;
    const Row values{Value(std::int64_t{-5}),
                     Value(2.5),
                     Value(std::numeric_limits<double>::quiet_NaN()),
                     Value(std::string()),
                     Value(std::string("text")),
                     Value(Bytes()),
                     Value(Bytes{std::byte{0}, std::byte{255}})};
    const auto done = a.run(sql, values);
    ASSERT_TRUE(done) << done.error().message;
    const Row& row = done->rows.at(0);
    for (const std::size_t i : {0u, 1u, 3u, 4u, 5u, 6u}) EXPECT_EQ(row[i], values[i]) << i;
    EXPECT_TRUE(std::isnan(std::get<double>(row[2])));
}

TEST_F(SqliteRead, GivesAsManyRowsAsAskedFor) {
    auto portal = open(a, select("SELECT id FROM t ORDER BY id"));
    CollectingSink sink;
    EXPECT_EQ(value_of(fetch(a, *portal, 3, sink)), false);
    EXPECT_EQ(sink.rows.size(), 3u);
    EXPECT_EQ(value_of(fetch(a, *portal, 997, sink)), false);
    EXPECT_EQ(value_of(fetch(a, *portal, 1, sink)), true);
    ASSERT_EQ(sink.rows.size(), 1000u);
    EXPECT_EQ(sink.rows[999][0], Value(std::int64_t{1000}));
    close(a, portal);
}

TEST_F(SqliteRead, DrainsAFullSinkAndGoesOn) {
    for (int round = 0; round < 3; ++round) {  // the first is not yet known to be quick
        auto portal = open(a, select("SELECT id FROM t"));
        CollectingSink sink(10);
        EXPECT_EQ(value_of(fetch(a, *portal, 0, sink)), true);
        EXPECT_EQ(sink.rows.size(), 1000u);
        EXPECT_EQ(sink.drains, 100);
        close(a, portal);
    }
}

TEST_F(SqliteRead, ASuspendedPortalKeepsItsSnapshot) {
    auto portal = open(a, select("SELECT id FROM t ORDER BY id"));
    CollectingSink sink;
    ASSERT_DONE(fetch(a, *portal, 1, sink));
    ASSERT_DONE(b.run(write("DELETE FROM t WHERE id > 10", "DELETE")));
    ASSERT_DONE(a.run(write("DELETE FROM t WHERE id > 5", "DELETE")));
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 5);
    ASSERT_DONE(fetch(a, *portal, 0, sink));
    EXPECT_EQ(sink.rows.size(), 1000u);
    close(a, portal);
}

TEST_F(SqliteRead, ACursorIsBlindToTheWritesOfItsTransaction) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("DELETE FROM t WHERE id > 500", "DELETE")));
    auto portal = open(a, select("SELECT id FROM t ORDER BY id"));
    CollectingSink sink;
    ASSERT_DONE(fetch(a, *portal, 1, sink));
    ASSERT_DONE(a.run(write("DELETE FROM t WHERE id > 5", "DELETE")));
    ASSERT_DONE(fetch(a, *portal, 0, sink));
    EXPECT_EQ(sink.rows.size(), 500u);
    close(a, portal);
    ASSERT_DONE(a.rollback());
}

TEST_F(SqliteRead, AnErrorAmongKeptRowsComesInItsPlace) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("UPDATE t SET v = 'x' WHERE id = 1", "UPDATE")));
    auto portal = open(
        a,
        select("SELECT CASE WHEN id < 4 THEN id ELSE abs(-9223372036854775807 - 1) END FROM t ORDER BY id"));
    CollectingSink sink;
    ASSERT_DONE(fetch(a, *portal, 1, sink));
    ASSERT_DONE(a.run(write("UPDATE t SET v = 'y' WHERE id = 1", "UPDATE")));
    EXPECT_EQ(value_of(fetch(a, *portal, 2, sink)), false);
    EXPECT_FALSE(fetch(a, *portal, 1, sink));
    EXPECT_EQ(sink.rows.size(), 3u);
    close(a, portal);
    ASSERT_DONE(a.rollback());
}

TEST_F(SqliteRead, EndsWithItsTransaction) {
    ASSERT_DONE(a.begin());
    auto portal = open(a, select("SELECT id FROM t"));
    CollectingSink sink;
    ASSERT_DONE(fetch(a, *portal, 1, sink));
    ASSERT_DONE(a.commit());
    ASSERT_DONE(fetch(a, *portal, 0, sink));
    EXPECT_EQ(sink.rows.size(), 1u);
    close(a, portal);
}

TEST_F(SqliteRead, CancelEndsTheStatementUnderWayOnly) {
    auto running = a.start(select(endless));
    EXPECT_EQ(running.wait_for(50ms), std::future_status::timeout);
    EXPECT_EQ(b.number("SELECT count(*) FROM t"), 1000);  // the other worker is free, and so is this one:
    Client beside(one, database);
    EXPECT_EQ(beside.number("SELECT count(*) FROM t"), 1000);
    a.cancel();
    const Error error = error_of(running.get());
    EXPECT_EQ(error.sqlstate(), "57014");
    EXPECT_EQ(error.message, "canceling statement due to user request");
    a.cancel();
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 1000);
}

TEST_F(SqliteRead, StatementTimeoutEndsIt) {
    a.executor().environment().statement_timeout = 30ms;
    const Error error = error_of(a.run(select(endless)));
    EXPECT_EQ(error.sqlstate(), "57014");
    EXPECT_EQ(error.message, "canceling statement due to statement timeout");
    a.executor().environment().statement_timeout = 0ms;
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 1000);
}

TEST_F(SqliteRead, AQuickStatementThatTurnsSlowLeavesTheWorker) {
    Sql sql = select(
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT count(*) FROM "
        "n");
    sql.parameters = 1;
    for (int round = 0; round < 4; ++round) ASSERT_DONE(a.run(sql, {Value(std::int64_t{5})}));
    auto running = a.start(sql, {Value(std::int64_t{3'000'000})});
    Client beside(one, database);
    EXPECT_EQ(beside.number("SELECT count(*) FROM t"), 1000);
    const auto done = running.get();
    ASSERT_TRUE(done);
    EXPECT_EQ(done->rows.at(0).at(0), Value(std::int64_t{3'000'000}));
}

TEST_F(SqliteRead, CancelOfAWriteLosesItsTransactionButNoOther) {
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("DELETE FROM t WHERE id = 1", "DELETE")));
    auto running =
        a.start(write("WITH RECURSIVE n(i) AS (VALUES (2000) UNION ALL SELECT i + 1 FROM n) INSERT INTO t "
                      "SELECT i, '' FROM n"));
    EXPECT_EQ(running.wait_for(30ms), std::future_status::timeout);
    a.cancel();
    EXPECT_EQ(error_of(running.get()).sqlstate(), "57014");
    EXPECT_EQ(error_of(a.commit()).sqlstate(), "40001");
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 1000);
    ASSERT_DONE(b.run(write("DELETE FROM t WHERE id = 1", "DELETE")));
}

TEST_F(SqliteRead, ReturnedRowsOfAWriteBeyondTheLimitAreKept) {
    Sql sql = write("UPDATE t SET v = 'z' WHERE id <= 10 RETURNING id", "UPDATE");
    sql.columns = {{"id", TypeId::int64}};
    auto portal = open(a, sql);
    CollectingSink sink(2);
    EXPECT_EQ(value_of(fetch(a, *portal, 4, sink)), false);
    EXPECT_EQ(sink.rows.size(), 4u);
    EXPECT_EQ(b.number("SELECT count(*) FROM t WHERE v = 'z'"), 10);  // done and committed
    EXPECT_EQ(value_of(fetch(a, *portal, 0, sink)), true);
    EXPECT_EQ(sink.rows.size(), 10u);
    EXPECT_EQ(portal->affected_rows(), 10u);
    close(a, portal);
}

TEST_F(SqliteRead, ExplainsByTheQueryPlan) {
    const auto lines = one.run(a.executor().explain(translation(select("SELECT v FROM t WHERE id = 1"))));
    ASSERT_TRUE(lines);
    ASSERT_EQ(lines->size(), 1u);
    EXPECT_NE(lines->at(0).find("PRIMARY KEY"), std::string::npos);
}

TEST_F(SqliteRead, ConvertsWhatOtherProgramsHaveStored) {
    const struct {
        const char* expression;
        Type type;
        Value canonical;
    } cases[] = {
        {"'2024-02-03 04:05:06'", TypeId::timestamp, std::string("2024-02-03 04:05:06.000000")},
        {"'2024-02-03T04:05:06.500000'", TypeId::timestamp, std::string("2024-02-03 04:05:06.500000")},
        {"'2024-02-03 04:05:06'", TypeId::timestamptz, std::string("2024-02-03 04:05:06.000000+00")},
        {"'infinity'", TypeId::timestamp, std::string("infinity")},
        {"'04:05'", TypeId::time, std::string("04:05:00.000000")},
        {"5", TypeId::float64, 5.0},
        {"5.0", TypeId::int32, std::int64_t{5}},
        {"10.5", Type(TypeId::numeric, false, (10 << 16 | 2) + 4), std::string("10.50")},
        {"7", TypeId::numeric, std::string("7")},
        {"12", TypeId::text, std::string("12")},
        {"'abc'", TypeId::bytea, Bytes{std::byte{'a'}, std::byte{'b'}, std::byte{'c'}}},
        {"'6f9619ff8b86d011b42d00c04fc964ff'",
         TypeId::uuid,
         std::string("6f9619ff-8b86-d011-b42d-00c04fc964ff")},
        {"x'6f9619ff8b86d011b42d00c04fc964ff'",
         TypeId::uuid,
         std::string("6f9619ff-8b86-d011-b42d-00c04fc964ff")},
    };
    for (const auto& [expression, type, canonical] : cases) {
        const auto done = a.run(select(std::string("SELECT ") + expression, {type}));
        ASSERT_TRUE(done) << expression << ": " << done.error().message;
        EXPECT_EQ(done->rows.at(0).at(0), canonical) << expression;
    }
    EXPECT_EQ(error_of(a.run(select("SELECT 'soon'", {TypeId::timestamp}))).sqlstate(), "XX001");
    EXPECT_EQ(error_of(a.run(select("SELECT 1.5", {TypeId::int32}))).sqlstate(), "XX001");
}

}  // namespace
}  // namespace ormgate::test
