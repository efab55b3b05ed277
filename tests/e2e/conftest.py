"""Targets of the tests through real clients: PostgreSQL itself, ormgate before it, ormgate on SQLite.

What a target cannot do yet is a row of expected_failures.txt, and the test fails as soon as it can."""

import os
import signal
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE not in sys.path:
    sys.path.insert(0, HERE)

pytest.importorskip("psycopg")
from support import servers  # noqa: E402

PATIENCE = 240


@pytest.fixture(scope="session")
def targets(tmp_path_factory):
    running = servers.Servers(str(tmp_path_factory.mktemp("servers")))
    yield running
    running.stop()


def start(targets, name):
    try:
        return targets[name]
    except servers.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=servers.Servers.names)
def target(request, targets):
    return start(targets, request.param)


@pytest.fixture(params=servers.Servers.names[1:])
def gate(request, targets):
    """ormgate, in front of either backend."""
    return start(targets, request.param)


@pytest.fixture
def oracle(targets):
    return start(targets, "direct")


@pytest.fixture
def database(target):
    """The name of a fresh database."""
    name = target.create_database()
    yield name
    target.drop_database(name)


@pytest.fixture
def connection(target, database):
    with target.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture(autouse=True)
def deadline():
    """A test that waits for ever fails instead."""
    def late(*_):
        raise TimeoutError(f"not done after {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def expected_failures():
    with open(os.path.join(HERE, "expected_failures.txt")) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                test, _, reason = line.strip().partition("  ")
                yield test, reason.strip()


def pytest_collection_modifyitems(items):
    expected = dict(expected_failures())
    for item in items:
        test = os.path.relpath(str(item.path), HERE) + "::" + item.nodeid.partition("::")[2]
        if test in expected:
            item.add_marker(pytest.mark.xfail(reason=expected[test], strict=True))
