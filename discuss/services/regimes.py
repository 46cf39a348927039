"""What holds for a thread at this moment, put together from rows: for reading, for the gates, for the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.domain.measures import Cause, Kind, Measure
from discuss.domain.thread import Closing, Scope, ThreadFacts, build_regime
from discuss.store.queries import measures as queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from discuss.domain.settings import SiteSettings
    from discuss.domain.thread import Regime
    from discuss.store.tables import Thread


def load_regime(session: Session, site_id: int, facts: ThreadFacts, settings: SiteSettings, now: int) -> Regime:
    """Load what holds for a thread of a site, in one statement."""
    rows = queries.load_measures(session, site_id, facts.id, now)
    return build_regime(facts, view_measures(rows), settings, now)


def view_facts(thread: Thread | Any | None, published: int | None = None) -> ThreadFacts:
    """Read the facts off a thread, a table's object or a row. `published`: what whoever is asking says of the page.

    A stranger's word counts for their own request alone, where nobody knows better, and never makes a post younger
    than its first comment: so it closes a thread to nobody else.
    """
    if thread is None or thread.id is None:
        return ThreadFacts(published=published)
    said = None if published is None else min(published, thread.created)
    return ThreadFacts(
        id=thread.id,
        created=thread.created,
        published=said if thread.published is None else thread.published,
        latest=thread.latest,
        kept_open=bool(thread.kept_open),
        closing=view_closing(thread),
    )


def view_closing(row: Any) -> Closing | None:
    """Read the closing off a thread, a table's object or a row; None where it was never closed."""
    if row.closed_at is None:
        return None
    return Closing(
        at=row.closed_at,
        by=row.closed_by,
        reason=row.closed_reason,
        note=row.closed_note,
        note_html=row.closed_note_html,
        until=row.closed_until,
        successor=row.closed_successor,
        scope=Scope(row.closed_scope),
    )


def view_measures(rows: Iterable[Any]) -> list[Measure]:
    """Read the measures off rows that may have none."""
    return [_view_measure(row) for row in rows if row.measure_id is not None]


def _view_measure(row: Any) -> Measure:
    return Measure(
        id=row.measure_id,
        cause=Cause(row.measure_cause),
        kind=Kind(row.measure_kind),
        at=row.measure_at,
        thread=row.measure_thread_id,
        root=row.measure_root_id,
        pace=row.measure_pace,
        until=row.measure_until,
        note=row.measure_note,
        note_html=row.measure_note_html,
        by=row.measure_by,
    )
