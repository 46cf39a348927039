"""What a decision about many comments needs to be foreseen: little of each, in few statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.store.chunks import in_chunks
from discuss.store.tables import Comment, Subscription

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

_COLUMNS = (
    Comment.id,
    Comment.site_id,
    Comment.thread_id,
    Comment.parent_id,
    Comment.status,
    Comment.version,
    Comment.shown_children,
    Comment.kind,
    Comment.announced,
    Comment.rendered_by,
    Comment.author_email,
    Comment.reader,
    Comment.address,
)


def load_slim(session: Session, ids: Collection[int]) -> dict[int, AnyRow]:
    """Read what tells how a comment would change what is seen, by id."""
    found: dict[int, AnyRow] = {}
    for chunk in in_chunks(ids):
        found |= {row.id: row for row in session.execute(select(*_COLUMNS).where(Comment.id.in_(chunk)))}
    return found


def list_all_below(session: Session, ids: Collection[int]) -> set[int]:
    """List the comments below any of these, of any depth."""
    found: set[int] = set()
    for chunk in in_chunks(ids):
        first = select(Comment.id).where(Comment.parent_id.in_(chunk)).cte("below", recursive=True)
        every = first.union(select(Comment.id).join(first, Comment.parent_id == first.c.id))
        found.update(session.scalars(select(every.c.id)))
    return found


def list_all_above(session: Session, ids: Collection[int]) -> set[int]:
    """List the comments that any of these answers, up to the roots."""
    found: set[int] = set()
    for chunk in in_chunks(ids):
        first = select(Comment.parent_id.label("id")).where(Comment.id.in_(chunk), Comment.parent_id.is_not(None))
        above = first.cte("above", recursive=True)
        next_one = select(Comment.parent_id).join(above, Comment.id == above.c.id)
        every = above.union(next_one.where(Comment.parent_id.is_not(None)))
        found.update(session.scalars(select(every.c.id)))
    return found


def load_thread_listeners(session: Session, threads: Collection[int]) -> list[AnyRow]:
    """Read the confirmed subscriptions of threads, with `address`, the mark of whom they tell, in order of id."""
    columns = (Subscription.id, Subscription.thread_id, Subscription.comment_id, Subscription.email)
    found: list[AnyRow] = []
    for chunk in in_chunks(threads):
        statement = select(*columns, Subscription.reader, Comment.address)
        statement = statement.outerjoin(Comment, Comment.id == Subscription.comment_id)
        statement = statement.where(Subscription.thread_id.in_(chunk), Subscription.confirmed.is_not(None))
        found += session.execute(statement.order_by(Subscription.id)).all()
    return found
