"""What the command lists: threads with their counts, and what waits for a moderator."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from discuss.domain.thread import build_state
from discuss.errors import UnknownSite
from discuss.moderation.reasons import explain
from discuss.services.threads import view_closing
from discuss.store.queries import listings as queries, sites as site_queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.store.tables import Comment, Thread

_EXCERPT = 200


def list_threads(session: Session, site: str, now: int) -> list[dict[str, Any]]:
    """List the threads of a site, the oldest first; `created` in milliseconds since 1970. Raises UnknownSite."""
    with reading(session):
        site_id = _find_site(session, site)
        held = queries.count_held(session, site_id)
        return [
            _describe_thread(thread, held.get(thread.id, 0), now) for thread in queries.list_threads(session, site_id)
        ]


def list_held(session: Session, site: str) -> list[dict[str, Any]]:
    """List what waits on a site, new comments and edits of published ones, the oldest first. Raises UnknownSite."""
    with reading(session):
        held = queries.iterate_held(session, _find_site(session, site))
        return [_describe_held(comment, key, queries.list_reasons(session, comment.id)) for comment, key in held]


def _find_site(session: Session, name: str) -> int:
    site = site_queries.find_site(session, name)
    if site is None:
        raise UnknownSite(f"There is no site called {name}.")
    return site.id


def _describe_thread(thread: Thread, held: int, now: int) -> dict[str, Any]:
    return {
        "key": thread.key,
        "title": thread.title or "",
        "url": thread.url,
        "state": "closed" if build_state(view_closing(thread), now) else "open",
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
