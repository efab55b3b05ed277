"""psycopg 3 as a driver: server-side binding, binary, pipelines, COPY, cursors, prepared statements, cancel."""

import datetime as dt
import enum
import json
import threading
import time
import uuid
from decimal import Decimal

import psycopg
import pytest
from psycopg import errors
from psycopg.types.enum import EnumInfo, register_enum
from psycopg.types.json import Json, Jsonb

UTC = dt.timezone.utc
VALUES = [
    ("bool", [True, False]),
    ("int2", [-32768, 32767]),
    ("int4", [-2**31, 2**31 - 1, 0]),
    ("int8", [-2**63, 2**63 - 1]),
    ("float4", [0.5, float("inf")]),
    ("float8", [0.1, 1e300, -1e-300, float("-inf")]),
    ("numeric", [Decimal("0"), Decimal("-1.50"), Decimal("123456789012345678901234567890.123456789"), Decimal("1E-10")]),
    ("text", ["", "çhör", "a\nb\\'\"", "x" * 100_000]),
    ("varchar", ["v"]),
    ("bytea", [b"", b"\0\xff'\\", bytes(range(256)) * 100]),
    ("date", [dt.date(1, 1, 1), dt.date(2024, 2, 29), dt.date(9999, 12, 31)]),
    ("time", [dt.time(0), dt.time(23, 59, 59, 999999)]),
    ("timestamp", [dt.datetime(1, 1, 1), dt.datetime(2024, 2, 29, 1, 2, 3, 456789)]),
    ("timestamptz", [dt.datetime(2024, 2, 29, 1, 2, 3, 456789, UTC), dt.datetime(1900, 1, 1, tzinfo=UTC)]),
    ("interval", [dt.timedelta(0), dt.timedelta(days=-3, microseconds=1), dt.timedelta(days=400, hours=5)]),
    ("uuid", [uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)]),
    ("int4[]", [[1, None, 3]]),
    ("text[]", [["a,b", 'c"d', None, "NULL", ""]]),
    ("numeric[]", [[Decimal("1.10"), None]]),
    ("timestamptz[]", [[dt.datetime(2024, 1, 1, tzinfo=UTC)]]),
    ("bool[]", [[True, None]]),
    ("uuid[]", [[uuid.UUID(int=5)]]),
]
INSTANCES = [(kind, value) for kind, values in VALUES for value in values]


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_values_make_the_round_trip(connection, binary):
    column = ", ".join(f"c{n} {kind}" for n, (kind, _) in enumerate(VALUES))
    connection.execute(f"create table t (id int primary key, {column})")
    parameter = "%b" if binary else "%t"
    for kind, value in INSTANCES:
        got = connection.execute(f"select {parameter}::{kind}", (value,), binary=binary).fetchone()[0]
        assert got == value, kind
    row = [values[0] for _, values in VALUES]
    marks = ", ".join([parameter] * len(row))
    connection.execute(f"insert into t values (1, {marks}), (2{', null' * len(row)})", row)
    cursor = connection.execute("select * from t order by id", binary=binary)
    assert cursor.fetchall() == [(1, *row), (2, *[None] * len(row))]
    for n, (kind, value) in enumerate(zip([k for k, _ in VALUES], row)):
        assert connection.execute(f"select id from t where c{n} = {parameter}::{kind}", (value,)).fetchall() == [(1,)], kind


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_enumerations_and_their_arrays_make_the_round_trip(connection, binary):
    Mood = enum.Enum("Mood", "sad glücklich")
    connection.execute("create type mood as enum ('sad', 'glücklich')")
    connection.execute("create table t (m mood, ms mood[])")
    register_enum(EnumInfo.fetch(connection, "mood"), connection, Mood)
    parameter = "%b" if binary else "%t"
    for row in ((Mood.glücklich, [Mood.sad, Mood.glücklich]), (None, []), (Mood.sad, [Mood.sad, None])):
        connection.execute(f"insert into t values ({parameter}, {parameter})", row)
        got = connection.execute(f"delete from t where m is not distinct from {parameter} returning *", (row[0],), binary=binary)
        assert got.fetchall() == [row]


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_json_makes_the_round_trip(connection, binary):
    value = {"a": [1, None, True, 1.5], "ü": {"n": "x\"y"}}
    for wrapper, kind in ((Json, "json"), (Jsonb, "jsonb")):
        assert connection.execute(f"select %s::{kind}", (wrapper(value),), binary=binary).fetchone()[0] == value
    connection.execute("create table t (j json, b jsonb)")
    connection.execute("insert into t values (%s, %s)", (Json(value), Jsonb(value)))
    assert connection.execute("select * from t", binary=binary).fetchone() == (value, value)
    assert connection.execute("select b->'a'->>3, b->'ü'->'n' from t where b @> %s", (Jsonb({"a": [1]}),)).fetchone() == ("1.5", "x\"y")


