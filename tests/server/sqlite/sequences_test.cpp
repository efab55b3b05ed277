#include "server/backend/sqlite/sequences.hpp"

#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

using sqlite::Connection;
using sqlite::Sequences;

class SqliteSequences : public SqliteTest {
protected:
    SqliteSequences() : connection(std::move(*database->connect())) {
        run("CREATE TABLE ormgate_sequences (name TEXT PRIMARY KEY, last_value INTEGER NOT NULL, is_called "
            "INTEGER NOT NULL) WITHOUT ROWID");
        run("INSERT INTO ormgate_sequences VALUES ('public.s', 1, 0)");
        EXPECT_TRUE(sequences.load(*connection));
        definition.name = "s";
    }
    void run(const std::string& sql) {
        const auto done = connection->run(sql);
        EXPECT_TRUE(done) << sql << ": " << done.error().message;
    }
    Result<std::int64_t> next() {
        return sequences.next(definition, "public.s", [] { return Result<std::int64_t>(0); });
    }
    void commit() {
        EXPECT_TRUE(sequences.save(*connection));
        run("COMMIT");
        sequences.saved();
    }
    std::int64_t in_file() {
        return std::get<std::int64_t>(*connection->value_of("SELECT last_value FROM ormgate_sequences"));
    }

    std::unique_ptr<Connection> connection;
    Sequences sequences{"main"};
    SequenceDef definition;
};

TEST_F(SqliteSequences, CountsAndIsNeverRolledBack) {
    EXPECT_EQ(value_of(next()), 1);
    EXPECT_EQ(value_of(next()), 2);
    run("BEGIN IMMEDIATE");
    EXPECT_EQ(value_of(next()), 3);
    EXPECT_TRUE(sequences.save(*connection));
    run("ROLLBACK");
    EXPECT_EQ(value_of(next()), 4);
    run("BEGIN IMMEDIATE");
    commit();
    EXPECT_EQ(in_file(), 4);
    EXPECT_FALSE(sequences.has_unsaved());
    Sequences again{"main"};
    ASSERT_DONE(again.load(*connection));
    EXPECT_EQ(value_of(again.next(definition, "public.s", [] { return Result<std::int64_t>(0); })), 5);
}

TEST_F(SqliteSequences, WhatIsTakenWhileACommitIsUnderWayStaysUnsaved) {
    EXPECT_TRUE(next());
    run("BEGIN IMMEDIATE");
    EXPECT_TRUE(sequences.save(*connection));
    EXPECT_EQ(value_of(next()), 2);
    run("COMMIT");
    sequences.saved();
    EXPECT_TRUE(sequences.has_unsaved());
    run("BEGIN IMMEDIATE");
    commit();
    EXPECT_EQ(in_file(), 2);
}

TEST_F(SqliteSequences, EndsOrCycles) {
    const struct {
        std::int64_t increment, minimum, maximum, at;
        const char* message;
        std::int64_t around;
    } cases[] = {
        {1, 1, 3, 3, "nextval: reached maximum value of sequence \"s\" (3)", 1},
        {2, 1, 4, 3, "nextval: reached maximum value of sequence \"s\" (4)", 1},
        {-1, -3, -1, -3, "nextval: reached minimum value of sequence \"s\" (-3)", -1},
        {1,
         1,
         INT64_MAX,
         INT64_MAX,
         "nextval: reached maximum value of sequence \"s\" (9223372036854775807)",
         1},
    };
    for (const auto& test : cases) {
        definition.increment = test.increment;
        definition.minimum = test.minimum;
        definition.maximum = test.maximum;
        definition.cycle = false;
        ASSERT_DONE(sequences.set(definition, "public.s", test.at, true));
        const Error error = error_of(next());
        EXPECT_EQ(error.sqlstate(), "2200H");
        EXPECT_EQ(error.message, test.message);
        definition.cycle = true;
        EXPECT_EQ(value_of(next()), test.around);
    }
}

TEST_F(SqliteSequences, SetvalSaysWhetherTheValueIsTaken) {
    ASSERT_DONE(sequences.set(definition, "public.s", 10, false));
    EXPECT_EQ(sequences.last_value("public.s"), std::nullopt);
    EXPECT_EQ(value_of(next()), 10);
    ASSERT_DONE(sequences.set(definition, "public.s", 20, true));
    EXPECT_EQ(value_of(next()), 21);
    EXPECT_EQ(sequences.last_value("public.s"), 21);
    const Error error = error_of(sequences.set(definition, "public.s", 0, true));
    EXPECT_EQ(error.sqlstate(), "22003");
    EXPECT_EQ(error.message, "setval: value 0 is out of bounds for sequence \"s\" (1..9223372036854775807)");
}

TEST_F(SqliteSequences, TakesOverWhatSqlHasChangedAndGivesItBack) {
    EXPECT_TRUE(next());
    EXPECT_TRUE(next());
    run("BEGIN IMMEDIATE");
    ASSERT_DONE(sequences.save(*connection));
    run("UPDATE ormgate_sequences SET last_value = 100, is_called = 0");
    auto undo = sequences.adopt(*connection);
    ASSERT_TRUE(undo);
    EXPECT_EQ(value_of(next()), 100);
    run("ROLLBACK");
    sequences.restore(std::move(*undo));
    EXPECT_EQ(value_of(next()), 3);
    run("BEGIN IMMEDIATE");
    commit();
    EXPECT_EQ(in_file(), 3);
}

TEST_F(SqliteSequences, OneWithoutARowFollowsTheRows) {
    std::int64_t highest = 41;
    const auto implicit = [&] {
        return sequences.next(definition, "public.t_id_seq", [&] { return Result<std::int64_t>(highest); });
    };
    EXPECT_EQ(value_of(implicit()), 42);
    EXPECT_EQ(value_of(implicit()), 43);
    highest = 100;
    EXPECT_EQ(value_of(implicit()), 101);
    highest = 0;
    EXPECT_EQ(
        value_of(sequences.next(definition, "public.other", [&] { return Result<std::int64_t>(highest); })),
        1);
    EXPECT_FALSE(sequences.has_unsaved());
}

}  // namespace
}  // namespace ormgate::test
