"""Finding the way to a thread: a site by its name, and its latest thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.store.tables import Thread

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def find_latest_thread(session: Session, site_id: int) -> str | None:
    """Give the key of the thread that was begun last among those with a visible comment."""
    statement = select(Thread.key).where(Thread.site_id == site_id, Thread.count > 0)
    return session.scalars(statement.order_by(Thread.id.desc()).limit(1)).one_or_none()


def has_thread(session: Session, site_id: int, key: str) -> bool:
    statement = select(Thread.id).where(Thread.site_id == site_id, Thread.key == key)
    return session.scalars(statement).one_or_none() is not None
