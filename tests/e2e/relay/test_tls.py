"""TLS on either side of the relay, and the handshakes that libpq 15 does not have."""

import os
import shutil
import socket
import ssl
import struct
import subprocess

import psycopg
import pytest

from support import servers
from support.raw import NEGOTIATE_PROTOCOL, PROTOCOL_3_0, PROTOCOL_3_2, message, startup

USER, PASSWORD = servers.USER, servers.PASSWORD


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, and a certificate of 127.0.0.1 that is also called localhost."""
    where = str(tmp_path_factory.mktemp("certificates"))

    def run(*arguments):
        subprocess.run(["openssl", *arguments], cwd=where, check=True, capture_output=True)

    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=authority", "-days", "2")
    run("req", *new, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=localhost")
    with open(os.path.join(where, "names"), "w") as names:
        names.write("subjectAltName=DNS:localhost\n")
    run("x509", "-req", "-in", "own.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out", "own.crt",
        "-days", "2", "-extfile", "names")
    return {name: os.path.join(where, name) for name in ("ca.crt", "own.crt", "own.key")}


@pytest.fixture(scope="module")
def postgres_with_tls(certificates, tmp_path_factory):
    """A PostgreSQL that has TLS, and lets user `plain` in without it only."""
    where = str(tmp_path_factory.mktemp("tls"))
    try:
        server = servers.Postgres(where)
    except servers.Missing as missing:
        pytest.skip(str(missing))
    for name in ("own.crt", "own.key"):
        copy = os.path.join(server.data, name)
        shutil.copy(certificates[name], copy)
        os.chmod(copy, 0o600)
        if os.getuid() == 0:
            shutil.chown(copy, "postgres", "postgres")
    with server.connect("postgres", autocommit=True) as admin:
        admin.execute(f"create user plain password '{PASSWORD}'")
    with open(os.path.join(server.data, "postgresql.conf"), "a") as conf:
        conf.write("ssl=on\nssl_cert_file='own.crt'\nssl_key_file='own.key'\n")
    with open(os.path.join(server.data, "pg_hba.conf"), "w") as hba:
        hba.write("hostnossl all plain 127.0.0.1/32 scram-sha-256\n"
                  f"host all {USER} 127.0.0.1/32 scram-sha-256\n")
    server.stop("fast")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def gate_to(tmp_path, certificates):
    """Starts an ormgate before a server, with TLS settings of both sides."""
    gates = []

    def start(server, backend="", host="127.0.0.1", user=USER, more=""):
        databases = (f'  "*": {{backend: postgres, host: {host}, port: {server.port}, user: {user}, '
                     f'password: {PASSWORD}{backend}}}\n')
        gates.append(servers.Ormgate("relay", str(tmp_path / str(len(gates))), databases, more))
        return gates[-1]

    yield start
    for gate in gates:
        gate.stop()


ENCRYPTED = "select ssl from pg_stat_ssl where pid = pg_backend_pid()"


def test_modes_towards_the_server(postgres_with_tls, certificates, gate_to):
    ca = certificates["ca.crt"]
    wanted = {
        "disable": False,
        "allow": False,
        "prefer": True,
        "require": True,
        f"verify-ca, ca: {ca}": True,
    }
    for mode, encrypted in wanted.items():
        gate = gate_to(postgres_with_tls, f", tls: {{mode: {mode}}}")
        with gate.connect("postgres", autocommit=True) as client:
            assert client.execute(ENCRYPTED).fetchone() == (encrypted,), mode
            big = "x" * 3000000
            assert client.execute("select %s || repeat('y', 2000000)", (big,)).fetchone() == (big + "y" * 2000000,)
            client.cancel()
            assert client.execute("select 1").fetchone() == (1,)
    by_name = gate_to(postgres_with_tls, f", tls: {{mode: verify-full, ca: {ca}}}", host="localhost")
    with by_name.connect("postgres") as client:
        assert client.execute(ENCRYPTED).fetchone() == (True,)


def test_servers_that_are_not_who_they_should_be(postgres_with_tls, certificates, gate_to):
    by_address = gate_to(postgres_with_tls, f", tls: {{mode: verify-full, ca: {certificates['ca.crt']}}}")
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        by_address.connect("postgres")
    stranger = gate_to(postgres_with_tls, f", tls: {{mode: verify-ca, ca: {certificates['own.crt']}}}")
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        stranger.connect("postgres")


def test_prefer_and_require_where_the_server_wants_no_tls(postgres_with_tls, gate_to):
    preferring = gate_to(postgres_with_tls, ", tls: {mode: prefer}", user="plain")
    with preferring.connect("postgres") as client:
        assert client.execute(ENCRYPTED).fetchone() == (False,)
    requiring = gate_to(postgres_with_tls, ", tls: {mode: require}", user="plain")
    with pytest.raises(psycopg.OperationalError, match="no pg_hba.conf entry"):
        requiring.connect("postgres")


@pytest.mark.parametrize("attribute, works", [("any", True), ("read-write", True), ("primary", True),
                                              ("read-only", False), ("standby", False), ("prefer-standby", True)])
def test_session_attributes_of_the_server(postgres_with_tls, gate_to, attribute, works):
    gate = gate_to(postgres_with_tls, f", target_session_attrs: {attribute}")
    if works:
        with gate.connect("postgres") as client:
            assert client.execute("select 1").fetchone() == (1,)
        return
    with pytest.raises(psycopg.OperationalError):
        gate.connect("postgres")


@pytest.fixture
def gate_with_tls(postgres_with_tls, certificates, gate_to):
    return gate_to(postgres_with_tls,
                   more=f"tls: {{certificate: {certificates['own.crt']}, key: {certificates['own.key']}}}\n")


def test_a_client_that_binds_scram_to_its_channel(gate_with_tls, certificates):
    where = gate_with_tls.where("postgres", sslmode="verify-ca", sslrootcert=certificates["ca.crt"])
    with psycopg.connect(**where, channel_binding="require", autocommit=True) as client:  # SCRAM-SHA-256-PLUS
        assert client.pgconn.ssl_in_use
        assert client.execute("select %s::int", (1,)).fetchone() == (1,)
        big = "x" * 5000000
        assert client.execute("select %s::text", (big,)).fetchone() == (big,)
        with client.cursor().copy("copy (select repeat('x', 100000) from generate_series(1, 100)) to stdout") as copy:
            assert sum(len(piece) for piece in copy) == 100 * 100001
        client.execute("listen tls")
        client.execute("notify tls, 'hello'")
        assert client.execute("select 2").fetchone() == (2,)
    with pytest.raises(psycopg.OperationalError, match="channel binding"):
        gate_with_tls.connect("postgres", sslmode="disable", channel_binding="require")


def test_tls_without_asking_first(gate_with_tls, certificates):
    context = ssl.create_default_context(cafile=certificates["ca.crt"])
    context.set_alpn_protocols(["postgresql"])
    with socket.create_connection((gate_with_tls.host, gate_with_tls.port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as wire:
            assert wire.selected_alpn_protocol() == "postgresql"
            wire.sendall(startup(PROTOCOL_3_0, user=USER, database="postgres"))
            tag, body = message(wire)
            assert (tag, struct.unpack("!i", body[:4])[0]) == (b"R", 10)  # AuthenticationSASL
            assert b"SCRAM-SHA-256-PLUS\0" in body


def test_tls_without_asking_first_needs_its_protocol_named(gate_with_tls, certificates):
    context = ssl.create_default_context(cafile=certificates["ca.crt"])
    with socket.create_connection((gate_with_tls.host, gate_with_tls.port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as wire:
            wire.sendall(startup(PROTOCOL_3_0, user=USER, database="postgres"))
            tag, body = message(wire)
            assert tag == b"E" and b"C08P01\0" in body and b"ALPN" in body
            assert wire.recv(1) == b""


@pytest.mark.parametrize("protocol, key_size", [(PROTOCOL_3_0, 4), (PROTOCOL_3_2, 32)])
def test_cancel_keys_by_protocol(gate, protocol, key_size):
    """Protocol 3.2 has long cancel keys; a cancel with one of them is heard."""
    with socket.create_connection(("127.0.0.1", gate.port), timeout=20) as wire:
        wire.sendall(startup(protocol, user="app", database="app", application_name="raw"))
        seen = {}
        while b"Z" not in seen:
            tag, body = message(wire)
            seen.setdefault(tag, body)
        assert NEGOTIATE_PROTOCOL not in seen
        process, key = seen[b"K"][:4], seen[b"K"][4:]
        assert len(key) == key_size
        query = b"select pg_sleep(20)\0"
        wire.sendall(b"Q" + struct.pack("!i", len(query) + 4) + query)
        wire.settimeout(0.3)
        with pytest.raises(TimeoutError):
            message(wire)
        wire.settimeout(20)
        for wrong in (bytes(len(key)), key):
            with socket.create_connection(("127.0.0.1", gate.port), timeout=20) as other:
                body = struct.pack("!i", 80877102) + process + wrong
                other.sendall(struct.pack("!i", len(body) + 4) + body)
                assert other.recv(1) == b""
        answers = [message(wire)]
        while answers[-1][0] != b"Z":
            answers.append(message(wire))
        assert any(tag == b"E" and b"C57014\0" in body for tag, body in answers)


def test_a_protocol_of_the_future_is_negotiated(gate):
    with socket.create_connection(("127.0.0.1", gate.port), timeout=20) as wire:
        wire.sendall(startup(PROTOCOL_3_0 + 99, user="app", database="app", **{"_pq_.unheard_of": "1"}))
        tag, body = message(wire)
        assert tag == NEGOTIATE_PROTOCOL
        newest, options = struct.unpack("!ii", body[:8])
        assert (newest, options) == (PROTOCOL_3_2, 1)
        assert body[8:] == b"_pq_.unheard_of\0"
        while tag != b"Z":
            tag, body = message(wire)
