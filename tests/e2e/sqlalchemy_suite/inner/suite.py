"""SQLAlchemy's own tests of a dialect, as those who write one run them."""

from sqlalchemy.testing.suite import *  # noqa: F401, F403
