"""JDBC and node's pg: what they print is what they print on PostgreSQL."""

import glob
import os
import shutil
import subprocess

import pytest

from support import servers

HERE = os.path.dirname(os.path.abspath(__file__))
JAVA = {"jdbc": "Smoke.java", "jdbc-metadata": "Metadata.java"}
JDBC = next(iter(glob.glob("/usr/share/java/postgresql.jar")), None)


def node_finds_pg():
    if not shutil.which("node"):
        return False
    command = ["node", "-e", "require('pg')"]
    return subprocess.run(command, cwd=HERE, env=node_environment(), capture_output=True).returncode == 0


def node_environment():
    """Modules of npm beside the script come first, then Debian's."""
    return dict(os.environ, NODE_PATH=os.environ.get("NODE_PATH", "/usr/share/nodejs"))


@pytest.fixture(scope="module")
def printed():
    seen = {}

    def by(target, program):
        if (target.name, program) not in seen:
            database = target.create_database()
            url = f"jdbc:postgresql://{target.host}:{target.port}/{database}"
            if program == "node":
                command = ["node", os.path.join(HERE, "smoke.js")]
            else:
                source = os.path.join(HERE, JAVA[program])
                command = ["java", "-XX:TieredStopAtLevel=1", "-cp", JDBC, source, url, servers.USER, servers.PASSWORD]
            environment = dict(node_environment(), **target.environment(database), TZ="UTC")
            result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
            seen[target.name, program] = result
            target.drop_database(database)
        return seen[target.name, program]

    return by


NO_JAVA = pytest.mark.skipif(not (JDBC and shutil.which("java")), reason="libpostgresql-jdbc-java or Java is not installed")


@pytest.mark.parametrize("program", [
    *(pytest.param(name, marks=NO_JAVA) for name in JAVA),
    pytest.param("node", marks=pytest.mark.skipif(not node_finds_pg(), reason="node finds no pg")),
])
def test_prints_what_it_prints_on_postgres(program, oracle, gate, printed):
    expected = printed(oracle, program)
    assert expected.returncode == 0 and len(expected.stdout.splitlines()) > 15, expected.stderr
    got = printed(gate, program)
    for one, other in zip(expected.stdout.splitlines(), got.stdout.splitlines()):
        assert one == other, got.stderr[-2000:]
    assert got.returncode == 0, got.stderr[-2000:]
