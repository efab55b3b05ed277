"""SQLAlchemy's own tests of its PostgreSQL dialect end through ormgate as they end on PostgreSQL."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

SUITE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inner")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """How each test ended, by its name."""
    seen = {}

    def of(target):
        if target.name not in seen:
            database = target.create_database()
            with target.connect(database, autocommit=True) as connection:
                connection.execute("CREATE SCHEMA test_schema")
            report = tmp_path_factory.mktemp("suite") / "report.xml"
            command = [sys.executable, "-m", "pytest", "-q", "-c", "setup.cfg", "--rootdir", SUITE, "--confcutdir", SUITE,
                       "--dburi", target.url(database, "postgresql+psycopg2"), "--junitxml", str(report), "suite.py"]
            environment = dict(os.environ, PYTHONPATH=SUITE, PYTHONDONTWRITEBYTECODE="1")
            result = subprocess.run(command, cwd=SUITE, env=environment, capture_output=True, text=True, timeout=110)
            assert report.exists(), result.stdout[-2000:] + result.stderr[-2000:]
            seen[target.name] = dict(ending(case) for case in ElementTree.parse(report).iter("testcase"))
            target.drop_database(database)
        return seen[target.name]

    return of


def ending(case):
    name = re.sub(r"_postgresql\+psycopg2_[0-9_]+", "", case.get("classname") + "." + case.get("name"))
    return name, next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")


def test_runs_on_postgres(oracle, outcomes):
    ended = list(outcomes(oracle).values())
    assert ended.count("passed") > 500
    assert ended.count("error") == 0


def test_ends_as_on_postgres(oracle, gate, outcomes):
    expected, got = outcomes(oracle), outcomes(gate)
    assert {name: how for name, how in got.items() if expected.get(name) != how} == {}
    assert expected.keys() == got.keys()
