"""Who runs a site: its members, added, given other roles and taken out by its owners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.ids import build_id
from discuss.domain.names import check_name
from discuss.domain.permissions import Action, Role
from discuss.domain.texts import check_own_email
from discuss.errors import Conflict, FieldError, Invalid, NotFound, UnknownSite
from discuss.services.access import access_site, reload_actor
from discuss.services.password_links import build_link
from discuss.store.queries import members as queries, people, sites as site_queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry, Membership, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

MOST = 200
"""So many a site may have: each one that is added gets a mail."""

_LAST_OWNER = "A site has an owner at all times. Make somebody else one first."


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member as the owners see one. `signed_in`: the last time, None for who never did."""

    id: int
    name: str
    email: str
    role: Role
    signed_in: int | None


@dataclass(frozen=True, slots=True)
class NewMember:
    """Whom to add. An account that is there keeps the name it has."""

    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Change:
    """Which member gets which role; None takes the person out."""

    user_id: int
    role: Role | None


def list_members(session: Session, actor: Actor, site: str) -> list[MemberView]:
    """List them by name. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.SET_MEMBERS)
        return [_view(user, role) for user, role in queries.list_members(session, found.id)]


def add_member(session: Session, instance: Instance, actor: Actor, site: str, new: NewMember) -> str | None:
    """Add a person, with a new account or the one that is there, and see to it that a mail tells them.

    Only where no mail can bring it, give the link where a new person sets a first password; never one for an account
    that was there before, which might run another site as well. Raises UnknownSite, NotAllowed, Invalid.
    """
    email, can_mail = check_own_email(new.email), instance.settings.can_mail
    with writing(session):
        found = _lock(session, actor, site)
        user, is_new = _find_or_add(session, instance, email, new.name)
        if queries.find_membership(session, found.id, user.id):
            raise Invalid(FieldError("/email", "They belong to this site already."))
        if queries.count_members(session, found.id) >= MOST:
            raise Invalid(FieldError("/email", "There are too many already. Take somebody out first."))
        session.add(Membership(site_id=found.id, user_id=user.id, role=new.role))
        _record(session, actor, found, _log("join", user, new.role, instance))
        if can_mail:
            add_job(session, "welcome", {"user": user.id, "site": found.id}, instance.clock())
        address = user.email
    return build_link(session, instance, address) if is_new and not can_mail else None


def change_member(session: Session, instance: Instance, actor: Actor, site: str, change: Change) -> None:
    """Give a member another role, or take the person out, with the API tokens for this site.

    Raises UnknownSite, NotAllowed, NotFound, and Conflict where no owner would be left.
    """
    with writing(session):
        found = _lock(session, actor, site)
        membership = queries.find_membership(session, found.id, change.user_id)
        user = people.load_user(session, change.user_id) if membership else None
        if membership is None or user is None:
            raise NotFound("There is nobody of this name.")
        if membership.role == change.role:
            return
        if membership.role == Role.OWNER and queries.count_members(session, found.id, Role.OWNER) == 1:
            raise Conflict(_LAST_OWNER)
        if change.role is None:
            session.delete(membership)
            people.remove_tokens_for_site(session, user.id, found.id)
            _record(session, actor, found, _log("leave", user, Role(membership.role), instance))
        else:
            membership.role = change.role
            _record(session, actor, found, _log("role", user, change.role, instance))


def _lock(session: Session, actor: Actor, name: str) -> Site:
    """Give the site, locked, and see anew whether the actor may: two who take each other out come one by one."""
    if actor.user_id is None:
        raise UnknownSite
    site = access_site(session, actor, name, Action.SET_MEMBERS)
    locked = site_queries.lock_site(session, site.id)
    access_site(session, reload_actor(session, actor.user_id), name, Action.SET_MEMBERS)
    return locked


def _find_or_add(session: Session, instance: Instance, email: str, name: str) -> tuple[User, bool]:
    """Give who has this address, else a new person. Raises Invalid."""
    known = site_queries.find_user(session, email)
    if known is not None:
        return known, False
    now = instance.clock()
    new = User(id=build_id(now, instance.draw()), email=email.lower(), name=check_name(name), created=now)
    is_new = queries.add_user_once(session, new)
    user = site_queries.find_user(session, new.email)
    if user is None:
        raise Conflict
    return user, is_new


def _view(user: User, role: str) -> MemberView:
    return MemberView(id=user.id, name=user.name, email=user.email, role=Role(role), signed_in=user.signed_in)


def _log(action: str, user: User, role: Role, instance: Instance) -> LogEntry:
    """Write down whom it was about, by name, and as what. The site is not known yet."""
    return LogEntry(
        site_id=0,
        at=instance.clock(),
        actor="member",
        action=action,
        reason=role,
        note=user.name,
        data={"user": user.id},
    )


def _record(session: Session, actor: Actor, site: Site, entry: LogEntry) -> None:
    entry.site_id, entry.user_id = site.id, actor.user_id
    session.add(entry)
    site.revision += 1  # badges and the names that guests may not take
