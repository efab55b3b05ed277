"""Pool modes and timeouts."""

import time

import psycopg
import pytest


def backend(client):
    return client.execute("select pg_backend_pid()").fetchone()[0]


def test_a_full_pool_tells_those_who_wait_too_long(gate_with):
    gate = gate_with("mode: transaction, size: 2, wait_timeout: 1s")
    with gate.connect() as a, gate.connect() as b, gate.connect(autocommit=True) as c:
        a.execute("select 1")
        b.execute("select 1")
        with pytest.raises(psycopg.errors.TooManyConnections, match="2 of 2"):
            c.execute("select 1")
        with pytest.raises(psycopg.errors.TooManyConnections):  # by the extended protocol
            c.execute("select %s::int", (1,))
        a.rollback()
        assert c.execute("select 1").fetchone() == (1,)


def test_statements_have_a_time_limit(gate_with):
    gate = gate_with("mode: transaction, size: 2", ", query_timeout: 1s")
    with gate.connect(autocommit=True) as a:
        with pytest.raises(psycopg.errors.QueryCanceled):
            a.execute("select pg_sleep(20)")
        assert a.execute("select 1").fetchone() == (1,)


def test_idle_transactions_have_a_time_limit(gate_with, direct):
    gate = gate_with("mode: transaction, size: 2", ", idle_in_transaction_timeout: 300ms")
    with gate.connect() as a, gate.connect(autocommit=True) as b:
        direct.execute("drop table if exists idle")
        direct.execute("create table idle (a int)")
        a.execute("insert into idle values (1)")
        time.sleep(1)
        with pytest.raises(psycopg.Error, match="idle-in-transaction timeout"):
            a.execute("select 1")
        assert b.execute("select count(*) from idle").fetchone() == (0,)
        time.sleep(1)
        assert b.execute("select 1").fetchone() == (1,)  # idle, but in no transaction


def test_session_mode_keeps_the_connection(gate_with):
    gate = gate_with("mode: session, size: 2")
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        pids = backend(a), backend(b)
        a.execute("create temp table t (a int)")
        for _ in range(5):
            assert (backend(a), backend(b)) == pids
        a.execute("discard all")
        with pytest.raises(psycopg.errors.UndefinedTable):
            a.execute("select * from t")
        b.execute("create temp table t (a int)")
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        assert {backend(a), backend(b)} == set(pids)
        for client in (a, b):
            with pytest.raises(psycopg.errors.UndefinedTable):
                client.execute("select * from t")


def test_statement_mode_has_no_transactions(gate_with):
    gate = gate_with("mode: statement, size: 2")
    with gate.connect(autocommit=True) as a:
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            a.execute("begin")
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            a.execute("begin", prepare=True)
        assert a.execute("select %s::int", (1,)).fetchone() == (1,)
