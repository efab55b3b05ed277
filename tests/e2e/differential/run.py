#!/usr/bin/python3
"""Statements of *.sql on PostgreSQL and on another target: rows, names, types, tags and SQLSTATEs must be equal.

A file is a topic. `-- database` starts a fresh database; a statement begins on a line of its own and ends with a line
that ends in `;` (several on one line are one message of the simple protocol). `-- error CODE` above a statement is
what PostgreSQL itself answers: a statement that fails by accident is a defect of the topic, not a test.
known_differences.txt excuses TOPIC:LINE on SQLite, relay/TOPIC:LINE before PostgreSQL, with a reason, and an excuse that
is not needed is a failure, too."""

import argparse
import collections
import glob
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from psycopg import pq  # noqa: E402

from support import servers  # noqa: E402

FIRST_OWN_OID = 16384
OID_ALIASES = (2205, 2206)  # regclass, regtype
ERROR_FIELDS = ("SCHEMA_NAME", "TABLE_NAME", "COLUMN_NAME", "CONSTRAINT_NAME")
Statement = collections.namedtuple("Statement", "topic line block sql error")
Answer = collections.namedtuple("Answer", "tag columns rows sqlstate fields message status")


def topics():
    return sorted(os.path.basename(path)[:-4] for path in glob.glob(os.path.join(HERE, "*.sql")))


def statements(topic):
    block, error, pending, first = 0, None, [], 0
    with open(os.path.join(HERE, topic + ".sql")) as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not pending:
                if not line.strip():
                    continue
                if line.startswith("-- database"):
                    block += 1
                elif line.startswith("-- error "):
                    error = line.split()[2]
                if line.startswith("--"):
                    continue
                first = number
            pending.append(line)
            if line.rstrip().endswith(";"):
                yield Statement(topic, first, block, "\n".join(pending), error)
                pending, error = [], None
    if pending:
        raise SystemExit(f"{topic}:{first}: a statement without its end")


def known_differences(target):
    """{place: reason} for a target."""
    return {place.rpartition("/")[2]: reason for place, reason in excuses() if (place.partition("/")[0] if "/" in place else "embedded") == target}


def excuses():
    with open(os.path.join(HERE, "known_differences.txt")) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                place, _, reason = line.strip().partition(" ")
                yield place, reason.strip()


def value(result, row, column):
    """Without the OIDs that each server gives what its users make: in binary, those of regclass, regtype and own arrays."""
    data = result.get_value(row, column)
    if data is None or not result.fformat(column):
        return data
    if result.ftype(column) in OID_ALIASES and int.from_bytes(data, "big") >= FIRST_OWN_OID:
        return b"own"
    if result.ftype(column) >= FIRST_OWN_OID and data[:3] == bytes(3) and data[8:12] >= FIRST_OWN_OID.to_bytes(4, "big"):
        return data[:8] + b"own" + data[12:]
    return data


def answer(result, connection, ordered):
    status = pq.TransactionStatus(connection.transaction_status).name
    if result.status in (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED):
        field = lambda name: (result.error_field(pq.DiagnosticField[name]) or b"").decode()
        return Answer(None, None, None, field("SQLSTATE") or "none", tuple(map(field, ERROR_FIELDS)),
                      field("MESSAGE_PRIMARY") or connection.error_message.decode(errors="replace"), status)
    columns = [(result.fname(i).decode(), result.ftype(i) if result.ftype(i) < FIRST_OWN_OID else "own",
                result.fmod(i)) for i in range(result.nfields)]
    rows = [tuple(value(result, r, c) for c in range(result.nfields)) for r in range(result.ntuples)]
    if not ordered:
        rows.sort(key=repr)
    return Answer(result.command_status.decode(), columns, rows, None, None, None, status)


def is_read(sql):
    return re.match(r"(?i)\s*(select|values|with|table)\b", sql) is not None \
        and not re.search(r"(?i)\b(insert|update|delete|nextval|setval|into)\b", sql) and sql.count(";") == 1


