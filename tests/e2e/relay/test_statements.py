"""Prepared statements, by protocol and by SQL, over connections that all clients share."""

import asyncio
import threading

import socket

import psycopg
import pytest

from support import raw

STATE = psycopg.pq.DiagnosticField.SQLSTATE


def test_clients_share_statements_under_their_own_names(gate):
    clients = [gate.connect(autocommit=True, prepare_threshold=0) for _ in range(20)]
    for round in range(3):
        for i, client in enumerate(clients):
            assert client.execute("select %s::int + %s::int", (i, round)).fetchone() == (i + round,)
            assert client.execute("select %s::text", (str(i),)).fetchone() == (str(i),)
    for client in clients:
        client.close()


def test_one_name_is_another_statement_for_another_client(gate):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        a.pgconn.prepare(b"same", b"select 'a'")
        b.pgconn.prepare(b"same", b"select 'b'")
        for _ in range(3):
            assert a.pgconn.exec_prepared(b"same", []).get_value(0, 0) == b"a"
            assert b.pgconn.exec_prepared(b"same", []).get_value(0, 0) == b"b"


def test_deallocate_takes_only_ones_own(gate):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        for client in (a, b):
            assert client.pgconn.prepare(b"foo", b"select 42").status == 1
        assert a.pgconn.exec_(b"deallocate foo").command_status == b"DEALLOCATE"
        assert a.pgconn.exec_prepared(b"foo", []).error_field(STATE) == b"26000"
        assert b.pgconn.exec_prepared(b"foo", []).get_value(0, 0) == b"42"
        # the same through the extended protocol
        assert b.pgconn.exec_params(b"deallocate foo", []).command_status == b"DEALLOCATE"
        assert b.pgconn.exec_prepared(b"foo", []).error_field(STATE) == b"26000"
        assert b.pgconn.exec_(b"deallocate nothing").error_field(STATE) == b"26000"


def test_a_name_is_taken_once(gate):
    with gate.connect(autocommit=True) as a:
        assert a.pgconn.prepare(b"foo", b"select 43").status == 1
        assert a.pgconn.prepare(b"foo", b"select 44").error_field(STATE) == b"42P05"
        assert a.pgconn.exec_prepared(b"foo", []).get_value(0, 0) == b"43"
        assert a.pgconn.prepare(b"bad", b"select nonsense from").error_field(STATE) == b"42601"
        assert a.pgconn.prepare(b"bad", b"select 1").status == 1


def test_deallocate_all_and_discard_all(gate):
    with gate.connect(autocommit=True, prepare_threshold=None) as a:
        for forget in ("deallocate all", "discard all"):
            a.pgconn.prepare(b"foo", b"select 1")
            a.execute(forget, prepare=True)
            assert a.pgconn.exec_prepared(b"foo", []).error_field(STATE) == b"26000"
            assert a.execute("select %s::int", (5,)).fetchone() == (5,)
            a.pgconn.prepare(b"foo", b"select 1")
            assert a.pgconn.exec_(forget.encode()).command_status == forget.upper().encode()
            assert a.pgconn.exec_prepared(b"foo", []).error_field(STATE) == b"26000"


def test_sql_prepare_keeps_the_connection(gate):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        a.execute("prepare pp as select 5")
        for _ in range(3):
            with pytest.raises(psycopg.errors.InvalidSqlStatementName):
                b.execute("execute pp")
            assert a.execute("execute pp").fetchone() == (5,)


def test_changed_tables_are_prepared_anew(gate, direct):
    direct.execute("drop table if exists plan")
    direct.execute("create table plan (a int)")
    direct.execute("insert into plan values (1)")
    with gate.connect(autocommit=True, prepare_threshold=0) as a:
        for _ in range(3):
            assert a.execute("select * from plan").fetchall() == [(1,)]
        direct.execute("alter table plan add b int default 7")
        assert a.execute("select * from plan").fetchall() == [(1, 7)]
        a.autocommit = False
        direct.execute("alter table plan add c int default 8")
        a.execute("select 1")
        with pytest.raises(psycopg.errors.FeatureNotSupported):  # a transaction is not tried again
            a.execute("select * from plan")
        a.rollback()
        assert a.execute("select * from plan").fetchall() == [(1, 7, 8)]
        a.rollback()


def test_pipelines(gate):
    with gate.connect(autocommit=True) as a:
        with a.pipeline():
            cursors = [a.execute("select %s::int", (i,)) for i in range(1000)]
        assert [cursor.fetchone()[0] for cursor in cursors] == list(range(1000))
        with pytest.raises(psycopg.errors.DivisionByZero):
            with a.pipeline():
                a.execute("select 1")
                a.execute("select 1/0")
                a.execute("select 3")
        assert a.execute("select 4").fetchone() == (4,)
        with a.pipeline() as pipeline:
            for i in range(500):
                a.execute("select %s::int", (i,))
                pipeline.sync()
        assert a.execute("select 4").fetchone() == (4,)


