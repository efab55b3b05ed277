"""Uses the library in every way, 2.0 style, with psycopg2; where the database is, libpq's environment says."""

import datetime as dt
import os
import sys
import uuid
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sqlalchemy as sa  # noqa: E402
from sqlalchemy import (  # noqa: E402
    MetaData, Table, and_, case, cast, create_engine, delete, distinct, exists, extract, func, inspect, lateral, literal,
    or_, select, text, tuple_, union, update, values,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, array, insert  # noqa: E402
from sqlalchemy.exc import DBAPIError  # noqa: E402
from sqlalchemy.ext.automap import automap_base  # noqa: E402
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload, subqueryload  # noqa: E402

import transcript  # noqa: E402
from models import Author, Base, Book, Everything, Person, Profile, Reader, Shelf, Tag, book_tag  # noqa: E402

UTC = dt.timezone.utc
engine = create_engine("postgresql+psycopg2://", future=True)
chapters = []


def chapter(function):
    chapters.append(function)
    return function


def sqlstate(action):
    try:
        action()
    except DBAPIError as error:
        return [type(error).__name__, error.orig.pgcode, error.orig.diag.constraint_name, error.orig.diag.table_name]
    return None


def failing(statement):
    with engine.connect() as connection:
        return sqlstate(lambda: connection.execute(statement))


@chapter
def create(say):
    Base.metadata.create_all(engine)
    Base.metadata.create_all(engine)
    Base.metadata.drop_all(engine)
    say(inspect(engine).get_table_names())
    Base.metadata.create_all(engine)
    inspector = inspect(engine)
    say(sorted(inspector.get_table_names()), inspector.get_view_names(), inspector.get_schema_names(), inspector.default_schema_name)
    say(inspector.has_table("book"), inspector.has_table("nothing"), sorted(inspector.get_sequence_names()))


@chapter
def inspection(say):
    inspector = inspect(engine)
    for table in sorted(inspector.get_table_names()):
        say(table)
        say([{**c, "type": repr(c["type"])} for c in inspector.get_columns(table)])
        say(inspector.get_pk_constraint(table))
        say(sorted(inspector.get_foreign_keys(table), key=str))
        say(sorted(inspector.get_unique_constraints(table), key=str))
        say(sorted(inspector.get_check_constraints(table), key=str))
        say(sorted(inspector.get_indexes(table), key=str))
        say(inspector.get_table_comment(table))
    say([{**e, "labels": list(e["labels"])} for e in inspector.get_enums()])


@chapter
def reflection(say):
    metadata = MetaData()
    metadata.reflect(engine)
    for name, table in sorted(metadata.tables.items()):
        say(name, [[c.name, str(c.type), c.nullable, c.primary_key, bool(c.server_default), sorted(f.target_fullname for f in c.foreign_keys)]
                   for c in table.columns])
    mapped = automap_base()
    mapped.prepare(engine, reflect=True)
    say(sorted(mapped.classes.keys()))
    say(sorted(r.key for r in inspect(mapped.classes.book).relationships))
    book = Table("book", MetaData(), autoload_with=engine)
    say(sorted(i.name for i in book.indexes), sorted(str(c.name) for c in book.constraints))


@chapter
def types(say):
    full = dict(small=-32768, big=2**62, number=Decimal("12345678901234.567891"), float=1 / 3, flag=True, short="çhört", text="q'\"\\%s\n",
                raw=bytes(range(256)), date=dt.date(2024, 2, 29), time=dt.time(1, 2, 3, 4), stamp=dt.datetime(2024, 1, 2, 3, 4, 5, 6),
                stamptz=dt.datetime(2024, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))), span=dt.timedelta(days=400, seconds=-1),
                uuid=uuid.UUID(int=2**127 + 5), json={"z": 1, "a": [None, True]}, jsonb={"z": 1.50, "a": "ü"}, numbers=[1, None, 3], words=["a b", 'c"d', "", "NULL"],
                shelf=Shelf.SCIENCE)
    with Session(engine) as session:
        session.add_all([Everything(**full), Everything()])
        session.commit()
        one, none = session.scalars(select(Everything).order_by(Everything.id)).all()
        say({k: getattr(one, k) for k in full}, {k: getattr(none, k) for k in full})
        say([k for k, v in full.items() if getattr(one, k) != v])
        for name, value in full.items():
            if name != "json":
                say(name, session.scalar(select(func.count()).where(getattr(Everything, name) == value)))
        say(session.execute(select(Everything.numbers[1], Everything.jsonb["a"].astext, Everything.json["a"][0], Everything.stamptz.op("at time zone")("Asia/Tokyo"),
                                   extract("year", Everything.date), func.date_trunc("month", Everything.stamp), Everything.span * 2,
                                   cast(Everything.number, sa.BigInteger), cast(Everything.date, sa.Text), func.array_length(Everything.numbers, 1))
                            .where(Everything.numbers.contains([1]), Everything.jsonb.contains({"a": "ü"}), Everything.words.any("a b"))).all())
        say(session.execute(select(Everything.id).where(Everything.jsonb.has_key("z"), Everything.numbers.overlap([3, 9]))).all())
        cursor = session.connection().exec_driver_sql("select * from everything").cursor
        say([[c.name, c.type_code, c.precision, c.scale] for c in cursor.description if c.type_code < 16384])


