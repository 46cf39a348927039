"""The rows that every change of a site's team writes: the site, locked, and what the log says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action, Role
from discuss.errors import Conflict, UnknownSite
from discuss.services.access import access_site, lock_site, reload_actor
from discuss.store.queries import members as queries
from discuss.store.tables import LogEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.store.tables import Membership, Site

MOST = 200
"""So many members a site may have: each one that is added gets a mail."""

LAST_OWNER = "A site has an owner at all times. Make somebody else one first."


@dataclass(frozen=True, slots=True)
class TeamEvent:
    """What happened to somebody: to a user, or to an invitation, whose `note` says for whom it is."""

    action: str
    role: Role
    note: str
    user_id: int | None = None


def lock_team(session: Session, actor: Actor, name: str) -> Site:
    """Give the site, locked, and see anew whether the actor may: two who take each other out come one by one.

    An administrator without an account is who runs the command. Raises UnknownSite, NotAllowed, NotAuthenticated.
    """
    if actor.user_id is None and not actor.is_admin:
        raise UnknownSite
    site = access_site(session, actor, name, Action.SET_MEMBERS)
    locked = lock_site(session, site.id)
    if actor.user_id is not None:
        access_site(session, reload_actor(session, actor.user_id), name, Action.SET_MEMBERS)
    return locked


def check_owner_left(session: Session, membership: Membership) -> None:
    """Refuse to take the only owner of a locked site away. Raises Conflict."""
    if membership.role == Role.OWNER and queries.count_members(session, membership.site_id, Role.OWNER) == 1:
        raise Conflict(LAST_OWNER)


def record_event(session: Session, site: Site, by: int | None, event: TeamEvent, now: int) -> None:
    """Write down whom it was about, by name, and as what."""
    session.add(
        LogEntry(
            site_id=site.id,
            at=now,
            actor="member",
            user_id=by,
            action=event.action,
            reason=event.role,
            note=event.note or None,
            data={"user": event.user_id} if event.user_id else None,
        )
    )
    if event.user_id is not None:
        site.revision += 1  # badges and the names that guests may not take
