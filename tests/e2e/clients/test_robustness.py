"""What is committed stays and what is not goes, whoever is killed; hostile bytes and large results harm nobody."""

import os
import random
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import time

import psycopg
import pytest

from support import servers

KILLED = """
import os, signal, sys, psycopg
connection = psycopg.connect("")
connection.execute("insert into t values (%s, 'uncommitted')", (int(sys.argv[1]),))
print("written", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def eventually(check, patience=15):
    end = time.monotonic() + patience
    while not check():
        assert time.monotonic() < end, "still not so"
        time.sleep(0.05)


def test_a_killed_clients_transaction_is_gone(target, database, connection):
    connection.execute("create table t (id int primary key, v text)")
    for n in range(3):
        client = subprocess.run([sys.executable, "-c", KILLED, str(n)], env=target.environment(database), capture_output=True, text=True, timeout=60)
        assert client.stdout == "written\n" and client.returncode == -signal.SIGKILL, client.stderr
        # its row is neither there nor in the way
        connection.execute("set lock_timeout = '10s'")
        connection.execute("insert into t values (%s, 'own')", (n,))
    assert connection.execute("select count(*), min(v) from t").fetchone() == (3, "own")


@pytest.mark.parametrize("backend", ["relay", "embedded"])
def test_a_client_killed_in_the_middle_of_its_statement(backend, oracle, tmp_path):
    """Its statement ends with it, and the server needs no time any more."""
    databases = servers.embedded_databases() if backend == "embedded" else servers.relayed_databases(oracle)
    try:
        gate = servers.Ormgate(backend, str(tmp_path / "gate"), databases)
    except servers.Missing as missing:
        pytest.skip(str(missing))
    try:
        database = gate.create_database()
        connection = gate.connect(database, autocommit=True)
        connection.execute("create table t (id int primary key)")
        code = "import psycopg\nc = psycopg.connect('')\nc.execute('insert into t values (1)')\nprint('go', flush=True)\nc.execute('select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b')"
        client = subprocess.Popen([sys.executable, "-c", code], env=gate.environment(database), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert client.stdout.readline() == b"go\n"
        time.sleep(0.3)
        client.kill()
        client.wait()
        connection.execute("set statement_timeout = '20s'")
        connection.execute("insert into t values (1)")
        assert connection.execute("select count(*) from t").fetchone() == (1,)
        connection.close()

        def idle():
            before = gate.processor_time()
            time.sleep(0.5)
            return gate.processor_time() - before < 0.1

        eventually(idle, 10)
    finally:
        gate.kill()


VANISHING = """
import sys, psycopg
connection = psycopg.connect("")
for statement in sys.argv[1:-1]:
    connection.execute(statement)
