"""The library through SQLAlchemy's asyncio extension and asyncpg, whose every statement is prepared and binary."""

import asyncio
import datetime as dt
import os
import sys
import uuid
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import asyncpg  # noqa: E402
from sqlalchemy import func, select, text  # noqa: E402
from sqlalchemy.exc import DBAPIError  # noqa: E402
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine  # noqa: E402
from sqlalchemy.orm import selectinload  # noqa: E402

import transcript  # noqa: E402
from models import Author, Base, Book, Everything, Shelf, Tag  # noqa: E402

chapters = []
UTC = dt.timezone.utc
URL = "postgresql+asyncpg://{PGUSER}:{PGPASSWORD}@{PGHOST}:{PGPORT}/{PGDATABASE}".format(**os.environ)


def chapter(function):
    def run(say):
        asyncio.run(function(say))

    run.__name__ = function.__name__
    chapters.append(run)
    return run


def connect(**more):
    e = os.environ
    return asyncpg.connect(host=e["PGHOST"], port=int(e["PGPORT"]), user=e["PGUSER"], password=e["PGPASSWORD"], database=e["PGDATABASE"], **more)


@chapter
async def orm(say):
    engine = create_async_engine(URL)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Author(name="Ann", born=dt.date(1900, 1, 1), books=[
            Book(title=f"B{n}", price=Decimal(n), meta={"n": n}, shelf=Shelf.SCIENCE, added=dt.datetime(2024, 1, 1, tzinfo=UTC), tags=[Tag(name=f"t{n}")]) for n in range(3)]))
        await session.commit()
        authors = (await session.scalars(select(Author).options(selectinload(Author.books).options(selectinload(Book.tags))))).all()
        say([[a.name, a.born, [[b.title, b.price, b.meta, b.shelf, b.added, [t.name for t in b.tags]] for b in a.books]] for a in authors])
        say((await session.execute(select(func.count(), func.sum(Book.price), func.max(Book.added)))).all())
        session.add(Author(name="Ann"))
        try:
            await session.commit()
        except DBAPIError as error:
            say(type(error).__name__, error.orig.sqlstate)
        await session.rollback()
        async with session.begin_nested():
            session.add(Tag(name="nested"))
        await session.commit()
        full = dict(small=-5, big=2**60, number=Decimal("1.500000"), float=0.1, flag=False, short="ü", text="x" * 5000, raw=b"\0\1", date=dt.date(2024, 2, 29),
                    time=dt.time(1, 2, 3, 4), stamp=dt.datetime(2024, 1, 2, 3, 4, 5, 6), stamptz=dt.datetime(2024, 1, 2, 3, 4, 5, 6, UTC), span=dt.timedelta(days=3, seconds=1),
                    uuid=uuid.UUID(int=9), json={"a": [1]}, jsonb={"b": None}, numbers=[1, None], words=["a,b", ""], shelf=Shelf.FICTION)
        session.add(Everything(**full))
        await session.commit()
        session.expunge_all()
        got = (await session.scalars(select(Everything))).one()
        say([k for k, v in full.items() if getattr(got, k) != v])
        for name in ("number", "stamptz", "uuid", "numbers", "jsonb", "flag", "raw", "time", "date"):
            say(name, await session.scalar(select(func.count()).where(getattr(Everything, name) == full[name])))
        streamed = await session.stream(select(Book.title).order_by(Book.title))
        say([row[0] async for row in streamed])
        await session.rollback()
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="SERIALIZABLE")
        say(await connection.scalar(text("show transaction_isolation")))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    await engine.dispose()


