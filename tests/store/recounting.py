"""Count a thread anew from what its comments say of themselves, without any of the counts that stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.domain.status import Status
from discuss.store.session import reading
from discuss.store.tables import Comment, Thread

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, order=True)
class Counts:
    """What is counted of a comment, and whether it is shown."""

    comment: int
    replies: int
    shown_children: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of a thread and of each of its comments, in order of id."""

    count: int
    latest: int | None
    comments: list[Counts]


def read_tally(session: Session, thread: int) -> Tally:
    """Give the counts as they are stored."""
    with reading(session):
        count, latest = session.execute(select(Thread.count, Thread.latest).where(Thread.id == thread)).one()
        rows = session.execute(
            select(Comment.id, Comment.replies, Comment.shown_children, Comment.shown)
            .where(Comment.thread_id == thread)
            .order_by(Comment.id)
        )
        return Tally(count, latest, [Counts(*row) for row in rows])


def recount(session: Session, thread: int) -> Tally:
    """Give the counts as they should be, from ids, parents, roots, dates and statuses alone."""
    with reading(session):
        rows = session.execute(
            select(Comment.id, Comment.parent_id, Comment.root_id, Comment.status, Comment.created).where(
                Comment.thread_id == thread
            )
        ).all()
    visible = {row.id: row.created for row in rows if Status(row.status).is_visible}
    replies, children, shown = (dict.fromkeys((row.id for row in rows), 0) for _ in range(3))
    for row in sorted(rows, key=lambda row: row.id, reverse=True):  # children come before their parents
        shown[row.id] = int(row.id in visible or children[row.id] > 0)
        if row.parent_id is not None:
            children[row.parent_id] += shown[row.id]
            for counting in {row.parent_id, row.root_id} if row.id in visible else ():
                replies[counting] += 1
    counts = [Counts(name, replies[name], children[name], bool(shown[name])) for name in sorted(shown)]
    return Tally(len(visible), max(visible.values(), default=None), counts)
