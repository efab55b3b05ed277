"""Servers of a test run: a PostgreSQL of its own, and the real ormgate in front of it and of SQLite files."""

import atexit
import glob
import itertools
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import psycopg

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BINARY = os.environ.get("ORMGATE_BINARY", os.path.join(ROOT, "build", "release", "server", "ormgate"))
USER = "app"
PASSWORD = "s3cret"
PATIENCE = 30
numbers = itertools.count(1)


class Missing(Exception):
    """Something this machine does not have and the tests cannot do without."""


def unused_port():
    """For a server that cannot pick one itself. Below those the kernel gives away: until the server listens, which may be
    seconds later, no other socket happens to get it."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
        first_given_away = int(file.read().split()[0])
    while True:
        port = random.randrange(10000, max(first_given_away, 11000))
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class Target:
    """A place that speaks PostgreSQL's wire, and fresh databases in it."""

    def __init__(self, name, port):
        self.name = name
        self.host = "127.0.0.1"
        self.port = port

    def where(self, database, **more):
        return dict(host=self.host, port=self.port, user=USER, password=PASSWORD, dbname=database, **more)

    def environment(self, database):
        """What libpq's programs, and ours, read."""
        return dict(os.environ, PGHOST=self.host, PGPORT=str(self.port), PGUSER=USER, PGPASSWORD=PASSWORD,
                    PGDATABASE=database, PGCONNECT_TIMEOUT=str(PATIENCE), PYTHONDONTWRITEBYTECODE="1")

    def url(self, database, driver="postgresql"):
        return f"{driver}://{USER}:{PASSWORD}@{self.host}:{self.port}/{database}"

    def connect(self, database, **more):
        return psycopg.connect(**self.where(database, **more))

    def create_database(self, name=None):
        # no word of the target in the name: what is printed must be equal everywhere
        name = name or f"e2e_{os.getpid()}_{next(numbers)}"
        with self.connect("postgres", autocommit=True) as admin:
            admin.execute(f"create database {name}")
        return name

    def drop_database(self, name):
        with self.connect("postgres", autocommit=True) as admin:
            # on PostgreSQL a killed client's statement may still run
            admin.execute(f"drop database if exists {name}" + ("" if self.name == "embedded" else " with (force)"))


class Postgres(Target):
    """A PostgreSQL server with a data directory of its own. initdb refuses root, who runs it as user postgres."""

    def __init__(self, directory):
        super().__init__("direct", unused_port())
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise Missing("PostgreSQL is not installed")
        self.programs = programs[-1]
        self.prefix = []
        if os.getuid() == 0:
            directory = self._directory_of_postgres()
        self.directory = directory
        self.data = os.path.join(directory, "data")
        self.log = os.path.join(directory, "log")
        os.makedirs(directory, exist_ok=True)
        self._initialise()
        self.start()

    def _directory_of_postgres(self):
        """Outside pytest's own, which each run of pytest that begins closes to other users."""
        directory = tempfile.mkdtemp(prefix="ormgate-postgres.")
        atexit.register(shutil.rmtree, directory, ignore_errors=True)
        shutil.chown(directory, "postgres")
        self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        return directory

    def _run(self, program, *arguments):
        subprocess.run(self.prefix + [os.path.join(self.programs, program), *arguments], check=True,
                       cwd=self.directory, stdout=subprocess.DEVNULL, timeout=PATIENCE * 4)

    def _initialise(self):
        secret = os.path.join(self.directory, "password")
        with open(secret, "w") as out:
            out.write(PASSWORD + "\n")
        os.chmod(secret, 0o644)
        self._run("initdb", "-D", self.data, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret, "--no-sync",
                  "-E", "UTF8", "--locale=C.UTF-8")
        with open(os.path.join(self.data, "postgresql.conf"), "a") as conf:
            conf.write(f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=off\n"
                       "timezone='UTC'\nlog_timezone='UTC'\nmax_connections=200\n")

    def start(self):
        self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "start")

    def stop(self, mode="immediate"):
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def kill(self):
        """All of it, at once and without a word, as the kernel would when memory is gone."""
        with open(os.path.join(self.data, "postmaster.pid")) as file:
            postmaster = int(file.readline())
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(postmaster)], capture_output=True, text=True)
        for pid in [postmaster, *map(int, children.stdout.split())]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        end = time.monotonic() + PATIENCE
        while os.path.exists(f"/proc/{postmaster}") and time.monotonic() < end:
            time.sleep(0.02)
        os.unlink(os.path.join(self.data, "postmaster.pid"))


