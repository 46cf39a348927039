"""Finding and erasing what has been kept long enough. Called within writing transactions, a batch in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, or_, select, tuple_, update

from discuss.domain.retention import Kin
from discuss.domain.status import Status
from discuss.store.machine_tables import Counter, RememberedAnswer
from discuss.store.tables import Comment, Flag, Subscription, Thread
from discuss.store.team_tables import Note, Revision

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

ERASED = "erased"
"""What stands in `rendered_by` of a comment that was erased: there is nothing left to render."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """Comments of one status that last changed before a moment (milliseconds since 1970)."""

    site_id: int
    status: str
    before: int


def lock_expired(session: Session, expired: Expired, upto: int, limit: int) -> list[Kin]:
    """Lock the comments with the largest ids up to `upto` that are due, children before their parents.

    What was erased already comes again only once its row may go.
    """
    statement = (
        select(Comment.id)
        .where(Comment.site_id == expired.site_id, Comment.status == expired.status, Comment.id <= upto)
        .where(Comment.changed < expired.before, or_(Comment.rendered_by != ERASED, ~_must_stay()))
        .order_by(Comment.id.desc())
        .limit(limit)
        .with_for_update()
    )
    ids = list(session.scalars(statement))
    return _load_kin(session, ids)


def lock_emptied(session: Session, ids: Collection[int]) -> list[Kin]:
    """Lock those of the comments that were erased before and are as far from the public as then."""
    hidden = (Comment.rendered_by == ERASED, Comment.status != Status.APPROVED)
    return _load_kin(
        session, list(session.scalars(select(Comment.id).where(Comment.id.in_(ids), *hidden).with_for_update()))
    )


def _load_kin(session: Session, ids: Collection[int]) -> list[Kin]:
    # A second statement sees replies that somebody else stored while this one waited for the locks.
    kin = select(Comment.id, Comment.parent_id, _must_stay(ids)).where(Comment.id.in_(ids))
    return [Kin(*row) for row in session.execute(kin.order_by(Comment.id.desc()))]


def _must_stay(going: Collection[int] = ()) -> ColumnElement[bool]:
    """Whether something needs the row: a reply that does not go too, a repeated key, or the next run of an import."""
    reply = Comment.__table__.alias("reply")
    has_reply = select(reply.c.id).where(reply.c.parent_id == Comment.id, reply.c.id.not_in(going)).exists()
    has_answer = select(RememberedAnswer.key).where(RememberedAnswer.comment_id == Comment.id).exists()
    return or_(has_reply, has_answer, Comment.source.is_not(None))


def delete_comments(session: Session, ids: Collection[int]) -> None:
    """Delete rows. Whatever stands below them goes too, so there must be nothing."""
    session.execute(delete(Comment).where(Comment.id.in_(ids)), execution_options=_BULK)


def erase_comments(session: Session, ids: Collection[int]) -> None:
    """Empty comments of what was written and by whom; their place in the tree, status and dates stay."""
    session.execute(delete(Flag).where(Flag.comment_id.in_(ids)), execution_options=_BULK)
    session.execute(delete(Subscription).where(Subscription.comment_id.in_(ids)), execution_options=_BULK)
    session.execute(delete(Revision).where(Revision.comment_id.in_(ids)), execution_options=_BULK)
    session.execute(delete(Note).where(Note.comment_id.in_(ids)), execution_options=_BULK)
    gone = dict.fromkeys((*_AUTHOR, *_BESIDES)) | dict.fromkeys(_TEXT, "")
    values = gone | {"rendered_by": ERASED, "version": Comment.version + 1}
    session.execute(update(Comment).where(Comment.id.in_(ids)).values(values), execution_options=_BULK)


_TEXT = ("body", "body_html", "excerpt", "author_name", "search_text")
_AUTHOR = ("author_email", "author_url", "author_id", "author_role", "reader", "address", "network")
_BESIDES = ("draft_body", "draft_html", "fingerprint", "told_message")
_BULK = {"synchronize_session": False}


def list_remembered(session: Session, ids: Collection[int]) -> list[RememberedAnswer]:
    return list(session.scalars(select(RememberedAnswer).where(RememberedAnswer.comment_id.in_(ids))))


def erase_emails(session: Session, site_id: int, before: int, after: int, limit: int) -> tuple[list[int], int]:
    """Take the e-mail off comments older than `before` whose address nobody confirmed on this site.

    Looks at the next `limit` comments with an e-mail beyond the id `after`; gives their ids and how many e-mails went.
    """
    where = (Comment.site_id == site_id, Comment.author_email.is_not(None))
    ids = list(session.scalars(select(Comment.id).where(*where, Comment.id > after).order_by(Comment.id).limit(limit)))
    confirmed = (
        select(Subscription.id)
        .join(Thread, Thread.id == Subscription.thread_id)
        .where(Subscription.email == Comment.author_email, Subscription.confirmed.is_not(None))
        .where(Thread.site_id == Comment.site_id)
    )
    # An imported comment is as old as it is there; its address is here since the import.
    since = case((Comment.source.is_(None), Comment.created), else_=Comment.changed)
    statement = (
        update(Comment).where(Comment.id.in_(ids), since < before, ~confirmed.exists()).values(author_email=None)
    )
    gone = session.scalars(statement.values(author_email=None).returning(Comment.id), execution_options=_BULK).all()
    return ids, len(gone)


def delete_unconfirmed(session: Session, site_id: int, before: int, limit: int) -> int:
    """Delete subscriptions that nobody confirmed since `before`."""
    old = (
        select(Subscription.id)
        .join(Thread, Thread.id == Subscription.thread_id)
        .where(Thread.site_id == site_id, Subscription.confirmed.is_(None), Subscription.created < before)
    )
    gone = delete(Subscription).where(Subscription.id.in_(old.limit(limit))).returning(Subscription.id)
    return len(session.scalars(gone).all())


def delete_counters(session: Session, before: float, limit: int) -> int:
    """Delete counts whose window ended before `before` (seconds since 1970)."""
    old = select(Counter.key).where(Counter.expires < before).limit(limit)
    return len(session.scalars(delete(Counter).where(Counter.key.in_(old)).returning(Counter.key)).all())


def delete_remembered(session: Session, before: int, limit: int) -> int:
    """Forget answers that were given before `before`."""
    row = tuple_(RememberedAnswer.site_id, RememberedAnswer.key)
    old = select(RememberedAnswer.site_id, RememberedAnswer.key).where(RememberedAnswer.at < before).limit(limit)
    return len(session.scalars(delete(RememberedAnswer).where(row.in_(old)).returning(RememberedAnswer.key)).all())
