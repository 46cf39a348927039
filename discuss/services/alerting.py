"""No comment waits unseen: when a team is told, decided in one transaction, and one job for each way of telling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.domain.alerts import GAP, URGENT_GAP, is_forgotten, next_message
from discuss.domain.permissions import ALLOWED, Action, Role
from discuss.domain.status import Status
from discuss.services.outbox import SETTLED
from discuss.store.queries import alerts as queries, hooks
from discuss.store.queries.jobs import add_job
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler
    from discuss.store.alert_tables import SiteAlert
    from discuss.store.tables import Comment

TEAM = frozenset(role for role, actions in ALLOWED.items() if Action.SEE_HELD in actions)
"""The roles that are told: who may see what waits."""

OWNERS = frozenset({Role.OWNER})

_LOOK = 1000


def is_waiting(comment: Comment) -> bool:
    """Whether a comment waits for the team: word for word what the queue shows."""
    return comment.status == Status.PENDING or comment.flags > 0 or comment.draft_body is not None


def enqueue_alert(session: Session, comment: Comment, now: int, *, is_urgent: bool = False) -> None:
    """See to it that the team is told of a comment that waits now. Nothing for one that does not.

    Call it last in the transaction that lets a comment wait: those of one site meet at one row here. However many
    come, there is one job, and it is due when the next message may go.
    """
    if is_waiting(comment):
        gap = URGENT_GAP if is_urgent else GAP
        queries.call(session, comment.site_id, (now, gap), is_urgent=is_urgent)


def begin_round(session: Session, instance: Instance, payload: Mapping[str, Any]) -> object:
    """Tell the team of a site what waits, if anything still does; too early, put it off.

    The job is taken away in the same transaction, first of all: what comes to wait later stores another.
    """
    now, site_id = instance.clock(), payload["site"]
    with writing(session):
        is_urgent = bool(queries.take_call(session, site_id).get("urgent"))
        if not queries.measure_waiting(session, site_id, 1).count:
            return SETTLED
        alert = queries.lock_alert(session, site_id)
        if next_message(alert.told, now, is_urgent=is_urgent) > now:
            queries.call(session, site_id, (now, URGENT_GAP if is_urgent else GAP), is_urgent=is_urgent)
            return SETTLED
        alert.round, alert.told = alert.round + 1, now
        _tell(session, alert, "waiting", TEAM, now)
    return SETTLED


def remind_owners(session: Session, instance: Instance, _payload: Mapping[str, Any]) -> None:
    """Tell the owners of each site on which something waits and nobody looked for a day; once, until somebody does."""
    now = instance.clock()
    with reading(session):
        sites = [site for site in queries.list_busy_sites(session) if _is_unseen(session, site, now)]
    for site_id in sites:
        with writing(session):
            alert = queries.lock_alert(session, site_id)
            if _is_unseen(session, site_id, now):
                alert.reminded = now
                _tell(session, alert, "unseen", OWNERS, now)


def _is_unseen(session: Session, site_id: int, now: int) -> bool:
    # A report makes an old comment wait anew, so the first one need not be the one that waits longest.
    waiting = queries.measure_waiting(session, site_id, _LOOK, imported=False)
    if waiting.oldest is None:
        return False
    alert = queries.find_alert(session, site_id)
    looked = queries.find_last_look(session, site_id, TEAM)
    return is_forgotten(waiting.oldest, looked, alert.reminded if alert else None, now)


def _tell(session: Session, alert: SiteAlert, about: str, roles: Collection[str], now: int) -> None:
    """Store a job for each way of telling. Those of an earlier round give way to them."""
    payload = {"site": alert.site_id, "about": about, "round": alert.round, "at": now}
    if hooks.find_hook(session, alert.site_id):
        add_job(session, "alert-hook", payload, now)
    mail_team(session, payload, roles)


def mail_team(session: Session, payload: Mapping[str, Any], roles: Collection[str]) -> None:
    """Store a job for each one of a site's team with these roles who wants mail. Within a transaction."""
    told: set[str] = set()
    for member in queries.list_team(session, payload["site"], roles):
        if member.wants_mail and member.email.lower() not in told:
            told.add(member.email.lower())
            add_job(session, "alert-mail", {**payload, "user": member.id}, payload["at"])


HANDLERS: dict[str, Handler] = {queries.KIND: begin_round, "reminders": remind_owners}
