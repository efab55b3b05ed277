#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

class SqliteError : public SqliteTest {
protected:
    SqliteError() {
        EXPECT_TRUE(a.run(
            ddl("CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT UNIQUE, age INTEGER NOT NULL DEFAULT 1 "
                "CONSTRAINT grown CHECK (age > 0))")));
        EXPECT_TRUE(
            a.run(ddl("CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id), "
                      "late_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)")));
        EXPECT_TRUE(a.run(ddl("CREATE UNIQUE INDEX pair ON b (a_id, late_id)", "CREATE INDEX")));
        EXPECT_TRUE(a.run(write("INSERT INTO a VALUES (1, 'one', 5), (2, 'two', 6)")));
        EXPECT_TRUE(a.run(write("INSERT INTO b VALUES (1, 1, 2)")));
        EXPECT_NE(a.schema(), nullptr);
    }
    Worker one;
    Client a{one, database};
};

TEST_F(SqliteError, NamesTheConstraint) {
    const struct {
        const char *sql, *sqlstate, *message, *detail, *table, *column, *constraint;
    } cases[] = {
        {"INSERT INTO a VALUES (1, 'x', 1)",
         "23505",
         "duplicate key value violates unique constraint \"a_pkey\"",
         "Key (id)=(1) already exists.",
         "a",
         "",
         "a_pkey"},
        {"INSERT INTO a VALUES (3, 'x', 1), (4, 'two', 1)",
         "23505",
         "duplicate key value violates unique constraint \"a_name_key\"",
         "Key (name)=(two) already exists.",
         "a",
         "",
         "a_name_key"},
        {"UPDATE a SET id = 1 WHERE id = 2",
         "23505",
         "duplicate key value violates unique constraint \"a_pkey\"",
         "Key (id)=(1) already exists.",
         "a",
         "",
         "a_pkey"},
        {"INSERT INTO b VALUES (5, 1, 2)",
         "23505",
         "duplicate key value violates unique constraint \"pair\"",
         "Key (a_id, late_id)=(1, 2) already exists.",
         "b",
         "",
         "pair"},
        {"INSERT INTO a VALUES (7, 'y', NULL)",
         "23502",
         "null value in column \"age\" of relation \"a\" violates not-null constraint",
         "Failing row contains (7, y, null).",
         "a",
         "age",
         ""},
        {"UPDATE a SET age = -age WHERE id = 2",
         "23514",
         "new row for relation \"a\" violates check constraint \"grown\"",
         "Failing row contains (2, two, -6).",
         "a",
         "",
         "grown"},
        {"INSERT INTO b VALUES (9, 77, NULL)",
         "23503",
         "insert or update on table \"b\" violates foreign key constraint \"b_a_id_fkey\"",
         "Key (a_id)=(77) is not present in table \"a\".",
         "b",
         "",
         "b_a_id_fkey"},
        {"UPDATE b SET a_id = 78",
         "23503",
         "insert or update on table \"b\" violates foreign key constraint \"b_a_id_fkey\"",
         "Key (a_id)=(78) is not present in table \"a\".",
         "b",
         "",
         "b_a_id_fkey"},
        {"DELETE FROM a WHERE id = 1",
         "23503",
         "update or delete on table \"a\" violates foreign key constraint \"b_a_id_fkey\" on table \"b\"",
         "Key (id)=(1) is still referenced from table \"b\".",
         "b",
         "",
         "b_a_id_fkey"},
        {"UPDATE a SET id = 100 WHERE id = 1",
         "23503",
         "update or delete on table \"a\" violates foreign key constraint \"b_a_id_fkey\" on table \"b\"",
         "Key (id)=(1) is still referenced from table \"b\".",
         "b",
         "",
         "b_a_id_fkey"},
    };
    for (const bool in_transaction : {false, true}) {
        if (in_transaction) ASSERT_DONE(a.begin());
        for (const auto& test : cases) {
            const Error error = error_of(a.run(write(test.sql)));
            EXPECT_EQ(error.sqlstate(), test.sqlstate) << test.sql;
            EXPECT_EQ(error.message, test.message) << test.sql;
            EXPECT_EQ(error.detail, test.detail) << test.sql;
            EXPECT_EQ(error.table, test.table) << test.sql;
            EXPECT_EQ(error.column, test.column) << test.sql;
            EXPECT_EQ(error.constraint, test.constraint) << test.sql;
            EXPECT_EQ(error.schema, "public") << test.sql;
        }
        if (in_transaction) ASSERT_DONE(a.commit());
    }
    // Nothing of all that, and of its explanations, has stayed.
    EXPECT_EQ(a.number("SELECT count(*) FROM a"), 2);
    EXPECT_EQ(a.number("SELECT count(*) FROM b"), 1);
    EXPECT_EQ(a.number("SELECT sum(age) FROM a"), 11);
}

TEST_F(SqliteError, AFailureTakesOneNumberARow) {
    const char* next = "SELECT pg_nextval_of('public.a_id_seq')";
    const std::int64_t first = a.number(next);
    for (const char* sql : {"INSERT INTO a VALUES (pg_nextval_of('public.a_id_seq'), 'x', NULL)",
                            "INSERT INTO a VALUES (pg_nextval_of('public.a_id_seq'), 'one', 1)",
                            "INSERT INTO a VALUES (pg_nextval_of('public.a_id_seq'), 'y', -1)"})
        EXPECT_FALSE(a.run(write(sql))) << sql;
    EXPECT_EQ(a.number(next), first + 4);
}

