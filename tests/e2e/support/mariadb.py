"""A MariaDB server of a test run, with a data directory and a socket of its own."""

import os
import pwd
import re
import shutil
import subprocess
import time

from support.servers import PASSWORD, PATIENCE, USER, Missing, unused_port


class MariaDB:
    """`grants`: users and passwords count; there is then a user app with password app. With `networking` there is a
    port as well, and the user of the tests with their password."""

    def __init__(self, directory, grants=False, networking=False):
        programs = {name: shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
                    for name in ("mariadbd", "mariadb-install-db", "mariadb")}
        missing = [name for name, path in programs.items() if path is None]
        if missing:
            raise Missing(f"{missing[0]} is not installed")
        self.client = programs["mariadb"]
        self.program = programs["mariadbd"]
        self.directory = directory
        self.socket = os.path.join(directory, "socket")
        self.data = os.path.join(directory, "data")
        self.user = f"--user={pwd.getpwuid(os.getuid()).pw_name}"
        self.grants = grants or networking
        self.host, self.port = "127.0.0.1", unused_port() if networking else None
        subprocess.run([programs["mariadb-install-db"], "--no-defaults", f"--datadir={self.data}", "--skip-test-db",
                        self.user, "--auth-root-authentication-method=normal"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=PATIENCE * 6)
        self.start()
        self.run("CREATE DATABASE app")
        if grants:
            self.run("CREATE USER app IDENTIFIED BY 'app'; GRANT ALL ON *.* TO app WITH GRANT OPTION;"
                     "DROP USER IF EXISTS ''@localhost, ''@`%`")
        if networking:
            self.run(f"DROP USER IF EXISTS ''@localhost; CREATE USER {USER}@'%' IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON *.* TO {USER}@'%'")

    def start(self):
        network = ["--skip-networking", "--sql-mode="] if self.port is None else \
            [f"--port={self.port}", f"--bind-address={self.host}", "--innodb-flush-log-at-trx-commit=0"]
        if not self.grants:
            network.append("--skip-grant-tables")
        log = open(os.path.join(self.directory, "log"), "a")
        self.process = subprocess.Popen(
            [self.program, "--no-defaults", f"--datadir={self.data}", f"--socket={self.socket}", self.user, *network,
             "--innodb-buffer-pool-size=16M", "--character-set-server=utf8mb4"], stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE * 2
        while self.run("SELECT 1").returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("mariadbd does not start")
            time.sleep(0.2)

    def run(self, script, database=""):
        return subprocess.run([self.client, "--no-defaults", "--default-character-set=utf8mb4", "--force", "--raw",
                               "--skip-column-names", f"--socket={self.socket}", database], input=script,
                              capture_output=True, text=True, timeout=PATIENCE * 10)

    def prepare(self, statements):
        """The error code of preparing each statement, 0 if there is none."""
        script = "\n".join(f"SET @s = CONVERT(x'{s.encode().hex()}' USING utf8mb4); PREPARE s FROM @s;"
                           for s in statements)
        codes = [0] * len(statements)
        for match in re.finditer(r"^ERROR (\d+) \([^)]*\) at line (\d+)", self.run(script, "app").stderr, re.M):
            codes[int(match[2]) - 1] = int(match[1])
        return codes

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
