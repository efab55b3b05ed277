"""MariaDB's own parser is asked about what ormgate's reads: the fixtures, what they are printed as, and damaged ones."""

import glob
import json
import os
import random
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.mariadb import MariaDB
from support.servers import BINARY, PATIENCE, ROOT, Missing

SYNTAX_ERROR = 1064
# Refused by MariaDB for what the statement means, not for how it is written; ormgate may know it by its syntax.
ELSEWHERE = {1327, 1583, 4161, 1235, 1210}
TOKEN = re.compile(r"""N?'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`]|``)*`|/\*.*?\*/|@@?[\w.$]*|[\w$]+|:="""
                   r"""|<=>|<=|>=|<>|!=|<<|>>|&&|\|\||\S""")
# Statements known by their first words only.
OPAQUE = re.compile("PROCEDURE|FUNCTION|TRIGGER|EVENT|USER|GRANT|REVOKE|PASSWORD|HANDLER|FLUSH|RESET|HELP|ENGINE INNO"
                    "|BINARY LOGS|KILL|PARTITION")


def fixtures():
    statements = []
    for folder in ("mysql", "mariadb"):
        for path in sorted(glob.glob(os.path.join(ROOT, "tests/dialects/identity", folder, "*.sql"))):
            with open(path) as file:
                statements += [line for line in file.read().split("\n") if line]
    return statements


def reprint(statement):
    """What ormgate prints, or None and its error."""
    done = subprocess.run([BINARY, "translate", "--from", "mariadb", "--to", "mariadb", "--json"],
                          input=statement.encode(), capture_output=True, timeout=PATIENCE)
    # "a\nb" is one line of JSON; a statement cut in two is not asked for
    answer = json.loads(done.stdout.decode().split("\n")[0])
    return answer.get("sql"), answer.get("error")


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory):
    try:
        server = MariaDB(str(tmp_path_factory.mktemp("mariadb")))
    except Missing as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def printed():
    statements = fixtures()
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(statements, pool.map(reprint, statements)))


def test_every_fixture_is_read_by_both(mariadb, printed):
    assert [s for s, (sql, _) in printed.items() if sql is None] == []
    codes = mariadb.prepare(list(printed))
    assert [s for s, code in zip(printed, codes) if code == SYNTAX_ERROR] == []


def test_mariadb_reads_what_is_printed(mariadb, printed):
    texts = [sql for sql, _ in printed.values()]
    codes = mariadb.prepare(texts)
    assert [s for s, code in zip(texts, codes) if code == SYNTAX_ERROR] == []


def test_what_is_printed_means_the_same(mariadb, printed):
    """Two texts mean the same to MariaDB if it keeps the same view of them."""
    mariadb.run("CREATE OR REPLACE TABLE t (a INT, b INT, c INT, d INT);"
                "CREATE OR REPLACE TABLE u (a INT, b INT)", "app")
    # a view has no variables; the number 0x4D is printed as x'4D', OFFSET by itself with a limit
    selects = [(s, sql) for s, (sql, _) in printed.items()
               if s.startswith("SELECT") and not re.search(r"SELECT @|\b0x|OFFSET \d+ ROWS$", s)]

    def views(texts):
        script = []
        for number, text in enumerate(texts):
            script.append(f"CREATE OR REPLACE VIEW v AS SELECT 'none'; CREATE OR REPLACE VIEW v AS {text}\n;"
                          f"SELECT '#{number}', HEX(view_definition) FROM information_schema.views "
                          "WHERE table_schema = 'app' AND table_name = 'v';")
        # the names of columns without an alias are their text
        out = mariadb.run("\n".join(script), "app").stdout
        return {int(n): re.sub(r" AS `(?:[^`]|``)*`", "", bytes.fromhex(text).decode())
                for n, text in re.findall(r"#(\d+)\t([0-9A-F]+)", out)}

    before, after = views([s for s, _ in selects]), views([sql for _, sql in selects])
    known = [n for n in before if "'none'" not in before[n]]
    assert len(known) > 40
    assert [(selects[n][1], before[n], after.get(n)) for n in known if before[n] != after.get(n)] == []


def test_damaged_statements_are_refused_by_both(mariadb):
    chance = random.Random(20240229)
    split = [tokens for s in fixtures() if not OPAQUE.search(s) and len(tokens := TOKEN.findall(s)) <= 60]
    words = [token for tokens in split for token in tokens]
    damaged = []
    while len(damaged) < 1000:
        tokens = list(chance.choice(split))
        place = chance.randrange(len(tokens))
        match chance.randrange(3):
            case 0:
                del tokens[place]
            case 1:
                tokens.insert(place, chance.choice(words))
            case _:
                other = chance.randrange(len(tokens))
                tokens[place], tokens[other] = tokens[other], tokens[place]
        text = re.sub(r"(\w) \(", r"\1(", " ".join(tokens))
        if text.strip() and not re.search(r"--|#|/\*|;", text):
            damaged.append(text)
    with ThreadPoolExecutor(2) as pool:
        ours = list(pool.map(reprint, damaged))
    codes = mariadb.prepare(damaged)
    different = []
    for text, (sql, error), code in zip(damaged, ours, codes):
        if (error and error["code"] != "42601") or code in ELSEWHERE:
            continue
        if (sql is None) != (code == SYNTAX_ERROR):
            different.append((text, "ormgate reads it" if sql else error["message"]))
    # What is left are names with a leading dot, options of the engines and the like.
    assert len(different) <= len(damaged) // 50, different
