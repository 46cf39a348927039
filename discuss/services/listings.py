"""What the command lists: threads with their counts, and what waits for a moderator."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from discuss.domain.settings import load_settings
from discuss.domain.thread import build_regime
from discuss.errors import UnknownSite
from discuss.moderation.reasons import explain
from discuss.services.regimes import view_facts, view_measures
from discuss.store.queries import listings as queries, measures as measure_queries, sites as site_queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.thread import Regime
    from discuss.store.tables import Comment, Site, Thread

_EXCERPT = 200


def list_threads(session: Session, site: str, now: int) -> list[dict[str, Any]]:
    """List the threads of a site, the oldest first; `created` in milliseconds since 1970. Raises UnknownSite."""
    with reading(session):
        found = _find_site(session, site)
        held, settings = queries.count_held(session, found.id), load_settings(found.settings)
        measures = view_measures(measure_queries.load_all_measures(session, found.id, now))
        return [
            _describe_thread(thread, held.get(thread.id, 0), build_regime(view_facts(thread), measures, settings, now))
            for thread in queries.list_threads(session, found.id)
        ]


def list_held(session: Session, site: str) -> list[dict[str, Any]]:
    """List what waits on a site, new comments and edits of published ones, the oldest first. Raises UnknownSite."""
    with reading(session):
        held = queries.iterate_held(session, _find_site(session, site).id)
        return [_describe_held(comment, key, queries.list_reasons(session, comment.id)) for comment, key in held]


def _find_site(session: Session, name: str) -> Site:
    site = site_queries.find_site(session, name)
    if site is None:
        raise UnknownSite(f"There is no site called {name}.")
    return site


def _describe_thread(thread: Thread, held: int, regime: Regime) -> dict[str, Any]:
    return {
        "key": thread.key,
        "title": thread.title or "",
        "url": thread.url,
        "state": "closed" if regime.closing else "open",
        "count": thread.count,
        "held": held,
        "created": thread.created,
    }


def _describe_held(comment: Comment, key: str, reasons: list[str]) -> dict[str, Any]:
    edit = comment.draft_body
    return {
        "id": str(comment.id),
        "thread": key,
        "author": comment.author_name,
        "created": comment.created,
        "reasons": [explain(reason) for reason in reasons] or [explain("waits")],
        "excerpt": comment.excerpt if edit is None else shorten(edit, _EXCERPT, placeholder="…"),
    }
