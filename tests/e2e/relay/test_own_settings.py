"""ormgate.session, ormgate.join and EXPLAIN (TRANSLATE), before PostgreSQL."""

import psycopg
import pytest


def show(client, name="ormgate.session", **how):
    return client.execute(f"show {name}", **how).fetchone()[0]


@pytest.mark.parametrize("prepare", [False, True])
def test_a_session_has_a_random_name(gate, prepare):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        name = show(a, prepare=prepare)
        assert len(name) == 32 and int(name, 16)
        assert show(b, prepare=prepare) not in ("", name)
        for _ in range(3):
            b.execute("select 1")
            assert show(a, prepare=prepare) == name
        assert show(a, "ormgate.join") == "nested"
        assert a.execute("select current_setting('ormgate.session')", prepare=prepare).fetchone() == (name,)
        a.execute(f"set ormgate.session = '{name}'", prepare=prepare)
        for command in ("reset ormgate.session", "set ormgate.session to default", "reset all"):
            a.execute(command, prepare=prepare)
            assert show(a, prepare=prepare) == name
        for command in ("set ormgate.session = 'another'", f"set ormgate.session = '{show(b)}'",
                        "select set_config('ormgate.session', 'another', false)"):
            with pytest.raises(psycopg.errors.FeatureNotSupported, match="ormgate.session"):
                a.execute(command, prepare=prepare)
        assert show(a, prepare=prepare) == name
        a.execute("discard all", prepare=False)
        assert show(a, prepare=False) == name


def test_join_follows_its_transaction(gate):
    with gate.connect() as a:
        a.execute("select 1")
        name = show(a)  # first asked for within a transaction that is rolled back
        a.execute("set ormgate.join = 'joint'")
        assert show(a, "ormgate.join") == "joint"
        a.rollback()
        assert show(a) == name
        assert show(a, "ormgate.join") == "nested"
        a.rollback()
        a.execute("set ormgate.join = 'joint'")
        a.commit()
        assert show(a, "ormgate.join") == "joint"
        a.execute("set local ormgate.join = 'nested'")
        assert show(a, "ormgate.join") == "nested"
        a.commit()
        assert show(a, "ormgate.join") == "joint"
        a.rollback()
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            a.execute("set ormgate.join = 'sideways'")
        a.rollback()
        with pytest.raises(psycopg.errors.UndefinedObject):
            a.execute("set ormgate.nonsense = 1")
        a.rollback()
        with pytest.raises(psycopg.errors.DivisionByZero):
            a.execute("select 1/0")
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            show(a)


def test_own_settings_at_the_start(gate):
    with gate.connect(options="-c ormgate.join=joint", autocommit=True) as a:
        assert show(a, "ormgate.join") == "joint"
        assert len(show(a)) == 32
    with pytest.raises(psycopg.OperationalError, match="ormgate.session"):
        gate.connect(options="-c Ormgate.Session=another")
    with pytest.raises(psycopg.OperationalError, match="sideways"):
        gate.connect(options="-c ormgate.join=sideways")


@pytest.mark.parametrize("prepare", [False, True])
def test_explain_translate_gives_the_statement_itself(gate, prepare):
    statement = "SELECT 'it''s', E'\\\\x' -- so\n FROM nowhere"
    with gate.connect(autocommit=True) as a:
        cursor = a.execute("explain (translate) " + statement + " ; ", prepare=prepare)
        assert cursor.fetchall() == [(statement,)]
        assert cursor.description[0].name == "QUERY PLAN"
        assert cursor.statusmessage == "EXPLAIN"
        assert a.execute("select 1", prepare=prepare).fetchone() == (1,)
        with pytest.raises(psycopg.errors.SyntaxError):
            a.execute("explain (translate) selec 1", prepare=prepare)
        assert a.execute("explain (costs off) select 1", prepare=prepare).fetchall() == [("Result",)]
