"""What the figures of a team count: each bounded by time, or by a number of rows, over an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, literal_column, select

from discuss.domain.figures import QUARTER, Quarter
from discuss.domain.ids import RANDOM_BITS
from discuss.domain.status import Status
from discuss.store.tables import Comment, LogEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow


def find_oldest_waiting(session: Session, site_id: int) -> int | None:
    """Give when the oldest comment that nobody has decided about was written."""
    statement = select(Comment.created).where(Comment.site_id == site_id, Comment.status == Status.PENDING.value)
    return session.scalars(statement.order_by(Comment.id).limit(1)).one_or_none()


def count_quarters(
    session: Session, site_id: int, actions: Collection[str], since: int, user_id: int | None
) -> list[Quarter]:
    """Count what members decided in each quarter of an hour, and how much of it one of them did."""
    number = LogEntry.at // literal_column(str(QUARTER))  # written out: PostgreSQL groups by no parameter
    own = func.sum(case((LogEntry.user_id == user_id, 1), else_=0))
    statement = (
        select(number.label("number"), func.count(), own)
        .where(LogEntry.site_id == site_id, LogEntry.at >= since)
        .where(LogEntry.actor == "member", LogEntry.action.in_(actions))
        .group_by(number)
    )
    return [Quarter(int(number), int(every), int(mine)) for number, every, mine in session.execute(statement)]


def list_waits(session: Session, site_id: int, since: int, limit: int) -> list[int]:
    """Give how long each of the last comments that were decided had waited, in milliseconds, the latest first."""
    held = LogEntry.__table__.alias("held")
    began = (
        select(func.max(held.c.at))
        .where(held.c.comment_id == LogEntry.comment_id, held.c.after == Status.PENDING.value)
        .where(held.c.id < LogEntry.id)
        .correlate(LogEntry.__table__)
        .scalar_subquery()
    )
    statement = (
        select(LogEntry.at - func.coalesce(began, Comment.created))
        .join(Comment, Comment.id == LogEntry.comment_id)
        .where(LogEntry.site_id == site_id, LogEntry.at >= since, LogEntry.actor == "member")
        .where(LogEntry.before == Status.PENDING.value, LogEntry.after != Status.PENDING.value)
        .where(LogEntry.action != "undo")
        .order_by(LogEntry.at.desc())
        .limit(limit)
    )
    return [max(0, int(wait)) for wait in session.scalars(statement)]


def count_arrived(session: Session, site_id: int, since: int) -> int:
    """Count what readers wrote since then; ids begin with the time."""
    statement = select(func.count()).where(Comment.site_id == site_id, Comment.status.in_(list(Status)))
    return session.scalar(statement.where(Comment.id >= since << RANDOM_BITS, Comment.author_role.is_(None))) or 0


def count_held(session: Session, site_id: int, since: int) -> int:
    """Count what the rules let wait when it came."""
    return session.scalar(select(func.count(func.distinct(LogEntry.comment_id))).where(*_held(site_id, since))) or 0


def count_by_reason(session: Session, site_id: int, since: int) -> Sequence[AnyRow]:
    """Count what rules let wait for each reason when it came, what people published of that, and what they did not."""
    removed = [Status.REJECTED.value, Status.SPAM.value]
    each = (
        select(LogEntry.reason, LogEntry.comment_id, Comment.status)
        .join(Comment, Comment.id == LogEntry.comment_id)
        .where(*_held(site_id, since), LogEntry.reason.is_not(None))
        .distinct()
        .subquery()
    )
    statement = select(
        each.c.reason,
        func.count().label("held"),
        func.sum(case((each.c.status == Status.APPROVED.value, 1), else_=0)).label("published"),
        func.sum(case((each.c.status.in_(removed), 1), else_=0)).label("removed"),
    ).group_by(each.c.reason)
    return session.execute(statement).all()


def _held(site_id: int, since: int) -> tuple[ColumnElement[bool], ...]:
    return (
        LogEntry.site_id == site_id,
        LogEntry.at >= since,
        LogEntry.actor == "rule",
        LogEntry.action == "post",
        LogEntry.after == Status.PENDING.value,
    )