print("go", flush=True)
connection.execute(sys.argv[-1])
"""
# What a client waits for when it is killed: what the holder has done before, the client's statements, and what succeeds
# once the client's transaction has ended.
WAITS = {
    "another's row": ("insert into t values (1)", ["select pg_advisory_xact_lock(7)", "insert into t values (1)"], "select pg_try_advisory_lock(7)"),
    "an advisory lock": ("select pg_advisory_lock(7)", ["insert into t values (1)", "select pg_advisory_lock(7)"], "insert into t values (1) returning true"),
    "time to pass": ("select 1", ["insert into t values (1)", "select pg_sleep(600)"], "insert into t values (1) returning true"),
}


@pytest.mark.parametrize("what", WAITS)
def test_a_client_killed_while_it_waits(gate, what):
    held, statements, then = WAITS[what]
    database = gate.create_database()
    connection = gate.connect(database, autocommit=True)
    connection.execute("create table t (id int primary key)")
    connection.execute("set lock_timeout = '1s'")
    with gate.connect(database) as holder:
        holder.execute(held)
        client = subprocess.Popen([sys.executable, "-c", VANISHING, *statements], env=gate.environment(database), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert client.stdout.readline() == b"go\n"
        time.sleep(0.3)
        client.kill()
        client.wait()

        def possible():
            try:
                return connection.execute(then).fetchone() == (True,)
            except psycopg.errors.LockNotAvailable:
                return False

        eventually(possible)
        holder.rollback()
    connection.close()
    gate.drop_database(database)


def test_a_client_that_is_ahead_of_its_answers_is_not_gone(gate):
    """Bytes it has sent before are not its end, nor hide it."""
    database = gate.create_database()
    connection = gate.connect(database, autocommit=True)
    connection.execute("create table t (id int primary key)")
    client = gate.connect(database, autocommit=True)
    raw = socket.socket(fileno=os.dup(client.pgconn.socket))
    raw.setblocking(True)
    query = lambda sql: b"Q" + struct.pack("!i", len(sql) + 5) + sql.encode() + b"\0"
    raw.sendall(query("begin; insert into t values (1); select pg_sleep(1.5)") + query("commit") + query("select pg_sleep(600)"))
    connection.execute("set lock_timeout = '1s'")
    eventually(lambda: connection.execute("select count(*) from t").fetchone() == (1,))
    raw.sendall(query("insert into t values (2)"))
    raw.close()
    client.close()
    time.sleep(2)
    assert connection.execute("select id from t").fetchall() == [(1,)]
    connection.close()
    gate.drop_database(database)


@pytest.fixture
def own_gate(tmp_path):
    """An ormgate on SQLite that may be killed."""
    try:
        gate = servers.Ormgate("embedded", str(tmp_path / "gate"), servers.embedded_databases())
    except servers.Missing as missing:
        pytest.skip(str(missing))
    yield gate
    gate.stop()


def test_a_killed_ormgate_keeps_what_was_committed(own_gate):
    with own_gate.connect("app", autocommit=True) as connection:
        connection.execute("create table t (id int primary key, v text)")
    for round in range(3):
        committed, open_one = own_gate.connect("app"), own_gate.connect("app")
        for n in range(20):
            committed.execute("insert into t values (%s, 'committed')", (round * 100 + n,))
            committed.commit()
        open_one.execute("insert into t values (%s, 'open')", (round * 100 + 50,))
        own_gate.kill()
        with pytest.raises(psycopg.OperationalError):
            open_one.execute("select 1")
        own_gate.start()
        with own_gate.connect("app", autocommit=True) as connection:
            assert connection.execute("select count(*), count(*) filter (where v = 'open') from t").fetchone() == ((round + 1) * 20, 0)
            connection.execute("insert into t values (%s, 'after')", (round * 100 + 50,))
            connection.execute("delete from t where v = 'after'")


def test_a_killed_ormgate_before_postgres(oracle, tmp_path):
    """PostgreSQL rolls back what was open, and its locks go with it."""
    try:
        gate = servers.Ormgate("relay", str(tmp_path / "gate"), servers.relayed_databases(oracle))
    except servers.Missing as missing:
        pytest.skip(str(missing))
    try:
        database = gate.create_database()
        with gate.connect(database, autocommit=True) as connection:
            connection.execute("create table t (id int primary key, v text)")
        committed, open_one = gate.connect(database), gate.connect(database)
        for n in range(20):
            committed.execute("insert into t values (%s, 'committed')", (n,))
            committed.commit()
        committed.execute("update t set v = 'open'")
        open_one.execute("insert into t values (50, 'open')")
        gate.kill()
        for client in committed, open_one:
            with pytest.raises(psycopg.OperationalError):
                client.execute("select 1")
        gate.start()
        with gate.connect(database, autocommit=True) as connection:
            connection.execute("set lock_timeout = '10s'")
            connection.execute("insert into t values (50, 'after')")
            connection.execute("update t set v = v || '!'")
            assert connection.execute("select count(*), count(distinct v), min(v), max(v) from t").fetchone() == (21, 2, "after!", "committed!")
        gate.drop_database(database)
    finally:
        gate.stop()


def test_a_killed_postgres_loses_nothing_and_comes_back(tmp_path):
    try:
        postgres = servers.Postgres(str(tmp_path / "postgres"))
    except servers.Missing as missing:
        pytest.skip(str(missing))
    databases = servers.relayed_databases(postgres).replace("size: 20", "size: 20, login_retry: 0")
    try:
        gate = servers.Ormgate("relay", str(tmp_path / "gate"), databases)
    except servers.Missing as missing:
        postgres.stop()
        pytest.skip(str(missing))
    try:
        committed, open_one = gate.connect("postgres", autocommit=True), gate.connect("postgres")
        committed.execute("create table t (id int primary key)")
        committed.execute("insert into t values (1)")
        open_one.execute("insert into t values (2)")
        postgres.kill()
        with pytest.raises(psycopg.OperationalError):
            open_one.execute("select 1")
        postgres.start()
        assert gate.alive()

        def served():
            try:
                with gate.connect("postgres") as connection:
                    return connection.execute("select id from t").fetchall() == [(1,)]
            except psycopg.OperationalError:
                return False

        eventually(served)
        committed.close()
        open_one.close()
    finally:
        gate.stop()
        postgres.stop()


NO_TEXT = {
    "a query": (lambda c: c.exec_(b"select '\xff'"), "0xff", None),
    "a query's end": (lambda c: c.exec_(b"select '\xc3"), "0xc3", None),
    "a surrogate": (lambda c: c.exec_(b"select '\xed\xa0\x80'"), "0xed 0xa0 0x80", None),
    "a prepared statement": (lambda c: c.prepare(b"s", b"select '\xe2\x28\xa1'"), "0xe2 0x28 0xa1", None),
    "a name": (lambda c: c.prepare(b"s\xff", b"select 1"), "0xff", None),
    "a parameter": (lambda c: c.exec_params(b"select $1::text", [b"a\xf0\x28\x8c"]), "0xf0 0x28 0x8c", "unnamed portal parameter $1"),
    "a binary parameter": (lambda c: c.exec_params(b"select $1::text", [b"a\xff"], param_formats=[1]), "0xff", "unnamed portal parameter $1"),
    "a zero": (lambda c: c.exec_params(b"select $1::text", [b"a\0b"], param_formats=[1]), "0x00", "unnamed portal parameter $1"),
    "an array": (lambda c: c.exec_params(b"select $1::text[]", [b'{"\xff"}']), "0xff", "unnamed portal parameter $1"),
    "a number": (lambda c: c.exec_params(b"select $1::int4", [b"1\xff"]), "0xff", "unnamed portal parameter $1"),
    "a copied line": (lambda c: copied(c, b"copy t from stdin", b"ok\n\xff\n"), "0xff", "COPY t, line 2"),
    "a copied zero": (lambda c: copied(c, b"copy t from stdin", b"a\0b\n"), "0x00", "COPY t, line 1"),
    "copied CSV": (lambda c: copied(c, b"copy t from stdin (format csv)", b"\xc3\x28\n"), "0xc3 0x28", "COPY t, line 1"),
}


def copied(pgconn, statement, data):
    pgconn.exec_(statement)
    pgconn.put_copy_data(data)
    pgconn.put_copy_end()
    return pgconn.get_result()


@pytest.mark.parametrize("name", NO_TEXT)
def test_bytes_that_are_no_text_are_refused(target, database, connection, name):
    send, shown, context = NO_TEXT[name]
    connection.execute("create temp table t (v text)")
    result = send(connection.pgconn)
    said = [(result.error_field(field) or b"").decode() for field in map(ord, "CMW")]
    assert said == ["22021", f'invalid byte sequence for encoding "UTF8": {shown}', context or ""]
    while connection.pgconn.get_result():
        pass
    assert connection.execute("select count(*) from t").fetchone() == (0,)


def test_large_results_flow_in_bounded_memory(gate):
    database = gate.create_database()
    with gate.connect(database) as connection:
        connection.execute("create table t (id int primary key, v text)")
        connection.execute("insert into t select g, repeat('x', 500) from generate_series(1, 100000) g")
        connection.commit()
        before = gate.memory()
        with connection.cursor() as cursor:
            rows = peak = 0
            for _ in cursor.stream("select id, v from t"):
                rows += 1
                if rows % 5000 == 0:
                    peak = max(peak, gate.memory())
                    time.sleep(0.01)
        assert rows == 100_000
        # the result is 50 MB
        assert peak - before < 30 * 2**20
        with connection.cursor().copy("copy t to stdout") as copy:
            assert sum(len(part) for part in copy) > 50_000_000
        assert gate.memory() - before < 30 * 2**20
    gate.drop_database(database)


def test_a_client_that_does_not_read_costs_little(gate):
    with socket.create_connection((gate.host, gate.port)) as idle:
        idle.sendall(struct.pack("!ii", 8, 80877103))
        assert idle.recv(1) in b"NS"
        before = gate.memory()
        clients = [gate.connect("postgres", autocommit=True) for _ in range(100)]
        for client in clients:
            client.execute("select 1")
        assert gate.memory() - before < 40 * 2**20
        for client in clients:
            client.close()


def startup(database="postgres"):
    body = struct.pack("!i", 196608) + f"user\0{servers.USER}\0database\0{database}\0\0".encode()
    return struct.pack("!i", len(body) + 4) + body


HOSTILE = {
    "nothing": b"",
    "zeroes": bytes(1000),
    "http": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "tls hello out of place": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),
    "huge startup": struct.pack("!ii", 2**31 - 1, 196608),
    "negative startup": struct.pack("!ii", -1, 196608),
    "short startup": struct.pack("!i", 4),
    "protocol 2": struct.pack("!ii", 8, 131072),
    "protocol 99": struct.pack("!ii", 8, 99 << 16),
    "startup without a user": struct.pack("!ii", 9, 196608) + b"\0",
    "startup without an end": struct.pack("!ii", 20, 196608) + b"user\0app\0data"[:12],
    "cancel of nobody": struct.pack("!iiii", 16, 80877102, 1, 2),
    "cancel too short": struct.pack("!iii", 12, 80877102, 1),
    "password at once": startup() + b"p" + struct.pack("!i", 2**30) + b"x",
    "query before login": startup() + b"Q" + struct.pack("!i", 13) + b"select 1\0",
    "negative length": startup() + b"p" + struct.pack("!i", -5),
    "sasl nonsense": startup() + b"p" + struct.pack("!i", 4 + 14 + 4) + b"SCRAM-SHA-256\0" + struct.pack("!i", 2**31 - 1),
    "a thousand ssl requests": struct.pack("!ii", 8, 80877103) * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_openings_harm_nobody(gate, name):
    before = gate.memory()
    for _ in range(5):
        with socket.create_connection((gate.host, gate.port), timeout=10) as client:
            try:
                client.sendall(HOSTILE[name])
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass
            except OSError:
                pass
    assert gate.alive()
    assert gate.memory() - before < 64 * 2**20
    with gate.connect("postgres") as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_random_bytes_harm_nobody(gate):
    dice = random.Random(7)
    for n in range(300):
        with socket.create_connection((gate.host, gate.port), timeout=10) as client:
            try:
                if n % 2:
                    client.sendall(startup())
                client.sendall(dice.randbytes(dice.randrange(1, 400)))
            except OSError:
                pass
    assert gate.alive()
    with gate.connect("postgres") as connection:
        assert connection.execute("select 1").fetchone() == (1,)


# What is answered; None: nothing is.
AFTER_LOGIN = {
    "unknown type": ("08P01", b"~" + struct.pack("!i", 4)),
    "huge length": ("54000", b"Q" + struct.pack("!i", 2**31 - 1) + b"x"),
    "negative length": ("54000", b"Q" + struct.pack("!i", -1)),
    "length below its own": ("08P01", b"Q" + struct.pack("!i", 3)),
    "query without an end": ("08P01", b"Q" + struct.pack("!i", 12) + b"select 1"),
    "parse without an end": ("08P01", b"P" + struct.pack("!i", 8) + b"abcd"),
    "bind with many formats": ("08P01", b"B" + struct.pack("!i", 4 + 2 + 2) + b"\0\0" + struct.pack("!h", -1)),
    "bind with a huge parameter": ("08P01", b"B" + struct.pack("!i", 4 + 2 + 2 + 2 + 4) + b"\0\0" + struct.pack("!hhi", 0, 1, 2**31 - 1)),
    "describe of nothing": ("08P01", b"D" + struct.pack("!i", 6) + b"Z\0"),
    "copy data out of place": (None, b"d" + struct.pack("!i", 8) + b"abcd"),
    "execute of no portal": ("34000", b"E" + struct.pack("!i", 13) + b"nope\0" + struct.pack("!i", 0) + b"S" + struct.pack("!i", 4)),
    "random": ("54000", random.Random(1).randbytes(5000)),
}


@pytest.mark.parametrize("name", AFTER_LOGIN)
def test_hostile_messages_harm_only_their_sender(gate, name):
    expected, message = AFTER_LOGIN[name]
    with gate.connect("postgres", autocommit=True) as bystander:
        client = gate.connect("postgres", autocommit=True)
        raw = socket.socket(fileno=os.dup(client.pgconn.socket))
        raw.setblocking(True)
        raw.settimeout(10)
        said = b""
        try:
            raw.sendall(message)
            raw.shutdown(socket.SHUT_WR)
            while piece := raw.recv(65536):
                said += piece
        except TimeoutError:
            raise
        except OSError:
            # it hung up, which is its right
            pass
        raw.close()
        codes = [code.decode() for code in re.findall(rb"\0C([0-9A-Z]{5})\0", said)]
        # the relay hangs up without a word on what PostgreSQL would not answer either
        assert codes == [expected] * (expected is not None) or gate.name == "relay" and not said
        client.close()
        assert gate.alive()
        assert bystander.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize("statement", ["insert into t values (1)", "select pg_sleep(600)", "copy t from stdin"])
def test_a_client_that_waits_is_told_when_ormgate_ends(tmp_path, statement):
    try:
        gate = servers.Ormgate("embedded", str(tmp_path / "gate"), servers.embedded_databases(), "shutdown_timeout: 500ms\n")
    except servers.Missing as missing:
        pytest.skip(str(missing))
    another = sqlite3.connect(os.path.join(gate.directory, "app.db"), isolation_level=None)
    try:
        waiters = [gate.connect("app", autocommit=True) for _ in range(3)]
        waiters[0].execute("create table t (id int primary key)")
        # the first that writes waits for this process, the others for their turn
        another.execute("begin immediate")
        for waiter in waiters:
            waiter.pgconn.send_query(statement.encode())
        time.sleep(0.3)
        began = time.monotonic()
        gate.process.terminate()
        for waiter in waiters:
            result = waiter.pgconn.get_result()
            if result.status == psycopg.pq.ExecStatus.COPY_IN:
                continue  # libpq does not listen while it is its turn to speak
            assert result.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"57P01"
        assert gate.process.wait(10) == 0 and time.monotonic() - began < 5
        assert "stopped at once" not in gate.said()
        assert another.execute("select count(*) from t").fetchone() == (0,)
    finally:
        another.close()
        gate.kill()


def test_ends_when_told_to(own_gate):
    with own_gate.connect("app", autocommit=True) as connection:
        connection.execute("create table t (id int)")
        connection.execute("insert into t values (1)")
    assert own_gate.stop() == 0
    assert "Sanitizer" not in own_gate.said()
