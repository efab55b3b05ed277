"""SQLAlchemy's ORM, core, asyncio and Alembic on each target: they see what they see on PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
CHAPTERS = {
    "program": ("create", "inspection", "reflection", "types", "unit_of_work", "queries", "writing", "transactions",
                "streaming", "teardown"),
    "program_asyncpg": ("orm", "driver", "cancelling"),
    "program_alembic": ("autogenerate", "revisions", "operations"),
}


@pytest.fixture(scope="module")
def transcripts():
    """What a program printed, and its errors, by target."""
    seen = {}

    def of(target, program):
        if (target.name, program) not in seen:
            database = target.create_database()
            environment = dict(target.environment(database), PYTHONWARNINGS="ignore")
            result = subprocess.run([sys.executable, program + ".py"], cwd=HERE, env=environment, capture_output=True,
                                    text=True, timeout=200)
            lines = [json.loads(line) for line in result.stdout.splitlines()]
            seen[target.name, program] = {name: said for line in lines for name, said in line.items()}, result.stderr
            target.drop_database(database)
        return seen[target.name, program]

    return of


@pytest.mark.parametrize("program,chapter", [(p, c) for p in CHAPTERS for c in CHAPTERS[p]])
def test_sees_what_it_sees_on_postgres(program, chapter, oracle, gate, transcripts):
    expected, problems = transcripts(oracle, program)
    assert "Traceback" not in problems, problems[-2000:]
    got, problems = transcripts(gate, program)
    assert chapter in got, problems[-2000:]
    for n, (one, other) in enumerate(zip(expected[chapter], got[chapter])):
        assert one == other, f"at {n} of {chapter}: {problems[-2000:]}"
    assert len(expected[chapter]) == len(got[chapter]), problems[-2000:]


@pytest.mark.parametrize("program", CHAPTERS)
def test_transcripts_have_all_chapters(program, oracle, transcripts):
    expected, problems = transcripts(oracle, program)
    assert "Traceback" not in problems, problems[-2000:]
    assert tuple(expected) == CHAPTERS[program]
    assert all(len(said) > 1 for said in expected.values())