class Target:
    """Runs statements and gives their answers, in the simple protocol and, what only reads, in the extended one."""

    def __init__(self, target):
        self.target = target
        self.database = None
        self.connection = None

    def fresh(self):
        self.close()
        self.database = self.target.create_database()
        self._connect()

    def _connect(self):
        self.connection = self.target.connect(self.database, autocommit=True)
        self.connection.pgconn.exec_(b"set client_min_messages = warning")

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.target.drop_database(self.database)
            self.connection = None

    def run(self, statement):
        """[(what is compared, its answer)]"""
        if self.connection.pgconn.status != pq.ConnStatus.OK:
            if not getattr(self.target, "alive", lambda: True)():
                self.target.start()
            self._connect()
        ordered = re.search(r"(?i)order by", statement.sql) is not None
        connection = self.connection.pgconn
        connection.send_query(statement.sql.encode())
        answers = []
        while True:
            result = connection.get_result()
            if result is None:
                break
            if result.status in (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_OUT):
                raise SystemExit(f"{statement.topic}:{statement.line}: COPY has tests of its own")
            answers.append(("simple", answer(result, connection, ordered)))
        # the status is known with the last answer's end
        status = pq.TransactionStatus(connection.transaction_status).name
        answers = [(how, a._replace(status=status)) for how, a in answers]
        if is_read(statement.sql) and connection.status == pq.ConnStatus.OK:
            result = connection.exec_params(statement.sql.encode(), [], result_format=pq.Format.BINARY)
            answers.append(("extended", answer(result, connection, ordered)))
        return answers


def compare(expected, got):
    """(kind, what differs) or None."""
    if len(expected) != len(got):
        failure = next((a for _, a in got if a.sqlstate), None)
        kind = "refused" if failure and failure.sqlstate == "0A000" else "answers"
        return kind, f"{len(expected)} answers expected, {len(got)} got" + (f": {failure.message}" if failure else "")
    for (how, e), (_, g) in zip(expected, got):
        if e.sqlstate != g.sqlstate:
            if e.sqlstate and not g.sqlstate:
                return "accepted", f"{how}: {e.sqlstate} expected ({e.message}), got {g.tag} {shown(g.rows)}"
            kind = "refused" if g.sqlstate == "0A000" else "sqlstate" if e.sqlstate else "error"
            return kind, f"{how}: expected {e.sqlstate or shown(e.rows) or e.tag}, got {g.sqlstate} {g.message}"
        for kind, one, other in (("tag", e.tag, g.tag), ("names", column(e, 0), column(g, 0)),
                                 ("rows", e.rows, g.rows), ("types", column(e, 1), column(g, 1)),
                                 ("typmod", column(e, 2), column(g, 2)), ("fields", e.fields, g.fields),
                                 ("status", e.status, g.status)):
            if one != other:
                return kind, f"{how}: {cells(e, g) if kind == 'rows' else ''}expected {shown(one)}, got {shown(other)}"
    return None


def cells(expected, got):
    """The values that differ, if the rows are as many."""
    if expected.columns is None or got.columns is None or len(expected.rows) != len(got.rows):
        return ""
    found = [f"{name} of row {r}: {shown(one)} expected, {shown(other)} got" for r, (e, g) in enumerate(zip(expected.rows, got.rows))
             for (name, *_), one, other in zip(expected.columns, e, g) if one != other]
    return "; ".join(found[:4]) + "; "


def column(a, part):
    return None if a.columns is None else [c[part] for c in a.columns]


def shown(value):
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        value = [tuple(None if v is None else v.decode(errors="backslashreplace") for v in row) for row in value]
    text = "" if value is None else str(value)
    return text if len(text) <= 300 else text[:300] + "…"


