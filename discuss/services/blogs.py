"""All blogs of an installation, for who looks after it: what each has, who owns it, and a new one with the way in."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.guesses import HERE, guess_name
from discuss.domain.keys import origin_of
from discuss.domain.permissions import Role
from discuss.domain.texts import check_own_email, check_text, check_title
from discuss.errors import Conflict, FieldError, Invalid
from discuss.services.access import check_runs
from discuss.services.blog_address import check_blog_address
from discuss.services.desks import MOST_COUNTED
from discuss.services.invitations import NewInvitation, find_end, store_invitation
from discuss.services.sites import NewSite, build_site, store_site
from discuss.store.queries import blogs as queries, checklist, desks
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

_EMAIL_LIMIT = 100  # it stands where an invitation says for whom it is


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogView:
    """A blog as an administrator sees it. `others`: further origins that may write.

    `comments`: which everybody sees; `waiting` up to MOST_COUNTED; `owners`: name and address of each.
    `invited`: where nobody owns it, until when somebody can take an invitation to.
    """

    name: str
    title: str
    base_url: str
    others: tuple[str, ...]
    comments: int
    waiting: int
    owners: tuple[tuple[str, str], ...]
    invited: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBlog:
    """A blog to add. Without a short name it gets one after its address. `email`: of who is going to own it."""

    title: str
    url: str
    name: str
    email: str


def list_blogs(session: Session, instance: Instance, actor: Actor) -> list[BlogView]:
    """List all of them by title. Raises NotAllowed."""
    with reading(session):
        check_runs(session, actor)
        owners: dict[int, list[tuple[str, str]]] = {}
        for site_id, user, role in queries.list_team(session):
            if role == Role.OWNER:
                owners.setdefault(site_id, []).append((user.name, user.email))
        return [
            _view(session, instance, site, comments, owners.get(site.id, []))
            for site, comments in queries.list_blogs(session)
        ]


def add_blog(session: Session, instance: Instance, actor: Actor, new: NewBlog) -> str:
    """Add a blog with the list of what is to be done there, and give the link by which its owner joins, this once.

    All of it or nothing. Raises NotAllowed, and Invalid naming every field that is wrong.
    """
    site, email = _check(instance, new)
    try:
        with writing(session):
            check_runs(session, actor)
            store_site(session, site)
            checklist.begin_checklist(session, site.id, instance.clock())
            return store_invitation(session, instance, site, actor.user_id, NewInvitation(Role.OWNER, email))
    except Conflict as error:
        raise Invalid(FieldError("/name", error.detail)) from error


def _check(instance: Instance, new: NewBlog) -> tuple[Site, str]:
    """Give the site, not stored yet, and the address of its owner. Raises Invalid for all that is wrong."""
    wrong: list[FieldError] = []
    title = url = email = ""
    with _noting(wrong):
        title = _check_title(new.title)
    with _noting(wrong):
        url = check_blog_address(new.url)
    with _noting(wrong):
        email = _check_email(new.email)
    with _noting(wrong):
        name = new.name.strip() or guess_name(url)
        # So that a wrong short name is told together with the rest.
        site = build_site(instance, NewSite(name, title, url or HERE))
    if wrong:
        raise Invalid(*wrong)
    return site, email


@contextmanager
def _noting(wrong: list[FieldError]) -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        wrong.extend(error.errors)


def _check_title(text: str) -> str:
    title = check_title(text)
    if not title:
        raise Invalid(FieldError("/title", "Please give it a name."))
    return title


def _check_email(text: str) -> str:
    return check_text(check_own_email(text), pointer="/email", limit=_EMAIL_LIMIT)


def _view(session: Session, instance: Instance, site: Site, comments: int, owners: list[tuple[str, str]]) -> BlogView:
    own = origin_of(site.base_url)
    return BlogView(
        name=site.name,
        title=site.title,
        base_url=site.base_url,
        others=tuple(each for each in site.origins if each != own),
        comments=comments,
        waiting=desks.count_waiting(session, site.id, MOST_COUNTED),
        owners=tuple(owners),
        invited=None if owners else find_end(session, site.id, Role.OWNER, instance.clock()),
    )
