"""Invitations: a link that makes whoever opens it a member of one site, with one role, once, and without any mail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from discuss.domain.ids import build_id
from discuss.domain.names import check_name
from discuss.domain.permissions import Action, Actor, Role, may
from discuss.domain.texts import check_own_email, check_text
from discuss.domain.times import DAY
from discuss.errors import Conflict, FieldError, Invalid, LimitReached, NotFound
from discuss.services.access import access_site
from discuss.services.identity import mark_visitor
from discuss.services.signing_in import Person, mark_account, view_person
from discuss.services.sites import hash_password
from discuss.services.team_rows import MOST, TeamEvent, lock_team, record_event
from discuss.store.counters import SqlCounters
from discuss.store.queries import invitations as queries, members, people, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.tables import Membership, User
from discuss.store.team_tables import Invitation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.identity import Visitor
    from discuss.services.instance import Instance
    from discuss.store.queries.invitations import InvitationRow
    from discuss.store.tables import Site

LASTS = 7 * DAY
MOST_OPEN = 50
_LABEL_LIMIT = 100
_OVER = "This invitation was used already, was taken back, or is too old. Ask for another one."
_KNOWN = "Somebody signs in here with this address already. If that is you, sign in below."
_RANK = {Role.CONTRIBUTOR: 0, Role.MODERATOR: 1, Role.OWNER: 2}


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """What to invite somebody as. `label` says for whom it is, to those who see the list."""

    role: Role
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """An open invitation as the owners see it. `by`: who made it, None for who runs the service."""

    id: int
    role: Role
    label: str
    by: str | None
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An invitation as whoever holds its link sees it."""

    title: str
    base_url: str
    role: Role
    by: str | None
    until: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who takes an invitation and has no account yet."""

    name: str
    email: str
    password: str


def add_invitation(session: Session, instance: Instance, actor: Actor, site: str, new: NewInvitation) -> str:
    """Make an invitation, and give its link, this once. Raises UnknownSite, NotAllowed, Invalid."""
    label = check_text(" ".join(new.label.split()), pointer="/label", limit=_LABEL_LIMIT)
    with writing(session):
        found = lock_team(session, actor, site)
        if len(queries.list_invitations(session, found.id, instance.clock())) >= MOST_OPEN:
            raise Invalid(FieldError("/role", "There are too many open invitations. Take one back first."))
        return store_invitation(session, instance, found, actor.user_id, NewInvitation(new.role, label))


def store_invitation(session: Session, instance: Instance, site: Site, by: int | None, new: NewInvitation) -> str:
    """Store an invitation within a transaction, and give its link."""
    key, now = secrets.token_urlsafe(32), instance.clock()
    invitation = Invitation(
        id=build_id(now, instance.draw()),
        site_id=site.id,
        role=new.role,
        digest=_digest(key),
        label=new.label,
        by=by,
        created=now,
        expires=now + LASTS,
    )
    session.add(invitation)
    record_event(session, site, by, TeamEvent("invite", new.role, new.label), now)
    return f"{instance.settings.base_url}/moderate/-/invitation/{key}"


def find_end(session: Session, site_id: int, role: Role, now: int) -> int | None:
    """Give until when somebody can still be this on a site by an invitation, within a transaction; None for nobody."""
    rows = queries.list_invitations(session, site_id, now)
    ends = [row.invitation.expires for row in rows if row.invitation.role == role and _may_invite(row)]
    return max(ends, default=None)


def list_invitations(session: Session, instance: Instance, actor: Actor, site: str) -> list[InvitationView]:
    """List those that can still be taken, the newest first. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.SET_MEMBERS)
        rows = queries.list_invitations(session, found.id, instance.clock())
        return [_view(row) for row in rows if _may_invite(row)]


def remove_invitation(session: Session, instance: Instance, actor: Actor, site: str, number: int) -> None:
    """Take an invitation back. Raises UnknownSite, NotAllowed, NotFound for one that is not open any more."""
    with writing(session):
        found = lock_team(session, actor, site)
        gone = queries.remove_invitation(session, found.id, number)
        if gone is None:
            raise NotFound(_OVER)
        event = TeamEvent("uninvite", Role(gone[0]), gone[1])
        record_event(session, found, actor.user_id, event, instance.clock())


