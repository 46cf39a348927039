"""Mails to those who forgot their password: asking for one tells nothing about which accounts there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.domain.texts import check_email
from discuss.errors import Invalid, LimitReached, NotFound
from discuss.notifications import build_password_mail
from discuss.services.identity import mark_visitor
from discuss.services.mailing import giving_up, send_mail
from discuss.services.password_links import build_link
from discuss.services.signing_in import mark_account
from discuss.store.counters import SqlCounters
from discuss.store.queries.jobs import add_job
from discuss.store.queries.sites import find_user
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from discuss.services.identity import Visitor
    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler


def ask_for_link(session: Session, instance: Instance, email: str, language: str, visitor: Visitor) -> None:
    """See to it that a link is sent to this address if it is one of ours. Raises LimitReached.

    Whether it is, is looked up by the job alone: what is done here is the same for every address.
    """
    address = mark_visitor(session, instance, visitor).address.hex()
    payload, now = {"email": email[:300].replace("\x00", ""), "language": language}, instance.clock()
    with writing(session):
        wait = instance.limiter.count_forgotten(mark_account(instance, email), address, SqlCounters(session))
        if not wait:
            add_job(session, "password", payload, now)
    if wait:
        raise LimitReached(wait)


def send_link(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send the link, unless nobody has this address. Raises MailFailed, HopelessError."""
    try:
        with reading(session):
            user = find_user(session, check_email(payload["email"].strip()))
            email = user.email if user else ""  # the address that is kept, not the one that somebody typed
        link = build_link(session, instance, email)
    except (Invalid, NotFound):
        return
    with giving_up():
        message = build_password_mail(instance.settings.mail_from, payload["language"], email, link, instance.clock())
        send_mail(instance, message)


HANDLERS: dict[str, Handler] = {"password": send_link}
