"""Types of the generated schemas, and literals of each: ordinary ones, neighbours, extremes, unicode."""

# type: (how a column may declare it, literals). A literal fits every declaration of its type.
TYPES = {
    "int2": (["smallint"], ["0", "1", "-1", "7", "-12", "32767", "-32768"]),
    "int4": (["integer", "int"], ["0", "1", "-1", "2", "3", "7", "10", "-12", "100", "255", "999"]),
    "int8": (["bigint"], ["0", "1", "-1", "5", "42", "-7", "4294967296", "-4294967297", "9007199254740993"]),
    "numeric": (["numeric", "numeric(12,3)", "decimal(14,4)"],
                ["0", "0.0", "1", "1.5", "-1.5", "2.50", "0.001", "-0.125", "100", "12345.678", "99999999.5", "-3"]),
    "float8": (["double precision", "float8"], ["0", "1", "-1", "0.5", "1.25", "-2.75", "1e10", "1e-5", "123456.789"]),
    "text": (["text", "varchar(40)", "character varying"],
             ["''", "'a'", "'A'", "'b'", "'ab'", "'aB'", "'abc'", "' a '", "'a%b_c'", "'é'", "'É'", "'ß'", "'日本語'",
              "'😀x'", "'10'", "'2'", "'O''Brien'", "E'a\\\\b'", "E'x\\ny'", "'null'", "'ab ab'"]),
    "bpchar": (["char(5)"], ["'a'", "'a  '", "'b'", "'abc'", "'ABC'", "'é'", "''"]),
    "bool": (["boolean"], ["true", "false"]),
    "date": (["date"], ["'2024-02-29'", "'2024-03-01'", "'1999-12-31'", "'2000-01-01'", "'1970-01-01'", "'2024-12-30'",
                        "'0010-01-01'", "'9990-12-31'"]),  # of the years 1 to 9999, 999 days later too
    "time": (["time"], ["'00:00:00'", "'12:34:56.789'", "'23:59:59.999999'", "'06:00'"]),
    "timestamp": (["timestamp"], ["'2024-02-29 12:34:56.789012'", "'2000-01-01'", "'1999-12-31 23:59:59.999999'",
                                  "'1970-01-01 00:00:00'", "'2024-03-31 02:30:00'", "'2024-03-01'"]),
    "timestamptz": (["timestamptz"], ["'2024-02-29 12:34:56.789012+00'", "'2000-01-01 00:00:00+02'", "'1970-01-01 00:00:00+00'",
                                      "'2024-03-31 01:30:00+00'", "'2024-10-27 00:30:00+00'"]),
    "interval": (["interval"], ["'0'", "'1 day'", "'24 hours'", "'1 mon'", "'30 days'", "'-1 day 02:00:00'", "'1 year 2 mons 3 days 04:05:06.789'"]),
    "uuid": (["uuid"], ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'00000000-0000-0000-0000-000000000000'",
                        "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A12'"]),
    "bytea": (["bytea"], ["'\\x'", "'\\x00'", "'\\x61ff00'", "'\\xdeadbeef'"]),
    "jsonb": (["jsonb"], ["'null'", "'1'", "'1.0'", "'\"a\"'", "'[]'", "'{}'", "'{\"a\": 1, \"b\": [1, 2, null]}'", "'{\"a\": {\"c\": \"é\"}}'",
                          "'[1, \"x\", {\"a\": 2}]'", "'{\"b\": 2, \"a\": 1.50}'", "'true'"]),
    "int4[]": (["integer[]"], ["'{}'", "'{1}'", "'{1,2,3}'", "'{3,1,NULL}'", "'{1,1}'"]),
    "text[]": (["text[]"], ["'{}'", "'{a}'", "'{a,b}'", "'{NULL,\"x y\",\"\"}'", "'{é,a}'"]),
}

WEIGHTS = {"int4": 6, "text": 6, "numeric": 3, "bool": 3, "int8": 2, "float8": 2, "date": 2, "timestamp": 2, "timestamptz": 2}
NUMBERS = ("int2", "int4", "int8", "numeric", "float8")
# Types that a key or DISTINCT may have on every target; the others are drawn more rarely.
SQL_NAMES = {"bpchar": "char(5)", "float8": "double precision", "bool": "boolean"}


def draw_type(random, among=None):
    names = list(among or TYPES)
    return random.choices(names, [WEIGHTS.get(name, 1) for name in names])[0]


def literal(random, kind, nulls=0.1):
    """A literal with its type, so that it means the same wherever it stands."""
    text = "null" if random.random() < nulls else random.choice(TYPES[kind][1])
    if kind == "bool" and text != "null" or kind == "int4" and text != "null":
        return f"({text})" if text.startswith("-") else text
    return f"cast({text} as {SQL_NAMES.get(kind, kind)})"
