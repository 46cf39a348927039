"""Writing comments, and the counts that stand beside them. Called within a writing transaction, the thread locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from discuss.domain.ids import build_id
from discuss.domain.status import Status
from discuss.store.queries.upserts import upsert
from discuss.store.tables import Comment, RememberedAnswer, Subscription, Thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session


def find_thread(session: Session, site_id: int, key: str) -> Thread | None:
    return session.scalars(select(Thread).where(Thread.site_id == site_id, Thread.key == key)).one_or_none()


def load_thread(session: Session, thread_id: int) -> Thread:
    return session.get_one(Thread, thread_id, populate_existing=True)


def lock_thread(session: Session, thread_id: int) -> Thread:
    """Lock the thread's row until the transaction ends and read it anew."""
    statement = select(Thread).where(Thread.id == thread_id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).one()


def lock_or_add_thread(session: Session, thread: Thread) -> Thread:
    """Lock the thread of this site and key; store the given one if there is none yet."""
    values = {
        "id": thread.id,
        "site_id": thread.site_id,
        "key": thread.key,
        "url": thread.url,
        "title": thread.title,
        "created": thread.created,
        "version": 0,
        "count": 0,
        "closed_scope": thread.closed_scope,
    }
    session.execute(upsert(session, Thread).values(values).on_conflict_do_nothing(index_elements=["site_id", "key"]))
    statement = select(Thread.id).where(Thread.site_id == thread.site_id, Thread.key == thread.key)
    return lock_thread(session, session.scalars(statement).one())


def find_comment(session: Session, comment_id: int) -> Comment | None:
    return session.get(Comment, comment_id, populate_existing=True)


def draw_thread_id(session: Session, created: int, draw: Callable[[], int]) -> int:
    """Draw an id for a thread that is free: again on conflict."""
    while session.get(Thread, drawn := build_id(created, draw())) is not None:
        pass
    return drawn


def draw_comment_id(session: Session, created: int, parent: int | None, draw: Callable[[], int]) -> int:
    """Draw an id that is free: again on conflict."""
    while True:
        drawn = build_id(created, draw(), parent)
        if session.scalars(select(Comment.id).where(Comment.id == drawn)).one_or_none() is None:
            return drawn


def add_comment(session: Session, thread: Thread, comment: Comment) -> None:
    """Store a new comment and everything that counts it."""
    status, comment.status = comment.status, Status.PENDING
    session.add(comment)
    session.flush()
    comment.version -= 1
    set_status(session, thread, comment, Status(status))


def set_status(session: Session, thread: Thread, comment: Comment, status: Status) -> None:
    """Give the comment another status and keep counts, tombstones and the thread's version right.

    The thread's version rises only where the public page changes: a held comment changes no public byte.
    """
    step = int(status.is_visible) - int(Status(comment.status).is_visible)
    comment.status = status
    comment.version += 1
    if step:
        thread.count += step
        thread.version += 1
        _count_replies(session, comment, step)
        _settle_shown(session, comment)
    session.flush()


def _count_replies(session: Session, comment: Comment, step: int) -> None:
    counting = {comment.root_id, comment.parent_id} - {None}
    if counting:
        statement = update(Comment).where(Comment.id.in_(counting)).values(replies=Comment.replies + step)
        session.execute(statement, execution_options={"synchronize_session": "evaluate"})


def _settle_shown(session: Session, comment: Comment) -> None:
    """A comment is shown while it is visible or something shown stands below: tell the parents as far as it matters."""
    comment.shown = Status(comment.status).is_visible or comment.shown_children > 0
    session.flush()
    parent, step = comment.parent_id, 1 if comment.shown else -1
    while parent is not None:
        statement = (
            update(Comment)
            .where(Comment.id == parent)
            .values(shown_children=Comment.shown_children + step)
            .returning(Comment.status, Comment.shown, Comment.shown_children, Comment.parent_id)
        )
        row = session.execute(statement, execution_options={"synchronize_session": False}).one()
        shown = Status(row.status).is_visible or row.shown_children > 0
        if shown == row.shown:
            return
        session.execute(
            update(Comment).where(Comment.id == parent).values(shown=shown),
            execution_options={"synchronize_session": False},
        )
        parent = row.parent_id


def count_approved(session: Session, site_id: int, reader: bytes) -> int:
    """Count what this reader has had published on this site; more than one is not told apart from one."""
    standing = select(Comment.id).where(
        Comment.reader == reader,
        Comment.site_id == site_id,
        Comment.status == Status.APPROVED,
        Comment.reader.is_not(None),
    )
    return session.scalar(select(func.count()).select_from(standing.limit(1).subquery())) or 0


def find_remembered(session: Session, site_id: int, key: str) -> RememberedAnswer | None:
    return session.get(RememberedAnswer, (site_id, key), populate_existing=True)


def claim_key(session: Session, remembered: RememberedAnswer) -> bool:
    """Take the Idempotency-Key for this transaction. False if somebody has it; who has it in flight is waited for."""
    values = {
        "site_id": remembered.site_id,
        "key": remembered.key,
        "fingerprint": remembered.fingerprint,
        "answer": remembered.answer,
        "at": remembered.at,
    }
    statement = (
        upsert(session, RememberedAnswer).values(values).on_conflict_do_nothing().returning(RememberedAnswer.key)
    )
    return session.execute(statement).one_or_none() is not None


def remember_answer(session: Session, remembered: RememberedAnswer) -> None:
    where = (RememberedAnswer.site_id == remembered.site_id, RememberedAnswer.key == remembered.key)
    values = {"answer": remembered.answer, "comment_id": remembered.comment_id}
    session.execute(update(RememberedAnswer).where(*where).values(values))


def add_subscription(session: Session, subscription: Subscription) -> None:
    """Store a subscription unless this address has one in this thread."""
    values = {
        "id": subscription.id,
        "thread_id": subscription.thread_id,
        "email": subscription.email,
        "created": subscription.created,
    }
    statement = upsert(session, Subscription).values(values)
    session.execute(statement.on_conflict_do_nothing(index_elements=["thread_id", "email"]))
