"""Who wrote a page hears of each comment that is published there: at once, then at most one mail in half an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.domain.alerts import next_message
from discuss.domain.authored import paths_over
from discuss.domain.permissions import Action
from discuss.domain.status import Status
from discuss.notifications import Addressee, Page, PageNews, build_author_mail
from discuss.services.access import access_site
from discuss.services.alert_links import build_pages_stop_url
from discuss.services.mailing import build_sender, send_written
from discuss.store.queries import author_news as queries, comments as comment_queries, sites as site_queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler
    from discuss.store.queries.author_news import Writer
    from discuss.store.tables import Comment, Site, Thread

MOST_TOLD = 20
"""So many comments a mail holds; of more it says how many there are."""

_LOST = 2 * 60 * 60 * 1000  # milliseconds after which a job that was to tell something counts as lost


def enqueue_author_news(session: Session, instance: Instance, comment: Comment, now: int) -> None:
    """See to it that those who wrote its page are told of a comment that is visible. Call it once for each comment."""
    if not instance.settings.can_mail:
        return
    key = comment_queries.load_thread(session, comment.thread_id).key
    for writer in queries.list_writers(session, comment.site_id, paths_over(key)):
        if writer.wants_mail and not _is_own(comment, writer):
            _enqueue(session, comment, writer.id, now)


def _is_own(comment: Comment, writer: Writer) -> bool:
    return comment.author_id == writer.id or (comment.author_email or "").lower() == writer.email.lower()


def _enqueue(session: Session, comment: Comment, user_id: int, now: int) -> None:
    """Note it for the next mail. The row of how somebody is told is locked, so that there is one job at a time."""
    mail = queries.lock_mail(session, comment.site_id, user_id)
    is_called = queries.has_news(session, mail, now - _LOST)
    queries.add_news(session, mail, comment.id, now)
    if not is_called:
        due = next_message(mail.told, now, is_urgent=False)
        add_job(session, "author-news", {"site": comment.site_id, "user": user_id}, due)


def enqueue_earlier_news(session: Session, instance: Instance, thread: Thread, user_id: int) -> None:
    """See to it that who turned out to have written a page is told of what was published there before.

    What was told to others already is told to them alone; anything else to everybody, by the job that does so once.
    """
    writer, now = queries.find_writer(session, thread.site_id, user_id), instance.clock()
    if writer is None or not (writer.wants_mail and instance.settings.can_mail):
        return
    for comment in queries.list_published(session, thread.id, MOST_TOLD):
        if comment.announced is None:
            add_job(session, "replies", {"comment": comment.id}, now)
        elif not _is_own(comment, writer):
            _enqueue(session, comment, writer.id, now)


def begin_mail(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Store a job for the mail that tells a member all that is new; nothing where that was done already."""
    now = instance.clock()
    with writing(session):
        if queries.find_writer(session, payload["site"], payload["user"]) is None:
            return
        mail = queries.lock_mail(session, payload["site"], payload["user"])
        news = queries.take_news(session, mail)
        if news:
            mail.told = now
            told = {"comments": news[:MOST_TOLD], "more": len(news) - len(news[:MOST_TOLD]), "at": now}
            add_job(session, "author-mail", dict(payload) | told, now)


def send_author_mail(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send it, with what is still visible of it, unless nobody wants it any more. Raises MailFailed, HopelessError."""
    send_written(session, instance, lambda: _write_mail(session, instance, payload))


def set_own_mail(session: Session, actor: Actor, site: str, *, wanted: bool) -> None:
    """Say whether one wants the mails; nothing for who is no member. Raises UnknownSite, NotAllowed."""
    with writing(session):
        found = access_site(session, actor, site, Action.ANSWER)
        if queries.find_writer(session, found.id, actor.user_id or 0):
            queries.lock_mail(session, found.id, actor.user_id or 0).wanted = wanted


def _write_mail(session: Session, instance: Instance, payload: Mapping[str, Any]) -> EmailMessage | None:
    site = site_queries.seek_site(session, payload["site"])
    writer = queries.find_writer(session, site.id, payload["user"]) if site else None
    if site is None or writer is None or not writer.wants_mail:
        return None
    news = _load_news(session, instance, site, payload["comments"])
    if not news:
        return None
    to = Addressee(
        email=writer.email,
        mark=f"pages-{payload['at']}.{site.id}.{writer.id}",
        stop_url=build_pages_stop_url(instance, site.id, writer.id),
        at=instance.clock(),
    )
    return build_author_mail(build_sender(instance, site), to, news, payload["more"])


def _load_news(session: Session, instance: Instance, site: Site, ids: Sequence[int]) -> list[PageNews]:
    """Give what is visible now: what was taken away meanwhile is told to nobody."""
    found = [comment_queries.find_comment(session, number) for number in ids]
    visible = [comment for comment in found if comment is not None and Status(comment.status).is_visible]
    return [_view(session, instance, site, comment) for comment in visible]


def _view(session: Session, instance: Instance, site: Site, comment: Comment) -> PageNews:
    thread = comment_queries.load_thread(session, comment.thread_id)
    return PageNews(
        page=Page(thread_id=thread.id, title=thread.title, url=thread.url),
        author=comment.author_name,
        text=comment.excerpt,
        url=f"{instance.settings.base_url}/moderate/{site.name}/threads/talk?comment={comment.id}",
    )


HANDLERS: dict[str, Handler] = {"author-news": begin_mail, "author-mail": send_author_mail}