@chapter
async def driver(say):
    connection = await connect()
    say(await connection.fetchval("select $1::int + $2::bigint", 1, 2**40), await connection.fetchrow("select $1::text a, $2::numeric b, $3::bool c", "x", Decimal("1.50"), None))
    for kind, value in (("int2", -3), ("int4", 2**31 - 1), ("int8", -2**63), ("float4", 0.5), ("float8", 1e300), ("numeric", Decimal("-0.0001")), ("bool", True), ("text", "ü"),
                        ("varchar", "v"), ("bytea", b"\0\xff"), ("date", dt.date(1, 1, 1)), ("time", dt.time(23, 59, 59, 999999)), ("timestamp", dt.datetime(9999, 12, 31)),
                        ("timestamptz", dt.datetime(2024, 1, 1, tzinfo=UTC)), ("interval", dt.timedelta(days=-1, microseconds=1)), ("uuid", uuid.UUID(int=1)),
                        ("json", '{"a": 1}'), ("jsonb", '{"a": 1}'), ("int4[]", [1, None, 3]), ("text[]", ["a", None, ""]), ("numeric[]", [Decimal("1.10")]), ("timestamptz[]", [])):
        got = await connection.fetchval(f"select $1::{kind}", value)
        say(kind, str(got), str(got) == str(value))
    await connection.execute("create table t (id int primary key, v text, n numeric); insert into t values (1, 'a', 1.5)")
    statement = await connection.prepare("select id, v, n from t where id = $1 or v = $2")
    say([p.name for p in statement.get_parameters()], [(a.name, a.type.name) for a in statement.get_attributes()], [tuple(r) for r in await statement.fetch(1, "z")])
    say(await connection.executemany("insert into t values ($1, $2, $3)", [(n, str(n), Decimal(n)) for n in range(2, 200)]), await connection.fetchval("select count(*) from t"))
    say(await connection.execute("update t set v = 'q' where id < 5"), await connection.execute("delete from t where id = 1"), await connection.execute("select 1"))
    async with connection.transaction():
        say([r["id"] async for r in connection.cursor("select id from t order by id", prefetch=7)][-1])
        cursor = await connection.cursor("select id from t order by id")
        say([r["id"] for r in await cursor.fetch(3)], await cursor.forward(2), (await cursor.fetchrow())["id"])
    try:
        async with connection.transaction():
            await connection.execute("insert into t values (500)")
            async with connection.transaction():
                await connection.execute("insert into t values (500)")
    except asyncpg.PostgresError as error:
        say(type(error).__name__, error.sqlstate, error.constraint_name, error.table_name, error.detail)
    say(await connection.fetchval("select count(*) from t where id = 500"))
    for bad in ("select 1/0", "select nope", "selec", "select $1::int + 'x'"):
        try:
            say(await connection.fetch(bad))
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            say(type(error).__name__, getattr(error, "position", None))
    records = [(n, f"copy\t{n}\\", Decimal(n) / 4) for n in range(1000, 1100)]
    say(await connection.copy_records_to_table("t", records=records), await connection.fetchrow("select count(*), sum(n), max(v) from t where id >= 1000"))
    out = bytearray()

    async def keep(data):
        out.extend(data)

    say(await connection.copy_from_query("select id, v from t where id between 1000 and 1002 order by id", output=keep), out.decode())
    say((await connection.fetchval("select array_agg(id order by id) from t where id = any($1::int[])", [3, 4, 9999])))
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        try:
            await connection.execute("delete from t")
        except asyncpg.PostgresError as error:
            say(error.sqlstate)
    await connection.execute("drop table t")
    try:
        await statement.fetch(1, "z")
    except asyncpg.PostgresError as error:
        say(error.sqlstate)
    await connection.reset()
    await connection.close()
    async with asyncpg.create_pool(host=os.environ["PGHOST"], port=int(os.environ["PGPORT"]), user=os.environ["PGUSER"], password=os.environ["PGPASSWORD"],
                                   database=os.environ["PGDATABASE"], min_size=2, max_size=5) as pool:
        say(await asyncio.gather(*(pool.fetchval("select $1::int * 2", n) for n in range(20))))


@chapter
async def cancelling(say):
    connection = await connect()
    try:
        await connection.fetch("select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b", timeout=0.3)
    except asyncio.TimeoutError:
        say("late")
    say(await connection.fetchval("select 1"))
    await connection.close()


transcript.run(chapters, sys.argv[1:])
