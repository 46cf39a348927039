"""Who wrote which pages of a site: said by themselves or by an owner, and what is talked about there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.authored import MOST, WHOLE, looks_like_path, paths_over, read_paths
from discuss.domain.keys import canonical_key
from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid, NotAllowed, NotFound
from discuss.services.access import access_site
from discuss.store.queries import author_news, authored as queries, desks, members
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site, Thread

SHOWN = 100
"""So many discussions are listed, those that were written in last."""


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page with comments. `latest`: when the newest one was written."""

    key: str
    title: str | None
    count: int
    latest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenView:
    """What a member wrote: `paths` as they are noted, `pages` with comments. `wants_mail`: whether they are told."""

    paths: Sequence[str]
    pages: Sequence[WrittenPage]
    can_mail: bool
    wants_mail: bool
    is_member: bool


def load_written(session: Session, instance: Instance, actor: Actor, site: str) -> WrittenView:
    """Load what oneself wrote on a site. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.ANSWER)
        writer = author_news.find_writer(session, found.id, actor.user_id or 0)
        paths = queries.list_paths_of(session, found.id, actor.user_id or 0)
        return WrittenView(
            paths=paths,
            pages=[_view(thread) for thread in queries.list_threads(session, found.id, paths, SHOWN)],
            can_mail=instance.settings.can_mail,
            wants_mail=writer is not None and writer.wants_mail,
            is_member=writer is not None,
        )


def _view(thread: Thread) -> WrittenPage:
    return WrittenPage(key=thread.key, title=thread.title, count=thread.count, latest=thread.latest)


def list_pages_of_members(session: Session, actor: Actor, site: str) -> dict[int, list[str]]:
    """List what is noted of each member of a site. Raises UnknownSite, NotAllowed."""
    with reading(session):
        return queries.list_paths(session, access_site(session, actor, site, Action.SET_MEMBERS).id)


def find_path(session: Session, site_id: int, actor: Actor, key: str) -> str | None:
    """Give what says that the actor wrote the page of this key. Call it within a transaction."""
    found = queries.list_own(session, site_id, actor.user_id or 0, paths_over(key))
    return max(found, key=len, default=None)


def claim_page(session: Session, actor: Actor, site: str, page: str) -> str:
    """Note that oneself wrote a page, by its key or address, and give its key.

    Raises UnknownSite, NotAllowed for who is no member, Invalid for what is no page of one's own.
    """
    with writing(session):
        found = access_site(session, actor, site, Action.ANSWER)
        user_id = _access_member(session, found, actor.user_id)
        key = canonical_key(page, found.base_url, found.origins)
        thread = desks.find_thread(session, found.id, key)
        if looks_like_path(key) and not (thread and thread.count):
            raise Invalid(FieldError("/page", "Name the page by its whole address, which starts with https://."))
        if key == WHOLE:
            raise Invalid(FieldError("/page", "The front page is nobody's alone: name a page that you wrote."))
        _check_room(queries.list_paths_of(session, found.id, user_id), key)
        queries.add_path(session, found.id, user_id, key)
    return key


def disclaim_page(session: Session, actor: Actor, site: str, path: str) -> None:
    """Take back that oneself wrote a page, or all below a path. Raises UnknownSite, NotAllowed."""
    with writing(session):
        found = access_site(session, actor, site, Action.ANSWER)
        if path in queries.list_paths_of(session, found.id, actor.user_id or 0):
            queries.remove_path(session, found.id, actor.user_id or 0, path)


def set_pages(session: Session, actor: Actor, site: str, user_id: int, text: str) -> None:
    """Note what a member wrote, one page or path a line, in place of what was noted before.

    Raises UnknownSite, NotAllowed, NotFound, Invalid.
    """
    with writing(session):
        found = access_site(session, actor, site, Action.SET_MEMBERS)
        if members.find_membership(session, found.id, user_id) is None:
            raise NotFound("There is nobody of this name.")
        noted = queries.list_paths_of(session, found.id, user_id)
        paths = read_paths(text, found.base_url, found.origins, noted)
        queries.remove_paths(session, found.id, user_id)
        for path in paths:
            queries.add_path(session, found.id, user_id, path)


def _access_member(session: Session, site: Site, user_id: int | None) -> int:
    """Raises NotAllowed: an administrator of the installation need not be a member."""
    if user_id is None or members.find_membership(session, site.id, user_id) is None:
        raise NotAllowed("Only members of a site can have written its pages.")
    return user_id


def _check_room(noted: Collection[str], key: str) -> None:
    """Raises Invalid."""
    if key not in noted and len(noted) >= MOST:
        raise Invalid(FieldError("/page", f"These are too many: at most {MOST} are possible."))