def differences(topic, oracle, other):
    """Yields (statement, kind, what) for each statement of a topic; kind is None where both agree."""
    one, two = Target(oracle), Target(other)
    block = None
    try:
        for statement in statements(topic):
            if statement.block != block:
                block = statement.block
                one.fresh()
                two.fresh()
            expected = one.run(statement)
            code = next((a.sqlstate for how, a in expected if a.sqlstate and how == "simple"), None)
            if code != statement.error:
                yield statement, "oracle", f"PostgreSQL answered {code}, the topic says {statement.error}: " \
                    + "".join(a.message or "" for _, a in expected[-1:])
            # a lost connection has no answer at all, which is a difference, too
            found = compare(expected, two.run(statement))
            yield statement, *(found or (None, None))
    finally:
        one.close()
        two.close()


def problems(topic, oracle, other, known):
    """What a test fails with."""
    for statement, kind, what in differences(topic, oracle, other):
        place = f"{statement.topic}:{statement.line}"
        if kind == "oracle" or (kind and place not in known):
            yield f"{place} [{kind}] {statement.sql}\n    {what}"
        elif not kind and place in known:
            yield f"{place} is excused ({known[place]}) but does not differ"


def reason(kind, what):
    """A difference in a line, as far as a program can tell."""
    got = re.search(r"got ([0-9A-Z]{5}) (.*)", what, re.S)
    if got and kind == "refused":
        text = "refused: " + re.sub(r"^not supported on SQLite: ", "", got[2])
    elif got and kind in ("error", "sqlstate"):
        text = f"fails with {got[1]}: {got[2]}"
    elif kind == "accepted":
        text = "accepted, " + re.sub(r".*?: (.{5}) expected.*", r"where PostgreSQL answers \1", what, flags=re.S)
    else:
        text = f"other {kind}: " + what.partition(": ")[2].partition("; expected")[0]
    return " ".join(text.split())[:200]


def record(found, prefix, ran):
    """Writes the differences of a target, and keeps what was written of others and of topics that did not run."""
    path = os.path.join(HERE, "known_differences.txt")
    for place, why in excuses():
        other = "/" in place and not place.startswith(prefix or "/") or bool(prefix) and "/" not in place
        if other or place.rpartition("/")[2].partition(":")[0] not in ran:
            found[place] = why
    with open(path) as file:
        head = [line for line in file if line.startswith("#")]
    order = lambda place: (place.rpartition("/")[2].partition(":")[0], int(place.rpartition(":")[2]), place)
    with open(path, "w") as file:
        file.write("".join(head) + "".join(f"{place} {found[place]}\n" for place in sorted(found, key=order)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", choices=servers.Servers.names, default="embedded")
    parser.add_argument("--known", action="store_true", help="show known differences as well")
    parser.add_argument("--record", action="store_true", help="write what differs into known_differences.txt")
    parser.add_argument("topics", nargs="*", help="default: all")
    options = parser.parse_args()
    known = {} if options.known else known_differences(options.target)
    table, kinds, found = [], collections.Counter(), {}
    prefix = "" if options.target == "embedded" else options.target + "/"
    with tempfile.TemporaryDirectory(prefix="differential.") as directory:
        running = servers.Servers(directory)
        try:
            for topic in options.topics or topics():
                count = collections.Counter()
                for statement, kind, what in differences(topic, running["direct"], running[options.target]):
                    place = f"{topic}:{statement.line}"
                    count["all"] += kind != "oracle"
                    if kind is None:
                        count["stale"] += place in known
                        continue
                    excused = kind != "oracle" and place in known
                    count["excused" if excused else kind] += 1
                    if kind != "oracle":
                        found[prefix + place] = known.get(place) or reason(kind, what)
                    if not excused:
                        print(f"{place} [{kind}] {statement.sql}\n    {what}", flush=True)
                table.append((topic, count))
                kinds.update(count)
        finally:
            running.stop()
    if options.record:
        record(found, prefix, options.topics or topics())
    columns = ["all"] + sorted(set(kinds) - {"all"})
    print(f"\n{'topic':24}" + "".join(f"{c:>10}" for c in columns), file=sys.stderr)
    for topic, count in table + [("total", kinds)]:
        print(f"{topic:24}" + "".join(f"{count[c] or '':>10}" for c in columns), file=sys.stderr)
    return 1 if set(kinds) - {"all", "excused"} else 0


if __name__ == "__main__":
    sys.exit(main())
