"""Who runs a site: its members, added, given other roles and taken out by its owners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.ids import build_id
from discuss.domain.names import check_name
from discuss.domain.permissions import Action, Role
from discuss.domain.texts import check_own_email
from discuss.errors import Conflict, FieldError, Invalid, NotFound
from discuss.services.access import access_site
from discuss.services.team_rows import MOST, TeamEvent, check_owner_left, lock_team, record_event
from discuss.store.queries import invitations, members as queries, people, sites as site_queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import reading, writing
from discuss.store.tables import Membership, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

_NO_MAIL = "No mail is set up here that could reach them. Make an invitation link instead."
_NOT_SHOWN = (
    "Somebody signs in here with this address, but it was never shown to be theirs. Make an invitation link instead."
)


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


def add_member(session: Session, instance: Instance, actor: Actor, site: str, new: NewMember) -> None:
    """Add who reads the mails of an address, with a new account or the one that is there, and let a mail tell them.

    Only where mail is set up: nobody else can be handed the way into an account. Where somebody chose the address with
    an invitation it may be another's, see `User.confirmed`. Raises UnknownSite, NotAllowed, Invalid.
    """
    email = check_own_email(new.email)
    if not instance.settings.can_mail:
        raise Invalid(FieldError("/email", _NO_MAIL))
    with writing(session):
        found = lock_team(session, actor, site)
        user = _find_or_add(session, instance, email, new.name)
        if queries.find_membership(session, found.id, user.id):
            raise Invalid(FieldError("/email", "They belong to this site already."))
        if user.confirmed is None:
            raise Invalid(FieldError("/email", _NOT_SHOWN))
        if queries.count_members(session, found.id) >= MOST:
            raise Invalid(FieldError("/email", "There are too many already. Take somebody out first."))
        session.add(Membership(site_id=found.id, user_id=user.id, role=new.role))
        event = TeamEvent("join", new.role, user.name, user.id)
        record_event(session, found, actor.user_id, event, instance.clock())
        add_job(session, "welcome", {"user": user.id, "site": found.id}, instance.clock())


def change_member(session: Session, instance: Instance, actor: Actor, site: str, change: Change) -> None:
    """Give a member another role, or take the person out, with the API tokens for this site.

    Raises UnknownSite, NotAllowed, NotFound, and Conflict where no owner would be left.
    """
    with writing(session):
        found = lock_team(session, actor, site)
        membership, user = _find_member(session, found, change.user_id)
        if membership.role == change.role:
            return
        check_owner_left(session, membership)
        if change.role is None:
            event = TeamEvent("leave", Role(membership.role), user.name, user.id)
            session.delete(membership)
            people.remove_tokens_for_site(session, user.id, found.id)
        else:
            event = TeamEvent("role", change.role, user.name, user.id)
            membership.role = change.role
        invitations.remove_invitations_by(session, found.id, user.id)
        record_event(session, found, actor.user_id, event, instance.clock())


def find_heir(session: Session, actor: Actor, site: str, user_id: int) -> MemberView:
    """Give whom somebody could hand a site over to. Raises UnknownSite, NotAllowed, NotFound also for oneself."""
    with reading(session):
        found = access_site(session, actor, site, Action.SET_MEMBERS)
        membership, user = _find_member(session, found, user_id)
        if actor.roles.get(found.id) is not Role.OWNER or user.id == actor.user_id:
            raise NotFound("There is nobody of this name.")
        return _view(user, membership.role)


def hand_over(session: Session, instance: Instance, actor: Actor, site: str, user_id: int) -> None:
    """Make a member an owner in one's own place, who stays as a moderator.

    Raises UnknownSite, NotAllowed, NotFound, and Conflict for who does not own the site.
    """
    with writing(session):
        found = lock_team(session, actor, site)
        heir, user = _find_member(session, found, user_id)
        own = queries.find_membership(session, found.id, actor.user_id or 0)
        if own is None or own.role != Role.OWNER or own is heir:
            raise Conflict("Only an owner can hand a site over, and to somebody else.")
        giver = people.load_user(session, own.user_id)
        heir.role, own.role = Role.OWNER, Role.MODERATOR
        invitations.remove_invitations_by(session, found.id, own.user_id)
        for each, role in ((user, Role.OWNER), (giver, Role.MODERATOR)):
            if each is not None:
                event = TeamEvent("role", role, each.name, each.id)
                record_event(session, found, actor.user_id, event, instance.clock())


def _find_member(session: Session, site: Site, user_id: int) -> tuple[Membership, User]:
    """Raises NotFound."""
    membership, user = queries.find_membership(session, site.id, user_id), people.load_user(session, user_id)
    if membership is None or user is None:
        raise NotFound("There is nobody of this name.")
    return membership, user


def _find_or_add(session: Session, instance: Instance, email: str, name: str) -> User:
    """Give who has this address, else a new person. Raises Invalid."""
    known = site_queries.find_user(session, email)
    if known is not None:
        return known
    now = instance.clock()
    # Nobody signs in with it before a mail to this address brought the link for a first password.
    new = User(
        id=build_id(now, instance.draw()), email=email.lower(), name=check_name(name), created=now, confirmed=now
    )
    queries.add_user_once(session, new)
    user = site_queries.find_user(session, new.email)
    if user is None:
        raise Conflict
    return user


def _view(user: User, role: str) -> MemberView:
    return MemberView(id=user.id, name=user.name, email=user.email, role=Role(role), signed_in=user.signed_in)
