"""The SQLAlchemy half: finds Django's tables by reflection, adds to them and reports."""

import os

from sqlalchemy import create_engine, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

engine = create_engine(f"postgresql+psycopg2://app@127.0.0.1:{os.environ['PORT']}/app", future=True)
Base = automap_base()
Base.prepare(autoload_with=engine)
Guest, Entry = Base.classes.guestbook_guest, Base.classes.guestbook_entry

with Session(engine) as session, session.begin():
    session.execute(insert(Guest).values(name="Cyd").on_conflict_do_nothing())
    cyd = session.scalars(select(Guest).filter_by(name="Cyd")).one()
    session.add(Entry(guestbook_guest=cyd, text="hello from the other ORM", stars=4, written=func.now(), details={"by": "sqlalchemy"}))

with Session(engine) as session:
    by = Entry.details["by"].astext
    for writer, n, stars in session.execute(select(by, func.count(), func.sum(Entry.stars)).group_by(by).order_by(by)):
        print(f"sqlalchemy: {writer} wrote {n}, {stars} stars in all")
