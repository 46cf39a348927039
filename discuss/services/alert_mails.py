"""Mails to a team: to those who want them still, when they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.notifications import Addressee, build_team_mail
from discuss.services.alert_links import build_stop_url
from discuss.services.alert_messages import mark_message, write_message
from discuss.services.alerting import TEAM
from discuss.services.mailing import build_sender, send_written
from discuss.store.queries import alerts as queries, sites as site_queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler


def send_alert(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send one mail to one of the team, unless there is no more to tell them. Raises MailFailed, HopelessError."""
    send_written(session, instance, lambda: _write_mail(session, instance, payload))


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
        mark=f"{mark_message(site.id, payload)}.{payload['user']}",
        stop_url=build_stop_url(instance, site.id, payload["user"]),
        at=instance.clock(),
    )
    return build_team_mail(build_sender(instance, site), to, message)


HANDLERS: dict[str, Handler] = {"alert-mail": send_alert}
