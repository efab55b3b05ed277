"""Transaction pooling: what clients share, what ties them to a connection, and what never reaches another."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pymysql
import pytest
from pymysql.constants import CLIENT

from support import servers


def run(connection, sql, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(sql, *arguments)
        return cursor.fetchall()


def backend(connection):
    return run(connection, "SELECT CONNECTION_ID()")[0][0]


def eventually(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def table(direct):
    with direct.connect() as admin:
        run(admin, "DROP TABLE IF EXISTS t")
        run(admin, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT)")
        yield admin


def test_twenty_clients_share_two_connections(gate, table):
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(gate.connect()) for _ in range(20)]
        seen = set()

        def work(client):
            for n in range(20):
                run(client, "INSERT INTO t (a) VALUES (%s)", (n,))
                seen.add(backend(client))

        threads = [threading.Thread(target=work, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 1 <= len(seen) <= 2
        assert run(table, "SELECT COUNT(*), SUM(a) FROM t") == ((400, 3800),)


def test_a_transaction_keeps_its_connection(gate, table):
    with gate.connect(autocommit=False) as a, gate.connect() as b:
        run(a, "INSERT INTO t (a) VALUES (1)")
        mine = backend(a)
        assert all(backend(b) != mine for _ in range(5))
        assert run(b, "SELECT * FROM t") == ()
        assert backend(a) == mine
        a.commit()
        assert run(b, "SELECT a FROM t") == ((1,),)


def test_settings_follow_their_client(gate):
    with gate.connect() as a, gate.connect() as b:
        run(a, "SET time_zone = '+03:00', sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')")
        run(a, "SET NAMES latin1 COLLATE latin1_german2_ci")
        run(a, "SET @x = 'mine', @n = 7")
        for _ in range(3):
            ours = "SELECT @@time_zone, @@character_set_client, @@collation_connection, @x, @n"
            assert run(b, ours) == (("SYSTEM", "utf8mb4", "utf8mb4_general_ci", None, None),)
            assert run(a, ours) == (("+03:00", "latin1", "latin1_german2_ci", "mine", 7),)
            assert run(a, 'SELECT @@sql_mode LIKE "%ANSI_QUOTES%"'.replace('"', "'")) == ((1,),)
            assert run(b, 'SELECT "text"') == (("text",),)


def test_autocommit_off_follows_its_client(gate, table):
    with gate.connect() as a, gate.connect() as b:
        run(a, "SET autocommit = 0")
        run(b, "INSERT INTO t (a) VALUES (1)")
        run(a, "INSERT INTO t (a) VALUES (2)")
        assert run(table, "SELECT a FROM t") == ((1,),)
        run(a, "ROLLBACK")
        assert run(b, "SELECT a FROM t") == ((1,),)


def test_the_database_follows_its_client(gate, direct):
    direct.fresh("second")
    with gate.connect() as a, gate.connect() as b:
        run(a, "USE second")
        for _ in range(3):
            assert run(b, "SELECT DATABASE()") == (("app",),)
            assert run(a, "SELECT DATABASE()") == (("second",),)
        a.select_db("app")
        assert run(a, "SELECT DATABASE()") == (("app",),)


def test_a_client_without_a_database_makes_one(gate):
    with gate.connect(None) as a:
        run(a, "DROP DATABASE IF EXISTS third")
        run(a, "CREATE DATABASE third")
        assert run(a, "SELECT DATABASE()") == ((None,),)
        run(a, "USE third")
        assert run(a, "SELECT DATABASE()") == (("third",),)
    with gate.connect("third") as b, gate.connect(None) as c:
        assert run(b, "SELECT DATABASE()") == (("third",),)
        assert run(c, "SELECT DATABASE()") == ((None,),)
        run(c, "DROP DATABASE third")


def test_an_unknown_database(gate):
    with pytest.raises(pymysql.err.OperationalError) as refused:
        gate.connect("nowhere")
    assert refused.value.args[0] == 1049


def test_other_backends_are_refused_by_name(gate):
    with pytest.raises((pymysql.err.NotSupportedError, pymysql.err.OperationalError)) as refused:
        gate.connect("lite")
    assert refused.value.args[0] == 1235 and "sqlite" in refused.value.args[1]


def test_a_wrong_password(gate):
    for user, password in (("app", "wrong"), ("nobody", "s3cret"), ("app", "")):
        with pytest.raises(pymysql.err.OperationalError) as refused:
            pymysql.connect(host=gate.host, port=gate.port, user=user, password=password, database="app")
        assert refused.value.args[0] == 1045
        assert refused.value.args[1].startswith(f"Access denied for user '{user}'@'127.0.0.1'")


@pytest.mark.parametrize("begin, probe", [
    ("CREATE TEMPORARY TABLE tt AS SELECT 1 AS a", "SELECT a FROM tt"),
    ("SELECT @v := 1", "SELECT @v"),
    ("PREPARE s FROM 'SELECT 1'", "EXECUTE s"),
    ("SELECT GET_LOCK('mine', 1)", "SELECT IS_USED_LOCK('mine') = CONNECTION_ID()"),
    ("SET @v = 2 - 1", "SELECT @v"),
    ("SELECT 1 INTO @v", "SELECT @v"),
])
def test_what_cannot_be_replayed_pins(gate, begin, probe):
    with gate.connect() as a, gate.connect() as b:
        run(a, begin)
        mine = backend(a)
        for _ in range(3):
            assert backend(b) != mine
            assert run(a, probe) == ((1,),)
            assert backend(a) == mine
    with gate.connect() as c:  # and nothing of it is left
        for _ in range(6):
            with contextlib.suppress(pymysql.err.MySQLError):
                assert run(c, probe) in (((None,),), ((0,),))


def test_lock_tables_pins_until_unlocked(gate, table):
    with gate.connect() as a, gate.connect() as b:
        run(a, "LOCK TABLES t WRITE")
        mine = backend(a)
        run(b, "SELECT 1")
        assert backend(a) == mine
        run(a, "INSERT INTO t (a) VALUES (1)")
        run(a, "UNLOCK TABLES")
        assert run(b, "SELECT a FROM t") == ((1,),)


def test_set_transaction_counts_for_the_next_one(gate, table):
    with gate.connect() as a, gate.connect() as b:
        run(a, "SET TRANSACTION READ ONLY")
        run(b, "INSERT INTO t (a) VALUES (1)")
        run(a, "START TRANSACTION")
        with pytest.raises(pymysql.err.MySQLError) as refused:
            run(a, "INSERT INTO t (a) VALUES (2)")
        assert refused.value.args[0] == 1792
        run(a, "ROLLBACK")
        run(a, "INSERT INTO t (a) VALUES (3)")


def test_last_insert_id_is_the_clients_own(gate_with, table):
    gate = gate_with("size: 1")
    with gate.connect() as a, gate.connect() as b:
        run(a, "INSERT INTO t (a) VALUES (1)")
        run(b, "INSERT INTO t (a) VALUES (2)")
        assert run(a, "SELECT LAST_INSERT_ID()") == ((1,),)
        assert run(b, "SELECT LAST_INSERT_ID()") == ((2,),)
        # a number that the client gives is none that was made
        run(a, "INSERT INTO t (id, a) VALUES (1000, 1)")
        run(b, "SELECT 1")
        assert run(a, "SELECT LAST_INSERT_ID()") == ((1,),)
        run(b, "UPDATE t SET a = LAST_INSERT_ID(77) WHERE id = 1")
        run(a, "SELECT 1")
        assert run(b, "SELECT LAST_INSERT_ID()") == ((77,),)


def test_warnings_can_be_asked_for(gate, table):
    with gate.connect() as a, gate.connect() as b:
        run(a, "SELECT 1/0")
        run(b, "SELECT 1")
        assert run(a, "SHOW WARNINGS")[0][1] == 1365
        run(a, "SELECT 1 FROM t")
        run(b, "SELECT 1/0")
        assert run(a, "SHOW WARNINGS") == ()
        with pytest.raises(pymysql.err.MySQLError):
            run(a, "SELECT * FROM nothing")
        run(b, "SELECT 1")
        assert run(a, "SHOW ERRORS")[0][1] == 1146


def test_row_count_is_the_clients_own_or_refused(gate_with, table):
    gate = gate_with("size: 1")
    with gate.connect() as a, gate.connect() as b:
        run(a, "INSERT INTO t (a) VALUES (1), (2), (3)")
        run(b, "INSERT INTO t (a) VALUES (4)")
        with pytest.raises(pymysql.err.MySQLError) as refused:
            run(a, "SELECT ROW_COUNT()")
        assert refused.value.args[0] == 1235
        run(a, "BEGIN")
        run(a, "INSERT INTO t (a) VALUES (1), (2), (3)")
        assert run(a, "SELECT ROW_COUNT()") == ((3,),)
        run(a, "ROLLBACK")


def test_multi_statements_only_for_who_asked_for_them(gate):
    with gate.connect(client_flag=CLIENT.MULTI_STATEMENTS) as a, gate.connect() as b:
        with a.cursor() as cursor:
            cursor.execute("SELECT 1; SELECT 2; SELECT 3")
            results = [cursor.fetchall()]
            while cursor.nextset():
                results.append(cursor.fetchall())
            assert results == [((1,),), ((2,),), ((3,),)]
        b.client_flag &= ~CLIENT.MULTI_STATEMENTS
    plain = subprocess.run([sys.executable, "-c", PLAIN, str(gate.port)], capture_output=True, text=True)
    assert plain.stdout.strip() == "1064", plain.stderr


PLAIN = """
import sys, pymysql
from pymysql.constants import CLIENT
CLIENT.CAPABILITIES &= ~CLIENT.MULTI_STATEMENTS
connection = pymysql.connect(host="127.0.0.1", port=int(sys.argv[1]), user="app", password="s3cret", database="app")
try:
    connection.cursor().execute("SELECT 1; SELECT 2")
    print("accepted")
