"""Threads with their counts, and what waits for a moderator, for the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from discuss.domain.status import Status
from discuss.store.tables import Comment, LogEntry, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_BATCH = 500


def list_threads(session: Session, site_id: int) -> Sequence[Thread]:
    """Give the site's threads, the oldest first."""
    return session.scalars(select(Thread).where(Thread.site_id == site_id).order_by(Thread.id)).all()


def count_held(session: Session, site_id: int) -> dict[int, int]:
    """Count what waits in each thread that has any."""
    waiting = select(Comment.thread_id, func.count()).where(Comment.site_id == site_id, _waits())
    return dict(session.execute(waiting.group_by(Comment.thread_id)).all())


def iterate_held(session: Session, site_id: int) -> Iterator[tuple[Comment, str]]:
    """Give what waits, each with its thread's key, in order of id; never more than a batch in memory."""
    after = -1
    while True:
        statement = (
            select(Comment, Thread.key)
            .join(Thread, Thread.id == Comment.thread_id)
            .where(Comment.site_id == site_id, _waits(), Comment.id > after)
            .order_by(Comment.id)
            .limit(_BATCH)
        )
        rows = session.execute(statement).all()
        yield from ((comment, key) for comment, key in rows)
        if len(rows) < _BATCH:
            return
        after = rows[-1][0].id


def list_reasons(session: Session, comment_id: int) -> list[str]:
    """Give the reasons for which rules or people last held a comment or an edit of it, as symbols."""
    held = (LogEntry.comment_id == comment_id, LogEntry.after == Status.PENDING)
    last = select(func.max(LogEntry.at)).where(*held).scalar_subquery()
    statement = select(LogEntry.reason).where(*held, LogEntry.at == last, LogEntry.reason.is_not(None))
    return [reason for reason in session.scalars(statement.order_by(LogEntry.id)) if reason]


def _waits() -> ColumnElement[bool]:
    return or_(Comment.status == Status.PENDING, Comment.draft_body.is_not(None))
