"""Before a ban is spoken: what of an author can be banned, and what calling their last comments spam would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.bans import BanKind, BanOrder
from discuss.domain.decisions import Deed
from discuss.domain.permissions import Action
from discuss.errors import Invalid
from discuss.services.access import access_site
from discuss.services.bans import Theirs, check_target, load_theirs
from discuss.services.effects import preview_decision
from discuss.services.moderation import Decision
from discuss.store.queries import lines as queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.effects import Effects
    from discuss.services.instance import Instance
    from discuss.store.rows import AnyRow
    from discuss.store.tables import Site

_SHOWN = 20
_OF_AUTHORS = (BanKind.READER, BanKind.ADDRESS, BanKind.NETWORK, BanKind.EMAIL)


@dataclass(frozen=True, slots=True)
class Author:
    """A comment, as `lines` has it, and what of its author can be banned."""

    line: AnyRow
    kinds: Sequence[BanKind]


@dataclass(frozen=True, slots=True)
class BanPreview:
    """Whom a ban would hit, and what calling their last comments spam would do; `effects` None: there are none.

    `lines`: the newest of those comments. `author`: a name, or the domain.
    """

    label: str
    count: int
    lines: Sequence[AnyRow]
    effects: Effects | None


def load_author(session: Session, instance: Instance, actor: Actor, site: str, comment: int) -> Author | None:
    """Load what can be banned by a comment; None where there is nothing. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.DECIDE)
        line = queries.load_lines(session, [comment]).get(comment)
        orders = [BanOrder(kind=kind, comment=comment) for kind in _OF_AUTHORS]
        kinds = [order.kind for order in orders if _can_ban(session, instance, found, order)]
        return Author(line, kinds) if line and kinds else None


def preview_ban(session: Session, instance: Instance, actor: Actor, site: str, wanted: Theirs) -> BanPreview:
    """Foresee a ban. Raises UnknownSite, NotAllowed, Invalid."""
    items = load_theirs(session, instance, actor, site, wanted)
    with reading(session):
        label = check_target(session, instance, access_site(session, actor, site, Action.DECIDE), wanted.order)
        lines = queries.load_lines(session, [item.id for item in items[:_SHOWN]])
    decision = Decision(items=items, deed=Deed.SPAM)
    effects = preview_decision(session, instance, actor, decision) if items else None
    return BanPreview(label, len(items), [lines[item.id] for item in items if item.id in lines], effects)


def _can_ban(session: Session, instance: Instance, site: Site, order: BanOrder) -> bool:
    try:
        check_target(session, instance, site, order)
    except Invalid:
        return False
    return True