def test_special_values_of_dates(connection):
    for text in ("infinity", "-infinity"):
        assert connection.execute("select %s::timestamp::text, %s::date::text", (text, text)).fetchone() == (text, text)
    with pytest.raises(psycopg.DataError):
        connection.execute("select 'infinity'::timestamp").fetchone()


def test_types_are_known_before_anything_runs(connection):
    connection.execute("create table t (id int primary key, v varchar(10), n numeric(8,2), at timestamptz, j jsonb, f bool)")
    connection.pgconn.prepare(b"s", b"select *, n * $1 as twice, $2 || v as joined, count(*) over () from t where id = $3 and at > $4 and f = $5")
    described = connection.pgconn.describe_prepared(b"s")
    oids = [described.ftype(i) for i in range(described.nfields)]
    assert oids == [23, 1043, 1700, 1184, 3802, 16, 1700, 25, 20]
    assert [described.fname(i) for i in range(described.nfields)][-3:] == [b"twice", b"joined", b"count"]
    assert [described.param_type(i) for i in range(described.nparams)] == [1700, 25, 23, 1184, 16]
    connection.pgconn.prepare(b"i", b"insert into t (id, v, n) values ($1, $2, $3) returning id, v")
    described = connection.pgconn.describe_prepared(b"i")
    assert [described.param_type(i) for i in range(described.nparams)] == [23, 1043, 1700]
    assert [described.ftype(i) for i in range(described.nfields)] == [23, 1043]
    connection.pgconn.prepare(b"u", b"update t set v = $1 where id = $2")
    described = connection.pgconn.describe_prepared(b"u")
    assert [described.param_type(i) for i in range(described.nparams)] == [1043, 23] and described.nfields == 0
    assert connection.execute("select count(*) from t").fetchone() == (0,)


def test_server_side_binding_prepares_after_a_while(connection):
    connection.prepare_threshold = 2
    connection.execute("create table t (id int, v text)")
    for n in range(10):
        connection.execute("insert into t values (%s, %s)", (n, str(n)))
        assert connection.execute("select v from t where id = %s", (n,)).fetchone() == (str(n),)
    names = connection.execute("select count(*) from pg_prepared_statements", prepare=False).fetchone()[0]
    assert names == 2
    connection.execute("alter table t add x int default 5")
    assert connection.execute("select * from t where id = %s", (3,)).fetchone() == (3, "3", 5)


def test_many_parameters(connection):
    numbers = list(range(5000))
    marks = ", ".join(["(%s::int)"] * len(numbers))
    assert connection.execute(f"select sum(x) from (values {marks}) t(x)", numbers).fetchone() == (sum(numbers),)


def test_executemany_and_returning(connection):
    connection.execute("create table t (id serial primary key, v text unique)")
    with connection.cursor() as cursor:
        cursor.executemany("insert into t (v) values (%s) returning id", [(str(n),) for n in range(100)], returning=True)
        got = [cursor.fetchone()[0]]
        while cursor.nextset():
            got.append(cursor.fetchone()[0])
        assert got == list(range(1, 101))
        cursor.executemany("update t set v = v || %s where id = %s", [("!", n) for n in range(1, 11)])
        assert cursor.rowcount == 10
    assert connection.execute("select count(*) from t where v like '%!'").fetchone() == (10,)


