"""What was decided on a site, counted: bounded by time, over the index of the log by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from discuss.store.tables import LogEntry, Thread

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


def list_closed(session: Session, site_id: int, limit: int) -> Sequence[Thread]:
    """List the threads that somebody closed, the latest first; the end of a closing may be over."""
    closed = (Thread.site_id == site_id, Thread.closed_at.is_not(None))
    return session.scalars(select(Thread).where(*closed).order_by(Thread.closed_at.desc()).limit(limit)).all()