def load_offer(session: Session, instance: Instance, key: str) -> Offer:
    """Give what a link invites to. Raises NotFound when it is over, or never was one."""
    with reading(session):
        row = _access(session, instance, key)
        return Offer(
            title=row.site.title,
            base_url=row.site.base_url,
            role=Role(row.invitation.role),
            by=row.maker.name if row.maker else None,
            until=row.invitation.expires,
        )


def accept_invitation(session: Session, instance: Instance, key: str, user_id: int) -> str:
    """Make somebody who has an account a member, which ends the invitation, and give the site's name.

    Whoever is a member already gets more to do by it, never less. Raises NotFound, Conflict.
    """
    with writing(session):
        user = people.load_user(session, user_id)
        if user is None:
            raise NotFound
        return _join(session, instance, _take(session, instance, key), user)


def join_by_invitation(session: Session, instance: Instance, key: str, newcomer: Newcomer, visitor: Visitor) -> Person:
    """Make an account and let it take the invitation. Raises NotFound, Conflict, LimitReached, Invalid.

    Each try counts like one to sign in: it would tell which addresses have an account.
    """
    load_offer(session, instance, key)
    name, email = check_name(newcomer.name), check_own_email(newcomer.email).lower()
    hashed, now = hash_password(newcomer.password), instance.clock()
    address = mark_visitor(session, instance, visitor).address.hex()
    with writing(session):
        wait = instance.limiter.count_sign_in(mark_account(instance, email), address, SqlCounters(session))
    if wait:
        raise LimitReached(wait)
    user = User(id=build_id(now, instance.draw()), email=email, name=name, password_hash=hashed, created=now)
    with writing(session):
        row = _take(session, instance, key)
        if site_queries.find_user(session, email) or not members.add_user_once(session, user):
            raise Invalid(FieldError("/email", _KNOWN))
        _join(session, instance, row, user)
    return view_person(user)


def _join(session: Session, instance: Instance, row: InvitationRow, user: User) -> str:
    """Use up an invitation whose site is locked."""
    site, role = row.site, Role(row.invitation.role)
    membership = members.find_membership(session, site.id, user.id)
    if membership is not None and _RANK[Role(membership.role)] >= _RANK[role]:
        raise Conflict("You belong to this site already.")
    if membership is None and members.count_members(session, site.id) >= MOST:
        raise Conflict("There are too many on the team already. Ask its owner to take somebody out.")
    if membership is None:
        session.add(Membership(site_id=site.id, user_id=user.id, role=role))
    else:
        membership.role = role
    queries.remove_invitation(session, site.id, row.invitation.id)
    event = TeamEvent("join", role, user.name, user.id)
    record_event(session, site, user.id, event, instance.clock())
    return site.name


def _take(session: Session, instance: Instance, key: str) -> InvitationRow:
    """Give an invitation with its site locked: of two who take it at once the second finds it used."""
    if site_queries.lock_site(session, _access(session, instance, key).site.id) is None:
        raise NotFound(_OVER)
    return _access(session, instance, key)


def _access(session: Session, instance: Instance, key: str) -> InvitationRow:
    row = queries.find_invitation(session, _digest(key))
    if row is None or row.invitation.expires <= instance.clock() or not _may_invite(row):
        raise NotFound(_OVER)
    return row


def _may_invite(row: InvitationRow) -> bool:
    """Say whether its maker may still make members of this site."""
    if row.maker is None:
        return row.invitation.by is None
    roles = {row.site.id: Role(row.role)} if row.role else {}
    maker = Actor(user_id=row.maker.id, is_admin=row.maker.is_admin, roles=roles)
    return may(maker, Action.SET_MEMBERS, row.site.id)


def _view(row: InvitationRow) -> InvitationView:
    return InvitationView(
        id=row.invitation.id,
        role=Role(row.invitation.role),
        label=row.invitation.label,
        by=row.maker.name if row.maker else None,
        until=row.invitation.expires,
    )


def _digest(key: str) -> bytes:
    return sha256(key.encode("utf-8", "surrogateescape")).digest()
