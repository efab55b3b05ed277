"""A PostgreSQL server of its own, and ormgate in front of it. Skipped where PostgreSQL or the clients are missing."""

import glob
import os
import shutil
import socket
import subprocess
import time

import pytest

psycopg = pytest.importorskip("psycopg")

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
ORMGATE = os.environ.get("ORMGATE", os.path.join(ROOT, "build", "release", "server", "ormgate"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until_served(**where):
    end = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(**where).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """Parameters of a connection to a fresh PostgreSQL."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not programs:
        pytest.skip("PostgreSQL is not installed")
    where = str(tmp_path_factory.mktemp("postgres"))
    prefix = []
    if os.getuid() == 0:
        for path in (where, os.path.dirname(where), os.path.dirname(os.path.dirname(where))):
            os.chmod(path, 0o755)
        shutil.chown(where, "postgres")
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(program, *arguments):
        subprocess.run(prefix + [os.path.join(programs[-1], program), *arguments],
                       check=True, cwd=where, stdout=subprocess.DEVNULL)

    data, port = os.path.join(where, "data"), free_port()
    run("initdb", "-D", data, "-U", "app", "-A", "trust", "--no-sync")
    with open(os.path.join(data, "postgresql.conf"), "a") as conf:
        conf.write(f"port={port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=off\n")
    run("pg_ctl", "-D", data, "-l", os.path.join(where, "log"), "-w", "start")
    direct = dict(host="127.0.0.1", port=port, user="app", dbname="app")
    with psycopg.connect(**{**direct, "dbname": "postgres"}, autocommit=True) as admin:
        admin.execute("create database app")
    yield direct
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")


class Gate:
    def __init__(self, postgres, directory, pool, more=""):
        self.port = free_port()
        config = os.path.join(directory, "ormgate.yaml")
        with open(config, "w") as out:
            out.write(f"""
listen:
  postgres: {{address: 127.0.0.1, port: {self.port}}}
databases:
  app: {{backend: postgres, host: 127.0.0.1, port: {postgres["port"]}, user: app, database: app, pool: {{{pool}}}{more}}}
workers: 2
""")
        self.process = subprocess.Popen([ORMGATE, "serve", "--config", config])
        self.where = dict(host="127.0.0.1", port=self.port, user="app", dbname="app")
        wait_until_served(**self.where)

    def connect(self, **more):
        return psycopg.connect(**{**self.where, **more})

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def gate_with(postgres, tmp_path):
    """Starts an ormgate with settings of its own."""
    if not os.path.exists(ORMGATE):
        pytest.skip(ORMGATE + " is not built")
    gates = []

    def start(pool, more=""):
        gates.append(Gate(postgres, str(tmp_path), pool, more))
        return gates[-1]

    yield start
    for gate in gates:
        gate.stop()


@pytest.fixture(scope="session")
def gate(postgres, tmp_path_factory):
    """ormgate with a pool of five connections in mode transaction."""
    if not os.path.exists(ORMGATE):
        pytest.skip(ORMGATE + " is not built")
    gate = Gate(postgres, str(tmp_path_factory.mktemp("gate")), "mode: transaction, size: 5, wait_timeout: 10s")
    yield gate
    gate.stop()


@pytest.fixture
def direct(postgres):
    with psycopg.connect(**postgres, autocommit=True) as connection:
        yield connection
