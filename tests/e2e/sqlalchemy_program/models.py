"""A library: SQLAlchemy's declarative models with the types, relations and constraints of PostgreSQL's dialect."""

import enum

from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, Date, DateTime, Enum, Float, ForeignKey, Identity, Index, Integer,
    Interval, LargeBinary, Numeric, Sequence, SmallInteger, String, Table, Text, Time, UniqueConstraint, func, text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB, UUID
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Shelf(enum.Enum):
    FICTION = "fiction"
    SCIENCE = "science"


book_tag = Table(
    "book_tag", Base.metadata,
    Column("book_id", ForeignKey("book.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False, unique=True)
    born = Column(Date)
    mentor_id = Column(ForeignKey("author.id"))
    mentor = relationship("Author", remote_side=[id], backref="pupils")
    books = relationship("Book", back_populates="author", cascade="all, delete-orphan", order_by="Book.title")
    profile = relationship("Profile", back_populates="author", uselist=False)


class Profile(Base):
    __tablename__ = "profile"
    author_id = Column(ForeignKey("author.id"), primary_key=True)
    text = Column(Text, nullable=False, server_default="nothing", comment="what others say")
    author = relationship("Author", back_populates="profile")


class Book(Base):
    __tablename__ = "book"
    id = Column(BigInteger, Identity(), primary_key=True)
    title = Column(String(100), nullable=False)
    author_id = Column(ForeignKey("author.id", name="book_author_fk", deferrable=True, initially="DEFERRED"), nullable=False)
    price = Column(Numeric(8, 2), CheckConstraint("price >= 0", name="price_not_negative"))
    shelf = Column(Enum(Shelf, name="shelf"), server_default="FICTION")
    added = Column(DateTime(timezone=True), server_default=func.now())
    meta = Column(JSONB, server_default=text("'{}'::jsonb"))
    author = relationship("Author", back_populates="books")
    tags = relationship("Tag", secondary=book_tag, back_populates="books", order_by="Tag.name")
    __table_args__ = (
        UniqueConstraint("author_id", "title", name="title_of_author"),
        Index("book_price", "price", postgresql_where=text("price > 10")),
        Index("book_lower_title", text("lower(title)")),
        {"comment": "what is on the shelves"},
    )


class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, Sequence("tag_numbers", start=100), primary_key=True)
    name = Column(String, unique=True, nullable=False)
    books = relationship("Book", secondary=book_tag, back_populates="tags")


class Everything(Base):
    __tablename__ = "everything"
    id = Column(Integer, primary_key=True)
    small = Column(SmallInteger)
    big = Column(BigInteger)
    number = Column(Numeric(20, 6))
    float = Column(Float)
    flag = Column(Boolean)
    short = Column(String(10))
    text = Column(Text)
    raw = Column(LargeBinary)
    date = Column(Date)
    time = Column(Time)
    stamp = Column(DateTime)
    stamptz = Column(DateTime(timezone=True))
    span = Column(Interval)
    uuid = Column(UUID(as_uuid=True))
    json = Column(JSON)
    jsonb = Column(JSONB)
    numbers = Column(ARRAY(Integer))
    words = Column(ARRAY(Text))
    shelf = Column(Enum(Shelf, name="shelf"))


class Person(Base):
    """Joined-table inheritance."""

    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
    kind = Column(String(10), nullable=False)
    name = Column(String(30))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "person"}


class Reader(Person):
    __tablename__ = "reader"
    id = Column(ForeignKey("person.id"), primary_key=True)
    card = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "reader"}