def fill(session):
    authors = [Author(name=n, born=dt.date(1900 + i, 1, 1)) for i, n in enumerate(("Ann", "Ben", "Cat"))]
    authors[1].mentor = authors[0]
    tags = [Tag(name=n) for n in ("new", "old", "rare")]
    for i in range(7):
        authors[i % 2].books.append(Book(title=f"Book {i}", price=Decimal(i) * 5, tags=tags[: i % 4], shelf=list(Shelf)[i % 2],
                                         meta={"pages": i * 100, "lang": "en" if i % 2 else "de"}, added=dt.datetime(2024, 1 + i, 1, tzinfo=UTC)))
    authors[0].profile = Profile(text="famous")
    session.add_all(authors)


@chapter
def unit_of_work(say):
    with Session(engine) as session:
        fill(session)
        session.commit()
        say(session.scalars(select(Tag.id).order_by(Tag.id)).all(), session.scalars(select(Book.id).order_by(Book.id)).all())
        ann = session.scalar(select(Author).filter_by(name="Ann"))
        say([b.title for b in ann.books], [p.name for p in ann.pupils], ann.profile.text)
        ann.books[0].price += 1
        ann.books.pop()
        ann.name = "Anna"
        session.flush()
        say(session.execute(text("select name from author where id = :id"), {"id": ann.id}).scalar())
        session.rollback()
        say(ann.name, len(ann.books))
        session.delete(ann.books[-1])
        session.commit()
        say(session.scalar(select(func.count()).select_from(Book)))
        merged = session.merge(Author(id=ann.id, name="Ann", born=dt.date(1899, 1, 1)))
        session.commit()
        say(merged.born)
        session.add_all([Person(name="p", kind="person"), Reader(name="r", card=7)])
        session.commit()
        say([(type(p).__name__, p.name) for p in session.scalars(select(Person).order_by(Person.id))], session.scalar(select(Reader)).card)
        for bad in (Author(name="Ann"), Author(name=None), Author(name="x" * 51), Book(title="free", author_id=ann.id, price=-1), Book(title="x", author_id=999)):
            with Session(engine) as other:
                other.add(bad)
                say(sqlstate(other.commit))
    for bad in ("select 1/0", "select * from nowhere", "select nothing from book", "selec", "insert into tag (id, name) values (1, 'new')",
                "select 'x'::int", "select nofunc(1)", "update book set shelf = 'NONE'"):
        say(failing(text(bad)))


