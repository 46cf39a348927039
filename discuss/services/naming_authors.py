"""Pages that name who wrote them: looked at once, when somebody writes there first; what fails is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss.domain.authored import MOST, WHOLE, paths_over
from discuss.domain.checkup.bylines import fold_name, read_authors
from discuss.domain.checkup.page import decode
from discuss.domain.keys import key_of_url
from discuss.domain.permissions import Role
from discuss.errors import FetchFailed, Invalid
from discuss.outbound import Way, fetch
from discuss.services.author_mails import enqueue_earlier_news
from discuss.store.queries import authored as queries, comments as comment_queries, members, sites as site_queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler
    from discuss.store.tables import Thread

_BYTES = 1_000_000
_ACCEPT = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A page that is looked at, and its site as far as that says what belongs to it."""

    url: str
    base_url: str
    origins: Sequence[str]


def enqueue_naming(session: Session, thread: Thread, now: int) -> None:
    """See to it that a page is looked at, if somebody may be named there. Call it when its thread is made."""
    if thread.key != WHOLE and members.count_members(session, thread.site_id, Role.CONTRIBUTOR):
        add_job(session, "author-name", {"thread": thread.id}, now)


def name_authors(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Note of the contributors that a page names that they wrote it, and tell them what was written there by now."""
    with reading(session):
        place = _find_place(session, payload["thread"])
    names = _look(instance, place) if place else []
    if not names:
        return
    with writing(session):
        thread = comment_queries.seek_thread(session, payload["thread"])
        if thread is None:
            return
        for user_id in _choose(session, thread, names):
            queries.add_path(session, thread.site_id, user_id, thread.key)
            enqueue_earlier_news(session, instance, thread, user_id)


def _find_place(session: Session, thread_id: int) -> _Place | None:
    """Give the page, if the site has one: an address that a stranger named is asked only if it is the site's own."""
    thread = comment_queries.seek_thread(session, thread_id)
    site = site_queries.seek_site(session, thread.site_id) if thread else None
    if thread is None or site is None or not _is_page(thread.url, site.base_url, site.origins):
        return None
    return _Place(thread.url, site.base_url, tuple(site.origins))


def _is_page(url: str, base_url: str, origins: Sequence[str]) -> bool:
    try:
        return bool(key_of_url(url, base_url, origins))
    except Invalid:
        return False


def _look(instance: Instance, place: _Place) -> list[str]:
    way = Way(allow=instance.settings.outbound_allow, most_bytes=_BYTES)
    try:
        answer = fetch(place.url, way, _ACCEPT)
    except FetchFailed:
        return []
    if answer.status != 200 or not _is_page(answer.url, place.base_url, place.origins):
        return []
    return read_authors(decode(answer.body, answer.headers.get("content-type", "")))


def _choose(session: Session, thread: Thread, names: Sequence[str]) -> list[int]:
    """Give the contributors who are named and not known to have written it; none for a name that two of them have."""
    known = queries.list_authors(session, thread.site_id, paths_over(thread.key))
    found: dict[str, list[int]] = {}
    for user, role in members.list_members(session, thread.site_id):
        if role == Role.CONTRIBUTOR:
            found.setdefault(fold_name(user.name), []).append(user.id)
    named = [found[name][0] for name in names if len(found.get(name, ())) == 1]
    new = sorted(set(named).difference(known))
    return [each for each in new if len(queries.list_paths_of(session, thread.site_id, each)) < MOST]


HANDLERS: dict[str, Handler] = {"author-name": name_authors}