def test_pipelines_and_their_errors(connection):
    connection.execute("create table t (id int primary key)")
    with connection.pipeline():
        cursors = [connection.execute("insert into t values (%s) returning id", (n,)) for n in range(200)]
    assert [c.fetchone()[0] for c in cursors] == list(range(200))
    with pytest.raises(errors.UniqueViolation):
        with connection.pipeline():
            connection.execute("insert into t values (500)")
            connection.execute("insert into t values (1)")
            connection.execute("insert into t values (501)")
    # what is between two Syncs is one implicit transaction
    assert connection.execute("select count(*) from t where id >= 500").fetchone() == (0,)
    with connection.pipeline() as pipeline:
        connection.execute("insert into t values (600)")
        pipeline.sync()
        failing = connection.execute("insert into t values (600)")
        with pytest.raises(errors.UniqueViolation):
            pipeline.sync()
        connection.execute("insert into t values (601)")
    assert failing.statusmessage is None
    assert connection.execute("select count(*) from t where id >= 600").fetchone() == (2,)


def test_pipelines_within_transactions(connection):
    connection.execute("create table t (id int)")
    connection.autocommit = False
    with connection.pipeline():
        connection.execute("insert into t values (1)")
        with connection.transaction():
            connection.execute("insert into t values (2)")
        connection.rollback()
    assert connection.execute("select count(*) from t").fetchone() == (0,)


@pytest.mark.parametrize("options", ["", "(format csv, header, null 'N', quote '\"')", "(format binary)"])
def test_copy_comes_back_as_it_went(connection, options):
    connection.execute("create table t (id int primary key, v text, n numeric, at timestamptz, b bytea, f bool, a int[])")
    connection.execute("create table u (like t)")
    rows = [(n, [None, "tab\tback\\slash\nline", 'quo"te,', "", "N", "\\N"][n % 6], Decimal(n) / 8, dt.datetime(2024, 1, 1, n % 24, tzinfo=UTC), bytes([n % 256]), n % 2 == 0, [n, None])
            for n in range(500)]
    with connection.cursor() as cursor:
        cursor.executemany("insert into t values (%s, %s, %s, %s, %s, %s, %s)", rows)
        with cursor.copy(f"copy t to stdout {options}") as copy:
            data = b"".join(map(bytes, copy))
        with cursor.copy(f"copy u from stdin {options}") as copy:
            for start in range(0, len(data), 777):
                copy.write(data[start:start + 777])
    assert connection.execute("select * from u order by id").fetchall() == rows


def test_copy_of_queries_columns_and_rows(connection):
    connection.execute("create table t (id serial primary key, v text default 'd', n int check (n < 100))")
    with connection.cursor() as cursor:
        with cursor.copy("copy t (v, n) from stdin") as copy:
            for n in range(50):
                copy.write_row((f"row {n}", n))
        with cursor.copy("copy (select id, upper(v) from t where n < 3 order by id) to stdout") as copy:
            assert list(copy.rows()) == [("1", "ROW 0"), ("2", "ROW 1"), ("3", "ROW 2")]
        with cursor.copy("copy t (id, n) from stdin (format binary)") as copy:
            copy.set_types(["int4", "int4"])
            copy.write_row((100, 7))
        assert cursor.execute("select v from t where id = 100").fetchone() == ("d",)


@pytest.mark.parametrize("data,error", [
    (b"1\tx\t5\n2\ty\n", errors.BadCopyFileFormat), (b"1\tx\tmany\n", errors.InvalidTextRepresentation),
    (b"1\tx\t500\n", errors.CheckViolation), (b"1\tx\t1\n1\ty\t2\n", errors.UniqueViolation), (b"1\tx\t1\t9\n", errors.BadCopyFileFormat),
])
def test_copy_that_fails_leaves_nothing(connection, data, error):
    connection.execute("create table t (id int primary key, v text, n int check (n < 100))")
    with pytest.raises(error):
        with connection.cursor().copy("copy t from stdin") as copy:
            copy.write(b"90\tgood\t1\n" + data)
    assert connection.execute("select count(*) from t").fetchone() == (0,)


