"""What the moderators' door lists: sites with what waits there, and threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from discuss.store.tables import IN_QUEUE, Comment, Site, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session


def list_sites(session: Session, ids: Collection[int] | None) -> Sequence[Site]:
    """Read the sites of these ids, or all."""
    statement = select(Site).order_by(Site.title, Site.name)
    return session.scalars(statement if ids is None else statement.where(Site.id.in_(ids))).all()


def count_waiting(session: Session, site_id: int, most: int) -> int:
    """Count what waits on a site, up to `most`: counting a flood costs no more."""
    waiting = select(Comment.id).where(Comment.site_id == site_id, text(IN_QUEUE)).limit(most)
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def load_threads(session: Session, site_id: int, before: int | None, limit: int) -> Sequence[Thread]:
    """Read a page of the threads of a site, the newest first."""
    statement = select(Thread).where(Thread.site_id == site_id)
    if before is not None:
        statement = statement.where(Thread.id < before)
    return session.scalars(statement.order_by(Thread.id.desc()).limit(limit)).all()


def find_thread(session: Session, site_id: int, key: str) -> Thread | None:
    return session.scalars(select(Thread).where(Thread.site_id == site_id, Thread.key == key)).one_or_none()
