"""What was said and decided about comments before, read for many of them at once; and the reports settled at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, func, select, update

from discuss.store.chunks import in_chunks
from discuss.store.tables import Flag, LogEntry
from discuss.store.team_tables import Revision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement, Select, Table
    from sqlalchemy.orm import Session

    Report = tuple[int, str]
    """A comment and the reader, as the log has it, who reported it."""

_FLAGS = cast("Table", Flag.__table__)


def load_last_data(session: Session, comments: Collection[int]) -> dict[int, dict[str, Any]]:
    """Give what the last row of the log keeps of each comment."""
    found = {}
    for chunk in in_chunks(comments):
        last = _last_rows(LogEntry.comment_id.in_(chunk))
        for row in session.execute(select(LogEntry.comment_id, LogEntry.data).where(LogEntry.id.in_(last))):
            found[row.comment_id] = row.data or {}
    return found


def load_former_statuses(session: Session, comments: Collection[int]) -> dict[int, str]:
    """Give what each comment was before its last change of status."""
    found = {}
    for chunk in in_chunks(comments):
        is_change = LogEntry.before.is_not(None) & (LogEntry.before != LogEntry.after)
        last = _last_rows(LogEntry.comment_id.in_(chunk), is_change)
        for row in session.execute(select(LogEntry.comment_id, LogEntry.before).where(LogEntry.id.in_(last))):
            found[row.comment_id] = row.before
    return found


def list_deleted_by_author(session: Session, comments: Collection[int]) -> set[int]:
    """Give the comments that their authors deleted."""
    found: set[int] = set()
    for chunk in in_chunks(comments):
        statement = select(LogEntry.comment_id).where(LogEntry.comment_id.in_(chunk))
        by_author = statement.where(LogEntry.actor == "author", LogEntry.action == "delete")
        found.update(comment for comment in session.scalars(by_author) if comment is not None)
    return found


def load_open_reports(session: Session, comments: Collection[int]) -> dict[int, list[str]]:
    """Give for each comment the readers whose reports nobody looked at yet, so that looking at them can be undone."""
    found: dict[int, list[str]] = {}
    for chunk in in_chunks(comments):
        statement = select(Flag.comment_id, Flag.reader).where(Flag.comment_id.in_(chunk), Flag.settled.is_(None))
        for row in session.execute(statement.order_by(Flag.at)):
            found.setdefault(row.comment_id, []).append(row.reader.hex())
    return found


def load_revisions(session: Session, ids: Collection[int]) -> dict[int, Revision]:
    return {
        revision.id: revision
        for chunk in in_chunks(ids)
        for revision in session.scalars(select(Revision).where(Revision.id.in_(chunk)))
    }


def settle_reports(session: Session, reports: Collection[Report], settled: int | None) -> None:
    """Mark reports as looked at, or with None as not looked at after all."""
    rows = [{"about": comment, "who": bytes.fromhex(reader), "moment": settled} for comment, reader in sorted(reports)]
    if rows:
        session.connection().execute(_SETTLE, rows)


_SETTLE = (
    update(_FLAGS)
    .where(_FLAGS.c.comment_id == bindparam("about"), _FLAGS.c.reader == bindparam("who"))
    .values(settled=bindparam("moment"))
)


def count_open_reports(
    session: Session, comments: Collection[int], urgent: Collection[str]
) -> Iterator[tuple[int, int, bool]]:
    """Give each comment with its reports that nobody looked at yet, and whether one of them has an urgent reason."""
    for chunk in in_chunks(comments):
        counts = dict.fromkeys(chunk, (0, False))
        pressing = func.count().filter(Flag.reason.in_(urgent))
        statement = select(Flag.comment_id, func.count(), pressing).where(Flag.comment_id.in_(chunk))
        for comment, number, urgently in session.execute(
            statement.where(Flag.settled.is_(None)).group_by(Flag.comment_id)
        ):
            counts[comment] = (number, urgently > 0)
        yield from ((comment, *count) for comment, count in counts.items())


def _last_rows(*about: ColumnElement[bool]) -> Select[int]:
    return select(func.max(LogEntry.id)).where(*about).group_by(LogEntry.comment_id)
