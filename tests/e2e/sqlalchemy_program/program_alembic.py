"""Alembic on the library: autogenerate against an empty database, upgrade, compare, change, downgrade."""

import contextlib
import os
import sys
import tempfile
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sqlalchemy as sa  # noqa: E402
from alembic import command  # noqa: E402
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code  # noqa: E402
from alembic.config import Config  # noqa: E402
from alembic.migration import MigrationContext  # noqa: E402
from alembic.operations import Operations  # noqa: E402

import transcript  # noqa: E402
from models import Base  # noqa: E402

warnings.simplefilter("ignore")
engine = sa.create_engine("postgresql+psycopg2://")
chapters = []
OPTIONS = {"compare_type": True, "compare_server_default": True}
ENVIRONMENT = """
from alembic import context
from sqlalchemy import create_engine
from models import Base
with create_engine("postgresql+psycopg2://").connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
"""


def chapter(function):
    chapters.append(function)
    return function


def tables():
    return sorted(sa.inspect(engine).get_table_names())


@chapter
def autogenerate(say):
    with engine.connect() as connection:
        script = produce_migrations(MigrationContext.configure(connection, opts=OPTIONS), Base.metadata)
        say(render_python_code(script.upgrade_ops).splitlines())
        Base.metadata.create_all(connection)
    with engine.connect() as connection:
        say([str(d) for d in compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), Base.metadata)])
        script = produce_migrations(MigrationContext.configure(connection, opts=OPTIONS), sa.MetaData())
        say(sorted(render_python_code(script.upgrade_ops).splitlines()))
    Base.metadata.drop_all(engine)


@chapter
def revisions(say):
    # Alembic tells on standard output what it does
    with tempfile.TemporaryDirectory() as directory, contextlib.redirect_stdout(sys.stderr):
        config = Config(os.path.join(directory, "alembic.ini"))
        config.set_main_option("script_location", os.path.join(directory, "scripts"))
        command.init(config, os.path.join(directory, "scripts"))
        with open(os.path.join(directory, "scripts", "env.py"), "w") as out:
            out.write(ENVIRONMENT)
        command.revision(config, "all of it", autogenerate=True, rev_id="one")
        command.upgrade(config, "head")
        say(tables())
        second = command.revision(config, "nothing", autogenerate=True, rev_id="two")
        with open(second.path) as file:
            say([line for line in file.read().splitlines() if line.strip().startswith("op.")])
        with engine.connect() as connection:
            say(MigrationContext.configure(connection).get_current_revision())
        command.downgrade(config, "base")
        say(tables())
        with engine.begin() as connection:
            connection.execute(sa.text("drop table alembic_version; drop type if exists shelf"))


@chapter
def operations(say):
    with engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection))

        def columns():
            return [[c["name"], str(c["type"]), c["nullable"], c["default"], c["comment"]] for c in sa.inspect(connection).get_columns("item")]

        op.create_table("kind", sa.Column("id", sa.Integer, primary_key=True))
        op.create_table("item", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20), nullable=False), sa.Column("kind", sa.Integer))
        op.bulk_insert(sa.table("item", sa.column("name"), sa.column("kind")), [{"name": str(n), "kind": None} for n in range(3)])
        op.add_column("item", sa.Column("price", sa.Numeric(6, 2), server_default="1.5", nullable=False))
        op.alter_column("item", "name", type_=sa.Text(), nullable=True, server_default="none", comment="a name")
        op.alter_column("item", "kind", new_column_name="kind_id", existing_type=sa.Integer)
        op.alter_column("item", "price", type_=sa.Integer(), postgresql_using="price::integer", server_default=None)
        say(columns(), connection.execute(sa.text("select name, price from item order by id")).all())
        op.create_foreign_key("item_kind", "item", "kind", ["kind_id"], ["id"], ondelete="SET NULL")
        op.create_unique_constraint("item_name", "item", ["name"])
        op.create_check_constraint("item_price", "item", "price > 0")
        op.create_index("item_by_price", "item", [sa.text("price desc"), "name"], unique=True)
        inspector = sa.inspect(connection)
        say(inspector.get_foreign_keys("item"), inspector.get_unique_constraints("item"), inspector.get_check_constraints("item"), inspector.get_indexes("item"))
        op.drop_index("item_by_price", "item")
        op.drop_constraint("item_price", "item")
        op.drop_constraint("item_name", "item")
        op.drop_constraint("item_kind", "item")
        op.rename_table("item", "thing")
        op.drop_column("thing", "price")
        op.execute("update thing set name = upper(name) || '!'")
        say(connection.execute(sa.text("select * from thing order by id")).all())
        op.drop_table("thing")
        op.drop_table("kind")
    say(tables())


transcript.run(chapters, sys.argv[1:], engine.dispose)
