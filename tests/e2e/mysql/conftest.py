"""A MariaDB server of its own, and ormgate in front of it, with the pool that a test asks for."""

import pytest

pymysql = pytest.importorskip("pymysql")
from support import servers  # noqa: E402
from support.mariadb import MariaDB  # noqa: E402

import re  # noqa: E402


class Place:
    """Where a program connects to, and fresh databases there."""

    host, user, password = "127.0.0.1", servers.USER, servers.PASSWORD

    def __init__(self, name, port):
        self.name, self.port = name, port

    def where(self, database="app", **more):
        return dict(host=self.host, port=self.port, user=self.user, password=self.password, database=database, **more)

    def connect(self, database="app", autocommit=True, **more):
        return pymysql.connect(**self.where(database, autocommit=autocommit, **more))

    def fresh(self, name):
        with self.connect(None) as admin, admin.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
        return name


class Gate(servers.Ormgate):
    """ormgate that speaks MySQL's wire only."""

    LISTENING = re.compile(r"listening.*protocol=mysql.*address=127\.0\.0\.1:(\d+)\s")

    def __init__(self, directory, mariadb, pool, more=""):
        super().__init__("relay", str(directory), self.databases(mariadb, pool, more))

    @staticmethod
    def databases(mariadb, pool, more):
        target = f"backend: mysql, host: {mariadb.host}, port: {mariadb.port}, user: {servers.USER}, " \
                 f"password: {servers.PASSWORD}, pool: {{{pool}}}{more}"
        return f'  app: {{{target}}}\n  lite: {{backend: sqlite, path: lite.db}}\n  "*": {{{target}}}\n'

    def start(self):
        with open(self.config) as file:
            text = file.read()
        if "mysql:" not in text.split("users:")[0]:
            with open(self.config, "w") as file:
                file.write(text.replace("listen:\n", f"listen:\n  mysql: {{address: {self.host}, port: 0}}\n", 1))
        super().start()

    where, connect, fresh = Place.where, Place.connect, Place.fresh
    user, password = servers.USER, servers.PASSWORD


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory):
    try:
        server = MariaDB(str(tmp_path_factory.mktemp("mariadb")), networking=True)
    except servers.Missing as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def direct(mariadb):
    return Place("direct", mariadb.port)


@pytest.fixture
def gate_with(mariadb, tmp_path):
    """Starts an ormgate with settings of its own."""
    gates = []

    def start(pool, more=""):
        try:
            gates.append(Gate(tmp_path / f"gate{len(gates)}", mariadb, pool, more))
        except servers.Missing as missing:
            pytest.skip(str(missing))
        return gates[-1]

    yield start
    for gate in gates:
        gate.stop()


@pytest.fixture(scope="session")
def gate(mariadb, tmp_path_factory):
    """ormgate with a pool of two connections in mode transaction."""
    try:
        running = Gate(tmp_path_factory.mktemp("gate"), mariadb, "mode: transaction, size: 2, wait_timeout: 10s")
    except servers.Missing as missing:
        pytest.skip(str(missing))
    yield running
    running.stop()
