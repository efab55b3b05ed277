"""The examples print what their README says, on SQLite and on PostgreSQL."""

import os
import re
import subprocess

import pytest

from support import servers

EXAMPLE = os.path.join(servers.ROOT, "examples", "django_sqlalchemy")


def run(config, tmp_path):
    environment = dict(os.environ, ORMGATE=servers.BINARY, PORT=str(servers.unused_port()), DATA=str(tmp_path))
    return subprocess.run([os.path.join(EXAMPLE, "run.sh"), config], env=environment, capture_output=True, text=True, timeout=120)


def promised():
    with open(os.path.join(EXAMPLE, "README.md")) as readme:
        return re.search(r"It prints\n\n```\n(.*?)```", readme.read(), re.S).group(1)


@pytest.fixture(autouse=True)
def binary():
    if not os.path.exists(servers.BINARY):
        pytest.skip(servers.BINARY + " is not built")


def output(result):
    return "".join(line for line in result.stdout.splitlines(True) if re.match(r"django:|sqlalchemy:", line))


def test_two_orms_share_a_file(tmp_path):
    result = run(os.path.join(EXAMPLE, "ormgate.yaml"), tmp_path)
    assert result.returncode == 0, result.stderr[-3000:]
    assert output(result) == promised()


def test_two_orms_share_a_postgres_after_one_entry_of_the_config(oracle, tmp_path):
    database = oracle.create_database()
    with open(os.path.join(EXAMPLE, "ormgate.yaml")) as file:
        config = file.read()
    entry = f"""  app:
    backend: postgres
    host: {oracle.host}
    port: {oracle.port}
    user: {servers.USER}
    password: {servers.PASSWORD}
    database: {database}
"""
    config = re.sub(r"(?m)^  app:\n(    .*\n)+", entry, config)
    assert entry in config
    (tmp_path / "postgres.yaml").write_text(config)
    result = run(str(tmp_path / "postgres.yaml"), tmp_path)
    assert result.returncode == 0, result.stderr[-3000:]
    assert output(result) == promised()
