"""COPY, and messages and results larger than any buffer."""

import io

import psycopg
import pytest


@pytest.fixture
def table(direct):
    direct.execute("drop table if exists cp")
    direct.execute("create table cp (a int, b text)")
    return direct


def test_copy_both_ways(gate, table):
    with gate.connect() as a:
        with a.cursor().copy("copy cp from stdin") as copy:
            for i in range(100000):
                copy.write_row((i, "x" * 20))
        with a.cursor().copy("copy cp to stdout") as copy:
            assert sum(1 for _ in copy.rows()) == 100000
        with a.cursor().copy("copy cp (a, b) from stdin (format binary)") as copy:
            copy.set_types(["int4", "text"])
            copy.write_row((1, "y" * 3000000))
        assert a.execute("select max(length(b)) from cp").fetchone() == (3000000,)


@pytest.mark.parametrize("rows", [1, 100000])
def test_a_server_that_refuses_copied_rows(gate, table, rows):
    with gate.connect() as a:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            with a.cursor().copy("copy cp from stdin") as copy:
                copy.write(b"nonsense\tb\n")
                for _ in range(rows):
                    copy.write(b"1\tb\n")
        a.rollback()
        assert a.execute("select count(*) from cp").fetchone() == (0,)


def test_a_client_that_gives_up_copying(gate, table):
    with gate.connect() as a:
        with pytest.raises(psycopg.errors.QueryCanceled):
            with a.cursor().copy("copy cp from stdin") as copy:
                copy.write(b"1\tb\n")
                raise RuntimeError("no more")
        a.rollback()
        assert a.execute("select count(*) from cp").fetchone() == (0,)


@pytest.mark.parametrize("rows", [3, 100000])
def test_a_server_that_fails_while_it_copies_out(gate, rows):
    with gate.connect(autocommit=True) as a:
        for _ in range(2):
            with pytest.raises(psycopg.errors.DivisionByZero):
                with a.cursor().copy(f"copy (select 1/({rows} - i) from generate_series(1, {rows}) i) to stdout") as copy:
                    for _ in copy:
                        pass
            assert a.execute("select 1").fetchone() == (1,)


def test_a_client_that_vanishes_while_it_copies(gate, table):
    for command in ("copy cp from stdin", "copy (select repeat('x', 1000) from generate_series(1, 1000000)) to stdout"):
        for _ in range(6):  # more often than there are connections
            a = gate.connect(autocommit=True)
            a.pgconn.exec_(command.encode())
            if "stdin" in command:
                a.pgconn.put_copy_data(b"1\tb\n")
                a.pgconn.flush()
            a.close()
        with gate.connect(autocommit=True) as a:
            assert a.execute("select count(*) from cp").fetchone() == (0,)


def test_copy_of_psycopg2(gate, table):
    psycopg2 = pytest.importorskip("psycopg2")
    connection = psycopg2.connect(**gate.where())
    cursor = connection.cursor()
    cursor.copy_expert("copy cp from stdin", io.StringIO("1\ta\n2\tb\n"))
    connection.commit()
    out = io.StringIO()
    cursor.copy_expert("copy cp to stdout", out)
    assert out.getvalue() == "1\ta\n2\tb\n"
    connection.close()


def test_a_large_result_in_little_memory(gate):
    with gate.connect(autocommit=True) as a:
        before = gate.memory()
        with a.cursor().copy("copy (select repeat('x', 1000000) from generate_series(1, 100)) to stdout") as copy:
            assert sum(len(piece) for piece in copy) == 100 * 1000001
        assert gate.memory() - before < 8 << 20


def test_large_messages(gate):
    big = "y" * 5000000
    comment = "/*" + "z" * 300000 + "*/"
    with gate.connect(autocommit=True) as a:
        before = gate.memory()
        assert a.execute("select length(%s)", (big,)).fetchone() == (len(big),)
        assert a.execute(f"select length('{big}')").fetchone() == (len(big),)
        assert gate.memory() - before < 8 << 20
        for _ in range(2):
            assert a.execute("select length(%s) " + comment, (big,), prepare=True).fetchone() == (len(big),)
        assert a.execute(f"create temp table t (a int) {comment}; select '{big}'").nextset()
        assert a.execute("select count(*) from t").fetchone() == (0,)
