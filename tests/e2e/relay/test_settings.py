"""Every client has its own settings, whichever connection serves it."""

import psycopg
import pytest


def show(client, name):
    value = client.execute(f"show {name}").fetchone()[0]
    if not client.autocommit:
        client.commit()
    return value


def test_set_is_seen_by_its_client_only(gate):
    with gate.connect(autocommit=True) as a, gate.connect(autocommit=True) as b:
        before = show(b, "work_mem"), show(b, "timezone")
        a.execute("set work_mem = '77MB'")
        a.execute("set timezone = 'Asia/Tokyo'")
        a.execute('set search_path to pg_catalog, "Odd"')
        for _ in range(3):
            assert show(a, "work_mem") == "77MB"
            assert show(a, "timezone") == "Asia/Tokyo"
            assert show(a, "search_path") == 'pg_catalog, "Odd"'
            assert (show(b, "work_mem"), show(b, "timezone")) == before
            assert show(b, "search_path") == '"$user", public'
        assert a.info.parameter_status("TimeZone") == "Asia/Tokyo"
        a.execute("reset work_mem")
        assert show(a, "work_mem") == before[0]
        a.execute("reset all")
        assert show(a, "timezone") == before[1]
        assert a.info.parameter_status("TimeZone") == b.info.parameter_status("TimeZone")
        a.execute("set timezone = 'Asia/Tokyo'")
        a.execute("discard all")
        assert show(a, "timezone") == before[1]
        assert a.info.parameter_status("TimeZone") == b.info.parameter_status("TimeZone")


def test_set_follows_its_transaction(gate):
    with gate.connect() as a:
        before = show(a, "work_mem")
        a.execute("set work_mem = '66MB'")
        a.rollback()
        assert show(a, "work_mem") == before
        a.execute("set work_mem = '66MB'")
        a.commit()
        assert show(a, "work_mem") == "66MB"
        a.execute("set local work_mem = '55MB'")
        a.commit()
        assert show(a, "work_mem") == "66MB"
        a.execute("savepoint s")
        a.execute("set work_mem = '44MB'")
        a.execute("rollback to s")
        a.commit()
        assert show(a, "work_mem") == "66MB"


def test_set_config_and_settings_of_ones_own(gate):
    with gate.connect() as a, gate.connect() as b:
        a.execute("select set_config('my.tenant', %s, false)", ("42",))
        a.commit()
        assert b.execute("select current_setting('my.tenant', true)").fetchone()[0] in (None, "")
        b.commit()
        assert show(a, "my.tenant") == "42"


def test_startup_settings(gate):
    options = "-c statement_timeout=12345 -c my.x=y"
    with gate.connect(options=options, application_name="my app", client_encoding="latin1") as a, gate.connect() as b:
        for _ in range(2):
            assert show(a, "statement_timeout") == "12345ms"
            assert show(a, "application_name") == "my app"
            assert show(b, "statement_timeout") == "0"
            assert show(b, "application_name") != "my app"
        assert a.info.parameter_status("application_name") == "my app"
        assert a.info.parameter_status("client_encoding") == "LATIN1"
        a.execute("set statement_timeout = 1000")
        a.commit()
        a.execute("reset statement_timeout")
        a.commit()
        assert show(a, "statement_timeout") == "12345ms"
        a.execute("set statement_timeout = 1000")
        a.execute("reset statement_timeout")
        assert show(a, "statement_timeout") == "12345ms"
        a.execute("set application_name = 'other'")
        a.commit()
        a.execute("reset application_name")
        a.commit()
        assert a.info.parameter_status("application_name") == "my app"
        assert show(a, "application_name") == "my app"


def test_startup_settings_that_cannot_be(gate):
    with pytest.raises(psycopg.OperationalError, match="invalid value for parameter"):
        gate.connect(options="-c statement_timeout=nonsense")
    gate.connect(options="-c no_such_setting=1").close()
