"""Whoever is killed at whatever moment, under load: each answered commit is there, whole, and nothing else is."""

import random
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from support import servers

WRITERS = 4
ROUNDS = 3
# Each transaction makes two rows that belong together; one in five is rolled back. A commit is told of once it was
# answered.
WRITER = """
import os, sys, psycopg
writer, n = int(sys.argv[1]), 0
connection = psycopg.connect("")
try:
    while True:
        connection.execute("insert into debit values (%s, %s)", (writer, n))
        connection.execute("insert into credit values (%s, %s)", (writer, n))
        if n % 5 == 4:
            connection.rollback()
        else:
            connection.commit()
            os.write(1, b"%d\\n" % n)
        n += 1
except psycopg.OperationalError:
    sys.exit(3)  # another was killed
"""


class Load:
    """Programs that write at the same time, and what each was told."""

    def __init__(self, gate, database):
        self.gate, self.database = gate, database
        self.answered = {}  # by writer
        self.running = {}
        self.number = 0

    def start(self):
        for _ in range(WRITERS):
            self.number += 1
            self.answered[self.number] = []
            self.running[self.number] = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(self.number)], env=self.gate.environment(self.database),
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for writer, process in self.running.items():
            for _ in range(5):
                line = process.stdout.readline()
                assert line, process.stderr.read()
                self.answered[writer].append(int(line))

    def kill(self):
        """One after the other, each in the middle of something."""
        for process in self.running.values():
            assert process.poll() is None, "another's death was not its own: " + process.stderr.read()
            process.kill()
            time.sleep(random.uniform(0, 0.1))

    def wait(self):
        for writer, process in self.running.items():
            self.answered[writer] += map(int, process.stdout.read().split())
            assert process.wait(servers.PATIENCE) in (-signal.SIGKILL, 3), process.stderr.read()
        self.running = {}

    def check(self, connection):
        rows = connection.execute("select 'debit', writer, n from debit union all select 'credit', writer, n from credit").fetchall()
        there = {"debit": set(), "credit": set()}
        for table, *row in rows:
            there[table].add(tuple(row))
        assert there["debit"] == there["credit"], "half a transaction"
        for writer, answered in self.answered.items():
            numbers = {n for w, n in there["debit"] if w == writer}
            assert not set(answered) - numbers, "a commit was answered and is lost"
            assert not {n for n in numbers if n % 5 == 4}, "what was rolled back is there"
            # one more commit may have been done and not answered
            following = answered[-1] + (2 if answered[-1] % 5 == 3 else 1)
            assert numbers - set(answered) <= {following}


@pytest.fixture
def postgres(tmp_path):
    try:
        server = servers.Postgres(str(tmp_path / "postgres"))
    except servers.Missing as missing:
        pytest.skip(str(missing))
    yield server
    try:
        server.stop()
    except subprocess.CalledProcessError:
        pass  # it was killed


@pytest.fixture(params=["relay", "embedded"])
def gate(request, tmp_path):
    """An ormgate that may be killed, before a PostgreSQL that may be."""
    databases = servers.embedded_databases()
    if request.param == "relay":
        databases = servers.relayed_databases(request.getfixturevalue("postgres")).replace("size: 20", "size: 20, login_retry: 0")
    try:
        gate = servers.Ormgate(request.param, str(tmp_path / "gate"), databases)
    except servers.Missing as missing:
        pytest.skip(str(missing))
    yield gate
    gate.kill()


@pytest.fixture
def load(gate):
    database = gate.create_database()
    with gate.connect(database, autocommit=True) as connection:
        for table in "debit", "credit":
            connection.execute(f"create table {table} (writer int, n int, primary key (writer, n))")
    load = Load(gate, database)
    yield load
    for process in load.running.values():
        process.kill()


def served(target, database):
    """A connection, as soon as there is one."""
    end = time.monotonic() + servers.PATIENCE
    while True:
        try:
            connection = target.connect(database, autocommit=True)
            connection.execute("select 1")
            return connection
        except psycopg.OperationalError:
            assert time.monotonic() < end
            time.sleep(0.05)


def wait_for_orphans(postgres, database):
    """The server notices the end of a killed ormgate's connections once it has done what it was at."""
    with postgres.connect("postgres", autocommit=True) as connection:
        end = time.monotonic() + servers.PATIENCE
        while connection.execute("select count(*) from pg_stat_activity where datname = %s", (database,)).fetchone() != (0,):
            assert time.monotonic() < end
            time.sleep(0.05)


def test_clients(gate, load):
    with gate.connect(load.database, autocommit=True) as connection:
        for _ in range(ROUNDS):
            load.start()
            load.kill()
            load.wait()
            load.check(connection)
        # nothing of theirs is in the way
        connection.execute("set lock_timeout = '10s'")
        connection.execute("delete from debit")


def test_ormgate(gate, load, request):
    for _ in range(ROUNDS):
        load.start()
        time.sleep(random.uniform(0, 0.2))
        gate.kill()
        load.wait()
        if gate.name == "relay":
            wait_for_orphans(request.getfixturevalue("postgres"), load.database)
        gate.start()
        with gate.connect(load.database, autocommit=True) as connection:
            load.check(connection)
            connection.execute("set lock_timeout = '10s'")
            connection.execute("delete from debit where n = 0")
            connection.execute("insert into debit select writer, n from credit where n = 0")


@pytest.mark.parametrize("gate", ["relay"], indirect=True)
def test_postgres(gate, load, postgres):
    for _ in range(ROUNDS):
        load.start()
        time.sleep(random.uniform(0, 0.2))
        postgres.kill()
        load.wait()
        postgres.start()
        assert gate.alive()
        with served(gate, load.database) as connection:
            load.check(connection)
