"""Mails to those who were added to a site: where they set a first password, or sign in with the one they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.domain.settings import load_settings
from discuss.notifications import Welcome, build_welcome
from discuss.services.mailing import giving_up, send_mail
from discuss.services.password_links import build_link
from discuss.store.queries import members as queries, people, sites as site_queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler


def send_welcome(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Tell a new member, unless they were taken out again. Raises MailFailed, HopelessError."""
    base = f"{instance.settings.base_url}/moderate/-"
    with reading(session):
        if queries.find_membership(session, payload["site"], payload["user"]) is None:
            return
        user, site = people.load_user(session, payload["user"]), site_queries.load_site(session, payload["site"])
        if user is None:
            return
        email, title, is_first = user.email, site.title, user.password_hash is None
        language = load_settings(site.settings).language
    # The link goes to nobody but who reads the mails of this address.
    link = build_link(session, instance, email) if is_first else f"{base}/sign-in"
    welcome = Welcome(title, link, f"{base}/forgotten", is_first=is_first, at=instance.clock())
    with giving_up():
        send_mail(instance, build_welcome(instance.settings.mail_from, language, email, welcome))


HANDLERS: dict[str, Handler] = {"welcome": send_welcome}
