"""Bringing stored HTML up to date with the release that serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss import rendering
from discuss.domain.settings import load_settings
from discuss.domain.status import Status
from discuss.errors import Invalid
from discuss.store.queries import rerendering as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.rendering import Rendered
    from discuss.services.instance import Instance
    from discuss.store.queries.rerendering import Text

BATCH = 200


def rerender_stale(session: Session, instance: Instance, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Render again what another release rendered, in order of id; gives how many comments that were.

    Each batch is stored by itself, so a run that was interrupted goes on where it was. `progress` is told how many are
    done and how many there were. A thread's version rises only where its public HTML changed.
    """
    del instance  # every service takes it; rendering depends on nothing of this installation
    with reading(session):
        total = queries.count_stale(session, rendering.RENDERED_BY)
        images = {site: load_settings(stored).images for site, stored in queries.list_site_settings(session).items()}
    after, done = -1, 0
    while True:
        with reading(session):
            texts = queries.list_stale(session, rendering.RENDERED_BY, after, BATCH)
        if not texts:
            return done
        _store(session, [(text, _render(text, images.get(text.site_id, False))) for text in texts])
        after, done = texts[-1].id, done + len(texts)
        if progress:
            progress(done, total)


def _render(text: Text, images: bool) -> dict[str, str | None]:
    """Give the columns to store. What today's rules would refuse keeps its HTML, made safe anew."""
    rendered = _render_body(text, images)
    values: dict[str, str | None] = {
        "body_html": rendered.html,
        "excerpt": rendered.excerpt,
        "rendered_by": rendered.rendered_by,
    }
    if text.draft_body is not None:
        values["draft_html"] = _render_markdown(text.draft_body, text.draft_html or "", images).html
    return values


def _render_body(text: Text, images: bool) -> Rendered:
    if text.body_format == "markdown":
        return _render_markdown(text.body, text.body_html, images)
    return rendering.render_html(text.body, images=images)


def _render_markdown(body: str, present: str, images: bool) -> Rendered:
    try:
        return rendering.render_markdown(body, images=images)
    except Invalid:
        return rendering.render_html(present, images=images)


def _store(session: Session, batch: list[tuple[Text, dict[str, str | None]]]) -> None:
    changes = {text.id: text.thread_id for text, values in batch if _is_public_change(text, values)}
    with writing(session):
        queries.lock_threads(session, list(changes.values()))
        stored = [text.id for text, values in batch if queries.store_html(session, text, values)]
        queries.raise_versions(session, [changes[each] for each in stored if each in changes])


def _is_public_change(text: Text, values: dict[str, str | None]) -> bool:
    return text.status == Status.APPROVED and values["body_html"] != text.body_html
