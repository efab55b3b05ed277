"""Targets of the tests through real clients: PostgreSQL itself, ormgate before it, ormgate on SQLite.

What a target cannot do yet is a row of expected_failures.txt, and the test fails as soon as it can. `pytest --record` writes
that file anew: what fails is expected to, for the reason it had or else for what it said."""

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
EXPECTED = os.path.join(HERE, "expected_failures.txt")


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
    with open(EXPECTED) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                test, _, reason = line.strip().partition("  ")
                yield test, reason.strip()


def name_of(item):
    return os.path.relpath(str(item.path), HERE) + "::" + item.nodeid.partition("::")[2]


def pytest_addoption(parser):
    parser.addoption("--record", action="store_true", help="write expected_failures.txt anew")


def pytest_collection_modifyitems(config, items):
    expected = dict(expected_failures())
    for item in items:
        test = name_of(item)
        if test in expected and not config.getoption("--record"):
            item.add_marker(pytest.mark.xfail(reason=expected[test], strict=True))


failures = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed:
        said = [line[2:].strip() for line in str(report.longrepr).splitlines() if line.startswith("E ")]
        failures.setdefault(name_of(item), " ".join(said)[:200] or "fails")


def pytest_sessionfinish(session):
    if not session.config.getoption("--record"):
        return
    known = dict(expected_failures())
    ran = {name_of(item) for item in session.items}
    lines = {test: reason for test, reason in known.items() if test not in ran}
    lines.update({test: known.get(test, said) for test, said in failures.items()})
    with open(EXPECTED) as file:
        head = [line for line in file if line.startswith("#")]
    with open(EXPECTED, "w") as file:
        file.write("".join(head) + "".join(f"{test}  {reason}\n" for test, reason in sorted(lines.items())))
