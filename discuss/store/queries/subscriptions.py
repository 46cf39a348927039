"""Who wants to hear of replies, and who of them a new comment is for. Written within a writing transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from discuss.domain.ids import build_id
from discuss.domain.status import Status
from discuss.store.author_tables import Authored
from discuss.store.chunks import in_chunks
from discuss.store.queries.upserts import upsert
from discuss.store.tables import Comment, Site, Subscription, Thread

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow


def draw_subscription_id(session: Session, created: int, draw: Callable[[], int]) -> int:
    """Draw an id that is free: again on conflict."""
    while session.get(Subscription, drawn := build_id(created, draw())) is not None:
        pass
    return drawn


def add_subscription(session: Session, subscription: Subscription) -> int:
    """Store a subscription and give its id, or the id of the one that this comment or address has in this thread."""
    values = {
        name: getattr(subscription, name)
        for name in ("id", "thread_id", "comment_id", "email", "reader", "created", "confirmed")
    }
    session.execute(upsert(session, Subscription).values(values).on_conflict_do_nothing())
    same = (
        Subscription.comment_id == subscription.comment_id
        if subscription.comment_id is not None
        else Subscription.comment_id.is_(None)
    )
    statement = select(Subscription.id).where(
        Subscription.thread_id == subscription.thread_id, Subscription.email == subscription.email, same
    )
    return session.scalars(statement).one()


def find_subscription(session: Session, subscription_id: int) -> Subscription | None:
    return session.get(Subscription, subscription_id, populate_existing=True)


def load_placed(session: Session, subscription_id: int) -> tuple[Subscription, Thread, Site] | None:
    """Give a subscription with its thread and site."""
    statement = (
        select(Subscription, Thread, Site)
        .join(Thread, Thread.id == Subscription.thread_id)
        .join(Site, Site.id == Thread.site_id)
        .where(Subscription.id == subscription_id)
    )
    found = session.execute(statement, execution_options={"populate_existing": True}).one_or_none()
    return (found[0], found[1], found[2]) if found else None


def has_confirmed(session: Session, site_id: int, email: str, reader: bytes) -> bool:
    """Whether the owner of this address confirmed, on this site, something that this reader asked for."""
    statement = select(Subscription.id).where(
        Subscription.email == email,
        Subscription.reader == reader,
        Subscription.confirmed.is_not(None),
        Subscription.thread_id.in_(_threads_of(site_id)),
    )
    return session.execute(statement.limit(1)).one_or_none() is not None


def confirm(session: Session, subscription: Subscription, site_id: int, now: int) -> None:
    """Confirm a subscription, and with it what the same reader asked for this address on this site meanwhile."""
    chosen = Subscription.id == subscription.id
    if subscription.reader is not None:
        same = (Subscription.email == subscription.email) & (Subscription.reader == subscription.reader)
        chosen = or_(chosen, same & Subscription.thread_id.in_(_threads_of(site_id)))
    session.execute(update(Subscription).where(chosen, Subscription.confirmed.is_(None)).values(confirmed=now))


def end_in_thread(session: Session, subscription: Subscription) -> None:
    """End whatever this address asked for in this thread."""
    session.execute(
        delete(Subscription).where(
            Subscription.thread_id == subscription.thread_id, Subscription.email == subscription.email
        )
    )


def end_on_site(session: Session, subscription: Subscription, site_id: int) -> None:
    """End whatever this address asked for on this site."""
    session.execute(
        delete(Subscription).where(
            Subscription.email == subscription.email, Subscription.thread_id.in_(_threads_of(site_id))
        )
    )


def _threads_of(site_id: int) -> Select[int]:
    return select(Thread.id).where(Thread.site_id == site_id)


def list_heard(session: Session, threads: Collection[int]) -> set[int]:
    """Give those of the threads that somebody may wait for news of: by a subscription, or as who wrote the page."""
    found: set[int] = set()
    for chunk in in_chunks(threads):
        asked = (Subscription.thread_id.in_(chunk), Subscription.confirmed.is_not(None))
        has_authors = select(Authored.path).where(Authored.site_id == Thread.site_id).correlate(Thread).exists()
        wanted = select(Subscription.thread_id).where(*asked)
        found.update(session.scalars(wanted.union(select(Thread.id).where(Thread.id.in_(chunk), has_authors))))
    return found


def load_listeners(session: Session, comment: Comment) -> Sequence[AnyRow]:
    """Give the confirmed subscriptions that a comment is for, with `address`, the mark of whom they tell.

    Those to its whole thread, and those to a published comment that it is, however deep, a reply to.
    """
    ancestors = select(Comment.id, Comment.parent_id, Comment.status).where(Comment.id == comment.parent_id)
    found = ancestors.cte("ancestor", recursive=True)
    above = select(Comment.id, Comment.parent_id, Comment.status).where(Comment.id == found.c.parent_id)
    found = found.union_all(above)
    answered = select(found.c.id).where(found.c.status == Status.APPROVED)
    statement = (
        select(Subscription.id, Subscription.email, Subscription.reader, Comment.address)
        .outerjoin(Comment, Comment.id == Subscription.comment_id)
        .where(
            Subscription.thread_id == comment.thread_id,
            Subscription.confirmed.is_not(None),
            or_(Subscription.comment_id.is_(None), Subscription.comment_id.in_(answered)),
        )
        .order_by(Subscription.id)
    )
    return session.execute(statement).all()


def mark_announced(session: Session, comment: Comment, now: int) -> bool:
    """Note that those who wait for replies are told of a comment. False if they were before."""
    statement = update(Comment).where(Comment.id == comment.id, Comment.announced.is_(None)).values(announced=now)
    return session.execute(statement.returning(Comment.id)).one_or_none() is not None