except pymysql.err.MySQLError as error:
    print(error.args[0])
"""


def test_found_rows_by_the_client(gate, table):
    run(table, "INSERT INTO t (a) VALUES (1), (1)")
    with gate.connect() as changed, gate.connect(client_flag=CLIENT.FOUND_ROWS) as found:
        with changed.cursor() as a, found.cursor() as b:
            a.execute("UPDATE t SET a = 1")
            b.execute("UPDATE t SET a = 1")
            assert (a.rowcount, b.rowcount) == (0, 2)


def test_large_values(gate_with):
    gate = gate_with("size: 1")
    with gate.connect(max_allowed_packet=64 << 20) as a:
        run(a, "SET SESSION net_read_timeout = 60")
        value = "x" * (5 << 20)
        assert run(a, "SELECT %s", (value,)) == ((value,),)
        rows = run(a, "SELECT REPEAT('y', 1000) FROM seq_1_to_20000")
        assert len(rows) == 20000 and all(len(row[0]) == 1000 for row in rows)


def test_packets_over_16_megabytes(gate_with, direct):
    with direct.connect() as admin:
        before = run(admin, "SELECT @@GLOBAL.max_allowed_packet")[0][0]
        run(admin, f"SET GLOBAL max_allowed_packet = {64 << 20}")
    gate = gate_with("size: 1")
    try:
        with gate.connect(max_allowed_packet=64 << 20) as a:
            for size in ((16 << 20) - 1 - len("\x03SELECT ''"), 16 << 20, 20 << 20):
                value = "z" * size
                (answer,), = run(a, "SELECT '" + value + "'")
                assert answer == value
    finally:
        with direct.connect() as admin:
            run(admin, f"SET GLOBAL max_allowed_packet = {before}")


def test_local_files(gate, table, tmp_path):
    (tmp_path / "rows").write_text("".join(f"{n}\n" for n in range(5000)))
    load = f"LOAD DATA LOCAL INFILE '{tmp_path / 'rows'}' INTO TABLE t (a)"
    with gate.connect(local_infile=True) as a:
        run(a, load)
        assert run(a, "SELECT COUNT(*), SUM(a) FROM t") == ((5000, 12497500),)
    with gate.connect() as b:
        with pytest.raises(pymysql.err.MySQLError) as refused:
            run(b, load)
        assert refused.value.args[0] == 3948
        assert run(b, "SELECT COUNT(*) FROM t") == ((5000,),)


def test_kill_query_by_the_number_the_client_was_told(gate):
    with gate.connect() as a, gate.connect() as b:
        failed = []

        def sleep():
            try:
                failed.append(run(a, "SELECT SLEEP(20)"))
            except pymysql.err.MySQLError as error:
                failed.append(error.args[0])

        thread = threading.Thread(target=sleep)
        before = time.monotonic()
        thread.start()
        time.sleep(0.3)
        run(b, f"KILL QUERY {a.thread_id()}")
        thread.join()
        assert time.monotonic() - before < 10
        assert failed in ([1317], [((1,),)])  # SLEEP() itself says 1
        assert run(a, "SELECT 1") == ((1,),)
        b.kill(a.thread_id())
        with pytest.raises(pymysql.err.MySQLError):
            for _ in range(50):
                run(a, "SELECT 1")
                time.sleep(0.1)
        with pytest.raises(pymysql.err.MySQLError) as refused:
            b.kill(0x7ffffff0)
        assert refused.value.args[0] == 1094


VANISH = """
import os, sys, pymysql
connection = pymysql.connect(host="127.0.0.1", port=int(sys.argv[1]), user="app", password="s3cret", database="app")
cursor = connection.cursor()
cursor.execute("INSERT INTO t (a) VALUES (13)")
print("ready", flush=True)
cursor.execute(sys.argv[2])
sys.stdin.read()
"""


@pytest.mark.parametrize("last", ["SELECT 1", "SELECT SLEEP(30)"])
def test_who_is_killed_is_rolled_back(gate, table, last):
    client = subprocess.Popen([sys.executable, "-c", VANISH, str(gate.port), last], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    assert client.stdout.readline() == b"ready\n"
    time.sleep(0.2)
    client.send_signal(signal.SIGKILL)
    client.wait()

    def is_gone():  # the row's lock, and the row
        with contextlib.suppress(pymysql.err.OperationalError):
            return run(table, "SELECT a FROM t FOR UPDATE NOWAIT") == ()

    eventually(is_gone)
    with gate.connect() as a, gate.connect() as b:
        run(a, "BEGIN")
        run(b, "BEGIN")  # both connections are there


def test_reset_connection(gate):
    with gate.connect() as a:
        run(a, "CREATE TEMPORARY TABLE tt (a INT)")
        run(a, "SET @x = 1, time_zone = '+05:00'")
        a._execute_command(0x1f, b"")
        a._read_ok_packet()
        assert run(a, "SELECT @x, @@time_zone") == ((None, "SYSTEM"),)
        with pytest.raises(pymysql.err.MySQLError):
            run(a, "SELECT * FROM tt")


def test_timeouts(gate_with, table):
    gate = gate_with("size: 1, wait_timeout: 300ms", ", idle_in_transaction_timeout: 400ms, query_timeout: 500ms")
    with gate.connect() as a, gate.connect() as b:
        run(a, "BEGIN")
        with pytest.raises(pymysql.err.MySQLError) as refused:
            run(b, "SELECT 1")
        assert refused.value.args[0] == 1040
        time.sleep(0.8)
        with pytest.raises(pymysql.err.MySQLError):
            run(a, "SELECT 1")
        assert run(b, "SELECT 1") == ((1,),)
        before = time.monotonic()
        with contextlib.suppress(pymysql.err.MySQLError):
            run(b, "SELECT SLEEP(20)")
        assert time.monotonic() - before < 5
        assert run(b, "SELECT 1") == ((1,),)


def test_drain_lets_transactions_finish(gate_with, table):
    gate = gate_with("size: 2")
    a, b = gate.connect(), gate.connect()
    run(a, "BEGIN")
    run(a, "INSERT INTO t (a) VALUES (5)")
    gate.process.send_signal(signal.SIGTERM)
    with pytest.raises(pymysql.err.MySQLError):
        for _ in range(50):
            run(b, "SELECT 1")
            time.sleep(0.1)
    run(a, "COMMIT")
    assert gate.process.wait(servers.PATIENCE) == 0
    assert run(table, "SELECT a FROM t") == ((5,),)


def test_a_server_that_goes_and_comes_back(mariadb, gate_with):
    gate = gate_with("size: 1, login_retry: 0s")
    with gate.connect() as a:
        run(a, "SET @x = 5, time_zone = '+04:00'")
        mariadb.kill()
        try:
            with pytest.raises(pymysql.err.MySQLError) as lost:
                run(a, "SELECT 1")
            assert lost.value.args[0] in (2013, 2006)
        finally:
            mariadb.start()

        def back():
            with contextlib.suppress(pymysql.err.MySQLError):
                return run(a, "SELECT @x, @@time_zone") == ((5, "+04:00"),)

        eventually(back)


def test_half_a_packet_and_noise_harm_nobody(gate):
    for noise in (b"", b"\0", b"GET / HTTP/1.1\r\n\r\n", b"\xff\xff\xff\0" + b"x" * 100, b"\x01\0\0\x01\x0e"):
        with socket.create_connection((gate.host, gate.port), timeout=5) as raw:
            raw.recv(4096)
            raw.sendall(noise)
    with gate.connect() as a:
        assert run(a, "SELECT 1") == ((1,),)
