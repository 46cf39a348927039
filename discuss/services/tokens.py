"""A person's own API tokens: made for one site or for all of theirs, told once, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.errors import FieldError, Invalid, NotAuthenticated, NotFound, UnknownSite
from discuss.services.access import build_token, check_label
from discuss.store.queries import people, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance

MOST = 50
"""So many a person may have."""


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its owner sees it again: never itself. `site` is None where it is for all of theirs.

    `used`: when it was used last, to the hour; None for never.
    """

    id: int
    label: str
    site: str | None
    created: int
    used: int | None


def add_own_token(session: Session, instance: Instance, actor: Actor, label: str, site: str | None) -> str:
    """Make a token and give it, this once. Raises Invalid; UnknownSite also for one that the actor has no role on."""
    label, user_id = check_label(label), _owner(actor)
    with writing(session):
        if len(people.list_tokens(session, user_id)) >= MOST:
            raise Invalid(FieldError("/name", "You have too many. Take one back first."))
        found = site_queries.find_site(session, site) if site else None
        if site and (found is None or not (actor.is_admin or found.id in actor.roles)):
            raise UnknownSite
        token, row = build_token(instance, user_id, label, found.id if found else None)
        session.add(row)
    return token


def list_own_tokens(session: Session, actor: Actor) -> list[TokenView]:
    """List them, the oldest first."""
    with reading(session):
        rows = people.list_placed_tokens(session, _owner(actor))
        return [TokenView(token.id, token.label, site, token.created, token.used) for token, site in rows]


def remove_own_token(session: Session, actor: Actor, token_id: int) -> None:
    """Take a token back: it opens nothing any more. Raises NotFound, also for one of somebody else."""
    with writing(session):
        if not people.remove_token(session, _owner(actor), token_id):
            raise NotFound("There is no such token.")


def _owner(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAuthenticated
    return actor.user_id
