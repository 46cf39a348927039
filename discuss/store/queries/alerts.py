"""Who is to be told what waits, and what they were told. Written within writing transactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, or_, select, text

from discuss.domain.ids import RANDOM_BITS
from discuss.domain.status import Status
from discuss.store.alert_tables import SiteAlert, Watcher
from discuss.store.machine_tables import Job
from discuss.store.queries.upserts import upsert
from discuss.store.tables import IN_QUEUE, Comment, Flag, LogEntry, Membership, Site, User

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

KIND = "alert"
"""The kind of the one job by which a site says that something came to wait."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits on a site: how much, how much of it is urgent, and since when the oldest does."""

    count: int
    urgent: int
    oldest: int | None


@dataclass(frozen=True, slots=True)
class Teammate:
    """A member with how they want to be told: by mail unless they said no, and by a feed if they have one."""

    id: int
    email: str
    name: str
    role: str
    wants_mail: bool
    feed: int | None


def call(session: Session, site_id: int, due: tuple[int, int], *, is_urgent: bool) -> None:
    """See to it that the site's one job of this kind is there: for `due[0]`, or `due[1]` after the last message.

    What waits already for an earlier time keeps it. The job has an id of its own, the negative of the site's: nobody
    counts that far down.
    """
    now, gap = due
    last = select(SiteAlert.told + gap).where(SiteAlert.site_id == site_id).scalar_subquery()
    when = func.coalesce(case((last > now, last)), now)
    payload = {"site": site_id} | ({"urgent": True} if is_urgent else {})
    values = {"id": -site_id, "kind": KIND, "payload": payload, "attempts": 0}
    statement = upsert(session, Job).values(**values, due=when)
    new = statement.excluded
    earlier: dict[str, Any] = {"due": case((new.due < Job.due, new.due), else_=Job.due)}
    if is_urgent:
        earlier["payload"] = new.payload
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=earlier))


def take_call(session: Session, site_id: int) -> Mapping[str, Any]:
    """Take the site's job away, so that whatever comes to wait from here on stores another; its payload, or nothing.

    On PostgreSQL this waits for who is just storing it: whatever is counted after this holds their comment.
    """
    taken = session.scalars(delete(Job).where(Job.id == -site_id).returning(Job.payload), execution_options=_BULK)
    return taken.one_or_none() or {}


_BULK = {"synchronize_session": False}


def lock_alert(session: Session, site_id: int) -> SiteAlert:
    """Give what a site's team was told, locked until the transaction ends."""
    session.execute(upsert(session, SiteAlert).values(site_id=site_id, round=0).on_conflict_do_nothing())
    return session.get_one(SiteAlert, site_id, with_for_update=True, populate_existing=True)


def find_alert(session: Session, site_id: int) -> SiteAlert | None:
    return session.get(SiteAlert, site_id, populate_existing=True)


def note_look(session: Session, site_id: int, now: int, pause: int) -> None:
    """Write down that somebody from the team looks, unless that was written within the last `pause`."""
    statement = upsert(session, SiteAlert).values(site_id=site_id, round=0, looked=now)
    is_old = or_(SiteAlert.looked.is_(None), SiteAlert.looked < now - pause)
    session.execute(statement.on_conflict_do_update(index_elements=["site_id"], set_={"looked": now}, where=is_old))


def measure_waiting(session: Session, site_id: int, most: int, *, imported: bool = True) -> Waiting:
    """Say what waits on a site, urgent and other each counted up to `most`: a flood costs no more than that.

    What is reported waits since the report, anything else since it was written or changed. What an import brought is
    left out where that is asked for: it waited elsewhere.
    """
    parts = [_count_part(session, site_id, most, urgent, imported=imported) for urgent in (0, 1)]
    since = [part.oldest for part in parts if part.oldest is not None]
    return Waiting(sum(part.count for part in parts), parts[1].count, min(since, default=None))


