"""A PostgreSQL server of its own, and ormgate in front of it, with the pool that a test asks for."""

import pytest

psycopg = pytest.importorskip("psycopg")
from support import servers  # noqa: E402

DATABASE = "app"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    try:
        server = servers.Postgres(str(tmp_path_factory.mktemp("postgres") / "server"))
    except servers.Missing as missing:
        pytest.skip(str(missing))
    server.create_database(DATABASE)
    yield server
    server.stop()


class Gate(servers.Ormgate):
    """ormgate with one database, which asks nobody for a password: raw messages have no more to say than they must."""

    USERS = ""

    def __init__(self, postgres, directory, pool, more=""):
        super().__init__("relay", str(directory), f"  {DATABASE}: {{backend: postgres, host: {postgres.host}, "
                         f"port: {postgres.port}, user: {servers.USER}, password: {servers.PASSWORD}, "
                         f"database: {DATABASE}, pool: {{{pool}}}{more}}}\n")

    def where(self, **more):
        return super().where(DATABASE, **more)

    def connect(self, **more):
        return psycopg.connect(**self.where(**more))


def start_gate(*arguments):
    try:
        return Gate(*arguments)
    except servers.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def gate_with(postgres, tmp_path):
    """Starts an ormgate with settings of its own."""
    gates = []

    def start(pool, more=""):
        gates.append(start_gate(postgres, tmp_path / f"gate{len(gates)}", pool, more))
        return gates[-1]

    yield start
    for gate in gates:
        gate.stop()


@pytest.fixture(scope="session")
def gate(postgres, tmp_path_factory):
    """ormgate with a pool of five connections in mode transaction."""
    gate = start_gate(postgres, tmp_path_factory.mktemp("gate"), "mode: transaction, size: 5, wait_timeout: 10s")
    yield gate
    gate.stop()


@pytest.fixture
def direct(postgres):
    with postgres.connect(DATABASE, autocommit=True) as connection:
        yield connection