@chapter
def queries(say):
    with Session(engine) as session:
        def ask(statement):
            say([list(row) for row in session.execute(statement)])

        ask(select(Book.title, Author.name).join(Book.author).order_by(Book.title))
        ask(select(Author.name, func.count(Book.id)).outerjoin(Author.books).group_by(Author.id).order_by(Author.name))
        ask(select(Author.name, func.sum(Book.price), func.avg(Book.price), func.max(Book.title)).join(Book).group_by(Author.name)
            .having(func.count() > 2).order_by(Author.name))
        ask(select(Book.title).where(or_(Book.price > 20, and_(Book.title.like("%1"), Book.title.ilike("BOOK%"))), ~Book.title.startswith("x")).order_by(Book.title))
        ask(select(Book.title).where(Book.price.between(5, 15), Book.id.in_([1, 2, 3, 4])).order_by(Book.price.desc()).limit(2).offset(1))
        ask(select(Book.title).where(tuple_(Book.author_id, Book.price).in_([(1, 0), (2, 5)])).order_by(Book.title))
        ask(select(Book.title).where(Book.id.in_([])))
        ask(select(distinct(Book.shelf)).order_by(Book.shelf))
        ask(select(Book.author_id, Book.title).distinct(Book.author_id).order_by(Book.author_id, Book.price.desc()))
        ask(select(Book.title, case((Book.price < 10, "cheap"), else_="dear")).order_by(Book.title))
        cheap = select(Book.author_id, func.count().label("n")).where(Book.price < 12).group_by(Book.author_id).cte("cheap")
        ask(select(Author.name, cheap.c.n).join(cheap, cheap.c.author_id == Author.id).order_by(Author.name))
        chain = select(Author.id, Author.name, literal(0).label("depth")).where(Author.mentor_id.is_(None)).cte("chain", recursive=True)
        chain = chain.union_all(select(Author.id, Author.name, chain.c.depth + 1).join(chain, Author.mentor_id == chain.c.id))
        ask(select(chain).order_by(chain.c.name))
        ask(select(Book.title, func.row_number().over(partition_by=Book.author_id, order_by=Book.price.desc()),
                   func.sum(Book.price).over(order_by=Book.id, rows=(None, 0)), func.lag(Book.title).over(order_by=Book.id)).order_by(Book.id))
        top = lateral(select(Book.title, Book.price).where(Book.author_id == Author.id).order_by(Book.price.desc()).limit(2))
        ask(select(Author.name, top.c.title).join(top, sa.true()).order_by(Author.name, top.c.price))
        ask(select(Author.name).where(exists().where(Book.author_id == Author.id, Book.tags.any(Tag.name == "rare"))).order_by(Author.name))
        ask(select(Author.name).where(~Author.books.any()))
        ask(select(Author.name, select(func.max(Book.price)).where(Book.author_id == Author.id).scalar_subquery()).order_by(Author.name))
        ask(union(select(Author.name), select(Tag.name)).order_by("name"))
        ask(select(func.string_agg(Book.title, aggregate_order_by(literal(", "), Book.title.desc())), func.array_agg(aggregate_order_by(Book.id, Book.id)),
                   func.count().filter(Book.price > 10), func.percentile_cont(0.5).within_group(Book.price), func.json_agg(aggregate_order_by(Book.id, Book.id))))
        ask(select(Book.meta["pages"].astext.cast(sa.Integer) + 1, Book.meta["lang"]).where(Book.meta["lang"].astext == "en").order_by(Book.id))
        ask(select(func.coalesce(Profile.text, "none"), Author.name).select_from(Author).outerjoin(Profile).order_by(Author.name))
        ask(select(values(sa.column("a", sa.Integer), sa.column("b", sa.String), name="v").data([(1, "x"), (2, "y")])).order_by("a"))
        ask(select(func.generate_series(1, 3)))
        ask(select(func.unnest(array([3, 4]))))
        ask(select(Book.added.cast(sa.Date), extract("month", Book.added), func.to_char(Book.added, "YYYY-MM")).order_by(Book.id).limit(2))
        ask(select(func.concat(Book.title, "!", None), func.substr(Book.title, 2, 3), Book.title + "x", Book.price / 3, Book.id % 2, -Book.price, Book.id / 2)
            .order_by(Book.id).limit(3))
        mentor = aliased(Author)
        ask(select(Author.name, mentor.name).join(mentor, Author.mentor_id == mentor.id))
        ask(select(Book.title).order_by(Book.price.desc().nulls_last(), Book.title.collate("C")).limit(3))
        ask(select(func.count(distinct(Book.author_id)), func.bool_and(Book.price >= 0), func.min(Book.added)))
        ask(select(Book.title).where(Book.title.regexp_match("[12]$")).order_by(Book.title))
        ask(select(func.regexp_replace(Book.title, "o+", "0", "g")).order_by(Book.id).limit(1))
        ask(select(sa.null(), sa.true(), literal(1.5), literal("x"), literal(dt.date(2024, 1, 1)), literal(Decimal("1.10")), literal(None, sa.Integer)))
        for load in (joinedload, selectinload, subqueryload):
            say([[a.name, [[b.title, [t.name for t in b.tags]] for b in a.books]] for a in
                 session.scalars(select(Author).options(load(Author.books).options(load(Book.tags))).order_by(Author.name).execution_options(populate_existing=True)).unique()])
        say([a.name for a in session.scalars(select(Author).join(Author.books).options(contains_eager(Author.books)).where(Book.price > 25)).unique()])
        say([b.title for b in session.scalars(select(Book).with_for_update().order_by(Book.id).limit(2))])
        say([b.title for b in session.scalars(select(Book).with_for_update(skip_locked=True, of=Book).join(Book.author).order_by(Book.id).limit(1))])
        say(session.get(Book, 1).title, session.get(Book, 10**6))