def test_pipelines_across_transactions(gate, direct):
    direct.execute("drop table if exists piped")
    direct.execute("create table piped (a int)")
    with gate.connect(autocommit=True) as a:
        with a.pipeline() as pipeline:
            for statement in ("insert into piped values (1)", "begin", "insert into piped values (2)"):
                a.execute(statement)
            pipeline.sync()
            for statement in ("insert into piped values (3)", "commit", "begin", "insert into piped values (4)", "rollback"):
                a.execute(statement)
            pipeline.sync()
            last = a.execute("select array_agg(a order by a) from piped")
        assert last.fetchone() == ([1, 2, 3],)
        with pytest.raises(psycopg.errors.DivisionByZero):
            with a.pipeline() as pipeline:
                a.execute("begin")
                a.execute("insert into piped values (5)")
                a.execute("commit")
                a.execute("insert into piped values (6)")  # undone with the error that follows
                a.execute("select 1/0")
                a.execute("insert into piped values (7)")  # skipped
        assert a.execute("select max(a) from piped").fetchone() == (5,)


def test_a_connection_holds_so_many_statements_and_no_more(gate_with):
    gate = gate_with("mode: transaction, size: 1")
    with gate.connect(autocommit=True) as a:
        for i in range(620):
            assert a.pgconn.prepare(b"s%d" % i, b"select %d" % i).status == 1
        for i in (0, 619, 300, 1, 618):
            assert a.pgconn.exec_prepared(b"s%d" % i, []).get_value(0, 0) == b"%d" % i
        held = a.execute("select count(*) from pg_prepared_statements").fetchone()[0]
        assert 400 <= held <= 500


def test_close_and_parse_by_one_name(gate):
    with socket.create_connection(("127.0.0.1", gate.port), timeout=20) as wire:
        wire.sendall(raw.startup(raw.PROTOCOL_3_0, user="app", database="app"))
        raw.until_ready(wire)
        none = bytes(2)
        for round in range(3):
            text = f"select {round}"
            raw.send(wire, (b"P", "s", text, none), (b"B", "", "s", none * 3), (b"E", "", bytes(4)),
                     (b"C", b"S", "s"), (b"C", b"S", "s"),  # closing what there is not is no error
                     (b"P", "s", text + " + 10", none), (b"B", "", "s", none * 3), (b"E", "", bytes(4)),
                     (b"C", b"S", "s"), (b"S",))
            answers = raw.until_ready(wire)
            assert b"".join(tag for tag, _ in answers) == b"12DC33" + b"12DC3" + b"Z"
            rows = [body[6:] for tag, body in answers if tag == b"D"]
            assert rows == [str(round).encode(), str(round + 10).encode()]
        raw.send(wire, (b"B", "", "s", none * 3), (b"S",))
        (tag, body), _ = raw.until_ready(wire)
        assert tag == b"E" and b"C26000\0" in body


def test_many_clients_at_once(gate):
    problems = []

    def work(i):
        try:
            with gate.connect(autocommit=i % 2 == 0, prepare_threshold=0 if i % 3 else None) as client:
                for n in range(50):
                    assert client.execute("select %s::int * 2", (n,)).fetchone() == (2 * n,)
                    if i % 2:
                        client.commit()
        except Exception as problem:
            problems.append(repr(problem))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems


def test_asyncpg(gate):
    asyncpg = pytest.importorskip("asyncpg")

    async def run():
        where = gate.where()
        where["database"] = where.pop("dbname")
        pool = await asyncpg.create_pool(**where, min_size=2, max_size=20)

        async def one(i):
            async with pool.acquire() as c:
                assert await c.fetchval("select $1::int + 1", i) == i + 1
                async with c.transaction():
                    assert await c.fetchval("select $1::text", str(i)) == str(i)
                    async with c.transaction():
                        await c.execute("select 1")

        await asyncio.gather(*(one(i) for i in range(200)))
        async with pool.acquire() as c:
            await c.execute("drop table if exists am; create table am (a int, b text)")
            await c.executemany("insert into am values ($1, $2)", [(i, str(i)) for i in range(20000)])
            async with c.transaction():
                rows = [row async for row in c.cursor("select * from am")]
            assert len(rows) == 20000
            await c.copy_records_to_table("am", records=[(1, "x")] * 1000)
            with pytest.raises(asyncio.TimeoutError):
                await c.fetch("select pg_sleep(10)", timeout=0.3)
            assert await c.fetchval("select count(*) from am") == 21000
        await pool.close()

    asyncio.run(run())
