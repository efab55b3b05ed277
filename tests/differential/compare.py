"""One statement on two servers: equal rows, types and errors."""

import collections
import decimal
import math
import re

from psycopg import pq

Answer = collections.namedtuple("Answer", "sqlstate message types rows tag")
FLOATS = (700, 701)
NUMERIC, INTERVAL = 1700, 1186
# Which of several equal values stands for them is the server's choice: 1.5 or 1.50, one day or 24 hours.
CHOOSES = re.compile(r"(?i)\b(distinct|group by|union|intersect|except|min\(|max\(|mode\(|percentile|over \(|greatest|least|limit)")


def run(connection, sql):
    result = connection.pgconn.exec_params(sql.encode(), [])
    if result.status == pq.ExecStatus.FATAL_ERROR:
        field = lambda name: (result.error_field(name) or b"").decode(errors="replace")
        return Answer(field(pq.DiagnosticField.SQLSTATE), field(pq.DiagnosticField.MESSAGE_PRIMARY), None, None, None)
    types = [result.ftype(n) for n in range(result.nfields)]
    rows = [tuple(result.get_value(row, n) for n in range(result.nfields)) for row in range(result.ntuples)]
    return Answer(None, None, types, rows, result.command_status)


def difference(expected, got, sql, ordered):
    """(kind, what differs) or None; kind is `refused` where nothing was answered."""
    if got.sqlstate == "0A000" and expected.sqlstate != "0A000":
        return "refused", got.message
    if expected.sqlstate or got.sqlstate:
        if expected.sqlstate == got.sqlstate:
            return None
        return "error", f"{expected.sqlstate or 'rows'} {expected.message or ''} expected, got {got.sqlstate or 'rows'} {got.message or ''}"
    if expected.types != got.types:
        return "types", f"{expected.types} expected, got {got.types}"
    if expected.tag != got.tag:
        return "tag", f"{expected.tag} expected, got {got.tag}"
    chooses = CHOOSES.search(sql) is not None
    one, two = ([tuple(normal(v, t, chooses) for v, t in zip(row, expected.types)) for row in a.rows] for a in (expected, got))
    if not ordered:
        one, two = sorted(one, key=repr), sorted(two, key=repr)
    for number, (left, right) in enumerate(zip(one, two)):
        if not all(map(same, left, right)):
            return "rows", f"row {number}: {left} expected, got {right}"
    return None


def normal(value, kind, chooses):
    if value is None:
        return None
    text = value.decode()
    if kind in FLOATS:
        return float(text)
    if not chooses:
        return text
    if kind == NUMERIC and text not in ("NaN", "Infinity", "-Infinity"):
        return str(decimal.Decimal(text).normalize() + 0)
    if kind == INTERVAL:
        return microseconds(text)
    return text


def microseconds(text):
    """An interval as PostgreSQL compares it: months of 30 days, days of 24 hours."""
    total = 0
    units = {"year": 360 * 86400, "mon": 30 * 86400, "day": 86400}
    for number, unit in re.findall(r"([-+]?\d+) (year|mon|day)", text):
        total += int(number) * units[unit] * 1000000
    clock = re.search(r"([-+]?)(\d+):(\d+):(\d+)(?:\.(\d+))?", text)
    if clock:
        sign, hours, minutes, seconds, fraction = clock.groups()
        part = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000000 + int((fraction or "").ljust(6, "0"))
        total += -part if sign == "-" else part
    return total


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return left == right or math.isnan(left) and math.isnan(right) or math.isclose(left, right, rel_tol=1e-12)
    return left == right
