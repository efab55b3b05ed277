"""What keeps a connection, what ends a statement, and who goes away in the middle of it."""

import contextlib
import itertools
import os
import signal
import socket
import threading
import time

import psycopg
import pytest
from support import raw


def backend(client):
    return client.execute("select pg_backend_pid()").fetchone()[0]


def eventually(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_temporary_tables(gate):
    with gate.connect(autocommit=True) as b:
        with gate.connect(autocommit=True) as a:
            a.execute("create temp table tt (a int)")
            a.execute("insert into tt values (1)")
            for _ in range(3):
                b.execute("select 1")
                assert a.execute("select * from tt").fetchall() == [(1,)]
            with pytest.raises(psycopg.errors.UndefinedTable):
                b.execute("select * from tt")
        for _ in range(10):
            with pytest.raises(psycopg.errors.UndefinedTable):
                b.execute("select * from tt")


def test_advisory_locks_and_cursors_with_hold(gate, direct):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        a.execute("select pg_advisory_lock(77)")
        for _ in range(3):
            assert b.execute("select pg_try_advisory_xact_lock(77)").fetchone() == (False,)
        a.execute("declare held cursor with hold for select generate_series(1, 3)")
        b.execute("select 1")
        assert a.execute("fetch all held").fetchall() == [(1,), (2,), (3,)]
    eventually(lambda: direct.execute("select pg_try_advisory_xact_lock(77)").fetchone() == (True,))


def test_values_of_sequences_are_never_anothers(gate_with, direct):
    direct.execute("drop table if exists ser")
    direct.execute("create table ser (id serial)")
    gate = gate_with("mode: transaction, size: 1")
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        a.execute("insert into ser default values")
        assert a.execute("select lastval()").fetchone() == (1,)  # nobody came in between, and from now on nobody does
        a.execute("discard all")
        a.execute("insert into ser default values")
        b.execute("insert into ser default values")
        for binary in (False, True):  # by the simple and by the extended protocol
            if binary:
                a.execute("discard all")
                a.execute("insert into ser default values")
                b.execute("insert into ser default values")
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                a.execute("select currval('ser_id_seq')", binary=binary)
            assert a.execute("insert into ser default values returning id").fetchone() == a.execute("select lastval()").fetchone()
        a.execute("discard all")
        with a.transaction():
            a.execute("insert into ser default values")
            assert a.execute("select lastval()").fetchone()[0] > 3


def test_values_of_sequences_are_not_those_of_clients_of_other_workers(gate_with, direct):
    direct.execute("drop table if exists ser")
    direct.execute("create table ser (id serial)")
    gate = gate_with("mode: transaction, size: 1")
    with contextlib.ExitStack() as stack:
        # DISCARD ALL drops what psycopg would have prepared by itself
        clients = [stack.enter_context(gate.connect(autocommit=True, prepare_threshold=None)) for _ in range(8)]
        for writer, reader in itertools.permutations(clients, 2):
            writer.execute("insert into ser default values")
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                reader.execute("select lastval()")
            reader.execute("discard all")


def test_notifications(gate):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        a.execute("listen chan")
        for text in ("hello", "again"):
            b.execute(f"notify chan, '{text}'")
            notifications = a.notifies()
            notification = next(notifications)
            notifications.close()
            assert (notification.channel, notification.payload) == ("chan", text)
            assert a.execute("select 1").fetchone() == (1,)
        a.execute("unlisten *")
        assert a.execute("select 2").fetchone() == (2,)


def test_a_connection_is_kept_no_longer_than_its_reason(gate_with):
    gate = gate_with("mode: transaction, size: 1, wait_timeout: 1s")
    pairs = [
        ("prepare pp as select 5", "deallocate pp"),
        ("prepare pp as select 5", "deallocate all"),
        ("create temp table tt (a int)", "drop table tt"),
        ("select pg_advisory_lock(78)", "select pg_advisory_unlock(78)"),
        ("declare held cursor with hold for select 1", "close held"),
        ("listen chan", "unlisten chan"),
        ("listen chan", "unlisten *"),
    ]
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        for begin, end in pairs:
            a.execute(begin)
            with pytest.raises(psycopg.errors.TooManyConnections):
                b.execute("select 1")
            a.execute(end)
            assert b.execute("select 1").fetchone() == (1,), end
        # one of two is left
        a.execute("prepare one as select 1")
        a.execute("prepare two as select 2")
        a.execute("deallocate one")
        with pytest.raises(psycopg.errors.TooManyConnections):
            b.execute("select 1")
        assert a.execute("execute two").fetchone() == (2,)
        a.execute("deallocate two")
        # what a rollback gives back or takes away
        a.execute("listen chan")
        a.execute("begin")
        a.execute("unlisten *")
        a.execute("rollback")
        with pytest.raises(psycopg.errors.TooManyConnections):
            b.execute("select 1")
        a.execute("unlisten *")
        a.execute("begin")
        a.execute("create temp table tt (a int)")
        a.execute("rollback")
        with pytest.raises(psycopg.errors.SyntaxError):
            a.execute("prepare pp as selec 5")
        assert b.execute("select 1").fetchone() == (1,)


def test_who_waits_for_a_connection_can_be_interrupted(gate_with, direct):
    gate = gate_with("mode: transaction, size: 1, wait_timeout: 60s")
    a, b, c = gate.connect(), gate.connect(autocommit=True), gate.connect(autocommit=True)
    with a:
        a.execute("select 1")
        timer = threading.Timer(0.2, b.cancel)
        timer.start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            b.execute("select 1")
        timer.join()
        # One that vanishes does not run its statement later.
        direct.execute("drop table if exists late")
        direct.execute("create table late (a int)")
        c.pgconn.send_query(b"insert into late values (1)")
        time.sleep(0.2)
        with socket.socket(fileno=os.dup(c.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)
        time.sleep(1.5)
        a.rollback()
        assert b.execute("select count(*) from late").fetchone() == (0,)
        a.execute("select 1")
        b.pgconn.send_query(b"select 1")
        time.sleep(0.2)
        began = time.monotonic()
        gate.process.terminate()
        assert b.pgconn.get_result().error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"57P01"
        b.close()
        assert a.execute("select 2").fetchone() == (2,)  # an open transaction goes on
        a.rollback()
        gate.process.wait(20)
        assert time.monotonic() - began < 10


def test_cancels_hit_their_own_statement_or_none(gate):
    """Cancels that come early, in time and late, while others use the same connections."""
    stop, problems = threading.Event(), []

    def work():
        with gate.connect(autocommit=True) as client:
            while not stop.is_set():
                try:
                    client.execute("select pg_sleep(0.002)")
                except psycopg.Error as problem:
                    problems.append(problem)

    others = [threading.Thread(target=work) for _ in range(4)]
    for other in others:
        other.start()
    hit = 0
    with gate.connect(autocommit=True) as a:
        for i in range(60):
            timer = threading.Timer(i * 0.0002, a.cancel)
            timer.start()
            try:
                a.execute(f"select pg_sleep({0.005 * (i + 1)})")
            except psycopg.errors.QueryCanceled:
                hit += 1
            timer.join()
    stop.set()
    for other in others:
        other.join()
    assert not problems
    assert hit > 0


def test_a_server_that_restarts_while_clients_are_idle(targets):
    gate = targets["relay"]
    name = gate.create_database()
    clients = [gate.connect(name, autocommit=True, prepare_threshold=0) for _ in range(6)]
    for client in clients:
        client.execute("select %s::int", (1,))
    targets["direct"].stop("fast")
    targets["direct"].start()
    for i, client in enumerate(clients):
        assert client.execute("select %s::int", (i,)).fetchone() == (i,)
        client.close()
    gate.drop_database(name)


def test_cancel(gate):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        timer = threading.Timer(0.2, a.cancel)
        timer.start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            a.execute("select pg_sleep(20)")
        timer.join()
        a.cancel()  # nothing runs: nobody is hit
        for client in (a, b, a, b):
            assert client.execute("select pg_sleep(0.05)").fetchone() is not None


def test_a_client_that_vanishes_is_rolled_back(gate, direct):
    direct.execute("drop table if exists van")
    direct.execute("create table van (a int)")
    for _ in range(12):  # more often than there are connections
        client = gate.connect()
        client.execute("insert into van values (1)")
        with socket.socket(fileno=os.dup(client.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)
    with gate.connect() as client:
        assert client.execute("select count(*) from van").fetchone() == (0,)
    eventually(lambda: direct.execute(
        "select count(*) from pg_stat_activity where state like 'idle in%' and query like '%van%'").fetchone() == (0,))


def test_a_statement_of_a_client_that_vanishes_is_cancelled(gate, direct):
    client = gate.connect(autocommit=True)
    client.pgconn.send_query(b"select pg_sleep(60)")
    running = "select count(*) from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'"
    eventually(lambda: direct.execute(running).fetchone() == (1,))
    with socket.socket(fileno=os.dup(client.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)
    eventually(lambda: direct.execute(running).fetchone() == (0,))


def test_an_end_that_comes_with_the_last_statement_is_noticed(gate):
    """The kernel tells of both at once, and not again once the statement was read."""
    with socket.create_connection(("127.0.0.1", gate.port)) as wire:
        wire.settimeout(20)
        wire.sendall(raw.startup(raw.PROTOCOL_3_0, user="app", database="app"))
        raw.until_ready(wire)
        for _ in range(3):
            raw.send(wire, (b"Q", "select 1"))
            raw.until_ready(wire)
        raw.send(wire, (b"Q", "select 1"))
        wire.shutdown(socket.SHUT_WR)
        raw.until_ready(wire)
        assert wire.recv(1) == b""


def test_an_idle_connection_that_ends_is_not_noticed(gate, direct):
    with gate.connect(autocommit=True) as a:
        pid = backend(a)
        direct.execute("select pg_terminate_backend(%s)", (pid,))
        eventually(lambda: direct.execute("select count(*) from pg_stat_activity where pid = %s", (pid,)).fetchone() == (0,))
        time.sleep(0.15)  # longer than an idle connection is trusted unseen
        assert a.execute("select 1").fetchone() == (1,)


def test_a_server_that_dies_in_a_statement(gate, direct):
    with gate.connect(autocommit=True) as a:
        pid = backend(a)
        timer = threading.Timer(0.2, direct.execute, ("select pg_terminate_backend(%s)", (pid,)))
        timer.start()
        with pytest.raises(psycopg.errors.AdminShutdown):
            a.execute("select pg_sleep(20)")
        timer.join()
    with gate.connect(autocommit=True) as a:
        assert a.execute("select 1").fetchone() == (1,)


def test_a_server_that_dies_in_a_transaction(gate, postgres):
    a = gate.connect()
    witness = postgres.connect("app", autocommit=True)
    os.kill(backend(a), signal.SIGKILL)  # all of PostgreSQL restarts
    with pytest.raises(psycopg.OperationalError):
        for _ in range(50):
            a.execute("select 1")
            time.sleep(0.05)

    def witness_is_gone():
        try:
            witness.execute("select 1")
        except psycopg.OperationalError:
            return True

    def back():
        try:
            with gate.connect(autocommit=True) as fresh:
                return fresh.execute("select 1").fetchone() == (1,)
        except psycopg.Error:
            return False

    eventually(witness_is_gone)  # not before does every backend know
    eventually(back)
