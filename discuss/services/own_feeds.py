"""The feed of one member of a team, at an address that nobody guesses: made, renewed, ended, read."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action, Role
from discuss.errors import NotFound
from discuss.notifications.feeds import Entry, build_waiting_feed
from discuss.services.access import access_site
from discuss.services.alert_links import build_feed_url, read_feed
from discuss.services.alert_messages import build_queue_url, mark_message, write_message
from discuss.services.alerting import TEAM
from discuss.services.mailing import build_sender
from discuss.store.queries import alerts as queries, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.alert_tables import SiteAlert
    from discuss.store.queries.alerts import Teammate
    from discuss.store.tables import Site

_BITS = 62


def make_feed(session: Session, actor: Actor, site: str) -> None:
    """Give somebody on the team a feed; whoever has one gets a new address, and the old one leads nowhere.

    Raises UnknownSite, NotAllowed.
    """
    _set_feed(session, actor, site, secrets.randbits(_BITS))


def end_feed(session: Session, actor: Actor, site: str) -> None:
    """Take it away. Raises UnknownSite, NotAllowed."""
    _set_feed(session, actor, site, None)


def load_feed(session: Session, instance: Instance, token: str) -> bytes:
    """Write the feed that lies at an address. Raises NotFound where there is none, or none any more."""
    site_id, user_id, key = read_feed(instance, token)
    with reading(session):
        site = site_queries.seek_site(session, site_id)
        member = queries.find_teammate(session, site_id, user_id, TEAM)
        if site is None or member is None or member.feed != key:
            raise NotFound
        alert = queries.find_alert(session, site_id)
        entries = _list_entries(session, instance, (site, member), alert) if alert else []
        place = build_queue_url(instance, site), build_feed_url(instance, site_id, user_id, key)
        return build_waiting_feed(build_sender(instance, site), place, site.created, *entries)


def _set_feed(session: Session, actor: Actor, site: str, key: int | None) -> None:
    with writing(session):
        found = access_site(session, actor, site, Action.SEE_HELD)
        if queries.find_teammate(session, found.id, actor.user_id or 0, TEAM):
            queries.set_feed(session, found.id, actor.user_id or 0, key)


def _list_entries(session: Session, instance: Instance, whose: tuple[Site, Teammate], alert: SiteAlert) -> list[Entry]:
    """Give one entry for the last round, and one for owners where nobody has looked since they were reminded."""
    site, member = whose
    told = [("waiting", alert.told)]
    if member.role == Role.OWNER and (alert.reminded or 0) > (queries.find_last_look(session, site.id, TEAM) or 0):
        told.append(("unseen", alert.reminded))
    entries = []
    for about, at in told:
        payload = {"about": about, "round": alert.round, "at": at}
        message = write_message(session, instance, site, payload) if at is not None else None
        if message is not None and at is not None:
            entries.append(Entry(message=message, mark=mark_message(site.id, payload), at=at))
    return entries
