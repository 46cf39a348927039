"""The two ways to use a session: a short read that is closed again, and one writing transaction."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from discuss.store.engine import WRITING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session


@contextmanager
def reading(session: Session) -> Iterator[None]:
    """Read within one transaction and close it, so that nothing stays open while the CPU works."""
    try:
        yield
    finally:
        session.rollback()


@contextmanager
def reading_one_moment(session: Session) -> Iterator[None]:
    """Read as `reading` does, every statement seeing the database as it was at the first.

    An SQLite transaction does so by itself; PostgreSQL has to be asked.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.rollback()
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    with reading(session):
        yield


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """Write within one transaction: committed at the end, rolled back on any error.

    On SQLite it takes the write lock at its start; what must not change meanwhile is locked by row on PostgreSQL.
    """
    session.rollback()
    session.connection(execution_options={WRITING: True})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
