"""CREATE, ALTER and DROP DATABASE, of databases that the pool has idle connections to."""

import psycopg
import pytest


@pytest.fixture
def relay(targets):
    """ormgate with a pool for every database of a server."""
    return targets["relay"]


def use(relay, name, clients=4):
    """Leaves idle connections behind, of several workers."""
    for _ in range(clients):
        with relay.connect(name, autocommit=True) as client:
            client.execute("select 1")


@pytest.mark.parametrize("prepare", [False, True])
def test_drop_database(relay, prepare):
    name = relay.create_database()
    use(relay, name)
    client = relay.connect(name)
    client.execute("create temp table left_behind (a int)")  # its connection is cleaned up after it has gone
    client.close()
    with relay.connect("postgres", autocommit=True) as admin:
        admin.execute(f"drop database {name}", prepare=prepare)
        assert admin.execute("select count(*) from pg_database where datname = %s", (name,)).fetchone() == (0,)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            relay.connect(name)
        # that nobody could log in to it is forgotten when it is there again
        admin.execute(f'create database "{name}"')
        use(relay, name)
        admin.execute(f'drop database if exists "{name}"')


def test_rename_and_copy_a_database(relay):
    name = relay.create_database()
    use(relay, name)
    with relay.connect("postgres", autocommit=True) as admin:
        with pytest.raises(psycopg.OperationalError):
            relay.connect(name + "_copy")
        admin.execute(f"create database {name}_copy template {name}")
        use(relay, name)
        use(relay, name + "_copy")
        admin.execute(f"drop database {name}_copy")
        admin.execute(f"alter database {name} rename to {name}_copy")
        use(relay, name + "_copy")
        admin.execute(f"drop database {name}_copy")


def test_a_database_in_use_is_not_dropped(relay):
    name = relay.create_database()
    with relay.connect(name) as user, relay.connect("postgres", autocommit=True) as admin:
        user.execute("select 1")
        with pytest.raises(psycopg.errors.ObjectInUse):
            admin.execute(f"drop database {name}")
        assert user.execute("select 2").fetchone() == (2,)
        user.rollback()
        admin.execute(f"drop database {name}")
