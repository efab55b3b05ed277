"""SIGTERM lets open transactions finish, up to shutdown_timeout; a second one does not wait."""

import signal
import subprocess
import sys
import time

import psycopg
import pytest

from support import servers


@pytest.fixture(params=["relay", "embedded"])
def start(request, tmp_path):
    """Starts an ormgate whose patience is given."""
    databases = servers.embedded_databases()
    if request.param == "relay":
        try:
            databases = servers.relayed_databases(request.getfixturevalue("targets")["direct"])
        except servers.Missing as missing:
            pytest.skip(str(missing))
    gates = []

    def start(patience):
        try:
            gates.append(servers.Ormgate(request.param, str(tmp_path / "gate"), databases, f"shutdown_timeout: {patience}\n"))
        except servers.Missing as missing:
            pytest.skip(str(missing))
        gates[0].database = gates[0].create_database()
        return gates[0]

    yield start
    for gate in gates:
        gate.kill()
        gate.start()
        gate.drop_database(gate.database)
        gate.kill()


def refused(gate):
    """Whether it takes clients no more."""
    try:
        gate.connect(gate.database, connect_timeout=5).close()
        return False
    except psycopg.OperationalError:
        return True


def wait_until(condition):
    end = time.monotonic() + servers.PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def open_transaction(gate):
    with gate.connect(gate.database, autocommit=True) as connection:
        connection.execute("create table t (id int primary key)")
    client = gate.connect(gate.database)
    client.execute("insert into t values (1)")
    return client


def rows(gate):
    gate.start()
    with gate.connect(gate.database, autocommit=True) as connection:
        return connection.execute("select id from t order by id").fetchall()


def test_an_open_transaction_may_finish(start):
    gate = start("10m")
    idle = gate.connect(gate.database, autocommit=True)
    client = open_transaction(gate)
    idle.execute("select 1")
    gate.process.send_signal(signal.SIGTERM)
    wait_until(lambda: refused(gate))
    client.execute("insert into t values (2)")
    assert gate.alive()
    client.commit()
    assert gate.process.wait(servers.PATIENCE) == 0
    with pytest.raises(psycopg.OperationalError):
        idle.execute("select 1")
    assert rows(gate) == [(1,), (2,)]


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_does_not_wait(start, second):
    gate = start("10m")
    client = open_transaction(gate)
    gate.process.send_signal(signal.SIGTERM)
    wait_until(lambda: refused(gate))
    assert gate.alive()
    gate.process.send_signal(second)
    assert gate.process.wait(5) == 0
    with pytest.raises(psycopg.OperationalError):
        client.execute("select 1")
    assert rows(gate) == []


def test_patience_ends(start):
    gate = start("1s")
    client = open_transaction(gate)
    gate.process.send_signal(signal.SIGTERM)
    wait_until(lambda: refused(gate))
    assert gate.process.wait(servers.PATIENCE) == 0
    with pytest.raises(psycopg.OperationalError):
        client.execute("select 1")
    assert rows(gate) == []


def test_under_load(start):
    """Nothing that was answered is lost, and it ends although clients go on asking."""
    gate = start("20s")
    with gate.connect(gate.database, autocommit=True) as connection:
        connection.execute("create table t (id int primary key)")
    code = ("import sys, psycopg\nc = psycopg.connect('')\nfor n in range(10 ** 6):\n"
            " c.execute('insert into t values (%s)', (n * 4 + int(sys.argv[1]),))\n c.commit()\n print(n * 4 + int(sys.argv[1]), flush=True)")
    clients = [subprocess.Popen([sys.executable, "-c", code, str(n)], env=gate.environment(gate.database), stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True) for n in range(4)]
    answered = [int(client.stdout.readline()) for client in clients]
    gate.process.send_signal(signal.SIGTERM)
    assert gate.process.wait(servers.PATIENCE) == 0
    for client in clients:
        answered += map(int, client.stdout.read().split())
        client.wait(servers.PATIENCE)
    assert "stopped at once" not in gate.said() and "ending clients" not in gate.said()
    # clients are sent away between transactions, so every commit that was done was answered
    assert {row[0] for row in rows(gate)} == set(answered)
