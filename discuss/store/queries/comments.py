"""Writing comments. Called within a writing transaction, the thread locked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, select, update

from discuss.domain.ids import build_id
from discuss.domain.status import Status
from discuss.store.machine_tables import RememberedAnswer
from discuss.store.queries.counting import count_added, count_turned
from discuss.store.queries.upserts import build_upsert, upsert
from discuss.store.tables import Comment, Thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Executable, Table
    from sqlalchemy.orm import Session


# Statements are built once: building one costs more than SQLite needs to answer it.
_COMMENTS = cast("Table", Comment.__table__)
_ANSWERS = cast("Table", RememberedAnswer.__table__)
_BY_KEY = select(Thread).where(Thread.site_id == bindparam("site"), Thread.key == bindparam("name"))


def find_thread(session: Session, site_id: int, key: str) -> Thread | None:
    return session.scalars(_BY_KEY, {"site": site_id, "name": key}).one_or_none()


def find_thread_locked(session: Session, site_id: int, key: str) -> Thread | None:
    """Lock the thread of this site and key until the transaction ends and read it anew, if there is one."""
    statement = _BY_KEY.with_for_update()
    found = session.scalars(statement, {"site": site_id, "name": key}, execution_options={"populate_existing": True})
    return found.one_or_none()


def load_thread(session: Session, thread_id: int) -> Thread:
    return session.get_one(Thread, thread_id, populate_existing=True)


def seek_thread(session: Session, thread_id: int) -> Thread | None:
    """Give the thread if it is still there."""
    return session.get(Thread, thread_id, populate_existing=True)


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
        "kept_open": thread.kept_open,
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
        if session.connection().execute(_IS_TAKEN, {"drawn": drawn}).one_or_none() is None:
            return drawn


_IS_TAKEN = select(_COMMENTS.c.id).where(_COMMENTS.c.id == bindparam("drawn"))


def add_comment(session: Session, thread: Thread, comment: Comment) -> None:
    """Store a new comment and everything that counts it."""
    session.add(comment)
    if Status(comment.status).is_visible:
        comment.shown = True
        count_added(session, thread, comment)
    session.flush()


def set_status(session: Session, thread: Thread, comment: Comment, status: Status) -> None:
    """Give the comment another status and keep counts, tombstones and the thread's version right.

    The thread's version rises only where the public page changes: a held comment changes no public byte.
    """
    is_turned = status.is_visible is not Status(comment.status).is_visible
    comment.status = status
    comment.version += 1
    if is_turned:
        count_turned(session, {thread.id: thread}, [comment])
    session.flush()


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
    statement = _build_claim(session.get_bind().dialect.name)
    return session.connection().execute(statement, values).one_or_none() is not None


@cache
def _build_claim(dialect: str) -> Executable:
    return build_upsert(dialect, _ANSWERS).on_conflict_do_nothing().returning(_ANSWERS.c.key)


def remember_answer(session: Session, remembered: RememberedAnswer) -> None:
    values = {
        "site": remembered.site_id,
        "name": remembered.key,
        "text": remembered.answer,
        "comment": remembered.comment_id,
    }
    session.connection().execute(_REMEMBER, values)


_REMEMBER = (
    update(_ANSWERS)
    .where(_ANSWERS.c.site_id == bindparam("site"), _ANSWERS.c.key == bindparam("name"))
    .values(answer=bindparam("text"), comment_id=bindparam("comment"))
)


def find_newest_time(session: Session) -> int | None:
    """Give when the comment with the highest id was written, in milliseconds since 1970: ids go by time."""
    return session.scalars(select(Comment.created).order_by(Comment.id.desc()).limit(1)).one_or_none()
