"""Bringing many comments in at once. Called within a writing transaction, the thread locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from discuss.domain.counting import Standing, Tally, build_tallies
from discuss.domain.status import Status
from discuss.store.queries.counting import count_latest
from discuss.store.tables import Comment, LogEntry, Thread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

    Values = Mapping[str, Any]

_CHUNK = 500  # well below the number of parameters that either database takes


def find_imported(session: Session, site_id: int, source: str, page: str) -> dict[str, AnyRow]:
    """Give id, root and depth of what came in from this page before, by source id."""
    columns = (Comment.source_id, Comment.id, Comment.root_id, Comment.depth)
    statement = select(*columns).where(
        Comment.site_id == site_id, Comment.source == source, Comment.source_page == page, Comment.source.is_not(None)
    )
    return {row.source_id: row for row in session.execute(statement)}


def find_taken_ids(session: Session, ids: Sequence[int]) -> set[int]:
    taken: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        taken.update(session.scalars(select(Comment.id).where(Comment.id.in_(ids[start : start + _CHUNK]))))
    return taken


def add_comments(session: Session, thread: Thread, rows: Sequence[dict[str, Any]]) -> None:
    """Store new comments of one thread, parents first, and count the thread anew."""
    former = _standings(session, thread.id)
    tallies = build_tallies(
        [*former, *(Standing(row["id"], row["parent_id"], _is_visible(row["status"])) for row in rows)]
    )
    for row in rows:
        tally = tallies[row["id"]]
        row.update(shown=tally.shown, shown_children=tally.shown_children, replies=tally.replies)
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Comment), rows[start : start + _CHUNK])
    _update_tallies(session, thread.id, {standing.id: tallies[standing.id] for standing in former})
    visible = [row["created"] for row in rows if _is_visible(row["status"])]
    thread.count += len(visible)
    thread.version += int(bool(visible))
    if visible:
        count_latest(thread, max(visible))
    session.flush()


def add_log_entries(session: Session, rows: Sequence[Values]) -> None:
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(LogEntry), rows[start : start + _CHUNK])


def _standings(session: Session, thread_id: int) -> list[Standing]:
    statement = select(Comment.id, Comment.parent_id, Comment.status).where(Comment.thread_id == thread_id)
    return [Standing(row.id, row.parent_id, _is_visible(row.status)) for row in session.execute(statement)]


def _update_tallies(session: Session, thread_id: int, tallies: dict[int, Tally]) -> None:
    """Write the counts of comments that were here before, where they are others now."""
    columns = (Comment.id, Comment.shown, Comment.shown_children, Comment.replies)
    for row in session.execute(select(*columns).where(Comment.thread_id == thread_id)).all():
        tally = tallies.get(row.id)
        if tally and (row.shown, row.shown_children, row.replies) != (tally.shown, tally.shown_children, tally.replies):
            values = {"shown": tally.shown, "shown_children": tally.shown_children, "replies": tally.replies}
            session.execute(
                update(Comment).where(Comment.id == row.id).values(values),
                execution_options={"synchronize_session": False},
            )


def _is_visible(status: str) -> bool:
    return Status(status).is_visible
