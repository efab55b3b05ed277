"""A MariaDB server of a test run, with a data directory and a socket of its own."""

import os
import pwd
import re
import shutil
import subprocess
import time

from support.servers import PATIENCE, Missing


class MariaDB:
    """`grants`: users and passwords count; there is then a user app with password app."""

    def __init__(self, directory, grants=False):
        programs = {name: shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
                    for name in ("mariadbd", "mariadb-install-db", "mariadb")}
        missing = [name for name, path in programs.items() if path is None]
        if missing:
            raise Missing(f"{missing[0]} is not installed")
        self.client = programs["mariadb"]
        self.socket = os.path.join(directory, "socket")
        data = os.path.join(directory, "data")
        user = f"--user={pwd.getpwuid(os.getuid()).pw_name}"
        subprocess.run([programs["mariadb-install-db"], "--no-defaults", f"--datadir={data}", "--skip-test-db", user,
                        "--auth-root-authentication-method=normal"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=PATIENCE * 6)
        log = open(os.path.join(directory, "log"), "w")
        self.process = subprocess.Popen(
            [programs["mariadbd"], "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", user,
             "--skip-networking", *([] if grants else ["--skip-grant-tables"]), "--innodb-buffer-pool-size=16M", "--sql-mode=",
             "--character-set-server=utf8mb4"], stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE * 2
        while self.run("SELECT 1").returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("mariadbd does not start")
            time.sleep(0.2)
        self.run("CREATE DATABASE app")
        if grants:
            self.run("CREATE USER app IDENTIFIED BY 'app'; GRANT ALL ON *.* TO app WITH GRANT OPTION;"
                     "DROP USER IF EXISTS ''@localhost, ''@`%`")

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

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
