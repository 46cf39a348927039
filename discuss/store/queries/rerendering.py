"""Comments that an older release rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from discuss.store.queries.retention import ERASED
from discuss.store.tables import Comment, Site, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A comment's source, its present HTML, and what must still hold when the new HTML is stored."""

    id: int
    site_id: int
    thread_id: int
    version: int
    body: str
    body_format: str
    body_html: str
    draft_body: str | None
    draft_html: str | None
    status: str


def count_stale(session: Session, rendered_by: str) -> int:
    return session.scalar(select(func.count()).select_from(Comment).where(_is_stale(rendered_by))) or 0


def list_stale(session: Session, rendered_by: str, after: int, limit: int) -> list[Text]:
    """Give the next comments, in order of id, that something else than `rendered_by` rendered."""
    columns = [getattr(Comment, name) for name in Text.__slots__]
    statement = select(*columns).where(Comment.id > after, _is_stale(rendered_by)).order_by(Comment.id).limit(limit)
    return [Text(**row._mapping) for row in session.execute(statement)]  # noqa: SLF001 - public, for all its name


def _is_stale(rendered_by: str) -> ColumnElement[bool]:
    return Comment.rendered_by.not_in([rendered_by, ERASED])


def mark_stale(session: Session, site_id: int) -> None:
    """Have a site's comments rendered again, since what it shows of them is another thing now."""
    is_whole = (Comment.site_id == site_id, Comment.rendered_by != ERASED)
    session.execute(update(Comment).where(*is_whole).values(rendered_by="stale"))


def list_site_settings(session: Session) -> dict[int, dict[str, str]]:
    return dict(session.execute(select(Site.id, Site.settings)).all())


def lock_threads(session: Session, ids: Sequence[int]) -> None:
    """Lock threads in one order, so that two runs never wait for each other."""
    session.execute(select(Thread.id).where(Thread.id.in_(ids)).order_by(Thread.id).with_for_update()).all()


def store_html(session: Session, text: Text, values: dict[str, str | None]) -> bool:
    """Store new HTML unless the comment changed since it was read."""
    statement = update(Comment).where(Comment.id == text.id, Comment.version == text.version).values(values)
    stored = session.scalars(statement.returning(Comment.id), execution_options={"synchronize_session": False})
    return stored.one_or_none() is not None


def raise_versions(session: Session, ids: Sequence[int]) -> None:
    """Raise the versions of threads whose public pages changed."""
    statement = update(Thread).where(Thread.id.in_(ids)).values(version=Thread.version + 1)
    session.execute(statement, execution_options={"synchronize_session": False})
