"""Who wrote which pages, and what is talked about there. Written within writing transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select

from discuss.domain.authored import WHOLE, is_below
from discuss.store.author_tables import Authored
from discuss.store.queries.upserts import upsert
from discuss.store.tables import Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


def list_authors(session: Session, site_id: int, paths: Collection[str]) -> Sequence[int]:
    """Give the members who wrote a page, by all that it may be noted under, in the order in which they are locked."""
    statement = select(Authored.user_id).where(Authored.site_id == site_id, Authored.path.in_(paths))
    return session.scalars(statement.distinct().order_by(Authored.user_id)).all()


def list_own(session: Session, site_id: int, user_id: int, paths: Collection[str]) -> Sequence[str]:
    """Give those of the paths under which it is noted that this member wrote a page."""
    own = (Authored.site_id == site_id, Authored.user_id == user_id)
    return session.scalars(select(Authored.path).where(*own, Authored.path.in_(paths)).order_by(Authored.path)).all()


def list_paths(session: Session, site_id: int) -> dict[int, list[str]]:
    """Give all that is noted on a site, by member."""
    found: dict[int, list[str]] = {}
    statement = select(Authored.user_id, Authored.path).where(Authored.site_id == site_id)
    for row in session.execute(statement):
        found.setdefault(row.user_id, []).append(row.path)
    return {user: sorted(paths) for user, paths in found.items()}


def list_paths_of(session: Session, site_id: int, user_id: int) -> list[str]:
    """Give all that is noted of one member."""
    own = (Authored.site_id == site_id, Authored.user_id == user_id)
    return sorted(session.scalars(select(Authored.path).where(*own)))


def add_path(session: Session, site_id: int, user_id: int, path: str) -> None:
    values = {"site_id": site_id, "user_id": user_id, "path": path}
    session.execute(upsert(session, Authored).values(values).on_conflict_do_nothing())


def remove_path(session: Session, site_id: int, user_id: int, path: str) -> None:
    own = (Authored.site_id == site_id, Authored.user_id == user_id, Authored.path == path)
    session.execute(delete(Authored).where(*own))


def remove_paths(session: Session, site_id: int, user_id: int) -> None:
    session.execute(delete(Authored).where(Authored.site_id == site_id, Authored.user_id == user_id))


def list_threads(session: Session, site_id: int, paths: Collection[str], limit: int) -> Sequence[Thread]:
    """Give the discussions of these pages that everybody can read, the one that was written in last first."""
    if not paths:
        return []
    wanted = (Thread.site_id == site_id, Thread.count > 0, or_(*_conditions(paths)))
    # No two have the same number, so that those of one moment stand in one order.
    order = (func.coalesce(Thread.latest, Thread.created).desc(), Thread.id.desc())
    return session.scalars(select(Thread).where(*wanted).order_by(*order).limit(limit)).all()


def _conditions(paths: Collection[str]) -> list[ColumnElement[bool]]:
    """Say the same as `domain.authored.paths_over`, from the other side."""
    pages = [path for path in paths if not is_below(path)]
    conditions = [_is_at_or_below(path) for path in paths if is_below(path)]
    return [*conditions, Thread.key.in_(pages)] if pages else conditions


def _is_at_or_below(path: str) -> ColumnElement[bool]:
    if path == WHOLE:
        return _begins_with(path)
    page = path.removesuffix("/")
    return or_(_begins_with(path), Thread.key == page, _begins_with(f"{page}?"))


def _begins_with(start: str) -> ColumnElement[bool]:
    """Compare by characters: LIKE knows no capitals on SQLite, and an order of letters is the database's own."""
    return func.substr(Thread.key, 1, len(start)) == start
