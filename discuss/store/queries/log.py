"""The moderation log, read by filter and page by page, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from discuss.store.tables import LogEntry, Membership, Thread, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which rows of a site's log.

    `actor` is a kind and `by` a name of who decided; `cause` a reason or a rule; `thread` a key; `since` and `until`
    (that moment left out) are milliseconds since 1970.
    """

    actor: str | None = None
    user_id: int | None = None
    by: str | None = None
    action: str | None = None
    cause: str | None = None
    thread: str | None = None
    since: int | None = None
    until: int | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Which of them: what stands before the row with the id `before`, up to `limit` rows."""

    before: int | None
    limit: int


def load_log(session: Session, site_id: int, wanted: LogFilter, page: LogPage) -> Sequence[AnyRow]:
    """Read a page, with the names of those who decided and the keys of the threads."""
    statement = select(LogEntry, User.name, Thread.key).outerjoin(User, User.id == LogEntry.user_id)
    statement = statement.outerjoin(Thread, Thread.id == LogEntry.thread_id).where(LogEntry.site_id == site_id)
    if page.before is not None:
        statement = statement.where(LogEntry.id < page.before)
    return session.execute(_narrow(statement, wanted).order_by(LogEntry.id.desc()).limit(page.limit)).all()


def _narrow(statement: Select[*tuple[object, ...]], wanted: LogFilter) -> Select[*tuple[object, ...]]:
    equal = {
        LogEntry.actor: wanted.actor,
        LogEntry.user_id: wanted.user_id,
        LogEntry.action: wanted.action,
        LogEntry.batch: wanted.batch,
        User.name: wanted.by,
        Thread.key: wanted.thread,
    }
    statement = statement.where(*(column == value for column, value in equal.items() if value is not None))
    if wanted.cause is not None:
        statement = statement.where(or_(LogEntry.reason == wanted.cause, LogEntry.rule == wanted.cause))
    if wanted.since is not None:
        statement = statement.where(LogEntry.at >= wanted.since)
    return statement.where(LogEntry.at < wanted.until) if wanted.until is not None else statement


def list_members(session: Session, site_id: int) -> Sequence[AnyRow]:
    """Read id and name of those who may have decided here: the members, and the installation's administrators."""
    members = select(Membership.user_id).where(Membership.site_id == site_id)
    return session.execute(
        select(User.id, User.name).where(or_(User.id.in_(members), User.is_admin)).order_by(User.name, User.id)
    ).all()
