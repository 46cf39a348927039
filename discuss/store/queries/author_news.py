"""Who is told of comments on the pages they wrote, and of which ones. Written within writing transactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from discuss.domain.permissions import Role
from discuss.domain.status import Kind, Status
from discuss.store.author_tables import Authored, AuthorMail, AuthorNews
from discuss.store.queries.upserts import upsert
from discuss.store.tables import Comment, Membership, User

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Writer:
    """A member who wrote pages. Who said nothing is told if that is all they are there for."""

    id: int
    email: str
    wants_mail: bool


def list_writers(session: Session, site_id: int, paths: Collection[str]) -> list[Writer]:
    """Give who wrote a page, by all that it may be noted under, in the order in which they are locked."""
    wrote = select(Authored.user_id).where(Authored.site_id == site_id, Authored.path.in_(paths))
    return _list(session, Membership.site_id == site_id, Membership.user_id.in_(wrote))


def find_writer(session: Session, site_id: int, user_id: int) -> Writer | None:
    """Find a member of a site, whatever they wrote."""
    found = _list(session, Membership.site_id == site_id, Membership.user_id == user_id)
    return found[0] if found else None


def _list(session: Session, *wanted: ColumnElement[bool]) -> list[Writer]:
    is_theirs = (AuthorMail.site_id == Membership.site_id) & (AuthorMail.user_id == Membership.user_id)
    statement = select(User.id, User.email, Membership.role, AuthorMail.wanted)
    statement = statement.join(Membership, Membership.user_id == User.id).outerjoin(AuthorMail, is_theirs)
    rows = session.execute(statement.where(*wanted).order_by(User.id))
    return [Writer(row.id, row.email, _wants(row)) for row in rows]


def _wants(row: Any) -> bool:
    return bool(row.role == Role.CONTRIBUTOR if row.wanted is None else row.wanted)


def lock_mail(session: Session, site_id: int, user_id: int) -> AuthorMail:
    """Give how a member is told, locked until the transaction ends."""
    values = {"site_id": site_id, "user_id": user_id}
    session.execute(upsert(session, AuthorMail).values(values).on_conflict_do_nothing())
    return session.get_one(AuthorMail, (site_id, user_id), with_for_update=True, populate_existing=True)


def list_published(session: Session, thread_id: int, limit: int) -> Sequence[Comment]:
    """Give what readers wrote on a page and everybody can read, the first first."""
    wanted = (Comment.thread_id == thread_id, Comment.status == Status.APPROVED, Comment.kind == Kind.COMMENT)
    return session.scalars(select(Comment).where(*wanted).order_by(Comment.id).limit(limit)).all()


def has_news(session: Session, mail: AuthorMail, since: int) -> bool:
    """Whether something waits to be told that came since then."""
    statement = select(AuthorNews.comment_id).where(*_of(mail), AuthorNews.at >= since)
    return session.scalars(statement.limit(1)).one_or_none() is not None


def add_news(session: Session, mail: AuthorMail, comment_id: int, now: int) -> None:
    values = {"site_id": mail.site_id, "user_id": mail.user_id, "comment_id": comment_id, "at": now}
    session.execute(upsert(session, AuthorNews).values(values).on_conflict_do_nothing())


def take_news(session: Session, mail: AuthorMail) -> Sequence[int]:
    """Take away what waits to be told, in the order in which it was written."""
    taken = delete(AuthorNews).where(*_of(mail)).returning(AuthorNews.comment_id)
    return sorted(session.scalars(taken, execution_options={"synchronize_session": False}))


def _of(mail: AuthorMail) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AuthorNews.site_id == mail.site_id, AuthorNews.user_id == mail.user_id
