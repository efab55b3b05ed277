"""Uses SQLAlchemy's own MySQL dialect in many ways and prints what it saw, a line each. Arguments: driver, port,
database."""

import datetime as dt
import decimal
import enum
import sys

from sqlalchemy import (
    JSON, BigInteger, Boolean, Column, Date, DateTime, Enum, Float, ForeignKey, Index, Integer, LargeBinary, Numeric,
    String, Text, UniqueConstraint, create_engine, exc, func, inspect, select, text,
)
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship

driver, port, name = sys.argv[1:]
engine = create_engine(f"mysql+{driver}://app:s3cret@127.0.0.1:{port}/{name}?charset=utf8mb4", pool_size=3)
Base = declarative_base()


class Shelf(enum.Enum):
    FICTION = 1
    SCIENCE = 2


class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False, unique=True)
    born = Column(Date)
    books = relationship("Book", back_populates="author", cascade="all, delete-orphan", order_by="Book.title")


class Book(Base):
    __tablename__ = "book"
    id = Column(BigInteger, primary_key=True)
    author_id = Column(ForeignKey("author.id", name="book_author"), nullable=False)
    title = Column(String(80), nullable=False)
    price = Column(Numeric(8, 2))
    weight = Column(Float)
    added = Column(DateTime)
    shelf = Column(Enum(Shelf))
    meta = Column(JSON)
    cover = Column(LargeBinary)
    blurb = Column(Text)
    sold = Column(Boolean, default=False)
    author = relationship("Author", back_populates="books")
    __table_args__ = (UniqueConstraint("author_id", "title", name="title_of_author"), Index("book_price", "price"),
                      {"comment": "what is on the shelves"})


def say(*what):
    print(*map(repr, what))


def failing(session, action):
    try:
        with session.begin_nested():
            action()
            session.flush()
    except exc.DBAPIError as error:
        say(type(error).__name__, error.orig.args[0])


Base.metadata.create_all(engine)
about = inspect(engine)
say(sorted(about.get_table_names()), about.get_table_comment("book"))
say([(c["name"], str(c["type"]), c["nullable"]) for c in about.get_columns("book")])
say(about.get_foreign_keys("book"), sorted(str(i) for i in about.get_indexes("book")), about.get_pk_constraint("book"))
say(engine.dialect.is_mariadb, engine.dialect.server_version_info)

with Session(engine) as session:
    ann, bob = Author(name="Ann Ü 😀", born=dt.date(1980, 5, 6)), Author(name="Bob")
    session.add_all([ann, bob])
    session.flush()
    say(ann.id, bob.id)
    for n in range(12):
        session.add(Book(author=(ann, bob)[n % 2], title=f"t{n:02}", price=decimal.Decimal(n) / 8, weight=n / 3,
                         added=dt.datetime(2024, 1, 1) + dt.timedelta(days=n), shelf=list(Shelf)[n % 2],
                         meta={"n": n}, cover=bytes(range(n)), blurb="x" * n * 1000, sold=n % 3 == 0))
    session.commit()
    for book in session.scalars(select(Book).order_by(Book.title).limit(3)):
        say(book.title, book.price, book.weight, book.added, book.shelf, book.meta, book.cover, len(book.blurb), book.sold)
    say(session.execute(select(Author.name, func.count(), func.sum(Book.price)).join(Book).group_by(Author.name)
                        .order_by(Author.name)).all())
    failing(session, lambda: session.add(Author(name="Bob")))
    failing(session, lambda: session.execute(text("SELECT * FROM nothing")))
    failing(session, lambda: session.execute(text("INSERT INTO book (author_id, title) VALUES (77, 'x')")))
    say(session.scalar(select(func.count()).select_from(Author)))
    statement = insert(Author).values(name="Bob", born=dt.date(1990, 1, 1))
    session.execute(statement.on_duplicate_key_update(born=statement.inserted.born))
    say(session.scalar(select(Author.born).where(Author.name == "Bob")))
    session.rollback()
    say(session.scalar(select(Author.born).where(Author.name == "Bob")))
    loaded = session.scalars(select(Author).options(joinedload(Author.books)).order_by(Author.name)).unique().all()
    say([(author.name, [book.title for book in author.books]) for author in loaded])
    session.delete(loaded[0])
    session.commit()
    say(session.scalar(select(func.count()).select_from(Book)))

for level in ("READ COMMITTED", "SERIALIZABLE", "AUTOCOMMIT"):
    with engine.connect().execution_options(isolation_level=level) as connection:
        say(level, connection.scalar(text("SELECT @@tx_isolation")), connection.scalar(text("SELECT @@autocommit")))
        connection.execute(text("UPDATE author SET born = :born"), {"born": dt.date(2000, 1, 1)})
with engine.connect() as connection:
    say(connection.execute(text("SELECT name, born FROM author")).all())
    say(connection.scalar(text("SELECT @@tx_isolation")))
    result = connection.execution_options(stream_results=True).execute(text("SELECT seq FROM seq_1_to_5000"))
    say(sum(row[0] for row in result))
with engine.begin() as connection:
    done = connection.execute(text("INSERT INTO author (name) VALUES ('x'), ('y')"))
    say(done.rowcount, done.lastrowid, connection.scalar(text("SELECT LAST_INSERT_ID()")))
    two_phase = engine.connect().begin_twophase("xid1")
    two_phase.prepare()
    two_phase.commit()
Base.metadata.drop_all(engine)
say(inspect(engine).get_table_names())
