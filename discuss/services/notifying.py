"""Telling people: which mails a moment calls for, stored as jobs with it, and each of them sent on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from discuss.domain.settings import load_settings
from discuss.domain.status import Kind, Status
from discuss.notifications import (
    Confirmation,
    Page,
    Recipient,
    Reply,
    build_confirmation,
    build_reply,
)
from discuss.rendering import render_html
from discuss.services.author_mails import enqueue_author_news
from discuss.services.mailing import build_sender, send_written
from discuss.services.subscriptions import CONFIRM, STOP, build_token
from discuss.store.queries import comments as comment_queries, pages, subscriptions as queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler
    from discuss.store.rows import AnyRow
    from discuss.store.tables import Comment, Subscription, Thread

_ANCESTORS = 2  # of a comment are named in its mail's References
_DAY = 86400


def enqueue_replies(session: Session, comment: Comment, now: int) -> None:
    """See to it that those who wait for replies are told of a comment that is visible now.

    Call it in the transaction that makes the comment visible, with its new status, as often as that happens: they are
    told once.
    """
    enqueue_news(session, [comment], now)


def enqueue_news(session: Session, comments: Iterable[Comment], now: int) -> None:
    """Do what `enqueue_replies` does for those of many comments that are visible now."""
    news = [comment for comment in comments if _is_news(comment)]
    heard = queries.list_heard(session, {comment.thread_id for comment in news})
    for comment in news:
        if comment.thread_id in heard:
            add_job(session, "replies", {"comment": comment.id}, now)


def _is_news(comment: Comment) -> bool:
    return Status(comment.status).is_visible and comment.kind == Kind.COMMENT and comment.announced is None


def tell_listeners(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Make one job for each address that wants to hear of a comment, and tell who wrote its page; each once."""
    now = instance.clock()
    with writing(session):
        comment = comment_queries.find_comment(session, payload["comment"])
        if not (_is_visible(comment) and queries.mark_announced(session, comment, now)):
            return
        enqueue_author_news(session, instance, comment, now)
        for subscription in choose_listeners(comment, queries.load_listeners(session, comment)):
            told = {"site": comment.site_id, "comment": comment.id, "subscription": subscription}
            add_job(session, "reply", told, now)


def _is_visible(comment: Comment | None) -> TypeGuard[Comment]:
    return comment is not None and Status(comment.status).is_visible


def choose_listeners(comment: Comment | AnyRow, listeners: Iterable[AnyRow]) -> Sequence[int]:
    """Give the first subscription of each address, and none of the one who wrote the comment."""
    author = (comment.author_email or "").lower()
    chosen: dict[str, int] = {}
    for row in listeners:
        is_own = row.email.lower() == author or _is_same_reader(comment, row)
        if not is_own:
            chosen.setdefault(row.email.lower(), row.id)
    return list(chosen.values())


def _is_same_reader(comment: Comment | AnyRow, row: AnyRow) -> bool:
    if comment.reader is not None and row.reader is not None:
        return bool(comment.reader == row.reader)
    # Without reader keys the address hash says who writes.
    return comment.address is not None and row.address == comment.address


def send_reply(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send one mail about one comment to one address, unless either is gone by now.

    Raises MailFailed, and HopelessError where it will never be taken.
    """
    send_written(
        session, instance, lambda: _write_reply(session, instance, payload["subscription"], payload["comment"])
    )


def send_confirmation(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Ask an address whether it wants to hear of replies, unless it has said so. Raises as `send_reply` does."""
    send_written(session, instance, lambda: _write_confirmation(session, instance, payload["subscription"]))


HANDLERS: dict[str, Handler] = {
    "confirm": send_confirmation,
    "replies": tell_listeners,
    "reply": send_reply,
}


def _write_reply(session: Session, instance: Instance, subscription_id: int, comment_id: int) -> EmailMessage | None:
    placed = queries.load_placed(session, subscription_id)
    comment = comment_queries.find_comment(session, comment_id)
    if placed is None or placed[0].confirmed is None or not _is_visible(comment):
        return None
    subscription, thread, site = placed
    ancestors = pages.load_ancestors(session, comment.id, _ANCESTORS) if comment.root_id else []
    reply = Reply(
        page=_page(thread),
        comment_id=comment.id,
        ancestors=tuple(row.id for row in ancestors),
        author=comment.author_name,
        body=comment.body if comment.body_format == "markdown" else comment.excerpt,
        html=render_html(comment.body_html).html,  # without the images that a site may show on its pages
        url=f"{instance.settings.base_url}/c/{comment.id}",
        at=instance.clock(),
    )
    return build_reply(build_sender(instance, site), _recipient(instance, subscription), reply)


def _write_confirmation(session: Session, instance: Instance, subscription_id: int) -> EmailMessage | None:
    placed = queries.load_placed(session, subscription_id)
    if placed is None or placed[0].confirmed is not None:
        return None
    subscription, thread, site = placed
    asking = Confirmation(
        page=_page(thread),
        confirm_url=_link(instance, CONFIRM, subscription),
        days=load_settings(site.settings).keep_unconfirmed // _DAY,
        at=instance.clock(),
    )
    return build_confirmation(build_sender(instance, site), _recipient(instance, subscription), asking)


def _page(thread: Thread) -> Page:
    return Page(thread_id=thread.id, title=thread.title, url=thread.url)


def _recipient(instance: Instance, subscription: Subscription) -> Recipient:
    return Recipient(
        subscription_id=subscription.id,
        email=subscription.email,
        stop_url=_link(instance, STOP, subscription),
    )


def _link(instance: Instance, purpose: str, subscription: Subscription) -> str:
    return f"{instance.settings.base_url}/subscription/{build_token(instance, purpose, subscription.id)}"
