"""Mails to a team: what waits is counted when a mail leaves, so that it says how things are, or is not sent at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from discuss.domain.settings import load_settings
from discuss.notifications import Addressee, Sender, Waiting, build_team_mail, write_unseen, write_waiting
from discuss.notifications.alerts import MOST_COUNTED
from discuss.services.alert_links import build_stop_url
from discuss.services.alerting import TEAM
from discuss.services.mailing import giving_up, send_mail
from discuss.store.queries import alerts as queries, sites as site_queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.notifications import Message
    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler
    from discuss.store.tables import Site

_WRITERS = {"waiting": write_waiting, "unseen": write_unseen}


def send_alert(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send one mail to one of the team, unless there is no more to tell them. Raises MailFailed, HopelessError."""
    if not instance.settings.can_mail:
        return
    with giving_up():
        with reading(session):
            mail = _write_mail(session, instance, payload)
        if mail is not None:
            send_mail(instance, mail)


def write_message(session: Session, instance: Instance, site: Site, payload: Mapping[str, Any]) -> Message | None:
    """Write what a job is about as things are now; None where nothing waits any more, or a later one tells it."""
    alert = queries.find_alert(session, site.id)
    waiting = queries.measure_waiting(session, site.id, MOST_COUNTED + 1)
    if waiting.oldest is None or (alert is not None and alert.round > payload["round"]):
        return None
    told = Waiting(
        count=waiting.count,
        urgent=waiting.urgent,
        age=instance.clock() - waiting.oldest,
        url=build_queue_url(instance, site),
    )
    return _WRITERS[payload["about"]](build_sender(instance, site), told)


def build_sender(instance: Instance, site: Site) -> Sender:
    return Sender(
        name=site.name,
        title=site.title,
        language=load_settings(site.settings).language,
        mail_from=instance.settings.mail_from,
        host=urlsplit(instance.settings.base_url).hostname or "localhost",
    )


def build_queue_url(instance: Instance, site: Site) -> str:
    return f"{instance.settings.base_url}/moderate/{site.name}/"


def _write_mail(session: Session, instance: Instance, payload: Mapping[str, Any]) -> EmailMessage | None:
    site = site_queries.seek_site(session, payload["site"])
    member = queries.find_teammate(session, site.id, payload["user"], TEAM) if site else None
    if site is None or member is None or not member.wants_mail:
        return None
    message = write_message(session, instance, site, payload)
    if message is None:
        return None
    to = Addressee(
        email=member.email,
        mark=f"{payload['about']}-{payload['round']}-{payload['at']}.{site.id}.{payload['user']}",
        stop_url=build_stop_url(instance, site.id, payload["user"]),
        at=instance.clock(),
    )
    return build_team_mail(build_sender(instance, site), to, message)


HANDLERS: dict[str, Handler] = {"alert-mail": send_alert}
