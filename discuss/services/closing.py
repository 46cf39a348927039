"""Closing and opening threads: a decision about a page, of which there need be no comment yet."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss import rendering
from discuss.domain.keys import canonical_key, key_of_url
from discuss.domain.permissions import Action
from discuss.domain.settings import load_settings
from discuss.domain.texts import check_text
from discuss.domain.thread import Closing, Scope, build_regime
from discuss.errors import FieldError, Invalid
from discuss.services.access import access_site
from discuss.services.closings import build_values, dump_closing, set_closing
from discuss.services.deeds import Batch, Result
from discuss.services.regimes import view_facts, view_measures
from discuss.services.thread_rows import lock_thread_named
from discuss.store.queries import measures as measure_queries, moderation as queries, people
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site, Thread

MOST_THREADS = 1000
_REASON_LIMIT = 40
_NOTE_LIMIT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingOrder:
    """How threads are closed. `note` is Markdown; `until` milliseconds since 1970; `successor` an address."""

    reason: str | None = None
    note: str | None = None
    until: int | None = None
    successor: str | None = None
    scope: Scope = Scope.ALL


@dataclass(frozen=True, slots=True)
class QuietThread:
    """An open thread in which nobody was heard for long; `latest` None: nobody ever."""

    key: str
    url: str
    title: str | None
    latest: int | None


def close_threads(
    session: Session, instance: Instance, actor: Actor, place: tuple[str, Sequence[str]], order: ClosingOrder
) -> Batch:
    """Close the threads of a site: `place` is its name and their keys. Raises UnknownSite, NotAllowed, Invalid."""
    rendered = _check(order, instance.clock())
    with writing(session):
        site, keys = _access(session, actor, place)
        closing = _build_closing(session, instance, (actor, site), order, rendered)
        threads = [lock_thread_named(session, instance, site, key) for key in keys]
        return _set_all(session, instance, (actor, site), threads, closing)


def close_quiet(
    session: Session, instance: Instance, actor: Actor, place: tuple[str, int], order: ClosingOrder
) -> Batch:
    """Close all open threads of a site (a name) without a visible comment since a moment: one decision, however many.

    What somebody wrote in meanwhile stays open. Raises UnknownSite, NotAllowed, Invalid.
    """
    rendered = _check(order, instance.clock())
    name, before = place
    with writing(session):
        site = access_site(session, actor, name, Action.CLOSE)
        closing = _build_closing(session, instance, (actor, site), order, rendered)
        threads = _find_quiet(session, site, before, instance.clock(), lock=True)
        return _set_all(session, instance, (actor, site), threads, closing)


def open_threads(session: Session, instance: Instance, actor: Actor, place: tuple[str, Sequence[str]]) -> Batch:
    """Open threads again; the site's policy does not close them any more. Raises UnknownSite, NotAllowed, Invalid."""
    with writing(session):
        site, keys = _access(session, actor, place)
        threads = [lock_thread_named(session, instance, site, key) for key in keys]
        return _set_all(session, instance, (actor, site), threads, None)


def list_quiet(session: Session, actor: Actor, name: str, before: int, now: int) -> list[QuietThread]:
    """List the open threads without a visible comment since `before` (milliseconds since 1970), by key.

    Raises UnknownSite, NotAllowed.
    """
    with reading(session):
        site = access_site(session, actor, name, Action.CLOSE)
        found = _find_quiet(session, site, before, now)
        return [QuietThread(thread.key, thread.url, thread.title, thread.latest) for thread in found]


def _find_quiet(session: Session, site: Site, before: int, now: int, *, lock: bool = False) -> list[Thread]:
    settings = load_settings(site.settings)
    measures = [
        each
        for each in view_measures(measure_queries.load_all_measures(session, site.id, now))
        if each.thread is not None  # a freeze of the whole site says nothing of one thread
    ]
    threads = queries.list_quiet(session, site.id, before, lock=lock)
    return [thread for thread in threads if build_regime(view_facts(thread), measures, settings, now).closing is None]


def _build_closing(
    session: Session, instance: Instance, who: tuple[Actor, Site], order: ClosingOrder, note_html: str | None
) -> Closing:
    actor, site = who
    if order.successor is not None:
        _check_successor(order.successor, site)
    return Closing(
        at=instance.clock(),
        by=_name(session, actor),
        reason=order.reason,
        note=order.note,
        note_html=note_html,
        until=order.until,
        successor=order.successor,
        scope=order.scope,
    )


def _check(order: ClosingOrder, now: int) -> str | None:
    """Check an order and render its note, with no transaction open. Raises Invalid."""
    if order.reason:
        check_text(order.reason, pointer="/reason", limit=_REASON_LIMIT)
    if order.note:
        check_text(order.note, pointer="/note", limit=_NOTE_LIMIT)
    if order.until is not None and order.until <= now:
        raise Invalid(FieldError("/until", "This moment is over already."))
    return rendering.render_markdown(order.note).html if order.note else None


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
    session: Session, instance: Instance, who: tuple[Actor, Site], threads: Sequence[Thread], closing: Closing | None
) -> Batch:
    """Set what was decided on locked threads."""
    actor, site = who
    batch, results, now = secrets.token_hex(8), [], instance.clock()
    settings, after = load_settings(site.settings), "closed" if closing else "open"
    for thread in threads:
        before = build_regime(view_facts(thread), [], settings, now).closing
        former = dump_closing(thread)
        set_closing(thread, build_values(closing), kept_open=closing is None)
        entry = LogEntry(
            site_id=site.id,
            thread_id=thread.id,
            at=now,
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
        results.append(Result(id=thread.key, status=after, version=thread.version))
    return Batch(batch, results)
