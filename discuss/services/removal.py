"""Removing a blog: what would go, and doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid
from discuss.services.access import access_site, check_runs, lock_site
from discuss.store.queries import blogs as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What goes with a blog. `comments`: also those that nobody sees; `since`: when it was added."""

    name: str
    title: str
    base_url: str
    comments: int
    pages: int
    members: int
    since: int


def load_loss(session: Session, actor: Actor, name: str) -> Loss:
    """Load what would go. Raises UnknownSite, NotAllowed."""
    with reading(session):
        site = access_site(session, actor, name, Action.RUN)
        comments, pages, members = queries.count_all(session, site.id)
        return Loss(
            name=site.name,
            title=site.title,
            base_url=site.base_url,
            comments=comments,
            pages=pages,
            members=members,
            since=site.created,
        )


def remove_site(session: Session, actor: Actor, name: str, typed: str) -> None:
    """Remove a site with everything in it, once somebody typed its name. Raises UnknownSite, NotAllowed, Invalid."""
    if typed.strip().lower() != name:  # telephones begin it with a capital one
        raise Invalid(FieldError("/typed", "That is not its name. Nothing was removed."))
    with writing(session):
        site = access_site(session, actor, name, Action.RUN)
        check_runs(session, actor)
        session.delete(lock_site(session, site.id))
