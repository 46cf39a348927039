"""The counts that stand beside comments. Called within a writing transaction, the threads locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from discuss.domain.counting import Counted, Tally, retally
from discuss.domain.status import Status
from discuss.store.chunks import in_chunks
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from discuss.store.tables import Thread

_COMMENTS = cast("Table", Comment.__table__)
_TALLY = ("shown", "shown_children", "replies")


def count_added(session: Session, thread: Thread, comment: Comment) -> None:
    """Count a comment that is new and visible, with nothing below it."""
    _count_threads({thread.id: thread}, {comment.id: 1}, [comment])
    count_latest(thread, comment.created)
    session.flush()
    if comment.parent_id is not None:
        added = Counted(comment.id, comment.parent_id, comment.root_id, is_visible=True, tally=Tally())
        _write(session, retally([added, *_load_above(session, [comment])], {comment.id: 1}))


def count_turned(session: Session, threads: Mapping[int, Thread], turned: Sequence[Comment]) -> None:
    """Count comments that just came into sight or went out of it: each has its new status already."""
    steps = {comment.id: 1 if Status(comment.status).is_visible else -1 for comment in turned}
    _count_threads(threads, steps, turned)
    session.flush()
    _count_latest(session, threads, turned)
    # What stands below may have been counted behind the back of these objects, so they are read anew themselves.
    tallies = retally(_load_above(session, turned, steps), steps)
    _write(session, tallies)
    for comment in turned:
        for name in _TALLY if comment.id in tallies else ():
            set_committed_value(comment, name, getattr(tallies[comment.id], name))


def _count_threads(threads: Mapping[int, Thread], steps: Mapping[int, int], turned: Sequence[Comment]) -> None:
    for comment in turned:
        threads[comment.thread_id].count += steps[comment.id]
    for thread in {comment.thread_id for comment in turned}:
        threads[thread].version += 1


def count_latest(thread: Thread, created: int) -> None:
    """Say of a thread that a comment came into sight which was written then."""
    thread.latest = max(thread.latest or created, created)


def _count_latest(session: Session, threads: Mapping[int, Thread], turned: Sequence[Comment]) -> None:
    """Say when the newest visible comments were written, looking for it only where it may be one that went away."""
    unsure = set()
    for comment in turned:
        thread = threads[comment.thread_id]
        if Status(comment.status).is_visible:
            count_latest(thread, comment.created)
        elif thread.latest is None or comment.created >= thread.latest:
            unsure.add(thread.id)
    for chunk in in_chunks(unsure):
        found = {row.thread_id: row.latest for row in session.connection().execute(_LATEST, {"wanted": chunk})}
        for thread_id in chunk:
            threads[thread_id].latest = found.get(thread_id)


_is_wanted = _COMMENTS.c.thread_id.in_(bindparam("wanted", expanding=True))
_LATEST = (
    select(_COMMENTS.c.thread_id, func.max(_COMMENTS.c.created).label("latest"))
    .where(_is_wanted, _COMMENTS.c.status == Status.APPROVED.value)
    .group_by(_COMMENTS.c.thread_id)
)


def _load_above(session: Session, turned: Sequence[Comment], own: Collection[int] = ()) -> list[Counted]:
    """Read the parents and roots of comments, the parents of those that are not visible, and what `own` names."""
    wanted = {*own, *(above for comment in turned for above in (comment.parent_id, comment.root_id) if above)}
    found = {}
    for chunk in in_chunks(wanted):
        for row in session.connection().execute(_ABOVE, {"wanted": chunk}):
            tally = Tally(shown=row.shown, shown_children=row.shown_children, replies=row.replies)
            found[row.id] = Counted(row.id, row.parent_id, row.root_id, Status(row.status).is_visible, tally)
    return list(found.values())


_COLUMNS = [_COMMENTS.c[name] for name in ("id", "parent_id", "root_id", "status", *_TALLY)]
_named = _COMMENTS.c.id.in_(bindparam("wanted", expanding=True))
_up = select(_COMMENTS.c.id, _COMMENTS.c.parent_id, _COMMENTS.c.status).where(_named).cte("up", recursive=True)
_up = _up.union(
    select(_COMMENTS.c.id, _COMMENTS.c.parent_id, _COMMENTS.c.status)
    .join(_up, _COMMENTS.c.id == _up.c.parent_id)
    .where(_up.c.status != Status.APPROVED.value)
)
_ABOVE = select(*_COLUMNS).where(_COMMENTS.c.id.in_(select(_up.c.id)))


def _write(session: Session, tallies: Mapping[int, Tally]) -> None:
    rows = [
        {"comment": key} | {f"its_{name}": getattr(tally, name) for name in _TALLY}
        for key, tally in sorted(tallies.items())
    ]
    if rows:
        session.connection().execute(_COUNT, rows)


_COUNT = (
    update(_COMMENTS)
    .where(_COMMENTS.c.id == bindparam("comment"))
    .values({name: bindparam(f"its_{name}") for name in _TALLY})
)
