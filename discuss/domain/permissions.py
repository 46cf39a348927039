"""Who may do what: one table, asked in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    MODERATOR = "moderator"
    CONTRIBUTOR = "contributor"


class Action(StrEnum):
    ANSWER = "answer"  # post as a member: never held, with a badge
    SEE_HELD = "see-held"  # read what the public does not see
    DECIDE = "decide"  # decide about comments
    CLOSE = "close"  # close and open threads
    EXPORT = "export"
    SET_SITE = "set-site"  # settings, rules, addresses
    SET_MEMBERS = "set-members"
    RUN = "run"  # look after the installation itself, which is no site's


_MODERATES = frozenset({Action.ANSWER, Action.SEE_HELD, Action.DECIDE, Action.CLOSE})
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.OWNER: frozenset(Action) - {Action.RUN},
    Role.MODERATOR: _MODERATES,
    Role.CONTRIBUTOR: frozenset({Action.ANSWER}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is asking now. A guest has no user; an administrator of the installation may do everything on every site."""

    user_id: int | None = None
    is_admin: bool = False
    roles: dict[int, Role] = field(default_factory=dict)  # by site


GUEST = Actor()


def may(actor: Actor, action: Action, site_id: int) -> bool:
    role = actor.roles.get(site_id)
    return actor.is_admin or (role is not None and action in ALLOWED[role])
