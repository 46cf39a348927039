"""Subscriptions: somebody asks, the owner of the address says yes on a page, and ends it whenever they like."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from math import ceil
from time import time
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeSerializer

from discuss.domain.keys import canonical_key
from discuss.domain.settings import fit_settings, load_settings
from discuss.domain.status import Status
from discuss.domain.texts import check_email
from discuss.errors import Conflict, FieldError, Invalid, LimitReached, NotFound, UnknownSite
from discuss.services.identity import mark_visitor
from discuss.services.threads import is_seen
from discuss.store.counters import SqlCounters
from discuss.store.queries import comments as comment_queries, sites as site_queries, subscriptions as queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import reading, writing
from discuss.store.tables import Subscription

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.identity import Marks, Visitor
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Site, Thread

CONFIRM = "confirm"
STOP = "stop"
_HOUR = 3600
_DAY = 24 * _HOUR
_PER_HOUR = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRequest:
    """A wish to hear of whatever is written in a thread. `thread` is a key as the page sent it."""

    site: str
    thread: str
    email: str
    visitor: Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionView:
    """A subscription as the one who holds a link out of a mail may know it. `purpose` is CONFIRM or STOP."""

    purpose: str
    site: str
    thread_key: str
    page_url: str
    page_title: str | None
    email: str
    is_confirmed: bool


def build_token(instance: Instance, purpose: str, subscription_id: int) -> str:
    """Derive what a link in a mail carries: nothing is stored, it names no address, and it serves one purpose."""
    return _serializer(instance).dumps([purpose, subscription_id])


def read_token(instance: Instance, token: str) -> tuple[str, int]:
    """Give purpose and subscription. Raises NotFound for a token that is not ours."""
    try:
        purpose, subscription_id = _serializer(instance).loads(token)
    except BadSignature as error:
        raise NotFound from error
    return purpose, subscription_id


def _serializer(instance: Instance) -> URLSafeSerializer:
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(instance.secret, salt="subscription", signer_kwargs=options)


def subscribe_author(session: Session, instance: Instance, comment: Comment, now: int) -> None:
    """Store that the author of a new comment wants to hear of replies to it, and ask the address.

    Part of the transaction that stores the comment. What looks like spam makes us write to nobody.
    """
    unwanted = Status(comment.status) in {Status.SPAM, Status.REJECTED}
    if unwanted or not comment.author_email or not instance.settings.can_mail:
        return
    wish = Subscription(
        id=queries.draw_subscription_id(session, now, instance.draw),
        thread_id=comment.thread_id,
        comment_id=comment.id,
        email=comment.author_email,
        reader=comment.reader,
        created=now,
    )
    _store_wish(session, instance, wish, comment.site_id)


def request_subscription(session: Session, instance: Instance, request: SubscriptionRequest) -> None:
    """Take a wish to hear of whatever is written in a thread. What is told says nothing about who is subscribed.

    Raises UnknownSite, Invalid, LimitReached, Conflict where the site sends no mail.
    """
    now = instance.clock()
    email = _check_email(request.email)
    marks = mark_visitor(session, instance, request.visitor)
    with reading(session):
        site, thread = _find_place(session, instance, request)
        _check_pace(session, marks)
    wish = Subscription(
        id=queries.draw_subscription_id(session, now, instance.draw),
        thread_id=thread.id,
        email=email,
        reader=marks.reader,
        created=now,
    )
    with writing(session):
        _count(session, marks)
        _store_wish(session, instance, wish, site.id)


def load_subscription(session: Session, instance: Instance, token: str) -> SubscriptionView:
    """Load what a link is about. Raises NotFound: a broken link, or a subscription that ended or ran out."""
    purpose, number = read_token(instance, token)
    with reading(session):
        subscription, thread, site = _access(session, number)
        if subscription.confirmed is None and _is_over(subscription, site, instance.clock()):
            raise NotFound
        return SubscriptionView(
            purpose=purpose,
            site=site.name,
            thread_key=thread.key,
            page_url=thread.url,
            page_title=thread.title,
            email=subscription.email,
            is_confirmed=subscription.confirmed is not None,
        )


def confirm_subscription(session: Session, instance: Instance, token: str) -> None:
    """Confirm by the link of the mail; a second time changes nothing. Raises NotFound."""
    purpose, number = read_token(instance, token)
    if purpose != CONFIRM:
        raise NotFound
    now = instance.clock()
    with writing(session):
        subscription, _, site = _access(session, number)
        if subscription.confirmed is None and _is_over(subscription, site, now):
            raise NotFound
        queries.confirm(session, subscription, site.id, now)


def end_subscription(session: Session, instance: Instance, token: str, *, everywhere: bool = False) -> None:
    """End what the address asked for in this thread, or on the whole site; a second time changes nothing.

    Raises NotFound for a token that is not ours.
    """
    purpose, number = read_token(instance, token)
    if purpose != STOP:
        raise NotFound
    with writing(session):
        found = queries.load_placed(session, number)
        if found is None:
            return
        subscription, _, site = found
        if everywhere:
            queries.end_on_site(session, subscription, site.id)
        else:
            queries.end_in_thread(session, subscription)


def _store_wish(session: Session, instance: Instance, wish: Subscription, site_id: int) -> None:
    """Store a subscription, confirmed only if this reader has proved the address before; else ask the address."""
    if wish.reader is not None and queries.has_confirmed(session, site_id, wish.email, wish.reader):
        wish.confirmed = wish.created
    stored = queries.add_subscription(session, wish)
    found = queries.find_subscription(session, stored)
    if found is None or found.confirmed is not None:
        return
    if _may_ask(session, instance, found):
        add_job(session, "confirm", {"site": site_id, "subscription": stored}, wish.created)


def _may_ask(session: Session, instance: Instance, subscription: Subscription) -> bool:
    """At most one question a day goes to an address, and one a week about one thread: anybody may have typed it."""
    counters = SqlCounters(session)
    address = hmac.digest(instance.secret, f"ask:{subscription.email.lower()}".encode(), "sha256")[:16].hex()
    thread = f"ask:{address}:{subscription.thread_id}"
    if counters.get(thread) or counters.incr(f"ask:{address}", _DAY) > 1:
        return False
    return counters.incr(thread, 7 * _DAY) == 1


def _check_email(text: str) -> str:
    problem = FieldError("/email", "This does not look like an e-mail address, such as anna@example.org.")
    try:
        email = check_email(text)
    except Invalid as error:
        raise Invalid(problem) from error
    if not email:
        raise Invalid(problem)
    return email


def _find_place(session: Session, instance: Instance, request: SubscriptionRequest) -> tuple[Site, Thread]:
    site = site_queries.find_site(session, request.site)
    if site is None:
        raise UnknownSite
    if not fit_settings(load_settings(site.settings), can_mail=instance.settings.can_mail).reply_mails:
        raise Conflict("This site sends no mail about replies.")
    key = canonical_key(request.thread, site.base_url, site.origins)
    thread = comment_queries.find_thread(session, site.id, key)
    if thread is None or not is_seen(thread):
        raise Invalid(FieldError("/thread", "Nobody has written here yet, so there is nothing to subscribe to."))
    return site, thread


def _check_pace(session: Session, marks: Marks) -> None:
    counters = SqlCounters(session)
    for subject in marks.subjects:
        if counters.get(f"subscribe:{subject}") >= _PER_HOUR:
            raise LimitReached(max(1, ceil(counters.get_expiry(f"subscribe:{subject}") - time())))


def _count(session: Session, marks: Marks) -> None:
    for subject in marks.subjects:
        SqlCounters(session).incr(f"subscribe:{subject}", _HOUR)


def _access(session: Session, subscription_id: int) -> tuple[Subscription, Thread, Site]:
    found = queries.load_placed(session, subscription_id)
    if found is None:
        raise NotFound
    return found


def _is_over(subscription: Subscription, site: Site, now: int) -> bool:
    return now > subscription.created + load_settings(site.settings).keep_unconfirmed * 1000
