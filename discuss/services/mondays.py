"""Monday's lines to the owners of each site. Nothing is ever asked of anybody: what they tell is known here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from discuss import __version__
from discuss.domain.mondays import WEEK, is_due, last_monday
from discuss.domain.settings import load_settings
from discuss.domain.times import from_millis
from discuss.notifications import Addressee, Week, build_team_mail, write_week
from discuss.services.alert_links import build_stop_url
from discuss.services.alert_messages import build_queue_url
from discuss.services.alerting import OWNERS
from discuss.services.backup_copies import list_kept
from discuss.services.mailing import build_sender, send_written
from discuss.store.queries import alerts as queries, copies, jobs, people, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler
    from discuss.store.tables import Site

MOST_COUNTED = 1000


def begin_mondays(session: Session, instance: Instance, _payload: Mapping[str, Any]) -> None:
    """Store a job for each owner who is to have the lines now; what was done before a stop is not done again."""
    now = instance.clock()
    with reading(session):
        due = [site.id for site in site_queries.list_sites(session) if _is_due(session, site, now)]
    for site_id in due if instance.settings.can_mail else ():
        with writing(session):
            site, alert = site_queries.seek_site(session, site_id), queries.lock_alert(session, site_id)
            if site is None or not _is_due(session, site, now):
                continue
            alert.monday = monday = _monday_of(site, now)
            for owner in queries.list_team(session, site_id, OWNERS):
                if owner.wants_mail:
                    jobs.add_job(session, "monday-mail", {"site": site_id, "user": owner.id, "monday": monday}, now)


def send_monday(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send the lines to one owner, unless they are none any more. Raises MailFailed, HopelessError."""
    send_written(session, instance, lambda: _write(session, instance, payload))


def _is_due(session: Session, site: Site, now: int) -> bool:
    alert = queries.find_alert(session, site.id)
    is_wanted = load_settings(site.settings).monday
    return is_wanted and is_due(_monday_of(site, now), alert.monday if alert else None, site.created, now)


def _monday_of(site: Site, now: int) -> int:
    return last_monday(now, ZoneInfo(load_settings(site.settings).timezone))


def _write(session: Session, instance: Instance, payload: Mapping[str, Any]) -> EmailMessage | None:
    site = site_queries.seek_site(session, payload["site"])
    owner = queries.find_teammate(session, site.id, payload["user"], OWNERS) if site else None
    if site is None or owner is None or not owner.wants_mail:
        return None
    to = Addressee(
        email=owner.email,
        mark=f"monday-{payload['monday']}.{site.id}.{owner.id}",
        stop_url=build_stop_url(instance, site.id, owner.id),
        at=instance.clock(),
    )
    sender = build_sender(instance, site)
    week = _measure(session, instance, site, payload["monday"])
    user = people.load_user(session, owner.id)
    if user is not None and user.is_admin:
        week = replace(week, failed=jobs.count_given_up(session, MAILS))
    else:  # where its backups lie is the installation's own affair
        week = replace(week, backup=_veil(week.backup, sender.host), copy=_veil(week.copy, sender.host))
    return build_team_mail(sender, to, write_week(sender, week))


def _veil(found: tuple[str, str] | None, host: str) -> tuple[str, str] | None:
    return (found[0], host) if found else None


def _measure(session: Session, instance: Instance, site: Site, monday: int) -> Week:
    waiting = queries.measure_waiting(session, site.id, MOST_COUNTED)
    kept, last = list_kept(instance), copies.find_last_copy(session)
    zone = ZoneInfo(load_settings(site.settings).timezone)
    return Week(
        comments=queries.count_written(session, site.id, monday - WEEK, monday),
        waiting=waiting.count,
        age=instance.clock() - (waiting.oldest or 0),
        failed=jobs.count_given_up(session, MAILS, site.id),
        backup=(_day(kept[0].made, zone), kept[0].name) if kept else None,
        copy=(_day(last.at, zone), last.place) if last else None,
        version=__version__,
        url=build_queue_url(instance, site),
    )


def _day(moment: int, zone: ZoneInfo) -> str:
    return from_millis(moment).astimezone(zone).date().isoformat()


MAILS = ("confirm", "reply", "welcome", "password", "alert-mail", "author-mail", "monday-mail")
"""The kinds of jobs that send a mail."""

HANDLERS: dict[str, Handler] = {"mondays": begin_mondays, "monday-mail": send_monday}
