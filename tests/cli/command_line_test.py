"""The commands of ormgate: what they print, their exit status, and what signals do to a server."""

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

ORMGATE = os.environ["ORMGATE"]
PATIENCE = 30
GOOD = "listen: {postgres: {port: 0}}\ndatabases: {app: {path: app.db}}\n"


def run(*arguments, stdin="", env=None):
    return subprocess.run(
        [ORMGATE, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE, env=env
    )


class Commands(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def file(self, name, text):
        path = os.path.join(self.directory.name, name)
        with open(path, "w") as out:
            out.write(text)
        return path

    def test_version_and_help(self):
        self.assertRegex(run("--version").stdout, r"^ormgate \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["serve", "--help"], ["check", "--help"]):
            result = run(*arguments)
            self.assertEqual(result.returncode, 0)
            self.assertIn("--config", result.stdout)

    def test_wrong_usage_exits_with_2(self):
        for arguments in (["frob"], ["check"], ["--nonsense"], ["--postgres-port", "70000"],
                          ["--config", "a", "--database", "b"], ["settings", "more"]):
            with self.subTest(arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertEqual(result.stdout, "")
                self.assertNotEqual(result.stderr, "")

    def test_translate_prints_a_statement_a_line(self):
        result = run("translate", "--from", "mysql", "--to", "mysql", "select 1;\nSELECT `a b` FROM t WHERE x='it''s'")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout, "SELECT 1;\nSELECT `a b` FROM t WHERE x = 'it''s';\n")
        result = run("translate", "--from", "postgres", "--to", "postgres", stdin="select a::int from t;")
        self.assertEqual(result.stdout, "SELECT a::integer FROM t;\n")

    def test_translate_says_where_it_refuses(self):
        result = run("translate", "--from", "mariadb", "--to", "mariadb", stdin="SELECT 1;\n  SELECT \u00e9 FROM;\nSELECT 2;")
        self.assertEqual((result.returncode, result.stdout), (1, "SELECT 1;\nSELECT 2;\n"))
        self.assertRegex(result.stderr, r"^2:16: You have an error in your SQL syntax; .* near '' at line 1\n$")
        result = run("translate", "--from", "mysql", "--to", "postgres", "SELECT 1")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("from mysql to postgres is not supported", result.stderr)
        self.assertEqual(run("translate", "--from", "oracle", "--to", "mysql", "SELECT 1").returncode, 2)

    def test_translate_to_sqlite_knows_the_types_of_a_schema(self):
        schema = self.file("schema.sql", "CREATE TABLE t (a int, b numeric(10,2), c boolean);")
        result = run("translate", "--from", "postgres", "--to", "sqlite", "--schema", schema, "--json",
                     "SELECT a FROM t WHERE c = true AND a > 5; SELECT nope FROM t; BEGIN")
        self.assertEqual((result.returncode, result.stderr), (1, ""))
        selected, refused, begun = map(json.loads, result.stdout.splitlines())
        self.assertIn('"t"."a" > 5', selected["sql"])
        self.assertEqual(refused["error"], {"code": "42703", "message": 'column "nope" does not exist', "position": 50})
        self.assertEqual(begun, {"sql": "BEGIN"})

    def test_translate_follows_the_definitions_of_its_text(self):
        result = run("translate", "--from", "postgres", "--to", "sqlite",
                     stdin="CREATE TABLE u (id serial PRIMARY KEY, name text); SELECT name FROM u WHERE id = 3")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn('"u"."id" = 3', result.stdout.splitlines()[-1])

    def test_check_says_yes(self):
        path = self.file("good.yaml", GOOD)
        result = run("check", "--config", path)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, path + ": valid\n", ""))

    def test_check_says_everything_that_is_wrong(self):
        path = self.file("bad.yaml", GOOD + "wrokers: 1\nlog: {level: loud}\n")
        result = run("check", "--config", path)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(
            result.stderr.splitlines(),
            [
                path + ":3: wrokers: is not a setting (did you mean 'workers'?)",
                path + ":4: log.level: 'loud' is not one of debug, info, warning, error",
            ],
        )

    def test_check_reads_the_environment_and_files(self):
        secret = self.file("secret", "x\n")
        path = self.file("env.json", '{"databases": {"app": {"path": "${DIR}/a.db"}}, "users": '
                                     '[{"name": "a", "password_file": "%s"}]}' % secret)
        self.assertEqual(run("check", "--config", path, env={"DIR": "/tmp"}).returncode, 0)
        result = run("check", "--config", path, env={})
        self.assertEqual(result.returncode, 1)
        self.assertIn("DIR is not set", result.stderr)

    def test_check_of_what_is_no_file(self):
        for path in (self.directory.name, os.path.join(self.directory.name, "none"), "/dev/zero"):
            result = run("check", "--config", path)
            self.assertEqual(result.returncode, 1, path)
            self.assertTrue(result.stderr.startswith(path + ": "), result.stderr)

    def test_serve_refuses_a_bad_config(self):
        result = run("serve", "--config", self.file("bad.yaml", "workers: x\n"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("workers: 'x' is not a whole number", result.stderr)

    def test_hash_password_from_a_pipe(self):
        result = run("hash-password", stdin="secret\n")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r'^scram: "SCRAM-SHA-256\$4096:[^"]+"\nmysql: \["\*[0-9A-F]{40}", "\$A\$005\$')
        for nothing in ("", "\n"):
            self.assertEqual(run("hash-password", stdin=nothing).returncode, 1)

    def test_hash_password_from_a_terminal_does_not_echo(self):
        for again, status in (("secret", 0), ("sceret", 1)):
            master, terminal = pty.openpty()
            process = subprocess.Popen([ORMGATE, "hash-password"], stdin=terminal, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            for answer in ("secret", again):
                while process.stderr.read(1) != b":":
                    pass
                os.write(master, answer.encode() + b"\n")
            out, _ = process.communicate(timeout=PATIENCE)
            os.close(terminal)
            os.set_blocking(master, False)
            try:
                echoed = os.read(master, 4096)
            except (BlockingIOError, OSError):
                echoed = b""
            os.close(master)
            self.assertNotIn(b"ret", echoed)
            self.assertEqual(process.returncode, status)
            self.assertEqual(out.startswith(b"scram: "), status == 0)


class Server:
    """A running server, with the socket on which systemd would hear from it."""

    def __init__(self, directory, *arguments):
        self.events = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.events.settimeout(PATIENCE)
        path = os.path.join(directory, "notify")
        if os.path.exists(path):
            os.unlink(path)
        self.events.bind(path)
        environment = dict(os.environ, NOTIFY_SOCKET=path)
        self.process = subprocess.Popen([ORMGATE, *arguments], cwd=directory, env=environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def event(self):
        return self.events.recv(4096).decode()

    def wait_for(self, text):
        while text not in self.event():
            pass

    def end(self):
        out, err = self.process.communicate(timeout=PATIENCE)
        self.events.close()
        return self.process.returncode, out, err


class Signals(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.config = os.path.join(self.directory.name, "config.yaml")
        self.write(GOOD)

    def write(self, text):
        with open(self.config, "w") as out:
            out.write(text)

    def start(self, *arguments):
        server = Server(self.directory.name, *arguments)
        self.addCleanup(server.process.kill)
        server.wait_for("READY=1")
        return server

    def test_ends_well_when_told_to(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = self.start("--config", "config.yaml")
            server.process.send_signal(number)
            server.wait_for("STOPPING=1")
            self.assertEqual(server.end()[0], 0)

    def test_serves_the_embedded_default_and_says_how_to_use_it(self):
        server = self.start("serve", "--postgres-port", "0", "--mysql-port", "0", "--http-port", "0")
        server.process.send_signal(signal.SIGTERM)
        status, out, _ = server.end()
        self.assertEqual(status, 0)
        self.assertRegex(out, r"psql postgresql://app@127\.0\.0\.1:[1-9]\d*/app")
        self.assertIn("django.db.backends.postgresql", out)
        self.assertIn("postgresql+psycopg2://", out)

    def test_reloads_a_good_config_and_refuses_a_bad_one(self):
        server = self.start("--config", "config.yaml")
        for text in (GOOD + "log: {level: debug}\nworkers: 7\n", GOOD + "log: {level: loud}\n"):
            self.write(text)
            server.process.send_signal(signal.SIGHUP)
            server.wait_for("RELOADING=1")
            server.wait_for("READY=1")
        server.process.send_signal(signal.SIGTERM)
        status, _, err = server.end()
        self.assertEqual(status, 0)
        self.assertIn("changed key=log.level", err)
        self.assertIn("needs a restart key=workers", err)
        self.assertIn("'loud' is not one of", err)

    def test_logs_json_when_told_to(self):
        self.write(GOOD + "log: {format: json}\n")
        server = self.start("--config", "config.yaml")
        server.process.send_signal(signal.SIGTERM)
        lines = server.end()[2].splitlines()
        self.assertTrue(lines)
        for line in lines:
            event = json.loads(line)
            self.assertEqual(list(event)[:3], ["time", "level", "event"])


if __name__ == "__main__":
    sys.exit(unittest.main())
