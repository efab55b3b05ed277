"""Every topic on ormgate, before PostgreSQL and on SQLite, compared with PostgreSQL itself."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import run  # noqa: E402


@pytest.mark.parametrize("topic", run.topics())
def test_answers_as_postgres_does(topic, oracle, gate):
    found = list(run.problems(topic, oracle, gate, run.known_differences(gate.name)))
    assert not found, f"{len(found)} differences:\n" + "\n".join(found)


def test_each_excuse_is_about_a_statement():
    places = {f"{s.topic}:{s.line}" for topic in run.topics() for s in run.statements(topic)}
    for place, reason in run.excuses():
        assert place.rpartition("/")[2] in places and reason, place