def test_copy_that_the_client_gives_up(connection):
    connection.execute("create table t (id int)")
    with pytest.raises(errors.QueryCanceled):
        with connection.cursor().copy("copy t from stdin") as copy:
            copy.write(b"1\n")
            raise KeyError
    assert connection.execute("select count(*) from t").fetchone() == (0,)


def test_server_side_cursors(connection):
    connection.execute("create table t (id int primary key)")
    connection.execute("insert into t select g from generate_series(1, 1000) g")
    with connection.transaction():
        with connection.cursor("forward") as cursor:
            cursor.itersize = 64
            cursor.execute("select id from t where id > %s order by id", (10,))
            assert [row[0] for row in cursor] == list(range(11, 1001))
        with connection.cursor("scrolling", scrollable=True) as cursor:
            cursor.execute("select id from t order by id")
            assert cursor.fetchmany(2) == [(1,), (2,)]
            cursor.scroll(-1)
            assert cursor.fetchone() == (2,)
            cursor.scroll(500, mode="absolute")
            assert cursor.fetchone() == (501,)
        with connection.cursor("binary") as cursor:
            cursor.execute("select id, id::numeric as n from t order by id limit 1", binary=True)
            assert cursor.fetchall() == [(1, Decimal(1))]
    with connection.cursor("held", withhold=True) as cursor:
        cursor.execute("select id from t order by id")
        connection.execute("delete from t")
        assert len(cursor.fetchall()) == 1000


def test_portals_are_suspended_and_resumed(connection):
    # single row mode streams without a limit; a portal of one's own has one
    connection.pgconn.send_query_params(b"select g from generate_series(1, 10) g", [])
    connection.pgconn.set_single_row_mode()
    rows = 0
    while True:
        result = connection.pgconn.get_result()
        if result is None:
            break
        rows += result.ntuples
    assert rows == 10


def test_notifications(connection, target, database):
    connection.execute("listen news")
    with target.connect(database, autocommit=True) as other:
        other.execute("select pg_notify('news', 'hello')")
        other.execute("notify news, 'again'")
    got = []
    for notification in connection.notifies():
        got.append((notification.channel, notification.payload))
        if len(got) == 2:
            break
    assert got == [("news", "hello"), ("news", "again")]


def test_a_statement_is_cancelled(connection):
    timer = threading.Timer(0.5, connection.cancel)
    timer.start()
    began = time.monotonic()
    with pytest.raises(errors.QueryCanceled):
        connection.execute("select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b")
    assert time.monotonic() - began < 20
    timer.join()
    assert connection.execute("select 1").fetchone() == (1,)


def test_a_cancel_that_comes_late_hits_nothing(connection):
    for _ in range(20):
        connection.execute("select 1")
        connection.cancel()
    time.sleep(0.2)
    assert connection.execute("select 1").fetchone() == (1,)


def test_statement_timeout(connection):
    connection.execute("set statement_timeout = '300ms'")
    with pytest.raises(errors.QueryCanceled):
        connection.execute("select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b")
    connection.execute("reset statement_timeout")
    assert connection.execute("select 1").fetchone() == (1,)


def test_transactions_of_psycopg(connection):
    connection.execute("create table t (id int primary key)")
    with pytest.raises(ZeroDivisionError):
        with connection.transaction():
            connection.execute("insert into t values (1)")
            raise ZeroDivisionError
    with connection.transaction():
        connection.execute("insert into t values (2)")
        with pytest.raises(errors.UniqueViolation):
            with connection.transaction():
                connection.execute("insert into t values (3)")
                connection.execute("insert into t values (2)")
        with connection.transaction() as inner:
            connection.execute("insert into t values (4)")
            raise psycopg.Rollback(inner)
    assert connection.execute("select id from t").fetchall() == [(2,)]
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    with connection.transaction():
        assert connection.execute("show transaction_isolation").fetchone() == ("serializable",)
    connection.isolation_level = None
    connection.read_only = True
    with pytest.raises(errors.ReadOnlySqlTransaction):
        with connection.transaction():
            connection.execute("delete from t")


