"""Programs and clients through ormgate: what they print is what they print on the server itself."""

import glob
import os
import shutil
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENTS = os.path.join(os.path.dirname(HERE), "clients")


def node_environment():
    """Modules of npm beside the script come first, then Debian's."""
    return dict(os.environ, NODE_PATH=os.environ.get("NODE_PATH", "/usr/share/nodejs"))


def node_finds_mysql2():
    if not shutil.which("node"):
        return False
    return subprocess.run(["node", "-e", "require('mysql2')"], cwd=CLIENTS, env=node_environment(),
                          capture_output=True).returncode == 0


def python_finds(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


def program(name, *arguments):
    return [sys.executable, os.path.join(HERE, name), *arguments]


PROGRAMS = {
    "django": lambda place, database: program("django_program.py", str(place.port), database),
    "sqlalchemy_pymysql": lambda place, database: program("sqlalchemy_program.py", "pymysql", str(place.port), database),
    "sqlalchemy_mysqldb": lambda place, database: program("sqlalchemy_program.py", "mysqldb", str(place.port), database),
    "mysqlclient": lambda place, database: program("mysqlclient_program.py", str(place.port), database),
    "node": lambda place, database: ["node", os.path.join(CLIENTS, "smoke_mysql2.js"), str(place.port), database],
    "mariadb": lambda place, database: ["mariadb", "--no-defaults", "--table", "--force", "--show-warnings", "-h",
                                        place.host, "-P", str(place.port), "-u", place.user, f"-p{place.password}",
                                        database, "-e", f"source {os.path.join(HERE, 'client.sql')}"],
}
NEEDS = {
    "django": lambda: python_finds("django") and python_finds("MySQLdb"),
    "sqlalchemy_pymysql": lambda: python_finds("sqlalchemy"),
    "sqlalchemy_mysqldb": lambda: python_finds("sqlalchemy") and python_finds("MySQLdb"),
    "mysqlclient": lambda: python_finds("MySQLdb"),
    "node": node_finds_mysql2,
    "mariadb": lambda: shutil.which("mariadb") is not None,
}


def run(name, place):
    database = place.fresh("programs")
    return subprocess.run(PROGRAMS[name](place, database), capture_output=True, text=True, timeout=100, cwd=HERE,
                          env=dict(node_environment(), TZ="UTC", PYTHONDONTWRITEBYTECODE="1"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_prints_what_it_prints_without_ormgate(name, direct, gate_with):
    if not NEEDS[name]():
        pytest.skip(f"what {name} needs is not installed")
    expected = run(name, direct)
    assert expected.returncode == 0 and len(expected.stdout.splitlines()) > 10, expected.stderr[-3000:]
    got = run(name, gate_with("size: 4"))
    for one, other in zip(expected.stdout.splitlines(), got.stdout.splitlines()):
        assert one == other, got.stderr[-3000:]
    assert got.stdout == expected.stdout and got.returncode == 0, got.stderr[-3000:]