TEST_F(SqliteError, ASessionSetToReadOnlyWritesNothing) {
    a.executor().set_read_only(true);
    EXPECT_EQ(error_of(a.run(write("DELETE FROM b", "DELETE"))).message,
              "cannot execute DELETE in a read-only transaction");
    EXPECT_EQ(error_of(a.run(select("SELECT pg_nextval_of('public.a_id_seq')"))).sqlstate(), "25006");
    ASSERT_DONE(a.begin());
    EXPECT_EQ(error_of(a.run(write("DELETE FROM b", "DELETE"))).sqlstate(), "25006");
    a.executor().set_read_only(false);
    ASSERT_DONE(a.run(write("DELETE FROM b", "DELETE")));
    ASSERT_DONE(a.rollback());
}

TEST_F(SqliteError, DeferredForeignKeysFailAtCommit) {
    const Error alone = error_of(a.run(write("INSERT INTO b VALUES (9, NULL, 99)")));
    EXPECT_EQ(alone.sqlstate(), "23503");
    EXPECT_EQ(alone.constraint, "b_late_id_fkey");
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("INSERT INTO b VALUES (9, NULL, 99)")));
    const Error error = error_of(a.commit());
    EXPECT_EQ(error.sqlstate(), "23503");
    EXPECT_EQ(error.message,
              "insert or update on table \"b\" violates foreign key constraint \"b_late_id_fkey\"");
    EXPECT_EQ(error.detail, "Key (late_id)=(99) is not present in table \"a\".");
    EXPECT_EQ(a.number("SELECT count(*) FROM b"), 1);
    // mended in time
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("INSERT INTO b VALUES (9, NULL, 99)")));
    ASSERT_DONE(a.run(write("INSERT INTO a VALUES (99, 'late', 1)")));
    ASSERT_DONE(a.commit());
    EXPECT_EQ(a.number("SELECT count(*) FROM b"), 2);
}

TEST_F(SqliteError, SetConstraintsChecksAtOnce) {
    const auto set = [&](bool deferred, std::vector<ast::Name> names) {
        return one.run(a.executor().set_constraints(deferred, std::move(names)));
    };
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("INSERT INTO b VALUES (9, NULL, 99)")));
    EXPECT_EQ(error_of(set(false, {})).constraint, "b_late_id_fkey");
    ASSERT_DONE(a.rollback());

    ASSERT_DONE(a.begin());
    ASSERT_DONE(set(false, {{"b_late_id_fkey"}}));
    const Error error = error_of(a.run(write("INSERT INTO b VALUES (9, NULL, 99)")));
    EXPECT_EQ(error.sqlstate(), "23503");
    EXPECT_EQ(a.number("SELECT count(*) FROM b"), 1);
    ASSERT_DONE(set(true, {}));
    ASSERT_DONE(a.run(write("INSERT INTO b VALUES (9, NULL, 99)")));
    EXPECT_EQ(error_of(a.run(write("INSERT INTO b VALUES (10, 98, NULL)"))).constraint, "b_a_id_fkey");
    EXPECT_EQ(error_of(set(false, {{"b_a_id_fkey"}})).sqlstate(), "42809");
    EXPECT_EQ(error_of(set(false, {{"nothing"}})).sqlstate(), "42704");
    ASSERT_DONE(a.rollback());
}

TEST_F(SqliteError, ADroppedTableDoesNotCascade) {
    // a rebuild: copy, drop, rename
    const Sql rebuild{.tag = "ALTER TABLE",
                      .access = dialects::Access::ddl,
                      .steps = {"PRAGMA legacy_alter_table=ON",
                                "CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT, age INTEGER)",
                                "INSERT INTO fresh SELECT * FROM a",
                                "DROP TABLE a",
                                "ALTER TABLE fresh RENAME TO a"}};
    ASSERT_DONE(a.run(rebuild));
    EXPECT_EQ(a.number("SELECT count(*) FROM b"), 1);
    EXPECT_EQ(error_of(a.run(write("DELETE FROM a WHERE id = 1", "DELETE"))).sqlstate(), "23503");
    EXPECT_EQ(a.number("PRAGMA legacy_alter_table"), 0);
}

TEST_F(SqliteError, QuotedNamesAreNeverStrings) {
    EXPECT_FALSE(a.run(select("SELECT \"nothing\"")));
}

TEST_F(SqliteError, AnotherProcessHoldingTheFileIsALockError) {
    DatabaseSettings settings;
    settings.path = path();
    settings.sqlite.busy_timeout = std::chrono::milliseconds(30);
    auto impatient = SqliteDatabase::open("test", settings, pool);
    ASSERT_TRUE(impatient);
    Client c(one, *impatient);
    ASSERT_DONE(a.begin());
    ASSERT_DONE(a.run(write("DELETE FROM b", "DELETE")));
    EXPECT_EQ(error_of(c.run(write("DELETE FROM b", "DELETE"))).sqlstate(), "55P03");
    ASSERT_DONE(a.commit());
    ASSERT_DONE(c.run(write("DELETE FROM b", "DELETE")));
}

TEST_F(SqliteError, ADamagedFileIsReported) {
    const std::string damaged = path() + ".damaged";
    FILE* file = std::fopen(damaged.c_str(), "w");
    for (int i = 0; i < 4096; ++i) std::fputc('x', file);
    std::fclose(file);
    DatabaseSettings settings;
    settings.path = damaged;
    EXPECT_EQ(error_of(SqliteDatabase::open("damaged", settings, pool)).sqlstate(), "XX001");
}

}  // namespace
}  // namespace ormgate::test
