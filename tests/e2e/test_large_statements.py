"""Statements of a megabyte or of ten thousand levels are answered or refused, and cost nobody else anything."""

import pytest


def choices(count, unit="{}", separator=","):
    return separator.join(unit.format(n) for n in range(count))


MEGABYTE = 1_000_000
DEEP = 10_000
# What is sent and what is answered: rows, or one of these codes (PostgreSQL's grammar says 42601 where its stack is full);
# and the code where SQLite's own limits are lower.
TOO_DEEP = ("54001", "42601")
STATEMENTS = {
    "a literal": (f"select length('{'x' * MEGABYTE}')", [(MEGABYTE,)]),
    "a list": (f"select 1 where 7 in ({choices(150_000)})", [(1,)]),
    "a list of texts": (f"select 1 where '7' in ({choices(100_000, chr(39) + '{}' + chr(39))})", [(1,)]),
    "rows": (f"select count(*), max(a) from (values {choices(50_000, '({})')}) v (a)", [(50_000, 49_999)]),
    "OR": (f"select count(*) from t where {choices(5_000, 'id = {}', ' or ')}", [(2,)]),
    "a join": (f"select count(*) from {choices(65, 't t{}')} where false", [(0,)], "54000"),
    "comments": ("--\n" * (MEGABYTE // 3) + "select 1", [(1,)]),
    "blanks": ("select" + " " * MEGABYTE + "1", [(1,)]),
    "parentheses": ("select " + "(" * DEEP + "1" + ")" * DEEP, TOO_DEEP),
    "subqueries": ("select " + "(select " * DEEP + "1" + ")" * DEEP, TOO_DEEP),
    "CASE": ("select " + "case when true then " * DEEP + "1" + " end" * DEEP, TOO_DEEP),
    "NOT": ("select " + "not " * DEEP + "true", TOO_DEEP),
    "ARRAY": ("select " + "array[" * DEEP + "1" + "]" * DEEP, TOO_DEEP),
    "an array": ("select '" + "{" * DEEP + "1" + "}" * DEEP + "'::int[]", ("54000",)),
    "plus": ("select id" + "+id" * (MEGABYTE // 3) + " from t", ("54001",)),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_is_answered_or_refused(gate, name):
    sql, expected, *limit = STATEMENTS[name]
    database = gate.create_database()
    with gate.connect(database, autocommit=True) as bystander, gate.connect(database, autocommit=True) as client:
        bystander.execute("create table t (id int primary key)")
        bystander.execute("insert into t values (1), (2)")
        result = client.pgconn.exec_(sql.encode())
        code = result.error_field(ord("C"))
        if code:
            assert code.decode() in (*expected, *limit), result.error_message
        else:
            rows = [tuple(int(result.get_value(r, c)) for c in range(result.nfields)) for r in range(result.ntuples)]
            assert rows == expected
        assert bystander.execute("select count(*) from t").fetchone() == (2,)
        assert client.execute("select 1").fetchone() == (1,)
    gate.drop_database(database)
