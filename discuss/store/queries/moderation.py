"""What a decision needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from discuss.store.chunks import in_chunks
from discuss.store.tables import Comment, LogEntry, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow


def find_places(session: Session, ids: Collection[int]) -> Sequence[AnyRow]:
    """Give id, site and thread of each of these comments that is there."""
    columns = (Comment.id, Comment.site_id, Comment.thread_id)
    return [row for chunk in in_chunks(ids) for row in session.execute(select(*columns).where(Comment.id.in_(chunk)))]


def load_drafts(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Give the edits that wait, by comment."""
    found: dict[int, str] = {}
    for chunk in in_chunks(ids):
        statement = select(Comment.id, Comment.draft_body).where(Comment.id.in_(chunk))
        for row in session.execute(statement.where(Comment.draft_body.is_not(None))):
            found[row.id] = row.draft_body
    return found


def load_comments(session: Session, ids: Collection[int]) -> dict[int, Comment]:
    """Read comments anew, by id."""
    found: dict[int, Comment] = {}
    for chunk in in_chunks(ids):
        statement = select(Comment).where(Comment.id.in_(chunk))
        for comment in session.scalars(statement, execution_options={"populate_existing": True}):
            found[comment.id] = comment
    return found


def lock_threads(session: Session, ids: Collection[int]) -> dict[int, Thread]:
    """Lock threads in the order of their ids, so that two decisions never wait for each other in a circle."""
    found: dict[int, Thread] = {}
    for chunk in in_chunks(ids):
        statement = select(Thread).where(Thread.id.in_(chunk)).order_by(Thread.id).with_for_update()
        for thread in session.scalars(statement, execution_options={"populate_existing": True}):
            found[thread.id] = thread
    return found


def list_below(session: Session, comments: Collection[int]) -> dict[int, list[int]]:
    """List the comments below each of these, of any depth, parents first."""
    found: dict[int, list[int]] = {}
    for chunk in in_chunks(comments):
        first = select(Comment.parent_id.label("top"), Comment.id).where(Comment.parent_id.in_(chunk))
        below = first.cte("below", recursive=True)
        every = below.union_all(select(below.c.top, Comment.id).join(below, Comment.parent_id == below.c.id))
        for top, comment in session.execute(select(every.c.top, every.c.id).order_by(every.c.id)):
            found.setdefault(top, []).append(comment)
    return found


def load_batch(session: Session, batch: str) -> Sequence[LogEntry]:
    """Read the rows of a batch, the last first: that is the order of undoing."""
    return session.scalars(select(LogEntry).where(LogEntry.batch == batch).order_by(LogEntry.id.desc())).all()


def list_quiet(session: Session, site_id: int, before: int, *, lock: bool = False) -> Sequence[Thread]:
    """List the threads of a site without a visible comment since `before`, by key; `lock` them for a decision."""
    statement = select(Thread).where(Thread.site_id == site_id, func.coalesce(Thread.latest, Thread.created) < before)
    if lock:
        # In the order of ids, as decisions about comments lock them.
        statement = statement.order_by(Thread.id).with_for_update()
    found = session.scalars(statement, execution_options={"populate_existing": True}).all()
    return sorted(found, key=lambda thread: thread.key)
