"""Who reads which comment of the queue right now, so that two do not work on the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.permissions import Action
from discuss.services.access import access_site
from discuss.store.queries import alerts, talking
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance

_LOOKS = 10 * 60 * 1000  # so seldom it is written down that somebody from the team looks at what waits

LAPSE = 120_000
"""Milliseconds until somebody who does not say so again reads no more."""


def set_reading(session: Session, instance: Instance, actor: Actor, name: str, comment_id: int) -> None:
    """Say that one reads this comment now, and no other. One that is not there is passed over.

    Raises UnknownSite, NotAllowed.
    """
    now = instance.clock()
    with writing(session):
        site = access_site(session, actor, name, Action.SEE_HELD)
        if actor.user_id is not None:
            talking.forget_lapsed(session, now)
            talking.set_reader(session, (site.id, comment_id), actor.user_id, now + LAPSE)
            alerts.note_look(session, site.id, now, _LOOKS)


def stop_reading(session: Session, actor: Actor, name: str, comment_id: int) -> None:
    """Say that one does not read this comment any more. Raises UnknownSite, NotAllowed."""
    with writing(session):
        access_site(session, actor, name, Action.SEE_HELD)
        if actor.user_id is not None:
            talking.remove_reader(session, comment_id, actor.user_id)


def list_readers(session: Session, actor: Actor, name: str, now: int) -> dict[int, list[str]]:
    """Give the names of the others who read something now, by comment. Raises UnknownSite, NotAllowed."""
    with reading(session):
        site = access_site(session, actor, name, Action.SEE_HELD)
        found: dict[int, list[str]] = {}
        for row in talking.list_readers(session, site.id, now):
            if row.user_id != actor.user_id:
                found.setdefault(row.comment_id, []).append(row.name)
        return found
