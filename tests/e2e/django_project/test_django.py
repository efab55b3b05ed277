"""A Django project on each target: what it sees is what it sees on PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

PROJECT = os.path.dirname(os.path.abspath(__file__))
CHAPTERS = ("migrate_forward_and_back", "introspection", "commands", "everything", "relations", "writing", "querying",
            "json_and_arrays", "transactions", "admin", "fixtures")


def run(target, database, directory, *command):
    environment = dict(target.environment(database), FIXTURES=str(directory))
    return subprocess.run([sys.executable, *command], cwd=PROJECT, env=environment, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=200)


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory):
    """What the program printed, and its errors, by target."""
    seen = {}

    def of(target):
        if target.name not in seen:
            # one name everywhere, for it is in the transcript
            database = target.create_database(f"django_{target.name}")
            result = run(target, database, tmp_path_factory.mktemp("fixtures"), "program.py")
            lines = [json.loads(line) for line in result.stdout.splitlines()]
            seen[target.name] = {name: said for line in lines for name, said in line.items()}, result.stderr
            target.drop_database(database)
        return seen[target.name]

    return of


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_sees_what_it_sees_on_postgres(chapter, oracle, gate, transcripts):
    expected, problems = transcripts(oracle)
    assert not problems
    got, problems = transcripts(gate)
    assert chapter in got, problems[-2000:]
    for n, (one, other) in enumerate(zip(expected[chapter], got[chapter])):
        assert one == other, f"at {n} of {chapter}: {problems[-2000:]}"
    assert len(expected[chapter]) == len(got[chapter]), problems[-2000:]


def test_transcripts_have_all_chapters(oracle, transcripts):
    expected, _ = transcripts(oracle)
    assert list(expected) == list(CHAPTERS)
    for chapter in CHAPTERS:
        assert len(expected[chapter]) > 3, chapter


def test_runs_the_projects_own_tests(target, tmp_path):
    result = run(target, target.create_database(), tmp_path, "manage.py", "test", "--noinput")
    assert result.returncode == 0, result.stderr[-3000:]
    assert "Ran 4 tests" in result.stderr