@chapter
def writing(say):
    with engine.begin() as connection:
        result = connection.execute(sa.insert(Tag).returning(Tag.id, Tag.name), [{"name": "one"}])
        say(result.rowcount, [r.name for r in result])
        say(connection.execute(sa.insert(Author).values([{"name": f"bulk {n}"} for n in range(3)]).returning(Author.name)).all())
        say(connection.execute(sa.insert(Author), [{"name": f"many {n}"} for n in range(50)]).rowcount)
        say(connection.execute(sa.insert(Author).values(name="single")).inserted_primary_key is not None)
        upsert = insert(Tag).values(name="new")
        say(connection.execute(upsert.on_conflict_do_nothing()).rowcount)
        say(connection.execute(upsert.on_conflict_do_update(index_elements=["name"], set_={"name": upsert.excluded.name + "!"}).returning(Tag.name)).all())
        say(connection.execute(upsert.on_conflict_do_update(constraint="tag_name_key", set_={"name": "other"}, where=Tag.name == "none").returning(Tag.name)).all())
        say(sorted(map(list, connection.execute(update(Book).where(Book.price > 10).values(price=Book.price * Decimal("1.5")).returning(Book.title, Book.price)))))
        say(connection.execute(update(Book).where(Book.author_id == Author.id, Author.name == "Ann").values(title=Book.title + " by " + Author.name)).rowcount)
        say(sorted(map(str, connection.execute(update(Book).values(meta=func.jsonb_set(Book.meta, "{seen}", "true")).returning(Book.meta)).all())))
        say(connection.execute(delete(Author).where(Author.name.like("many%"))).rowcount)
        say(connection.execute(delete(book_tag).where(book_tag.c.book_id == Book.id, Book.price == 0).returning(book_tag.c.tag_id)).all())
        say(connection.execute(sa.insert(Author).from_select(["name"], select(Tag.name + " author").where(Tag.name.like("o%")))).rowcount)
        moved = delete(Author).where(Author.name.like("bulk%")).returning(Author.name).cte("moved")
        say(connection.execute(select(func.count()).select_from(moved)).scalar())
        say(connection.execute(text("insert into tag (id, name) values (nextval('tag_numbers'), :n) returning name"), {"n": "texty"}).all())
    with Session(engine) as session:
        session.bulk_save_objects([Author(name=f"object {n}") for n in range(5)])
        session.bulk_insert_mappings(Author, [{"name": f"mapping {n}"} for n in range(5)])
        session.execute(update(Author).where(Author.name.like("object%")).values(born=dt.date(2000, 1, 1)), execution_options={"synchronize_session": "fetch"})
        session.commit()
        session.bulk_update_mappings(Author, [{"id": a.id, "born": dt.date(1999, 1, 1)} for a in session.scalars(select(Author).where(Author.name.like("mapping%")))])
        session.commit()
        say(session.execute(select(Author.born, func.count()).group_by(Author.born).order_by(Author.born)).all())
        session.execute(delete(Author).where(or_(Author.name.like("object%"), Author.name.like("mapping%"))), execution_options={"synchronize_session": False})
        session.commit()


