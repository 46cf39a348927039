"""Telling people: which mails a moment calls for, stored as jobs with it, and each of them sent on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from discuss.domain.settings import load_settings
from discuss.domain.status import Kind, Status
from discuss.notifications import build_confirmation, build_reply, parse_server, send
from discuss.notifications.messages import Confirmation, Page, Recipient, Reply, Sender
from discuss.rendering import render_html
from discuss.services.subscriptions import CONFIRM, STOP, build_token
from discuss.store.queries import comments as comment_queries, pages, subscriptions as queries
from discuss.store.session import reading, writing
from discuss.store.tables import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.rows import AnyRow
    from discuss.store.tables import Comment, Site, Subscription, Thread

_ANCESTORS = 2  # of a comment are named in its mail's References
_DAY = 86400


def enqueue_replies(session: Session, comment: Comment, now: int) -> None:
    """See to it that those who wait for replies are told of a comment that is visible now, once and for all.

    Call it in the transaction that makes the comment visible, with its new status. It may be called again.
    """
    is_news = Status(comment.status).is_visible and comment.kind == Kind.COMMENT
    if not is_news or comment.announced is not None:
        return
    comment.announced = now
    if queries.has_listeners(session, comment.thread_id):
        session.add(Job(kind="replies", payload={"comment": comment.id}, due=now))


def tell_listeners(session: Session, instance: Instance, job: Job) -> None:
    """Make one job for each address that wants to hear of a comment, in place of the job for all of them."""
    now = instance.clock()
    with writing(session):
        comment = comment_queries.find_comment(session, job.payload["comment"])
        if comment is not None and Status(comment.status).is_visible:
            chosen = choose_listeners(comment, queries.load_listeners(session, comment))
            queries.add_jobs(session, [_reply_job(comment.id, subscription, now) for subscription in chosen])
        queries.finish_job(session, job.id)


def _reply_job(comment: int, subscription: int, now: int) -> Job:
    return Job(kind="reply", payload={"comment": comment, "subscription": subscription}, due=now)


def choose_listeners(comment: Comment, listeners: Iterable[AnyRow]) -> Sequence[int]:
    """Give the first subscription of each address, and none of the one who wrote the comment."""
    author = (comment.author_email or "").lower()
    chosen: dict[str, int] = {}
    for row in listeners:
        is_own = row.email.lower() == author or _is_same_reader(comment, row)
        if not is_own:
            chosen.setdefault(row.email.lower(), row.id)
    return list(chosen.values())


def _is_same_reader(comment: Comment, row: AnyRow) -> bool:
    if comment.reader is not None and row.reader is not None:
        return bool(comment.reader == row.reader)
    # Without reader keys the address hash says who writes.
    return comment.address is not None and row.address == comment.address


def send_reply(session: Session, instance: Instance, job: Job) -> None:
    """Send one mail about one comment to one address, unless either is gone by now. Raises MailFailed."""
    with reading(session):
        placed = queries.load_placed(session, job.payload["subscription"])
        comment = comment_queries.find_comment(session, job.payload["comment"])
        if placed is None or placed[0].confirmed is None or comment is None or not Status(comment.status).is_visible:
            return
        subscription, thread, site = placed
        ancestors = pages.load_ancestors(session, comment.id, _ANCESTORS) if comment.root_id else []
    reply = _build_reply(instance, comment, thread, tuple(row.id for row in ancestors))
    _post(instance, build_reply(_sender(instance, site), _recipient(instance, subscription), reply))


def send_confirmation(session: Session, instance: Instance, job: Job) -> None:
    """Ask an address whether it wants to hear of replies, unless it said so or the wish is gone. Raises MailFailed."""
    with reading(session):
        placed = queries.load_placed(session, job.payload["subscription"])
        if placed is None or placed[0].confirmed is not None:
            return
        subscription, thread, site = placed
    asking = Confirmation(
        page=_page(thread),
        confirm_url=_link(instance, CONFIRM, subscription),
        days=load_settings(site.settings).keep_unconfirmed // _DAY,
        at=instance.clock(),
    )
    _post(instance, build_confirmation(_sender(instance, site), _recipient(instance, subscription), asking))


HANDLERS: dict[str, Callable[[Session, Instance, Job], None]] = {
    "confirm": send_confirmation,
    "replies": tell_listeners,
    "reply": send_reply,
}


def _build_reply(instance: Instance, comment: Comment, thread: Thread, ancestors: tuple[int, ...]) -> Reply:
    return Reply(
        page=_page(thread),
        comment_id=comment.id,
        ancestors=ancestors,
        author=comment.author_name,
        body=comment.body if comment.body_format == "markdown" else comment.excerpt,
        html=render_html(comment.body_html).html,  # without the images that a site may show on its pages
        url=f"{instance.settings.base_url}/c/{comment.id}",
        at=instance.clock(),
    )


def _page(thread: Thread) -> Page:
    return Page(thread_id=thread.id, title=thread.title, url=thread.url)


def _sender(instance: Instance, site: Site) -> Sender:
    return Sender(
        name=site.name,
        title=site.title,
        language=load_settings(site.settings).language,
        mail_from=instance.settings.mail_from,
        host=urlsplit(instance.settings.base_url).hostname or "localhost",
    )


def _recipient(instance: Instance, subscription: Subscription) -> Recipient:
    return Recipient(
        subscription_id=subscription.id,
        email=subscription.email,
        stop_url=_link(instance, STOP, subscription),
    )


def _link(instance: Instance, purpose: str, subscription: Subscription) -> str:
    return f"{instance.settings.base_url}/subscription/{build_token(instance, purpose, subscription.id)}"


def _post(instance: Instance, message: EmailMessage) -> None:
    send(parse_server(instance.settings.smtp_url), message)
