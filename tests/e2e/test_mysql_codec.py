"""The codec of MySQL's protocol speaks to a real MariaDB: tests/protocol/mysql/oracle_test.cpp."""

import os
import subprocess

import pytest

from support.mariadb import MariaDB
from support.servers import PATIENCE, Missing


def test_mariadb_agrees_with_the_codec(tmp_path):
    program = os.environ.get("MYSQL_ORACLE_TEST")
    if program is None:
        pytest.skip("MYSQL_ORACLE_TEST does not say where mysql_oracle_test is")
    try:
        server = MariaDB(str(tmp_path), grants=True)
    except Missing as missing:
        pytest.skip(str(missing))
    try:
        done = subprocess.run([program], env={**os.environ, "ORMGATE_TEST_MYSQL": f"{server.socket}:app:app"},
                              capture_output=True, text=True, timeout=PATIENCE * 20)
        assert done.returncode == 0, done.stdout[-5000:]
        assert "SKIPPED" not in done.stdout
    finally:
        server.stop()
