"""Closing and opening threads: a decision about a page, of which there need be no comment yet."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss import rendering
from discuss.domain.keys import canonical_key, is_page_key, key_of_url, origin_of
from discuss.domain.permissions import Action
from discuss.domain.texts import check_text
from discuss.domain.thread import Closing, Scope, build_state
from discuss.errors import FieldError, Invalid, UnknownSite
from discuss.services.access import access_site
from discuss.services.closings import build_values, dump_closing, set_closing
from discuss.services.deeds import Batch, Result
from discuss.services.threads import view_closing
from discuss.store.queries import comments as queries, moderation as moderation_queries, people, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

MOST_THREADS = 1000
_NOTE_LIMIT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingOrder:
    """How threads are closed. `note` is Markdown; `until` milliseconds since 1970; `successor` an address."""

    reason: str | None = None
    note: str | None = None
    until: int | None = None
    successor: str | None = None
    scope: Scope = Scope.ALL


def close_threads(
    session: Session, instance: Instance, actor: Actor, place: tuple[str, Sequence[str]], order: ClosingOrder
) -> Batch:
    """Close the threads of a site: `place` is its name and their keys. Raises UnknownSite, NotAllowed, Invalid."""
    now = instance.clock()
    _check(order, now)
    note_html = rendering.render_markdown(order.note).html if order.note else None
    with writing(session):
        site, keys = _access(session, actor, place)
        if order.successor is not None:
            _check_successor(order.successor, site)
        closing = Closing(
            at=now,
            by=_name(session, actor),
            reason=order.reason,
            note=order.note,
            note_html=note_html,
            until=order.until,
            successor=order.successor,
            scope=order.scope,
        )
        return _set_all(session, instance, actor, (site, keys), closing)


def open_threads(session: Session, instance: Instance, actor: Actor, place: tuple[str, Sequence[str]]) -> Batch:
    """Open threads again. Raises UnknownSite, NotAllowed, Invalid."""
    with writing(session):
        site, keys = _access(session, actor, place)
        return _set_all(session, instance, actor, (site, keys), None)


def list_quiet(session: Session, name: str, before: int, now: int) -> list[str]:
    """List open threads without a comment since `before` (milliseconds since 1970), by key. Raises UnknownSite."""
    with reading(session):
        site = site_queries.find_site(session, name)
        if site is None:
            raise UnknownSite(f"There is no site called {name}.")
        threads = moderation_queries.list_quiet(session, site.id, before)
        return [thread.key for thread in threads if build_state(view_closing(thread), now) is None]


def _check(order: ClosingOrder, now: int) -> None:
    if order.note:
        check_text(order.note, pointer="/note", limit=_NOTE_LIMIT)
    if order.until is not None and order.until <= now:
        raise Invalid(FieldError("/until", "This moment is over already."))


def _check_successor(successor: str, site: Site) -> None:
    try:
        key_of_url(successor, site.base_url, site.origins)
    except Invalid as invalid:
        raise Invalid(*(FieldError("/successor", error.detail) for error in invalid.errors)) from invalid


def _access(session: Session, actor: Actor, place: tuple[str, Sequence[str]]) -> tuple[Site, list[str]]:
    name, given = place
    site = access_site(session, actor, name, Action.CLOSE)
    if not 1 <= len(given) <= MOST_THREADS:
        raise Invalid(FieldError("/threads", f"Name 1 to {MOST_THREADS} threads."))
    return site, sorted({_canonical(number, key, site) for number, key in enumerate(given)})


def _canonical(number: int, key: str, site: Site) -> str:
    try:
        return canonical_key(key, site.base_url, site.origins)
    except Invalid as invalid:
        raise Invalid(*(FieldError(f"/threads/{number}", error.detail) for error in invalid.errors)) from invalid


def _name(session: Session, actor: Actor) -> str | None:
    user = people.load_user(session, actor.user_id) if actor.user_id is not None else None
    return user.name if user else None


def _set_all(
    session: Session, instance: Instance, actor: Actor, where: tuple[Site, list[str]], closing: Closing | None
) -> Batch:
    site, keys = where
    batch, results = secrets.token_hex(8), []
    for key in keys:  # in the order of keys, so that two batches never wait for each other in a circle
        thread = _lock(session, instance, site, key)
        before = build_state(view_closing(thread), instance.clock())
        former = dump_closing(thread)
        set_closing(thread, build_values(closing))
        after = "closed" if closing else "open"
        entry = LogEntry(
            site_id=site.id,
            thread_id=thread.id,
            at=instance.clock(),
            actor="member",
            user_id=actor.user_id,
            action="close" if closing else "open",
            before="closed" if before else "open",
            after=after,
            reason=closing.reason if closing else None,
            batch=batch,
            data={"closing": former, "set": dump_closing(thread)},
        )
        session.add(entry)
        results.append(Result(id=key, status=after, version=thread.version))
    return Batch(batch, results)


def _lock(session: Session, instance: Instance, site: Site, key: str) -> Thread:
    now = instance.clock()
    thread = Thread(
        id=queries.draw_thread_id(session, now, instance.draw),
        site_id=site.id,
        key=key,
        url=origin_of(site.base_url) + key if is_page_key(key) else site.base_url,
        created=now,
    )
    return queries.lock_or_add_thread(session, thread)