class Ormgate(Target):
    """The daemon, on a port that the kernel gives it. `databases` is the config's section of that name, as YAML."""

    USERS = f"users:\n  - {{name: {USER}, password: {PASSWORD}}}\n"
    LISTENING = re.compile(r"listening.*address=127\.0\.0\.1:(\d+)\s")

    def __init__(self, name, directory, databases, more=""):
        super().__init__(name, 0)
        if not os.path.exists(BINARY):
            # whoever names one wants it tested: a wrong name is not a reason to skip all
            if "ORMGATE_BINARY" in os.environ:
                raise FileNotFoundError(BINARY)
            raise Missing(BINARY + " is not built")
        os.makedirs(directory, exist_ok=True)
        self.directory = directory
        self.log = os.path.join(directory, "log")
        self.config = os.path.join(directory, "ormgate.yaml")
        with open(self.config, "w") as out:
            out.write(f"listen:\n  postgres: {{address: {self.host}, port: 0}}\n"
                      f"{self.USERS}databases:\n{databases}workers: 2\n{more}")
        self.process = None
        self.start()

    def start(self):
        before = len(self.said())
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([BINARY, "serve", "--config", self.config], cwd=self.directory,
                                            stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        while not (listening := self.LISTENING.search(self.said(), before)):
            if not self.alive():
                raise RuntimeError(f"ormgate ended with {self.process.returncode}:\n{self.said()}")
            if time.monotonic() > end:
                raise TimeoutError(f"ormgate does not listen after {PATIENCE} s:\n{self.said()}")
            time.sleep(0.02)
        self.port = int(listening.group(1))

    def said(self):
        if not os.path.exists(self.log):
            return ""
        with open(self.log, errors="replace") as file:
            return file.read()

    def alive(self):
        return self.process.poll() is None

    def memory(self):
        """Bytes that are resident."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))

    def processor_time(self):
        """Seconds that all its threads have used."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            user, system = stat.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self):
        """The exit status after SIGTERM."""
        if self.alive():
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE * 2)
        except subprocess.TimeoutExpired:
            self.kill()
            return None


def embedded_databases():
    return '  app: {backend: sqlite, path: app.db}\n  "*": {backend: sqlite, path: "{database}.db"}\n'


def relayed_databases(postgres):
    return (f'  "*": {{backend: postgres, host: {postgres.host}, port: {postgres.port}, user: {USER}, '
            f'password: {PASSWORD}, pool: {{mode: transaction, size: 20}}}}\n')


class Servers:
    """All targets, each started when first asked for. `direct` is the oracle."""

    names = ("direct", "relay", "embedded")

    def __init__(self, directory):
        self.directory = directory
        self.running = {}

    def __getitem__(self, name):
        if name not in self.running:
            self.running[name] = self._start(name)
        target = self.running[name]
        if isinstance(target, Ormgate) and not target.alive():
            # a crash fails the test it happened in, not all that follow
            target.start()
        return target

    def _start(self, name):
        where = os.path.join(self.directory, name)
        if name == "direct":
            return Postgres(where)
        if name == "relay":
            return Ormgate(name, where, relayed_databases(self["direct"]))
        return Ormgate(name, where, embedded_databases())

    def stop(self):
        for name in reversed(self.names):
            if name in self.running:
                self.running[name].stop()
