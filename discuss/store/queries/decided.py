"""What was decided on a site, counted: bounded by time, over the index of the log by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select

from discuss.store.tables import LogEntry, Thread
from discuss.store.team_tables import Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session


def count_by_reason(
    session: Session, site_id: int, actions: Collection[str], bounds: tuple[Sequence[int], int]
) -> list[tuple[str, str | None, tuple[int, ...]]]:
    """Count what members decided, by action and reason, from each of some moments until one (left out)."""
    starts, end = bounds
    sums = [func.sum(case((LogEntry.at >= start, 1), else_=0)) for start in starts]
    statement = (
        select(LogEntry.action, LogEntry.reason, *sums)
        .where(LogEntry.site_id == site_id, LogEntry.at >= min(starts), LogEntry.at < end)
        .where(LogEntry.actor == "member", LogEntry.action.in_(actions))
        .group_by(LogEntry.action, LogEntry.reason)
    )
    return [(action, reason, tuple(int(n) for n in numbers)) for action, reason, *numbers in session.execute(statement)]


def list_closable(
    session: Session, site_id: int, before: tuple[int | None, int | None], limit: int
) -> Sequence[Thread]:
    """List threads that may be closed, so many of each kind: by somebody, by a measure, or by being old.

    `before`: until when a post (or the last comment in it) must have been written for that; None: never. Whether they
    are closed at a moment is for the caller to say. None of which a stranger knows nothing.
    """
    born = func.coalesce(Thread.published, Thread.created)
    ages = zip((born, func.coalesce(Thread.latest, born)), before, strict=True)
    old = [and_(~Thread.kept_open, age <= end) for age, end in ages if end is not None]
    measured = select(Measure.thread_id).where(Measure.site_id == site_id, Measure.kind == "closed")
    of_site, seen = select(Thread).where(Thread.site_id == site_id), Thread.version > 0
    statements = [
        of_site.where(Thread.closed_at.is_not(None)).order_by(Thread.closed_at.desc()),
        select(Thread).where(Thread.id.in_(measured), seen),
    ]
    if old:
        statements.append(of_site.where(seen, or_(*old)).order_by(Thread.id.desc()))
    found = (thread for statement in statements for thread in session.scalars(statement.limit(limit)))
    return list({thread.id: thread for thread in found}.values())
