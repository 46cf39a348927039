"""Who may not write on a site, and what else they wrote there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, or_, select, update

from discuss.domain.bans import BanKind
from discuss.domain.status import Status
from discuss.store.tables import Comment, Subscription, Thread, User
from discuss.store.team_tables import Ban

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

# Only whoever asks can be hashed under the key that such a ban keeps, so these are compared by the caller.
PLACES = (BanKind.ADDRESS.value, BanKind.NETWORK.value)
_PUBLIC_OR_WAITING = (Status.APPROVED.value, Status.PENDING.value)


def find_bans(session: Session, site_id: int, marks: Collection[bytes], now: int) -> Sequence[AnyRow]:
    """Find the bans that hold at `now` and name one of the marks, and all that name a place."""
    columns = (Ban.kind, Ban.mark, Ban.secret, Ban.label, Ban.until)
    named = or_(Ban.mark.in_(marks), Ban.kind.in_(PLACES))
    return session.execute(select(*columns).where(Ban.site_id == site_id, named, _holds(now))).all()


def load_bans(session: Session, site_id: int, now: int) -> Sequence[AnyRow]:
    """Read the bans that hold, with the names of those who spoke them, newest first."""
    statement = select(Ban, User.name).outerjoin(User, User.id == Ban.by).where(Ban.site_id == site_id, _holds(now))
    return session.execute(statement.order_by(Ban.id.desc())).all()


def find_ban(session: Session, site_id: int, ban_id: int) -> Ban | None:
    """Find a ban that no other one holds instead of."""
    stands = (Ban.site_id == site_id, Ban.id == ban_id, Ban.replaced_by.is_(None))
    return session.scalars(select(Ban).where(*stands)).one_or_none()


def replace_ban(session: Session, ban: Ban) -> None:
    """Store a ban that holds instead of what there is about the same mark."""
    session.add(ban)
    session.flush()
    same = (Ban.site_id == ban.site_id, Ban.kind == ban.kind, Ban.mark == ban.mark, Ban.id != ban.id)
    session.execute(update(Ban).where(*same, Ban.replaced_by.is_(None)).values(replaced_by=ban.id))


def release_replaced(session: Session, ban: Ban) -> None:
    """Let the bans hold again that this one holds instead of."""
    session.execute(update(Ban).where(Ban.replaced_by == ban.id).values(replaced_by=None))


def delete_ended(session: Session, now: int, limit: int) -> int:
    """Delete bans that are over, and with them the keys they kept; gives how many."""
    ended = select(Ban.id).where(Ban.until.is_not(None), Ban.until <= now).limit(limit)
    return len(session.scalars(delete(Ban).where(Ban.id.in_(ended)).returning(Ban.id)).all())


def is_confirmed(session: Session, site_id: int, email: str) -> bool:
    """Say whether the owner of the address ever said on this site that it is theirs."""
    statement = (
        select(Subscription.id)
        .join(Thread, Thread.id == Subscription.thread_id)
        .where(Thread.site_id == site_id, func.lower(Subscription.email) == email.lower())
        .where(Subscription.confirmed.is_not(None))
    )
    return session.scalars(statement.limit(1)).one_or_none() is not None


@dataclass(frozen=True, slots=True)
class Lately:
    """Comments on a site with ids above `since`, the newest `limit` of them, that are public or wait since `before`."""

    site_id: int
    since: int
    before: int
    limit: int


def list_by_author(session: Session, lately: Lately, kind: BanKind, mark: bytes | str) -> Sequence[AnyRow]:
    """List id and version of what somebody wrote, newest first."""
    column: dict[BanKind, ColumnElement[bool]] = {
        BanKind.READER: Comment.reader == mark,
        BanKind.ADDRESS: Comment.address == mark,
        BanKind.NETWORK: Comment.network == mark,
        BanKind.EMAIL: func.lower(Comment.author_email) == mark,
    }
    return session.execute(_select_lately(lately, Comment.id, Comment.version).where(column[kind])).all()


def list_with_text(session: Session, lately: Lately, text: str) -> Sequence[AnyRow]:
    """List comments in whose HTML or website a text stands, newest first."""
    found = or_(Comment.body_html.contains(text, autoescape=True), Comment.author_url.contains(text, autoescape=True))
    columns = (Comment.id, Comment.version, Comment.body_html, Comment.author_url)
    return session.execute(_select_lately(lately, *columns).where(found)).all()


def _select_lately(lately: Lately, *columns: Any) -> Select[Any]:
    # Members are not banned, and what they wrote is not swept away with a shared address.
    by_readers = Comment.author_role.is_(None)
    then = (Comment.id > lately.since, Comment.changed < lately.before)
    statement = select(*columns).where(Comment.site_id == lately.site_id, *then, by_readers)
    return statement.where(Comment.status.in_(_PUBLIC_OR_WAITING)).order_by(Comment.id.desc()).limit(lately.limit)


def _holds(now: int) -> ColumnElement[bool]:
    return and_(Ban.replaced_by.is_(None), or_(Ban.until.is_(None), Ban.until > now))