def count_written(session: Session, site_id: int, since: int, until: int) -> int:
    """Count what readers and members wrote in a time; what an import brought is left out."""
    statement = select(func.count()).select_from(Comment).where(Comment.site_id == site_id, Comment.source.is_(None))
    # An id begins with the moment, and is what there is an index of.
    statement = statement.where(Comment.id >= since << RANDOM_BITS, Comment.id < until << RANDOM_BITS)
    return session.scalars(statement).one()


def _count_part(session: Session, site_id: int, most: int, urgent: int, *, imported: bool) -> Waiting:
    waiting = select(Comment.id, _since().label("since")).where(
        Comment.site_id == site_id, text(IN_QUEUE), Comment.urgent == urgent
    )
    if not imported:
        waiting = waiting.where(Comment.source.is_(None))
    found = waiting.order_by(Comment.id).limit(most).subquery()
    count, oldest = session.execute(select(func.count(), func.min(found.c.since)).select_from(found)).one()
    return Waiting(count, count * urgent, oldest)


def _since() -> Any:
    reported = select(func.min(Flag.at)).where(Flag.comment_id == Comment.id, Flag.settled.is_(None)).correlate(Comment)
    own = case((Comment.status == Status.PENDING.value, Comment.created), else_=Comment.changed)
    return case((Comment.flags > 0, func.coalesce(reported.scalar_subquery(), own)), else_=own)


def list_team(session: Session, site_id: int, roles: Collection[str]) -> list[Teammate]:
    """Give the members of these roles by name."""
    statement = (
        select(User.id, User.email, User.name, Membership.role, Watcher.mail, Watcher.feed)
        .join(Membership, Membership.user_id == User.id)
        .outerjoin(Watcher, (Watcher.site_id == Membership.site_id) & (Watcher.user_id == Membership.user_id))
        .where(Membership.site_id == site_id, Membership.role.in_(roles))
        .order_by(User.name, User.id)
    )
    return [
        Teammate(row.id, row.email, row.name, row.role, row.mail is not False, row.feed)
        for row in session.execute(statement)
    ]


def find_teammate(session: Session, site_id: int, user_id: int, roles: Collection[str]) -> Teammate | None:
    """Find a member of one of these roles."""
    found = (each for each in list_team(session, site_id, roles) if each.id == user_id)
    return next(found, None)


def find_last_look(session: Session, site_id: int, roles: Collection[str]) -> int | None:
    """Give when somebody from the team last looked, decided something or signed in."""
    by_member = (LogEntry.site_id == site_id, LogEntry.actor == "member")
    decided = select(LogEntry.at).where(*by_member).order_by(LogEntry.at.desc()).limit(1)
    came = select(func.max(User.signed_in)).join(Membership, Membership.user_id == User.id)
    came = came.where(Membership.site_id == site_id, Membership.role.in_(roles))
    looked = select(SiteAlert.looked).where(SiteAlert.site_id == site_id)
    found = session.execute(select(*(part.scalar_subquery() for part in (decided, came, looked)))).one()
    return max((moment for moment in found if moment is not None), default=None)


def list_busy_sites(session: Session) -> Sequence[int]:
    """List the sites on which something waits."""
    waiting = select(Comment.id).where(Comment.site_id == Site.id, text(IN_QUEUE)).correlate(Site)
    return session.scalars(select(Site.id).where(waiting.exists()).order_by(Site.id)).all()


def set_mail(session: Session, site_id: int, user_id: int, *, wanted: bool) -> None:
    _set_watcher(session, site_id, user_id, {"mail": wanted})


def set_feed(session: Session, site_id: int, user_id: int, key: int | None) -> None:
    _set_watcher(session, site_id, user_id, {"feed": key})


def _set_watcher(session: Session, site_id: int, user_id: int, values: dict[str, Any]) -> None:
    new = {"site_id": site_id, "user_id": user_id, "mail": True} | values
    statement = upsert(session, Watcher).values(**new)
    session.execute(statement.on_conflict_do_update(index_elements=["site_id", "user_id"], set_=values))