@chapter
def transactions(say):
    with Session(engine) as session:
        session.add(Tag(name="kept"))
        with session.begin_nested():
            session.add(Tag(name="nested"))
        try:
            with session.begin_nested():
                session.add(Tag(name="kept"))
                session.flush()
        except DBAPIError as error:
            say(error.orig.pgcode)
        inner = session.begin_nested()
        session.add(Tag(name="undone"))
        inner.rollback()
        session.commit()
        say(session.scalars(select(Tag.name).where(Tag.name.in_(["kept", "nested", "undone"])).order_by(Tag.name)).all())
    with engine.connect() as connection:
        say(sqlstate(lambda: connection.execute(text("select 1/0"))), sqlstate(lambda: connection.execute(text("select 1"))))
        connection.rollback()
        say(connection.scalar(text("select 1")))
    for level in ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE", "AUTOCOMMIT"):
        with engine.connect().execution_options(isolation_level=level) as connection:
            say(connection.get_isolation_level(), connection.scalar(text("show transaction_isolation")))
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as one, engine.connect() as two:
        before = one.scalar(select(func.count()).select_from(Tag))
        two.execute(sa.insert(Tag).values(name="seen later"))
        two.commit()
        say(one.scalar(select(func.count()).select_from(Tag)) - before)
        one.rollback()
        say(one.scalar(select(func.count()).select_from(Tag)) - before)
    with engine.connect() as one, engine.connect() as two:
        one.execute(sa.insert(Tag).values(name="hidden"))
        say(two.scalar(select(func.count()).where(Tag.name == "hidden")))
        one.commit()
        say(two.scalar(select(func.count()).where(Tag.name == "hidden")))
    read_only = engine.connect().execution_options(postgresql_readonly=True)
    with read_only:
        say(sqlstate(lambda: read_only.execute(sa.insert(Tag).values(name="no"))))
    with engine.connect() as connection, connection.begin():
        connection.execute(text("set constraints all deferred"))
        connection.execute(sa.insert(Book).values(title="early", author_id=7777))
        connection.execute(sa.insert(Author).values(id=7777, name="late"))
    with engine.begin() as connection:
        connection.execute(delete(Book).where(Book.title == "early"))


@chapter
def streaming(say):
    numbers = Table("numbers", MetaData(), sa.Column("n", sa.Integer, primary_key=True), sa.Column("t", sa.String))
    numbers.create(engine)
    with engine.begin() as connection:
        connection.execute(numbers.insert(), [{"n": n, "t": "x" * (n % 50)} for n in range(3000)])
    with engine.connect() as connection:
        result = connection.execution_options(stream_results=True, max_row_buffer=100).execute(select(numbers).order_by(numbers.c.n))
        say(sum(row.n for row in result))
        result = connection.execution_options(yield_per=500).execute(select(numbers.c.n).order_by(numbers.c.n))
        say([len(part) for part in result.partitions()])
        result = connection.execution_options(stream_results=True).execute(select(numbers.c.n).order_by(numbers.c.n))
        say(result.fetchmany(3), result.fetchone())
        result.close()
        connection.rollback()
    with Session(engine) as session:
        say(sum(1 for _ in session.scalars(select(Book).execution_options(yield_per=2))))
    with engine.connect() as connection:
        cursor = connection.connection.cursor("named")
        cursor.itersize = 7
        cursor.execute("select n from numbers order by n limit 20")
        say([r[0] for r in cursor][-1])
        cursor.close()
    numbers.drop(engine)


@chapter
def teardown(say):
    Base.metadata.drop_all(engine)
    inspector = inspect(engine)
    say(inspector.get_table_names(), inspector.get_enums(), inspector.get_sequence_names())


transcript.run(chapters, sys.argv[1:], engine.dispose)
