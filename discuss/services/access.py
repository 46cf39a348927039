"""Who is asking, and may they: the only way from a name of a site to its row for those who run it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from discuss.domain.ids import build_id
from discuss.domain.permissions import Action, Actor, Role, may
from discuss.domain.texts import check_email, check_text
from discuss.domain.times import HOUR
from discuss.errors import FieldError, Invalid, NotAllowed, NotAuthenticated, NotFound, UnknownComment, UnknownSite
from discuss.store.queries import comments, people, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.team_tables import ApiToken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Site, User

_RECOGNISABLE = "discuss_"  # so that a leaked one can be found
_LABEL_LIMIT = 100


def load_actor(session: Session, user_id: int) -> Actor:
    """Load what a user may do now. Raises NotAuthenticated for one who is gone."""
    with reading(session):
        return reload_actor(session, user_id)


def reload_actor(session: Session, user_id: int) -> Actor:
    """Load it within the transaction that one is in. Raises NotAuthenticated."""
    found = people.load_user_and_roles(session, user_id)
    if found is None:
        raise NotAuthenticated
    user, roles = found
    return Actor(user_id=user.id, is_admin=user.is_admin, roles={site: Role(role) for site, role in roles.items()})


def load_actor_of_token(session: Session, instance: Instance, token: str | None) -> Actor:
    """Load what an API token may do: what its user may, on its site if it has one. Raises NotAuthenticated.

    That it was used is written once an hour, so that other calls read alone.
    """
    now = instance.clock()
    with reading(session):
        found = people.find_token(session, _digest(token)) if token else None
        if found is None:
            raise NotAuthenticated("This needs an API token, as `Authorization: Bearer`.")
        actor = _narrow(reload_actor(session, found.user_id), found.site_id)
        number, is_noted = found.id, found.used is not None and found.used > now - HOUR
    if not is_noted:
        with writing(session):
            people.note_use(session, number, now)
    return actor


def add_token(session: Session, instance: Instance, email: str, label: str, site: str | None = None) -> str:
    """Make a named API token and give it, this once. Raises NotFound, UnknownSite, Invalid."""
    label = check_label(label)
    with writing(session):
        user = _find_user(session, email)
        token, row = build_token(instance, user.id, label, _find_site(session, site).id if site else None)
        session.add(row)
    return token


def check_label(label: str) -> str:
    """Give a name for a token. Raises Invalid."""
    label = check_text(label.strip(), pointer="/name", limit=_LABEL_LIMIT)
    if not label:
        raise Invalid(FieldError("/name", "Please give it a name."))
    return label


def build_token(instance: Instance, user_id: int, label: str, site_id: int | None) -> tuple[str, ApiToken]:
    """Draw a token, and give it with the row that is stored of it."""
    token, now = _RECOGNISABLE + secrets.token_urlsafe(32), instance.clock()
    row = ApiToken(
        id=build_id(now, instance.draw()),
        user_id=user_id,
        site_id=site_id,
        label=label,
        digest=_digest(token),
        created=now,
    )
    return token, row


def list_tokens(session: Session, email: str) -> Sequence[ApiToken]:
    with reading(session):
        return people.list_tokens(session, _find_user(session, email).id)


def remove_token(session: Session, email: str, token_id: int) -> None:
    """Take a token back. Raises NotFound."""
    with writing(session):
        if not people.remove_token(session, _find_user(session, email).id, token_id):
            raise NotFound("There is no such token.")


def access_site(session: Session, actor: Actor, name: str, action: Action) -> Site:
    """Give the site where the actor may do this.

    Raises UnknownSite also for a site that the actor has no role on: outsiders learn nothing of which there are;
    NotAllowed for a member whose role does not cover it. Call it within a transaction.
    """
    site = site_queries.find_site(session, name)
    if site is None or not (actor.is_admin or site.id in actor.roles):
        raise UnknownSite
    check_may(actor, action, site.id)
    return site


def lock_site(session: Session, site_id: int) -> Site:
    """Lock a site for a change: two at once come one after the other, or one would write over the other's.

    Raises UnknownSite for one that was removed a moment ago. Call it within a transaction.
    """
    site = site_queries.lock_site(session, site_id)
    if site is None:
        raise UnknownSite
    return site


def access_comment(session: Session, site: Site, comment_id: int) -> Comment:
    """Give a comment of this site. Raises UnknownComment also for another site's. Call it within a transaction."""
    comment = comments.find_comment(session, comment_id)
    if comment is None or comment.site_id != site.id:
        raise UnknownComment
    return comment


def check_runs(session: Session, actor: Actor) -> None:
    """Refuse who does not look after the installation, as of now. Call it within a transaction.

    An administrator without an account is who runs the command. Raises NotAllowed, NotAuthenticated.
    """
    if not (actor if actor.user_id is None else reload_actor(session, actor.user_id)).is_admin:
        raise NotAllowed


def check_may(actor: Actor, action: Action, site_id: int) -> None:
    """Raises NotAllowed."""
    if not may(actor, action, site_id):
        raise NotAllowed("Your role on this site does not cover this.")


def _narrow(actor: Actor, site_id: int | None) -> Actor:
    """Leave of what somebody may do that of one site, where one is named."""
    if site_id is None:
        return actor
    role = Role.OWNER if actor.is_admin else actor.roles.get(site_id)
    return replace(actor, is_admin=False, roles={site_id: role} if role else {})


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def _find_user(session: Session, email: str) -> User:
    user = site_queries.find_user(session, check_email(email))
    if user is None:
        raise NotFound(f"There is no user {email}.")
    return user


def _find_site(session: Session, name: str) -> Site:
    site = site_queries.find_site(session, name)
    if site is None:
        raise UnknownSite(f"There is no site called {name}.")
    return site
