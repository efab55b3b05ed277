"""EXPLAIN (TRANSLATE): what SQLite would get, of any statement, which does not run."""

import psycopg
import pytest


@pytest.fixture
def embedded(targets):
    target = targets["embedded"]
    name = target.create_database()
    with target.connect(name, autocommit=True) as connection:
        connection.execute("create table t (id int primary key, v text)")
        yield connection
    target.drop_database(name)


def lines(connection, sql):
    return [line for line, in connection.execute(sql).fetchall()]


def test_shows_the_backends_sql(embedded):
    assert lines(embedded, "explain (translate) select v from t where id = 1") == [
        'SELECT "t"."v" FROM "t" WHERE "t"."id" = ?1']
    assert lines(embedded, "explain (translate) insert into t values (1, 'x') returning id")[0].startswith('INSERT INTO "t"')
    assert lines(embedded, "select count(*)::text from t") == ["0"]


def test_shows_every_step_of_a_definition(embedded):
    steps = lines(embedded, "explain (translate) create index by_v on t (v)")
    assert steps[0] == 'CREATE INDEX "by_v" ON "t" ("v")' and len(steps) > 1
    assert lines(embedded, "select indexname from pg_indexes where indexname = 'by_v'") == []


def test_shows_nothing_for_what_the_session_runs(embedded):
    assert lines(embedded, "explain (translate) begin") == []
    assert embedded.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_refuses_at_the_position_in_the_whole_text(embedded):
    with pytest.raises(psycopg.errors.UndefinedTable) as refusal:
        embedded.execute("explain (translate) select 'é' from nowhere")
    assert refusal.value.diag.statement_position == "37"


def test_the_plan_is_sqlites(embedded):
    assert any("PRIMARY KEY" in line for line in lines(embedded, "explain select * from t where id = 1"))