def test_writers_wait_and_snapshots_go_stale(connection, target, database):
    connection.execute("create table t (id int primary key, n int)")
    connection.execute("insert into t values (1, 0)")

    def work():
        with target.connect(database) as client:
            for _ in range(25):
                client.execute("update t set n = n + 1 where id = 1")
                client.commit()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert connection.execute("select n from t").fetchone() == (100,)
    with target.connect(database) as old:
        old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert old.execute("select n from t").fetchone() == (100,)
        connection.execute("update t set n = 200")
        assert old.execute("select n from t").fetchone() == (100,)
        with pytest.raises(errors.SerializationFailure):
            old.execute("update t set n = 300")
        old.rollback()
        assert old.execute("select n from t").fetchone() == (200,)


def test_lock_timeout(connection, target, database):
    connection.execute("create table t (id int primary key)")
    connection.execute("insert into t values (1)")
    with target.connect(database) as holder:
        holder.execute("update t set id = id where id = 1")
        connection.execute("set lock_timeout = '200ms'")
        with pytest.raises(errors.LockNotAvailable):
            connection.execute("update t set id = id where id = 1")
        holder.rollback()
    connection.execute("update t set id = id where id = 1")


def test_advisory_locks(connection, target, database):
    connection.execute("select pg_advisory_lock(42)")
    with target.connect(database, autocommit=True) as other:
        assert other.execute("select pg_try_advisory_lock(42)").fetchone() == (False,)
        connection.execute("select pg_advisory_unlock(42)")
        assert other.execute("select pg_try_advisory_lock(42)").fetchone() == (True,)


def test_parameters_are_reported(connection):
    status = lambda name: connection.pgconn.parameter_status(name)
    assert status(b"server_encoding") == b"UTF8" and status(b"integer_datetimes") == b"on"
    assert status(b"standard_conforming_strings") == b"on" and status(b"TimeZone") in (b"UTC", b"Etc/UTC")
    assert int(status(b"server_version").split(b".")[0]) >= 14
    connection.execute("set timezone = 'Asia/Tokyo'")
    assert status(b"TimeZone") == b"Asia/Tokyo"
    connection.execute("set application_name = 'me'")
    assert status(b"application_name") == b"me"
    with connection.transaction() as outer:
        connection.execute("set timezone = 'Europe/Berlin'")
        assert status(b"TimeZone") == b"Europe/Berlin"
        raise psycopg.Rollback(outer)
    assert status(b"TimeZone") == b"Asia/Tokyo"


def test_startup_options(target, database):
    with target.connect(database, options="-c timezone=America/Lima -c statement_timeout=5s", application_name="starter") as connection:
        assert connection.execute("select current_setting('timezone'), current_setting('statement_timeout'), current_setting('application_name')").fetchone() \
            == ("America/Lima", "5s", "starter")


@pytest.mark.parametrize("wrong,code", [({"password": "wrong"}, "password authentication failed"), ({"user": "nobody"}, "password authentication failed")])
def test_strangers_are_turned_away(target, database, wrong, code):
    with pytest.raises(psycopg.OperationalError, match=code):
        psycopg.connect(**{**target.where(database), **wrong})


def test_an_unknown_database(target):
    with pytest.raises(psycopg.OperationalError, match='database "nowhere_at_all" does not exist'):
        target.connect("nowhere_at_all")


def test_big_numbers_of_rows_and_bytes(connection):
    connection.execute("create table t (id int primary key, v text, b bytea)")
    big = json.dumps({"x": "é" * 600_000}, ensure_ascii=False)
    connection.execute("insert into t values (1, %s, %s)", (big, b"\0\1\2\3" * 400_000))
    assert connection.execute("select v, b, length(v) from t").fetchone() == (big, b"\0\1\2\3" * 400_000, len(big))
    assert connection.execute(f"select length('{'y' * 3_000_000}')").fetchone() == (3_000_000,)
    assert sum(1 for _ in connection.execute("select g, repeat('x', 10) from generate_series(1, 100000) g")) == 100_000
