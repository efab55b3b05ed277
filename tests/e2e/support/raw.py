"""PostgreSQL's messages byte by byte, for what libpq does not do."""

import struct

NEGOTIATE_PROTOCOL, PROTOCOL_3_0, PROTOCOL_3_2 = b"v", 196608, 196610


def startup(protocol, **parameters):
    body = struct.pack("!i", protocol)
    for name, value in parameters.items():
        body += name.encode() + b"\0" + value.encode() + b"\0"
    return struct.pack("!i", len(body) + 5) + body + b"\0"


def message(wire):
    """The next message: its type and body."""
    head = exactly(wire, 5)
    return head[:1], exactly(wire, struct.unpack("!i", head[1:])[0] - 4)


def exactly(wire, size):
    data = b""
    while len(data) < size:
        piece = wire.recv(size - len(data))
        assert piece, "the connection was closed"
        data += piece
    return data


def send(wire, *messages):
    """Each message is its type and its body, strings in it ended by a NUL."""
    data = b""
    for tag, *parts in messages:
        body = b"".join(part.encode() + b"\0" if isinstance(part, str) else part for part in parts)
        data += tag + struct.pack("!i", len(body) + 4) + body
    wire.sendall(data)


def until_ready(wire):
    """All messages up to ReadyForQuery."""
    answers = [message(wire)]
    while answers[-1][0] != b"Z":
        answers.append(message(wire))
    return answers
