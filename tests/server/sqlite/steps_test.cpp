#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

// Statements of several steps.
class SqliteSteps : public SqliteTest {
protected:
    SqliteSteps() {
        EXPECT_TRUE(a.run(ddl("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")));
        EXPECT_TRUE(a.run(write("INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')")));
        EXPECT_NE(a.schema(), nullptr);
    }
    Worker one;
    Client a{one, database};
};

const std::string past =
    "SELECT group_concat(c1 || c2, ' ') FROM (SELECT id AS c1, name AS c2 FROM t WHERE NOT pg_touched('t', "
    "rowid) UNION ALL SELECT c1, c2 FROM pg_before('t') ORDER BY 1)";

TEST_F(SqliteSteps, AStepReadsTheTableAsItWas) {
    Sql sql = select(past, {TypeId::text});
    sql.access = dialects::Access::write;
    sql.steps = {"DELETE FROM t WHERE id = 2",
                 "UPDATE t SET id = 30, name = 'thirty' WHERE id = 3",
                 "INSERT INTO t VALUES (2, 'again'), (4, 'four')",
                 "UPDATE t SET name = 'changed' WHERE id = 4",
                 past};
    sql.watched = {{"t", true}};
    const auto done = a.run(sql);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->rows, (RowList{{std::string("1one 2two 3three")}}));
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 4);
}

TEST_F(SqliteSteps, AStepReadsWhatEarlierOnesHaveKept) {
    Sql sql = select("SELECT group_concat(c1, ' ') FROM pg_kept(0)", {TypeId::text});
    sql.access = dialects::Access::write;
    sql.steps = {"DELETE FROM t WHERE id > 1 RETURNING name", sql.steps[0]};
    sql.kept_steps = 1;
    for (const bool in_transaction : {false, true}) {
        if (in_transaction) ASSERT_DONE(a.begin());
        if (in_transaction) ASSERT_DONE(a.run(write("INSERT INTO t VALUES (7, 'seven')")));
        const auto done = a.run(sql);
        ASSERT_TRUE(done) << done.error().message;
        EXPECT_EQ(done->rows, (RowList{{std::string(in_transaction ? "seven" : "two three")}}));
        if (in_transaction) ASSERT_DONE(a.commit());
    }
    EXPECT_EQ(error_of(a.run(select("SELECT * FROM pg_kept(0)"))).sqlstate(), "XX000");
}

TEST_F(SqliteSteps, AnUpsertMeetsARowOnce) {
    const std::string upsert =
        " ON CONFLICT (name) DO UPDATE SET id = excluded.id WHERE pg_once('t', t.rowid)";
    Sql sql = write("INSERT INTO t VALUES (5, 'one'), (6, 'one')" + upsert);
    sql.watched = {{"t", false}};
    const Error error = error_of(a.run(sql));
    EXPECT_EQ(error.sqlstate(), "21000");
    EXPECT_FALSE(error.hint.empty());
    sql.steps = {"INSERT INTO t VALUES (5, 'new'), (6, 'new')" + upsert};
    EXPECT_EQ(error_of(a.run(sql)).sqlstate(), "21000");
    sql.steps = {"INSERT INTO t VALUES (5, 'one'), (6, 'two'), (7, 'new')" + upsert};
    ASSERT_DONE(a.run(sql));
    EXPECT_EQ(a.number("SELECT sum(id) FROM t"), 5 + 6 + 7 + 3);
}

TEST_F(SqliteSteps, ABatchTellsWhichRowHasFailed) {
    Sql sql = write("INSERT INTO t (name) VALUES (?1)");
    sql.parameters = 1;
    const auto insert = [&](std::vector<std::string> names, std::size_t& done) {
        std::vector<std::vector<Value>> rows;
        for (std::string& name : names) rows.push_back({std::move(name)});
        return one.run(a.executor().execute_each(translation(sql), std::move(rows), done));
    };
    std::size_t done = 0;
    EXPECT_FALSE(insert({"x"}, done)) << "without a transaction";
    ASSERT_DONE(a.begin());
    ASSERT_DONE(insert({"four", "five"}, done));
    EXPECT_EQ(done, 2U);
    done = 0;
    EXPECT_EQ(error_of(insert({"six", "one", "seven"}, done)).detail, "Key (name)=(one) already exists.");
    EXPECT_EQ(done, 1U);
    ASSERT_DONE(a.rollback());
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 3);
}

}  // namespace
}  // namespace ormgate::test
