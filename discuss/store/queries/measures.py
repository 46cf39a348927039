"""What holds for a while: read for a post, listed for the team, set and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, or_, select

from discuss.store.tables import Comment, Thread
from discuss.store.team_tables import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

MOST_LISTED = 50

_NAMES = ("id", "cause", "kind", "at", "thread_id", "root_id", "pace", "until", "note", "note_html", "by")
COLUMNS = tuple(getattr(Measure, name).label(f"measure_{name}") for name in _NAMES)
HOLDS = or_(Measure.until.is_(None), Measure.until > bindparam("now"))


def load_measures(session: Session, site_id: int, thread_id: int | None, now: int) -> Sequence[AnyRow]:
    """Read what holds on a site and on one of its threads, with its branches."""
    values = {"site": site_id, "thread": thread_id, "now": now}
    return session.connection().execute(_OF_THREAD, values).all()


_OF_THREAD = select(*COLUMNS).where(
    Measure.site_id == bindparam("site"),
    or_(Measure.thread_id.is_(None), Measure.thread_id == bindparam("thread")),
    HOLDS,
)


def load_all_measures(session: Session, site_id: int, now: int) -> Sequence[AnyRow]:
    """Read what holds on a site and on any of its threads."""
    return session.connection().execute(_OF_SITE, {"site": site_id, "now": now}).all()


_OF_SITE = select(*COLUMNS).where(Measure.site_id == bindparam("site"), HOLDS)


def list_measures(session: Session, site_id: int, now: int) -> Sequence[AnyRow]:
    """List what holds on a site, with the thread and whose branch it is, the whole site first, then the newest."""
    return session.connection().execute(_LISTED, {"site": site_id, "now": now}).all()


_LISTED = (
    select(*COLUMNS, Thread.key, Thread.title, Thread.url, Comment.author_name)
    .outerjoin(Thread, Thread.id == Measure.thread_id)
    .outerjoin(Comment, Comment.id == Measure.root_id)
    .where(Measure.site_id == bindparam("site"), HOLDS)
    .order_by(Measure.thread_id.is_not(None), Measure.id.desc())
    .limit(MOST_LISTED)
)


def find_measure(session: Session, site_id: int, measure_id: int) -> Measure | None:
    statement = select(Measure).where(Measure.site_id == site_id, Measure.id == measure_id)
    return session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def find_slot(session: Session, site_id: int, ground: tuple[int | None, int | None], cause: str) -> Measure | None:
    """Find the measure of this cause on the site, or on a thread and perhaps a branch (`ground`): one at most."""
    thread_id, root_id = ground
    statement = select(Measure).where(
        Measure.site_id == site_id,
        Measure.thread_id.is_(None) if thread_id is None else Measure.thread_id == thread_id,
        Measure.root_id.is_(None) if root_id is None else Measure.root_id == root_id,
        Measure.cause == cause,
    )
    return session.scalars(statement, execution_options={"populate_existing": True}).first()


def delete_lapsed(session: Session, site_id: int, now: int) -> None:
    """Delete what ended by itself, so that reading a page never meets it."""
    session.execute(delete(Measure).where(Measure.site_id == site_id, Measure.until <= now))


def find_last_post(
    session: Session, ground: tuple[int, int | None], who: tuple[bytes | None, bytes], since: int
) -> int | None:
    """Give when somebody (reader, address) last wrote in a thread, or a branch of it, after the id `since`."""
    (thread_id, root_id), (reader, address) = ground, who
    is_theirs = (
        Comment.address == address if reader is None else or_(Comment.reader == reader, Comment.address == address)
    )
    statement = select(func.max(Comment.created)).where(Comment.thread_id == thread_id, Comment.id > since, is_theirs)
    if root_id is not None:
        statement = statement.where(or_(Comment.root_id == root_id, Comment.id == root_id))
    return session.scalars(statement).one_or_none()
